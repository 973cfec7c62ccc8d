#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "folder.h"
#include "store/blob.h"
#include "store/handle.h"
#include "store/rotate.h"
#include "store/upgrade.h"
#include "vault/seal.h"

#define NOW INT64_C(1800000000000)
#define NIK "3399990411870001"

static const char schema[] =
    "INSERT INTO person (id, email, name, password, created_at)"
    " VALUES (1, 'a@contoh.example', 'Sekar Contoh', '', 0);"
    "INSERT INTO service (id, position) VALUES ('penerbitan', 0);"
    "INSERT INTO edition (id, service_id, number, body, loaded_at)"
    " VALUES (1, 'penerbitan', 1, '', 0);"
    "INSERT INTO cases (id, number, edition_id, applicant_id, submission,"
    " track_code, state, letter, opened_at) VALUES"
    " (1, 'TTE-1', 1, 1, 'a', '', 'running', '{}', 0),"
    " (2, 'TTE-2', 1, 1, 'b', '', 'running', '{}', 0);";

/* One office, opened twice: by a worker, and by a command. */
struct fixture {
	char dir[64], path[96];
	struct keyring *ring;
	struct db *db, *other;
	struct arena a;
	struct blob_out out;
	struct stream_in in;
	struct err e;
};

static int
open_db(struct fixture *f, struct db **db)
{
	if (db_open(db, DB_TENANT, f->path, &f->e) < 0)
		return -1;
	return key_load(*db, f->ring, NOW, &f->e);
}

static int
setup(void **state)
{
	static struct fixture f;
	char key[96];

	f = (struct fixture){.dir = "/tmp/paraf-test-officekey-XXXXXX"};
	if (!mkdtemp(f.dir))
		return -1;
	arena_init(&f.a, 8 * MIB);
	*state = &f;
	snprintf(key, sizeof(key), "%s/key", f.dir);
	snprintf(f.path, sizeof(f.path), "%s/paraf.db", f.dir);
	if (keyring_create(key, &f.e) < 0 ||
	    keyring_open(&f.ring, key, false, &f.e) < 0 ||
	    open_db(&f, &f.db) < 0 || open_db(&f, &f.other) < 0)
		return -1;
	return sqlite3_exec(f.db->h, schema, NULL, NULL, NULL);
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	db_close(f->db);
	db_close(f->other);
	keyring_close(f->ring);
	arena_clear(&f->a);
	return folder_remove(f->dir);
}

