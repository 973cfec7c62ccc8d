#include "store/upgrade.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "queries.h"
#include "store/blob.h"
#include "vault/seal.h"

#define BATCH_ARENA (8 * MIB)
#define READ_SIZE   65536

/* A row with a text or bytes of its own. */
struct item {
	int64_t id;
	struct str text;
};

static int
read_page(struct db *db, struct arena *a, enum query page, struct item **v,
    size_t *n, struct err *e)
{
	struct rows r;
	size_t cap = 200;
	int rc;

	*v = ARENA_ARRAY(a, cap, struct item);
	*n = 0;
	if (db_rows(db, &r, page, NO_VALUES, e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		struct str s = rows_blob(&r, 1);

		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = (struct item){
		    rows_int(&r, 0), {arena_copy(a, s.p, s.n), s.n}};
	}
	return rc;
}

static int
seal_nik(struct db *db, struct arena *a, const struct item *i, struct err *e)
{
	unsigned char hash[KEY_SIZE];
	struct sealed s;

	if (key_seal(db, a, KEY_USE_NIK, i->text, &s, e) < 0 ||
	    key_mac(db, KEY_USE_NIK, i->text, hash, e) < 0)
		return -1;
	return db_run(db, Q_REKEY_NIK,
	    VALUES(v_int(i->id), v_blob(s.bytes.p, s.bytes.n), v_int(s.key),
		v_blob(hash, sizeof(hash))),
	    e);
}

static int
seal_credential(struct db *db, struct arena *a, const unsigned char *old,
    const struct item *i, struct err *e)
{
	struct sealed s;
	struct str text;

	if (unseal(&text, a, old, i->text, e) < 0 ||
	    key_seal(db, a, KEY_USE_CREDENTIAL, text, &s, e) < 0)
		return -1;
	return db_run(db, Q_REKEY_CREDENTIAL,
	    VALUES(v_int(i->id), v_blob(s.bytes.p, s.bytes.n), v_int(s.key)),
	    e);
}

/* How many rows, 0 none are left; old: NULL for NIKs. */
static int
run_batch(
    struct db *db, struct arena *a, const unsigned char *old, struct err *e)
{
	enum query page = old ? Q_CLEAR_CREDENTIAL_PAGE : Q_CLEAR_NIK_PAGE;
	struct item *v;
	size_t n;
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (read_page(db, a, page, &v, &n, e) < 0)
		goto out;
	for (size_t i = 0; i < n; i++)
		if ((old ? seal_credential(db, a, old, &v[i], e)
			 : seal_nik(db, a, &v[i], e)) < 0)
			goto out;
	rc = db_commit(db, e) < 0 ? -1 : (int)n;
out:
	db_rollback(db);
	return rc;
}

static int
run_batches(struct db *db, struct arena *a, const unsigned char *old,
    int64_t *count, struct err *e)
{
	int n;

	do {
		n = run_batch(db, a, old, e);
		arena_reset(a);
		if (n > 0)
			*count += n;
	} while (n > 0);
	return n;
}

/* --- files ----------------------------------------------------------------- */

struct clear_file {
	const char *id, *blob;
};

static int
read_files(struct db *db, struct arena *a, const char *after,
    struct clear_file **v, size_t *n, struct err *e)
{
	struct rows r;
	size_t cap = 20;
	int rc;

	*v = ARENA_ARRAY(a, cap, struct clear_file);
	*n = 0;
	if (db_rows(db, &r, Q_CLEAR_FILE_PAGE, VALUES(v_text(after)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = (struct clear_file){
		    rows_text(&r, a, 0), rows_text(&r, a, 1)};
	}
	return rc;
}

static int
copy_file(int from, struct blob_out *b, char *buf, struct err *e)
{
	ssize_t n;

	while ((n = read(from, buf, READ_SIZE)) > 0)
		if (blob_write(b, buf, (size_t)n, e) < 0)
			return -1;
	if (n < 0)
		return err_set(e, ERR_SYSTEM, "Berkas ini tidak dapat dibaca.",
		    "upgrade: read");
	return blob_end(b, e);
}

/* Whether the row is as it was read: 1 done, 0 somebody else did it. */
static int
put_row(struct db *db, const struct clear_file *f, const struct blob_out *b,
    bool *alone, struct err *e)
{
	struct rows r;
	int rc;

	if (db_run(db, Q_CLEAR_FILE_DONE,
		VALUES(v_text(f->id), v_text(b->name),
		    v_blob(b->key.bytes.p, b->key.bytes.n), v_int(b->key.key),
		    v_text(f->blob)),
		e) < 0)
		return -1;
	if (db_changes(db) != 1)
		return 0;
	rc = db_one(db, &r, Q_FILE_BY_BLOB, VALUES(v_text(f->blob)), e);
	if (rc < 0)
		return -1;
	*alone = rc == 0;
	if (rc == 1)
		rows_done(&r);
	return 1;
}

/*
 * The new one is on the disk before the row tells of it, and the old one is
 * there until no row does.  1 sealed, 0 not on the disk.
 */
static int
seal_file(struct db *db, struct arena *a, struct blob_out *b, char *buf,
    const struct clear_file *f, struct err *e)
{
	int from = blob_clear(db, f->blob, e), rc = -1, put = 0;
	bool alone = false;

	if (from < 0)
		return e->kind ? -1 : 0;
	if (blob_begin(db, a, b, e) < 0 || copy_file(from, b, buf, e) < 0 ||
	    blob_settle(db, b, e) < 0 || db_begin(db, e) < 0)
		goto out;
	put = put_row(db, f, b, &alone, e);
	if (put >= 0 && db_commit(db, e) == 0)
		rc = 1;
out:
	db_rollback(db);
	if (rc == 1 && put == 0)
		blob_remove(db, b->name);
	if (rc == 1 && put == 1 && alone)
		blob_remove(db, f->blob);
	blob_drop(db, b);
	close(from);
	return rc;
}

static int
seal_files(struct db *db, struct arena *a, struct upgrade *up, struct err *e)
{
	struct arena fixed;
	struct blob_out *b;
	struct clear_file *v;
	char after[64] = "", *buf;
	size_t n;
	int rc;

	if (read_files(db, a, after, &v, &n, e) < 0)
		return -1;
	if (n == 0)
		return 0;
	arena_init(&fixed, MIB);
	b = ARENA_NEW(&fixed, struct blob_out);
	b->fd = -1;
	buf = arena_alloc(&fixed, READ_SIZE);
	do {
		rc = 0;
		for (size_t i = 0; i < n && rc >= 0; i++) {
			rc = seal_file(db, a, b, buf, &v[i], e);
			up->files += rc == 1;
			up->missing += rc == 0;
		}
		snprintf(after, sizeof(after), "%s", v[n - 1].id);
		arena_reset(a);
		if (rc >= 0)
			rc = read_files(db, a, after, &v, &n, e);
	} while (rc >= 0 && n > 0);
	arena_clear(&fixed);
	return rc < 0 ? -1 : 0;
}

int
upgrade_office(struct db *db, const unsigned char secret[KEY_SIZE],
    struct upgrade *up, struct err *e)
{
	unsigned char old[KEY_SIZE];
	struct arena a;
	int rc = -1;

	*up = (struct upgrade){.files = 0};
	key_derive(old, secret, "seal");
	arena_init(&a, BATCH_ARENA);
	if (run_batches(db, &a, NULL, &up->niks, e) < 0 ||
	    run_batches(db, &a, old, &up->credentials, e) < 0 ||
	    seal_files(db, &a, up, e) < 0)
		goto out;
	/* Pages keep scraps of what moved within them. */
	if (up->niks > 0 && db_compact(db, e) < 0)
		goto out;
	rc = 0;
out:
	explicit_bzero(old, sizeof(old));
	arena_clear(&a);
	return rc;
}
