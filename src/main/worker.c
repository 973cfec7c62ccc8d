#include "main/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/wipe.h"
#include "vault/mask.h"

#define DRAIN_US   INT64_C(9000000) /* the master kills after ten seconds */
#define DRAIN_TICK 50               /* ms */

enum { FRONTS = 2 };

struct state {
	const struct worker *w;
	void *app;
	struct arena arena;
	struct front *fronts[FRONTS];
	size_t fronts_n;
	int signal_fd;
	struct mask mask; /* of bodies that are spooled */
};

static void
on_busy(void *ctx, bool busy)
{
	struct worker_slot *slot = ctx;

	atomic_store_explicit(&slot->busy_since, busy ? clock_steady_us() : 0,
	    memory_order_relaxed);
}

static void
on_request(void *ctx, struct request *rq, struct response *rs)
{
	struct state *s = ctx;

	s->w->conf->handler(s->app, rq, rs);
	atomic_fetch_add_explicit(
	    &s->w->slot->requests, 1, memory_order_relaxed);
}

static void
on_mask(void *ctx, uint64_t body, uint64_t at, char *p, size_t n)
{
	mask_apply(ctx, body, at, p, n);
}

/*
 * SIGTERM stays blocked and is read from a descriptor: no system call of a
 * request is ever interrupted, and it is seen even when a connection is
 * always waiting (ppoll then returns without delivering signals).
 */
static int
open_signals(struct state *s, struct err *e)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	s->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s->signal_fd < 0)
		return err_set(e, ERR_SYSTEM, "Proses pelayan gagal disiapkan.",
		    "worker: signalfd: %d", errno);
	return 0;
}

static int
open_fronts(struct state *s, struct err *e)
{
	const struct serve_conf *c = s->w->conf;
	const struct front_conf fc = {
	    .handler = on_request,
	    .app = s,
	    .arena = &s->arena,
	    .spool = c->spool,
	    .mask = on_mask,
	    .mask_ctx = &s->mask,
	    .trust_proxy = c->trust_proxy,
	    .busy = on_busy,
	    .busy_ctx = s->w->slot,
	};
	struct front *f;

	if (s->w->listen->fcgi >= 0) {
		if (!(f = front_fcgi_open(s->w->listen->fcgi, &fc, e)))
			return -1;
		s->fronts[s->fronts_n++] = f;
	}
	if (s->w->listen->http >= 0) {
		if (!(f = front_http_open(s->w->listen->http, &fc, e)))
			return -1;
		s->fronts[s->fronts_n++] = f;
	}
	return 0;
}

/* Poll once and handle what is ready.  Whether SIGTERM has come. */
static bool
turn(struct state *s, int timeout)
{
	struct pollfd fds[FRONTS + 1] = {
	    {.fd = s->signal_fd, .events = POLLIN}};
	int n;

	for (size_t i = 0; i < s->fronts_n; i++) {
		int t = front_timeout(s->fronts[i]);

		fds[i + 1].fd = front_fd(s->fronts[i]);
		fds[i + 1].events = POLLIN;
		if (t >= 0 && (timeout < 0 || t < timeout))
			timeout = t;
	}
	n = poll(fds, (nfds_t)(s->fronts_n + 1), timeout);
	if (n < 0 && errno != EINTR)
		log_fatal("poll failed: %d", errno);
	if (fds[0].revents)
		return true;
	for (size_t i = 0; i < s->fronts_n; i++)
		if (fds[i + 1].revents || front_timeout(s->fronts[i]) == 0)
			front_run(s->fronts[i]);
	/* Forms with passwords and passphrases were read. */
	wipe_rest();
	return false;
}

/* SIGTERM stays unread here: one is enough, and fds[0] is not polled. */
static void
drain(struct state *s)
{
	int64_t until = clock_steady_us() + DRAIN_US;
	size_t left = s->fronts_n;

	close(s->signal_fd);
	s->signal_fd = -1;
	while (left > 0 && clock_steady_us() < until) {
		for (size_t i = left; i-- > 0;) {
			if (front_drain(s->fronts[i]) != 0)
				continue;
			front_close(s->fronts[i]);
			s->fronts[i] = s->fronts[--left];
			s->fronts_n = left;
		}
		if (left > 0)
			(void)turn(s, DRAIN_TICK);
	}
}

int
worker_run(const struct worker *w)
{
	const uint64_t one = 1;
	struct state s = {.w = w, .signal_fd = -1};
	struct err e = {0};
	int rc = 1;

	arena_init(&s.arena, LIMIT_REQUEST_ARENA);
	mask_init(&s.mask);
	if (open_signals(&s, &e) < 0)
		goto out;
	if (w->conf->worker_init &&
	    w->conf->worker_init(w->conf->ctx, w->index, &s.app, &e) < 0)
		goto out;
	if (open_fronts(&s, &e) < 0)
		goto out;
	if (w->conf->worker_lock && w->conf->worker_lock(w->conf->ctx, &e) < 0)
		goto out;
	atomic_store(&w->slot->ready, true);
	if (write(w->ready_fd, &one, sizeof(one)) < 0)
		log_warn("cannot tell the master: %d", errno);
	while (!turn(&s, -1))
		;
	drain(&s);
	rc = 0;
out:
	if (rc != 0)
		log_error("%s (%s)", e.msg ? e.msg : "", e.detail);
	for (size_t i = 0; i < s.fronts_n; i++)
		front_close(s.fronts[i]);
	if (w->conf->worker_free && s.app)
		w->conf->worker_free(s.app);
	if (s.signal_fd >= 0)
		close(s.signal_fd);
	mask_clear(&s.mask);
	arena_clear(&s.arena);
	return rc;
}
