/*
 * FastCGI by libfcgi.  The handler pulls the body straight from the stream;
 * the connection is closed after each request, since a kept one would pin
 * this worker to one connection of the web server.
 */
#include <limits.h>
#include <stdlib.h>

#include <fcgiapp.h>

#include "base/limits.h"
#include "http/front_part.h"

/* libfcgi waits 2 s for silent peers; so long no worker may stand still. */
#define PEER_MS "200"

struct fcgi_front {
	struct front base;
	FCGX_Request rq;
	int fd;        /* borrowed */
	uint64_t at;   /* bytes of the body read so far */
	int64_t total; /* as announced, or -1 */
};

static int
fcgi_fd(const struct front *f)
{
	return ((const struct fcgi_front *)f)->fd;
}

static int
fcgi_timeout(const struct front *f)
{
	(void)f;
	return -1;
}

/* One request at a time: between two calls nothing is in hand. */
static int
fcgi_drain(struct front *f)
{
	(void)f;
	return 0;
}

static ssize_t
read_body(void *body, char *buf, size_t n)
{
	struct fcgi_front *f = body;
	uint64_t left = LIMIT_BODY + 1 - f->at;
	int got;

	if (f->at > LIMIT_BODY)
		return -1;
	if (f->total >= 0)
		left = (uint64_t)f->total - f->at;
	if (n > left)
		n = (size_t)left;
	if (n > INT_MAX)
		n = INT_MAX;
	if (n == 0)
		return 0;
	got = FCGX_GetStr(buf, (int)n, f->rq.in);
	if (got < 0 || FCGX_GetError(f->rq.in) != 0)
		return -1;
	f->at += (uint64_t)got;
	/* An upload cut short must not pass for a whole one. */
	if (got == 0 && f->total >= 0)
		return -1;
	return f->at > LIMIT_BODY ? -1 : got;
}

static int
put(void *out, const char *p, size_t n)
{
	while (n > 0) {
		int k = n > INT_MAX ? INT_MAX : (int)n;

		if (FCGX_PutStr(p, k, out) != k)
			return -1;
		p += k;
		n -= (size_t)k;
	}
	return 0;
}

static void
serve(struct fcgi_front *f)
{
	const struct front_conf *c = &f->base.conf;
	struct front_head h;
	struct request rq = {
	    .id = f->base.next_id++,
	    .content_length = -1,
	    .read = read_body,
	    .body = f,
	};
	struct response rs;
	uint64_t n;

	front_env(&h, c, f->rq.envp);
	f->at = 0;
	f->total = -1;
	if (h.length && str_u64(str_of(h.length), LIMIT_BODY, &n) == 0)
		f->total = (int64_t)n;
	front_answer(c, &h, &rq, &rs);
	if (f->at > LIMIT_BODY)
		front_refuse(c, &rs, 413, rq.id);
	/* A peer that left is no news: its web server has logged it. */
	(void)front_cgi_send(&rs, put, f->rq.out);
	response_clear(&rs);
}

/*
 * The watchdog's time begins before the accept: a peer that sends half a
 * record and then nothing holds us inside FCGX_Accept_r().
 */
static void
fcgi_run(struct front *base)
{
	struct fcgi_front *f = (struct fcgi_front *)base;

	front_busy(&base->conf, true);
	if (FCGX_Accept_r(&f->rq) >= 0) {
		f->rq.keepConnection = 0;
		serve(f);
		FCGX_Finish_r(&f->rq);
		arena_reset(base->conf.arena);
	}
	front_busy(&base->conf, false);
}

static void
fcgi_close(struct front *base)
{
	FCGX_Free(&((struct fcgi_front *)base)->rq, 1);
}

static const struct front_ops ops = {
    fcgi_fd, fcgi_timeout, fcgi_run, fcgi_drain, fcgi_close};

struct front *
front_fcgi_open(int fd, const struct front_conf *c, struct err *e)
{
	struct fcgi_front *f;

	setenv("LIBFCGI_IS_AF_UNIX_KEEPER_POLL_TIMEOUT", PEER_MS, 0);
	setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", PEER_MS, 0);
	f = (struct fcgi_front *)front_new(sizeof(*f), &ops, c);
	f->fd = fd;
	if (FCGX_Init() != 0 || FCGX_InitRequest(&f->rq, fd, 0) != 0) {
		err_set(e, ERR_SYSTEM, "FastCGI tidak dapat disiapkan.",
		    "fcgi: cannot initialise");
		front_close(&f->base);
		return NULL;
	}
	return &f->base;
}
