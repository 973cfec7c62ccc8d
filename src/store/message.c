#include "store/message.h"

#include "queries.h"

static struct value
optional(int64_t v)
{
	return v ? v_int(v) : v_null();
}

int
message_add(struct db *db, struct message *m, struct err *e)
{
	if (db_run(db, Q_MESSAGE_ADD,
		VALUES(optional(m->case_id), v_text(m->rule), v_int(m->tier),
		    v_text(m->recipient), v_text(m->channel),
		    v_text(m->template), v_text(m->address), v_text(m->name),
		    optional(m->person_id), optional(m->task_id),
		    v_text(m->facts), v_text(m->state), v_int(m->created_at),
		    optional(m->try_at)),
		e) < 0)
		return -1;
	if (db_changes(db) == 0)
		return 0;
	m->id = db_last_id(db);
	return 1;
}

int
message_told(
    struct db *db, int64_t case_id, const char *recipient, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_MESSAGE_TOLD,
	    VALUES(v_int(case_id), v_text(recipient)), e);

	if (rc == 1)
		rows_done(&r);
	return rc;
}

int
message_drop(struct db *db, int64_t task, const char *template, int64_t now,
    struct err *e)
{
	return db_run(db, Q_MESSAGE_DROP,
	    VALUES(v_int(task), v_text(template), v_int(now)), e);
}

static struct message
read_row(const struct rows *r, struct arena *a)
{
	return (struct message){
	    .id = rows_int(r, 0),
	    .case_id = rows_int(r, 1),
	    .rule = rows_text(r, a, 2),
	    .tier = (int)rows_int(r, 3),
	    .recipient = rows_text(r, a, 4),
	    .channel = rows_text(r, a, 5),
	    .template = rows_text(r, a, 6),
	    .address = rows_text(r, a, 7),
	    .name = rows_text(r, a, 8),
	    .person_id = rows_int(r, 9),
	    .task_id = rows_int(r, 10),
	    .facts = rows_text(r, a, 11),
	    .state = rows_text(r, a, 12),
	    .created_at = rows_int(r, 13),
	    .try_at = rows_int(r, 14),
	    .tries = rows_int(r, 15),
	    .first_at = rows_int(r, 16),
	    .claimed_at = rows_int(r, 17),
	    .ended_at = rows_int(r, 18),
	    .error = rows_text(r, a, 19),
	    .number = rows_text(r, a, 20),
	    .pointless = rows_int(r, 21),
	};
}

/* All rows of a statement that has begun. */
static int
read_all(struct rows *r, struct arena *a, struct message **v, size_t *n,
    struct err *e)
{
	size_t cap = 0;
	int rc;

	*v = NULL;
	*n = 0;
	while ((rc = rows_next(r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = read_row(r, a);
	}
	return rc;
}

int
message_get(struct db *db, struct arena *a, struct message *m, int64_t id,
    struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_MESSAGE_GET, VALUES(v_int(id)), e);

	if (rc != 1)
		return rc;
	*m = read_row(&r, a);
	rows_done(&r);
	return 1;
}

int
message_due(struct db *db, struct arena *a, struct message **v, size_t *n,
    const char *channel, int64_t now, size_t most, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_MESSAGE_DUE,
		VALUES(v_text(channel), v_int(now), v_int((int64_t)most)),
		e) < 0)
		return -1;
	return read_all(&r, a, v, n, e);
}

int
message_next(struct db *db, int64_t *at, const char *channel, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_MESSAGE_NEXT, VALUES(v_text(channel)), e);

	if (rc < 0)
		return -1;
	*at = rc == 1 ? rows_int(&r, 0) : 0;
	rows_done(&r);
	return 0;
}

int
message_claim(
    struct db *db, struct message *m, int64_t now, int64_t until, struct err *e)
{
	if (db_run(db, Q_MESSAGE_CLAIM,
		VALUES(v_int(m->id), v_int(now), v_int(until)), e) < 0)
		return -1;
	if (db_changes(db) == 0)
		return 0;
	m->claimed_at = now;
	m->try_at = until;
	m->tries++;
	if (m->first_at == 0)
		m->first_at = now;
	return 1;
}

