#include "store/usage.h"

#include <stdio.h>

void
usage_case(char name[USAGE_NAME], int64_t case_id)
{
	snprintf(name, USAGE_NAME, "case:%lld", (long long)case_id);
}

int
usage_add(struct db *db, const char *name, int64_t bytes, struct err *e)
{
	return db_run(db, Q_USAGE_ADD, VALUES(v_text(name), v_int(bytes)), e);
}

int
usage_get(struct db *db, const char *owner, const char *case_name,
    struct usage *u, struct err *e)
{
	struct rows r;
	int rc;

	*u = (struct usage){0};
	if (db_rows(db, &r, Q_USAGE_GET,
		VALUES(v_text(USAGE_OFFICE), v_text(owner), v_text(case_name)),
		e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		struct str name = rows_str(&r, 0);
		int64_t bytes = rows_int(&r, 1);

		if (str_eqz(name, USAGE_OFFICE))
			u->of_office = bytes;
		else if (str_eqz(name, owner))
			u->of_owner = bytes;
		else
			u->of_case = bytes;
	}
	return rc;
}
