/*
 * A small program on the real fronts and processes, to test them alone:
 * answers what it was asked, and misbehaves on request.
 *
 * echo [--http A] [--fcgi P] [--workers N] [--seconds N] [--spool D]
 *      [--proxy] [--broken FILE]
 * Started by a web server as CGI it answers the one request.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "main/serve.h"

#define BIG (3 * MIB)

struct echo {
	struct serve_conf serve;
	const char *broken; /* while this file exists, no worker starts */
	const char *spool;
};

/* FNV-1a, easily repeated in the tests. */
static uint32_t
hash(uint32_t h, const char *p, size_t n)
{
	while (n-- > 0)
		h = (h ^ (unsigned char)*p++) * 16777619u;
	return h;
}

static long
number(const struct request *rq, const char *name)
{
	struct str s = request_param(rq, name);
	uint64_t v = 0;

	return s.p && str_u64(s, 1000000000, &v) == 0 ? (long)v : 0;
}

static void
answer_echo(struct request *rq, struct response *rs)
{
	static const char *const methods[] = {"GET", "HEAD", "POST", "OTHER"};
	char buf[16384];
	uint64_t total = 0;
	uint32_t h = 2166136261u;
	ssize_t n;

	while ((n = rq->read(rq->body, buf, sizeof(buf))) > 0) {
		total += (uint64_t)n;
		h = hash(h, buf, (size_t)n);
	}
	if (n < 0)
		rs->status = 400;
	response_header(rs, "Content-Type", "text/plain; charset=utf-8");
	sb_printf(&rs->body,
	    "method=%s\npath=%.*s\nquery=%.*s\nhost=%.*s\nagent=%.*s\n"
	    "type=%.*s\nremote=%.*s\nsecure=%d\nlength=%" PRIu64
	    "\nhash=%08" PRIx32 "\n",
	    methods[rq->method], (int)rq->path.n, rq->path.p, (int)rq->query.n,
	    rq->query.n ? rq->query.p : "", (int)rq->host.n, rq->host.p,
	    (int)rq->cookie.n, rq->cookie.n ? rq->cookie.p : "",
	    (int)rq->content_type.n,
	    rq->content_type.n ? rq->content_type.p : "", (int)rq->remote.n,
	    rq->remote.n ? rq->remote.p : "", rq->secure, total, h);
}

/* BIG bytes out of a source that is asked for them while they are sent. */
static ssize_t
read_letters(void *ctx, char *buf, size_t n)
{
	size_t *at = ctx;

	if (n > BIG - *at)
		n = BIG - *at;
	for (size_t i = 0; i < n; i++)
		buf[i] = (char)('a' + (*at + i) / 4096 % 26);
	*at += n;
	return (ssize_t)n;
}

/* A source that turns out to be damaged in its second half. */
static ssize_t
read_half(void *ctx, char *buf, size_t n)
{
	size_t *at = ctx;

	return *at < BIG / 2 ? read_letters(ctx, buf, n) : -1;
}

static void
answer_source(
    struct response *rs, ssize_t (*read_some)(void *ctx, char *buf, size_t n))
{
	size_t *at = calloc(1, sizeof(*at));

	if (!at)
		log_fatal("echo: no memory");
	rs->source = (struct response_source){
	    .size = BIG, .read = read_some, .close = free, .ctx = at};
	response_header(rs, "Content-Type", "application/octet-stream");
}

static void
sleep_ms(long ms)
{
	struct timespec ts = {ms / 1000, ms % 1000 * 1000000};

	/* An interrupted sleep shows as a wrong answer. */
	if (nanosleep(&ts, NULL) < 0)
		log_fatal("echo: interrupted");
}

static void
handle(void *app, struct request *rq, struct response *rs)
{
	(void)app;
	if (rq->too_large) {
		rs->status = 413;
		sb_puts(&rs->body, "Kiriman terlalu besar\n");
		return;
	}

	if (str_eqz(rq->path, "/slow")) {
		sleep_ms(number(rq, "ms"));
		sb_puts(&rs->body, "slow\n");
	} else if (str_eqz(rq->path, "/pid")) {
		sb_printf(&rs->body, "%d %" PRIu64 "\n", (int)getpid(), rq->id);
	} else if (str_eqz(rq->path, "/crash")) {
		raise(SIGSEGV);
	} else if (str_eqz(rq->path, "/hang")) {
		for (;;)
			pause();
	} else if (str_eqz(rq->path, "/file")) {
		answer_source(rs, read_letters);
	} else if (str_eqz(rq->path, "/half")) {
		answer_source(rs, read_half);
	} else if (str_eqz(rq->path, "/big")) {
		for (size_t i = 0; i < BIG; i++)
			sb_putc(&rs->body, (char)('a' + i / 4096 % 26));
	} else if (str_eqz(rq->path, "/empty")) {
		rs->status = 304;
		response_header(rs, "ETag", "\"e\"");
	} else if (str_eqz(rq->path, "/endless")) {
		while (!rs->body.failed)
			sb_puts(&rs->body, "0123456789abcdef");
	} else if (str_eqz(rq->path, "/constant")) {
		sb_puts(&rs->body, "constant\n");
	} else {
		answer_echo(rq, rs);
	}
}

static int
worker_init(void *ctx, unsigned index, void **app, struct err *e)
{
	struct echo *echo = ctx;

	if (echo->broken && access(echo->broken, F_OK) == 0)
		return err_set(
		    e, ERR_SYSTEM, "Sengaja gagal.", "echo: worker %u", index);
	*app = echo;
	return 0;
}

static unsigned
count_of(const char *s)
{
	uint64_t v;

	return s && str_u64(str_of(s), 1000, &v) == 0 ? (unsigned)v : 0;
}

static int
run_cgi(struct echo *echo, struct err *e)
{
	struct arena arena;
	struct front_conf c = {
	    .handler = handle,
	    .app = echo,
	    .arena = &arena,
	    .spool = echo->spool,
	};
	int rc;

	arena_init(&arena, LIMIT_REQUEST_ARENA);
	rc = front_cgi(&c, e);
	arena_clear(&arena);
	return rc;
}

int
main(int argc, char **argv)
{
	struct echo echo = {.spool = "/tmp"};
	struct serve_conf *c = &echo.serve;
	struct err e = {0};
	int rc;

	for (int i = 1; i < argc; i++) {
		const char *o = argv[i], *v = argv[i + 1];

		if (strcmp(o, "--proxy") == 0) {
			c->trust_proxy = true;
			continue;
		}
		if (strcmp(o, "--http") == 0)
			c->http = v;
		else if (strcmp(o, "--fcgi") == 0)
			c->fcgi = v;
		else if (strcmp(o, "--workers") == 0)
			c->workers = count_of(v);
		else if (strcmp(o, "--seconds") == 0)
			c->request_seconds = count_of(v);
		else if (strcmp(o, "--spool") == 0)
			echo.spool = v;
		else if (strcmp(o, "--broken") == 0)
			echo.broken = v;
		else
			return 2;
		i++;
	}
	c->spool = echo.spool;
	c->handler = handle;
	c->ctx = &echo;
	c->worker_init = worker_init;
	if (getenv("GATEWAY_INTERFACE"))
		rc = run_cgi(&echo, &e);
	else
		rc = serve_run(c, &e);
	if (rc < 0)
		log_error("%s (%s)", e.msg, e.detail);
	return rc < 0;
}
