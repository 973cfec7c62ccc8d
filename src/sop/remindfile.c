#include "sop/remindfile.h"

#include <string.h>

#include "sop/duration.h"

/* In the order of enum remind_to. */
static const char *const audiences[] = {"pelaksana", "pengganti", "atasan"};
#define AUDIENCES (sizeof(audiences) / sizeof(audiences[0]))

static const struct field remind_fields[] = {
    {"saat", .type = FIELD_TEXT, .required = true},
    {"kepada", .type = FIELD_WORD, .words = audiences, .words_n = AUDIENCES},
};
const struct schema remind_schema = {
    "pengingat", remind_fields, sizeof(remind_fields) / sizeof(struct field)};
const char *const remind_none[1] = {"tidak"};

/* What stands behind the time; the longer of two that end alike first. */
static const struct {
	const char *words;
	enum remind_from from;
} ends[] = {
    {" sebelum ditinggalkan", REMIND_ABANDONED},
    {" sejak dibuka", REMIND_OPENED},
    {" sebelum", REMIND_BEFORE},
    {" sesudah", REMIND_AFTER},
};
#define ENDS (sizeof(ends) / sizeof(ends[0]))

static bool
ends_with(struct str s, struct str end)
{
	return s.n > end.n &&
	       str_caseeq((struct str){s.p + s.n - end.n, end.n}, end);
}

/* "1 hari sesudah" */
static bool
parse_moment(struct remind_rule *r, struct str s)
{
	struct err e = {0};

	s = str_trim(s);
	if (str_caseeq(s, STR("tepat waktu"))) {
		r->from = REMIND_DUE;
		return true;
	}
	for (size_t i = 0; i < ENDS; i++) {
		struct str end = str_of(ends[i].words);

		if (!ends_with(s, end))
			continue;
		r->from = ends[i].from;
		s.n -= end.n;
		return duration_parse(&r->time, s, &e) == 0 &&
		       r->time.min == r->time.max;
	}
	return false;
}

/* Whether that time before the end is more than half of it, as far as both
 * are counted alike. */
static bool
is_long(struct duration before, const struct duration *whole)
{
	static const unsigned minutes[][2] = {
	    [TIME_NONE] = {0, 0},
	    [TIME_MINUTE] = {1, 1},
	    [TIME_HOUR] = {60, 60},
	    [TIME_DAY] = {WORK_DAY_MINUTES, 1440},
	    [TIME_MONTH] = {43200, 43200},
	};
	int kind = before.kind == TIME_CALENDAR;

	return before.kind == whole->kind &&
	       2 * before.max * minutes[before.unit][kind] >
		   whole->max * minutes[whole->unit][kind];
}

/* What the rule asks for and its tasks do not have. */
static void
check_rule(struct problem_list *l, const struct node *m,
    const struct remind_rule *r, const struct remind_scope *scope)
{
	const struct place at = node_place(m, "saat");
	bool timed = r->from == REMIND_BEFORE || r->from == REMIND_DUE ||
		     r->from == REMIND_AFTER;

	if (r->from == REMIND_ABANDONED && !scope->applicant)
		problem_error(l, at,
		    "\"sebelum ditinggalkan\" hanya untuk langkah pemohon; "
		    "hitung dari waktu langkah atau sejak dibuka.");
	else if (timed && scope->time && scope->time->unit == TIME_NONE)
		problem_error(l, at,
		    "Tanpa \"waktu\" tidak ada batasnya; tulis pengingat "
		    "seperti 3 hari sejak dibuka.");
	else if (r->from == REMIND_BEFORE && scope->time &&
		 is_long(r->time, scope->time))
		problem_warn(l, at,
		    "Pengingat ini tidak pernah dikirim: separuh \"waktu\" "
		    "langkah belum lewat saat itu; perpendek.");
	if (scope->applicant && r->to != REMIND_DOER)
		problem_error(l, node_place(m, "kepada"),
		    "Pemohon tidak punya pengganti dan atasan di sini; tulis "
		    "pelaksana atau hapus \"kepada\".");
}

static bool
is_same(const struct remind_rule *a, const struct remind_rule *b)
{
	return a->from == b->from && a->to == b->to &&
	       a->time.max == b->time.max && a->time.unit == b->time.unit &&
	       a->time.kind == b->time.kind;
}

static bool
read_rule(struct problem_list *l, const struct node *m,
    const struct remind_scope *scope, struct remind_rule *r)
{
	const char *text = node_text(m, "saat");

	if (!text)
		return false;
	*r = (struct remind_rule){.to = (enum remind_to)schema_word(
				      m, "kepada", audiences, AUDIENCES, 0)};
	if (!parse_moment(r, str_of(text))) {
		problem_error(l, node_place(m, "saat"),
		    "Saat \"%s\" tidak terbaca; tulis seperti 4 jam sebelum, "
		    "tepat waktu, 1 hari sesudah, 3 hari kalender sejak "
		    "dibuka atau 7 hari sebelum ditinggalkan.",
		    problem_quote(l, text));
		return false;
	}
	check_rule(l, m, r, scope);
	return true;
}

static void
read_list(struct arena *a, struct problem_list *l, const struct node *list,
    const struct remind_scope *scope, struct reminders *out)
{
	struct remind_rule *v =
	    ARENA_ARRAY(a, REMIND_RULES, struct remind_rule);
	unsigned lines[REMIND_RULES];
	struct remind_rule r;

	out->v = v;
	for (const struct node *m = list->first; m; m = m->next) {
		size_t same = 0;

		if (!read_rule(l, m, scope, &r))
			continue;
		while (same < out->n && !is_same(&v[same], &r))
			same++;
		if (same < out->n) {
			problem_error(l, m->at,
			    "Pengingat ini sudah ditulis di baris %u; hapus "
			    "salah satunya.",
			    lines[same]);
		} else if (out->n == REMIND_RULES) {
			problem_error(l, m->at,
			    "Daftar pengingat memuat paling banyak %d isian; "
			    "hapus kelebihannya.",
			    REMIND_RULES);
			return;
		} else {
			lines[out->n] = m->at.line;
			v[out->n++] = r;
		}
	}
}

const struct reminders *
remind_read(struct arena *a, struct problem_list *l, const struct node *map,
    const char *key, const struct remind_scope *scope)
{
	const struct node *n = node_get(map, key);
	struct reminders *out;

	if (!n || n->bad || node_is_empty(n))
		return NULL;
	out = ARENA_NEW(a, struct reminders);
	if (n->type == NODE_LIST && n->n == 0)
		problem_error(l, n->at,
		    "Daftar pengingat ini kosong; tulis \"%s\" bila memang "
		    "tanpa pengingat.",
		    remind_none[0]);
	else if (n->type == NODE_LIST)
		read_list(a, l, n, scope, out);
	return out;
}
