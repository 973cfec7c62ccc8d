#include "store/missive.h"

#include "queries.h"
#include "store/case.h"

static struct value
v_id(int64_t id)
{
	return id ? v_int(id) : v_null();
}

/* In the arena. */
static struct str
copy_blob(const struct rows *r, struct arena *a, int col)
{
	struct str s = rows_blob(r, col);

	if (s.n > 0)
		s.p = arena_copy(a, s.p, s.n);
	return s;
}

static struct missive
read_missive(struct rows *r, struct arena *a)
{
	return (struct missive){
	    .id = rows_int(r, 0),
	    .code = rows_text(r, a, 1),
	    .case_id = rows_int(r, 2),
	    .submission = rows_text(r, a, 3),
	    .holder_id = rows_int(r, 4),
	    .task_id = rows_int(r, 5),
	    .kind = rows_text(r, a, 6),
	    .number = rows_text(r, a, 7),
	    .dated = rows_text(r, a, 8),
	    .seat = rows_text(r, a, 9),
	    .signer_id = rows_int(r, 10),
	    .form = rows_text(r, a, 11),
	    .file_id = rows_text(r, a, 12),
	    .sha256 = copy_blob(r, a, 13),
	    .source = copy_blob(r, a, 14),
	    .made_by = rows_int(r, 15),
	    .made_at = rows_int(r, 16),
	    .replaced_by = rows_int(r, 17),
	    .withdrawn_at = rows_int(r, 18),
	    .withdrawn_by = rows_int(r, 19),
	    .why = rows_text(r, a, 20),
	};
}

static int
one(struct db *db, struct arena *a, struct missive *m, enum query q,
    const struct value *v, size_t n, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, q, v, n, e);

	if (rc != 1)
		return rc;
	*m = read_missive(&r, a);
	rows_done(&r);
	return 1;
}

bool
missive_stands(const struct missive *m)
{
	return m->replaced_by == 0 && m->withdrawn_at == 0;
}

static int
next_id(struct db *db, int64_t *id, struct err *e)
{
	struct rows r;

	*id = 1;
	if (db_one(db, &r, Q_MISSIVE_NEXT, NO_VALUES, e) < 0)
		return -1;
	*id = rows_int(&r, 0);
	rows_done(&r);
	return 0;
}

int
missive_add(struct db *db, struct missive *m, int64_t before, struct err *e)
{
	if (next_id(db, &m->id, e) < 0)
		return -1;
	if (before) {
		if (db_run(db, Q_MISSIVE_REPLACE,
			VALUES(v_int(before), v_int(m->id)), e) < 0)
			return -1;
		if (db_changes(db) == 0)
			return err_set(e, ERR_CONFLICT,
			    "Naskah ini sudah diganti oleh orang lain. Muat "
			    "ulang halaman ini.",
			    "missive %lld: replaced before", (long long)before);
	}
	return db_run(db, Q_MISSIVE_ADD,
	    VALUES(v_int(m->id), v_text(m->code), v_id(m->case_id),
		v_text(m->submission), v_id(m->holder_id), v_id(m->task_id),
		v_text(m->kind), v_text(m->number), v_text(m->dated),
		v_text(m->seat), v_id(m->signer_id), v_text(m->form),
		v_text(m->file_id), v_blob(m->sha256.p, m->sha256.n),
		v_blob(m->source.p, m->source.n), v_id(m->made_by),
		v_int(m->made_at)),
	    e);
}

int
missive_by_id(struct db *db, struct arena *a, struct missive *m, int64_t id,
    struct err *e)
{
	return one(db, a, m, Q_MISSIVE_GET, VALUES(v_int(id)), e);
}

int
missive_by_code(struct db *db, struct arena *a, struct missive *m,
    const char *code, struct err *e)
{
	return one(db, a, m, Q_MISSIVE_BY_CODE, VALUES(v_text(code)), e);
}

int
missive_of_file(struct db *db, struct arena *a, struct missive *m,
    const char *file, struct err *e)
{
	return one(db, a, m, Q_MISSIVE_OF_FILE, VALUES(v_text(file)), e);
}

int
missive_of_case(struct db *db, struct arena *a, struct missive **v, size_t *n,
    int64_t case_id, struct err *e)
{
	struct rows r;
	size_t cap = 0;
	int rc;

	*v = NULL;
	*n = 0;
	if (db_rows(db, &r, Q_MISSIVE_OF_CASE, VALUES(v_int(case_id)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = read_missive(&r, a);
	}
	return rc;
}

int
missive_current(struct db *db, struct arena *a, struct missive *m,
    int64_t case_id, const char *kind, int64_t holder, int64_t task,
    struct err *e)
{
	return one(db, a, m, Q_MISSIVE_CURRENT,
	    VALUES(v_int(case_id), v_text(kind), v_int(holder), v_int(task)),
	    e);
}

int
missive_of_form(struct db *db, struct arena *a, struct missive *m,
    const char *submission, const char *kind, struct err *e)
{
	return one(db, a, m, Q_MISSIVE_OF_FORM,
	    VALUES(v_text(submission), v_text(kind)), e);
}

int
missive_recode(struct db *db, int64_t id, const char *code, struct err *e)
{
	return db_run(db, Q_MISSIVE_RECODE, VALUES(v_int(id), v_text(code)), e);
}

int
missive_end(struct db *db, int64_t id, int64_t by, const char *why, int64_t now,
    struct err *e)
{
	if (db_run(db, Q_MISSIVE_WITHDRAW,
		VALUES(v_int(id), v_int(now), v_id(by), v_text(why)), e) < 0)
		return -1;
	return db_changes(db) > 0;
}

int
missive_claim(struct db *db, struct arena *a, const char *submission,
    const char *owner, int64_t case_id, struct err *e)
{
	const char **ids = NULL;
	struct rows r;
	size_t n = 0, cap = 0;
	int rc;

	if (db_rows(db, &r, Q_MISSIVE_FILES_OF_FORM, VALUES(v_text(submission)),
		e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, ids, n, cap);
		ids[n++] = rows_text(&r, a, 0);
	}
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = file_claim(db, ids[i], case_id, 0, 0, owner, e) < 0 ? -1
									 : 0;
	if (rc < 0)
		return -1;
	return db_run(
	    db, Q_MISSIVE_CLAIM, VALUES(v_text(submission), v_int(case_id)), e);
}

int
missive_forget(struct db *db, const char *file, struct err *e)
{
	return db_run(db, Q_MISSIVE_FORGET, VALUES(v_text(file)), e);
}

/* "000.6 / 041.6" and "000.6/041.6" are one number. */
static const char *
number_key(struct arena *a, const char *number)
{
	char *out = str_z(a, str_of(number)), *w = out;

	for (const char *p = number; *p; p++)
		if (*p != ' ' && *p != '\t')
			*w++ = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A')
						      : *p;
	*w = '\0';
	return out;
}

int
missive_number_used(
    struct db *db, struct arena *a, const char *number, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_MISSIVE_NUMBER_USED,
	    VALUES(v_text(number_key(a, number))), e);

	if (rc == 1)
		rows_done(&r);
	return rc;
}

int
missive_take_number(struct db *db, struct arena *a, const char *number,
    int64_t missive, int64_t now, struct err *e)
{
	if (db_run(db, Q_MISSIVE_NUMBER_TAKE,
		VALUES(
		    v_text(number_key(a, number)), v_int(missive), v_int(now)),
		e) < 0)
		return -1;
	return db_changes(db) > 0;
}
