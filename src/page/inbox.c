#include <stdlib.h>
#include <string.h>

#include "app/access.h"
#include "app/casepage.h"
#include "app/certview.h"
#include "app/search.h"
#include "app/standview.h"
#include "app/taskview.h"
#include "app/web.h"
#include "page/page.h"
#include "store/case.h"
#include "view/format.h"
#include "view/json.h"

#define OWN   "saya"
#define DONE  "selesai"
#define CASES "permohonan"

/* What the address asks for. */
struct inbox {
	struct ctx *cx;
	const char *queue; /* OWN, DONE, CASES, or the lane of a desk */
	struct str search;
	struct queue_at at;
	json_t *tasks;
	const char *next;
	bool unfinished; /* a search that gave up before the end */
};

/* --- queues ------------------------------------------------------------- */

static void
queue_json(struct inbox *in, json_t *list, const char *id, const char *label,
    int64_t count)
{
	json_t *o = jv_append_obj(list);

	jv_set_z(o, "id", id);
	jv_set_z(o, "label", label);
	jv_set_z(o, "count_text",
	    count >= 0 ? format_count(in->cx->arena, count) : "");
	jv_set_z(o, "url", ctx_url(in->cx, "/tugas?antrean=%s", id));
	jv_set_bool(
	    o, "selected", in->search.n == 0 && strcmp(in->queue, id) == 0);
}

static int
queues_json(struct inbox *in, json_t *m, struct err *e)
{
	struct ctx *cx = in->cx;
	json_t *list = jv_set_arr(m, "queues");
	int64_t n;

	for (size_t i = 0; i < cx->actor.seats_n; i++) {
		const struct seat_held *s = &cx->actor.seats[i];

		if (queue_count(cx->db, QUEUE_DESK, s->lane, 0, &n, e) < 0)
			return -1;
		queue_json(in, list, s->lane,
		    arena_printf(
			cx->arena, "Meja %s", seat_title(cx->arena, s)),
		    n);
	}
	if (queue_count(cx->db, QUEUE_OWN, NULL, cx->actor.person, &n, e) < 0)
		return -1;
	queue_json(in, list, OWN, "Tugas saya", n);
	queue_json(in, list, CASES, "Permohonan saya", -1);
	queue_json(in, list, DONE, "Sudah dikerjakan", -1);
	return 0;
}

/* An officer begins at the desk, an applicant with the own tasks. */
static void
choose_queue(struct inbox *in)
{
	struct ctx *cx = in->cx;
	struct str asked = request_param(cx->rq, "antrean");

	in->queue = cx->actor.seats_n ? cx->actor.seats[0].lane : OWN;
	if (str_eqz(asked, OWN))
		in->queue = OWN;
	else if (str_eqz(asked, DONE))
		in->queue = DONE;
	else if (str_eqz(asked, CASES))
		in->queue = CASES;
	for (size_t i = 0; i < cx->actor.seats_n; i++)
		if (str_eqz(asked, cx->actor.seats[i].lane))
			in->queue = cx->actor.seats[i].lane;
	in->at = (struct queue_at){
	    .kind = strcmp(in->queue, OWN) == 0    ? QUEUE_OWN
		    : strcmp(in->queue, DONE) == 0 ? QUEUE_DONE
						   : QUEUE_DESK,
	    .lane = in->queue,
	    .person = cx->actor.person,
	    .from_start = true,
	};
}

/* "1700000000000-42": where the page before ended. */
static void
read_cursor(struct inbox *in)
{
	struct str rest = request_param(in->cx->rq, "setelah");
	struct str first = str_cut(&rest, '-');
	uint64_t after, id;

	if (str_u64(first, INT64_MAX, &after) < 0 || !rest.p ||
	    str_u64(rest, INT64_MAX, &id) < 0)
		return;
	in->at.after = (int64_t)after;
	in->at.after_id = (int64_t)id;
	in->at.from_start = false;
}

/* --- lines -------------------------------------------------------------- */