int
message_reclaim(struct db *db, int64_t now, size_t *n, struct err *e)
{
	*n = 0;
	if (db_run(db, Q_MESSAGE_RECLAIM, VALUES(v_int(now)), e) < 0)
		return -1;
	*n = (size_t)db_changes(db);
	return 0;
}

int
message_hasten(struct db *db, const char *channel, int64_t now, struct err *e)
{
	return db_run(
	    db, Q_MESSAGE_HASTEN, VALUES(v_text(channel), v_int(now)), e);
}

static int
add_delivery(struct db *db, int64_t message, int64_t now, const char *result,
    const char *answer, struct err *e)
{
	return db_run(db, Q_DELIVERY_ADD,
	    VALUES(v_int(message), v_int(now), v_text(result), v_text(answer)),
	    e);
}

int
message_record(struct db *db, const struct message *m, const struct attempt *o,
    int64_t now, struct err *e)
{
	if (o->result &&
	    add_delivery(db, m->id, now, o->result, o->answer, e) < 0)
		return -1;
	if (o->try_at)
		return db_run(db, Q_MESSAGE_LATER,
		    VALUES(v_int(m->id), v_int(o->try_at), v_text(o->error),
			v_int(now)),
		    e);
	return db_run(db, Q_MESSAGE_END,
	    VALUES(
		v_int(m->id), v_text(o->state), v_int(now), v_text(o->error)),
	    e);
}

int
message_bounced(struct db *db, const struct message *m, const char *reason,
    int64_t now, struct err *e)
{
	const struct address_fault f = {.address = m->address,
	    .kind = "bounced",
	    .reason = reason,
	    .message_id = m->id,
	    .at = now};

	if (add_delivery(db, m->id, now, "bounced", reason, e) < 0 ||
	    db_run(db, Q_MESSAGE_BOUNCE,
		VALUES(v_int(m->id), v_int(now), v_text(reason)), e) < 0)
		return -1;
	return m->address[0] ? address_fault_put(db, &f, e) : 0;
}

int
message_again(
    struct db *db, int64_t id, const char *address, int64_t now, struct err *e)
{
	if (db_run(db, Q_MESSAGE_AGAIN,
		VALUES(v_int(id), v_int(now), v_text(address)), e) < 0)
		return -1;
	return db_changes(db) == 1;
}

int
message_page(struct db *db, struct arena *a, struct message **v, size_t *n,
    const char *state, int64_t before, size_t most, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_MESSAGE_PAGE,
		VALUES(v_text(state), v_int(before), v_int((int64_t)most)),
		e) < 0)
		return -1;
	return read_all(&r, a, v, n, e);
}

int
message_of_case(struct db *db, struct arena *a, struct message **v, size_t *n,
    int64_t case_id, int64_t before, size_t most, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_MESSAGE_OF_CASE,
		VALUES(v_int(case_id), v_int(before), v_int((int64_t)most)),
		e) < 0)
		return -1;
	return read_all(&r, a, v, n, e);
}

int
message_count(struct db *db, const char *state, int64_t *n, struct err *e)
{
	struct rows r;

	if (db_one(db, &r, Q_MESSAGE_COUNT, VALUES(v_text(state)), e) != 1)
		return -1;
	*n = rows_int(&r, 0);
	rows_done(&r);
	return 0;
}

int
message_worries(
    struct db *db, struct message_worries *w, int64_t dead_since, struct err *e)
{
	struct rows r;

	if (db_one(db, &r, Q_MESSAGE_WAITS, NO_VALUES, e) != 1)
		return -1;
	w->waits_since = rows_int(&r, 0);
	rows_done(&r);
	if (db_one(db, &r, Q_MESSAGE_DEAD,
		VALUES(v_int(dead_since), v_int(MESSAGE_DEAD_MOST)), e) != 1)
		return -1;
	w->dead = rows_int(&r, 0);
	w->dead_at = rows_int(&r, 1);
	rows_done(&r);
	return 0;
}

