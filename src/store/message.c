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
