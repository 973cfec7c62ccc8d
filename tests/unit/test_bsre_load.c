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

#include "base/limits.h"
#include "bsre/esign.h"
#include "bsre/load.h"
#include "bsre/manual.h"

#define NIK "3399990411870001"

/* tests/data/module/NAME.so of this build. */
static const char *
module_path(struct arena *a, const char *name)
{
	char self[4000];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *at;

	assert_true(n > 0);
	self[n] = '\0';
	at = strstr(self, "/unit/");
	assert_non_null(at);
	return arena_printf(
	    a, "%.*s/data/module/%s.so", (int)(at - self), self, name);
}

/* One reported test per row; want: a word of the message. */
static struct row {
	const char *name, *module, *want, *detail;
} rows[] = {
    {"no name", "", "tidak dikenal", ""},
    {"another name", "esign2", "tidak dikenal", "esign2"},
    {"a relative path", "data/module/contoh.so", "tidak dikenal", "contoh.so"},
    {"no such file", "/nonexistent/modul.so", "tidak ditemukan", "modul.so"},
    {"a folder", "/usr", "tidak ditemukan", "/usr"},
    {"no shared object", "/etc/passwd", "tidak dapat dimuat", "/etc/passwd"},
    {"another version", "@lama", "versi", "version 2, not 1"},
    {"no such symbol", "@bukan", "bukan modul", "paraf_bsre_module"},
    {"a function is missing", "@kurang", "tidak lengkap", "member"},
    {"needs what we do not give", "@pincang", "tidak dapat dimuat",
	"not_for_modules"},
};

static void
test_row(void **state)
{
	const struct row *row = *state;
	const struct bsre_module *m = NULL;
	struct err e = {0};
	struct arena a;

	arena_init(&a, MIB);
	assert_int_equal(
	    bsre_load(&m,
		row->module[0] == '@' ? module_path(&a, row->module + 1)
				      : row->module,
		&e),
	    -1);
	assert_null(m);
	assert_int_equal(e.kind, ERR_INPUT);
	if (!strstr(e.msg, row->want) || !strstr(e.detail, row->detail))
		fail_msg("%s (%s)", e.msg, e.detail);
	arena_clear(&a);
}

static void
test_built_in(void **state)
{
	const struct bsre_module *m;
	struct err e = {0};

	(void)state;
	assert_int_equal(bsre_load(&m, "manual", &e), 0);
	assert_ptr_equal(m, &manual_module);
	assert_int_equal(bsre_load(&m, "esign", &e), 0);
	assert_ptr_equal(m, &esign_module);
}

/* A file that others can write is not loaded. */
static void
test_writable(void **state)
{
	static const mode_t modes[] = {0775, 0757};
	const struct bsre_module *m = NULL;
	struct arena a;
	const char *path;

	(void)state;
	arena_init(&a, MIB);
	path = module_path(&a, "bukan");
	for (size_t i = 0; i < 2; i++) {
		struct err e = {0};

		assert_int_equal(chmod(path, modes[i]), 0);
		assert_int_equal(bsre_load(&m, path, &e), -1);
		assert_non_null(strstr(e.msg, "izinnya"));
	}
	assert_int_equal(chmod(path, 0755), 0);
	arena_clear(&a);
}

/* The example does what its document says; loaded twice it is the same. */
static void
test_example(void **state)
{
	const struct bsre_account account = {.url = "https://gateway.example",
	    .version = 2,
	    .user = "kota",
	    .password = "Contoh-Rahasia-1"};
	struct bsre_ask ask = {.call = BSRE_STATUS, .nik = NIK};
	struct bsre_reply reply = {.end = BSRE_WHOLE,
	    .status = 200,
	    .type = "text/plain",
	    .body = STR("ISSUE sertifikat aktif\n")};
	const struct bsre_module *m, *again;
	struct bsre_request r = {0};
	struct bsre_result out;
	struct err e = {0};
	struct arena a;

	(void)state;
	arena_init(&a, 2 * MIB);
	assert_int_equal(bsre_load(&m, module_path(&a, "contoh"), &e), 0);
	assert_int_equal(bsre_load(&again, module_path(&a, "contoh"), &e), 0);
	assert_ptr_equal(m, again);
	assert_string_equal(m->name, "contoh");
	for (int i = 0; i < BSRE_CALLS; i++)
		assert_int_equal(
		    bsre_can(m, &account, (enum bsre_call)i), i == BSRE_STATUS);

	assert_int_equal(m->request(&r, &a, &account, &ask, &e), 0);
	assert_string_equal(r.method, "GET");
	assert_string_equal(r.url, "https://gateway.example/sertifikat/" NIK);
	assert_string_equal(r.headers[0].value, "Bearer Contoh-Rahasia-1");
	bsre_request_clear(&r);

	m->reply(&out, &a, &account, &ask, &reply);
	assert_int_equal(out.kind, BSRE_OK);
	assert_int_equal(out.known, BSRE_IS_ISSUE);
	assert_string_equal(out.message, "sertifikat aktif");
	reply.status = 404;
	m->reply(&out, &a, &account, &ask, &reply);
	assert_int_equal(out.kind, BSRE_REFUSED);
	reply.status = 503;
	m->reply(&out, &a, &account, &ask, &reply);
	assert_int_equal(out.kind, BSRE_BUSY);

	ask.nik = NULL;
	assert_int_equal(m->request(&r, &a, &account, &ask, &e), -1);
	arena_clear(&a);
}

int
main(void)
{
	enum { NROWS = sizeof(rows) / sizeof(rows[0]), OTHERS = 3 };
	struct CMUnitTest tests[NROWS + OTHERS] = {
	    cmocka_unit_test(test_built_in), cmocka_unit_test(test_writable),
	    cmocka_unit_test(test_example)};

	for (size_t i = 0; i < NROWS; i++)
		tests[i + OTHERS] = (struct CMUnitTest){
		    rows[i].name, test_row, NULL, NULL, &rows[i]};
	return cmocka_run_group_tests_name("bsre_load", tests, NULL, NULL);
}
