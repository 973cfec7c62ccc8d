#include "app/roll.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "domain/redact.h"
#include "store/bsre.h"
#include "store/draft.h"
#include "store/event.h"
#include "view/json.h"

#define DROP_ROWS "Daftar orangnya sudah tidak disimpan."

bool
roll_allowed(const struct actor *a)
{
	for (size_t i = 0; i < a->seats_n; i++)
		if (strcmp(a->seats[i].role, "verifikator") == 0)
			return true;
	return a->admin;
}

/* --- who they are, sealed ----------------------------------------------- */

static const char *
owner_of(struct arena *a, int64_t id)
{
	return arena_printf(a, "roll:%lld", (long long)id);
}

static const char *
form_of(struct arena *a, int64_t id, int64_t hundred)
{
	return arena_printf(
	    a, "roll:%lld:%lld", (long long)id, (long long)hundred);
}

static int
keep_hundred(struct ctx *cx, int64_t id, const struct roster *r, size_t from,
    struct err *e)
{
	struct draft_row row = {.updated_at = cx->now};
	struct arena *a = cx->arena;
	json_t *list = jv_arr();
	struct str text;
	int rc = -1;

	for (size_t i = from; i < r->n && i < from + ROLL_PAGE; i++) {
		const struct roster_person *p = &r->v[i];
		json_t *o = jv_append_obj(list);

		jv_set_z(o, "nik", p->nik);
		jv_set_z(o, "email", p->email);
		jv_set_z(o, "nama", p->name);
		jv_set_int(o, "baris", (int64_t)p->line);
	}
	text = str_of(json_z(a, list));
	json_decref(list);
	if (key_seal(cx->db, a, KEY_USE_DRAFT, text, &row.sealed, e) == 0)
		rc = draft_put(cx->db, &row, owner_of(a, id),
		    form_of(a, id, (int64_t)(from / ROLL_PAGE)), e);
	return rc;
}

static const char *
text_of(struct arena *a, const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return s ? arena_dup(a, s) : "";
}

int
roll_persons(struct ctx *cx, const struct roster_person **v, size_t *n,
    int64_t id, int64_t hundred, struct err *e)
{
	struct roster_person *out;
	struct draft_row row;
	struct str text;
	json_t *list, *o;
	size_t i;
	int rc = draft_get(cx->db, cx->arena, &row, owner_of(cx->arena, id),
	    form_of(cx->arena, id, hundred), e);

	*v = NULL;
	*n = 0;
	if (rc != 1)
		return rc;
	if (key_open(cx->db, cx->arena, KEY_USE_DRAFT, &row.sealed, &text, e) <
	    0)
		return -1;
	list = json_loadb(text.p, text.n, 0, NULL);
	if (!json_is_array(list)) {
		json_decref(list);
		return err_set(e, ERR_SYSTEM, "Daftar tidak terbaca.",
		    "roll of %zu bytes is no JSON", text.n);
	}
	out = ARENA_ARRAY(
	    cx->arena, json_array_size(list) + 1, struct roster_person);
	json_array_foreach(list, i, o) out[(*n)++] = (struct roster_person){
	    .nik = text_of(cx->arena, o, "nik"),
	    .email = text_of(cx->arena, o, "email"),
	    .name = text_of(cx->arena, o, "nama"),
	    .line = (size_t)json_integer_value(json_object_get(o, "baris")),
	};
	json_decref(list);
	*v = out;
	return 0;
}

/* --- a new one ---------------------------------------------------------- */

/* Who is asked about, by the NIK if it is known. */
static int
set_subject(struct db *db, const struct roster_person *p, struct roll_row *row,
    struct err *e)
{
	const char *key = p->nik[0] ? p->nik : p->email;

	row->has_address = p->nik[0] && p->email[0];
	if (row->has_address &&
	    key_mac(db, KEY_USE_DRAFT, str_of(p->email), row->address, e) < 0)
		return -1;
	return key_mac(db, KEY_USE_DRAFT, str_of(key), row->subject, e);
}

