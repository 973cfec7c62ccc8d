#include "main/agent.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app/deskwork.h"
#include "app/rounds.h"
#include "base/clock.h"
#include "base/log.h"
#include "main/desk.h"
#include "main/memory.h"
#include "main/sandbox.h"

#define FILES_OWN    ((rlim_t)256) /* descriptors for all else */
#define OFFICES_MOST ((size_t)1000)
#define LOOK_MS      10000            /* at what the sandbox lets it read */
#define END_US       INT64_C(2000000) /* for what may have arrived */
#define DESK_END_US  INT64_C(6000000) /* and then for a passphrase */

/* What the agent works with; each member is its own process's. */
struct work {
	struct app *app;
	struct net *net;
	struct ways *ways;
	struct rounds *rounds;
	struct deskwork *desk;
	int far; /* where questions for the desk come in; 0: nowhere */
	int signal_fd;
	const struct sandbox *sandbox;
};

/*
 * What the other side may have is waited for a little; all else that is under
 * way is dropped: its claims are due again in the next agent, which sends it
 * with the same Message-ID.  A passphrase that may have left is waited for
 * longer, as nobody knows it afterwards.
 */
static void
finish(struct work *w)
{
	int64_t until = clock_steady_us() + END_US;
	struct err e = {0};

	for (;;) {
		int64_t now = clock_steady_us();
		int wait = 100;

		deskwork_turn(w->desk, clock_now(), &wait);
		if ((rounds_finish(w->rounds, clock_now()) == 0 ||
			now >= until) &&
		    (deskwork_load(w->desk, true) == 0 ||
			now >= until + DESK_END_US))
			return;
		if (net_poll(w->net, wait, NULL, 0, &e) < 0) {
			log_error("agent: %s (%s)", e.msg, e.detail);
			return;
		}
	}
}

static bool
desk_looks(const struct work *w)
{
	return w->far > 0 &&
	       (deskwork_room(w->desk) || deskwork_closed(w->desk));
}

/* Take who comes to the desk, as far as there is room, and serve them. */
static void
serve_desk(struct work *w, int *wait)
{
	int fd;

	while (desk_looks(w) && (fd = desk_next(w->far)) >= 0)
		if (deskwork_room(w->desk))
			deskwork_take(w->desk, fd);
		else
			close(fd);
	deskwork_turn(w->desk, clock_now(), wait);
}

/* Wait for all that may come; whether SIGTERM did. */
static bool
wait_for(struct work *w, int ms)
{
	struct net_watch v[2 + DESKWORK_MOST] = {{.fd = w->signal_fd}};
	struct err e = {0};
	size_t n = 1;

	_Static_assert(2 + DESKWORK_MOST <= NET_WATCHES, "all are watched");
	if (desk_looks(w))
		v[n++].fd = w->far;
	n += deskwork_watch(w->desk, v + n);
	if (net_poll(w->net, ms, v, n, &e) < 0)
		log_fatal("agent: %s (%s)", e.msg, e.detail);
	return v[0].ready;
}

/*
 * One thread, one wait: for the network, for SIGTERM, for who comes to the
 * desk, and for as long as nothing is due.
 */
static void
loop(struct work *w)
{
	int64_t look_at = clock_now() + LOOK_MS;
	int wait = 0;

	for (;;) {
		int64_t now = clock_now();
		struct err e = {0};

		if (now >= look_at && net_load(w->net, NULL) == 0 &&
		    deskwork_load(w->desk, false) == 0) {
			if (sandbox_agent_stale(w->sandbox) ||
			    ways_stale(w->ways)) {
				log_info("a file outside is new: a new agent");
				return;
			}
			look_at = now + LOOK_MS;
		}
		if (wait_for(w, wait))
			return;
		serve_desk(w, &wait);
		if (rounds_turn(w->rounds, clock_now(), &wait, &e) < 0)
			log_error("%s (%s)", e.msg, e.detail);
		serve_desk(w, &wait);
	}
}

/*
 * It looks at all offices again and again, so as many as there are
 * descriptors for stay open, and of each it needs but a few statements.
 */
static struct app_conf
conf_of(const struct app_conf *given)
{
	struct app_conf conf = *given;
	struct rlimit r = {0, 0};

	if (getrlimit(RLIMIT_NOFILE, &r) == 0 && r.rlim_cur < r.rlim_max) {
		r.rlim_cur = r.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &r) < 0)
			(void)getrlimit(RLIMIT_NOFILE, &r);
	}
	conf.lazy = true;
	conf.offices_open = TENANTS_OPEN;
	if (r.rlim_cur > FILES_OWN + TENANTS_OPEN * TENANTS_FILES)
		conf.offices_open = (r.rlim_cur - FILES_OWN) / TENANTS_FILES;
	if (conf.offices_open > OFFICES_MOST)
		conf.offices_open = OFFICES_MOST;
	return conf;
}

int
agent_run(void *ctx)
{
	const struct app_conf conf = conf_of(ctx);
	const struct sandbox s = {.data = conf.data,
	    .outside = conf.outside,
	    .unix_connect = conf.scan.policy != VIRUS_OFF};
	const struct net_limits limits = NET_LIMITS;
	struct work w = {.far = conf.desk_far, .sandbox = &s};
	struct err e = {0};
	bool landlock;
	sigset_t set;
	int rc = 1;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	w.signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (w.signal_fd < 0)
		log_fatal("agent: signalfd: %d", errno);
	/* Whoever waits for a page goes first. */
	if (nice(10) < 0)
		log_warn("agent: nice: %d", errno);
	if (memory_lock(&e) == 0 &&
	    app_open(&w.app, &conf, clock_now(), &e) == 0 &&
	    net_open(&w.net, &limits, &e) == 0 &&
	    ways_open(&w.ways, w.app, &e) == 0 &&
	    rounds_open(&w.rounds, w.app, w.net, w.ways, &e) == 0 &&
	    deskwork_open(&w.desk, w.app, w.net, w.ways, &e) == 0 &&
	    app_warm(w.app, &e) == 0 && sandbox_agent(&s, &landlock, &e) == 0) {
		loop(&w);
		finish(&w);
		rc = 0;
	} else {
		log_error("%s (%s)", e.msg, e.detail);
	}
	deskwork_close(w.desk);
	rounds_close(w.rounds);
	ways_close(w.ways);
	net_close(w.net);
	app_close(w.app);
	close(w.signal_fd);
	return rc;
}
