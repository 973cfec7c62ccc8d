/*
 * When a process cannot be locked, and what locked ones have to notice.
 */
#include <seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "locked.h"

/* A bug still ends the process as bugs do. */
static int
abort_locked(const void *arg)
{
	const struct sandbox s = {.data = data};
	struct err e = {0};
	bool landlock;

	(void)arg;
	if (sandbox_worker(&s, &landlock, &e) < 0)
		return 255;
	abort();
}

static void
test_abort(void **state)
{
	int status = in_child(abort_locked, NULL);

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

/* --- when it cannot be locked ------------------------------------------------ */

/* What the surroundings refuse, how, and what is said then. */
static const struct refusal {
	const char *name;
	int calls[2];
	int error;
	bool no_data;
	const char *says; /* in the detail; NULL: it goes on */
	bool landlock;    /* if it goes on */
} refusals[] = {
    {"nothing", {-1, -1}, 0, false, NULL, true},
    {"the data folder is not there", {-1, -1}, 0, true, "data-none", false},
    {"no seccomp", {SCMP_SYS(seccomp), SCMP_SYS(prctl)}, EPERM, false, "prctl",
	false},
    {"no filters", {SCMP_SYS(seccomp), -1}, EPERM, false, "seccomp", false},
    {"no Landlock in the kernel", {SCMP_SYS(landlock_create_ruleset), -1},
	ENOSYS, false, NULL, false},
    {"Landlock forbidden", {SCMP_SYS(landlock_create_ruleset), -1}, EPERM,
	false, NULL, false},
    {"Landlock broken", {SCMP_SYS(landlock_create_ruleset), -1}, EIO, false,
	"version", false},
    {"no rules", {SCMP_SYS(landlock_add_rule), -1}, EPERM, false, "data",
	false},
    {"no restriction", {SCMP_SYS(landlock_restrict_self), -1}, EPERM, false,
	"restrict_self", false},
};

static int
refuse(const struct refusal *r)
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_ALLOW);
	int rc = c ? 0 : -1;

	for (int i = 0; i < 2 && rc == 0; i++)
		if (r->calls[i] != -1)
			rc = seccomp_rule_add(c,
			    SCMP_ACT_ERRNO((unsigned)r->error), r->calls[i], 0);
	if (rc == 0 && r->error != 0)
		rc = seccomp_load(c);
	seccomp_release(c);
	return rc;
}

/* Exit: 0 as wanted. */
static int
lock_refused(const void *arg)
{
	const struct refusal *r = arg;
	char none[80];
	struct sandbox s = {.data = data, .outside = outside};
	struct err e = {0};
	bool landlock = false;
	int rc;

	snprintf(none, sizeof(none), "%s-none", data);
	if (r->no_data)
		s.data = none;
	if (refuse(r) < 0)
		return 1;
	rc = sandbox_worker(&s, &landlock, &e);
	if (!r->says)
		return rc == 0 && landlock == r->landlock ? 0 : 2;
	if (rc == 0)
		return 3;
	fprintf(stderr, "%s (%s)\n", e.msg, e.detail);
	return e.kind == ERR_SYSTEM && strstr(e.detail, r->says) ? 0 : 4;
}

static void
test_refusal(void **state)
{
	if (SANDBOX_OFF || !landlock_here())
		skip();
	assert_int_equal(in_child(lock_refused, *state), 0);
}

/* A folder that comes, goes or is made anew. */
static void
test_stale(void **state)
{
	struct sandbox s = {.data = data, .outside = at("late")};
	char late[128];
	int status;
	pid_t pid;

	(void)state;
	snprintf(late, sizeof(late), "%s", s.outside);
	s.outside = late;
	pid = fork();
	if (pid == 0) {
		struct err e = {0};
		bool landlock;

		if (sandbox_agent(&s, &landlock, &e) < 0 ||
		    sandbox_agent_stale(&s))
			_exit(1);
		for (int i = 0; i < 500 && !sandbox_agent_stale(&s); i++)
			nanosleep(&(struct timespec){0, 10000000}, NULL);
		_exit(sandbox_agent_stale(&s) ? 0 : 2);
	}
	nanosleep(&(struct timespec){0, 100000000}, NULL);
	assert_int_equal(mkdir(late, 0700), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int
main(void)
{
	enum { REFUSALS = sizeof(refusals) / sizeof(refusals[0]), OWN = 2 };
	struct CMUnitTest tests[OWN + REFUSALS] = {
	    cmocka_unit_test(test_abort), cmocka_unit_test(test_stale)};

	for (size_t i = 0; i < REFUSALS; i++)
		tests[OWN + i] = (struct CMUnitTest){refusals[i].name,
		    test_refusal, NULL, NULL, (void *)(uintptr_t)&refusals[i]};
	return cmocka_run_group_tests_name(
	    "sandbox_refused", tests, locked_setup, locked_teardown);
}