static int64_t
number(struct fixture *f, const char *sql)
{
	sqlite3_stmt *st;
	int64_t n;

	assert_int_equal(sqlite3_prepare_v2(f->db->h, sql, -1, &st, NULL), 0);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static void
run(struct fixture *f, const char *sql)
{
	assert_int_equal(sqlite3_exec(f->db->h, sql, NULL, NULL, NULL), 0);
}

/* Whether the bytes stand in the database or its log. */
static bool
on_disk(struct fixture *f, const char *text)
{
	static const char *const ends[] = {"", "-wal"};
	bool found = false;

	for (int i = 0; i < 2; i++) {
		char path[128];
		size_t n;
		char *p;
		int fd;

		snprintf(path, sizeof(path), "%s%s", f->path, ends[i]);
		fd = open(path, O_RDONLY);
		if (fd < 0)
			continue;
		n = (size_t)lseek(fd, 0, SEEK_END);
		p = malloc(n + 1);
		assert_int_equal(pread(fd, p, n, 0), n);
		found |= memmem(p, n, text, strlen(text)) != NULL;
		free(p);
		close(fd);
	}
	return found;
}

static int64_t
add_holder(struct fixture *f, int64_t case_id, int position, const char *nik)
{
	struct holder h = {.name = "Bagas Contoh",
	    .nik = nik,
	    .nip = "",
	    .job = "",
	    .unit = "",
	    .email = "",
	    .phone = ""};
	int64_t id;

	assert_int_equal(
	    holder_add(f->db, case_id, position, &h, &id, &f->e), 0);
	return id;
}

static const char *
nik_of(struct fixture *f, struct db *db, int64_t case_id)
{
	struct holder *v;
	size_t n;

	assert_int_equal(holder_list(db, &f->a, &v, &n, case_id, &f->e), 0);
	assert_true(n >= 1);
	return v[0].nik;
}

/* One key an office, whoever comes first; each use has its own. */
static void
uses(void **state)
{
	struct fixture *f = *state;
	struct sealed s[KEY_USES];
	struct str text;

	assert_int_equal(number(f, "SELECT count(*) FROM office_key"), 1);
	for (unsigned u = 0; u < KEY_USES; u++)
		assert_int_equal(key_seal(f->db, &f->a, (enum key_use)u,
				     STR("rahasia"), &s[u], &f->e),
		    0);
	for (unsigned u = 0; u < KEY_USES; u++)
		for (unsigned w = 0; w < KEY_USES; w++) {
			struct err e = {0};
			int rc = key_open(
			    f->other, &f->a, (enum key_use)w, &s[u], &text, &e);

			assert_int_equal(rc, u == w ? 0 : -1);
			if (u == w)
				assert_true(str_eq(text, STR("rahasia")));
		}
	db_close(f->other);
	assert_int_equal(db_open(&f->other, DB_TENANT, f->path, &f->e), 0);
	assert_int_equal(
	    key_seal(f->other, &f->a, KEY_USE_NIK, STR("x"), s, &f->e), -1);
	assert_int_equal(f->e.kind, ERR_SYSTEM);
}

/* The number is nowhere on the disk, and is found by its hash. */
static void
nik(void **state)
{
	struct fixture *f = *state;
	const char *number_found;
	struct holder h, *v;
	size_t n;

	add_holder(f, 1, 0, NIK);
	add_holder(f, 2, 0, "");
	assert_false(on_disk(f, NIK));
	assert_string_equal(nik_of(f, f->other, 1), NIK);
	assert_string_equal(nik_of(f, f->other, 2), "");
	assert_int_equal(
	    holder_same_nik(f->db, &f->a, &number_found, NIK, 2, &f->e), 1);
	assert_string_equal(number_found, "TTE-1");
	assert_int_equal(
	    holder_same_nik(f->db, &f->a, &number_found, NIK, 1, &f->e), 0);
	assert_int_equal(holder_list(f->db, &f->a, &v, &n, 2, &f->e), 0);
	h = v[0];
	h.nik = NIK;
	assert_int_equal(holder_update(f->db, &h, &f->e), 0);
	assert_string_equal(nik_of(f, f->db, 2), NIK);
	assert_int_equal(
	    holder_same_nik(f->db, &f->a, &number_found, NIK, 1, &f->e), 1);
	h.nik = "";
	assert_int_equal(holder_update(f->db, &h, &f->e), 0);
	assert_string_equal(nik_of(f, f->db, 2), "");
	assert_int_equal(
	    holder_same_nik(f->db, &f->a, &number_found, NIK, 1, &f->e), 0);
	assert_false(on_disk(f, NIK));
}

static struct file
keep_file(struct fixture *f, struct db *db, const char *id, const char *text)
{
	struct file file = {.id = id,
	    .owner = "person:1",
	    .form = "",
	    .purpose = "ktp",
	    .name = "ktp.jpg",
	    .type = "image/jpeg",
	    .scan = "",
	    .note = ""};

	assert_int_equal(blob_begin(db, &f->a, &f->out, &f->e), 0);
	assert_int_equal(blob_write(&f->out, text, strlen(text), &f->e), 0);
	assert_int_equal(blob_end(&f->out, &f->e), 0);
	assert_int_equal(blob_settle(db, &f->out, &f->e), 0);
	file.blob = f->out.name;
	file.key = f->out.key.bytes;
	file.key_id = f->out.key.key;
	file.size = f->out.size;
	blob_drop(db, &f->out);
	return file;
}

/* What a file's row gives; its kind of error if it cannot be read. */
static enum err_kind
read_file(struct fixture *f, struct db *db, const char *id, const char *text)
{
	struct err e = {0};
	struct file file;
	char buf[64];
	ssize_t n = -1;

	assert_int_equal(file_get(db, &f->a, &file, id, &f->e), 1);
	if (blob_open(db, &f->a, &file, false, &f->in, &e) == 0)
		n = stream_read(&f->in, buf, sizeof(buf), &e);
	blob_close(&f->in);
	if (n >= 0) {
		assert_int_equal(n, strlen(text));
		assert_memory_equal(buf, text, strlen(text));
	}
	return e.kind;
}

/*
 * A rotation beside a worker: what the worker sealed with the old key and
 * writes only now comes under the new one.
 */
static void
rotates(void **state)
{
	struct fixture *f = *state;
	unsigned char file_mac[2][KEY_SIZE], nik_mac[2][KEY_SIZE];
	struct file before, late;
	const char *found;
	struct rotation ro;

	before = keep_file(f, f->db, "awal", "isi awal");
	assert_int_equal(file_add(f->db, &before, &f->e), 0);
	add_holder(f, 1, 0, NIK);
	assert_int_equal(credential_add(f->db, 1, STR("kunci-api"), &f->e), 0);
	run(f, "INSERT INTO draft (owner, form, sealed, key_id, updated_at)"
	       " VALUES ('person:1', 'ajukan:x', x'', 1, 0)");
	assert_int_equal(
	    key_mac(f->db, KEY_USE_FILE, STR("foto"), file_mac[0], &f->e), 0);
	assert_int_equal(
	    key_mac(f->db, KEY_USE_NIK, STR(NIK), nik_mac[0], &f->e), 0);
	late = keep_file(f, f->db, "susulan", "isi susulan");
	assert_int_equal(late.key_id, 1);

	/* A draft that is damaged stops it: nothing is lost, it goes on. */
	assert_int_equal(key_rotate(f->other, NOW, &ro, &f->e), -1);
	f->e = (struct err){0};
	assert_int_equal(number(f, "SELECT count(*) FROM office_key"), 2);
	assert_int_equal(
	    holder_same_nik(f->db, &f->a, &found, NIK, 2, &f->e), 1);
	run(f, "DELETE FROM draft");
	assert_int_equal(key_rotate(f->other, NOW, &ro, &f->e), 0);
	assert_true(ro.resumed);
	assert_int_equal(ro.key, 2);
	assert_int_equal(ro.removed, 1);
	assert_int_equal(ro.credentials, 1);
	assert_int_equal(number(f, "SELECT count(*) FROM office_key"), 1);

	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(file_add(f->db, &late, &f->e), 0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
	assert_int_equal(number(f, "SELECT count(*) FROM file "
				   "WHERE key_id = 2"),
	    2);
	for (int i = 0; i < 2; i++) {
		struct db *db = i ? f->other : f->db;

		assert_int_equal(read_file(f, db, "awal", "isi awal"), 0);
		assert_int_equal(read_file(f, db, "susulan", "isi susulan"), 0);
		assert_string_equal(nik_of(f, db, 1), NIK);
	}
	assert_int_equal(
	    holder_same_nik(f->db, &f->a, &found, NIK, 2, &f->e), 1);
	assert_int_equal(
	    key_mac(f->db, KEY_USE_FILE, STR("foto"), file_mac[1], &f->e), 0);
	assert_int_equal(
	    key_mac(f->db, KEY_USE_NIK, STR(NIK), nik_mac[1], &f->e), 0);
	assert_memory_equal(file_mac[0], file_mac[1], KEY_SIZE);
	assert_memory_not_equal(nik_mac[0], nik_mac[1], KEY_SIZE);
	/* Again: another new key each time. */
	assert_int_equal(key_rotate(f->other, NOW, &ro, &f->e), 0);
	assert_false(ro.resumed);
	assert_int_equal(ro.key, 3);
	assert_int_equal(ro.files, 2);
	assert_int_equal(read_file(f, f->db, "awal", "isi awal"), 0);
}

/* More rows than a batch takes. */
static void
rotates_many(void **state)
{
	struct fixture *f = *state;
	struct rotation ro;
	struct holder *v;
	size_t n;

	for (int i = 0; i < 100; i++)
		for (int64_t c = 1; c <= 2; c++)
			add_holder(f, c, i, NIK);
	for (int i = 100; i < 130; i++)
		add_holder(f, 1, i, NIK);
	assert_int_equal(key_rotate(f->other, NOW, &ro, &f->e), 0);
	assert_int_equal(ro.niks, 230);
	assert_int_equal(holder_list(f->db, &f->a, &v, &n, 2, &f->e), 0);
	assert_int_equal(n, 100);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(v[i].nik, NIK);
}

/* Nobody reads it again; the office may begin anew. */
static void
destroys(void **state)
{
	struct fixture *f = *state;
	struct file file = keep_file(f, f->db, "awal", "isi awal");
	struct sealed s;
	struct rotation ro;
	struct str text;
	int64_t n;
	char wrapped[129];
	sqlite3_stmt *st;

	assert_int_equal(file_add(f->db, &file, &f->e), 0);
	add_holder(f, 1, 0, NIK);
	assert_int_equal(credential_add(f->db, 1, STR("rahasia"), &f->e), 0);
	assert_int_equal(sqlite3_prepare_v2(f->db->h,
			     "SELECT wrapped FROM office_key", -1, &st, NULL),
	    0);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	/* From its middle, without zeros. */
	snprintf(wrapped, sizeof(wrapped), "%.20s",
	    (const char *)sqlite3_column_blob(st, 0));
	sqlite3_finalize(st);
	if (strlen(wrapped) == 20)
		assert_true(on_disk(f, wrapped));
	run(f, "INSERT INTO draft (owner, form, sealed, key_id, updated_at)"
	       " VALUES ('person:1', 'ajukan:x', x'', 1, 0)");
	assert_int_equal(key_destroy(f->other, NOW, &n, &f->e), 0);
	assert_int_equal(n, 1);
	assert_int_equal(number(f, "SELECT count(*) FROM draft"), 0);
	if (strlen(wrapped) == 20)
		assert_false(on_disk(f, wrapped));
	/* The worker learns of it with its next request. */
	key_stale(f->db);
	for (int i = 0; i < 2; i++) {
		struct db *db = i ? f->other : f->db;
		struct err e = {0};

		assert_int_equal(
		    read_file(f, db, "awal", "isi awal"), ERR_GONE);
		assert_string_equal(nik_of(f, db, 1), "");
		assert_int_equal(
		    credential_waiting(db, &f->a, &n, &text, 1, &e), -1);
		assert_int_equal(e.kind, ERR_GONE);
		e = (struct err){0};
		assert_int_equal(
		    key_seal(db, &f->a, KEY_USE_NIK, STR("x"), &s, &e), -1);
		assert_int_equal(e.kind, ERR_GONE);
	}
	assert_int_equal(key_destroy(f->other, NOW, &n, &f->e), 0);
	assert_int_equal(n, 0);
	/* Opening the office again makes no key; a rotation does. */
	db_close(f->other);
	assert_int_equal(open_db(f, &f->other), 0);
	assert_int_equal(number(f, "SELECT count(*) FROM office_key"), 1);
	assert_int_equal(key_rotate(f->other, NOW, &ro, &f->e), 0);
	assert_int_equal(ro.key, 2);
	key_stale(f->db);
	add_holder(f, 2, 0, NIK);
	assert_string_equal(nik_of(f, f->other, 2), NIK);
	assert_string_equal(nik_of(f, f->other, 1), "");
	assert_int_equal(read_file(f, f->db, "awal", "isi awal"), ERR_GONE);
}

/* Destroyed while a worker was about to write: nothing is written. */
static void
destroyed_meanwhile(void **state)
{
	struct fixture *f = *state;
	struct file file = keep_file(f, f->db, "awal", "isi awal");
	struct err e = {0};
	int64_t n;

	assert_int_equal(key_destroy(f->other, NOW, &n, &f->e), 0);
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(file_add(f->db, &file, &e), -1);
	assert_int_equal(e.kind, ERR_GONE);
	db_rollback(f->db);
}

/* Another master key: only that one opens the office then. */
static void
new_master(void **state)
{
	struct fixture *f = *state;
	struct keyring *to;
	char key[96];

	add_holder(f, 1, 0, NIK);
	snprintf(key, sizeof(key), "%s/key2", f->dir);
	assert_int_equal(keyring_create(key, &f->e), 0);
	assert_int_equal(keyring_open(&to, key, false, &f->e), 0);
	assert_int_equal(key_set_master(f->other, to, NOW, &f->e), 0);
	db_close(f->other);
	assert_int_equal(open_db(f, &f->other), -1);
	assert_int_equal(f->e.kind, ERR_SYSTEM);
	f->e = (struct err){0};
	db_close(f->other);
	/* Both in the ring, as while it is being replaced. */
	keyring_add(f->ring, to);
	assert_int_equal(open_db(f, &f->other), 0);
	assert_string_equal(nik_of(f, f->other, 1), NIK);
	assert_ptr_equal(
	    keyring_of(f->ring, str_of(keyring_fingerprint(to))), to);
	assert_null(keyring_of(f->ring, STR("0000000000000000")));
}

/* --- what was kept before there were keys --------------------------------- */

static void
write_clear(struct fixture *f, const char *name, const char *text)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/files", f->dir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/files/%.2s", f->dir, name);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/files/%.2s/%s", f->dir, name, name);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static bool
has_clear(struct fixture *f, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/files/%.2s/%s", f->dir, name, name);
	return access(path, F_OK) == 0;
}

#define HEX64(c) c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c

static const unsigned char secret[KEY_SIZE] = {5};

static void
add_clear(struct fixture *f)
{
	static const char files[] =
	    "INSERT INTO file (id, owner, purpose, name, type, size, blob,"
	    " created_at) VALUES"
	    " ('a1', 'person:1', 'x', '', '', 9, '" HEX64(
		"ab") "', 0),"
		      " ('a2', 'person:1', 'x', '', '', 9, '" HEX64(
			  "ab") "', 0),"
				" ('a3', 'person:1', 'x', '', '', 9, '" HEX64(
				    "cd") "', 0),"
					  " ('a4', 'person:1', 'x', '', '', 9, '" HEX64(
					      "ef") "', 0);";
	unsigned char old[KEY_SIZE], *sealed;
	sqlite3_stmt *st;

	for (int i = 0; i < 450; i++) {
		char one[256];

		snprintf(one, sizeof(one),
		    "INSERT INTO holder (case_id, position, name, nik, job,"
		    " unit, phone) VALUES (1, %d, 'Laras Contoh', '" NIK
		    "', '', '', '')",
		    i);
		run(f, one);
	}
	run(f, files);
	write_clear(f, HEX64("ab"), "isi satu!");
	write_clear(f, HEX64("cd"), "isi tiga!");
	key_derive(old, secret, "seal");
	sealed = seal(&f->a, old, STR("kunci-api"));
	assert_int_equal(sqlite3_prepare_v2(f->db->h,
			     "INSERT INTO credential (case_id, sealed) "
			     "VALUES (1, ?1)",
			     -1, &st, NULL),
	    0);
	sqlite3_bind_blob(st, 1, sealed, 9 + SEAL_EXTRA, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(st), SQLITE_DONE);
	sqlite3_finalize(st);
}

static void
upgrades(void **state)
{
	struct fixture *f = *state;
	struct key_clear clear;
	struct upgrade up;
	struct holder *v;
	struct str text;
	int64_t id;
	size_t n;

	add_clear(f);
	assert_true(on_disk(f, NIK));
	assert_int_equal(key_clear(f->db, &clear, &f->e), 0);
	assert_int_equal(clear.niks, 450);
	assert_int_equal(clear.files, 4);
	assert_int_equal(clear.credentials, 1);
	assert_int_equal(upgrade_office(f->other, secret, &up, &f->e), 0);
	assert_int_equal(up.niks, 450);
	assert_int_equal(up.files, 3);
	assert_int_equal(up.missing, 1);
	assert_int_equal(up.credentials, 1);
	assert_false(on_disk(f, NIK));
	assert_int_equal(holder_list(f->db, &f->a, &v, &n, 1, &f->e), 0);
	assert_true(n >= 100);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(v[i].nik, NIK);
	assert_int_equal(read_file(f, f->db, "a1", "isi satu!"), 0);
	assert_int_equal(read_file(f, f->db, "a2", "isi satu!"), 0);
	assert_int_equal(read_file(f, f->db, "a3", "isi tiga!"), 0);
	assert_int_equal(read_file(f, f->db, "a4", ""), ERR_BUSY);
	assert_false(has_clear(f, HEX64("ab")));
	assert_false(has_clear(f, HEX64("cd")));
	assert_int_equal(
	    credential_waiting(f->db, &f->a, &id, &text, 1, &f->e), 1);
	assert_true(str_eq(text, STR("kunci-api")));
	/* Nothing is done twice. */
	assert_int_equal(upgrade_office(f->other, secret, &up, &f->e), 0);
	assert_int_equal(up.niks + up.files + up.credentials, 0);
	assert_int_equal(up.missing, 1);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	static const struct CMUnitTest tests[] = {
	    ROW(uses),
	    ROW(nik),
	    ROW(rotates),
	    ROW(rotates_many),
	    ROW(destroys),
	    ROW(destroyed_meanwhile),
	    ROW(new_master),
	    ROW(upgrades),
	};

	return cmocka_run_group_tests_name("officekey", tests, NULL, NULL);
}
