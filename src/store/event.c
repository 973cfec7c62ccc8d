#include "store/event.h"

#include <assert.h>
#include <string.h>

#include "vault/digest.h"

_Static_assert(EVENT_HASH == DIGEST_SIZE, "hash size");

/* The columns under the hash in their order: integer or text. */
static const char columns[] = "iiiitttttititti";

enum {
	FIELDS = sizeof(columns) - 1,
	COL_ID = 0,
	COL_PREV = FIELDS,
	COL_HASH,
	COLUMNS
};

static struct value
id_or_null(int64_t id)
{
	return id ? v_int(id) : v_null();
}

/* hash over the fields and the predecessor's hash. */
static void
chain(unsigned char out[EVENT_HASH], const struct value v[FIELDS],
    const unsigned char prev[EVENT_HASH])
{
	struct field_hash h;

	field_hash_init(&h, NULL);
	for (int i = 0; i < FIELDS; i++) {
		if (v[i].kind == VALUE_NULL)
			field_hash_null(&h);
		else if (v[i].kind == VALUE_INT)
			field_hash_int(&h, v[i].i);
		else
			field_hash_bytes(&h, v[i].p, v[i].n);
	}
	field_hash_bytes(&h, prev, EVENT_HASH);
	field_hash_end(&h, out);
}

int
event_last_reason(struct db *db, struct arena *a, const char **reason,
    int64_t case_id, struct err *e)
{
	struct rows r;
	int rc = db_one(db, &r, Q_EVENT_LAST_REASON, VALUES(v_int(case_id)), e);

	if (rc != 1)
		return rc;
	*reason = rows_text(&r, a, 0);
	rows_done(&r);
	return 1;
}

int
event_last(
    struct db *db, int64_t *id, unsigned char hash[EVENT_HASH], struct err *e)
{
	struct rows r;
	int got = db_one(db, &r, Q_EVENT_HEAD, NO_VALUES, e);
	struct str h;

	if (got < 0)
		return -1;
	h = got ? rows_blob(&r, 1) : (struct str){NULL, 0};
	if (h.n != EVENT_HASH) {
		rows_done(&r);
		return err_set(e, ERR_SYSTEM,
		    "Catatan kejadian rusak. Hubungi pengelola sistem.",
		    "event: no last link");
	}
	*id = rows_int(&r, 0);
	memcpy(hash, h.p, EVENT_HASH);
	rows_done(&r);
	return 0;
}

int
event_append(struct db *db, const struct event *ev, int64_t *id, struct err *e)
{
	unsigned char prev[EVENT_HASH], hash[EVENT_HASH];
	int64_t last;

	assert(db_in_transaction(db) && ev->kind);
	if (event_last(db, &last, prev, e) < 0)
		return -1;
	last++;
	const struct value v[COLUMNS] = {v_int(last), id_or_null(ev->case_id),
	    id_or_null(ev->task_id), id_or_null(ev->holder_id),
	    v_text(ev->row_no), v_text(ev->kind), v_text(ev->outcome),
	    v_text(ev->lane), v_text(ev->seat_title), id_or_null(ev->person_id),
	    v_text(ev->person_name), id_or_null(ev->edition_id),
	    v_text(ev->reason), v_text(ev->detail), v_int(ev->at),
	    v_blob(prev, sizeof(prev)), v_blob(hash, sizeof(hash))};
	chain(hash, v, prev);
	if (db_run(db, Q_EVENT_INSERT, v, COLUMNS, e) < 0 ||
	    db_run(db, Q_EVENT_SET_HEAD,
		VALUES(v_int(last), v_blob(hash, sizeof(hash))), e) < 0)
		return -1;
	if (id)
		*id = last;
	return 0;
}

static void
load(struct event *ev, const struct rows *r, struct arena *a)
{
	*ev = (struct event){.id = rows_int(r, 0),
	    .case_id = rows_int(r, 1),
	    .task_id = rows_int(r, 2),
	    .holder_id = rows_int(r, 3),
	    .row_no = rows_text(r, a, 4),
	    .kind = rows_text(r, a, 5),
	    .outcome = rows_text(r, a, 6),
	    .lane = rows_text(r, a, 7),
	    .seat_title = rows_text(r, a, 8),
	    .person_id = rows_int(r, 9),
	    .person_name = rows_text(r, a, 10),
	    .edition_id = rows_int(r, 11),
	    .reason = rows_text(r, a, 12),
	    .detail = rows_text(r, a, 13),
	    .at = rows_int(r, 14)};
}

