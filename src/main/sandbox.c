#include "main/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/limits.h"

#define CHILD_LIFE    120         /* s; one that only waits ends too */
#define CHILD_MEMORY  (448 * MIB) /* address space, with room for a file */
#define CHILD_SECONDS 10          /* of processor time */

#define ALLOWED(name) SCMP_SYS(name)

/* The inspector: is asked, forks, and prepares its children. */
static const int zygote_calls[] = {ALLOWED(recvmsg), ALLOWED(clone),
    ALLOWED(clone3), ALLOWED(wait4), ALLOWED(set_robust_list), ALLOWED(rseq),
    ALLOWED(getppid), ALLOWED(rt_sigaction), ALLOWED(prlimit64),
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
	return err_set(e, ERR_SYSTEM, "Pemeriksa berkas gagal dikunci.",
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

static int
set_limits(struct err *e)
{
	if (set_limit(RLIMIT_CORE, 0) < 0 || set_limit(RLIMIT_FSIZE, 0) < 0 ||
	    set_limit(RLIMIT_NPROC, 0) < 0 || set_limit(RLIMIT_NOFILE, 0) < 0 ||
	    set_limit(RLIMIT_CPU, CHILD_SECONDS) < 0 ||
	    (!SANDBOX_SANITIZED && set_limit(RLIMIT_AS, CHILD_MEMORY) < 0))
		return fail(e, "setrlimit");
	(void)alarm(CHILD_LIFE);
	return 0;
}

/* As linux/landlock.h has it since ABI 6; Debian's header may be older. */
struct ruleset {
	uint64_t fs, net, scoped;
};

/*
 * Everything that this kernel's Landlock can forbid, and no exception.  The
 * kernel says how far it goes (its ABI); bits that it does not know would be
 * an error.  A kernel, or a container around us, may not have it at all.
 */
static int
close_files(bool *landlock, struct err *e)
{
	static const unsigned char rights[] = {0, 13, 14, 15, 15, 16};
	struct ruleset rules = {0};
	size_t size = sizeof(rules.fs);
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	long fd;

	*landlock = abi > 0;
	if (abi <= 0)
		return errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM
			   ? 0
			   : fail(e, "landlock version");
	rules.fs =
	    (UINT64_C(1) << rights[abi < 5 ? (size_t)abi : COUNT(rights) - 1]) -
	    1;
	if (abi >= 4) {
		rules.net = 3; /* TCP: bind, connect */
		size = 2 * sizeof(rules.fs);
	}
	if (abi >= 6) {
		rules.scoped = 3; /* abstract sockets, signals */
		size = sizeof(rules);
	}
	fd = syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	if (fd < 0)
		return fail(e, "landlock_create_ruleset");
	if (syscall(SYS_landlock_restrict_self, (int)fd, 0) < 0)
		return fail(e, "landlock_restrict_self");
	close((int)fd);
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

/* Memory, but none that could be run; a signal, but only to itself. */
static int
allow_some(scmp_filter_ctx c)
{
	const scmp_datum_t exec = PROT_EXEC;
	const scmp_datum_t self = (scmp_datum_t)getpid();

	if (seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
		SCMP_A2(SCMP_CMP_MASKED_EQ, exec, 0)) < 0 ||
	    seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		SCMP_A2(SCMP_CMP_MASKED_EQ, exec, 0)) < 0 ||
	    seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
		SCMP_A0(SCMP_CMP_EQ, self)) < 0)
		return -1;
	return 0;
}

/*
 * EPERM and not the end: a library that tries something goes on without it.
 * A call by another architecture's door is the end.
 */
static int
close_calls(bool zygote, struct err *e)
{
	scmp_filter_ctx c;
	int rc = -1;

	if (SANDBOX_SANITIZED)
		return 0;
	c = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (!c)
		return fail(e, "seccomp_init");
	if (allow(c, child_calls, COUNT(child_calls)) < 0 ||
	    (zygote && allow(c, zygote_calls, COUNT(zygote_calls)) < 0) ||
	    (zygote ? seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 0) |
			  seccomp_rule_add(
			      c, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 0) |
			  seccomp_rule_add(
			      c, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 0)
		    : allow_some(c)) < 0 ||
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
sandbox_zygote(int fd, bool *landlock, struct err *e)
{
	if (keep_only(fd, true, e) < 0)
		return -1;
	if (prctl(PR_SET_DUMPABLE, 0) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return fail(e, "prctl");
	if (close_files(landlock, e) < 0)
		return -1;
	return close_calls(true, e);
}

int
sandbox_child(int fd, struct err *e)
{
	if (keep_only(fd, SANDBOX_SANITIZED, e) < 0 || set_limits(e) < 0)
		return -1;
	return close_calls(false, e);
}
