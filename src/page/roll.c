/*
 * roll.c - one list of statuses at BSrE: how far it is, and its report.
 */
#include "app/draft.h"
#include "app/rollview.h"
#include "app/standview.h"
#include "app/upload.h"
#include "app/web.h"
#include "base/limits.h"
#include "page/page.h"
#include "store/bsre.h"
#include "view/format.h"
#include "view/json.h"

#define ROWS ((size_t)50)
#define KEPT                                                     \
	"disimpan sampai %s, lalu dihapus. Hasilnya tanpa nama " \
	"disimpan setahun, untuk dibandingkan."

/* --- one list ----------------------------------------------------------- */

static int
find_roll(struct ctx *cx, struct roll *r, struct err *e)
{
	uint64_t id;
	int rc = 0;

	if (str_u64(route_param(&cx->match, "id"), INT64_MAX, &id) == 0)
		rc = roll_get(cx->db, cx->arena, r, (int64_t)id, e);
	if (rc == 0)
		return err_set(e, ERR_MISSING, "Daftar itu tidak ditemukan.",
		    "no such roll");
	return rc < 0 ? -1 : 0;
}

/* The outcome that is asked for; -1: all. */
static int
chosen(struct ctx *cx)
{
	struct str asked = request_param(cx->rq, "tampil");

	for (int o = 0; o < ROLL_OUTCOMES; o++)
		if (str_eqz(asked, roll_slug((enum roll_outcome)o)))
			return o;
	return -1;
}

static void
tab(struct ctx *cx, json_t *list, const struct roll *r, const char *label,
    int64_t n, const char *slug, bool selected)
{
	json_t *o = jv_append_obj(list);

	jv_set_z(o, "label", label);
	jv_set_z(o, "count_text", format_count(cx->arena, n));
	jv_set_int(o, "count", n);
	jv_set_z(o, "url",
	    slug ? ctx_url(cx, "/kelola/bsre/daftar/%lld?tampil=%s",
		       (long long)r->id, slug)
		 : ctx_url(cx, "/kelola/bsre/daftar/%lld", (long long)r->id));
	jv_set_bool(o, "selected", selected);
}

static int
tabs_json(
    struct ctx *cx, const struct roll *r, int outcome, json_t *m, struct err *e)
{
	static const struct {
		enum roll_outcome outcome;
		const char *label;
	} tabs[] = {{ROLL_CHANGED, "Berubah"}, {ROLL_NEW, "Baru"},
	    {ROLL_SAME, "Tetap"}, {ROLL_UNKNOWN, "Tidak dikenal"},
	    {ROLL_FAILED, "Gagal"}, {ROLL_WAITING, "Menunggu"}};
	json_t *list = jv_set_arr(m, "tabs");
	json_t *report = jv_set_obj(m, "counts");
	int64_t counts[ROLL_OUTCOMES];

	if (roll_count(cx->db, r->id, counts, e) < 0)
		return -1;
	tab(cx, list, r, "Semua", r->total, NULL, outcome < 0);
	for (size_t i = 0; i < sizeof(tabs) / sizeof(tabs[0]); i++) {
		enum roll_outcome o = tabs[i].outcome;

		jv_set_int(report, roll_outcome_name(o), counts[o]);
		if (o != ROLL_WAITING || counts[o] > 0 || outcome == (int)o)
			tab(cx, list, r, tabs[i].label, counts[o], roll_slug(o),
			    outcome == (int)o);
	}
	return 0;
}

/* A symbol beside the word. */
static const char *
icon_of(enum roll_outcome o)
{
	static const char *const icons[] = {
	    [ROLL_WAITING] = "wait",
	    [ROLL_NEW] = "info",
	    [ROLL_CHANGED] = "late",
	    [ROLL_SAME] = "ok",
	    [ROLL_UNKNOWN] = "wait",
	    [ROLL_FAILED] = "stop",
	};

	return icons[o];
}

static void
line_json(struct ctx *cx, const struct roll_line *l, json_t *list)
{
	const struct roll_row *row = &l->row;
	json_t *o = jv_append_obj(list);
	char mask[NIK_MASK_SIZE];
	struct err e = {0};
	struct nik nik;

	jv_set_z(o, "line", arena_printf(cx->arena, "Baris %zu", l->who.line));
	jv_set_int(o, "position", row->position);
	jv_set_z(o, "name", l->who.name[0] ? l->who.name : NULL);
	jv_set_z(o, "email", l->who.email[0] ? l->who.email : NULL);
	jv_set_null(o, "nik");
	if (l->who.nik[0] && nik_parse(&nik, str_of(l->who.nik), &e) == 0) {
		nik_mask(mask, &nik);
		jv_set_z(o, "nik", mask);
	}
	jv_set_z(o, "status",
	    row->status[0] ? standing_words(cx->arena, row->status) : NULL);
	jv_set_int(o, "code", row->code);
	jv_set_z(o, "outcome", roll_outcome_name(row->outcome));
	jv_set_z(o, "word", roll_word(row->outcome));
	jv_set_z(o, "icon", icon_of(row->outcome));
	jv_set_z(o, "level", row->outcome == ROLL_CHANGED ? "late" : "");
	jv_set_z(o, "before",
	    row->before[0] && row->outcome != ROLL_SAME ? row->before : NULL);
	jv_set_z(o, "before_at", web_when_short(cx, row->before_at));
	jv_set_z(
	    o, "at", row->asked_at ? web_when_short(cx, row->asked_at) : NULL);
	jv_set_z(o, "reason", row->error[0] ? row->error : NULL);
}

