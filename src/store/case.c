#include "store/case.h"

#include <string.h>

#include "base/limits.h"
#include "queries.h"
#include "store/officekey.h"
#include "store/missive.h"
#include "store/usage.h"

static const char *const state_names[] = {
    "running", "waiting", "done", "rejected"};

const char *
case_state_name(enum case_state s)
{
	return state_names[s];
}

static enum case_state
state_of(const char *name)
{
	enum case_state s = CASE_RUNNING;

	while (s < CASE_REJECTED && strcmp(state_names[s], name) != 0)
		s++;
	return s;
}

int
series_next(struct db *db, const char *name, int64_t *number, struct err *e)
{
	struct rows r;

	if (db_one(db, &r, Q_SERIES_NEXT, VALUES(v_text(name)), e) != 1)
		return -1;
	*number = rows_int(&r, 0);
	rows_done(&r);
	return 0;
}

int
series_last(struct db *db, const char *name, int64_t *number, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_SERIES_LAST, VALUES(v_text(name)), e);

	*number = 0;
	if (rc != 1)
		return rc;
	*number = rows_int(&r, 0);
	rows_done(&r);
	return 0;
}

int
case_add(struct db *db, const struct casefile *c, int64_t *id, struct err *e)
{
	if (db_run(db, Q_CASE_ADD,
		VALUES(v_text(c->number), v_int(c->edition_id),
		    v_int(c->applicant_id), v_text(c->submission),
		    v_text(c->track_code), v_text(c->letter),
		    v_int(c->opened_at)),
		e) < 0)
		return -1;
	*id = db_last_id(db);
	return 0;
}

static int
read_case(struct rows *r, int rc, struct arena *a, struct casefile *c)
{
	if (rc != 1)
		return rc;
	*c = (struct casefile){
	    .id = rows_int(r, 0),
	    .number = rows_text(r, a, 1),
	    .edition_id = rows_int(r, 2),
	    .applicant_id = rows_int(r, 3),
	    .applicant = rows_text(r, a, 4),
	    .track_code = rows_text(r, a, 5),
	    .state = state_of(rows_text(r, a, 6)),
	    .letter = rows_text(r, a, 7),
	    .opened_at = rows_int(r, 8),
	    .closed_at = rows_int(r, 9),
	    .service_id = rows_text(r, a, 10),
	    .edition = rows_int(r, 11),
	    .ending = rows_text(r, a, 12),
	    .applicant_email = rows_text(r, a, 13),
	};
	rows_done(r);
	return 1;
}

int
case_by_number(struct db *db, struct arena *a, struct casefile *c,
    const char *number, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_CASE_BY_NUMBER, VALUES(v_text(number)), e);

	return read_case(&r, rc, a, c);
}

int
case_get(struct db *db, struct arena *a, struct casefile *c, int64_t id,
    struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_CASE_GET, VALUES(v_int(id)), e);

	return read_case(&r, rc, a, c);
}

/* The text in the first column of the first row: 1, 0 or -1. */
static int
first_text(struct rows *r, int rc, struct arena *a, const char **text)
{
	if (rc != 1)
		return rc;
	*text = rows_text(r, a, 0);
	rows_done(r);
	return 1;
}

int
case_by_submission(struct db *db, struct arena *a, const char **number,
    const char *key, int64_t person, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_CASE_BY_SUBMISSION,
	    VALUES(v_text(key), v_int(person)), e);

	return first_text(&r, rc, a, number);
}

int
case_set_state(struct db *db, int64_t id, enum case_state s, int64_t closed_at,
    const char *ending, struct err *e)
{
	return db_run(db, Q_CASE_SET_STATE,
	    VALUES(v_int(id), v_text(state_names[s]),
		closed_at ? v_int(closed_at) : v_null(), v_text(ending)),
	    e);
}

int
case_set_letter(struct db *db, int64_t id, const char *letter, struct err *e)
{
	return db_run(
	    db, Q_CASE_SET_LETTER, VALUES(v_int(id), v_text(letter)), e);
}

static struct value
optional(int64_t id)
{
	return id ? v_int(id) : v_null();
}

int
item_put(struct db *db, int64_t case_id, const struct item_value *i,
    const char *owner, struct err *e)
{
	struct rows r;
	int64_t id;
	int rc;

	if (db_one(db, &r, Q_ITEM_PUT,
		VALUES(v_int(case_id), optional(i->holder_id), v_text(i->name),
		    v_text(i->value)),
		e) != 1)
		return -1;
	id = rows_int(&r, 0);
	rows_done(&r);
	if (db_run(db, Q_FILE_RELEASE, VALUES(v_int(id)), e) < 0)
		return -1;
	for (size_t k = 0; k < i->files_n; k++) {
		rc = file_claim(
		    db, i->files[k], case_id, i->holder_id, id, owner, e);
		if (rc != 1)
			return rc;
	}
	return 1;
}

