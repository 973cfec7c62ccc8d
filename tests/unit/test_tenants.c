#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "folder.h"
#include "store/tenants.h"

#define NOW 1700000000000

struct fixture {
	char dir[64], key[80];
	struct tenants *ts;
	struct err e;
};

static int
setup(void **state)
{
	static struct fixture f;

	f = (struct fixture){.dir = "/tmp/paraf-test-tenants-XXXXXX"};
	if (!mkdtemp(f.dir))
		return -1;
	*state = &f;
	snprintf(f.key, sizeof(f.key), "%s/key", f.dir);
	return tenants_open(&f.ts,
	    &(struct tenants_conf){.data = f.dir, .key = f.key, .now = NOW},
	    &f.e);
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	tenants_close(f->ts);
	return folder_remove(f->dir);
}

static int
put(struct control *c, const char *id, const char *hostname, bool active,
    struct err *e)
{
	return control_put(c,
	    &(struct tenant){.id = id,
		.name = "Dinas Contoh",
		.short_name = "Contoh",
		.accent = "#336699",
		.zone = "WIB",
		.hostname = hostname,
		.profile = "nama: Dinas Contoh\n",
		.position = id[0],
		.active = active,
		.created = NOW},
	    e);
}

static void
test_secret(void **state)
{
	static const unsigned char zero[CONTROL_SECRET];
	struct fixture *f = *state;
	unsigned char secret[CONTROL_SECRET];
	struct control *other;
	char path[96];

	memcpy(secret, control_secret(tenants_control(f->ts)), CONTROL_SECRET);
	assert_memory_not_equal(secret, zero, CONTROL_SECRET);
	snprintf(path, sizeof(path), "%s/control.db", f->dir);
	assert_int_equal(control_open(&other, path, NOW + 1, &f->e), 0);
	assert_memory_equal(secret, control_secret(other), CONTROL_SECRET);
	control_close(other);
	assert_int_equal(control_open(&other, ":memory:", NOW, &f->e), 0);
	assert_memory_not_equal(secret, control_secret(other), CONTROL_SECRET);
	control_close(other);
	control_close(NULL);
	tenants_close(NULL);
}

static void
test_list(void **state)
{
	struct fixture *f = *state;
	struct control *c = tenants_control(f->ts);
	const struct tenant *t;
	size_t n;

	control_tenants(c, &n);
	assert_int_equal(n, 0);
	assert_int_equal(put(c, "kota-b", NULL, true, &f->e), 0);
	assert_int_equal(put(c, "agam", "tte.agam.example", true, &f->e), 0);
	assert_int_equal(put(c, "tua", NULL, false, &f->e), 0);
	assert_int_equal(control_refresh(c, &f->e), 1);
	assert_int_equal(control_refresh(c, &f->e), 0);
	t = control_tenants(c, &n);
	assert_int_equal(n, 3);
	assert_string_equal(t[0].id, "agam");
	assert_string_equal(t[0].hostname, "tte.agam.example");
	assert_string_equal(t[0].name, "Dinas Contoh");
	assert_string_equal(t[0].short_name, "Contoh");
	assert_string_equal(t[0].accent, "#336699");
	assert_string_equal(t[0].zone, "WIB");
	assert_string_equal(t[0].profile, "nama: Dinas Contoh\n");
	assert_int_equal(t[0].position, 'a');
	assert_int_equal(t[0].created, NOW);
	assert_string_equal(t[1].id, "kota-b");
	assert_null(t[1].hostname);
	assert_false(t[2].active);
	assert_ptr_equal(control_tenant(c, STR("kota-b")), &t[1]);
	assert_null(control_tenant(c, STR("kota")));
	assert_null(control_tenant(c, STR("tua")));
	assert_ptr_equal(control_tenant_at(c, STR("TTE.agam.example")), &t[0]);
	assert_null(control_tenant_at(c, STR("agam.example")));
	assert_null(control_tenant_at(c, STR("")));
	/* Changing keeps one row. */
	assert_int_equal(put(c, "tua", NULL, true, &f->e), 0);
	assert_int_equal(control_refresh(c, &f->e), 1);
	control_tenants(c, &n);
	assert_int_equal(n, 3);
	assert_non_null(control_tenant(c, STR("tua")));
	assert_int_equal(put(c, "lain", "tte.agam.example", true, &f->e), -1);
	assert_int_equal(f->e.kind, ERR_CONFLICT);
}

/* What another process commits is seen at the next refresh. */
static void
test_other_process(void **state)
{
	struct fixture *f = *state;
	struct control *c = tenants_control(f->ts), *other;
	char path[96];

	snprintf(path, sizeof(path), "%s/control.db", f->dir);
	assert_int_equal(control_open(&other, path, NOW, &f->e), 0);
	assert_int_equal(control_refresh(c, &f->e), 0);
	assert_int_equal(put(other, "baru", NULL, true, &f->e), 0);
	assert_null(control_tenant(c, STR("baru")));
	assert_int_equal(control_refresh(c, &f->e), 1);
	assert_non_null(control_tenant(c, STR("baru")));
	assert_int_equal(control_refresh(c, &f->e), 0);
	assert_false(control_demo(c));
	assert_int_equal(control_set_demo(other, true, &f->e), 0);
	assert_int_equal(control_refresh(c, &f->e), 1);
	assert_true(control_demo(c));
	control_close(other);
}

