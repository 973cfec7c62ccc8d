/*
 * locked.h - for tests of the sandbox: a data folder with all that lies
 * beside it, and processes that are locked like a worker, one with a virus
 * scanner, and the agent.
 */
#ifndef TESTS_UNIT_LOCKED_H
#define TESTS_UNIT_LOCKED_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "folder.h"
#include "main/landlock.h"
#include "main/sandbox.h"

enum role { WORKER, SCANNER, AGENT, ROLES };

static char dir[] = "/tmp/paraf-test-XXXXXX";
static char data[64], outside[64];

/* A path in the folder of the test, until the next one. */
static inline char *
at(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static inline int
result(long rc)
{
	return rc < 0 ? errno : 0;
}

/* Tries one thing: 0, or why not (errno).  One answer for each role. */
struct probe {
	const char *name;
	int (*try)(void);
	int want[ROLES];
};

struct attempt {
	const struct probe *p;
	enum role role;
	void (*before)(void); /* in the process, not yet locked; or NULL */
};

/* How a child ended that does this. */
static inline int
in_child(int (*run)(const void *arg), const void *arg)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(run(arg));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static inline int
attempt(const void *arg)
{
	const struct attempt *a = arg;
	const struct sandbox s = {.data = data,
	    .outside = outside,
	    .unix_connect = a->role == SCANNER};
	struct err e = {0};
	bool landlock;
	int rc;

	if (a->before)
		a->before();
	rc = a->role == AGENT ? sandbox_agent(&s, &landlock, &e)
			      : sandbox_worker(&s, &landlock, &e);
	return rc < 0 || !landlock ? 255 : a->p->try();
}

static inline void
try_probe(const struct probe *p, void (*before)(void))
{
	static const char *const roles[] = {"worker", "scanner", "agent"};

	if (SANDBOX_OFF || !landlock_here())
		skip();
	for (int r = 0; r < ROLES; r++) {
		const struct attempt a = {p, (enum role)r, before};
		int status = in_child(attempt, &a);

		if (!WIFEXITED(status) || WEXITSTATUS(status) != p->want[r])
			fail_msg("%s: status %#x, wanted %s", roles[r],
			    (unsigned)status, strerror(p->want[r]));
	}
}

static inline void
make_file(const char *name)
{
	int fd = open(at(name), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "isi\n", 4), 4);
	close(fd);
}

static inline int
locked_setup(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(data, sizeof(data), "%s/data", dir);
	snprintf(outside, sizeof(outside), "%s/data.outside", dir);
	assert_int_equal(mkdir(data, 0700), 0);
	assert_int_equal(mkdir(outside, 0700), 0);
	assert_int_equal(mkdir(at("data/a"), 0700), 0);
	assert_int_equal(mkdir(at("data/b"), 0700), 0);
	assert_int_equal(symlink("/etc/passwd", at("data/way-out")), 0);
	make_file("data/file");
	make_file("data.outside/satu.yaml");
	make_file("data.key");
	return 0;
}

static inline int
locked_teardown(void **state)
{
	(void)state;
	return folder_remove(dir);
}

#endif
