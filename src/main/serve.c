/*
 * The master.  Every worker is a member of a generation; SIGHUP makes the
 * next one beside the one that serves, and only when all of the new workers
 * are ready do the old ones get SIGTERM.  If a new worker ends before it was
 * ready, the new generation is given up and the old one stays.  Posts
 * (post.h) stand beside all generations: the zygotes and the agent.
 */
#include "main/serve.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "main/desk.h"
#include "main/listen.h"
#include "main/post.h"
#include "main/worker.h"
#include "main/zygote.h"

#define SECOND          INT64_C(1000000) /* us */
#define RELOAD_US       (30 * SECOND)    /* for new workers to be ready */
#define REQUEST_SECONDS 60
#define WORKERS_MAX     256u
#define STATUS_US       (10 * SECOND)
#define WATCH_US        (5 * SECOND)
#define AGENT_US        (600 * SECOND) /* before it can be said to hang */

/* Serving, coming and leaving generations live side by side. */
#define GENERATIONS 3

/* The zygotes are the first posts. */
enum { AGENT = SERVE_ZYGOTES, POSTS };

struct child {
	pid_t pid;         /* 0: none; started at .due if used */
	bool used, ending; /* ending: was told to go */
	unsigned index;    /* of the worker in its generation */
	unsigned generation, quick;
	int64_t started;          /* steady us, like all times here */
	int64_t due;              /* when to start it again */
	int64_t kill_at;          /* if ending */
	struct worker_slot *slot; /* borrowed from the shared memory */
};

struct master {
	const struct serve_conf *conf;
	struct listeners listen;
	struct arena arena;
	struct child *children;
	struct worker_slot *slots;            /* owned: a mapping */
	size_t n;                             /* of both */
	unsigned workers, generation, coming; /* coming: 0 or the next one */
	int64_t coming_until, limit;
	bool want_reload, stopping, told_ready;
	uint64_t requests; /* of workers that have ended */
	int64_t ping_every, ping_at, status_at, watch_at;
	int signal_fd, ready_fd;
	sigset_t old_mask;
	struct post posts[POSTS]; /* .run NULL: there is none */
	struct post_host host;
};

static bool
child_ready(const struct child *k)
{
	return k->pid != 0 && atomic_load(&k->slot->ready);
}

static unsigned
count_ready(const struct master *m, unsigned generation)
{
	unsigned n = 0;

	for (size_t i = 0; i < m->n; i++)
		n += m->children[i].used && !m->children[i].ending &&
		     m->children[i].generation == generation &&
		     child_ready(&m->children[i]);
	return n;
}

static void
say_status(struct master *m, int64_t now)
{
	uint64_t requests = m->requests;

	for (size_t i = 0; i < m->n; i++)
		if (m->children[i].used)
			requests += atomic_load(&m->slots[i].requests);
	sd_notifyf(0, "STATUS=%u of %u workers ready, %llu requests served",
	    count_ready(m, m->generation), m->workers,
	    (unsigned long long)requests);
	m->status_at = now + STATUS_US;
}

/* In a child that only asks them. */
static void
leave_zygotes(const struct master *m)
{
	for (size_t i = 0; i < SERVE_ZYGOTES; i++)
		if (m->conf->zygotes[i])
			zygote_leave(m->conf->zygotes[i]);
}

/* In the child. */
static void
run_child(struct master *m, const struct child *k)
{
	const struct worker w = {
	    .conf = m->conf,
	    .listen = &m->listen,
	    .slot = k->slot,
	    .index = k->index,
	    .ready_fd = m->ready_fd,
	};
	char *role = arena_printf(&m->arena, "worker %u", k->index + 1);
	int status;

	post_enter(&m->host, role);
	leave_zygotes(m);
	if (m->conf->desk)
		desk_leave(m->conf->desk);
	status = worker_run(&w);
	arena_clear(&m->arena);
	exit(status);
}

static void
start(struct master *m, struct child *k, int64_t now)
{
	k->slot->ready = false;
	k->slot->busy_since = 0;
	k->slot->requests = 0;
	k->started = now;
	k->pid = fork();
	if (k->pid == 0)
		run_child(m, k);
	if (k->pid < 0) {
		log_error("cannot fork: %d", errno);
		k->pid = 0;
		k->due = now + SECOND;
	}
}

