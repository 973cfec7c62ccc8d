#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/bell.h"
#include "folder.h"

#define NOW INT64_C(1795233736357)

struct fixture {
	char dir[64], file[96], log[96];
	struct bell bell;
};

static int
setup(void **state)
{
	static struct fixture f;
	char office[80];

	f = (struct fixture){.dir = "/tmp/paraf-test-bell-XXXXXX"};
	if (!mkdtemp(f.dir))
		return -1;
	snprintf(office, sizeof(office), "%s/kudus", f.dir);
	snprintf(f.file, sizeof(f.file), "%s/paraf.db", office);
	snprintf(f.log, sizeof(f.log), "%s/paraf.db-wal", office);
	*state = &f;
	return mkdir(office, 0700);
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	return folder_remove(f->dir);
}

/* A file of that size, last written at a moment (ms). */
static void
put(const char *path, off_t size, int64_t at)
{
	struct timespec t = {at / 1000, at % 1000 * 1000000};
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, size), 0);
	assert_int_equal(futimens(fd, (struct timespec[]){t, t}), 0);
	close(fd);
}

static bool
rang(struct fixture *f, int64_t now)
{
	return bell_rang(&f->bell, f->dir, "kudus", now);
}

static void
test_bell(void **state)
{
	struct fixture *f = *state;

	assert_false(rang(f, NOW));
	put(f->file, 4096, NOW - 5000);
	assert_true(rang(f, NOW));
	assert_false(rang(f, NOW));

	/* The log alone. */
	put(f->log, 1000, NOW - 4000);
	assert_true(rang(f, NOW));
	assert_false(rang(f, NOW));
	put(f->log, 1000, NOW - 3000); /* written over in place */
	assert_true(rang(f, NOW));
	put(f->log, 2000, NOW - 3000); /* grown within one tick */
	assert_true(rang(f, NOW));
	assert_false(rang(f, NOW));

	/* Closed: the log went into the file. */
	unlink(f->log);
	put(f->file, 8192, NOW - 2000);
	assert_true(rang(f, NOW));
	assert_false(rang(f, NOW));
}

/* Opening and closing without writing is no news. */
static void
test_empty_log(void **state)
{
	struct fixture *f = *state;

	put(f->file, 4096, NOW - 5000);
	assert_true(rang(f, NOW));
	put(f->log, 0, NOW - 1000);
	assert_false(rang(f, NOW));
	unlink(f->log);
	assert_false(rang(f, NOW));
}

/* What changed only just may have changed again since. */
static void
test_young(void **state)
{
	struct fixture *f = *state;

	put(f->file, 4096, NOW - 50);
	assert_true(rang(f, NOW));
	assert_true(rang(f, NOW + 49));
	assert_true(rang(f, NOW + 1000));
	assert_false(rang(f, NOW + 2000));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_bell),
	    TEST(test_empty_log),
	    TEST(test_young),
	};

	return cmocka_run_group_tests_name("bell", tests, NULL, NULL);
}
