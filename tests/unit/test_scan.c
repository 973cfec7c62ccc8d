/*
 * The scanner's client against a scanner that plays every part: a child
 * process on a unix socket.  Real clamd is asked in tests/regress.
 */
#include <arpa/inet.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/scan.h"
#include "base/clock.h"
#include "base/log.h"

#define REPLY(s) "" s, sizeof(s)     /* with its NUL */
#define CUT(s)   "" s, sizeof(s) - 1 /* without */

enum part {
	POLITE, /* reads all, then answers */
	DRIP,   /* the same, one byte at a time */
	EARLY,  /* answers after the first bytes and leaves */
	DEAF,   /* reads nothing, answers nothing */
	MUTE,   /* reads all, answers nothing */
	QUITS   /* leaves after the first bytes */
};

static struct row {
	const char *name;
	enum part part;
	const char *reply;
	size_t reply_n, size;
	enum clamd_answer want;
	const char *text;
} rows[] = {
    {"clean", POLITE, REPLY("stream: OK"), 300000, CLAMD_CLEAN, "stream: OK"},
    {"clean, empty", POLITE, REPLY("stream: OK"), 0, CLAMD_CLEAN, NULL},
    {"clean, one byte", POLITE, REPLY("stream: OK"), 1, CLAMD_CLEAN, NULL},
    {"clean, one piece", POLITE, REPLY("stream: OK"), 16384, CLAMD_CLEAN, NULL},
    {"clean, a piece and one byte", POLITE, REPLY("stream: OK"), 16385,
	CLAMD_CLEAN, NULL},
    {"clean, byte by byte", DRIP, REPLY("stream: OK"), 9, CLAMD_CLEAN, NULL},
    {"found", POLITE, REPLY("stream: Uji.Contoh-1 FOUND"), 5, CLAMD_FOUND,
	"Uji.Contoh-1"},
    {"found early", EARLY, REPLY("stream: Uji FOUND"), 300000, CLAMD_FOUND,
	"Uji"},
    {"name with control characters", POLITE, REPLY("stream: U\n\x1bi FOUND"), 5,
	CLAMD_FOUND, "U??i"},
    {"no name", POLITE, REPLY("stream:  FOUND"), 5, CLAMD_AWAY, NULL},
    {"too large", EARLY, REPLY("INSTREAM size limit exceeded. ERROR"), 300000,
	CLAMD_TOO_LARGE, NULL},
    {"another error", POLITE, REPLY("INSTREAM: Can't write to temp. ERROR"), 5,
	CLAMD_AWAY, "INSTREAM: Can't write to temp. ERROR"},
    {"unknown command", EARLY, REPLY("UNKNOWN COMMAND"), 5, CLAMD_AWAY, NULL},
    {"OK before the end", EARLY, REPLY("stream: OK"), 900000, CLAMD_AWAY, NULL},
    {"OK of something else", POLITE, REPLY("file: OK"), 5, CLAMD_AWAY, NULL},
    {"OK and more", POLITE, REPLY("stream: OK FOUND?"), 5, CLAMD_AWAY, NULL},
    {"OK without end", POLITE, CUT("stream: OK"), 5, CLAMD_AWAY,
	"left after 10 bytes of answer"},
    {"empty answer", POLITE, REPLY(""), 5, CLAMD_AWAY, ""},
    {"no answer", POLITE, "", 0, 5, CLAMD_AWAY, "left after 0 bytes of answer"},
    {"endless answer", POLITE, NULL, 4096, 5, CLAMD_AWAY, "endless answer"},
    {"deaf", DEAF, REPLY(""), 900000, CLAMD_AWAY, "too slow"},
    {"mute", MUTE, REPLY(""), 5, CLAMD_AWAY, "too slow"},
    {"quits in the middle", QUITS, REPLY(""), 900000, CLAMD_AWAY, NULL},
};

static char dir[64], path[96];

/* Byte i of every file. */
static char
byte_at(size_t i)
{
	return (char)(i * 31 + i / 251);
}

