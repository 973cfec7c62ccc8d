#include "store/rotate.h"

#include <stdio.h>

#include "base/limits.h"
#include "queries.h"
#include "store/event.h"

#define BATCH_ARENA (8 * MIB)

static int
count_uses(struct db *db, int64_t id, struct key_info *k, struct err *e)
{
	struct rows r;

	if (db_one(db, &r, Q_KEY_USES, VALUES(v_int(id)), e) != 1)
		return -1;
	k->files = rows_int(&r, 0);
	k->niks = rows_int(&r, 1);
	k->drafts = rows_int(&r, 2);
	k->credentials = rows_int(&r, 3);
	rows_done(&r);
	return 0;
}

int
key_infos(struct db *db, struct arena *a, struct key_info **v, size_t *n,
    struct err *e)
{
	struct rows r;
	size_t cap = 0;
	int rc;

	*v = NULL;
	*n = 0;
	if (db_rows(db, &r, Q_KEY_LIST, NO_VALUES, e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[*n] = (struct key_info){.id = rows_int(&r, 0),
		    .master = rows_text(&r, a, 1),
		    .whole = !rows_null(&r, 2),
		    .created_at = rows_int(&r, 3),
		    .destroyed_at = rows_int(&r, 4)};
		rc = count_uses(db, (*v)[*n].id, &(*v)[*n], e);
		if (rc < 0)
			break;
		++*n;
	}
	rows_done(&r);
	return rc;
}

int
key_clear(struct db *db, struct key_clear *clear, struct err *e)
{
	struct rows r;

	if (db_one(db, &r, Q_KEY_CLEAR, NO_VALUES, e) != 1)
		return -1;
	clear->files = rows_int(&r, 0);
	clear->niks = rows_int(&r, 1);
	clear->credentials = rows_int(&r, 2);
	rows_done(&r);
	return 0;
}

static int
log_event(
    struct db *db, const char *outcome, int64_t key, int64_t now, struct err *e)
{
	char detail[64];

	snprintf(detail, sizeof(detail), "{\"kunci\":%lld}", (long long)key);
	return event_append(db,
	    &(struct event){
		.kind = "key", .outcome = outcome, .detail = detail, .at = now},
	    NULL, e);
}

/* --- sealing anew --------------------------------------------------------- */

/*
 * One batch of what a key has sealed, in the transaction under way: how many
 * rows.  The rows are read before one of them is changed.
 */
struct job {
	enum key_use use;
	enum query page, put;
	int columns; /* of the row's own key, before the sealed column */
};

static const struct job jobs[] = {
    {KEY_USE_FILE, Q_REKEY_FILE_PAGE, Q_REKEY_FILE, 1},
    {KEY_USE_NIK, Q_REKEY_NIK_PAGE, Q_REKEY_NIK, 1},
    {KEY_USE_DRAFT, Q_REKEY_DRAFT_PAGE, Q_REKEY_DRAFT, 2},
    {KEY_USE_CREDENTIAL, Q_REKEY_CREDENTIAL_PAGE, Q_REKEY_CREDENTIAL, 1},
};

#define JOBS ((int)(sizeof(jobs) / sizeof(jobs[0])))

struct sealed_row {
	struct value key[2]; /* of the row */
	struct sealed sealed;
};

static struct str
copy(struct arena *a, struct str s)
{
	return (struct str){arena_copy(a, s.p, s.n), s.n};
}

static int
read_page(struct db *db, struct arena *a, const struct job *j, int64_t old,
    struct sealed_row **v, size_t *n, struct err *e)
{
	struct rows r;
	size_t cap = 200;
	int rc;