static struct id {
	const char *name, *id;
	bool good;
} ids[] = {
    {"id: two letters", "ab", true},
    {"id: digits and -", "kota-9", true},
    {"id: 40", "abcdefghijabcdefghijabcdefghijabcdefghij", true},
    {"id: 41", "abcdefghijabcdefghijabcdefghijabcdefghijk", false},
    {"id: one letter", "a", false},
    {"id: empty", "", false},
    {"id: parent folder", "..", false},
    {"id: slash", "a/b", false},
    {"id: - in front", "-ab", false},
    {"id: capital", "Ab", false},
    {"id: blank", "a b", false},
};

static void
test_id(void **state)
{
	const struct id *i = *state;
	struct err e = {0};
	struct control *c;

	assert_int_equal(control_open(&c, ":memory:", NOW, &e), 0);
	assert_int_equal(put(c, i->id, NULL, true, &e), i->good ? 0 : -1);
	assert_int_equal(e.kind, i->good ? ERR_NONE : ERR_INPUT);
	control_close(c);
}

static void
test_get(void **state)
{
	struct fixture *f = *state;
	struct control *c = tenants_control(f->ts);
	struct db *db, *again;
	char path[96];

	assert_int_equal(tenants_get(f->ts, STR("contoh"), &db, &f->e), -1);
	assert_int_equal(f->e.kind, ERR_MISSING);
	f->e.kind = ERR_NONE;
	assert_int_equal(put(c, "contoh", NULL, true, &f->e), 0);
	assert_int_equal(tenants_refresh(f->ts, &f->e), 1);
	assert_int_equal(tenants_get(f->ts, STR("contoh"), &db, &f->e), 0);
	assert_int_equal(tenants_get(f->ts, STR("contoh"), &again, &f->e), 0);
	assert_ptr_equal(db, again);
	assert_int_equal(tenants_open_count(f->ts), 1);
	snprintf(path, sizeof(path), "%s/contoh/paraf.db", f->dir);
	assert_int_equal(access(path, R_OK), 0);
	/* Switched off: its database is closed as well. */
	assert_int_equal(put(c, "contoh", NULL, false, &f->e), 0);
	assert_int_equal(tenants_refresh(f->ts, &f->e), 1);
	assert_int_equal(tenants_open_count(f->ts), 0);
	assert_int_equal(tenants_get(f->ts, STR("contoh"), &db, &f->e), -1);
	assert_int_equal(f->e.kind, ERR_MISSING);
}

/* One more than may be open: the one that was not used longest goes. */
static void
test_least_recently_used(void **state)
{
	struct fixture *f = *state;
	struct control *c = tenants_control(f->ts);
	struct db *first, *db, *again;
	char id[24];

	for (int i = 0; i <= TENANTS_OPEN; i++) {
		snprintf(id, sizeof(id), "kota-%d", i);
		assert_int_equal(put(c, id, NULL, true, &f->e), 0);
	}
	assert_int_equal(tenants_refresh(f->ts, &f->e), 1);
	assert_int_equal(tenants_get(f->ts, STR("kota-0"), &first, &f->e), 0);
	for (int i = 1; i <= TENANTS_OPEN; i++) {
		snprintf(id, sizeof(id), "kota-%d", i);
		assert_int_equal(tenants_get(f->ts, str_of(id), &db, &f->e), 0);
		assert_int_equal(
		    tenants_get(f->ts, STR("kota-0"), &again, &f->e), 0);
		assert_ptr_equal(first, again);
	}
	assert_int_equal(tenants_open_count(f->ts), TENANTS_OPEN);
	assert_int_equal(tenants_get(f->ts, STR("kota-1"), &db, &f->e), 0);
	assert_int_equal(tenants_open_count(f->ts), TENANTS_OPEN);
}

/* Fewer, where somebody wants fewer, and not all at once. */
static void
test_few_open(void **state)
{
	struct fixture *f = *state;
	struct tenants *ts;
	struct db *db;
	char id[24];

	for (int i = 0; i < 3; i++) {
		snprintf(id, sizeof(id), "kota-%d", i);
		assert_int_equal(
		    put(tenants_control(f->ts), id, NULL, true, &f->e), 0);
	}
	assert_int_equal(tenants_open(&ts,
			     &(struct tenants_conf){.data = f->dir,
				 .key = f->key,
				 .now = NOW,
				 .lazy = true,
				 .open = 2},
			     &f->e),
	    0);
	for (int i = 0; i < 3; i++) {
		snprintf(id, sizeof(id), "kota-%d", i);
		assert_int_equal(tenants_get(ts, str_of(id), &db, &f->e), 0);
	}
	assert_int_equal(tenants_open_count(ts), 2);
	tenants_close(ts);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	enum { NIDS = sizeof(ids) / sizeof(ids[0]) };
	struct CMUnitTest tests[NIDS + 6] = {
	    TEST(test_secret),
	    TEST(test_list),
	    TEST(test_other_process),
	    TEST(test_get),
	    TEST(test_least_recently_used),
	    TEST(test_few_open),
	};

	for (size_t i = 0; i < NIDS; i++)
		tests[i + 6] = (struct CMUnitTest){
		    ids[i].name, test_id, NULL, NULL, &ids[i]};
	return cmocka_run_group_tests_name("tenants", tests, NULL, NULL);
}
