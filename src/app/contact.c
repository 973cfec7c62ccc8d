#include "app/contact.h"

#include <string.h>

#include "app/access.h"
#include "app/act.h"
#include "app/facts.h"
#include "app/url.h"
#include "domain/phone.h"
#include "domain/redact.h"
#include "store/person.h"
#include "view/json.h"

#define CONTACTS  2
#define APPLICANT "pemohon" /* of the hidden field; else a holder's id */

struct contact {
	const char *to, *role, *name;
	int64_t holder_id; /* 0: the applicant */
	struct phone phone;
};

struct contacts {
	struct contact v[CONTACTS];
	size_t n;
};

/* --- who and whom ------------------------------------------------------- */

/* An officer who knows the case, and whose own it is not. */
static bool
may_write(const struct ctx *cx, const struct dossier *d)
{
	const struct actor *a = &cx->actor;

	return a->person && !a->link_task && a->seats_n > 0 &&
	       a->person != d->c.applicant_id &&
	       access_case(a, d->c.applicant_id, d->tasks, d->tasks_n) !=
		   ACCESS_NONE;
}

/* Left out: no mobile phone, or the same phone again. */
static void
add(struct contacts *list, struct contact c, const char *number)
{
	struct err ignored = {0};

	if (list->n == CONTACTS ||
	    phone_parse(&c.phone, str_of(number), &ignored) < 0)
		return;
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].phone.normal, c.phone.normal) == 0)
			return;
	list->v[list->n++] = c;
}

/* The applicant, and the holder whom the task is about. */
static int
find(struct ctx *cx, const struct dossier *d, const struct task *t,
    struct contacts *list, struct err *e)
{
	int h = t->holder_id ? dossier_holder(d, t->holder_id) : -1;
	struct person p;
	int rc;

	list->n = 0;
	if (!may_write(cx, d))
		return 0;
	rc = person_get(cx->db, cx->arena, &p, d->c.applicant_id, e);
	if (rc < 0)
		return -1;
	if (rc == 1)
		add(list,
		    (struct contact){
			.to = APPLICANT, .role = "pemohon", .name = p.name},
		    p.phone);
	if (h < 0 && d->holders_n == 1 && list->n == 0)
		h = 0;
	if (h >= 0)
		add(list,
		    (struct contact){.to = arena_printf(cx->arena, "%lld",
					 (long long)d->holders[h].id),
			.role = "calon pemilik",
			.name = d->holders[h].name,
			.holder_id = d->holders[h].id},
		    d->holders[h].phone);
	return 0;
}

int
contact_model(struct ctx *cx, const struct dossier *d, const struct task *t,
    json_t *model, struct err *e)
{
	json_t *out = jv_set_arr(model, "contacts"), *o;
	struct contacts list;

	if (find(cx, d, t, &list, e) < 0)
		return -1;
	for (size_t i = 0; i < list.n; i++) {
		o = jv_append_obj(out);
		jv_set_z(o, "action",
		    ctx_url(cx, "/permohonan/%s/langkah/%lld/wa", d->c.number,
			(long long)t->id));
		jv_set_z(o, "to", list.v[i].to);
		jv_set_z(o, "whom",
		    arena_printf(
			cx->arena, "%s, %s", list.v[i].name, list.v[i].role));
	}
	return 0;
}

/* --- what is next ------------------------------------------------------- */

/* The row of the applicant that this row leads to when all goes well; NULL:
 * it leads elsewhere. */
static const struct row *
next_own(const struct dossier *d, const struct row *r)
{
	int next = r->next[kind_get(r->kind)->outcomes[0]];
	const struct row *to = next >= 0 ? &d->sop->rows[next] : NULL;

	return to && d->sop->lanes[to->lane].role == LANE_APPLICANT ? to : NULL;
}

static const struct row *
row_of(const struct dossier *d, const struct task *t)
{
	int row = sop_row(d->sop, str_of(t->row_no));

	return row >= 0 ? &d->sop->rows[row] : NULL;
}

bool
contact_is_next(const struct dossier *d, const struct task *t)
{
	const struct row *r = row_of(d, t);

	return r && (r->kind == STEP_CONFIRM || next_own(d, r));
}

/* --- what is said ------------------------------------------------------- */

/* What a message would ask of the applicant at a row. */
static const char *
fact_at(struct ctx *cx, const struct dossier *d, const struct task *t,
    const struct row *r, const char *key)
{
	const struct subject s = {d->sop, &d->c, d->holders, d->holders_n};
	struct task as = *t;
	json_t *facts;
	const char *text;

	as.row_no = r->no;
	as.person_id = d->c.applicant_id;
	facts = facts_task(cx, &s, &as);
	text = json_string_value(json_object_get(facts, key));
	text = arena_dup(cx->arena, text ? text : "");
	json_decref(facts);
	return text;
}

/* "Lengkapi berkas." to "Mohon lengkapi berkas." */
static const char *
please(struct ctx *cx, const char *act)
{
	char first = act[0];

	if (first >= 'A' && first <= 'Z')
		first = (char)(first - 'A' + 'a');
	return first ? arena_printf(cx->arena, "Mohon %c%s", first, act + 1)
		     : "";
}