	*v = ARENA_ARRAY(a, cap, struct sealed_row);
	*n = 0;
	if (db_rows(db, &r, j->page, VALUES(v_int(old)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		struct sealed_row *row;

		ARENA_GROW(a, *v, *n, cap);
		row = &(*v)[(*n)++];
		if (j->use == KEY_USE_FILE || j->columns > 1)
			for (int i = 0; i < j->columns; i++)
				row->key[i] = v_text(rows_text(&r, a, i));
		else
			row->key[0] = v_int(rows_int(&r, 0));
		row->sealed.bytes = copy(a, rows_blob(&r, j->columns));
		row->sealed.key = rows_int(&r, j->columns + 1);
	}
	return rc;
}

static int
reseal(struct db *db, struct arena *a, const struct job *j,
    const struct sealed_row *row, struct err *e)
{
	unsigned char hash[KEY_SIZE];
	struct value v[4];
	struct sealed now;
	struct str text;
	size_t n = 0;

	if (key_renew(db, a, j->use, &row->sealed, &now, e) < 0)
		return -1;
	for (int i = 0; i < j->columns; i++)
		v[n++] = row->key[i];
	v[n++] = v_blob(now.bytes.p, now.bytes.n);
	v[n++] = v_int(now.key);
	if (j->use == KEY_USE_NIK) {
		if (key_open(db, a, j->use, &now, &text, e) < 0 ||
		    key_mac(db, j->use, text, hash, e) < 0)
			return -1;
		v[n++] = v_blob(hash, sizeof(hash));
	}
	return db_run(db, j->put, v, n, e);
}

/* How many rows, 0 none are left; -1. */
static int
run_batch(struct db *db, struct arena *a, const struct job *j, int64_t old,
    struct err *e)
{
	struct sealed_row *v;
	size_t n;
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (read_page(db, a, j, old, &v, &n, e) < 0)
		goto out;
	for (size_t i = 0; i < n; i++)
		if (reseal(db, a, j, &v[i], e) < 0)
			goto out;
	rc = db_commit(db, e) < 0 ? -1 : (int)n;
out:
	db_rollback(db);
	return rc;
}

static int
run_jobs(struct db *db, int64_t old, struct rotation *ro, struct err *e)
{
	int64_t *const counts[] = {
	    &ro->files, &ro->niks, &ro->drafts, &ro->credentials};
	struct arena a;
	int n = 0;

	arena_init(&a, BATCH_ARENA);
	for (int i = 0; i < JOBS && n >= 0; i++)
		do {
			n = run_batch(db, &a, &jobs[i], old, e);
			arena_reset(&a);
			if (n > 0)
				*counts[i] += n;
		} while (n > 0);
	arena_clear(&a);
	return n < 0 ? -1 : 0;
}

/* Once nothing uses it.  Rows written meanwhile: 0, then once more. */
static int
remove_key(struct db *db, int64_t id, int64_t now, struct err *e)
{
	struct key_info k;
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (count_uses(db, id, &k, e) < 0)
		goto out;
	rc = 0;
	if (k.files || k.niks || k.drafts || k.credentials)
		goto out;
	if (db_run(db, Q_KEY_REMOVE, VALUES(v_int(id)), e) < 0 ||
	    log_event(db, "removed", id, now, e) < 0 || db_commit(db, e) < 0)
		rc = -1;
	else
		rc = 1;
out:
	db_rollback(db);
	return rc;
}

/* A new key, unless there are two whole ones: then the newer one. */
static int
begin(struct db *db, struct arena *a, int64_t now, struct rotation *ro,
    struct err *e)
{
	struct key_info *v;
	size_t n, whole = 0;
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (key_infos(db, a, &v, &n, e) < 0)
		goto out;
	for (size_t i = 0; i < n; i++)
		if (v[i].whole) {
			whole++;
			ro->key = v[i].id;
		}
	ro->resumed = whole > 1;
	if (!ro->resumed && (key_add(db, now, &ro->key, e) < 0 ||
				log_event(db, "made", ro->key, now, e) < 0))
		goto out;
	rc = db_commit(db, e);
out:
	db_rollback(db);
	if (rc < 0)
		key_stale(db);
	return rc;
}

int
key_rotate(struct db *db, int64_t now, struct rotation *ro, struct err *e)
{
	struct key_info *v;
	struct arena a;
	size_t n;
	int rc = -1, done = 1;

	*ro = (struct rotation){.key = 0};
	arena_init(&a, MIB);
	if (begin(db, &a, now, ro, e) < 0 || key_infos(db, &a, &v, &n, e) < 0)
		goto out;
	for (size_t i = 0; i < n && done >= 0; i++) {
		if (!v[i].whole || v[i].id == ro->key)
			continue;
		do
			done = run_jobs(db, v[i].id, ro, e) < 0
				   ? -1
				   : remove_key(db, v[i].id, now, e);
		while (done == 0);
		ro->removed += done == 1;
	}
	if (done < 0)
		goto out;
	key_stale(db);
	db_checkpoint(db);
	rc = 0;
out:
	arena_clear(&a);
	return rc;
}

int
key_destroy(struct db *db, int64_t now, int64_t *n, struct err *e)
{
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (db_run(db, Q_KEY_DESTROY, VALUES(v_int(now)), e) < 0)
		goto out;
	*n = db_changes(db);
	/* Nobody could go on with them; papers and persons stay as a fact. */
	if (db_run(db, Q_KEY_DESTROY_DRAFTS, NO_VALUES, e) < 0)
		goto out;
	if (*n > 0 && log_event(db, "destroyed", *n, now, e) < 0)
		goto out;
	rc = db_commit(db, e);
out:
	db_rollback(db);
	key_stale(db);
	if (rc == 0 && !db_checkpoint(db))
		return err_set(e, ERR_BUSY,
		    "Kunci dimusnahkan, tetapi salinannya mungkin masih ada di "
		    "catatan basis data. Jalankan perintah ini sekali lagi.",
		    "checkpoint after key_destroy");
	return rc;
}

int
key_set_master(
    struct db *db, const struct keyring *to, int64_t now, struct err *e)
{
	int rc = -1;

	if (db_begin(db, e) < 0)
		return -1;
	if (key_rewrap(db, to, e) == 0 &&
	    log_event(db, "rewrapped", 0, now, e) == 0)
		rc = db_commit(db, e);
	db_rollback(db);
	key_stale(db);
	return rc;
}
