#include "store/ticket.h"

#include "queries.h"

#define HASH_LEN 32
#define KEPT     (INT64_C(24) * 3600 * 1000) /* after its end, in ms */

static const char *const names[TICKET_KINDS] = {"password", "address"};

const char *
ticket_name(enum ticket_kind k)
{
	return names[k];
}

int
ticket_add(struct db *db, const unsigned char *hash, const struct ticket *t,
    struct err *e)
{
	if (db_run(db, Q_TICKET_EXPIRE, VALUES(v_int(t->created_at - KEPT)),
		e) < 0)
		return -1;
	return db_run(db, Q_TICKET_ADD,
	    VALUES(v_blob(hash, HASH_LEN), v_text(names[t->kind]),
		v_int(t->person_id), v_int(t->created_at),
		v_int(t->expires_at)),
	    e);
}

int
ticket_get(
    struct db *db, struct ticket *t, const unsigned char *hash, struct err *e)
{
	struct rows r;
	int rc =
	    db_one(db, &r, Q_TICKET_GET, VALUES(v_blob(hash, HASH_LEN)), e);

	if (rc != 1)
		return rc;
	*t = (struct ticket){
	    .kind = str_eqz(rows_str(&r, 0), names[TICKET_ADDRESS])
			? TICKET_ADDRESS
			: TICKET_PASSWORD,
	    .person_id = rows_int(&r, 1),
	    .created_at = rows_int(&r, 2),
	    .expires_at = rows_int(&r, 3),
	    .used_at = rows_int(&r, 4),
	};
	rows_done(&r);
	return 1;
}

int
ticket_count(struct db *db, int64_t *n, int64_t person, enum ticket_kind k,
    int64_t since, struct err *e)
{
	struct rows r;

	if (db_one(db, &r, Q_TICKET_COUNT,
		VALUES(v_int(person), v_text(names[k]), v_int(since)), e) != 1)
		return -1;
	*n = rows_int(&r, 0);
	rows_done(&r);
	return 0;
}

int
ticket_use(struct db *db, int64_t person, enum ticket_kind k, int64_t now,
    struct err *e)
{
	return db_run(db, Q_TICKET_USE,
	    VALUES(v_int(person), v_text(names[k]), v_int(now)), e);
}