int
delivery_page(struct db *db, struct arena *a, struct delivery **v, size_t *n,
    int64_t message, int64_t before, size_t most, struct err *e)
{
	size_t cap = 0;
	struct rows r;
	int rc;

	*v = NULL;
	*n = 0;
	if (db_rows(db, &r, Q_DELIVERY_OF_MESSAGE,
		VALUES(v_int(message), v_int(before), v_int((int64_t)most)),
		e) < 0)
		return -1;
	while ((rc = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[(*n)++] = (struct delivery){
		    .id = rows_int(&r, 0),
		    .message_id = rows_int(&r, 1),
		    .at = rows_int(&r, 2),
		    .result = rows_text(&r, a, 3),
		    .answer = rows_text(&r, a, 4),
		};
	}
	return rc;
}

int
address_fault_put(struct db *db, const struct address_fault *f, struct err *e)
{
	return db_run(db, Q_ADDRESS_FAULT_PUT,
	    VALUES(v_text(f->address), v_text(f->kind), v_text(f->reason),
		v_int(f->message_id), v_int(f->at)),
	    e);
}

static struct address_fault
read_fault(const struct rows *r, struct arena *a)
{
	return (struct address_fault){
	    .address = rows_text(r, a, 0),
	    .kind = rows_text(r, a, 1),
	    .reason = rows_text(r, a, 2),
	    .message_id = rows_int(r, 3),
	    .at = rows_int(r, 4),
	};
}

int
address_fault_get(struct db *db, struct arena *a, struct address_fault *f,
    const char *address, struct err *e)
{
	struct rows r;
	int rc =
	    db_one(db, &r, Q_ADDRESS_FAULT_GET, VALUES(v_text(address)), e);

	if (rc != 1)
		return rc;
	*f = read_fault(&r, a);
	rows_done(&r);
	return 1;
}

static int
read_faults(struct rows *r, struct arena *a, struct address_fault **v,
    size_t *n, bool named, struct err *e)
{
	size_t cap = 0;
	int rc;

	*v = NULL;
	*n = 0;
	while ((rc = rows_next(r, e)) == 1) {
		ARENA_GROW(a, *v, *n, cap);
		(*v)[*n] = read_fault(r, a);
		(*v)[(*n)++].name = named ? rows_text(r, a, 5) : NULL;
	}
	return rc;
}

int
address_fault_of_case(struct db *db, struct arena *a, struct address_fault **v,
    size_t *n, int64_t case_id, struct err *e)
{
	struct rows r;

	if (db_rows(
		db, &r, Q_ADDRESS_FAULT_OF_CASE, VALUES(v_int(case_id)), e) < 0)
		return -1;
	return read_faults(&r, a, v, n, true, e);
}

int
address_fault_page(struct db *db, struct arena *a, struct address_fault **v,
    size_t *n, const char *after, size_t most, struct err *e)
{
	struct rows r;

	if (db_rows(db, &r, Q_ADDRESS_FAULT_PAGE,
		VALUES(v_text(after), v_int((int64_t)most)), e) < 0)
		return -1;
	return read_faults(&r, a, v, n, false, e);
}

int
address_fault_clear(struct db *db, const char *address, struct err *e)
{
	return db_run(db, Q_ADDRESS_FAULT_CLEAR, VALUES(v_text(address)), e);
}

int
message_forget(
    struct db *db, int64_t now, size_t most, size_t *n, struct err *e)
{
	*n = 0;
	if (db_run(db, Q_MESSAGE_EMPTY,
		VALUES(v_int(now - MESSAGE_KEPT), v_int((int64_t)most)), e) < 0)
		return -1;
	*n += (size_t)db_changes(db);
	if (db_run(db, Q_DELIVERY_DROP_OLD,
		VALUES(v_int(now - DELIVERY_KEPT), v_int((int64_t)most)),
		e) < 0)
		return -1;
	*n += (size_t)db_changes(db);
	if (db_run(db, Q_ADDRESS_FAULT_DROP_OLD,
		VALUES(v_int(now - FAULT_KEPT), v_int((int64_t)most)), e) < 0)
		return -1;
	*n += (size_t)db_changes(db);
	return 0;
}
