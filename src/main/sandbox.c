#include "main/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <nss.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "main/landlock.h"

#define CHILD_LIFE    120         /* s; one that only waits ends too */
#define CHILD_MEMORY  (448 * MIB) /* address space, with room for a file */
#define CHILD_SECONDS 10          /* of processor time */

#define ALLOWED(name) SCMP_SYS(name)

/* Workers and the agent: databases, files, memory, time, the end. */
static const int common_calls[] = {ALLOWED(read), ALLOWED(write),
    ALLOWED(writev), ALLOWED(pread64), ALLOWED(pwrite64), ALLOWED(close),
    ALLOWED(lseek), ALLOWED(open), ALLOWED(openat), ALLOWED(stat),
    ALLOWED(lstat), ALLOWED(fstat), ALLOWED(newfstatat), ALLOWED(statx),
    ALLOWED(access), ALLOWED(faccessat), ALLOWED(faccessat2), ALLOWED(readlink),
    ALLOWED(readlinkat), ALLOWED(mkdir), ALLOWED(mkdirat), ALLOWED(unlink),
    ALLOWED(unlinkat), ALLOWED(rename), ALLOWED(renameat), ALLOWED(renameat2),
    ALLOWED(linkat), ALLOWED(rmdir), ALLOWED(ftruncate), ALLOWED(fsync),
    ALLOWED(fdatasync), ALLOWED(fchmod), ALLOWED(fchown), ALLOWED(statfs),
    ALLOWED(fstatfs), ALLOWED(getdents64), ALLOWED(brk), ALLOWED(munmap),
    ALLOWED(mremap), ALLOWED(madvise), ALLOWED(mlock), ALLOWED(munlock),
    ALLOWED(futex), ALLOWED(getrandom), ALLOWED(getpid), ALLOWED(gettid),
    ALLOWED(getuid), ALLOWED(geteuid), ALLOWED(getgid), ALLOWED(getegid),
    ALLOWED(sysinfo), ALLOWED(clock_gettime), ALLOWED(gettimeofday),
    ALLOWED(time), ALLOWED(clock_nanosleep), ALLOWED(nanosleep), ALLOWED(poll),
    ALLOWED(ppoll), ALLOWED(timerfd_create), ALLOWED(timerfd_settime),
    ALLOWED(timerfd_gettime), ALLOWED(recvfrom), ALLOWED(recvmsg),
    ALLOWED(getsockopt), ALLOWED(setsockopt), ALLOWED(getsockname),
    ALLOWED(getpeername), ALLOWED(shutdown), ALLOWED(sched_yield),
    ALLOWED(restart_syscall), ALLOWED(rt_sigprocmask), ALLOWED(rt_sigaction),
    ALLOWED(rt_sigreturn), ALLOWED(exit), ALLOWED(exit_group)};

/* Of descriptors, but not who gets their signals. */
static const int common_fcntls[] = {
    F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW};

/* Accept, on sockets that were there before; wait for a CGI's inspector. */
static const int worker_calls[] = {ALLOWED(accept), ALLOWED(accept4),
    ALLOWED(select), ALLOWED(pselect6), ALLOWED(epoll_wait),
    ALLOWED(epoll_pwait), ALLOWED(epoll_ctl), ALLOWED(wait4)};

/* Go to others; threads in which libcurl looks up names. */
static const int agent_calls[] = {ALLOWED(connect), ALLOWED(sendto),
    ALLOWED(sendmsg), ALLOWED(sendmmsg), ALLOWED(eventfd2), ALLOWED(pipe2),
    ALLOWED(uname)};

/* Start a thread; the agent, and who needs some below. */
static const int thread_calls[] = {
    ALLOWED(set_robust_list), ALLOWED(rseq), ALLOWED(sched_getaffinity)};

/* A zygote (zygote.h): is asked, forks, and prepares its children. */
static const int zygote_calls[] = {ALLOWED(recvmsg), ALLOWED(clone),
    ALLOWED(clone3), ALLOWED(wait4), ALLOWED(set_robust_list), ALLOWED(rseq),
    ALLOWED(getppid), ALLOWED(rt_sigaction), ALLOWED(alarm), ALLOWED(prlimit64),
    ALLOWED(setrlimit), ALLOWED(dup2), ALLOWED(dup3), ALLOWED(fcntl),
    ALLOWED(close_range), ALLOWED(prctl), ALLOWED(seccomp)};

