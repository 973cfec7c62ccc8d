/*
 * What the inspector's processes cannot do, and what a worker makes of an
 * inspector that dies, hangs or lies.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/str.h"
#include "main/inspector.h"
#include "main/sandbox.h"
#include "paper/inspect.h"
#include "paper/wire.h"

/* Each tries one thing and says whether it was possible. */

static bool
can_read(void)
{
	return open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0;
}

static bool
can_list(void)
{
	return open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC) >= 0;
}

static bool
can_make(void)
{
	return open("/tmp/paraf-test-sandbox", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool
can_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool
can_unix(void)
{
	int fds[2];

	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0 ||
	       socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0;
}

static bool
can_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid > 0;
}

static bool
can_exec(void)
{
	char *argv[] = {NULL};

	execve("/bin/true", argv, argv);
	return errno != EPERM && errno != EACCES;
}

static bool
can_kill(void)
{
	return kill(getppid(), 0) == 0;
}

static bool
can_run_memory(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool
can_allocate(void)
{
	return mmap(NULL, 500 * MIB, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

/* Standard error stays for sanitizers to report to. */
static bool
has_descriptors(void)
{
	for (int fd = 0; fd < 1024; fd++) {
		char c;

		if (fd == SANDBOX_FD || (SANDBOX_SANITIZED && fd == 2))
			continue;
		if (read(fd, &c, 0) >= 0 || errno != EBADF ||
		    write(fd, "", 0) >= 0)
			return true;
	}
	return false;
}

static bool
can_answer(void)
{
	return write(SANDBOX_FD, "", 0) == 0;
}

static void *
end(void *arg)
{
	return arg;
}

static bool
can_thread(void)
{
	pthread_t t;

	return pthread_create(&t, NULL, end, NULL) == 0 &&
	       pthread_join(t, NULL) == 0;
}

static const struct probe {
	const char *name;
	bool (*can)(void);
	bool zygote, child; /* what is expected of either */
	bool seccomp;       /* only seccomp or the limit of memory forbids it */
	bool threads;       /* but a child with threads can */
} probes[] = {
    {"read a file", can_read, false, false, false, false},
    {"list a folder", can_list, false, false, false, false},
    {"make a file", can_make, false, false, false, false},
    {"open an internet socket", can_socket, false, false, true, false},
    {"open a unix socket", can_unix, false, false, true, false},
    {"fork", can_fork, true, false, true, false},
    {"start a thread", can_thread, true, false, true, true},
    {"start a program", can_exec, false, false, false, false},
    {"signal others", can_kill, false, false, true, false},
    {"run what it wrote", can_run_memory, true, false, true, false},
    {"allocate 500 MB", can_allocate, true, false, true, false},
    {"use other descriptors", has_descriptors, !SANDBOX_SANITIZED, false, false,
	false},
    {"answer", can_answer, true, true, false, false},
};

enum who { ZYGOTE, CHILD, WITH_THREADS };

/* Lock a new process as a zygote locks its own, and let it try. */
static bool
try_locked(const struct probe *p, enum who who)
{
	int fds[2], status;
	pid_t pid;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct err e = {0};
		bool landlock;

		if (sandbox_zygote(fds[1], &landlock, &e) < 0 ||
		    (who != ZYGOTE &&
			sandbox_child(SANDBOX_FD, who == WITH_THREADS, &e) < 0))
			_exit(2);
		_exit(p->can() ? 1 : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(fds[0]);
	close(fds[1]);
	assert_true(WIFEXITED(status));
	assert_in_range(WEXITSTATUS(status), 0, 1);
	return WEXITSTATUS(status) == 1;
}

static void
test_probe(void **state)
{
	const struct probe *p = *state;

	if (p->seccomp && SANDBOX_SANITIZED)
		skip();
	assert_int_equal(try_locked(p, ZYGOTE), p->zygote);
	assert_int_equal(try_locked(p, CHILD), p->child);
	assert_int_equal(try_locked(p, WITH_THREADS), p->child || p->threads);
}

/* A worker's side: gives so many bytes, and counts what comes. */
struct paper {
	struct str left;
	size_t repeat; /* give it so often again */
	size_t image, thumb;
	bool no_image;
};

static int
take_image(void *ctx, const void *data, size_t n, struct err *e)
{
	struct paper *p = ctx;

	(void)data;
	p->image += n;
	return p->no_image ? err_set(e, ERR_BUSY, "Penuh.", "test") : 0;
}

static int
take_thumb(void *ctx, const void *data, size_t n, struct err *e)
{
	(void)data;
	(void)e;
	((struct paper *)ctx)->thumb += n;
	return 0;
}

static int
run(int fd, struct paper *p, struct inspection *i, struct err *e)
{
	const struct inspect_io io = {
	    .ctx = p, .image = take_image, .thumb = take_thumb};
	struct inspect *in;
	struct arena a;
	int rc = -1;

	*e = (struct err){0};
	*i = (struct inspection){.verdict = INSPECT_CRASHED};
	arena_init(&a, MIB);
	in = inspect_new(&a);
	if (inspect_begin(in, fd, INSPECT_IMAGE, 700, e) == 0) {
		for (size_t k = 0; k <= p->repeat; k++)
			inspect_send(in, p->left.p, p->left.n);
		rc = inspect_end(in, &io, i, e);
	}
	inspect_drop(in);
	arena_clear(&a);
	return rc;
}

/* 1 x 1, grey. */
static const char png[] =
    "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0\x3a\x7e\x9b"
    "\x55\0\0\0\x0aIDAT\x78\x9c\x63\x60\0\0\0\2\0\1\x48\xaf\xa4\x71\0\0\0\0"
    "IEND\xae\x42\x60\x82";
#define PNG ((struct str){png, sizeof(png) - 1})

/* After whatever happened, the next file is inspected. */
static void
assert_alive(int fd)
{
	struct paper p = {.left = PNG};
	struct inspection i;
	struct err e;

	assert_int_equal(run(fd, &p, &i, &e), 0);
	assert_int_equal(i.verdict, INSPECT_OK);
	assert_int_equal(i.width, 1);
	assert_true(p.image > 100 && p.thumb > 100);
}

/* A worker that does not go on: the other side ends by itself. */
static void
abandon(int fd)
{
	struct err e = {0};
	struct inspect *in;
	struct arena a;

	arena_init(&a, MIB);
	in = inspect_new(&a);
	assert_int_equal(inspect_begin(in, fd, INSPECT_IMAGE, 0, &e), 0);
	inspect_send(in, png, 20);
	inspect_drop(in);
	arena_clear(&a);
}

static void
test_io_fails(void **state)
{
	struct paper full = {.left = PNG, .no_image = true};
	struct zygote in;
	struct inspection i;
	struct err e = {0};

	(void)state;
	assert_int_equal(zygote_start(&in, &zygote_inspector, &e), 0);
	assert_alive(in.fd);
	abandon(in.fd);
	assert_int_equal(run(in.fd, &full, &i, &e), -1);
	assert_int_equal(e.kind, ERR_BUSY);
	assert_int_not_equal(i.verdict, INSPECT_OK);
	assert_alive(in.fd);
	zygote_close(&in);
}

static void
test_too_large(void **state)
{
	static char piece[WIRE_PIECE];
	struct paper p = {
	    .left = {piece, sizeof(piece)}, .repeat = LIMIT_FILE / WIRE_PIECE};
	struct zygote in;
	struct inspection i;
	struct err e = {0};

	(void)state;
	assert_int_equal(zygote_start(&in, &zygote_inspector, &e), 0);
	assert_int_equal(run(in.fd, &p, &i, &e), 0);
	assert_int_equal(i.verdict, INSPECT_LARGE);
	assert_alive(in.fd);
	zygote_close(&in);
}

static void
test_no_inspector(void **state)
{
	struct paper p = {.left = PNG};
	struct zygote in;
	struct inspection i;
	struct err e = {0};

	(void)state;
	assert_int_equal(run(-1, &p, &i, &e), -1);
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_int_equal(run(0, &p, &i, &e), -1);
	e = (struct err){0};
	assert_int_equal(zygote_open(&in, &zygote_inspector, &e), 0);
	close(in.far);
	in.far = -1;
	assert_int_equal(run(in.fd, &p, &i, &e), -1);
	assert_int_equal(e.kind, ERR_BUSY);
	zygote_close(&in);
}

/* Many at once over one socket, as workers do. */
static void
test_parallel(void **state)
{
	enum { WORKERS = 4, FILES = 8 };
	struct zygote in;
	struct err e = {0};
	int status;

	(void)state;
	assert_int_equal(zygote_start(&in, &zygote_inspector, &e), 0);
	for (int w = 0; w < WORKERS; w++) {
		if (fork() != 0)
			continue;
		for (int k = 0; k < FILES; k++) {
			struct paper p = {.left = PNG};
			struct inspection i;

			if (run(in.fd, &p, &i, &e) < 0 ||
			    i.verdict != INSPECT_OK)
				_exit(1);
		}
		_exit(0);
	}
	for (int w = 0; w < WORKERS; w++) {
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	zygote_close(&in);
}

/* What an inspector that was taken over might say, byte for byte. */
#define HELLO  "H\0\0\0\0"
#define RESULT "R\0\0\0\x0e"
#define OK_1X1 RESULT "\0\0\0\0\0\1\0\0\0\1\0\0\0\0"
#define IMAGE  "I\0\0\0\4\xff\xd8\xff\xd9"
#define THUMB  "T\0\0\0\4\xff\xd8\xff\xd9"
#define END    "E\0\0\0\0"
#define SAYS(lit)                    \
	{                            \
		lit, sizeof(lit) - 1 \
	}

static const struct reply {
	const char *name;
	struct str says;
	bool hang; /* and then stays silent */
	int rc;
	enum inspect_verdict want;
} replies[] = {
    {"whole", SAYS(HELLO OK_1X1 IMAGE THUMB END), false, 0, INSPECT_OK},
    {"two pieces", SAYS(HELLO OK_1X1 IMAGE IMAGE THUMB THUMB END), false, 0,
	INSPECT_OK},
    {"broken", SAYS(HELLO RESULT "\4\0\0\0\0\0\0\0\0\0\0\0\0\0" END), false, 0,
	INSPECT_BROKEN},
    {"silent", SAYS(HELLO), true, 0, INSPECT_TIMEOUT},
    {"half", SAYS(HELLO OK_1X1 IMAGE), true, 0, INSPECT_TIMEOUT},
    {"half a head", SAYS(HELLO "R\0\0"), true, 0, INSPECT_TIMEOUT},
    {"no hello", SAYS(""), false, -1, INSPECT_CRASHED},
    {"other hello", SAYS("X\0\0\0\0"), false, -1, INSPECT_CRASHED},
    {"long hello", SAYS("H\0\0\0\1x"), false, -1, INSPECT_CRASHED},
    {"nothing", SAYS(HELLO), false, 0, INSPECT_CRASHED},
    {"no result", SAYS(HELLO END), false, 0, INSPECT_CRASHED},
    {"image first", SAYS(HELLO IMAGE OK_1X1 THUMB END), false, 0,
	INSPECT_CRASHED},
    {"two results", SAYS(HELLO OK_1X1 OK_1X1 IMAGE THUMB END), false, 0,
	INSPECT_CRASHED},
    {"no image", SAYS(HELLO OK_1X1 END), false, 0, INSPECT_CRASHED},
    {"no thumb", SAYS(HELLO OK_1X1 IMAGE END), false, 0, INSPECT_CRASHED},
    {"thumb first", SAYS(HELLO OK_1X1 THUMB IMAGE END), false, 0,
	INSPECT_CRASHED},
    {"image after thumb", SAYS(HELLO OK_1X1 IMAGE THUMB IMAGE END), false, 0,
	INSPECT_CRASHED},
    {"image of a broken one",
	SAYS(HELLO RESULT "\4\0\0\0\0\0\0\0\0\0\0\0\0\0" IMAGE END), false, 0,
	INSPECT_CRASHED},
    {"no JPEG", SAYS(HELLO OK_1X1 "I\0\0\0\4<htm" THUMB END), false, 0,
	INSPECT_CRASHED},
    {"thumb no JPEG", SAYS(HELLO OK_1X1 IMAGE "T\0\0\0\4<htm" END), false, 0,
	INSPECT_CRASHED},
    {"empty piece", SAYS(HELLO OK_1X1 "I\0\0\0\0" THUMB END), false, 0,
	INSPECT_CRASHED},
    {"huge piece", SAYS(HELLO OK_1X1 "I\xff\xff\xff\xff"), false, 0,
	INSPECT_CRASHED},
    {"piece one too long", SAYS(HELLO OK_1X1 "I\0\1\0\1"), false, 0,
	INSPECT_CRASHED},
    {"end with content", SAYS(HELLO OK_1X1 IMAGE THUMB "E\0\0\0\1x"), false, 0,
	INSPECT_CRASHED},
    {"unknown piece", SAYS(HELLO OK_1X1 "Z\0\0\0\0"), false, 0,
	INSPECT_CRASHED},
    {"short result", SAYS(HELLO "R\0\0\0\1\0" END), false, 0, INSPECT_CRASHED},
    {"long result", SAYS(HELLO "R\0\0\0\x0f\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0" END),
	false, 0, INSPECT_CRASHED},
    {"unknown verdict", SAYS(HELLO RESULT "\x63\0\0\0\0\0\0\0\0\0\0\0\0\0" END),
	false, 0, INSPECT_CRASHED},
    {"claims a timeout", SAYS(HELLO RESULT "\xf\0\0\0\0\0\0\0\0\0\0\0\0\0" END),
	false, 0, INSPECT_CRASHED},
    {"no width",
	SAYS(HELLO RESULT "\0\0\0\0\0\0\0\0\0\1\0\0\0\0" IMAGE THUMB END),
	false, 0, INSPECT_CRASHED},
    {"too wide",
	SAYS(HELLO RESULT "\0\0\0\0\x0c\x81\0\0\0\1\0\0\0\0" IMAGE THUMB END),
	false, 0, INSPECT_CRASHED},
    {"negative",
	SAYS(HELLO RESULT
	    "\0\0\xff\xff\xff\xff\0\0\0\1\0\0\0\0" IMAGE THUMB END),
	false, 0, INSPECT_CRASHED},
    {"an image with pages",
	SAYS(HELLO RESULT "\0\0\0\0\0\1\0\0\0\1\0\0\0\1" IMAGE THUMB END),
	false, 0, INSPECT_CRASHED},
    {"turned twice",
	SAYS(HELLO RESULT "\0\2\0\0\0\1\0\0\0\1\0\0\0\0" IMAGE THUMB END),
	false, 0, INSPECT_CRASHED},
};

/* An inspector that answers one file with literal bytes. */
static void __attribute__((noreturn)) lie(int fd, const struct reply *r)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	char byte[4096];
	struct iovec iov = {.iov_base = byte, .iov_len = 1};
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control.room,
	    .msg_controllen = sizeof(control.room)};
	int to;

	if (recvmsg(fd, &m, 0) != 1 || !CMSG_FIRSTHDR(&m))
		_exit(1);
	memcpy(&to, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(to));
	if (r->says.n > 0 && send(to, r->says.p, r->says.n, MSG_NOSIGNAL) < 0)
		_exit(1);
	if (!r->hang)
		shutdown(to, SHUT_WR);
	/* Until the worker hangs up. */
	while (read(to, byte, sizeof(byte)) > 0)
		;
	_exit(0);
}

static void
test_reply(void **state)
{
	const struct reply *r = *state;
	struct paper p = {.left = PNG};
	struct zygote in;
	struct inspection i;
	struct err e = {0};

	assert_int_equal(zygote_open(&in, &zygote_inspector, &e), 0);
	in.pid = fork();
	if (in.pid == 0)
		lie(in.far, r);
	assert_int_equal(run(in.fd, &p, &i, &e), r->rc);
	assert_int_equal(i.verdict, r->want);
	assert_int_equal(e.kind, r->rc < 0 ? ERR_BUSY : ERR_NONE);
	zygote_close(&in);
}

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

int
main(void)
{
	static struct CMUnitTest tests[COUNT(probes) + COUNT(replies) + 4] = {
	    cmocka_unit_test(test_io_fails),
	    cmocka_unit_test(test_too_large),
	    cmocka_unit_test(test_no_inspector),
	    cmocka_unit_test(test_parallel),
	};
	static struct probe try[COUNT(probes)];
	static struct reply say[COUNT(replies)];
	size_t n = 4;

	memcpy(try, probes, sizeof(probes));
	memcpy(say, replies, sizeof(replies));
	for (size_t i = 0; i < COUNT(probes); i++)
		tests[n++] = (struct CMUnitTest){
		    try[i].name, test_probe, NULL, NULL, &try[i]};
	for (size_t i = 0; i < COUNT(replies); i++)
		tests[n++] = (struct CMUnitTest){
		    say[i].name, test_reply, NULL, NULL, &say[i]};
	return cmocka_run_group_tests_name("inspector", tests, NULL, NULL);
}
