/*
 * missive_view.c - what the templates of letters may ask for, whatever their
 * kind: office, letter, persons, who signs.
 */
#include <string.h>

#include "app/missive_part.h"
#include "app/url.h"
#include "app/web.h"
#include "domain/phone.h"
#include "view/format.h"
#include "view/json.h"

#define NONE "-"

void
missive_put(struct ctx *cx, json_t *o, const char *key, const char *value)
{
	jv_set_z(o, key, typeset_value(cx->arena, value ? value : ""));
}

const char *
missive_date(struct ctx *cx, const char *date)
{
	struct err ignored = {0};
	struct civil c;

	return date_parse(&c, str_of(date), &ignored) == 0
		   ? format_civil(cx->arena, c)
		   : date;
}

static const char *
upper(struct ctx *cx, const char *s)
{
	char *out = arena_dup(cx->arena, s);

	for (char *p = out; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	return out;
}

/* --- who signs ---------------------------------------------------------- */

/* The first lane of a role, ROW_NONE if there is none. */
static int
lane_of(const struct sop *sop, enum lane_role role)
{
	for (size_t i = 0; i < sop->lanes_n; i++)
		if (sop->lanes[i].role == role)
			return (int)i;
	return ROW_NONE;
}

static int
first_lane(const struct sop *sop, enum lane_role a, enum lane_role b)
{
	int i = lane_of(sop, a);

	return i >= 0 ? i : lane_of(sop, b);
}

int
missive_lane(const struct ctx *cx, const struct dossier *d, enum missive_kind k)
{
	const char *said = cx->office->missive.signer[k].lane;
	int i = said ? sop_lane(d->sop, str_of(said)) : ROW_NONE;

	if (i >= 0)
		return i;
	switch (k) {
	case MISSIVE_REQUEST:
	case MISSIVE_STATEMENT:
		return ROW_NONE;
	case MISSIVE_RECEIPT:
	case MISSIVE_PEOPLE:
	case MISSIVE_REPORT:
	case MISSIVE_AUDIT:
	case MISSIVE_GRANT:
		return first_lane(d->sop, LANE_VERIFIER, LANE_OFFICIAL);
	case MISSIVE_DISPOSAL:
	case MISSIVE_RECOMMEND:
	case MISSIVE_RETURNED:
	case MISSIVE_REJECTED:
	case MISSIVE_ISSUED:
	case MISSIVE_KINDS:
		break;
	}
	return first_lane(d->sop, LANE_OFFICIAL, LANE_VERIFIER);
}

static const char *
seat_of(const struct ctx *cx, const struct sop *sop, int lane)
{
	const struct lane *l = &sop->lanes[lane];

	return missive_seat(&cx->office->missive, l->id, l->title);
}

/* Who holds the seat now; of several who acts, else the first. */
static int
find_person(struct ctx *cx, const char *lane, const char *seat,
    struct missive_seal *s, struct err *e)
{
	struct seat_person *v =
	    ARENA_ARRAY(cx->arena, SEAT_PEOPLE, struct seat_person);
	struct seat_held held = {.lane = lane, .title = seat, .role = ""};
	size_t n, at = 0;

	if (seat_people(cx->db, cx->arena, v, &n, lane, cx->now, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (v[i].person.id == cx->actor.person)
			at = i;
	if (n == 0)
		return 0;
	held.kind = v[at].kind;
	s->seat = seat_title(cx->arena, &held);
	s->person = v[at].person.id;
	s->name = v[at].person.name;
	s->nip = v[at].person.nip;
	s->rank = v[at].person.rank;
	return 0;
}

int
missive_seal(struct ctx *cx, const struct dossier *d, enum missive_kind k,
    struct missive_seal *s, struct err *e)
{
	int lane = missive_lane(cx, d, k), for_ = ROW_NONE;
	const char *said = cx->office->missive.signer[k].for_;

	*s = (struct missive_seal){
	    .seat = "", .name = "", .nip = "", .rank = ""};
	if (k == MISSIVE_REQUEST) {
		s->seat = dossier_letter(d, "penandatangan_jabatan");
		s->name = dossier_letter(d, "penandatangan_nama");
		s->nip = dossier_letter(d, "penandatangan_nip");
		s->rank = dossier_letter(d, "penandatangan_pangkat");
		if (!s->seat[0])
			s->seat = arena_printf(cx->arena, "Pimpinan %s",
			    d->holders_n > 0 ? d->holders[0].unit : "");
		return 0;
	}
	if (lane < 0)
		return 0;
	if (said)
		for_ = sop_lane(d->sop, str_of(said));
	s->seat = seat_of(cx, d->sop, lane);
	s->for_ = for_ >= 0 ? seat_of(cx, d->sop, for_) : NULL;
	return find_person(cx, d->sop->lanes[lane].id, s->seat, s, e);
}

const char *
missive_nip(struct ctx *cx, const char *nip)
{
	return strlen(nip) == 18 ? arena_printf(cx->arena, "%.8s %.6s %.1s %s",
				       nip, nip + 8, nip + 14, nip + 15)
				 : nip;
}

static void
add_line(struct ctx *cx, json_t *list, const char *s)
{
	jv_append_z(list, typeset_value(cx->arena, s));
}

/* The lines of @ttd: the seat above the room for ink, or in the box that says
 * who signed. */
static void
set_signature(
    struct ctx *cx, const struct missive_seal *s, bool electronic, json_t *v)
{
	json_t *list = jv_set_arr(v, "signature");
	const char *name = s->name[0] ? typeset_value(cx->arena, s->name) : "";

	jv_set_bool(v, "electronic", electronic);
	if (electronic)
		jv_append_z(list, "#tte");
	if (s->for_)
		add_line(
		    cx, list, arena_printf(cx->arena, "a.n. %s,", s->for_));
	if (s->seat[0])
		add_line(cx, list, arena_printf(cx->arena, "%s,", s->seat));
	if (!electronic)
		jv_append_z(list, "#");
	jv_append_z(list, name[0] ? arena_printf(cx->arena, "*%s*", name)
				  : "....................................");
	if (s->rank[0])
		add_line(cx, list, s->rank);
	if (s->nip[0])
		add_line(cx, list,
		    arena_printf(cx->arena, "NIP %s", missive_nip(cx, s->nip)));
	else if (!s->name[0])
		jv_append_z(list, "NIP");
}

/* --- persons ------------------------------------------------------------ */

static const char *
or_none(const char *s)
{
	return s && s[0] ? s : NONE;
}

/* "0812-0000-0001" */
static const char *
phone_text(struct ctx *cx, const char *s)
{
	char out[PHONE_PRINT_SIZE];
	struct err ignored = {0};
	struct phone p;

	if (phone_parse(&p, str_of(s), &ignored) < 0)
		return s;
	phone_print(out, &p);
	return arena_dup(cx->arena, out);
}

/* The whole agency that the office is of. */
static const char *
agency(const struct ctx *cx)
{
	return cx->office->parent ? cx->office->parent : cx->office->name;
}

void
missive_person(struct ctx *cx, const struct holder *h, json_t *o)
{
	missive_put(cx, o, "name", h->name);
	missive_put(cx, o, "nik", or_none(h->nik));
	missive_put(cx, o, "nip", or_none(h->nip));
	missive_put(cx, o, "nip_text", or_none(missive_nip(cx, h->nip)));
	missive_put(cx, o, "job", h->job);
	missive_put(cx, o, "unit", h->unit);
	missive_put(cx, o, "agency", agency(cx));
	missive_put(cx, o, "email_text", or_none(h->email));
	missive_put(cx, o, "phone", phone_text(cx, h->phone));
	missive_put(cx, o, "serial_text", or_none(h->serial));
	missive_put(
	    cx, o, "until_text", or_none(missive_date(cx, h->valid_until)));
	missive_put(cx, o, "result",
	    h->serial[0] || strcmp(h->ending, "done") == 0 ? "Terbit"
	    : strcmp(h->ending, "rejected") == 0           ? "Ditolak"
							   : "Dalam proses");
}

/* "3 (tiga) orang" */
static const char *
count_text(struct ctx *cx, size_t n)
{
	return arena_printf(cx->arena, "%zu (%s) orang", n,
	    format_words(cx->arena, (unsigned)n));
}

static void
set_people(struct ctx *cx, const struct dossier *d, json_t *v)
{
	json_t *list = jv_set_arr(v, "people");
	size_t n = d->holders_n;

	for (size_t i = 0; i < n; i++) {
		json_t *o = jv_append_obj(list);

		jv_set_int(o, "no", (int64_t)i + 1);
		missive_person(cx, &d->holders[i], o);
	}
	jv_set_null(v, "one");
	if (n == 1)
		missive_person(cx, &d->holders[0], jv_set_obj(v, "one"));
	jv_set_bool(v, "many", n > 1);
	jv_set_z(v, "count_text", count_text(cx, n));
	missive_put(cx, v, "attachment", n > 1 ? "1 (satu) berkas" : NONE);
	jv_set_null(v, "contact");
	if (n > 0)
		missive_person(cx, &d->holders[0], jv_set_obj(v, "contact"));
}

/* --- letter, case, office ----------------------------------------------- */

/* Who sent the letter: the seat that signed it, else the unit. */
static const char *
sender_of(const struct dossier *d)
{
	const char *seat = dossier_letter(d, "penandatangan_jabatan");

	if (seat[0])
		return seat;
	return d->holders_n > 0 ? d->holders[0].unit : d->c.applicant;
}

/* A date that stays on one line of a running text. */
static const char *
unbroken(struct ctx *cx, const char *date)
{
	const char *out;
	struct sb b;

	sb_init(&b, 2 * strlen(date) + 1);
	for (; *date; date++)
		if (*date == ' ')
			sb_puts(&b, "\u00a0");
		else
			sb_putc(&b, *date);
	out = str_z(cx->arena, sb_get(&b));
	sb_clear(&b);
	return out;
}

static void
set_letter(struct ctx *cx, const struct dossier *d, json_t *v)
{
	json_t *o = jv_set_obj(v, "letter");
	const char *number = dossier_letter(d, "nomor_surat");
	const char *subject = dossier_letter(d, "perihal");
	const char *date =
	    unbroken(cx, missive_date(cx, dossier_letter(d, "tanggal_surat")));
	/* "Nomor 1/2026 tanggal 8 Agustus 2026"; what is missing is left out. */
	const char *numbered = arena_printf(cx->arena, "%s%s%s%s%s",
	    number[0] ? "Nomor " : "", number, number[0] && date[0] ? " " : "",
	    date[0] ? "tanggal " : "", date);

	missive_put(cx, o, "number", or_none(number));
	missive_put(cx, o, "date_text", or_none(date));
	missive_put(cx, o, "subject", or_none(subject));
	missive_put(cx, o, "numbered", numbered);
	missive_put(cx, o, "reference",
	    arena_printf(cx->arena, "%s%s%s%s", numbered[0] ? " " : "",
		numbered, subject[0] ? " hal " : "", subject));
	missive_put(cx, o, "sender", sender_of(d));
	missive_put(cx, o, "unit",
	    d->holders_n > 0 ? d->holders[0].unit : d->c.applicant);
}

static void
set_case(struct ctx *cx, const struct dossier *d, json_t *v)
{
	json_t *o = jv_set_obj(v, "case");

	missive_put(cx, o, "number", d->c.id ? d->c.number : "");
	missive_put(cx, o, "applicant", d->c.applicant);
	missive_put(
	    cx, o, "opened_text", d->c.id ? web_when(cx, d->c.opened_at) : "");
	missive_put(cx, v, "service", d->sop->title);
	missive_put(cx, v, "service_upper", upper(cx, d->sop->title));
	missive_put(cx, v, "sop_number_text",
	    d->sop->number ? arena_printf(cx->arena, "Nomor %s", d->sop->number)
			   : "");
	jv_set_bool(v, "certificate", d->sop->certificate);
}

/* Where the office is, as "di ..." says it. */
static const char *
place(const struct ctx *cx)
{
	return cx->office->place ? cx->office->place : "Tempat";
}

static void
set_office(struct ctx *cx, const struct dossier *d, json_t *v)
{
	const struct office *of = cx->office;
	json_t *o = jv_set_obj(v, "office");
	int lane = first_lane(d->sop, LANE_OFFICIAL, LANE_VERIFIER);
	const char *head = lane >= 0 ? seat_of(cx, d->sop, lane) : "Pimpinan";
	const char *track;
	struct err ignored = {0};

	missive_put(cx, o, "name", of->name);
	missive_put(cx, o, "short", of->short_name);
	missive_put(cx, o, "parent", of->parent);
	missive_put(cx, o, "at", place(cx));
	missive_put(cx, o, "address", of->address);
	missive_put(cx, o, "mail", of->mail);
	missive_put(cx, o, "phone", of->phone);
	missive_put(cx, v, "agency", agency(cx));
	missive_put(cx, v, "head_seat", head);
	/* Not twice where the seat says it. */
	missive_put(cx, o, "name_line",
	    missive_seat(
		&of->missive, lane >= 0 ? d->sop->lanes[lane].id : "", NULL)
		? NULL
		: of->name);
	if (url_absolute(cx, "/lacak", &track, &ignored) < 0)
		track = "laman layanan kami";
	missive_put(cx, v, "track", track);
}

static void
set_copies(struct ctx *cx, enum missive_kind k, json_t *v)
{
	const struct missive_conf *c = &cx->office->missive;
	json_t *list = jv_set_arr(v, "copies");

	for (size_t i = 0; i < c->copies_n[k]; i++)
		add_line(cx, list, c->copies[k][i]);
}

static void
set_signer(struct ctx *cx, const struct missive_seal *s, json_t *v)
{
	json_t *o = jv_set_obj(v, "signer");

	missive_put(cx, o, "seat",
	    s->for_ ? arena_printf(cx->arena, "%s, a.n. %s", s->seat, s->for_)
		    : s->seat);
	missive_put(cx, o, "name",
	    s->name[0] ? s->name : "....................................");
	missive_put(cx, o, "nip", missive_nip(cx, s->nip));
	missive_put(cx, o, "rank", s->rank);
}

static void
set_date_words(struct ctx *cx, const char *date, json_t *v)
{
	struct err ignored = {0};
	struct civil c;

	missive_put(cx, v, "date_words",
	    date_parse(&c, str_of(date), &ignored) == 0
		? format_date_words(cx->arena, c)
		: date);
}

json_t *
missive_view(struct ctx *cx, const struct dossier *d,
    const struct missive_of *of, const struct missive *m,
    const struct missive_seal *s, bool for_signature)
{
	json_t *v = jv_obj();
	const char *date = missive_date(cx, m->dated);

	missive_put(cx, v, "number", m->number);
	missive_put(cx, v, "date_text", date);
	set_date_words(cx, m->dated, v);
	missive_put(cx, v, "place_date",
	    cx->office->place
		? arena_printf(cx->arena, "%s, %s", cx->office->place, date)
		: date);
	missive_put(cx, v, "attached_to",
	    arena_printf(cx->arena, "%s %s", missive_info(of->kind)->title,
		of->kind == MISSIVE_REQUEST ? sender_of(d)
					    : cx->office->short_name));
	set_office(cx, d, v);
	set_case(cx, d, v);
	set_letter(cx, d, v);
	set_people(cx, d, v);
	set_signer(cx, s, v);
	set_signature(cx, s, for_signature, v);
	set_copies(cx, of->kind, v);
	missive_view_kind(cx, d, of, v);
	return v;
}
