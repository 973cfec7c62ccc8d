#include "main/post.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

#define SECOND       INT64_C(1000000)
#define QUICK_US     SECOND        /* ended so soon: quick */
#define QUICK_MAX    5             /* in a row, then pauses */
#define PAUSE_US     (SECOND / 10) /* the first; doubles */
#define PAUSE_MAX_US (5 * SECOND)

void
post_enter(const struct post_host *h, const char *role)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	close(h->signal_fd);
	log_set_role(role);
	/* The master may have died before the call. */
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0 || getppid() != h->master)
		exit(0);
}

int64_t
post_pause(unsigned *quick, int64_t lived)
{
	int64_t pause = PAUSE_US;

	*quick = lived < QUICK_US ? *quick + 1 : 0;
	if (*quick < QUICK_MAX)
		return 0;
	for (unsigned i = QUICK_MAX; i < *quick && pause < PAUSE_MAX_US; i++)
		pause *= 2;
	return pause < PAUSE_MAX_US ? pause : PAUSE_MAX_US;
}

static void
start(struct post *p, const struct post_host *h, int64_t now)
{
	p->started = now;
	p->pid = fork();
	if (p->pid == 0) {
		post_enter(h, p->name);
		exit(p->run(p->ctx));
	}
	if (p->pid < 0) {
		log_error("cannot fork: %d", errno);
		p->pid = 0;
		p->due = now + SECOND;
	}
}

void
post_tend(struct post *p, const struct post_host *h, int64_t now)
{
	if (p->pid == 0) {
		if (!p->ending && now >= p->due)
			start(p, h, now);
		return;
	}
	if ((!p->ending && !p->renewing) || now < p->kill_at)
		return;
	log_error("the %s (%d) does not end: killed", p->name, (int)p->pid);
	kill(p->pid, SIGKILL);
	p->kill_at = now + STOP_US;
}

bool
post_bury(struct post *p, pid_t pid, int status, int64_t now)
{
	int64_t pause;

	if (p->pid != pid)
		return false;
	p->pid = 0;
	if (WIFSIGNALED(status) && !p->ending && !p->renewing)
		log_warn("the %s (%d) was ended by signal %d", p->name,
		    (int)pid, WTERMSIG(status));
	else if (!p->ending && !p->renewing)
		log_warn("the %s (%d) ended with status %d", p->name, (int)pid,
		    WEXITSTATUS(status));
	pause = p->renewing ? 0 : post_pause(&p->quick, now - p->started);
	p->due = now + pause;
	p->renewing = false;
	if (pause > 0 && !p->ending)
		log_error("the %s ended %u times within a second of its "
			  "start; next try in %lld ms",
		    p->name, p->quick, (long long)(pause / 1000));
	return true;
}

static void
tell_to_go(struct post *p, int64_t now)
{
	p->kill_at = now + STOP_US;
	if (p->pid != 0)
		kill(p->pid, SIGTERM);
}

void
post_end(struct post *p, int64_t now)
{
	if (p->ending)
		return;
	p->ending = true;
	tell_to_go(p, now);
}

void
post_renew(struct post *p, int64_t now)
{
	if (p->ending || p->renewing || p->pid == 0)
		return;
	p->renewing = true;
	tell_to_go(p, now);
}

int64_t
post_next(const struct post *p)
{
	if (p->pid == 0)
		return p->ending ? INT64_MAX : p->due;
	return p->ending || p->renewing ? p->kill_at : INT64_MAX;
}
