/*
 * board.c - where the cases of an office stand and wait: each service's SOP
 * with what is open at each row, and the list behind each number.
 */
#include "store/board.h"

#include <string.h>

#include "app/access.h"
#include "app/casepage.h"
#include "app/officetime.h"
#include "app/taskview.h"
#include "app/web.h"
#include "page/page.h"
#include "view/format.h"
#include "view/json.h"

static int
may_see(const struct ctx *cx, struct err *e)
{
	if (!cx->actor.person)
		return err_set(e, ERR_LOGIN, "Masuk dahulu.", "no session");
	if (!access_board(&cx->actor))
		return err_set(e, ERR_DENIED,
		    "Papan hanya untuk pejabat dan admin kantor.", "board");
	return 0;
}

void
page_reports(struct ctx *cx)
{
	web_redirect(cx, ctx_url(cx, "/laporan/papan"));
}

/* --- the board ---------------------------------------------------------- */

/* What is open of a service, or at one row, as far as it was counted. */
struct count {
	int64_t n, late;
	bool more, more_late; /* than that */
};

static struct count
count_of(const struct board_row *b, const struct row *r)
{
	struct span span;
	bool timed = r && row_span(r, &span);

	struct count c = {.n = b->n, .late = timed ? b->late : 0};

	c.more = c.n > BOARD_MOST;
	c.more_late = c.late > BOARD_MOST;
	c.n -= c.more;
	c.late -= c.more_late;
	return c;
}

static const char *
count_text(struct ctx *cx, int64_t n, bool more)
{
	const char *text = format_count(cx->arena, n);

	return more ? arena_printf(cx->arena, "lebih dari %s", text) : text;
}

/* How many keep to Waktu; with too many to count, only whether some do. */
static void
times_json(struct ctx *cx, const struct count *c, bool timed, json_t *o)
{
	json_t *m;

	jv_set_z(o, "late_text",
	    c->late ? count_text(cx, c->late, c->more_late) : NULL);
	jv_set_z(o, "within_text",
	    !timed || c->more_late || c->n == c->late ? NULL
	    : c->more                                 ? "lainnya"
		      : count_text(cx, c->n - c->late, false));
	jv_set_bool(o, "untimed", !timed);
	if (!timed) {
		jv_set_null(o, "meter");
		return;
	}
	m = jv_set_obj(o, "meter");
	jv_set_int(m, "max", c->n);
	jv_set_int(m, "within", c->n - c->late);
	jv_set_int(m, "late", c->late);
}

/* r NULL: the newest edition has no such row. */
static void
waits_json(struct ctx *cx, const char *service, const struct row *r,
    const struct board_row *b, json_t *o)
{
	struct count c = count_of(b, r);
	struct span span;

	jv_set_z(
	    o, "url", ctx_url(cx, "/laporan/papan/%s/%s", service, b->row_no));
	jv_set_int(o, "n", c.n);
	jv_set_bool(o, "more", c.more);
	jv_set_int(o, "late_n", c.late);
	jv_set_z(o, "count_text", count_text(cx, c.n, c.more));
	jv_set_z(o, "mark",
	    arena_printf(
		cx->arena, "%lld%s", (long long)c.n, c.more ? "+" : ""));
	jv_set_z(o, "oldest", web_iso(cx, b->oldest));
	jv_set_z(o, "oldest_text",
	    format_minutes(
		cx->arena, (cx->now - b->oldest) / MS_MINUTE, FORMAT_DAY));
	jv_set_z(o, "level", c.late ? "late" : "within");
	times_json(cx, &c, r && row_span(r, &span), o);
	jv_set_z(o, "waiting_text",
	    !r || r->owner == OWNER_OFFICE ? NULL
	    : r->owner == OWNER_BSRE       ? "Menunggu BSrE"
					   : "Menunggu pemohon");
}

static void
add_count(struct count *sum, const struct count *c)
{
	sum->n += c->n;
	sum->late += c->late;
	sum->more = sum->more || c->more;
	sum->more_late = sum->more_late || c->more_late;
}

static const char *
sum_text(struct ctx *cx, const struct count *c)
{
	const char *n = count_text(cx, c->n, c->more);

	if (c->n == 0)
		return "Tidak ada yang menunggu.";
	if (c->late == 0)
		return arena_printf(cx->arena,
		    "%s menunggu, tidak ada yang melewati waktu SOP.", n);
	return arena_printf(cx->arena, "%s menunggu, %s melewati waktu SOP.", n,
	    count_text(cx, c->late, c->more_late));
}