/* Take over what was said later than what is known. */
static int
take_later(struct roll_row *row, int rc, const char *status, int64_t at)
{
	if (rc == 1 && at > row->before_at) {
		row->before = status;
		row->before_at = at;
	}
	return rc < 0 ? -1 : 0;
}

/*
 * In earlier lists, where somebody may have stood by the one thing, by the
 * other, or by both.  An address beside another NIK is another person's.
 */
static int
find_in_rolls(struct ctx *cx, const struct roster_person *p,
    struct roll_row *row, struct err *e)
{
	const char *status = "";
	int64_t at = 0;
	int rc = roll_before(
	    cx->db, cx->arena, &status, &at, row->subject, false, e);

	if (take_later(row, rc, status, at) < 0)
		return -1;
	if (p->nik[0] && !row->has_address)
		return 0;
	rc = roll_before(cx->db, cx->arena, &status, &at,
	    row->has_address ? row->address : row->subject, !row->has_address,
	    e);
	return take_later(row, rc, status, at);
}

/* What was said last, by an earlier list or about a holder. */
static int
find_before(struct ctx *cx, const struct roster_person *p, struct roll_row *row,
    struct err *e)
{
	unsigned char macs[KEY_WHOLE_MAX][KEY_SIZE];
	const char *status = "";
	size_t n = 0;
	int64_t at = 0;
	int rc;

	row->before = "";
	if (find_in_rolls(cx, p, row, e) < 0 ||
	    (p->nik[0] &&
		key_macs(cx->db, KEY_USE_NIK, str_of(p->nik), macs, &n, e) < 0))
		return -1;
	rc = roll_before_holder(cx->db, cx->arena, &status, &at,
	    (const unsigned char(*)[KEY_SIZE])macs, n,
	    p->nik[0] ? NULL : p->email, e);
	return take_later(row, rc, status, at);
}

static int
log_event(
    struct ctx *cx, int64_t id, int64_t n, const char *outcome, struct err *e)
{
	const struct actor *a = &cx->actor;
	const struct seat_held *seat = a->seats_n ? &a->seats[0] : NULL;

	return event_append(cx->db,
	    &(struct event){.person_id = a->person,
		.kind = "roll",
		.outcome = outcome,
		.lane = seat ? seat->lane : NULL,
		.seat_title = seat ? seat_title(cx->arena, seat) : NULL,
		.person_name = a->name,
		.detail =
		    arena_printf(cx->arena, "{\"daftar\":%lld,\"orang\":%lld}",
			(long long)id, (long long)n),
		.at = cx->now},
	    NULL, e);
}

static int
check_may(struct ctx *cx, struct err *e)
{
	struct bsre_office office;
	int64_t open;

	if (bsre_office_get(cx->db, cx->arena, &office, e) < 0 ||
	    roll_open(cx->db, &open, e) < 0)
		return -1;
	if (!(office.caps & BSRE_CAN(BSRE_STATUS)))
		return err_set(e, ERR_INPUT,
		    "Kantor ini belum terhubung dengan BSrE, jadi status tidak "
		    "dapat ditanyakan.",
		    "caps %x", office.caps);
	if (open)
		return err_set(e, ERR_CONFLICT,
		    "Daftar sebelumnya masih diperiksa. Tunggu sampai selesai, "
		    "atau hentikan dahulu.",
		    "roll %lld is open", (long long)open);
	return 0;
}

static int
add_rows(struct ctx *cx, const struct roster *r, int64_t id, struct err *e)
{
	for (size_t i = 0; i < r->n; i++) {
		struct roll_row row = {
		    .roll = id, .position = (int64_t)i, .try_at = cx->now};

		if (set_subject(cx->db, &r->v[i], &row, e) < 0 ||
		    find_before(cx, &r->v[i], &row, e) < 0 ||
		    roll_row_add(cx->db, &row, e) < 0)
			return -1;
	}
	for (size_t i = 0; i < r->n; i += ROLL_PAGE)
		if (keep_hundred(cx, id, r, i, e) < 0)
			return -1;
	return 0;
}