static unsigned
count_free(const struct master *m)
{
	unsigned n = 0;

	for (size_t i = 0; i < m->n; i++)
		n += !m->children[i].used;
	return n;
}

/* Workers of a new generation, in free places. */
static void
start_generation(struct master *m, unsigned generation, int64_t now)
{
	unsigned n = 0;

	for (size_t i = 0; i < m->n && n < m->workers; i++) {
		struct child *k = &m->children[i];

		if (k->used)
			continue;
		*k = (struct child){.used = true,
		    .index = n++,
		    .generation = generation,
		    .slot = &m->slots[i]};
		start(m, k, now);
	}
}

/* Ask all of a generation to end; those that do not start are dropped. */
static void
end_generation(struct master *m, unsigned generation, int64_t now)
{
	for (size_t i = 0; i < m->n; i++) {
		struct child *k = &m->children[i];

		if (!k->used || k->generation != generation || k->ending)
			continue;
		k->ending = true;
		k->kill_at = now + STOP_US;
		if (k->pid == 0)
			k->used = false;
		else
			kill(k->pid, SIGTERM);
	}
}

static void
begin_reload(struct master *m, int64_t now)
{
	struct err e = {0};

	m->want_reload = false;
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)now);
	if (m->conf->reload && m->conf->reload(m->conf->ctx, &e) < 0) {
		log_error("reload: %s (%s)", e.msg, e.detail);
		sd_notify(0, "READY=1");
		return;
	}
	m->coming = m->generation + 1;
	m->coming_until = now + RELOAD_US;
	start_generation(m, m->coming, now);
	log_info("reload: starting %u new workers", m->workers);
}

static void
give_up_reload(struct master *m, const char *why, int64_t now)
{
	log_error("reload: %s; the running workers stay", why);
	end_generation(m, m->coming, now);
	m->coming = 0;
	sd_notify(0, "READY=1");
}

static void
follow_reload(struct master *m, int64_t now)
{
	if (m->coming != 0 && count_ready(m, m->coming) == m->workers) {
		end_generation(m, m->generation, now);
		m->generation = m->coming;
		m->coming = 0;
		post_renew(&m->posts[AGENT], now);
		sd_notify(0, "READY=1");
		say_status(m, now);
		log_info("reload: done");
	} else if (m->coming != 0 && now >= m->coming_until) {
		give_up_reload(m, "new workers are not ready", now);
	}
	/* Otherwise again when the leaving workers are gone. */
	if (m->want_reload && m->coming == 0 && count_free(m) >= m->workers)
		begin_reload(m, now);
}

static void
tell_ready(struct master *m, int64_t now)
{
	if (m->told_ready || count_ready(m, m->generation) < m->workers)
		return;
	m->told_ready = true;
	sd_notify(0, "READY=1");
	say_status(m, now);
	log_info("ready: %u workers", m->workers);
}

static void
plan_restart(struct child *k, int64_t now)
{
	int64_t pause = post_pause(&k->quick, now - k->started);

	k->due = now + pause;
	if (pause > 0)
		log_error("worker %u ended %u times within a second of its "
			  "start; next try in %lld ms",
		    k->index + 1, k->quick, (long long)(pause / 1000));
}

static void
bury(struct master *m, struct child *k, int status, int64_t now)
{
	bool ready = atomic_load(&k->slot->ready);

	m->requests += atomic_load(&k->slot->requests);
	atomic_store(&k->slot->requests, 0);
	if (WIFSIGNALED(status))
		log_warn("worker %u (%d) was ended by signal %d", k->index + 1,
		    (int)k->pid, WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0 || !k->ending)
		log_warn("worker %u (%d) ended with status %d", k->index + 1,
		    (int)k->pid, WEXITSTATUS(status));
	k->pid = 0;
	if (k->ending) {
		k->used = false;
	} else if (k->generation == m->coming && !ready) {
		k->used = false;
		give_up_reload(m, "a new worker did not start", now);
	} else {
		plan_restart(k, now);
	}
}