/* Its children, and it as well. */
static const int child_calls[] = {ALLOWED(read), ALLOWED(write), ALLOWED(close),
    ALLOWED(brk), ALLOWED(munmap), ALLOWED(mremap), ALLOWED(madvise),
    ALLOWED(futex), ALLOWED(getrandom), ALLOWED(getpid), ALLOWED(gettid),
    ALLOWED(clock_gettime), ALLOWED(gettimeofday), ALLOWED(time),
    ALLOWED(sched_yield), ALLOWED(restart_syscall), ALLOWED(rt_sigprocmask),
    ALLOWED(rt_sigreturn), ALLOWED(exit), ALLOWED(exit_group)};

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

static int
fail(struct err *e, const char *what)
{
	return err_set(e, ERR_SYSTEM, "Proses ini gagal dikunci.",
	    "sandbox: %s: errno %d", what, errno);
}

/* fd becomes SANDBOX_FD; of the others only standard error may stay. */
static int
keep_only(int fd, bool standard_error, struct err *e)
{
	if (fd != SANDBOX_FD && dup2(fd, SANDBOX_FD) < 0)
		return fail(e, "dup2");
	if (close_range(SANDBOX_FD + 1, ~0u, 0) < 0 ||
	    close_range(0, standard_error ? 1 : 2, 0) < 0)
		return fail(e, "close_range");
	return 0;
}

static int
set_limit(int what, rlim_t n)
{
	const struct rlimit r = {n, n};

	return setrlimit((__rlimit_resource_t)what, &r);
}

/* Threads are processes to RLIMIT_NPROC, of the same user and all at once. */
static int
set_limits(bool threads, struct err *e)
{
	if (set_limit(RLIMIT_CORE, 0) < 0 || set_limit(RLIMIT_FSIZE, 0) < 0 ||
	    (!threads && set_limit(RLIMIT_NPROC, 0) < 0) ||
	    set_limit(RLIMIT_NOFILE, 0) < 0 ||
	    set_limit(RLIMIT_CPU, CHILD_SECONDS) < 0 ||
	    (!SANDBOX_SANITIZED && set_limit(RLIMIT_AS, CHILD_MEMORY) < 0))
		return fail(e, "setrlimit");
	if (alarm(CHILD_LIFE) == UINT_MAX)
		return fail(e, "alarm");
	return 0;
}

static int
allow(scmp_filter_ctx c, const int *calls, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (seccomp_rule_add(c, SCMP_ACT_ALLOW, calls[i], 0) < 0)
			return -1;
	return 0;
}

static int
allow_if(scmp_filter_ctx c, int call, struct scmp_arg_cmp arg)
{
	return seccomp_rule_add(c, SCMP_ACT_ALLOW, call, 1, arg);
}

/* A call whose argument lacks all of these bits. */
static int
allow_without(scmp_filter_ctx c, int call, unsigned arg, scmp_datum_t bits)
{
	return allow_if(c, call, SCMP_CMP(arg, SCMP_CMP_MASKED_EQ, bits, 0));
}

static int
allow_equal(scmp_filter_ctx c, int call, unsigned arg, scmp_datum_t value)
{
	return allow_if(c, call, SCMP_CMP(arg, SCMP_CMP_EQ, value));
}

/* Memory, but none that could be run; a signal, but only to itself. */
static int
allow_some(scmp_filter_ctx c)
{
	if (allow_without(c, SCMP_SYS(mmap), 2, PROT_EXEC) < 0 ||
	    allow_without(c, SCMP_SYS(mprotect), 2, PROT_EXEC) < 0 ||
	    allow_equal(c, SCMP_SYS(tgkill), 0, (scmp_datum_t)getpid()) < 0)
		return -1;
	return 0;
}

/*
 * clone3 hides its flags, so that it has to be "not there": then libc goes on
 * with clone.
 */
