#include "app/deskwork.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/consult_part.h"
#include "app/deskwire.h"
#include "app/dossier.h"
#include "app/sweep.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/wipe.h"
#include "store/bsre.h"
#include "store/draft.h"
#include "vault/locked.h"

#define KEEP_MS      60000 /* to write down what BSrE has done already */
#define KEEP_TICK_MS 200
#define START_MS     2000 /* for its place among the calls under way */
#define SLOW_MS      2000 /* so long nobody stands here if all is well */
#define MS_US        INT64_C(1000)

enum stage {
	HEARING, /* the question comes in */
	WAITING, /* another one of the same task is under way */
	SENDING,
	KEEPING /* set at BSrE; to be written down */
};

struct ask {
	struct ask *next;
	enum stage stage;
	int fd;                  /* owned; -1: nobody waits any more */
	int64_t begun, until;    /* steady us; until: end of the stage */
	struct desk_question *q; /* owned, locked; NULL once it was sent */
	size_t got;              /* bytes of it that have come */
	char office[40];         /* of it, as the next */
	int64_t task;

	/* From SENDING on; the arena has copies of all. */
	struct arena arena;
	struct way *way;
	unsigned edition;
	const struct bsre_module *module;
	struct bsre_account account;
	struct bsre_ask ask;
	struct bsre_request request;
	struct carry carry;
	char key[64];
	bool over;
	struct event event; /* when it is kept */
	const char *otpauth;
};

struct deskwork {
	struct app *app; /* borrowed, as the next two */
	struct net *net;
	struct ways *ways;
	struct ask *asks; /* owned */
};

int
deskwork_open(struct deskwork **out, struct app *app, struct net *net,
    struct ways *ways, struct err *e)
{
	struct deskwork *w = calloc(1, sizeof(*w));

	*out = w;
	if (!w)
		return err_set(e, ERR_SYSTEM, "Memori tidak cukup.", "desk");
	*w = (struct deskwork){.app = app, .net = net, .ways = ways};
	return 0;
}

/* Everything that knows the passphrase goes as soon as it has been said. */
static void
forget(struct deskwork *w, struct ask *a)
{
	net_cancel(w->net, &a->carry.call);
	carry_clear(&a->carry);
	bsre_request_clear(&a->request);
	locked_free(a->q);
	a->q = NULL;
	wipe_rest();
}

static void
drop(struct deskwork *w, struct ask *a)
{
	struct ask **at = &w->asks;

	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	forget(w, a);
	if (a->fd >= 0)
		close(a->fd);
	arena_clear(&a->arena);
	free(a);
}

void
deskwork_close(struct deskwork *w)
{
	if (!w)
		return;
	while (w->asks)
		drop(w, w->asks);
	free(w);
}

size_t
deskwork_load(const struct deskwork *w, bool sent)
{
	size_t n = 0;

	for (const struct ask *a = w->asks; a; a = a->next)
		n +=
		    !sent || a->stage == KEEPING ||
		    (a->stage == SENDING && a->carry.call.state != NET_WAITING);
	return n;
}

bool
deskwork_room(const struct deskwork *w)
{
	size_t workers = app_conf(w->app)->workers;
	size_t places = workers < 2 ? 1 : workers - 1;

	return deskwork_load(w, false) <
	       (places < DESKWORK_MOST ? places : DESKWORK_MOST);
}

bool
deskwork_closed(const struct deskwork *w)
{
	int64_t long_ago = clock_steady_us() - SLOW_MS * MS_US;

	if (deskwork_room(w))
		return false;
	for (const struct ask *a = w->asks; a; a = a->next)
		if (a->begun < long_ago)
			return true;
	return false;
}