/* Who has it in hand; nothing is hidden from the others. */
static void
held_json(struct inbox *in, const struct task_line *l, json_t *o)
{
	struct ctx *cx = in->cx;
	const struct task *t = &l->task;
	bool held = task_held(t, cx->now);
	bool mine = t->lease_person == cx->actor.person;
	const char *clock =
	    format_clock(cx->arena, t->lease_until, cx->office->zone);

	jv_set_z(o, "held_by", held ? t->lease_name : NULL);
	jv_set_z(o, "held_until", held ? web_iso(cx, t->lease_until) : NULL);
	jv_set_z(o, "held_text",
	    l->judged ? "menunggu pemeriksa kedua"
	    : !held   ? NULL
	    : mine    ? arena_printf(cx->arena, "Anda pegang sampai %s", clock)
		      : arena_printf(cx->arena, "dipegang %s sampai %s",
			    t->lease_name, clock));
}

/* The row of a line's task; NULL: the line is not to be shown. */
static int
find_row(struct inbox *in, const struct task_line *l, const struct row **r,
    struct err *e)
{
	struct ctx *cx = in->cx;
	const struct sop *sop;
	int row;

	*r = NULL;
	/* Lists ask the same question as pages and actions. */
	if (l->task.closed_at == 0 &&
	    access_task(&cx->actor, &l->task, l->applicant_id) != ACCESS_ACT)
		return 0;
	if (app_sop(cx->app, cx->office->id, cx->db, l->edition_id, &sop, e) <
	    0)
		return -1;
	row = sop_row(sop, str_of(l->task.row_no));
	if (row >= 0)
		*r = &sop->rows[row];
	return 0;
}

static void
line_json(struct inbox *in, const struct task_line *l, const struct row *r,
    const char *bsre)
{
	struct ctx *cx = in->cx;
	const struct task *t = &l->task;
	json_t *o = jv_append_obj(in->tasks);

	jv_set_z(o, "case", l->number);
	jv_set_z(o, "case_url", ctx_url(cx, "/permohonan/%s", l->number));
	jv_set_z(o, "url",
	    t->closed_at ? ctx_url(cx, "/permohonan/%s", l->number)
			 : ctx_url(cx, "/permohonan/%s/langkah/%lld", l->number,
			       (long long)t->id));
	jv_set_z(o, "no", t->row_no);
	jv_set_z(o, "kegiatan", r->activity);
	jv_set_z(o, "jenis", kind_get(r->kind)->name);
	jv_set_z(o, "jenis_title", kind_get(r->kind)->title);
	jv_set_z(o, "holder", l->holder);
	jv_set_z(o, "applicant", l->applicant);
	jv_set_z(o, "opened", web_iso(cx, t->opened_at));
	jv_set_z(o, "opened_text", web_when_short(cx, t->opened_at));
	jv_set_z(o, "due", t->due_at ? web_iso(cx, t->due_at) : NULL);
	jv_set_z(o, "due_text", task_due_text(cx, r, t));
	jv_set_z(o, "level",
	    t->closed_at                       ? "ok"
	    : t->due_at && t->due_at < cx->now ? "late"
					       : "wait");
	task_meter(cx, r, t, o);
	held_json(in, l, o);
	jv_set_z(o, "bsre_text", bsre);
	jv_set_z(o, "until_text", cert_until(cx, l->until));
}

static int
lines_json(struct inbox *in, const struct task_line *v, size_t n, struct err *e)
{
	const struct row *rows[TASK_PAGE];
	const struct task_line *shown[TASK_PAGE];
	struct standing_note notes[TASK_PAGE];
	size_t k = 0;

	for (size_t i = 0; i < n && i < TASK_PAGE; i++) {
		if (find_row(in, &v[i], &rows[k], e) < 0)
			return -1;
		if (!rows[k])
			continue;
		shown[k] = &v[i];
		notes[k] = (struct standing_note){
		    .task = &v[i].task, .kind = rows[k]->kind};
		k++;
	}
	if (standing_notes(in->cx, notes, k, e) < 0)
		return -1;
	for (size_t i = 0; i < k; i++)
		line_json(in, shown[i], rows[i], notes[i].text);
	return 0;
}

static int
queue_lines(struct inbox *in, struct err *e)
{
	struct task_line v[TASK_PAGE + 1];
	size_t n;

	read_cursor(in);
	if (task_page(in->cx->db, in->cx->arena, v, &n, &in->at, e) < 0 ||
	    lines_json(in, v, n, e) < 0)
		return -1;
	if (n > TASK_PAGE)
		in->next =
		    ctx_url(in->cx, "/tugas?antrean=%s&setelah=%lld-%lld",
			in->queue, (long long)v[TASK_PAGE - 1].sort_at,
			(long long)v[TASK_PAGE - 1].task.id);
	return 0;
}