static void
reap(struct master *m, int64_t now)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (size_t i = 0; i < POSTS; i++)
			(void)post_bury(&m->posts[i], pid, status, now);
		for (size_t i = 0; i < m->n; i++)
			if (m->children[i].used && m->children[i].pid == pid)
				bury(m, &m->children[i], status, now);
	}
}

static bool
any_left(const struct master *m)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->children[i].used)
			return true;
	return false;
}

/* The posts begin before the workers and end after them. */
static void
tend_posts(struct master *m, int64_t now)
{
	for (size_t i = 0; i < POSTS; i++) {
		if (!m->posts[i].run)
			continue;
		if (m->stopping && !any_left(m))
			post_end(&m->posts[i], now);
		post_tend(&m->posts[i], &m->host, now);
	}
}

static bool
any_post_left(const struct master *m)
{
	for (size_t i = 0; i < POSTS; i++)
		if (m->posts[i].pid != 0)
			return true;
	return false;
}

/* Start what is due, kill what hangs or does not go. */
static void
tend(struct master *m, int64_t now)
{
	for (size_t i = 0; i < m->n; i++) {
		struct child *k = &m->children[i];
		int64_t since;

		if (!k->used)
			continue;
		if (k->pid == 0) {
			if (now >= k->due)
				start(m, k, now);
			continue;
		}
		since = atomic_load(&k->slot->busy_since);
		if (since != 0 && now - since > m->limit)
			log_error("worker %u (%d) hangs in a request: killed",
			    k->index + 1, (int)k->pid);
		else if (k->ending && now >= k->kill_at)
			log_error("worker %u (%d) does not end: killed",
			    k->index + 1, (int)k->pid);
		else
			continue;
		kill(k->pid, SIGKILL);
		/* Not again before it could be reaped. */
		k->slot->busy_since = 0;
		k->kill_at = now + STOP_US;
	}
}

static void
watch(struct master *m, int64_t now)
{
	struct post *agent = &m->posts[AGENT];

	if (!m->conf->watch || now < m->watch_at || m->stopping)
		return;
	m->watch_at = now + WATCH_US;
	if (!m->conf->watch(m->conf->watch_ctx) || agent->pid == 0 ||
	    now - agent->started < AGENT_US)
		return;
	log_error("the agent (%d) hangs: killed", (int)agent->pid);
	kill(agent->pid, SIGKILL);
}

static void
ping(struct master *m, int64_t now)
{
	if (m->ping_every > 0 && now >= m->ping_at) {
		sd_notify(0, "WATCHDOG=1");
		m->ping_at = now + m->ping_every;
	}
	if (m->told_ready && now >= m->status_at)
		say_status(m, now);
}

/* ms until something is due; workers in a request are looked at on a beat. */
static int
pause_ms(const struct master *m, int64_t now)
{
	int64_t until = now + (m->limit / 4 < SECOND ? m->limit / 4 : SECOND);

	if (m->ping_every > 0 && m->ping_at < until)
		until = m->ping_at;
	for (size_t i = 0; i < POSTS; i++)
		if (m->posts[i].run && post_next(&m->posts[i]) < until)
			until = post_next(&m->posts[i]);
	for (size_t i = 0; i < m->n; i++) {
		const struct child *k = &m->children[i];

		if (k->used && k->pid == 0 && k->due < until)
			until = k->due;
		if (k->used && k->ending && k->kill_at < until)
			until = k->kill_at;
	}
	return until <= now ? 0 : (int)((until - now + 999) / 1000);
}

static void
take_signals(struct master *m, int64_t now)
{
	struct signalfd_siginfo si;

	while (read(m->signal_fd, &si, sizeof(si)) == (ssize_t)sizeof(si)) {
		if (si.ssi_signo == SIGHUP && !m->stopping)
			m->want_reload = true;
		if ((si.ssi_signo != SIGTERM && si.ssi_signo != SIGINT) ||
		    m->stopping)
			continue;
		m->stopping = true;
		sd_notify(0, "STOPPING=1");
		log_info("stopping");
		if (m->coming != 0)
			end_generation(m, m->coming, now);
		end_generation(m, m->generation, now);
	}
}

