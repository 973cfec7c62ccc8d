#include <fcntl.h>
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

#include "vault/keyring.h"

struct fixture {
	char dir[64], path[80];
};

static int
setup(void **state)
{
	static struct fixture f;

	f = (struct fixture){.dir = "/tmp/paraf-test-keyring-XXXXXX"};
	if (!mkdtemp(f.dir))
		return -1;
	snprintf(f.path, sizeof(f.path), "%s/key", f.dir);
	*state = &f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	unlink(f->path);
	return rmdir(f->dir);
}

static void
write_file(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

/* A key file is made once, for its owner; then it is the same key. */
static void
made_once(void **state)
{
	struct fixture *f = *state;
	struct keyring *one, *two;
	struct stat st;
	struct err e = {0};

	assert_int_equal(keyring_open(&one, f->path, false, &e), -1);
	assert_int_equal(e.kind, ERR_MISSING);
	assert_null(one);
	e = (struct err){0};
	/* What was put there empty for another owner is filled. */
	write_file(f->path, "", 0600);
	assert_int_equal(keyring_open(&one, f->path, false, &e), -1);
	assert_int_equal(e.kind, ERR_MISSING);
	e = (struct err){0};
	assert_int_equal(keyring_create(f->path, &e), 0);
	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(st.st_size, 45);
	assert_int_equal(keyring_open(&one, f->path, false, &e), 0);
	assert_int_equal(keyring_create(f->path, &e), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	e = (struct err){0};
	assert_int_equal(keyring_open(&two, f->path, false, &e), 0);
	assert_string_equal(keyring_fingerprint(one), keyring_fingerprint(two));
	assert_int_equal(strlen(keyring_fingerprint(one)), FINGERPRINT_LEN);
	keyring_close(one);
	keyring_close(two);
	keyring_close(NULL);
}

struct row {
	const char *name, *text;
	mode_t mode;
	bool guarded;
	int rc;
};

#define KEY "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

static const struct row rows[] = {
    {"a key", KEY "\n", 0600, false, 0},
    {"without line end", KEY, 0400, false, 0},
    {"group may read", KEY "\n", 0640, false, -1},
    {"others may read", KEY "\n", 0604, false, -1},
    {"group may write", KEY "\n", 0620, false, -1},
    {"group may read, guarded folder", KEY "\n", 0440, true, 0},
    {"one byte less", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==\n", 0600,
	false, -1},
    {"one character less", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n",
	0600, false, -1},
    {"more after it", KEY "\n\n", 0600, false, -1},
    {"two keys", KEY "\n" KEY "\n", 0600, false, -1},
    {"blank in it", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh =\n", 0600,
	false, -1},
};

static void
file_forms(void **state)
{
	const struct row *r = *state;
	struct fixture f = {.dir = "/tmp/paraf-test-keyring-XXXXXX"};
	struct keyring *k;
	struct err e = {0};

	assert_non_null(mkdtemp(f.dir));
	snprintf(f.path, sizeof(f.path), "%s/key", f.dir);
	write_file(f.path, r->text, r->mode);
	assert_int_equal(keyring_open(&k, f.path, r->guarded, &e), r->rc);
	assert_int_equal(e.kind, r->rc ? ERR_SYSTEM : ERR_NONE);
	keyring_close(k);
	unlink(f.path);
	rmdir(f.dir);
}

/* A folder is no key file, and never read. */
static void
folder(void **state)
{
	struct fixture *f = *state;
	struct keyring *k;
	struct err e = {0};

	assert_int_equal(keyring_open(&k, f->dir, false, &e), -1);
	assert_int_equal(e.kind, ERR_SYSTEM);
}

/* Only the same key unwraps, and only what it wrapped. */
static void
wrap(void **state)
{
	struct fixture *f = *state;
	unsigned char text[32] = "Kunci kantor contoh", back[32];
	unsigned char wrapped[sizeof(text) + WRAP_EXTRA],
	    again[sizeof(wrapped)];
	struct str w = {(const char *)wrapped, sizeof(wrapped)};
	struct keyring *one, *two;
	struct err e = {0};

	assert_int_equal(keyring_create(f->path, &e), 0);
	assert_int_equal(keyring_open(&one, f->path, false, &e), 0);
	write_file(f->path, KEY "\n", 0600);
	assert_int_equal(keyring_open(&two, f->path, false, &e), 0);
	assert_string_not_equal(
	    keyring_fingerprint(one), keyring_fingerprint(two));
	keyring_wrap(one, wrapped, text, sizeof(text));
	keyring_wrap(one, again, text, sizeof(text));
	assert_memory_not_equal(wrapped, again, sizeof(wrapped));
	assert_int_equal(keyring_unwrap(one, back, w, &e), 0);
	assert_memory_equal(text, back, sizeof(text));
	assert_int_equal(keyring_unwrap(two, back, w, &e), -1);
	for (size_t i = 0; i < sizeof(wrapped); i++) {
		wrapped[i] ^= 1;
		assert_int_equal(keyring_unwrap(one, back, w, &e), -1);
		wrapped[i] ^= 1;
		assert_int_equal(
		    keyring_unwrap(one, back, (struct str){w.p, i}, &e), -1);
	}
	keyring_close(one);
	keyring_close(two);
}

int
main(void)
{
	enum { N = sizeof(rows) / sizeof(rows[0]) };
	struct CMUnitTest tests[N + 3] = {
	    cmocka_unit_test_setup_teardown(made_once, setup, teardown),
	    cmocka_unit_test_setup_teardown(folder, setup, teardown),
	    cmocka_unit_test_setup_teardown(wrap, setup, teardown),
	};

	for (size_t i = 0; i < N; i++) {
		union {
			const struct row *in;
			void *out;
		} u = {&rows[i]};

		tests[3 + i] = (struct CMUnitTest){
		    rows[i].name, file_forms, NULL, NULL, u.out};
	}
	return cmocka_run_group_tests_name("keyring", tests, NULL, NULL);
}