/* What is open at each row of the table, and below it at rows that only
 * older editions have. */
static void
rows_json(struct ctx *cx, const char *service, const struct sop *sop,
    const struct board_row *v, size_t n, json_t *o)
{
	json_t *rows = json_object_get(o, "rows");
	json_t *old = jv_set_arr(o, "old");
	struct count sum = {0};

	for (size_t i = 0; i < n; i++) {
		int index = sop_row(sop, str_of(v[i].row_no));
		const struct row *r = index >= 0 ? &sop->rows[index] : NULL;
		struct count c = count_of(&v[i], r);
		json_t *x =
		    r ? jv_set_obj(json_array_get(rows, (size_t)index), "board")
		      : jv_append_obj(old);

		jv_set_z(x, "row_no", v[i].row_no);
		waits_json(cx, service, r, &v[i], x);
		add_count(&sum, &c);
	}
	jv_set_bool(o, "has_old", json_array_size(old) > 0);
	jv_set_int(o, "n", sum.n);
	jv_set_int(o, "late_n", sum.late);
	jv_set_z(o, "sum_text", sum_text(cx, &sum));
	jv_set_z(o, "level", sum.late ? "late" : sum.n ? "desk" : "ok");
}

static int
service_json(
    struct ctx *cx, const struct board_service *s, json_t *list, struct err *e)
{
	const struct sop *sop;
	struct board_row *v;
	size_t n;
	json_t *o;

	if (!s->edition_id)
		return 0;
	if (board_rows(cx->db, cx->arena, &v, &n, s->id, cx->now, e) < 0 ||
	    app_sop(cx->app, cx->office->id, cx->db, s->edition_id, &sop, e) <
		0)
		return -1;
	/* What takes no new cases is of interest while some are left. */
	if (s->withdrawn && n == 0)
		return 0;
	o = jv_append_obj(list);
	jv_set_z(o, "id", s->id);
	jv_set_z(o, "title", sop->title);
	jv_set_bool(o, "withdrawn", s->withdrawn);
	case_sop(cx, sop, NULL, NULL, o);
	rows_json(cx, s->id, sop, v, n, o);
	return 0;
}

void
page_board(struct ctx *cx)
{
	struct board_service *v;
	struct err e = {0};
	json_t *m, *list;
	size_t n;

	if (may_see(cx, &e) < 0 ||
	    board_services(cx->db, cx->arena, &v, &n, &e) < 0) {
		web_fail(cx, &e);
		return;
	}
	m = web_model(cx, "board", "Papan");
	jv_set_z(m, "lead",
	    arena_printf(cx->arena, "Di mana permohonan menunggu, %s.",
		web_when(cx, cx->now)));
	list = jv_set_arr(m, "services");
	for (size_t i = 0; i < n; i++)
		if (service_json(cx, &v[i], list, &e) < 0) {
			json_decref(m);
			web_fail(cx, &e);
			return;
		}
	web_page(cx, 200, "board", m);
}

/* --- one row ------------------------------------------------------------ */

/* "1700000000000-1690000000000-42": where the page before ended. */
static void
read_cursor(struct ctx *cx, struct board_at *at)
{
	struct str rest = request_param(cx->rq, "setelah");
	struct str sort = str_cut(&rest, '-'), opened = str_cut(&rest, '-');
	uint64_t a, b, c;

	if (str_u64(sort, INT64_MAX, &a) < 0 ||
	    str_u64(opened, INT64_MAX, &b) < 0 || !rest.p ||
	    str_u64(rest, INT64_MAX, &c) < 0)
		return;
	at->sort_at = (int64_t)a;
	at->opened_at = (int64_t)b;
	at->id = (int64_t)c;
}

static int
line_json(
    struct ctx *cx, const struct board_line *b, json_t *list, struct err *e)
{
	const struct task_line *l = &b->line;
	const struct task *t = &l->task;
	const struct sop *sop;
	const struct row *r;
	json_t *o;
	int row;

