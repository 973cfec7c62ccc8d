#include "main/agent.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app/sweep.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "main/sandbox.h"

#define ROUND_MS 60000
#define SOON_MS  1000 /* when more is due than one round may do */

/* Wait; whether SIGTERM has come. */
static bool
pause_for(int signal_fd, int ms)
{
	struct pollfd fd = {.fd = signal_fd, .events = POLLIN};
	int n = poll(&fd, 1, ms);

	if (n < 0 && errno != EINTR)
		log_fatal("poll failed: %d", errno);
	return n > 0;
}

static int
rounds(struct sweeper *sw, struct arena *a, int signal_fd)
{
	bool more;

	do {
		struct err e = {0};

		if (sweep_round(sw, a, clock_now(), &more, &e) < 0) {
			log_error("%s (%s)", e.msg, e.detail);
			more = false;
		}
	} while (!pause_for(signal_fd, more ? SOON_MS : ROUND_MS));
	return 0;
}

static struct sandbox
sandbox_of(const struct app_conf *conf)
{
	return (struct sandbox){.data = conf->data,
	    .outside = conf->outside,
	    .unix_connect = conf->scan.policy != VIRUS_OFF};
}

static int
lock(const struct app_conf *conf, struct err *e)
{
	const struct sandbox s = sandbox_of(conf);
	bool landlock;

	return sandbox_agent(&s, &landlock, e);
}

int
agent_run(void *ctx)
{
	const struct app_conf *conf = ctx;
	struct sweeper sw = {0};
	struct arena arena;
	struct err e = {0};
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
	arena_init(&arena, LIMIT_REQUEST_ARENA);
	if (app_open(&sw.app, conf, clock_now(), &e) == 0 &&
	    lock(conf, &e) == 0)
		rc = rounds(&sw, &arena, fd);
	else
		log_error("%s (%s)", e.msg, e.detail);
	app_close(sw.app);
	sweeper_clear(&sw);
	arena_clear(&arena);
	close(fd);
	return rc;
}
