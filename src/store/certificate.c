#include "store/certificate.h"

#include "queries.h"

static struct str
copy_blob(const struct rows *r, struct arena *a, int col)
{
	struct str s = rows_blob(r, col);

	return (struct str){s.n > 0 ? arena_copy(a, s.p, s.n) : "", s.n};
}

int
certificate_put(struct db *db, const struct certificate_row *c, struct err *e)
{
	return db_run(db, Q_CERTIFICATE_PUT,
	    VALUES(v_int(c->holder_id), v_blob(c->der.p, c->der.n),
		v_blob(c->chain.n > 0 ? c->chain.p : "", c->chain.n),
		v_text(c->source), v_int(c->at)),
	    e);
}

static struct certificate_row
read_certificate(const struct rows *r, struct arena *a)
{
	return (struct certificate_row){
	    .holder_id = rows_int(r, 0),
	    .der = copy_blob(r, a, 1),
	    .chain = copy_blob(r, a, 2),
	    .source = rows_text(r, a, 3),
	    .at = rows_int(r, 4),
	};
}

int
certificate_get(struct db *db, struct arena *a, struct certificate_row *c,
    int64_t holder, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_CERTIFICATE_GET, VALUES(v_int(holder)), e);

	if (rc != 1)
		return rc;
	*c = read_certificate(&r, a);
	rows_done(&r);
	return 1;
}

int
certificate_list(struct db *db, struct arena *a, struct certificate_row **v,
    size_t *n, int64_t case_id, int64_t holder, struct err *e)
{
	struct rows r;
	size_t cap = 0;
	int rc;

	*v = NULL;
	*n = 0;
	if (db_rows(db, &r, Q_CERTIFICATE_LIST,
		VALUES(v_int(case_id), v_int(holder)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = read_certificate(&r, a);
	}
	return rc;
}

int
certificate_of_case(struct db *db, struct arena *a, int64_t **holders,
    size_t *n, int64_t case_id, struct err *e)
{
	struct rows r;
	size_t cap = 0;
	int rc;

	*holders = NULL;
	*n = 0;
	if (db_rows(db, &r, Q_CERTIFICATE_OF_CASE, VALUES(v_int(case_id)), e) <
	    0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *holders, *n, cap);
		(*holders)[(*n)++] = rows_int(&r, 0);
	}
	return rc;
}