/* A case as a line: of a search, or of the own cases. */
static int
case_line_json(struct inbox *in, const struct case_line *l, struct err *e)
{
	static const struct {
		const char *state, *title, *level;
	} states[] = {
	    {"running", "Sedang diproses", "wait"},
	    {"waiting", "Menunggu", "wait"},
	    {"done", "Selesai", "ok"},
	    {"rejected", "Ditolak", "late"},
	};
	struct ctx *cx = in->cx;
	const struct sop *sop;
	json_t *o;
	size_t i = 0;

	if (app_sop(cx->app, cx->office->id, cx->db, l->edition_id, &sop, e) <
	    0)
		return -1;
	while (i < 3 && strcmp(states[i].state, l->state) != 0)
		i++;
	o = jv_append_obj(in->tasks);
	jv_set_z(o, "case", l->number);
	jv_set_z(o, "case_url", ctx_url(cx, "/permohonan/%s", l->number));
	jv_set_z(o, "url", ctx_url(cx, "/permohonan/%s", l->number));
	jv_set_z(o, "no", "");
	jv_set_z(o, "kegiatan", sop->title);
	jv_set_z(o, "jenis", "");
	jv_set_z(o, "jenis_title", states[i].title);
	jv_set_null(o, "holder");
	jv_set_z(o, "applicant", l->applicant);
	jv_set_z(o, "opened", web_iso(cx, l->opened_at));
	jv_set_z(o, "opened_text", web_when_short(cx, l->opened_at));
	jv_set_null(o, "due");
	jv_set_z(o, "due_text", "");
	jv_set_z(o, "level", states[i].level);
	jv_set_null(o, "meter");
	jv_set_null(o, "bsre_text");
	jv_set_z(o, "until_text", cert_until(cx, l->until));
	held_json(in, &(struct task_line){0}, o);
	return 0;
}

static int
case_list_json(
    struct inbox *in, const struct case_line *v, size_t n, struct err *e)
{
	for (size_t i = 0; i < n && i < TASK_PAGE; i++)
		if (case_line_json(in, &v[i], e) < 0)
			return -1;
	return 0;
}

static int
case_lines(struct inbox *in, struct err *e)
{
	struct ctx *cx = in->cx;
	struct case_line v[TASK_PAGE + 1];
	uint64_t before = INT64_MAX;
	size_t n;

	if (str_u64(request_param(cx->rq, "setelah"), INT64_MAX, &before) < 0)
		before = INT64_MAX;
	if (case_own_page(cx->db, cx->arena, v, &n, cx->actor.person,
		(int64_t)before, e) < 0)
		return -1;
	if (n > TASK_PAGE)
		in->next = ctx_url(cx, "/tugas?antrean=" CASES "&setelah=%lld",
		    (long long)v[TASK_PAGE - 1].id);
	return case_list_json(in, v, n, e);
}

/* The longest word that was typed; "" if there is none. */
static const char *
search_word(struct inbox *in)
{
	const char *text = str_z(in->cx->arena, in->search), *best = "";
	char word[SEARCH_WORD];

	while (search_word_next(&text, word))
		if (strlen(word) > strlen(best))
			best = arena_dup(in->cx->arena, word);
	return best;
}

/* Who holds no seat sees own cases only. */
static int
search_own(struct inbox *in, const char *word, struct err *e)
{
	struct ctx *cx = in->cx;
	struct case_line v[TASK_PAGE + 1];
	uint64_t before;
	size_t n;

	if (str_u64(request_param(cx->rq, "setelah"), INT64_MAX, &before) < 0)
		before = INT64_MAX;
	if (case_search_own(cx->db, cx->arena, v, &n, word, cx->actor.person,
		(int64_t)before, e) < 0)
		return -1;
	if (n > TASK_PAGE)
		in->next = ctx_url(cx, "/tugas?cari=%s&setelah=%lld",
		    url_encode(cx->arena, in->search),
		    (long long)v[TASK_PAGE - 1].id);
	return case_list_json(in, v, n, e);
}