static void
loop(struct master *m)
{
	while (!m->stopping || any_left(m) || any_post_left(m)) {
		int64_t now = clock_steady_us();
		struct pollfd fds[] = {
		    {.fd = m->signal_fd, .events = POLLIN},
		    {.fd = m->ready_fd, .events = POLLIN},
		};
		uint64_t count;

		if (poll(fds, 2, pause_ms(m, now)) < 0 && errno != EINTR)
			log_fatal("poll failed: %d", errno);
		now = clock_steady_us();
		if (read(m->ready_fd, &count, sizeof(count)) > 0)
			tell_ready(m, now);
		take_signals(m, now);
		reap(m, now);
		if (!m->stopping)
			follow_reload(m, now);
		tend(m, now);
		tend_posts(m, now);
		watch(m, now);
		ping(m, now);
	}
}

static unsigned
count_cores(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) < 0)
		return 2;
	return CPU_COUNT(&set) < 2 ? 2 : (unsigned)CPU_COUNT(&set);
}

unsigned
serve_workers(unsigned asked)
{
	unsigned n = asked ? asked : count_cores();

	return n > WORKERS_MAX ? WORKERS_MAX : n;
}

static int
open_master(struct master *m, struct err *e)
{
	sigset_t set;
	uint64_t usec = 0;
	void *p;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &m->old_mask);
	signal(SIGPIPE, SIG_IGN);
	m->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	m->ready_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	p = mmap(NULL, m->n * sizeof(*m->slots), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p != MAP_FAILED)
		m->slots = p;
	if (m->signal_fd < 0 || m->ready_fd < 0 || !m->slots)
		return err_set(e, ERR_SYSTEM, "Proses induk gagal disiapkan.",
		    "serve: signalfd, eventfd or mmap: %d", errno);
	m->children = ARENA_ARRAY(&m->arena, m->n, struct child);
	if (sd_watchdog_enabled(0, &usec) > 0)
		m->ping_every = (int64_t)(usec / 2);
	return 0;
}

static int
run_zygote(void *ctx)
{
	return zygote_be(ctx);
}

static int
run_agent(void *ctx)
{
	struct master *m = ctx;

	leave_zygotes(m);
	listen_leave(&m->listen);
	return m->conf->agent(m->conf->ctx);
}

static void
open_posts(struct master *m)
{
	m->host =
	    (struct post_host){.master = getpid(), .signal_fd = m->signal_fd};
	for (size_t i = 0; i < SERVE_ZYGOTES; i++)
		if (m->conf->zygotes[i])
			m->posts[i] = (struct post){
			    .name = m->conf->zygotes[i]->kind->role,
			    .run = run_zygote,
			    .ctx = m->conf->zygotes[i]};
	if (m->conf->agent)
		m->posts[AGENT] =
		    (struct post){.name = "agent", .run = run_agent, .ctx = m};
	tend_posts(m, clock_steady_us());
}

int
serve_run(const struct serve_conf *c, struct err *e)
{
	struct master m = {.conf = c, .signal_fd = -1, .ready_fd = -1};
	int rc = -1;

	if (listen_open(&m.listen, c->http, c->fcgi, e) < 0)
		return -1;
	arena_init(&m.arena, MIB);
	log_set_role("master");
	m.generation = 1;
	m.workers = serve_workers(c->workers);
	m.n = (size_t)m.workers * GENERATIONS;
	m.limit = SECOND *
		  (c->request_seconds ? c->request_seconds : REQUEST_SECONDS);
	if (open_master(&m, e) < 0)
		goto out;
	open_posts(&m);
	start_generation(&m, m.generation, clock_steady_us());
	loop(&m);
	log_info("stopped");
	rc = 0;
out:
	listen_close(&m.listen);
	if (m.signal_fd >= 0)
		close(m.signal_fd);
	if (m.ready_fd >= 0)
		close(m.ready_fd);
	if (m.slots)
		munmap(m.slots, m.n * sizeof(*m.slots));
	arena_clear(&m.arena);
	sigprocmask(SIG_SETMASK, &m.old_mask, NULL);
	return rc;
}