int
item_judge(struct db *db, const struct item_value *i, struct err *e)
{
	if (db_run(db, Q_ITEM_JUDGE,
		VALUES(v_int(i->id), v_text(i->verdict), v_text(i->reason),
		    v_int(i->version)),
		e) < 0)
		return -1;
	if (db_changes(db) == 1)
		return 0;
	return err_set(e, ERR_CONFLICT,
	    "Berkas ini diganti pemohon sejak Anda membukanya.",
	    "item %lld replaced", (long long)i->id);
}

int
item_list(struct db *db, struct arena *a, struct item_value **v, size_t *n,
    int64_t case_id, struct err *e)
{
	struct rows r;
	size_t cap = 8;
	int rc;

	*v = ARENA_ARRAY(a, cap, struct item_value);
	*n = 0;
	if (db_rows(db, &r, Q_ITEM_LIST, VALUES(v_int(case_id)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = (struct item_value){
		    .id = rows_int(&r, 0),
		    .holder_id = rows_int(&r, 1),
		    .name = rows_text(&r, a, 2),
		    .value = rows_text(&r, a, 3),
		    .version = rows_int(&r, 4),
		    .verdict = rows_text(&r, a, 5),
		    .reason = rows_text(&r, a, 6),
		};
	}
	rows_done(&r);
	return rc;
}

static int
insert_file(struct db *db, const struct file *f, struct err *e)
{
	if (db_run(db, Q_FILE_ADD,
		VALUES(v_text(f->id), v_text(f->owner), v_text(f->form),
		    v_text(f->purpose), v_text(f->name), v_text(f->type),
		    v_int(f->size), v_text(f->blob), v_blob(f->key.p, f->key.n),
		    optional(f->key_id), v_int(f->thumb),
		    v_blob(f->digest.p, f->digest.n), v_text(f->scan),
		    v_text(f->note), v_int(f->created_at)),
		e) < 0)
		return -1;
	return usage_add(db, USAGE_OFFICE, f->size, e) < 0
		   ? -1
		   : usage_add(db, f->owner, f->size, e);
}

/* Its key was sealed before the transaction: perhaps with one now replaced. */
int
file_add(struct db *db, const struct file *f, struct err *e)
{
	const struct sealed before = {f->key, f->key_id};
	struct file row = *f;
	struct sealed now;
	struct arena a;
	int rc;

	if (!f->key.p)
		return insert_file(db, f, e);
	arena_init(&a, 16 * KIB);
	rc = key_renew(db, &a, KEY_USE_FILE, &before, &now, e);
	if (rc == 0) {
		row.key = now.bytes;
		row.key_id = now.key;
		rc = insert_file(db, &row, e);
	}
	arena_clear(&a);
	return rc;
}

int
file_claim(struct db *db, const char *id, int64_t case_id, int64_t holder_id,
    int64_t item_id, const char *owner, struct err *e)
{
	char name[USAGE_NAME];
	struct rows r;
	int64_t size;
	int rc = db_one(db, &r, Q_FILE_CLAIM,
	    VALUES(v_text(id), v_int(case_id), optional(holder_id),
		optional(item_id), v_text(owner)),
	    e);

	if (rc != 1)
		return rc;
	size = rows_int(&r, 0);
	rows_done(&r);
	usage_case(name, case_id);
	if (usage_add(db, owner, -size, e) < 0 ||
	    usage_add(db, name, size, e) < 0)
		return -1;
	return 1;
}

static struct str
blob(struct rows *r, struct arena *a, int col)
{
	struct str s = rows_blob(r, col);

	return s.p ? (struct str){arena_copy(a, s.p, s.n), s.n} : s;
}

static void
read_file(struct rows *r, struct arena *a, struct file *f)
{
	*f = (struct file){
	    .id = rows_text(r, a, 0),
	    .case_id = rows_int(r, 1),
	    .holder_id = rows_int(r, 2),
	    .item_id = rows_int(r, 3),
	    .owner = rows_text(r, a, 4),
	    .form = rows_text(r, a, 5),
	    .purpose = rows_text(r, a, 6),
	    .name = rows_text(r, a, 7),
	    .type = rows_text(r, a, 8),
	    .size = rows_int(r, 9),
	    .blob = rows_text(r, a, 10),
	    .key = blob(r, a, 11),
	    .key_id = rows_int(r, 12),
	    .thumb = rows_int(r, 13) != 0,
	    .digest = blob(r, a, 14),
	    .scan = rows_text(r, a, 15),
	    .note = rows_text(r, a, 16),
	    .class = rows_text(r, a, 17),
	    .erase_at = rows_int(r, 18),
	    .erased_at = rows_int(r, 19),
	    .created_at = rows_int(r, 20),
	};
}

int
file_get(struct db *db, struct arena *a, struct file *f, const char *id,
    struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_FILE_GET, VALUES(v_text(id)), e);

	if (rc != 1)
		return rc;
	read_file(&r, a, f);
	rows_done(&r);
	return 1;
}

static int
read_files(
    struct rows *r, struct arena *a, struct file **v, size_t *n, struct err *e)
{
	size_t cap = 8;
	int rc;

	*v = ARENA_ARRAY(a, cap, struct file);
	*n = 0;
	while ((rc = rows_next(r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		read_file(r, a, &(*v)[(*n)++]);
	}
	rows_done(r);
	return rc;
}

int
file_list(struct db *db, struct arena *a, struct file **v, size_t *n,
    int64_t case_id, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_FILE_OF_CASE, VALUES(v_int(case_id)), e) < 0)
		return -1;
	return read_files(&r, a, v, n, e);
}

int
file_page(struct db *db, struct arena *a, struct file **v, size_t *n,
    const char *after, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_FILE_PAGE, VALUES(v_text(after)), e) < 0)
		return -1;
	return read_files(&r, a, v, n, e);
}