/* " Yang perlu dilengkapi: Foto KTP, Surat permohonan." */
static const char *
missing(struct ctx *cx, const struct dossier *d)
{
	const char *list = "";

	for (size_t i = 0; i < d->sop->items_n; i++) {
		const struct item *it = &d->sop->items[i];
		bool wrong = false;

		for (size_t k = 0; k < d->items_n; k++)
			wrong |= strcmp(d->items[k].name, it->id) == 0 &&
				 strcmp(d->items[k].verdict, "wrong") == 0;
		if (wrong)
			list = arena_printf(cx->arena, "%s%s%s", list,
			    list[0] ? ", " : "", it->title);
	}
	return list[0] ? arena_printf(
			     cx->arena, " Yang perlu dilengkapi: %s.", list)
		       : "";
}

/* What is needed, for where the case stands. */
static const char *
need(struct ctx *cx, const struct dossier *d, const struct task *t)
{
	const struct row *r = row_of(d, t);
	const struct row *next = r ? next_own(d, r) : NULL;
	const struct row *asked = r && t->person_id              ? r
				  : r && r->kind == STEP_CONFIRM ? next
								 : NULL;

	if (asked)
		return arena_printf(cx->arena, "%s%s%s",
		    please(cx, fact_at(cx, d, t, asked, "act")),
		    asked->kind == STEP_COMPLETE ? missing(cx, d) : "",
		    asked->kind == STEP_ACTIVATE ||
			    asked->kind == STEP_PASSPHRASE
			? " Tautannya kami kirim lewat email."
			: "");
	if (next)
		return arena_printf(cx->arena,
		    "Langkah berikutnya ada pada Anda: %s.",
		    fact_at(cx, d, t, next, "title"));
	return "Permohonan Anda sedang kami proses.";
}

/* Where anybody sees how far it is; by our own address, else by that under
 * which the officer reached us. */
static const char *
track_url(struct ctx *cx, const struct dossier *d)
{
	const char *path =
	    arena_printf(cx->arena, "/lacak?nomor=%s", d->c.number);
	struct err ignored = {0};
	const char *url;

	if (url_absolute(cx, path, &url, &ignored) == 0)
		return url;
	return arena_printf(cx->arena, "%s://%.*s%s",
	    cx->rq->secure ? "https" : "http", (int)cx->rq->host.n,
	    cx->rq->host.p, ctx_url(cx, "%s", path));
}

static const char *
letter(struct ctx *cx, const struct dossier *d, const struct task *t,
    const struct contact *c)
{
	const char *text = arena_printf(cx->arena,
	    "Yth. %s,\n\nkami dari %s tentang permohonan ", c->name,
	    cx->office->name);

	/* The number of a case may have many digits; the words may not. */
	return arena_printf(cx->arena, "%s%s.\n\n%s\n\n%s\n\nTerima kasih.",
	    redact(cx->arena, text), d->c.number,
	    redact(cx->arena, need(cx, d, t)),
	    arena_printf(cx->arena, "Perkembangannya: %s", track_url(cx, d)));
}

/* --- the act ------------------------------------------------------------ */

/* The seat by which the actor knows the case. */
static const struct seat_held *
seat_of(const struct ctx *cx, const struct dossier *d, const struct task *t)
{
	const struct seat_held *seat = actor_seat(&cx->actor, t->lane);

	for (size_t i = d->tasks_n; !seat && i-- > 0;)
		seat = actor_seat(&cx->actor, d->tasks[i].lane);
	return seat;
}

static int
append(struct ctx *cx, const struct dossier *d, const struct task *t,
    const struct contact *c, struct err *e)
{
	const struct seat_held *seat = seat_of(cx, d, t);
	json_t *detail = json_array();
	struct event ev = {
	    .case_id = d->c.id,
	    .holder_id = c->holder_id,
	    .row_no = t->row_no,
	    .kind = "contact",
	    .outcome = "whatsapp",
	    .lane = seat ? seat->lane : NULL,
	    .seat_title = seat ? seat_title(cx->arena, seat) : "",
	    .person_id = cx->actor.person,
	    .person_name = cx->actor.name,
	    .edition_id = d->c.edition_id,
	    .at = cx->now,
	};

	act_note(detail, "Lewat", "WhatsApp");
	act_note(detail, "Kepada",
	    arena_printf(cx->arena, "%s (%s)", c->name, c->role));
	act_note(detail, "Nomor berakhir",
	    c->phone.normal + strlen(c->phone.normal) - 4);
	ev.detail = json_z(cx->arena, detail);
	json_decref(detail);
	return event_append(cx->db, &ev, NULL, e);
}

int
contact_open(struct ctx *cx, const struct dossier *d, const struct task *t,
    const char *to, const char **url, struct err *e)
{
	char link[PHONE_LINK_SIZE];
	const struct contact *c = NULL;
	struct contacts list;

	if (t->closed_at)
		return err_set(e, ERR_CONFLICT,
		    "Langkah ini sudah diselesaikan.", "task %lld",
		    (long long)t->id);
	if (find(cx, d, t, &list, e) < 0)
		return -1;
	for (size_t i = 0; i < list.n; i++)
		if (strcmp(to, list.v[i].to) == 0)
			c = &list.v[i];
	if (!c)
		return err_set(e, ERR_MISSING,
		    "Tidak ada nomor WhatsApp untuk permohonan ini.",
		    "no such contact");
	if (db_begin(cx->db, e) < 0)
		return -1;
	if (append(cx, d, t, c, e) < 0 || db_commit(cx->db, e) < 0) {
		db_rollback(cx->db);
		return -1;
	}
	phone_link(link, &c->phone);
	*url = arena_printf(cx->arena, "%s?text=%s", link,
	    url_encode(cx->arena, str_of(letter(cx, d, t, c))));
	return 0;
}