int
roll_make(struct ctx *cx, const struct roster *r, const char *title,
    int64_t *id, struct err *e)
{
	struct roll roll = {.title = redact(cx->arena, title),
	    .made_by = cx->actor.person,
	    .made_at = cx->now,
	    .total = (int64_t)r->n};
	int rc = -1;

	if (r->n == 0)
		return err_set(e, ERR_INPUT, "Daftarnya kosong.", "no person");
	if (db_begin(cx->db, e) < 0)
		return -1;
	if (check_may(cx, e) == 0 && roll_add(cx->db, &roll, e) == 0 &&
	    add_rows(cx, r, roll.id, e) == 0 &&
	    log_event(cx, roll.id, roll.total, "made", e) == 0)
		rc = db_commit(cx->db, e);
	db_rollback(cx->db);
	*id = roll.id;
	return rc;
}

int
roll_stop(struct ctx *cx, int64_t id, struct err *e)
{
	int rc = -1;

	if (db_begin(cx->db, e) < 0)
		return -1;
	rc = roll_give_up(
	    cx->db, id, "Dihentikan sebelum ditanyakan.", cx->now, e);
	if (rc == 1 && (log_event(cx, id, 0, "stopped", e) < 0 ||
			   db_commit(cx->db, e) < 0))
		rc = -1;
	db_rollback(cx->db);
	return rc;
}

int
roll_opened(struct ctx *cx, const struct roll *r, bool file, struct err *e)
{
	int rc;

	if (db_begin(cx->db, e) < 0)
		return -1;
	rc = roll_read(
	    cx->db, r->id, cx->actor.person, cx->now, cx->now - ROLL_AGAIN, e);
	if (rc >= 0 && (rc == 1 || file))
		rc = log_event(
		    cx, r->id, r->total, file ? "downloaded" : "read", e);
	if (rc >= 0)
		rc = db_commit(cx->db, e);
	db_rollback(cx->db);
	return rc < 0 ? -1 : 0;
}

/* --- by the agent ------------------------------------------------------- */

static int
over(struct ctx *cx, const struct roll_row *row, struct err *e)
{
	int rc = -1;

	if (db_begin(cx->db, e) < 0)
		return -1;
	if (roll_row_over(cx->db, row, cx->now, e) >= 0)
		rc = db_commit(cx->db, e);
	db_rollback(cx->db);
	return rc;
}

/* The person is not there to ask about any more. */
static int
lose(struct ctx *cx, struct roll_row *row, struct err *e)
{
	row->outcome = ROLL_FAILED;
	row->error = DROP_ROWS;
	return over(cx, row, e);
}

int
roll_due(
    struct ctx *cx, struct roll_ask **v, size_t *n, size_t most, struct err *e)
{
	const struct roster_person *people = NULL;
	int64_t roll = 0, hundred = 0;
	struct roll_row *rows;
	size_t rows_n, people_n = 0;

	*n = 0;
	if (roll_row_due(cx->db, cx->arena, &rows, &rows_n, cx->now, most, e) <
	    0)
		return -1;
	*v = ARENA_ARRAY(cx->arena, rows_n + 1, struct roll_ask);
	for (size_t i = 0; i < rows_n; i++) {
		struct roll_row *row = &rows[i];
		size_t at = (size_t)row->position % ROLL_PAGE;

		if (row->roll != roll ||
		    row->position / (int64_t)ROLL_PAGE != hundred) {
			roll = row->roll;
			hundred = row->position / (int64_t)ROLL_PAGE;
			if (roll_persons(
				cx, &people, &people_n, roll, hundred, e) < 0 &&
			    e->kind != ERR_GONE)
				return -1;
		}
		if (at >= people_n) {
			*e = (struct err){0};
			if (lose(cx, row, e) < 0)
				return -1;
			continue;
		}
		(*v)[(*n)++] = (struct roll_ask){
		    .roll = row->roll,
		    .position = row->position,
		    .nik = people[at].nik[0] ? people[at].nik : NULL,
		    .email = people[at].nik[0] ? NULL : people[at].email,
		    .try_at = row->try_at,
		};
	}
	return 0;
}