static bool
read_exactly(int fd, void *p, size_t n)
{
	for (char *at = p; n > 0;) {
		ssize_t got = read(fd, at, n);

		if (got <= 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

/* The command and the pieces; whether they are the file. */
static bool
read_stream(int fd, size_t size)
{
	char head[10], *piece = malloc(1 << 20);
	size_t at = 0;
	uint32_t n;
	bool good = read_exactly(fd, head, sizeof(head)) &&
		    memcmp(head, "zINSTREAM", 10) == 0;

	while (good && read_exactly(fd, &n, sizeof(n)) && ntohl(n) > 0) {
		n = ntohl(n);
		good = n <= 1 << 20 && read_exactly(fd, piece, n);
		for (uint32_t i = 0; good && i < n; i++)
			good = piece[i] == byte_at(at++);
	}
	free(piece);
	return good && at == size;
}

static void
play(int fd, const struct row *r)
{
	char endless[4096], first[512];
	const char *reply = r->reply ? r->reply : endless;
	size_t step = r->part == DRIP ? 1 : r->reply_n;

	memset(endless, 'x', sizeof(endless));
	if (r->part == DEAF) {
		pause();
	} else if (r->part == QUITS || r->part == EARLY) {
		if (!read_exactly(fd, first, 10))
			_exit(1);
	} else if (!read_stream(fd, r->size)) {
		reply = "stream: not the file ERROR";
		step = sizeof("stream: not the file ERROR");
	}
	if (r->part == MUTE)
		pause();
	for (size_t i = 0; r->part != QUITS && i < r->reply_n; i += step)
		if (write(fd, reply + i, step) < 0)
			_exit(1);
	_exit(0);
}

/* The child; it listens already. */
static pid_t
start(const struct row *r)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pid_t pid;

	unlink(path);
	memcpy(a.sun_path, path, strlen(path));
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 4), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		alarm(20);
		play(accept(fd, NULL, NULL), r);
	}
	close(fd);
	return pid;
}

struct source {
	size_t at, size, fails_at;
};

static ssize_t
give(void *ctx, char *buf, size_t n, struct err *e)
{
	struct source *s = ctx;

	if (s->fails_at && s->at >= s->fails_at)
		return err_set(e, ERR_SYSTEM, "Berkas rusak.", "damaged");
	if (n > s->size - s->at)
		n = s->size - s->at;
	for (size_t i = 0; i < n; i++)
		buf[i] = byte_at(s->at++);
	return (ssize_t)n;
}

static int64_t
in_ms(int ms)
{
	return clock_steady_us() + (int64_t)ms * 1000;
}