int
file_of_form(struct db *db, struct arena *a, struct file **v, size_t *n,
    const char *owner, const char *form, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_FILE_OF_FORM, VALUES(v_text(owner), v_text(form)),
		e) < 0)
		return -1;
	return read_files(&r, a, v, n, e);
}

int
file_unclaimed(struct db *db, struct arena *a, struct file **v, size_t *n,
    int64_t before, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_FILE_UNCLAIMED, VALUES(v_int(before)), e) < 0)
		return -1;
	return read_files(&r, a, v, n, e);
}

int
file_set_form(struct db *db, const char *id, const char *form, struct err *e)
{
	return db_run(db, Q_FILE_SET_FORM, VALUES(v_text(id), v_text(form)), e);
}

int
file_waiting(struct db *db, struct arena *a, struct file **v, size_t *n,
    int most, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_FILE_WAITING, VALUES(v_int(most)), e) < 0)
		return -1;
	return read_files(&r, a, v, n, e);
}

int
file_set_scan(struct db *db, const char *id, const char *scan, struct err *e)
{
	return db_run(db, Q_FILE_SET_SCAN, VALUES(v_text(id), v_text(scan)), e);
}

int
file_classless(struct db *db, struct arena *a, struct file **v, size_t *n,
    int64_t case_id, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_FILE_CLASSLESS, VALUES(v_int(case_id)), e) < 0)
		return -1;
	return read_files(&r, a, v, n, e);
}

int
file_due(struct db *db, struct arena *a, struct file **v, size_t *n,
    int64_t until, const struct file *after, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_FILE_DUE,
		VALUES(v_int(until), v_int(after ? after->erase_at : INT64_MIN),
		    v_text(after ? after->id : "")),
		e) < 0)
		return -1;
	return read_files(&r, a, v, n, e);
}

int
file_remove(struct db *db, const struct file *f, struct err *e)
{
	struct rows r;
	int rc;

	if (missive_forget(db, f->id, e) < 0 ||
	    db_run(db, Q_FILE_REMOVE, VALUES(v_text(f->id)), e) < 0)
		return -1;
	if (db_changes(db) == 1 &&
	    (usage_add(db, USAGE_OFFICE, -f->size, e) < 0 ||
		usage_add(db, f->owner, -f->size, e) < 0))
		return -1;
	rc = db_one(db, &r, Q_FILE_HAS_CONTENT, VALUES(v_text(f->blob)), e);
	if (rc == 1)
		rows_done(&r);
	return rc < 0 ? -1 : rc == 0;
}

int
credential_add(struct db *db, int64_t case_id, struct str text, struct err *e)
{
	struct sealed sealed;
	struct arena a;
	int rc;

	arena_init(&a, 64 * KIB);
	rc = key_seal(db, &a, KEY_USE_CREDENTIAL, text, &sealed, e);
	if (rc == 0)
		rc = db_run(db, Q_CREDENTIAL_ADD,
		    VALUES(v_int(case_id),
			v_blob(sealed.bytes.p, sealed.bytes.n),
			v_int(sealed.key)),
		    e);
	arena_clear(&a);
	return rc;
}

int
credential_waiting(struct db *db, struct arena *a, int64_t *id,
    struct str *text, int64_t case_id, struct err *e)
{
	struct sealed sealed;
	struct rows r;
	int rc = db_one(db, &r, Q_CREDENTIAL_LAST, VALUES(v_int(case_id)), e);

	if (rc != 1)
		return rc;
	*id = rows_int(&r, 0);
	sealed = (struct sealed){blob(&r, a, 1), rows_int(&r, 2)};
	rows_done(&r);
	if (!sealed.bytes.p)
		return 0;
	if (!text)
		return 1;
	rc = key_open(db, a, KEY_USE_CREDENTIAL, &sealed, text, e);
	return rc < 0 ? -1 : 1;
}

int
credential_forget(struct db *db, int64_t id, int64_t now, struct err *e)
{
	if (db_run(db, Q_CREDENTIAL_SHOWN, VALUES(v_int(id), v_int(now)), e) <
	    0)
		return -1;
	return db_changes(db) == 1;
}

int
word_put(struct db *db, const char *word, int64_t case_id, struct err *e)
{
	return db_run(db, Q_WORD_PUT, VALUES(v_text(word), v_int(case_id)), e);
}
