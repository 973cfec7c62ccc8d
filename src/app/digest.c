#include "app/digest.h"

#include <string.h>

#include "app/notice.h"
#include "store/agenda.h"
#include "store/held.h"
#include "view/format.h"
#include "view/json.h"

#define LOOK_AHEAD 400 /* days; an office that is closed longer waits one */

bool
digest_is_wanted(
    const struct person *p, const struct seat_held *seats, size_t n)
{
	bool verifier = false, official = false;

	if (p->notify[0])
		return strcmp(p->notify, "digest") == 0;
	for (size_t i = 0; i < n; i++)
		if (strcmp(seats[i].role, "verifikator") == 0)
			verifier = true;
		else
			official = true;
	return verifier && !official;
}

int
digest_is_flood(struct ctx *cx, int64_t person, bool *flood, struct err *e)
{
	int rc =
	    told_more(cx->db, person, cx->now - FLOOD_TIME, FLOOD_MAX - 1, e);

	*flood = rc == 1;
	return rc < 0 ? -1 : 0;
}

int64_t
digest_next(const struct office *o, int64_t now)
{
	int32_t first = day_of(now, o->zone);

	for (int32_t day = first; day < first + LOOK_AHEAD; day++) {
		struct work_hours h = worktime_hours(&o->time, day);

		for (size_t i = 0; h.open < h.close && i < o->digests; i++) {
			int64_t at =
			    day_ms(day, o->zone) + o->digest_at[i] * MS_MINUTE;

			if (at > now)
				return at;
		}
	}
	return now + MS_DAY;
}

int
digest_plan(struct ctx *cx, int64_t person, bool flood, struct err *e)
{
	struct agenda plan = {.kind = AGENDA_DIGEST,
			  .ref = person,
			  .next_at = digest_next(cx->office, cx->now)},
		      old;
	int rc = agenda_get(cx->db, &old, AGENDA_DIGEST, person, e);

	if (rc < 0)
		return -1;
	if (flood && plan.next_at > cx->now + FLOOD_TIME)
		plan.next_at = cx->now + FLOOD_TIME;
	if (rc == 1 && old.next_at <= plan.next_at)
		return 0;
	return agenda_put(cx->db, &plan, e);
}

/* --- the message -------------------------------------------------------- */

/* "terlambat 2 hari, batas 20-11-2026 09.15" */
static const char *
when_text(struct ctx *cx, const struct held *h, bool late)
{
	struct arena *a = cx->arena;
	struct zone z = cx->office->zone;
	int64_t since = h->opened_at ? h->opened_at : h->created_at;

	if (late)
		return arena_printf(a, "terlambat %s, batas %s",
		    format_minutes(
			a, (cx->now - h->due_at) / MS_MINUTE, FORMAT_DAY),
		    format_short(a, h->due_at, z));
	if (h->due_at)
		return arena_printf(a, "sejak %s, batas %s",
		    format_short(a, since, z), format_short(a, h->due_at, z));
	return arena_printf(a, "sejak %s", format_short(a, since, z));
}

static const char *
fact(const json_t *facts, const char *key)
{
	const char *s = json_string_value(json_object_get(facts, key));

	return s ? s : "";
}

/* What stands above those of whom no task is asked. */
static const struct {
	const char *template, *title;
} titles[] = {
    {"escalate", "Terlambat di meja lain"},
    {"certificate", "Sertifikat yang segera berakhir"},
    {"link_over", "Tautan yang habis sebelum dipakai"},
    {"empty_desk", "Meja kosong"},
};

/* "Berkas menunggu diperiksa": what is to be done. */
static const char *
title_of(struct ctx *cx, const struct held *h, const json_t *facts)
{
	const char *s = fact(facts, "title");
	char *title;

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (strcmp(h->template, titles[i].template) == 0)
			return titles[i].title;
	if (!s[0])
		return "Pemberitahuan";
	title = arena_dup(cx->arena, s);
	if (title[0] >= 'a' && title[0] <= 'z')
		title[0] = (char)(title[0] - 'a' + 'A');
	return title;
}

/* The lines of those who do the same: made with the first of them. */
static json_t *
group_lines(json_t *groups, const char *title)
{
	json_t *o;
	size_t i;

	json_array_foreach(
	    groups, i, o) if (strcmp(fact(o, "title"), title) ==
			      0) return json_object_get(o, "lines");
	o = jv_append_obj(groups);
	jv_set_z(o, "title", title);
	return jv_set_arr(o, "lines");
}

static int
add_line(struct ctx *cx, json_t *groups, const struct held *h, struct err *e)
{
	json_t *facts = json_loads(h->facts, 0, NULL), *o;
	bool late = h->due_at && h->due_at < cx->now;
	const char *who, *until;

	if (!facts)
		return err_set(e, ERR_SYSTEM, "Kesalahan sistem.",
		    "digest: facts of a %s", h->template);
	who = fact(facts, "holder");
	if (!who[0])
		who = fact(facts, "applicant");
	until = fact(facts, "until_text");
	o = jv_append_obj(group_lines(groups, title_of(cx, h, facts)));
	jv_set_z(o, "number",
	    fact(facts, fact(facts, "number")[0] ? "number" : "seat"));
	jv_set_z(o, "who", who);
	jv_set_z(o, "desk", fact(facts, "desk_text"));
	jv_set_z(o, "when",
	    until[0] ? arena_printf(cx->arena, "berlaku sampai %s", until)
		     : when_text(cx, h, late));
	jv_set_bool(o, "late", late);
	jv_set_z(o, "path", fact(facts, "path"));
	json_decref(facts);
	return 0;
}

static int
send_digest(
    struct ctx *cx, const struct person *p, json_t *facts, struct err *e)
{
	struct notice n = {
	    .rule = arena_printf(cx->arena, "digest:%lld", (long long)cx->now),
	    .template = "digest",
	    .facts = facts,
	    .at_once = true,
	};
	json_t *groups = jv_set_arr(facts, "groups");
	int64_t all, late;
	struct held *v;
	size_t many;

	if (held_count(cx->db, p->id, cx->now, &all, &late, e) < 0 ||
	    held_page(cx->db, cx->arena, &v, &many, DIGEST_LINES, p->id, e) < 0)
		return -1;
	if (all == 0)
		return 0;
	for (size_t i = 0; i < many; i++)
		if (add_line(cx, groups, &v[i], e) < 0)
			return -1;
	jv_set_int(facts, "all", all);
	jv_set_bool(facts, "has_late", late > 0);
	jv_set_int(facts, "late", late);
	jv_set_bool(facts, "has_more", all > (int64_t)many);
	jv_set_int(facts, "more", all - (int64_t)many);
	jv_set_z(facts, "path", "/tugas");
	jv_set_z(facts, "path_label", "Buka daftar tugas");
	if (notice_person(cx, &n, p, e) < 0)
		return -1;
	return held_take(cx->db, p->id, cx->now, e);
}

int
digest_due(struct ctx *cx, int64_t person, struct err *e)
{
	json_t *facts = jv_obj();
	struct person p;
	int rc = -1;

	if (person_get(cx->db, cx->arena, &p, person, e) != 1) {
		err_set(e, ERR_SYSTEM, "Kesalahan sistem.",
		    "digest: person %lld", (long long)person);
		goto out;
	}
	if (held_drop(cx->db, person, cx->now, e) < 0 ||
	    send_digest(cx, &p, facts, e) < 0)
		goto out;
	rc = agenda_drop(cx->db, AGENDA_DIGEST, person, e);
out:
	json_decref(facts);
	return rc;
}