void
deskwork_take(struct deskwork *w, int fd)
{
	const char ready = DESK_READY;
	struct ask *a = calloc(1, sizeof(*a));

	if (!a)
		log_fatal("out of memory");
	*a = (struct ask){.next = w->asks,
	    .fd = fd,
	    .begun = clock_steady_us(),
	    .until = clock_steady_us() + DESK_QUESTION_MS * MS_US,
	    .q = locked_new(sizeof(*a->q))};
	arena_init(&a->arena, 4 * LIMIT_REQUEST_ARENA);
	w->asks = a;
	/* One that is gone is found out by hearing. */
	(void)!send(fd, &ready, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

size_t
deskwork_watch(
    const struct deskwork *w, struct net_watch v[static DESKWORK_MOST])
{
	size_t n = 0;

	for (const struct ask *a = w->asks; a && n < DESKWORK_MOST; a = a->next)
		if (a->stage == HEARING)
			v[n++] = (struct net_watch){.fd = a->fd};
	return n;
}

/* Say it to whoever waits, and be done. */
static void
answer(
    struct deskwork *w, struct ask *a, enum desk_kind kind, const char *reason)
{
	struct desk_answer out = {.kind = kind};

	snprintf(out.reason, sizeof(out.reason), "%s", reason);
	if (a->fd >= 0)
		(void)!send(
		    a->fd, &out, sizeof(out), MSG_NOSIGNAL | MSG_DONTWAIT);
	drop(w, a);
}

/* --- whether it may be sent --------------------------------------------- */

/* Whether the worker still waits: it says nothing more, so that anything to
 * read is its end. */
static bool
is_there(const struct ask *a)
{
	char byte;

	return recv(a->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
	       (errno == EAGAIN || errno == EINTR);
}

/* 1 the link holds, 0 it does not, -1; *t is its task. */
static int
link_holds_still(
    struct ctx *cx, const struct ask *a, struct task *t, struct err *e)
{
	struct link l;
	int rc = link_get(cx->db, &l, a->q->link, e);

	if (rc < 1)
		return rc;
	if (l.task_id != a->task || l.used_at || l.expires_at <= cx->now)
		return 0;
	rc = task_get(cx->db, cx->arena, t, l.task_id, e);
	return rc < 1 ? rc : t->closed_at == 0;
}

static const char *
text(struct ask *a, const char *s)
{
	return s ? arena_dup(&a->arena, s) : NULL;
}

/* Who it is about and how to get there, copied: both may be read anew before
 * the answer comes. */
static void
fill_ask(struct ask *a, const struct way *w, const struct holder *h)
{
	/* As it was registered, and is asked about. */
	const struct bsre_ask who = consult_ask(w, BSRE_PASSPHRASE, h);

	a->edition = w->edition;
	a->module = w->module;
	a->account = w->account;
	a->account.url = text(a, w->account.url);
	a->account.user = text(a, w->account.user);
	a->account.password = text(a, w->account.password);
	a->account.passphrase_path = text(a, w->account.passphrase_path);
	a->ask = (struct bsre_ask){.call = BSRE_PASSPHRASE,
	    .nik = text(a, who.nik),
	    .name = text(a, h->name),
	    .email = text(a, who.email),
	    .passphrase = a->q->secret};
}

static void
on_done(struct net_call *c)
{
	struct ask *a = c->ctx;

	a->over = true;
}

/* The request and the call that carries it; nothing is sent yet. */
static int
prepare(struct ask *a, const struct way *way, struct err *e)
{
	struct carry_way cw = way->carry;
	struct net_call *c = &a->carry.call;

	cw.total_ms = way->total_ms[BSRE_PASSPHRASE];
	if (cw.total_ms <= 0 || cw.total_ms > DESK_CALL_MS)
		cw.total_ms = DESK_CALL_MS;
	if (a->module->request(
		&a->request, &a->arena, &a->account, &a->ask, e) < 0 ||
	    carry_init(&a->carry, &a->request, &cw, e) < 0)
		return -1;
	/* Not behind what the same office asks of BSrE by itself. */
	snprintf(a->key, sizeof(a->key), "%s/passphrase", a->office);
	c->key = a->key;
	c->done = on_done;
	c->ctx = a;
	return 0;
}

static int
launch(struct deskwork *w, struct ask *a, struct err *e)
{
	if (net_add(w->net, &a->carry.call, e) < 0)
		return -1;
	a->stage = SENDING;
	a->until = clock_steady_us() + START_MS * MS_US;
	return 0;
}

static void
fill_event(struct ask *a, const struct dossier *d, const struct task *t)
{
	a->event = (struct event){.case_id = d->c.id,
	    .holder_id = t->holder_id,
	    .row_no = text(a, t->row_no),
	    .kind = "secret",
	    .outcome = "set",
	    .seat_title = "BSrE (API)",
	    .edition_id = d->c.edition_id,
	    .detail = "[]"};
}

/* Whether another one of the same task goes before this one. */
static bool
must_wait(const struct deskwork *w, const struct ask *a)
{
	for (const struct ask *o = w->asks; o; o = o->next)
		if (o != a && o->stage >= SENDING && o->task == a->task &&
		    strcmp(o->office, a->office) == 0)
			return true;
	return false;
}

#define OVER    "Tautan ini sudah dipakai, diganti, atau lewat masa berlakunya."
#define BEFORE  "Passphrase sudah dibuat dengan kiriman sebelumnya."
#define BY_HAND "Passphrase kantor ini dibuat di halaman BSrE."
#define PAUSED \
	"BSrE sedang tidak dapat dihubungi. Coba lagi beberapa menit lagi."
#define BUSY "Paraf sedang sibuk. Coba lagi sebentar lagi."

/* 0 it goes out, or was answered; -1. */
static int
try_send(struct deskwork *w, struct ask *a, struct ctx *cx, struct dossier *d,
    struct err *e)
{
	struct task t;
	const char *otpauth;
	int row, h, rc = link_holds_still(cx, a, &t, e);

	if (rc < 0)
		return -1;
	if (rc == 0) {
		answer(w, a, DESK_OVER, OVER);
		return 0;
	}
	if (dossier_load_id(cx, d, t.case_id, e) < 0)
		return -1;
	row = sop_row(d->sop, str_of(t.row_no));
	h = dossier_holder(d, t.holder_id);
	if (row < 0 || d->sop->rows[row].kind != STEP_PASSPHRASE || h < 0) {
		answer(w, a, DESK_OVER, OVER);
		return 0;
	}
	rc = desk_otp(cx, t.id, &otpauth, e);
	if (rc < 0 || way_get(w->ways, cx, &a->way, e) < 0)
		return -1;
	if (rc == 1) {
		answer(w, a, DESK_SET, BEFORE);
		return 0;
	}
	if (!(a->way->caps & BSRE_CAN(BSRE_PASSPHRASE))) {
		answer(w, a, DESK_AWAY, BY_HAND);
		return 0;
	}
	if (!is_there(a)) {
		drop(w, a);
		return 0;
	}
	fill_ask(a, a->way, &d->holders[h]);
	fill_event(a, d, &t);
	if (prepare(a, a->way, e) < 0)
		return -1;
	if (!way_may(a->way, cx->now)) {
		answer(w, a, DESK_AWAY, PAUSED);
		return 0;
	}
	return launch(w, a, e);
}

/* The question is whole: judge it, and send. */
static void
begin(struct deskwork *w, struct ask *a, int64_t now)
{
	struct dossier d = {0};
	struct err e = {0};
	struct arena arena;
	struct ctx cx;

	arena_init(&arena, 4 * LIMIT_REQUEST_ARENA);
	if (sweep_ctx(&cx, w->app, &arena, a->office, now, &e) < 0 ||
	    try_send(w, a, &cx, &d, &e) < 0) {
		log_error(
		    "%s: passphrase: %s (%s)", a->office, e.msg, e.detail);
		answer(w, a, DESK_AWAY, BUSY);
	}
	dossier_clear(&d);
	arena_clear(&arena);
}

/* Hear what has come.  Whoever left is forgotten. */
static void
hear(struct deskwork *w, struct ask *a, int64_t now)
{
	while (a->got < sizeof(*a->q)) {
		ssize_t n = recv(a->fd, (char *)a->q + a->got,
		    sizeof(*a->q) - a->got, MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			if (clock_steady_us() > a->until)
				drop(w, a);
			return;
		}
		if (n <= 0) {
			drop(w, a);
			return;
		}
		a->got += (size_t)n;
	}
	a->q->office[sizeof(a->q->office) - 1] = '\0';
	a->q->secret[sizeof(a->q->secret) - 1] = '\0';
	memcpy(a->office, a->q->office, sizeof(a->office));
	a->task = a->q->task;
	a->stage = WAITING;
	a->until = clock_steady_us() + DESK_CALL_MS * MS_US;
	if (!must_wait(w, a))
		begin(w, a, now);
}

/* --- what came of it ---------------------------------------------------- */

/* What BSrE says for people, where it says anything. */
static const char *
words(struct ask *a, const struct bsre_result *r)
{
	if (r->message && r->message[0])
		return arena_printf(&a->arena, "%s Jawaban BSrE: %s",
		    r->reason ? r->reason : "", r->message);
	return r->reason ? r->reason : "";
}

static int
keep_within(struct ctx *cx, struct ask *a, struct err *e)
{
	struct draft_row row = {.updated_at = cx->now};

	a->event.at = cx->now;
	if (a->otpauth &&
	    (key_seal(cx->db, cx->arena, KEY_USE_DRAFT, str_of(a->otpauth),
		 &row.sealed, e) < 0 ||
		draft_put(cx->db, &row, desk_owner(cx->arena, a->task),
		    desk_form(cx->arena, a->task), e) < 0))
		return -1;
	if (standing_watch(cx->db, a->event.holder_id, cx->now, cx->now, e) < 0)
		return -1;
	return event_append(cx->db, &a->event, NULL, e);
}

/* The OTP secret exists nowhere else: it is tried until it is kept. */
static void
keep(struct deskwork *w, struct ask *a, int64_t now)
{
	struct err e = {0};
	struct arena arena;
	struct ctx cx;
	int rc = -1;

	arena_init(&arena, LIMIT_REQUEST_ARENA);
	if (sweep_ctx(&cx, w->app, &arena, a->office, now, &e) == 0) {
		if (db_begin(cx.db, &e) == 0 && keep_within(&cx, a, &e) == 0 &&
		    db_commit(cx.db, &e) == 0)
			rc = 0;
		db_rollback(cx.db);
	}
	arena_clear(&arena);
	if (rc == 0) {
		answer(w, a, DESK_SET, "");
	} else if (clock_steady_us() > a->until) {
		log_error("%s: the OTP secret of task %lld is lost: %s (%s)",
		    a->office, (long long)a->task, e.msg, e.detail);
		drop(w, a);
	}
}

static void
settle(struct deskwork *w, struct ask *a, int64_t now)
{
	struct bsre_result r = {0};
	struct bsre_reply reply;

	carry_reply(&a->carry, &reply, &a->arena);
	a->module->reply(&r, &a->arena, &a->account, &a->ask, &reply);
	if (a->way->edition == a->edition)
		way_note(a->way, &r, now);
	forget(w, a);
	switch (r.kind) {
	case BSRE_OK:
		a->otpauth = r.otpauth;
		a->stage = KEEPING;
		a->until = clock_steady_us() + KEEP_MS * MS_US;
		keep(w, a, now);
		break;
	case BSRE_REFUSED:
		answer(w, a, DESK_REFUSED, words(a, &r));
		break;
	case BSRE_UNKNOWN:
		log_warn("%s: passphrase of task %lld: unknown: %s", a->office,
		    (long long)a->task, r.log ? r.log : "");
		answer(w, a, DESK_UNKNOWN, words(a, &r));
		break;
	case BSRE_AUTH:
	case BSRE_BUSY:
	case BSRE_BROKEN:
	case BSRE_UNREACHABLE:
		answer(w, a, DESK_AWAY, words(a, &r));
		break;
	}
}

/* Nothing of it was sent, and there is no time left to. */
static void
give_up(struct deskwork *w, struct ask *a, int64_t now)
{
	const struct bsre_result r = {
	    .kind = BSRE_UNREACHABLE, .reason = BUSY, .message = "", .log = ""};

	/* It was the one that a half-open breaker lets through. */
	if (a->stage == SENDING && a->way->edition == a->edition &&
	    a->way->breaker.trying)
		way_note(a->way, &r, now);
	answer(w, a, DESK_AWAY, BUSY);
}

static void
go_on(struct deskwork *w, struct ask *a, int64_t now)
{
	bool late = clock_steady_us() > a->until;

	switch (a->stage) {
	case HEARING:
		hear(w, a, now);
		break;
	case WAITING:
		if (late)
			give_up(w, a, now);
		else if (!must_wait(w, a))
			begin(w, a, now);
		break;
	case SENDING:
		if (a->over)
			settle(w, a, now);
		else if (late && a->carry.call.state == NET_WAITING)
			give_up(w, a, now);
		break;
	case KEEPING:
		keep(w, a, now);
		break;
	}
}

void
deskwork_turn(struct deskwork *w, int64_t now, int *wait)
{
	struct ask *a, *next;

	for (a = w->asks; a; a = next) {
		next = a->next;
		go_on(w, a, now);
	}
	if (w->asks && *wait > KEEP_TICK_MS)
		*wait = KEEP_TICK_MS;
}