static int
search_all(struct inbox *in, const char *word, struct err *e)
{
	struct ctx *cx = in->cx;
	struct case_line v[TASK_PAGE + 1];
	struct str rest = request_param(cx->rq, "setelah");
	struct str after = str_cut(&rest, '~');
	struct search_at at = {.prefix = word,
	    .person = cx->actor.person,
	    .now = cx->now,
	    .after_word = ""};
	uint64_t id;
	size_t n;

	if (rest.p && str_u64(rest, INT64_MAX, &id) == 0) {
		at.after_word = str_z(cx->arena, after);
		at.after_id = (int64_t)id;
	}
	if (case_search(cx->db, cx->arena, v, &n, &at, e) < 0)
		return -1;
	if (n > TASK_PAGE) {
		at.after_word = v[TASK_PAGE - 1].word;
		at.after_id = v[TASK_PAGE - 1].id;
	}
	in->unfinished = at.more;
	if (n > TASK_PAGE || at.more)
		in->next = ctx_url(cx, "/tugas?cari=%s&setelah=%s~%lld",
		    url_encode(cx->arena, in->search),
		    url_encode(cx->arena, str_of(at.after_word)),
		    (long long)at.after_id);
	return case_list_json(in, v, n, e);
}

static int
search_lines(struct inbox *in, struct err *e)
{
	const char *word = search_word(in);

	if (strlen(word) < 2)
		return 0;
	return in->cx->actor.seats_n > 0 ? search_all(in, word, e)
					 : search_own(in, word, e);
}

/* --- the page ----------------------------------------------------------- */

static const char *
empty_text(const struct inbox *in)
{
	if (in->unfinished)
		return "Belum ada yang cocok, dan belum semua diperiksa. Tekan "
		       "Berikutnya, atau ketik lebih lengkap.";
	if (in->search.n > 0)
		return "Tidak ada permohonan dengan nomor atau nama itu yang "
		       "dapat Anda lihat.";
	if (strcmp(in->queue, CASES) == 0)
		return "Anda belum mengajukan permohonan.";
	if (strcmp(in->queue, DONE) == 0)
		return "Belum ada yang Anda kerjakan.";
	return "Tidak ada yang menunggu. Tugas baru muncul di sini dengan "
	       "sendirinya.";
}

/* "Ambil berikutnya": of the desk that was asked for, else of all. */
static void
next_json(struct inbox *in, json_t *m)
{
	struct ctx *cx = in->cx;
	json_t *o;

	if (cx->actor.seats_n == 0)
		jv_set_null(m, "take_next");
	else if (in->at.kind == QUEUE_DESK &&
		 str_eqz(request_param(cx->rq, "antrean"), in->queue))
		jv_set_z(m, "take_next",
		    ctx_url(cx, "/tugas/berikutnya?antrean=%s", in->queue));
	else
		jv_set_z(m, "take_next", ctx_url(cx, "/tugas/berikutnya"));
	if (!str_eqz(request_param(cx->rq, "habis"), "1"))
		return;
	o = jv_set_obj(m, "notice");
	jv_set_z(o, "kind", "ok");
	jv_set_z(o, "text",
	    "Tidak ada lagi yang dapat diambil: semua sudah selesai, atau "
	    "sedang dipegang orang lain.");
}

void
page_inbox(struct ctx *cx)
{
	struct inbox in = {
	    .cx = cx, .search = str_trim(request_param(cx->rq, "cari"))};
	struct err e = {0};
	json_t *m;
	int rc;

	if (!cx->actor.person) {
		err_set(&e, ERR_LOGIN, "Masuk dahulu.", "no session");
		web_fail(cx, &e);
		return;
	}
	m = web_model(cx, "inbox", "Tugas");
	choose_queue(&in);
	in.tasks = jv_set_arr(m, "tasks");
	rc = queues_json(&in, m, &e);
	if (rc == 0)
		rc = in.search.n > 0                ? search_lines(&in, &e)
		     : strcmp(in.queue, CASES) == 0 ? case_lines(&in, &e)
						    : queue_lines(&in, &e);
	if (rc < 0) {
		json_decref(m);
		web_fail(cx, &e);
		return;
	}
	jv_set_z(m, "queue", in.queue);
	jv_set_str(m, "query", in.search.p ? in.search : (struct str){"", 0});
	jv_set_z(m, "search_action", ctx_url(cx, "/tugas"));
	jv_set_z(m, "next", in.next);
	jv_set_z(m, "empty_text", empty_text(&in));
	next_json(&in, m);
	web_page(cx, 200, "inbox", m);
}
