#include "store/service.h"

#include "queries.h"

int
service_put(struct db *db, const char *id, int64_t position, struct err *e)
{
	return db_run(
	    db, Q_SERVICE_PUT, VALUES(v_text(id), v_int(position)), e);
}

int
service_set_edition(
    struct db *db, const char *id, int64_t edition, struct err *e)
{
	return db_run(
	    db, Q_SERVICE_SET_EDITION, VALUES(v_text(id), v_int(edition)), e);
}

int
service_withdraw(struct db *db, const char *id, struct err *e)
{
	return db_run(db, Q_SERVICE_WITHDRAW, VALUES(v_text(id)), e);
}

int
service_list(struct db *db, struct arena *a, struct service **v, size_t *n,
    struct err *e)
{
	struct rows r;
	int rc;

	*v = ARENA_ARRAY(a, SERVICES_MAX, struct service);
	*n = 0;
	if (db_rows(db, &r, Q_SERVICE_LIST, NO_VALUES, e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1 && *n < SERVICES_MAX)
		(*v)[(*n)++] = (struct service){
		    .id = rows_text(&r, a, 0),
		    .edition_id = rows_int(&r, 1),
		};
	rows_done(&r);
	return rc < 0 ? -1 : 0;
}

int
service_get(struct db *db, struct arena *a, struct service *s, const char *id,
    struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_SERVICE_GET, VALUES(v_text(id)), e);

	if (rc != 1)
		return rc;
	s->id = rows_text(&r, a, 0);
	s->edition_id = rows_int(&r, 1);
	rows_done(&r);
	return 1;
}

int
edition_get(struct db *db, struct arena *a, struct edition *ed, int64_t id,
    struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_EDITION_GET, VALUES(v_int(id)), e);

	if (rc != 1)
		return rc;
	*ed = (struct edition){
	    .id = id,
	    .service_id = rows_text(&r, a, 0),
	    .number = rows_int(&r, 1),
	    .text = rows_text(&r, a, 2),
	    .loaded_at = rows_int(&r, 3),
	};
	rows_done(&r);
	return 1;
}

int
edition_last(struct db *db, struct arena *a, struct edition *ed,
    const char *service, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_EDITION_LAST, VALUES(v_text(service)), e);

	if (rc != 1)
		return rc;
	*ed = (struct edition){
	    .id = rows_int(&r, 0),
	    .service_id = arena_dup(a, service),
	    .number = rows_int(&r, 1),
	    .text = rows_text(&r, a, 2),
	    .loaded_at = rows_int(&r, 3),
	};
	rows_done(&r);
	return 1;
}

int
edition_add(struct db *db, const char *service, int64_t number,
    const char *text, int64_t now, int64_t *id, struct err *e)
{
	if (db_run(db, Q_EDITION_ADD,
		VALUES(
		    v_text(service), v_int(number), v_text(text), v_int(now)),
		e) < 0)
		return -1;
	*id = db_last_id(db);
	return 0;
}
