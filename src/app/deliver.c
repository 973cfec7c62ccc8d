#include "app/deliver.h"

#include <stdlib.h>
#include <string.h>

#include "app/flight.h"
#include "app/link.h"
#include "app/sweep.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/random.h"

#define CLAIM_LIFE  (15 * MS_MINUTE)
#define UNSET_WAIT  MS_HOUR     /* until it is looked for a server again */
#define SETTLE_WAIT MS_SECOND   /* until it is tried again to record */
#define OF_OFFICE   ((size_t)2) /* transfers; see NET_LIMITS */

static const char *const channels[CHANNELS] = {"mail", "hook"};

struct deliver {
	struct app *app;          /* borrowed */
	struct net *net;          /* borrowed */
	struct outsides *outside; /* owned */
	struct flight *flights;   /* owned */
	struct arena arena;       /* for what is recorded */
};

/* A look at one channel. */
struct look {
	struct deliver *d;
	struct ctx *cx;
	struct outlet *o;
	int channel;
	const struct outside *out;
	const char *unset; /* why nothing can be sent; NULL: it can */
	size_t room;       /* messages that may be taken */
	bool left;         /* some could not, as others are under way */
};

int
deliver_open(
    struct deliver **out, struct app *app, struct net *net, struct err *e)
{
	struct deliver *d = calloc(1, sizeof(*d));

	*out = NULL;
	if (!d)
		return err_set(e, ERR_SYSTEM, "Memori tidak cukup.", "deliver");
	d->app = app;
	d->net = net;
	arena_init(&d->arena, LIMIT_REQUEST_ARENA);
	if (outsides_open(&d->outside, app_conf(app)->outside, e) < 0) {
		deliver_close(d);
		return -1;
	}
	*out = d;
	return 0;
}

void
deliver_close(struct deliver *d)
{
	struct flight *f;

	if (!d)
		return;
	while ((f = d->flights) != NULL) {
		d->flights = f->next;
		net_cancel(d->net, f->hooked ? &f->hook.call : &f->smtp.call);
		flight_free(f);
	}
	outsides_close(d->outside);
	arena_clear(&d->arena);
	free(d);
}

size_t
deliver_load(const struct deliver *d)
{
	size_t n = 0;

	for (const struct flight *f = d->flights; f; f = f->next)
		n++;
	return n;
}

static uint32_t
chance(void)
{
	uint32_t v;

	random_bytes(&v, sizeof(v));
	return v;
}

/* --- what came of it ---------------------------------------------------- */

static void
follow_relay(const struct outlet *o, struct relay *r, const char *channel,
    const struct verdict *v, int64_t now)
{
	int64_t paused = r->paused_until;

	if (v->kind != VERDICT_LATER || !v->of_server) {
		relay_worked(r);
		return;
	}
	relay_failed(r, now, chance());
	if (r->paused_until != paused)
		log_warn("%s: %s: %u failures in a row; pause of %lld s",
		    o->office, channel, r->failures,
		    (long long)((r->paused_until - now) / MS_SECOND));
}

static int
record_fault(
    struct ctx *cx, const struct message *m, const char *reason, struct err *e)
{
	const struct address_fault f = {.address = m->address,
	    .kind = "refused",
	    .reason = reason,
	    .message_id = m->id,
	    .at = cx->now};

	return address_fault_put(cx->db, &f, e);
}

/* Within a transaction. */
static int
record(struct ctx *cx, const struct message *m, int channel,
    const struct verdict *v, struct err *e)
{
	struct attempt t = {.answer = v->answer, .error = v->answer};
	int64_t pause = retry_pause(m->tries, chance());

	switch (v->kind) {
	case VERDICT_SENT:
		t.result = t.state = "sent";
		t.error = "";
		break;
	case VERDICT_REFUSED:
		t.result = "refused";
		t.state = "dead";
		break;
	case VERDICT_LATER:
		t.result = "later";
		t.state = "dead";
		t.try_at = cx->now + (v->wait_ms > pause ? v->wait_ms : pause);
		if (t.try_at > m->first_at + RETRY_GIVE_UP)
			t.try_at = 0;
		break;
	}
	if (!t.try_at && v->kind != VERDICT_SENT)
		log_warn("%s: message %lld is given up", cx->office->id,
		    (long long)m->id);
	if (message_record(cx->db, m, &t, cx->now, e) < 0)
		return -1;
	if (channel == CHANNEL_MAIL && v->kind == VERDICT_SENT)
		return address_fault_clear(cx->db, m->address, e);
	if (channel == CHANNEL_MAIL && v->of_address)
		return record_fault(cx, m, v->answer, e);
	return 0;
}

static int
record_flight(struct deliver *d, const struct flight *f,
    const struct verdict *v, int64_t now, struct err *e)
{
	struct ctx cx;
	int rc = -1;

	arena_reset(&d->arena);
	if (sweep_ctx(&cx, d->app, &d->arena, f->outlet->office, now, e) < 0)
		return -1;
	if (db_begin(cx.db, e) == 0 &&
	    record(&cx, &f->m, f->channel, v, e) == 0 &&
	    db_commit(cx.db, e) == 0)
		rc = 0;
	db_rollback(cx.db);
	return rc;
}

