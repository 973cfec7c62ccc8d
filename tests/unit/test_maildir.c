#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "folder.h"
#include "mail/maildir.h"

#define ID   "<kudus.7.5f3a@dinas.example>"
#define NAME "kudus.7.5f3a@dinas.example"

struct place {
	char top[64], dir[80];
};

static int
set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	if (!p)
		return -1;
	snprintf(p->top, sizeof(p->top), "/tmp/paraf-maildir-XXXXXX");
	*state = p;
	if (!mkdtemp(p->top))
		return -1;
	snprintf(p->dir, sizeof(p->dir), "%s/kotak", p->top);
	return 0;
}

static int
tear_down(void **state)
{
	struct place *p = *state;
	int rc = folder_remove(p->top);

	free(p);
	return rc;
}

static size_t
count(const struct place *p, const char *sub)
{
	char path[100];
	size_t n = 0;
	DIR *d;

	snprintf(path, sizeof(path), "%s/%s", p->dir, sub);
	d = opendir(path);
	assert_non_null(d);
	for (const struct dirent *f; (f = readdir(d)) != NULL;)
		n += f->d_name[0] != '.';
	closedir(d);
	return n;
}

static void
check_content(const struct place *p, const char *name, const char *want)
{
	char path[200], got[200];
	struct stat st;
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", p->dir, name);
	f = fopen(path, "rb");
	assert_non_null(f);
	n = fread(got, 1, sizeof(got) - 1, f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	fclose(f);
	got[n] = '\0';
	assert_string_equal(got, want);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static int
deliver(const struct place *p, const char *id, const char *mail)
{
	struct err e = {0};

	return maildir_deliver(p->dir, id, str_of(mail), &e);
}

static void
test_deliver(void **state)
{
	const struct place *p = *state;

	assert_int_equal(
	    deliver(p, ID, "A: b\r\n\r\nsatu\r\rdua\n\r\ntiga\r"), 0);
	check_content(p, "new/" NAME, "A: b\n\nsatu\r\rdua\n\ntiga\r");
	assert_int_equal(count(p, "tmp"), 0);
	assert_int_equal(count(p, "cur"), 0);
	assert_int_equal(deliver(p, "<kudus.8.aa@dinas.example>", "x"), 0);
	assert_int_equal(count(p, "new"), 2);
}

/* A repeat changes nothing and is success, also after it was read. */
static void
test_repeat(void **state)
{
	const struct place *p = *state;
	char from[200], to[200];

	assert_int_equal(deliver(p, ID, "satu"), 0);
	assert_int_equal(deliver(p, ID, "dua"), 0);
	assert_int_equal(count(p, "new"), 1);
	check_content(p, "new/" NAME, "satu");
	snprintf(from, sizeof(from), "%s/new/" NAME, p->dir);
	snprintf(to, sizeof(to), "%s/cur/" NAME ":2,S", p->dir);
	assert_int_equal(rename(from, to), 0);
	assert_int_equal(deliver(p, ID, "tiga"), 0);
	assert_int_equal(count(p, "new"), 0);
	assert_int_equal(count(p, "cur"), 1);
	/* One whose name begins alike is another. */
	assert_int_equal(deliver(p, "<kudus.7.5f3a@dinas.exampl>", "x"), 0);
	assert_int_equal(count(p, "new"), 1);
	assert_int_equal(count(p, "tmp"), 0);
}

/* What a killed process left is in nobody's way. */
static void
test_left(void **state)
{
	const struct place *p = *state;
	char path[200];
	FILE *f;

	assert_int_equal(deliver(p, "<a@b>", "x"), 0);
	snprintf(
	    path, sizeof(path), "%s/tmp/" NAME ".%d", p->dir, (int)getpid());
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("half of an old, longer mail", f);
	fclose(f);
	assert_int_equal(deliver(p, ID, "satu"), 0);
	check_content(p, "new/" NAME, "satu");
	assert_int_equal(count(p, "tmp"), 0);
}

/* An id never leads out of the folder. */
static void
test_names(void **state)
{
	const struct place *p = *state;
	char id[400] = "<", path[200];

	assert_int_equal(deliver(p, "<../../x@b>", "x"), 0);
	assert_int_equal(deliver(p, "</etc/x:2,S@b>", "x"), 0);
	assert_int_equal(deliver(p, "<.x@b>", "x"), 0);
	assert_int_equal(count(p, "new"), 3);
	snprintf(path, sizeof(path), "%s/new/_._.._x@b", p->dir);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(deliver(p, "", "x"), -1);
	assert_int_equal(deliver(p, "<>", "x"), -1);
	memset(id + 1, 'x', sizeof(id) - 2);
	assert_int_equal(deliver(p, id, "x"), -1);
}

static void
test_no_folder(void **state)
{
	const struct place *p = *state;
	struct place other = *p;
	struct err e = {0};
	FILE *f;

	snprintf(other.dir, sizeof(other.dir), "%s/a/b", p->top);
	assert_int_equal(deliver(&other, ID, "x"), -1);
	f = fopen(p->dir, "w");
	assert_non_null(f);
	fclose(f);
	assert_int_equal(maildir_deliver(p->dir, ID, STR("x"), &e), -1);
	assert_int_equal(e.kind, ERR_BUSY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_deliver, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_repeat, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_left, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_names, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_no_folder, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("maildir", tests, NULL, NULL);
}