static int
hide_clone3(scmp_filter_ctx c)
{
	return seccomp_rule_add(c, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

static int
allow_threads(scmp_filter_ctx c)
{
	const scmp_datum_t thread = CLONE_THREAD | CLONE_VM;

	if (hide_clone3(c) < 0 ||
	    allow(c, thread_calls, COUNT(thread_calls)) < 0)
		return -1;
	return allow_if(
	    c, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, thread, thread));
}

/* What a zygote may beside what its children may. */
static int
allow_zygote(scmp_filter_ctx c)
{
	if (allow(c, zygote_calls, COUNT(zygote_calls)) < 0 ||
	    seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 0) < 0 ||
	    seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 0) < 0 ||
	    seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 0) < 0)
		return -1;
	return 0;
}

enum closing { ZYGOTE, CHILD, CHILD_WITH_THREADS };

/*
 * EPERM and not the end: a library that tries something goes on without it.
 * A call by another architecture's door is the end.
 */
static int
close_calls(enum closing what, struct err *e)
{
	scmp_filter_ctx c;
	int rc = -1;

	if (SANDBOX_SANITIZED)
		return 0;
	c = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (!c)
		return fail(e, "seccomp_init");
	if (allow(c, child_calls, COUNT(child_calls)) < 0 ||
	    (what == ZYGOTE ? allow_zygote(c) : allow_some(c)) < 0 ||
	    (what == CHILD_WITH_THREADS && allow_threads(c) < 0) ||
	    seccomp_load(c) < 0) {
		fail(e, "seccomp");
		goto out;
	}
	rc = 0;
out:
	seccomp_release(c);
	return rc;
}

int
sandbox_keep(int fd, struct err *e)
{
	return keep_only(fd, true, e);
}

int
sandbox_zygote(int fd, bool *landlock, struct err *e)
{
	if (keep_only(fd, true, e) < 0)
		return -1;
	if (prctl(PR_SET_DUMPABLE, 0) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return fail(e, "prctl");
	if (landlock_close(NULL, 0, LANDLOCK_NO_TCP, landlock, e) < 0)
		return -1;
	return close_calls(ZYGOTE, e);
}

int
sandbox_child(int fd, bool threads, struct err *e)
{
	if (keep_only(fd, SANDBOX_SANITIZED, e) < 0 ||
	    set_limits(threads, e) < 0)
		return -1;
	return close_calls(threads ? CHILD_WITH_THREADS : CHILD, e);
}

/* A socket of this family and kind, whatever flags come with it. */
static int
allow_socket(scmp_filter_ctx c, int call, int family, int kind)
{
	const scmp_datum_t flags = SOCK_CLOEXEC | SOCK_NONBLOCK;

	return seccomp_rule_add(c, SCMP_ACT_ALLOW, call, 2,
	    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)family),
	    SCMP_A1(
		SCMP_CMP_MASKED_EQ, ~flags & UINT32_MAX, (scmp_datum_t)kind));
}

/* What both may do. */
static int
allow_common(scmp_filter_ctx c, const struct sandbox *s)
{
	if (allow(c, common_calls, COUNT(common_calls)) < 0 ||
	    allow_some(c) < 0 || hide_clone3(c) < 0 ||
	    allow_socket(c, SCMP_SYS(socketpair), AF_UNIX, SOCK_STREAM) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(common_fcntls); i++)
		if (allow_equal(c, SCMP_SYS(fcntl), 1,
			(scmp_datum_t)common_fcntls[i]) < 0)
			return -1;
	return s->unix_connect
		   ? allow_socket(c, SCMP_SYS(socket), AF_UNIX, SOCK_STREAM)
		   : 0;
}

/*
 * What is sent goes where the socket leads: no address, and no connection
 * that begins with the first bytes.
 */
static int
allow_worker(scmp_filter_ctx c, const struct sandbox *s)
{
	if (allow(c, worker_calls, COUNT(worker_calls)) < 0 ||
	    seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 2,
		SCMP_A3(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0),
		SCMP_A4(SCMP_CMP_EQ, 0)) < 0 ||
	    allow_without(c, SCMP_SYS(sendmsg), 2, MSG_FASTOPEN) < 0)
		return -1;
	return s->unix_connect ? allow(c, &(const int){ALLOWED(connect)}, 1)
			       : 0;
}