static void
finish(pid_t pid)
{
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void
test_row(void **state)
{
	const struct row *r = *state;
	bool slow = r->part == DEAF || r->part == MUTE;
	struct source s = {.size = r->size};
	struct clamd_result got;
	struct err e = {0};
	pid_t pid = start(r);
	int rc =
	    clamd_scan(path, in_ms(slow ? 200 : 10000), give, &s, &got, &e);

	finish(pid);
	assert_int_equal(rc, 0);
	assert_int_equal(e.kind, ERR_NONE);
	assert_int_equal(got.answer, r->want);
	if (r->text)
		assert_string_equal(got.text, r->text);
}

static void
test_nobody_there(void **state)
{
	static const char *const paths[] = {"/nowhere/clamd.ctl", "relative",
	    "/a-path-that-is-longer-than-the-address-of-a-unix-socket-can-hold/"
	    "which-ends-after-one-hundred-and-seven-bytes"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct source s = {.size = 5};
		struct clamd_result got;
		struct err e = {0};

		assert_int_equal(
		    clamd_scan(paths[i], in_ms(5000), give, &s, &got, &e), 0);
		assert_int_equal(got.answer, CLAMD_AWAY);
		assert_int_equal(s.at, 0);
	}
	assert_true(clamd_path_ok("/run/clamav/clamd.ctl"));
	assert_false(clamd_path_ok(paths[1]));
	assert_false(clamd_path_ok(paths[2]));
	assert_false(clamd_path_ok(""));
}

static void
test_damaged_file(void **state)
{
	static const struct row clean = {.part = POLITE,
	    .reply = "stream: OK",
	    .reply_n = sizeof("stream: OK"),
	    .size = 300000};
	struct source s = {.size = 300000, .fails_at = 100000};
	struct clamd_result got;
	struct err e = {0};
	pid_t pid = start(&clean);

	(void)state;
	assert_int_equal(
	    clamd_scan(path, in_ms(10000), give, &s, &got, &e), -1);
	finish(pid);
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_int_equal(got.answer, CLAMD_AWAY);
}

/* What a policy makes of an answer. */
static const struct policy_row {
	enum virus_policy policy;
	const char *reply; /* NULL: nobody there */
	enum scan_state want;
	bool refused, held, due;
} policies[] = {
    {VIRUS_OFF, "stream: Uji FOUND", SCAN_NONE, false, false, false},
    {VIRUS_WARN, "stream: OK", SCAN_CLEAN, false, false, false},
    {VIRUS_WARN, "stream: Uji FOUND", SCAN_FOUND, false, false, false},
    {VIRUS_WARN, "INSTREAM size limit exceeded. ERROR", SCAN_MISSED, false,
	false, false},
    {VIRUS_WARN, NULL, SCAN_MISSED, false, false, false},
    {VIRUS_REFUSE, "stream: OK", SCAN_CLEAN, false, false, false},
    {VIRUS_REFUSE, "stream: Uji FOUND", SCAN_FOUND, true, true, false},
    {VIRUS_REFUSE, "INSTREAM size limit exceeded. ERROR", SCAN_MISSED, true,
	true, true},
    {VIRUS_REFUSE, NULL, SCAN_WAITING, false, true, true},
};

static void
test_policies(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
		const struct policy_row *p = &policies[i];
		struct scan_conf conf = {p->policy, p->reply ? path : "/no"};
		struct row r = {.part = POLITE, .reply = p->reply, .size = 9};
		struct source s = {.size = 9};
		struct scan_round round;
		enum scan_state got;
		struct err e = {0};
		pid_t pid;

		r.reply_n = p->reply ? strlen(p->reply) + 1 : 0;
		pid = start(&r);
		scan_begin(&round, &conf, 5);
		assert_int_equal(
		    scan_content(&round, "x", give, &s, &got, &e), 0);
		finish(pid);
		assert_int_equal(got, p->want);
		assert_int_equal(
		    s.at, p->policy == VIRUS_OFF || !p->reply ? 0 : 9);
		assert_int_equal(scan_refusal(&conf, got) != NULL, p->refused);
		assert_int_equal(scan_hold(&conf, got) != NULL, p->held);
		assert_int_equal(scan_due(&conf, got), p->due);
		assert_int_equal(scan_find(scan_name(got)), got);
	}
}

/* One that was away is not asked again in the same round. */
static void
test_away_once(void **state)
{
	static const struct row mute = {.part = MUTE, .size = 9};
	struct scan_conf conf = {VIRUS_REFUSE, path};
	struct source s = {.size = 9};
	struct scan_round round;
	enum scan_state got;
	struct err e = {0};
	pid_t pid = start(&mute);
	int64_t began = clock_steady_us();

	(void)state;
	scan_begin(&round, &conf, 1);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(
		    scan_content(&round, "x", give, &s, &got, &e), 0);
		assert_int_equal(got, SCAN_WAITING);
	}
	finish(pid);
	assert_in_range(clock_steady_us() - began, 900000, 3000000);
}

/* What was taken in before is scanned before it is sent, if it has to be. */
static void
test_stricter_later(void **state)
{
	struct scan_conf refuse = {VIRUS_REFUSE, path};
	struct scan_conf warn = {VIRUS_WARN, path};

	(void)state;
	assert_true(scan_due(&refuse, SCAN_NONE));
	assert_true(scan_due(&refuse, SCAN_MISSED));
	assert_non_null(scan_hold(&refuse, SCAN_NONE));
	assert_true(scan_due(&warn, SCAN_WAITING));
	assert_null(scan_hold(&warn, SCAN_WAITING));
	assert_int_equal(scan_find("?"), SCAN_NONE);
}

static int
setup(void **state)
{
	(void)state;
	log_set_level(LOG_LEVEL_ERROR);
	strcpy(dir, "/tmp/paraf-test-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/clamd.ctl", dir);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir);
}

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]) };
	struct CMUnitTest tests[NROWS + 5] = {
	    cmocka_unit_test(test_nobody_there),
	    cmocka_unit_test(test_damaged_file),
	    cmocka_unit_test(test_policies), cmocka_unit_test(test_away_once),
	    cmocka_unit_test(test_stricter_later)};

	for (size_t i = 0; i < NROWS; i++)
		tests[i + 5] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("scan", tests, setup, teardown);
}
