#include "main/agent.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app/rounds.h"
#include "base/clock.h"
#include "base/log.h"
#include "main/sandbox.h"

#define FILES_OWN    ((rlim_t)256) /* descriptors for all else */
#define OFFICES_MOST ((size_t)1000)
#define LOOK_MS      10000            /* at what the sandbox lets it read */
#define END_US       INT64_C(2000000) /* for what may have arrived */

/*
 * What the other side may have is waited for a little; all else that is under
 * way is dropped: its claims are due again in the next agent, which sends it
 * with the same Message-ID.
 */
static void
finish(struct rounds *r, struct net *net)
{
	int64_t until = clock_steady_us() + END_US;
	struct err e = {0};

	while (rounds_finish(r, clock_now()) > 0 && clock_steady_us() < until)
		if (net_poll(net, 100, NULL, 0, &e) < 0) {
			log_error("agent: %s (%s)", e.msg, e.detail);
			return;
		}
}

/*
 * One thread, one wait: for the network, for SIGTERM, and for as long as
 * nothing is due.
 */
static void
loop(struct rounds *r, struct net *net, const struct ways *ways, int signal_fd,
    const struct sandbox *s)
{
	int64_t look_at = clock_now() + LOOK_MS;
	struct net_watch watch = {.fd = signal_fd};
	int wait = 0, rc;

	for (;;) {
		int64_t now = clock_now();
		struct err e = {0};

		if (now >= look_at && net_load(net, NULL) == 0) {
			if (sandbox_agent_stale(s) || ways_stale(ways)) {
				log_info("a file outside is new: a new agent");
				return;
			}
			look_at = now + LOOK_MS;
		}
		rc = net_poll(net, wait, &watch, 1, &e);
		if (rc < 0)
			log_fatal("agent: %s (%s)", e.msg, e.detail);
		if (rc == 1)
			return;
		if (rounds_turn(r, clock_now(), &wait, &e) < 0)
			log_error("%s (%s)", e.msg, e.detail);
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
	struct app *app = NULL;
	struct net *net = NULL;
	struct ways *ways = NULL;
	struct rounds *r = NULL;
	struct err e = {0};
	bool landlock;
	sigset_t set;
	int fd, rc = 1;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		log_fatal("agent: signalfd: %d", errno);
	/* Whoever waits for a page goes first. */
	if (nice(10) < 0)
		log_warn("agent: nice: %d", errno);
	if (app_open(&app, &conf, clock_now(), &e) == 0 &&
	    net_open(&net, &limits, &e) == 0 &&
	    ways_open(&ways, app, &e) == 0 &&
	    rounds_open(&r, app, net, ways, &e) == 0 &&
	    app_warm(app, &e) == 0 && sandbox_agent(&s, &landlock, &e) == 0) {
		loop(r, net, ways, fd, &s);
		finish(r, net);
		rc = 0;
	} else {
		log_error("%s (%s)", e.msg, e.detail);
	}
	rounds_close(r);
	ways_close(ways);
	net_close(net);
	app_close(app);
	close(fd);
	return rc;
}
