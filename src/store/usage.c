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
usage_get(struct db *db, const char *name, int64_t *bytes, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_USAGE_GET, VALUES(v_text(name)), e);

	*bytes = 0;
	if (rc != 1)
		return rc;
	*bytes = rows_int(&r, 0);
	rows_done(&r);
	return 0;
}