static int
allow_agent(scmp_filter_ctx c)
{
	static const int families[] = {AF_INET, AF_INET6};
	static const unsigned long ioctls[] = {FIONREAD, FIONBIO};

	if (allow(c, agent_calls, COUNT(agent_calls)) < 0 ||
	    allow_threads(c) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(families); i++)
		if (allow_socket(
			c, SCMP_SYS(socket), families[i], SOCK_STREAM) < 0 ||
		    allow_socket(c, SCMP_SYS(socket), families[i], SOCK_DGRAM) <
			0)
			return -1;
	for (size_t i = 0; i < COUNT(ioctls); i++)
		if (allow_equal(c, SCMP_SYS(ioctl), 1, ioctls[i]) < 0)
			return -1;
	return 0;
}

/* Neither core files nor debuggers, and no way back. */
static int
close_process(struct err *e)
{
	if (set_limit(RLIMIT_CORE, 0) < 0)
		return fail(e, "setrlimit");
	if (prctl(PR_SET_DUMPABLE, 0) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return fail(e, "prctl");
	return 0;
}

static int
close_role(const struct sandbox *s, bool agent, struct err *e)
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int rc = -1;

	if (!c)
		return fail(e, "seccomp_init");
	if (allow_common(c, s) < 0 ||
	    (agent ? allow_agent(c) : allow_worker(c, s)) < 0 ||
	    seccomp_load(c) < 0) {
		fail(e, "seccomp");
		goto out;
	}
	rc = 0;
out:
	seccomp_release(c);
	return rc;
}

int
sandbox_worker(const struct sandbox *s, bool *landlock, struct err *e)
{
	const struct landlock_path data = {s->data, true, true};

	*landlock = false;
	if (SANDBOX_OFF)
		return 0;
	if (close_process(e) < 0 ||
	    landlock_close(&data, 1, LANDLOCK_NO_TCP, landlock, e) < 0)
		return -1;
	return close_role(s, false, e);
}

/* Beside the data: paths that may be replaced while the agent runs. */
#define READ_ONLY 8

static void
read_only(const struct sandbox *s, struct landlock_path v[static READ_ONLY])
{
	static const char *const system[READ_ONLY - 1] = {"/etc/resolv.conf",
	    "/etc/hosts", "/etc/host.conf", "/etc/gai.conf", "/etc/ssl",
	    "/usr/share/ca-certificates", "/usr/local/share/ca-certificates"};

	v[0] = (struct landlock_path){.path = s->outside};
	for (size_t i = 1; i < READ_ONLY; i++)
		v[i] = (struct landlock_path){.path = system[i - 1]};
}

/* Which file it is; one that is not there is of no device. */
static struct identity {
	dev_t device;
	ino_t inode;
} seen[READ_ONLY];

static struct identity
identify(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return (struct identity){0, 0};
	return (struct identity){st.st_dev, st.st_ino};
}

int
sandbox_agent(const struct sandbox *s, bool *landlock, struct err *e)
{
	struct landlock_path paths[READ_ONLY + 1];

	read_only(s, paths);
	for (size_t i = 0; i < READ_ONLY; i++)
		seen[i] = identify(paths[i].path);
	paths[READ_ONLY] = (struct landlock_path){s->data, true, true};
	*landlock = false;
	if (SANDBOX_OFF)
		return 0;
	/* Other ways to look up names are libraries, which it may not load. */
	if (__nss_configure_lookup("hosts", "files dns") < 0)
		return fail(e, "nss");
	if (close_process(e) < 0 || landlock_close(paths, COUNT(paths),
					LANDLOCK_CONNECT, landlock, e) < 0)
		return -1;
	return close_role(s, true, e);
}

bool
sandbox_agent_stale(const struct sandbox *s)
{
	struct landlock_path paths[READ_ONLY];

	read_only(s, paths);
	for (size_t i = 0; i < READ_ONLY; i++) {
		struct identity now = identify(paths[i].path);

		if (now.device != seen[i].device || now.inode != seen[i].inode)
			return true;
	}
	return false;
}
