#include "store/pace.h"

#include "queries.h"

int
pace_add(struct db *db, const char *service, const char *row_no,
    int64_t minutes, int64_t at, struct err *e)
{
	return db_run(db, Q_PACE_ADD,
	    VALUES(v_text(service), v_text(row_no), v_int(minutes), v_int(at)),
	    e);
}

int
pace_add_case(struct db *db, const char *service, int64_t case_id, int64_t at,
    struct err *e)
{
	return db_run(db, Q_PACE_ADD_CASE,
	    VALUES(v_int(case_id), v_text(service), v_int(at)), e);
}

static int
read_sums(struct rows *r, struct arena *a, struct pace_sum **v, size_t *n,
    struct err *e)
{
	size_t cap = 32;
	int rc;

	*v = ARENA_ARRAY(a, cap, struct pace_sum);
	*n = 0;
	while ((rc = rows_next(r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = (struct pace_sum){
		    .service = rows_text(r, a, 0),
		    .row_no = rows_text(r, a, 1),
		    .n = rows_int(r, 2),
		    .median = rows_int(r, 3),
		    .p90 = rows_int(r, 4),
		};
	}
	rows_done(r);
	return rc;
}

int
pace_of_service(struct db *db, struct arena *a, struct pace_sum **v, size_t *n,
    const char *service, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_PACE_OF_SERVICE, VALUES(v_text(service)), e) < 0)
		return -1;
	return read_sums(&r, a, v, n, e);
}

int
pace_of_cases(struct db *db, struct arena *a, struct pace_sum **v, size_t *n,
    struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_PACE_OF_CASES, NO_VALUES, e) < 0)
		return -1;
	return read_sums(&r, a, v, n, e);
}

int
pace_news(struct db *db, struct arena *a, struct pace_new **v, size_t *n,
    size_t most, struct err *e)
{
	struct rows r;
	int64_t upto;
	int rc = db_one(db, &r, Q_PACE_UPTO, NO_VALUES, e);

	*n = 0;
	if (rc != 1)
		return rc;
	upto = rows_int(&r, 0);
	rows_done(&r);
	*v = ARENA_ARRAY(a, most, struct pace_new);
	if (db_rows(db, &r, Q_PACE_NEW,
		VALUES(v_int(upto), v_int((int64_t)most)), e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1 && *n < most)
		(*v)[(*n)++] = (struct pace_new){
		    .id = rows_int(&r, 0),
		    .service = rows_text(&r, a, 1),
		    .row_no = rows_text(&r, a, 2),
		};
	rows_done(&r);
	return rc < 0 ? -1 : 0;
}

int
pace_last(struct db *db, const char *service, const char *row_no,
    int64_t v[PACE_KEPT], size_t *n, int64_t *oldest, struct err *e)
{
	struct rows r;
	int rc;

	*n = 0;
	*oldest = 0;
	if (db_rows(db, &r, Q_PACE_LAST,
		VALUES(v_text(service), v_text(row_no), v_int(PACE_KEPT)),
		e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1 && *n < PACE_KEPT) {
		*oldest = rows_int(&r, 0);
		v[(*n)++] = rows_int(&r, 1);
	}
	rows_done(&r);
	return rc < 0 ? -1 : 0;
}

int
pace_sum_put(
    struct db *db, const struct pace_sum *s, int64_t upto, struct err *e)
{
	return db_run(db, Q_PACE_SUM_PUT,
	    VALUES(v_text(s->service), v_text(s->row_no), v_int(s->n),
		v_int(s->median), v_int(s->p90), v_int(upto)),
	    e);
}

int
pace_prune(struct db *db, const char *service, const char *row_no,
    int64_t before, struct err *e)
{
	return db_run(db, Q_PACE_PRUNE,
	    VALUES(v_text(service), v_text(row_no), v_int(before)), e);
}
