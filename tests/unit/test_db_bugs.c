#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/handle.h"

/* Bugs end the process: what the child does must abort it. */
static struct bug {
	const char *name;
	int kind;
} bugs[] = {
    {"bug: a statement within itself", 0},
    {"bug: a transaction within one", 1},
    {"bug: too few values", 2},
    {"bug: a statement of the other database", 3},
    {"bug: a column too many", 4},
};

static void
make_bug(struct db *db, int kind)
{
	struct err e = {0};
	struct rows r;
	int rc = 0;

	if (kind == 0) {
		rc = db_rows(db, &r, Q_TENANT_LIST, NO_VALUES, &e);
		rc += db_run(db, Q_TENANT_LIST, NO_VALUES, &e);
	} else if (kind == 1) {
		rc = db_begin(db, &e);
		rc += db_begin(db, &e);
	} else if (kind == 2) {
		rc = db_run(db, Q_SETTING_PUT, VALUES(v_text("a")), &e);
	} else if (kind == 3) {
		rc = db_run(db, Q_EVENT_HEAD, NO_VALUES, &e);
	} else {
		rc = db_one(db, &r, Q_CONTROL_VERSION, NO_VALUES, &e);
		rc = (int)rows_int(&r, 1);
	}
	_exit(rc & 1);
}

static void
test_bug(void **state)
{
	const struct bug *b = *state;
	struct db *db;
	struct err e = {0};
	int status;
	pid_t pid;

	assert_int_equal(db_open(&db, DB_CONTROL, ":memory:", &e), 0);
	pid = fork();
	if (pid == 0) {
		signal(SIGABRT, SIG_DFL);
		if (!freopen("/dev/null", "w", stderr))
			_exit(1);
		make_bug(db, b->kind);
	}
	waitpid(pid, &status, 0);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	db_close(db);
}

int
main(void)
{
	enum { NBUGS = sizeof(bugs) / sizeof(bugs[0]) };
	struct CMUnitTest tests[NBUGS];

	for (size_t i = 0; i < NBUGS; i++)
		tests[i] = (struct CMUnitTest){
		    bugs[i].name, test_bug, NULL, NULL, &bugs[i]};
	return cmocka_run_group_tests_name("db_bugs", tests, NULL, NULL);
}