/* Whether it is done with, recorded or not. */
static bool
settle(struct deliver *d, struct flight *f, int64_t now)
{
	struct relay *r = &f->outlet->relays[f->channel];
	struct err e = {0};
	struct verdict v;

	flight_verdict(f, &v);
	if (record_flight(d, f, &v, now, &e) < 0) {
		log_error("%s: message %lld: not recorded: %s (%s)",
		    f->outlet->office, (long long)f->m.id, e.msg, e.detail);
		if (e.kind == ERR_BUSY) {
			f->settle_at = now + SETTLE_WAIT;
			return false;
		}
	}
	follow_relay(f->outlet, r, channels[f->channel], &v, now);
	r->load--;
	f->outlet->wake = true;
	return true;
}

/* Also if the clock was put back. */
static bool
waits_to_settle(const struct flight *f, int64_t now)
{
	return now < f->settle_at && now >= f->settle_at - SETTLE_WAIT;
}

size_t
deliver_settle(struct deliver *d, int64_t now)
{
	struct flight **at = &d->flights, *f;
	size_t n = 0;

	while ((f = *at) != NULL) {
		if (!f->over || waits_to_settle(f, now) || !settle(d, f, now)) {
			at = &f->next;
			continue;
		}
		*at = f->next;
		flight_free(f);
		n++;
	}
	return n;
}

/* The other side may have it already, and nobody has told us. */
static bool
may_have_arrived(const struct flight *f)
{
	return f->over || f->hooked || f->smtp.stage == SMTP_BODY;
}

size_t
deliver_finish(struct deliver *d, int64_t now)
{
	struct flight **at = &d->flights, *f;

	deliver_settle(d, now);
	while ((f = *at) != NULL) {
		if (may_have_arrived(f)) {
			at = &f->next;
			continue;
		}
		*at = f->next;
		net_cancel(d->net, &f->smtp.call);
		f->outlet->relays[f->channel].load--;
		flight_free(f);
	}
	return deliver_load(d);
}

/* --- on its way --------------------------------------------------------- */

static void
on_done(struct net_call *c)
{
	struct flight *f = c->ctx;

	f->over = true;
}

static void
launch(struct look *l, struct flight *f, struct net_call *c)
{
	struct deliver *d = l->d;
	struct err e = {0};

	c->key = l->o->office;
	c->done = on_done;
	c->ctx = f;
	f->outlet = l->o;
	f->channel = l->channel;
	if (net_add(d->net, c, &e) < 0)
		log_fatal("%s (%s)", e.msg, e.detail);
	f->next = d->flights;
	d->flights = f;
	l->o->relays[l->channel].load++;
}

