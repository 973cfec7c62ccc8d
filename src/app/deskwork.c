#include "app/deskwork.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/deskwork_part.h"
#include "app/sweep.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/random.h"
#include "base/wipe.h"
#include "vault/locked.h"

#define KEEP_MS      60000 /* to write down what BSrE has done already */
#define KEEP_TICK_MS 200
#define START_MS     2000 /* for its place among the calls under way */
#define SLOW_MS      2000 /* so long nobody stands here if all is well */
#define MS_US        INT64_C(1000)
#define BOUNDARY     ((size_t)40) /* letters between the parts of a form */

static const struct deskwork_errand *const errands[DESK_ERRANDS] = {
    [DESK_SET_PASSPHRASE] = &deskwork_passphrase, [DESK_SIGN] = &deskwork_sign};

struct deskwork {
	struct app *app; /* borrowed, as the next two */
	struct net *net;
	struct ways *ways;
	struct deskwork_ask *asks; /* owned */
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
forget(struct deskwork *w, struct deskwork_ask *a)
{
	net_cancel(w->net, &a->carry.call);
	carry_clear(&a->carry);
	bsre_request_clear(&a->request);
	locked_free(a->q);
	a->q = NULL;
	wipe_rest();
}

static void
drop(struct deskwork *w, struct deskwork_ask *a)
{
	struct deskwork_ask **at = &w->asks;

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

	for (const struct deskwork_ask *a = w->asks; a; a = a->next)
		n += !sent || a->stage == DESK_KEEPING ||
		     (a->stage == DESK_SENDING &&
			 a->carry.call.state != NET_WAITING);
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
	for (const struct deskwork_ask *a = w->asks; a; a = a->next)
		if (a->begun < long_ago)
			return true;
	return false;
}

void
deskwork_take(struct deskwork *w, int fd)
{
	const char ready = DESK_READY;
	struct deskwork_ask *a = calloc(1, sizeof(*a));

	if (!a)
		log_fatal("out of memory");
	*a = (struct deskwork_ask){.next = w->asks,
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

	for (const struct deskwork_ask *a = w->asks; a && n < DESKWORK_MOST;
	     a = a->next)
		if (a->stage == DESK_HEARING)
			v[n++] = (struct net_watch){.fd = a->fd};
	return n;
}

void
deskwork_say(struct desk_answer *out, enum desk_kind kind, const char *reason)
{
	*out = (struct desk_answer){.kind = kind};
	snprintf(out->reason, sizeof(out->reason), "%s", reason);
}

/* Say it to whoever waits, and be done. */
static void
answer(struct deskwork *w, struct deskwork_ask *a, enum desk_kind kind,
    const char *reason)
{
	struct desk_answer out;

	deskwork_say(&out, kind, reason);
	if (a->fd >= 0)
		(void)!send(
		    a->fd, &out, sizeof(out), MSG_NOSIGNAL | MSG_DONTWAIT);
	drop(w, a);
}

/* --- whether it may be sent --------------------------------------------- */

/* Whether the worker still waits: it says nothing more, so that anything to
 * read is its end. */
static bool
is_there(const struct deskwork_ask *a)
{
	char byte;

	return recv(a->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
	       (errno == EAGAIN || errno == EINTR);
}

const char *
deskwork_text(struct deskwork_ask *a, const char *s)
{
	return s ? arena_dup(&a->arena, s) : NULL;
}

/* How to get there, copied: it may be read anew before the answer comes. */
static void
copy_way(struct deskwork_ask *a, const struct way *w)
{
	a->edition = w->edition;
	a->module = w->module;
	a->account = w->account;
	a->account.url = deskwork_text(a, w->account.url);
	a->account.user = deskwork_text(a, w->account.user);
	a->account.password = deskwork_text(a, w->account.password);
	a->account.passphrase_path =
	    deskwork_text(a, w->account.passphrase_path);
}

static void
on_done(struct net_call *c)
{
	struct deskwork_ask *a = c->ctx;

	a->over = true;
}

/* The request and the call that carries it; nothing is sent yet. */
static int
prepare(struct deskwork_ask *a, const struct way *way, struct err *e)
{
	const struct deskwork_errand *errand = errands[a->errand];
	struct carry_way cw = way->carry;
	struct net_call *c = &a->carry.call;
	char boundary[BOUNDARY + 1];

	random_code(boundary, BOUNDARY);
	a->ask.boundary = deskwork_text(a, boundary);
	copy_way(a, way);
	cw.total_ms = way->total_ms[errand->call];
	if (cw.total_ms <= 0 || cw.total_ms > DESK_CALL_MS)
		cw.total_ms = DESK_CALL_MS;
	if (a->module->request(
		&a->request, &a->arena, &a->account, &a->ask, e) < 0)
		return -1;
	if (errand->answer_max > 0 &&
	    a->request.answer_max > errand->answer_max)
		a->request.answer_max = errand->answer_max;
	if (carry_init(&a->carry, &a->request, &cw, e) < 0)
		return -1;
	/* Not behind what the same office asks of BSrE by itself. */
	snprintf(a->key, sizeof(a->key), "%s/desk", a->office);
	c->key = a->key;
	c->done = on_done;
	c->ctx = a;
	return 0;
}

static int
launch(struct deskwork *w, struct deskwork_ask *a, struct err *e)
{
	if (net_add(w->net, &a->carry.call, e) < 0)
		return -1;
	a->stage = DESK_SENDING;
	a->until = clock_steady_us() + START_MS * MS_US;
	return 0;
}

/* Whether another one about the same goes before this one. */
static bool
must_wait(const struct deskwork *w, const struct deskwork_ask *a)
{
	for (const struct deskwork_ask *o = w->asks; o; o = o->next)
		if (o != a && o->stage >= DESK_SENDING &&
		    o->errand == a->errand && o->id == a->id &&
		    strcmp(o->office, a->office) == 0)
			return true;
	return false;
}

#define PAUSED \
	"BSrE sedang tidak dapat dihubungi. Coba lagi beberapa menit lagi."
#define BUSY "Paraf sedang sibuk. Coba lagi sebentar lagi."

/* 0 it goes out, or was answered; -1. */
static int
try_send(
    struct deskwork *w, struct deskwork_ask *a, struct ctx *cx, struct err *e)
{
	const struct deskwork_errand *errand = errands[a->errand];
	struct desk_answer no;
	int rc;

	if (way_get(w->ways, cx, &a->way, e) < 0)
		return -1;
	rc = errand->judge(a, cx, &no, e);
	if (rc < 0)
		return -1;
	if (rc == 0) {
		answer(w, a, no.kind, no.reason);
		return 0;
	}
	if (!(a->way->caps & BSRE_CAN(errand->call))) {
		answer(w, a, DESK_AWAY, errand->by_hand);
		return 0;
	}
	if (!is_there(a)) {
		drop(w, a);
		return 0;
	}
	if (prepare(a, a->way, e) < 0) {
		if (e->kind != ERR_INPUT && e->kind != ERR_LIMIT)
			return -1;
		answer(w, a, DESK_REFUSED, e->msg);
		return 0;
	}
	if (!way_may(a->way, cx->now)) {
		answer(w, a, DESK_AWAY, PAUSED);
		return 0;
	}
	return launch(w, a, e);
}

/* The question is whole: judge it, and send. */
static void
begin(struct deskwork *w, struct deskwork_ask *a, int64_t now)
{
	struct err e = {0};
	struct arena arena;
	struct ctx cx;

	arena_init(&arena, 4 * LIMIT_REQUEST_ARENA);
	if (sweep_ctx(&cx, w->app, &arena, a->office, now, &e) < 0 ||
	    try_send(w, a, &cx, &e) < 0) {
		log_error("%s: %s: %s (%s)", a->office,
		    errands[a->errand]->name, e.msg, e.detail);
		answer(w, a, DESK_AWAY, BUSY);
	}
	arena_clear(&arena);
}

static bool
is_question(struct desk_question *q)
{
	struct desk_letter *l = &q->letter;

	q->office[sizeof(q->office) - 1] = '\0';
	q->nik[sizeof(q->nik) - 1] = '\0';
	q->code[sizeof(q->code) - 1] = '\0';
	l->code[sizeof(l->code) - 1] = '\0';
	l->number[sizeof(l->number) - 1] = '\0';
	l->dated[sizeof(l->dated) - 1] = '\0';
	l->seat[sizeof(l->seat) - 1] = '\0';
	l->file[sizeof(l->file) - 1] = '\0';
	q->secret[sizeof(q->secret) - 1] = '\0';
	return (unsigned)q->errand < DESK_ERRANDS;
}

/* Hear what has come.  Whoever left is forgotten. */
static void
hear(struct deskwork *w, struct deskwork_ask *a, int64_t now)
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
	if (!is_question(a->q)) {
		drop(w, a);
		return;
	}
	memcpy(a->office, a->q->office, sizeof(a->office));
	a->errand = a->q->errand;
	a->id = a->q->id;
	a->stage = DESK_WAITING;
	a->until = clock_steady_us() + DESK_CALL_MS * MS_US;
	if (!must_wait(w, a))
		begin(w, a, now);
}

/* --- what came of it ---------------------------------------------------- */

/* What BSrE says for people, where it says anything. */
static const char *
words(struct deskwork_ask *a, const struct bsre_result *r)
{
	if (r->message && r->message[0])
		return arena_printf(&a->arena, "%s Jawaban BSrE: %s",
		    r->reason ? r->reason : "", r->message);
	return r->reason ? r->reason : "";
}

/* What BSrE has done exists nowhere else: it is tried until it is kept. */
static void
keep(struct deskwork *w, struct deskwork_ask *a, int64_t now)
{
	const struct deskwork_errand *errand = errands[a->errand];
	struct err e = {0};
	struct arena arena;
	struct ctx cx;
	int rc = -1;

	arena_init(&arena, 4 * LIMIT_REQUEST_ARENA);
	if (sweep_ctx(&cx, w->app, &arena, a->office, now, &e) == 0)
		rc = errand->keep(a, &cx, &e);
	arena_clear(&arena);
	if (rc == 0) {
		answer(w, a, DESK_DONE, "");
	} else if (clock_steady_us() > a->until) {
		log_error("%s: %s %lld: what BSrE did is lost: %s (%s)",
		    a->office, errand->name, (long long)a->id, e.msg, e.detail);
		drop(w, a);
	}
}

static void
settle(struct deskwork *w, struct deskwork_ask *a, int64_t now)
{
	struct bsre_result r = {0};
	struct bsre_reply reply;
	const char *strange;

	carry_reply(&a->carry, &reply, &a->arena);
	a->module->reply(&r, &a->arena, &a->account, &a->ask, &reply);
	if (a->way->edition == a->edition)
		way_note(a->way, &r, now);
	if (r.kind == BSRE_OK) {
		strange = errands[a->errand]->take(a, &r);
		if (strange) {
			r.kind = BSRE_UNKNOWN;
			r.reason = strange;
		}
	}
	forget(w, a);
	switch (r.kind) {
	case BSRE_OK:
		a->stage = DESK_KEEPING;
		a->until = clock_steady_us() + KEEP_MS * MS_US;
		keep(w, a, now);
		break;
	case BSRE_REFUSED:
		answer(w, a, DESK_REFUSED, words(a, &r));
		break;
	case BSRE_UNKNOWN:
		log_warn("%s: %s %lld: unknown: %s", a->office,
		    errands[a->errand]->name, (long long)a->id,
		    r.log ? r.log : "");
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
give_up(struct deskwork *w, struct deskwork_ask *a, int64_t now)
{
	const struct bsre_result r = {
	    .kind = BSRE_UNREACHABLE, .reason = BUSY, .message = "", .log = ""};

	/* It was the one that a half-open breaker lets through. */
	if (a->stage == DESK_SENDING && a->way->edition == a->edition &&
	    a->way->breaker.trying)
		way_note(a->way, &r, now);
	answer(w, a, DESK_AWAY, BUSY);
}

static void
go_on(struct deskwork *w, struct deskwork_ask *a, int64_t now)
{
	bool late = clock_steady_us() > a->until;

	switch (a->stage) {
	case DESK_HEARING:
		hear(w, a, now);
		break;
	case DESK_WAITING:
		if (late)
			give_up(w, a, now);
		else if (!must_wait(w, a))
			begin(w, a, now);
		break;
	case DESK_SENDING:
		if (a->over)
			settle(w, a, now);
		else if (late && a->carry.call.state == NET_WAITING)
			give_up(w, a, now);
		break;
	case DESK_KEEPING:
		keep(w, a, now);
		break;
	}
}

void
deskwork_turn(struct deskwork *w, int64_t now, int *wait)
{
	struct deskwork_ask *a, *next;

	for (a = w->asks; a; a = next) {
		next = a->next;
		go_on(w, a, now);
	}
	if (w->asks && *wait > KEEP_TICK_MS)
		*wait = KEEP_TICK_MS;
}
