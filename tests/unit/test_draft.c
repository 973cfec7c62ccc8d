#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/draft.h"
#include "base/limits.h"
#include "store/blob.h"
#include "store/draft.h"
#include "store/usage.h"
#include "folder.h"

#define DAY INT64_C(86400000)
#define NOW (100 * DAY)

struct fixture {
	char dir[64];
	struct db *db;
	struct keyring *ring;
	struct arena a;
	struct blob_out out;
	struct err e;
};

static int
setup(void **state)
{
	static struct fixture f;
	char path[96];

	f = (struct fixture){.dir = "/tmp/paraf-test-draft-XXXXXX"};
	if (!mkdtemp(f.dir))
		return -1;
	arena_init(&f.a, MIB);
	*state = &f;
	snprintf(path, sizeof(path), "%s/key", f.dir);
	if (keyring_create(path, &f.e) < 0 ||
	    keyring_open(&f.ring, path, false, &f.e) < 0)
		return -1;
	snprintf(path, sizeof(path), "%s/paraf.db", f.dir);
	if (db_open(&f.db, DB_TENANT, path, &f.e) < 0)
		return -1;
	return key_load(f.db, f.ring, 1, &f.e);
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	db_close(f->db);
	keyring_close(f->ring);
	arena_clear(&f->a);
	return folder_remove(f->dir);
}

/* A received file of five bytes, and where it lies. */
static const char *
add_file(struct fixture *f, const char *id, const char *form, int64_t at)
{
	struct file file = {.id = id,
	    .owner = "person:1",
	    .form = form,
	    .purpose = "syarat_ktp",
	    .name = "ktp.pdf",
	    .type = "application/pdf",
	    .scan = "",
	    .note = "",
	    .size = 5,
	    .created_at = at};

	assert_int_equal(blob_begin(f->db, &f->a, &f->out, &f->e), 0);
	assert_int_equal(blob_write(&f->out, "isian", 5, &f->e), 0);
	assert_int_equal(blob_end(&f->out, &f->e), 0);
	assert_int_equal(blob_settle(f->db, &f->out, &f->e), 0);
	file.blob = f->out.name;
	file.key = f->out.key.bytes;
	file.key_id = f->out.key.key;
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(file_add(f->db, &file, &f->e), 0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
	blob_drop(f->db, &f->out);
	return arena_printf(
	    &f->a, "%s/files/%.2s/%s", f->dir, file.blob, file.blob);
}

static void
add_draft(struct fixture *f, const char *form, int64_t at)
{
	struct draft_row row = {.updated_at = at};

	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(key_seal(f->db, &f->a, KEY_USE_DRAFT, STR("{}"),
			     &row.sealed, &f->e),
	    0);
	assert_int_equal(draft_put(f->db, &row, "person:1", form, &f->e), 0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
}

/* All that is due; how many files. */
static size_t
sweep(struct fixture *f)
{
	size_t n, all = 0;

	do {
		assert_int_equal(draft_sweep(f->db, &f->a, NOW, &n, &f->e), 0);
		all += n;
	} while (n > 0);
	return all;
}

static bool
has_draft(struct fixture *f, const char *form)
{
	struct draft_row row;
	int rc = draft_get(f->db, &f->a, &row, "person:1", form, &f->e);

	assert_true(rc >= 0);
	return rc == 1;
}

static int64_t
used(struct fixture *f)
{
	struct usage u;

	assert_int_equal(usage_get(f->db, "person:1", "case:1", &u, &f->e), 0);
	assert_int_equal(u.of_owner, u.of_office);
	assert_int_equal(u.of_case, 0);
	return u.of_owner;
}

/* When the draft was touched, when the file came; days ago; -1: none. */
static struct sample {
	const char *name;
	int draft, file;
	bool draft_stays, file_stays;
} samples[] = {
    {"both young", 1, 2, true, true},
    {"a living draft keeps its old file", 29, 80, true, true},
    {"just living", DRAFT_DAYS, DRAFT_DAYS, true, true},
    {"just over", DRAFT_DAYS + 1, DRAFT_DAYS + 1, false, false},
    {"an old draft and its older file", 40, 50, false, false},
    {"a young file that has no draft", -1, 3, false, true},
    {"an old file that has no draft", -1, 31, false, false},
};

static void
test_sample(void **state)
{
	struct sample *s = *state;
	struct fixture *f;
	const char *path;

	assert_int_equal(setup((void **)&f), 0);
	if (s->draft >= 0)
		add_draft(f, "ajukan:a", NOW - s->draft * DAY);
	path = add_file(f, "satu", "ajukan:a", NOW - s->file * DAY);
	assert_int_equal(sweep(f), s->file_stays ? 0 : 1);
	assert_int_equal(has_draft(f, "ajukan:a"), s->draft_stays);
	assert_int_equal(access(path, F_OK), s->file_stays ? 0 : -1);
	assert_int_equal(used(f), s->file_stays ? 5 : 0);
	assert_int_equal(teardown((void **)&f), 0);
}

/* More than one round; those of other forms stay. */
static void
many_files(void **state)
{
	struct fixture *f = *state;
	const char *stays;

	add_draft(f, "ajukan:a", NOW - 60 * DAY);
	add_draft(f, "ajukan:b", NOW - 2 * DAY);
	for (int i = 0; i < 45; i++)
		add_file(f, arena_printf(&f->a, "berkas%d", i), "ajukan:a",
		    NOW - 61 * DAY);
	stays = add_file(f, "lain", "ajukan:b", NOW - 61 * DAY);
	assert_int_equal(used(f), 46 * 5);
	assert_int_equal(sweep(f), 45);
	assert_int_equal(used(f), 5);
	assert_int_equal(access(stays, F_OK), 0);
	assert_false(has_draft(f, "ajukan:a"));
	assert_true(has_draft(f, "ajukan:b"));
}

int
main(void)
{
	enum { N = sizeof(samples) / sizeof(samples[0]) };
	struct CMUnitTest tests[N + 1] = {
	    cmocka_unit_test_setup_teardown(many_files, setup, teardown)};

	for (size_t i = 0; i < N; i++)
		tests[i + 1] = (struct CMUnitTest){
		    samples[i].name, test_sample, NULL, NULL, &samples[i]};
	return cmocka_run_group_tests_name("draft", tests, NULL, NULL);
}