	if (app_sop(cx->app, cx->office->id, cx->db, l->edition_id, &sop, e) <
	    0)
		return -1;
	row = sop_row(sop, str_of(t->row_no));
	if (row < 0)
		return 0;
	r = &sop->rows[row];
	o = jv_append_obj(list);
	jv_set_z(o, "case", l->number);
	jv_set_z(o, "url",
	    b->seen ? ctx_url(cx, "/permohonan/%s", l->number) : NULL);
	jv_set_z(o, "jenis_title", kind_get(r->kind)->title);
	jv_set_z(o, "applicant", l->applicant);
	jv_set_z(o, "holder", l->holder);
	jv_set_z(o, "desk", sop->lanes[sop->lanes[r->lane].recorder].title);
	jv_set_z(o, "held_by", task_held(t, cx->now) ? t->lease_name : NULL);
	jv_set_z(o, "opened", web_iso(cx, t->opened_at));
	jv_set_z(o, "opened_text", web_when_short(cx, t->opened_at));
	jv_set_z(o, "due", t->due_at ? web_iso(cx, t->due_at) : NULL);
	jv_set_z(o, "due_text", task_due_text(cx, r, t));
	jv_set_z(
	    o, "level", t->due_at && t->due_at < cx->now ? "late" : "wait");
	task_meter(cx, r, t, o);
	return 0;
}

/* The service with that id; NULL with *e unset if there is none. */
static const struct board_service *
find_service(struct ctx *cx, const char *id, struct err *e)
{
	struct board_service *v;
	size_t n;

	if (board_services(cx->db, cx->arena, &v, &n, e) < 0)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].id, id) == 0 && v[i].edition_id)
			return &v[i];
	return NULL;
}

static int
list_json(struct ctx *cx, struct board_at *at, json_t *m, struct err *e)
{
	struct board_line v[TASK_PAGE + 1];
	json_t *list = jv_set_arr(m, "tasks");
	size_t n;

	read_cursor(cx, at);
	if (board_page(cx->db, cx->arena, v, &n, at, e) < 0)
		return -1;
	for (size_t i = 0; i < n && i < TASK_PAGE; i++)
		if (line_json(cx, &v[i], list, e) < 0)
			return -1;
	jv_set_null(m, "next");
	if (n > TASK_PAGE) {
		const struct task_line *l = &v[TASK_PAGE - 1].line;

		jv_set_z(m, "next",
		    ctx_url(cx, "/laporan/papan/%s/%s?setelah=%lld-%lld-%lld",
			at->service, at->row_no, (long long)l->sort_at,
			(long long)l->task.opened_at, (long long)l->task.id));
	}
	return 0;
}

/* The head of the list; 0 if the row is only of older editions, or of none. */
static int
head_json(struct ctx *cx, const struct board_service *s, const char *row_no,
    json_t *m, struct err *e)
{
	const struct sop *sop;
	int row;

	if (app_sop(cx->app, cx->office->id, cx->db, s->edition_id, &sop, e) <
	    0)
		return -1;
	row = sop_row(sop, str_of(row_no));
	jv_set_z(m, "service", sop->title);
	jv_set_z(m, "kegiatan",
	    row >= 0 ? sop->rows[row].activity
		     : "Langkah ini hanya ada pada edisi SOP yang lama.");
	jv_set_z(m, "back_url", ctx_url(cx, "/laporan/papan"));
	return row >= 0;
}

void
page_board_row(struct ctx *cx)
{
	const char *row_no = ctx_param(cx, "row"), *lanes[PERSON_SEATS];
	struct board_at at = {.service = ctx_param(cx, "service"),
	    .row_no = row_no,
	    .lanes = lanes,
	    .lanes_n = cx->actor.seats_n,
	    .person = cx->actor.person};
	const struct board_service *s = NULL;
	struct err e = {0};
	json_t *m = NULL;
	int known;

	for (size_t i = 0; i < cx->actor.seats_n; i++)
		lanes[i] = cx->actor.seats[i].lane;
	if (may_see(cx, &e) == 0)
		s = find_service(cx, at.service, &e);
	if (s) {
		m = web_model(cx, "board_row",
		    arena_printf(cx->arena, "Papan: langkah %s", row_no));
		known = head_json(cx, s, row_no, m, &e);
		if (known >= 0 && list_json(cx, &at, m, &e) == 0 &&
		    (known || json_array_size(json_object_get(m, "tasks")))) {
			web_page(cx, 200, "board_row", m);
			return;
		}
	}
	json_decref(m);
	if (e.kind == ERR_NONE)
		err_set(&e, ERR_MISSING, "Langkah itu tidak ditemukan.",
		    "no such row");
	web_fail(cx, &e);
}
