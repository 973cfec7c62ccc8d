#include "store/draft.h"

int
draft_get(struct db *db, struct arena *a, struct draft_row *d,
    const char *owner, const char *form, struct err *e)
{
	struct rows r;
	struct str bytes;
	int rc =
	    db_one(db, &r, Q_DRAFT_GET, VALUES(v_text(owner), v_text(form)), e);

	if (rc != 1)
		return rc;
	bytes = rows_blob(&r, 0);
	*d = (struct draft_row){
	    .sealed = {{arena_copy(a, bytes.p, bytes.n), bytes.n},
		rows_int(&r, 1)},
	    .updated_at = rows_int(&r, 2),
	};
	rows_done(&r);
	return 1;
}

int
draft_put(struct db *db, const struct draft_row *d, const char *owner,
    const char *form, struct err *e)
{
	return db_run(db, Q_DRAFT_PUT,
	    VALUES(v_text(owner), v_text(form),
		v_blob(d->sealed.bytes.p, d->sealed.bytes.n),
		v_int(d->sealed.key), v_int(d->updated_at)),
	    e);
}

int
draft_drop(struct db *db, const char *owner, const char *form, struct err *e)
{
	return db_run(db, Q_DRAFT_DROP, VALUES(v_text(owner), v_text(form)), e);
}

int
draft_drop_old(struct db *db, int64_t before, struct err *e)
{
	return db_run(db, Q_DRAFT_DROP_OLD, VALUES(v_int(before)), e);
}