/* Those that came to their end without a transfer. */
static int
record_ended(struct look *l, const struct message *const *m,
    const struct verdict *v, size_t n, struct err *e)
{
	struct db *db = l->cx->db;

	if (n == 0)
		return 0;
	if (db_begin(db, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (record(l->cx, m[i], l->channel, &v[i], e) < 0) {
			db_rollback(db);
			return -1;
		}
	return db_commit(db, e);
}

static int
send_claimed(
    struct look *l, const struct message *const *m, size_t n, struct err *e)
{
	const struct message *ended[DELIVER_LOOK];
	struct verdict verdicts[DELIVER_LOOK];
	size_t ended_n = 0;

	for (size_t i = 0; i < n; i++) {
		struct flight *f = calloc(1, sizeof(*f));
		struct net_call *c;

		if (!f)
			log_fatal("out of memory");
		if (flight_begin(
			l->cx, f, m[i], l->out, &c, &verdicts[ended_n])) {
			launch(l, f, c);
			continue;
		}
		ended[ended_n++] = m[i];
		flight_free(f);
	}
	return record_ended(l, ended, verdicts, ended_n, e);
}

/* --- what is due -------------------------------------------------------- */

static bool
in_flight(const struct look *l, int64_t id)
{
	for (const struct flight *f = l->d->flights; f; f = f->next)
		if (f->outlet == l->o && f->m.id == id)
			return true;
	return false;
}

/* Within a transaction: 1 claimed, 0 ended, put off or left, -1. */
static int
sort_out(struct look *l, struct message *m, struct err *e)
{
	int64_t now = l->cx->now;
	struct attempt t = {.error = m->error};
	int over;

	if (in_flight(l, m->id)) {
		l->left = true;
		return 0;
	}
	over = link_is_over(l->cx, m, e);
	if (over < 0)
		return -1;
	if (m->pointless || over) {
		t.state = "dropped";
		t.error = "";
	} else if (m->first_at && now > m->first_at + RETRY_GIVE_UP) {
		t.state = "dead";
		if (!t.error[0])
			t.error = "Tidak terkirim dalam lima hari.";
		log_warn("%s: message %lld is given up", l->o->office,
		    (long long)m->id);
	} else if (l->unset) {
		t.try_at = now + UNSET_WAIT;
		t.error = l->unset;
	} else if (l->room == 0) {
		l->left = true;
		return 0;
	} else {
		l->room--;
		return message_claim(l->cx->db, m, now, now + CLAIM_LIFE, e);
	}
	return message_record(l->cx->db, m, &t, now, e);
}

/* Claims and ends, in one transaction; then what was claimed is sent. */
static int
work_page(struct look *l, struct message *v, size_t n, struct err *e)
{
	const struct message *claimed[DELIVER_LOOK];
	size_t claimed_n = 0;
	int rc = 0;

	if (db_begin(l->cx->db, e) < 0)
		return -1;
	for (size_t i = 0; i < n && rc >= 0; i++) {
		rc = sort_out(l, &v[i], e);
		if (rc == 1)
			claimed[claimed_n++] = &v[i];
	}
	if (rc >= 0)
		rc = db_commit(l->cx->db, e);
	db_rollback(l->cx->db);
	return rc < 0 ? -1 : send_claimed(l, claimed, claimed_n, e);
}

static void
set_room(struct look *l)
{
	const struct relay *r = &l->o->relays[l->channel];
	size_t load = 0, most;

	for (int i = 0; i < CHANNELS; i++)
		load += l->o->relays[i].load;
	if (l->channel == CHANNEL_MAIL && l->out &&
	    l->out->mail.way == OUTSIDE_MAILDIR) {
		l->room = DELIVER_LOOK;
		return;
	}
	most = load < OF_OFFICE ? OF_OFFICE - load + r->load : r->load;
	l->room = relay_room(r, most, l->cx->now);
}

/* What there is to do on a channel; *at: when to look again. */
static int
look_at(struct look *l, int64_t *at, struct err *e)
{
	const struct relay *r = &l->o->relays[l->channel];
	const char *channel = channels[l->channel];
	int64_t now = l->cx->now, next;
	struct message *v;
	size_t n;

	*at = INT64_MAX;
	if (message_next(l->cx->db, &next, channel, e) < 0)
		return -1;
	if (next > now)
		*at = next;
	if (next == 0 || next > now)
		return 0;
	set_room(l);
	if (!l->unset && l->room == 0) {
		if (r->paused_until > now)
			*at = r->paused_until;
		return 0;
	}
	if (message_due(l->cx->db, l->cx->arena, &v, &n, channel, now,
		DELIVER_LOOK, e) < 0 ||
	    work_page(l, v, n, e) < 0)
		return -1;
	if (l->left &&
	    l->o->relays[CHANNEL_MAIL].load + l->o->relays[CHANNEL_HOOK].load >
		0)
		return 0;
	if (message_next(l->cx->db, &next, channel, e) < 0)
		return -1;
	if (next != 0)
		*at = next > now ? next : 0;
	return 0;
}

static const char *
unset_reason(const struct look *l)
{
	if (!l->out)
		return "Pengaturan surel kantor ini tidak dapat dibaca.";
	if (l->channel == CHANNEL_MAIL)
		return l->out->mail.way == OUTSIDE_NONE
			   ? "Surel belum diatur untuk kantor ini."
			   : NULL;
	return l->out->hook.url ? NULL
				: "Webhook belum diatur untuk kantor ini.";
}

/* Once in the life of a process. */
static int
reclaim(struct ctx *cx, struct outlet *o, struct err *e)
{
	size_t n;

	if (o->begun)
		return 0;
	if (message_reclaim(cx->db, cx->now, &n, e) < 0)
		return -1;
	if (n > 0)
		log_info(
		    "%s: %zu messages were under way; again", o->office, n);
	o->begun = true;
	return 0;
}

/* A file that cannot be read: once an hour is enough. */
static void
complain(struct outlet *o, const struct err *e, int64_t now)
{
	if (now < o->complain_at)
		return;
	log_error("%s: %s (%s)", o->office, e->msg, e->detail);
	o->complain_at = now + UNSET_WAIT;
}

int
deliver_office(struct deliver *d, struct ctx *cx, struct outlet *o,
    int64_t *next_at, struct err *e)
{
	const struct outside *out = NULL;
	struct err unread = {0};
	int64_t at;

	*next_at = INT64_MAX;
	if (reclaim(cx, o, e) < 0)
		return -1;
	if (outside_get(d->outside, o->office, &out, &unread) < 0) {
		out = NULL;
		complain(o, &unread, cx->now);
	}
	for (int i = 0; i < CHANNELS; i++) {
		struct look l = {d, cx, o, i, out, .left = false};

		l.unset = unset_reason(&l);
		if (!l.unset && !o->set_up[i] &&
		    message_hasten(cx->db, channels[i], cx->now, e) < 0)
			return -1;
		o->set_up[i] = !l.unset;
		if (look_at(&l, &at, e) < 0)
			return -1;
		if (at < *next_at)
			*next_at = at;
	}
	return 0;
}