int
roll_next(struct ctx *cx, int64_t *at, struct err *e)
{
	return roll_row_next(cx->db, at, e);
}

static enum roll_outcome
compare(const struct roll_row *row, const struct bsre_result *r)
{
	if (row->before[0] && strcmp(row->before, r->word) != 0)
		return ROLL_CHANGED;
	if (bsre_is_registered(r->known) == BSRE_NO)
		return ROLL_UNKNOWN;
	return row->before[0] ? ROLL_SAME : ROLL_NEW;
}

/* Up to five seconds, so that not all come back at once. */
static int64_t
chance(void)
{
	uint16_t n;

	random_bytes(&n, sizeof(n));
	return n % 5000;
}

/* 10 s, then 1, 5, 15, 30 minutes; the server's wish if it is longer. */
static int64_t
pause_of(int64_t tries, const struct bsre_result *r)
{
	static const int seconds[] = {10, 60, 300, 900, 1800};
	const int64_t n = sizeof(seconds) / sizeof(seconds[0]);
	int64_t s = seconds[tries < n ? tries : n - 1];

	if (r->wait_s > s)
		s = r->wait_s;
	return s * MS_SECOND + chance();
}

/* What is written down of an answer; whether the row is over with it. */
static bool
judge(struct ctx *cx, struct roll_row *row, const struct bsre_result *r)
{
	if (r->kind == BSRE_OK) {
		row->outcome = compare(row, r);
		row->status = r->word;
		row->code = r->code;
		row->error = "";
		row->asked_at = cx->now;
		return true;
	}
	row->error = r->reason;
	if (r->kind == BSRE_REFUSED) {
		row->code = r->code;
		if (r->message[0])
			row->error = arena_printf(cx->arena, "%s (%s)",
			    r->reason, redact(cx->arena, r->message));
	} else if (row->tries + 1 < ROLL_TRIES) {
		row->try_at = cx->now + pause_of(row->tries, r);
		return false;
	}
	row->outcome = ROLL_FAILED;
	return true;
}

int
roll_record(struct ctx *cx, const struct roll_ask *ask,
    const struct bsre_result *r, struct err *e)
{
	struct roll_row *v;
	size_t n;
	int rc = -1;

	if (db_begin(cx->db, e) < 0)
		return -1;
	if (roll_row_page(cx->db, cx->arena, &v, &n, ask->roll, -1,
		ask->position, 1, e) < 0)
		goto out;
	rc = 0;
	if (n == 0 || v->position != ask->position || !v->try_at)
		goto out;
	if (judge(cx, v, r))
		rc = roll_row_over(cx->db, v, cx->now, e);
	else
		rc = roll_row_later(cx->db, v, e);
	if (rc >= 0)
		rc = db_commit(cx->db, e);
out:
	db_rollback(cx->db);
	return rc < 0 ? -1 : 0;
}

/* --- housekeeping ------------------------------------------------------- */

int
roll_sweep(struct db *db, int64_t now, bool *more, struct err *e)
{
	int64_t late, old;
	int rc = -1;

	*more = false;
	if (db_begin(db, e) < 0)
		return -1;
	if (roll_late(db, now - ROLL_OVER, &late, e) < 0 ||
	    roll_old(db, now - ROLL_KEPT, &old, e) < 0)
		goto out;
	if (late && roll_give_up(db, late,
			"BSrE tidak menjawab dalam satu hari.", now, e) < 0)
		goto out;
	if (old && roll_drop(db, old, e) < 0)
		goto out;
	*more = late || old;
	rc = *more ? db_commit(db, e) : 0;
out:
	db_rollback(db);
	return rc;
}