int
event_of_case(struct db *db, struct arena *a, int64_t case_id, int64_t after,
    struct events *out, struct err *e)
{
	struct events evs = {0};
	size_t cap = 0;
	struct rows r;
	int got;

	if (db_rows(db, &r, Q_EVENT_OF_CASE,
		VALUES(v_int(case_id), v_int(after), v_int(EVENT_PAGE)), e) < 0)
		return -1;
	while ((got = rows_next(&r, e)) == 1) {
		ARENA_GROW(a, evs.v, evs.n, cap);
		load(&evs.v[evs.n++], &r, a);
	}
	if (got == 0)
		*out = evs;
	return got;
}

/* What the walk expects of the next row. */
struct walk {
	int64_t next;
	unsigned char hash[EVENT_HASH]; /* of the last good event */
};

/* Judge one row; a good one moves the walk on. */
static enum event_fault_kind
judge(struct walk *w, const struct rows *r)
{
	struct str prev = rows_blob(r, COL_PREV);
	struct str hash = rows_blob(r, COL_HASH);
	unsigned char made[EVENT_HASH];
	struct value v[FIELDS];

	if (rows_int(r, COL_ID) != w->next)
		return rows_int(r, COL_ID) > w->next ? EVENT_REMOVED
						     : EVENT_INSERTED;
	if (prev.n != EVENT_HASH || memcmp(prev.p, w->hash, prev.n) != 0)
		return EVENT_BROKEN;
	for (int i = 0; i < FIELDS; i++) {
		if (rows_null(r, i))
			v[i] = v_null();
		else if (columns[i] == 'i')
			v[i] = v_int(rows_int(r, i));
		else
			v[i] = v_str(rows_str(r, i));
	}
	chain(made, v, w->hash);
	if (hash.n != EVENT_HASH || memcmp(hash.p, made, hash.n) != 0)
		return EVENT_CHANGED;
	memcpy(w->hash, made, EVENT_HASH);
	w->next++;
	return EVENT_WHOLE;
}

/* All rows against each other and the last link, whose statement is open. */
static int
walk_rows(struct db *db, const struct rows *head, struct event_fault *fault,
    struct err *e)
{
	struct str last_hash = rows_blob(head, 1);
	int64_t last = rows_int(head, 0);
	struct event_fault f = {EVENT_WHOLE, 0, 0};
	struct walk w = {.next = 1};
	struct rows r;
	int got;

	if (db_rows(db, &r, Q_EVENT_AFTER, VALUES(v_int(INT64_MIN)), e) < 0)
		return -1;
	while (f.kind == EVENT_WHOLE && (got = rows_next(&r, e)) == 1) {
		f.kind = judge(&w, &r);
		if (f.kind == EVENT_WHOLE && w.next - 1 > last)
			f.kind = EVENT_INSERTED;
		f.id = f.kind == EVENT_REMOVED ? w.next : rows_int(&r, COL_ID);
	}
	if (f.kind == EVENT_WHOLE && got < 0)
		return -1;
	rows_done(&r);
	if (f.kind == EVENT_WHOLE && w.next <= last)
		f = (struct event_fault){EVENT_REMOVED, w.next, 0};
	else if (f.kind == EVENT_WHOLE &&
		 (last_hash.n != EVENT_HASH ||
		     memcmp(last_hash.p, w.hash, EVENT_HASH) != 0))
		f = (struct event_fault){EVENT_BROKEN, last, 0};
	else if (f.kind == EVENT_WHOLE)
		f.id = 0;
	f.checked = w.next - 1;
	*fault = f;
	return 0;
}

int
event_verify(struct db *db, struct event_fault *fault, struct err *e)
{
	struct rows head;
	int got = db_one(db, &head, Q_EVENT_HEAD, NO_VALUES, e);
	int rc;

	if (got < 0)
		return -1;
	if (got == 0) {
		*fault = (struct event_fault){EVENT_REMOVED, 0, 0};
		return 0;
	}
	/* Kept open: both statements then see the same state. */
	rc = walk_rows(db, &head, fault, e);
	rows_done(&head);
	return rc;
}