static int
rows_json(
    struct ctx *cx, const struct roll *r, int outcome, json_t *m, struct err *e)
{
	json_t *list = jv_set_arr(m, "rows");
	struct roll_line *v;
	uint64_t from = 0;
	size_t n;

	if (str_u64(request_param(cx->rq, "mulai"), ROSTER_LINES, &from) < 0)
		from = 0;
	if (roll_lines(cx, &v, &n, r->id, outcome, (int64_t)from, ROWS + 1, e) <
	    0)
		return -1;
	for (size_t i = 0; i < n && i < ROWS; i++)
		line_json(cx, &v[i], list);
	jv_set_null(m, "next");
	if (n > ROWS)
		jv_set_z(m, "next",
		    ctx_url(cx, "/kelola/bsre/daftar/%lld?%s%s%smulai=%lld",
			(long long)r->id, outcome < 0 ? "" : "tampil=",
			outcome < 0 ? ""
				    : roll_slug((enum roll_outcome)outcome),
			outcome < 0 ? "" : "&",
			(long long)v[ROWS].row.position));
	jv_set_z(m, "empty_text", "Tidak ada orang dalam bagian daftar ini.");
	return 0;
}

static const char *
kept_text(struct ctx *cx, const struct roll *r)
{
	return arena_printf(cx->arena, "Nama, NIK, dan email daftar ini " KEPT,
	    format_date(
		cx->arena, r->made_at + DRAFT_DAYS * MS_DAY, cx->office->zone));
}

/* Whether BSrE answers at all, while the list is under way. */
static int
trouble_json(struct ctx *cx, const struct roll *r, json_t *m, struct err *e)
{
	struct bsre_office o;

	jv_set_null(m, "trouble");
	if (r->ended_at)
		return 0;
	if (bsre_office_get(cx->db, cx->arena, &o, e) < 0)
		return -1;
	if (o.failures > 0 && o.error[0])
		jv_set_z(m, "trouble",
		    arena_printf(cx->arena,
			"BSrE belum menjawab: %s Pemeriksaan dilanjutkan "
			"sendiri.",
			o.error));
	return 0;
}

void
page_roll(struct ctx *cx)
{
	int outcome = chosen(cx);
	struct err e = {0};
	struct roll r;
	json_t *m;

	if (!roll_only(cx))
		return;
	if (find_roll(cx, &r, &e) < 0 || roll_opened(cx, &r, false, &e) < 0) {
		web_fail(cx, &e);
		return;
	}
	m = web_model(cx, "roll", r.title);
	jv_set_z(m, "back_url", ctx_url(cx, "/kelola/bsre/daftar"));
	roll_model(cx, &r, jv_set_obj(m, "roll"));
	jv_set_z(m, "kept_text", kept_text(cx, &r));
	jv_set_z(m, "csv_url",
	    ctx_url(cx, "/kelola/bsre/daftar/%lld/hasil.csv", (long long)r.id));
	jv_set_z(m, "stop_action",
	    r.ended_at ? NULL
		       : ctx_url(cx, "/kelola/bsre/daftar/%lld/hentikan",
			     (long long)r.id));
	jv_set_z(m, "reload_url",
	    arena_printf(cx->arena, "%.*s%s%.*s", (int)cx->rq->path.n,
		cx->rq->path.p, cx->rq->query.n ? "?" : "",
		(int)cx->rq->query.n, cx->rq->query.p));
	if (tabs_json(cx, &r, outcome, m, &e) < 0 ||
	    rows_json(cx, &r, outcome, m, &e) < 0 ||
	    trouble_json(cx, &r, m, &e) < 0) {
		json_decref(m);
		web_fail(cx, &e);
		return;
	}
	web_page(cx, 200, "roll", m);
}

void
page_roll_stop_act(struct ctx *cx)
{
	struct fields none;
	struct form form;
	struct err e = {0};
	struct roll r;

	if (!roll_only(cx))
		return;
	fields_init(&none, cx->arena);
	if (upload_form(cx, &none, &form, &e) < 0 ||
	    find_roll(cx, &r, &e) < 0 || roll_stop(cx, r.id, &e) < 0)
		web_fail(cx, &e);
	else
		web_redirect(cx,
		    ctx_url(cx, "/kelola/bsre/daftar/%lld", (long long)r.id));
}

void
page_roll_csv(struct ctx *cx)
{
	struct err e = {0};
	struct roll r;

	if (!roll_only(cx))
		return;
	if (find_roll(cx, &r, &e) < 0 || roll_opened(cx, &r, true, &e) < 0 ||
	    roll_csv(cx, &r, &cx->rs->body, &e) < 0) {
		sb_reset(&cx->rs->body);
		web_fail(cx, &e);
		return;
	}
	web_headers(cx->rs, false);
	response_header(cx->rs, "Cache-Control", "no-store");
	response_header(cx->rs, "Content-Type", "text/csv; charset=utf-8");
	response_header(cx->rs, "Content-Disposition",
	    arena_printf(cx->arena,
		"attachment; filename=\"status-bsre-%lld.csv\"",
		(long long)r.id));
}
