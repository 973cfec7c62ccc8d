#include "store/alike.h"

#include "queries.h"

static int
first_number(struct rows *r, int rc, struct arena *a, const char **number)
{
	if (rc != 1)
		return rc;
	*number = rows_text(r, a, 0);
	rows_done(r);
	return 1;
}

int
alike_phone(struct db *db, struct arena *a, const char **number,
    const char *phone, int64_t case_id, struct err *e)
{
	struct rows r;
	int rc = db_one(
	    db, &r, Q_ALIKE_PHONE, VALUES(v_text(phone), v_int(case_id)), e);

	return first_number(&r, rc, a, number);
}

int
alike_email(struct db *db, struct arena *a, const char **number,
    const char *email, int64_t case_id, struct err *e)
{
	struct rows r;
	int rc = db_one(
	    db, &r, Q_ALIKE_EMAIL, VALUES(v_text(email), v_int(case_id)), e);

	return first_number(&r, rc, a, number);
}

int
alike_file(struct db *db, struct arena *a, const char **number,
    struct str digest, int64_t case_id, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_ALIKE_FILE,
	    VALUES(v_blob(digest.p, digest.n), v_int(case_id)), e);

	return first_number(&r, rc, a, number);
}
