/*
 * HTTP by libmicrohttpd, without threads: the worker polls its epoll
 * descriptor.  A body is spooled (memory, then an unnamed file) before the
 * handler runs, so that slow uploads of many clients share one worker.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/wipe.h"
#include "http/front_part.h"

#define SPOOL_MEMORY (64 * KIB)   /* of a body; the rest goes to disk */
#define PIECE        (32 * KIB)   /* of an answer that is pulled */
#define CONN_MEMORY  (128 * KIB)  /* headers and read buffer */
#define CONN_MAX     512          /* per worker */
#define CONN_IDLE    30           /* s without a byte */
#define QUIET_US     (500 * 1000) /* no request for so long: may leave */

/* One exchange, from its request line to its last byte.  Reused. */
struct call {
	struct call *next;             /* in the list of free calls */
	struct sb target;              /* as sent */
	struct sb body;                /* empty once it is on disk */
	struct sb page;                /* the answer, while it is being sent */
	int spool;                     /* owned; -1 or the body on disk */
	const struct front_conf *conf; /* borrowed */
	uint64_t number;   /* of the body, among all of this process */
	uint64_t size, at; /* of the body: received, read by the handler */
	uint64_t spooled;  /* of the body: bytes on disk */
	int refuse;        /* 0 or a status */
	bool begun;        /* the headers were seen */
};

struct http_front {
	struct front base;
	struct MHD_Daemon *daemon; /* owned */
	int epoll_fd;              /* borrowed from the daemon */
	struct call *idle;         /* borrowed from base.mem */
	unsigned running;
	bool draining;
	int64_t last; /* us: when a request last began or ended */
	uint64_t bodies;
};

static struct call *
call_begin(struct http_front *f)
{
	struct call *k = f->idle;

	if (k) {
		f->idle = k->next;
	} else {
		k = ARENA_NEW(&f->base.mem, struct call);
		sb_init(&k->target, LIMIT_URL);
		sb_init(&k->body, SPOOL_MEMORY);
	}
	k->spool = -1;
	k->conf = &f->base.conf;
	k->number = f->bodies++;
	k->size = k->at = k->spooled = 0;
	k->refuse = 0;
	k->begun = false;
	f->running++;
	f->last = clock_steady_us();
	return k;
}

static void
call_end(struct http_front *f, struct call *k)
{
	if (k->spool >= 0)
		close(k->spool);
	sb_clear(&k->target);
	sb_clear(&k->body);
	sb_clear(&k->page);
	k->next = f->idle;
	f->idle = k;
	f->running--;
	f->last = clock_steady_us();
}

/* The first news of a request, with its target still raw. */
static void *
on_target(void *cls, const char *uri, struct MHD_Connection *conn)
{
	struct call *k = call_begin(cls);

	(void)conn;
	sb_puts(&k->target, uri);
	if (k->target.failed)
		k->refuse = 414;
	return k;
}

static void
on_completed(void *cls, struct MHD_Connection *conn, void **con_cls,
    enum MHD_RequestTerminationCode code)
{
	(void)conn;
	(void)code;
	if (*con_cls)
		call_end(cls, *con_cls);
	*con_cls = NULL;
}

static int
write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t k = write(fd, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		p += k;
		n -= (size_t)k;
	}
	return 0;
}

static void
mask(const struct call *k, uint64_t at, char *p, size_t n)
{
	if (k->conf->mask)
		k->conf->mask(k->conf->mask_ctx, k->number, at, p, n);
}

/* Append to the file, unreadable for all others. */
static int
spool_write(struct call *k, const char *p, size_t n)
{
	char buf[PIECE];

	while (n > 0) {
		size_t part = n < sizeof(buf) ? n : sizeof(buf);

		memcpy(buf, p, part);
		mask(k, k->spooled, buf, part);
		if (write_all(k->spool, buf, part) < 0)
			return -1;
		k->spooled += part;
		p += part;
		n -= part;
	}
	return 0;
}

/* Move what stands in memory to an unnamed file. */
static int
spool_open(struct call *k)
{
	k->spool = open(k->conf->spool, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (k->spool < 0 || spool_write(k, k->body.p, k->body.n) < 0)
		return -1;
	sb_clear(&k->body);
	return 0;
}

/* Take the next bytes of the body.  -1: the connection is to be cut. */
static int
spool(struct call *k, const char *p, size_t n)
{
	k->size += n;
	if (k->size > LIMIT_BODY) {
		k->refuse = 413;
		return k->size > 2 * LIMIT_BODY ? -1 : 0;
	}
	if (k->refuse != 0)
		return 0;
	if (k->spool < 0 && k->size <= SPOOL_MEMORY) {
		sb_put(&k->body, p, n);
		return 0;
	}
	if ((k->spool < 0 && spool_open(k) < 0) || spool_write(k, p, n) < 0) {
		log_error(
		    "cannot spool a body in %s: %d", k->conf->spool, errno);
		k->refuse = 503;
	}
	return 0;
}

static ssize_t
read_body(void *body, char *buf, size_t n)
{
	struct call *k = body;
	ssize_t got;

	if (k->at >= k->size)
		return 0;
	if (n > k->size - k->at)
		n = (size_t)(k->size - k->at);
	if (k->spool < 0) {
		memcpy(buf, k->body.p + k->at, n);
		got = (ssize_t)n;
	} else {
		do
			got = pread(k->spool, buf, n, (off_t)k->at);
		while (got < 0 && errno == EINTR);
		if (got <= 0)
			return -1;
		mask(k, k->at, buf, (size_t)got);
	}
	k->at += (uint64_t)got;
	return got;
}

static const char *
client_address(struct arena *a, struct MHD_Connection *conn)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char text[INET6_ADDRSTRLEN] = "";
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (!info || !info->client_addr)
		return NULL;
	if (info->client_addr->sa_family == AF_INET) {
		memcpy(&v4, info->client_addr, sizeof(v4));
		inet_ntop(AF_INET, &v4.sin_addr, text, sizeof(text));
	} else if (info->client_addr->sa_family == AF_INET6) {
		memcpy(&v6, info->client_addr, sizeof(v6));
		inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof(text));
	}
	return arena_dup(a, text);
}

static const char *
header(struct MHD_Connection *conn, const char *name)
{
	return MHD_lookup_connection_value(conn, MHD_HEADER_KIND, name);
}

static ssize_t
read_source(void *cls, uint64_t at, char *buf, size_t n)
{
	const struct response_source *src = cls;
	ssize_t got = src->read(src->ctx, buf, n);

	(void)at;
	return got > 0 ? got : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void
close_source(void *cls)
{
	const struct response_source *src = cls;

	src->close(src->ctx);
	free(cls);
}

/* An answer that the library pulls while it is being sent. */
static struct MHD_Response *
response_of_source(struct response *rs)
{
	struct response_source *src = malloc(sizeof(*src));
	struct MHD_Response *r;

	if (!src)
		return NULL;
	*src = rs->source;
	r = MHD_create_response_from_callback(
	    src->size, PIECE, read_source, src, close_source);
	if (r)
		rs->source.read = NULL;
	else
		free(src);
	return r;
}

/* The body, or the source, moves from *rs to the answer. */
static struct MHD_Response *
response_of(struct call *k, struct response *rs)
{
	/* The library adds a length of 0 to a 304, which no client reads. */
	if (front_bodiless(rs->status))
		return MHD_create_response_from_buffer(
		    0, NULL, MHD_RESPMEM_PERSISTENT);
	if (rs->source.read)
		return response_of_source(rs);
	k->page = rs->body;
	sb_init(&rs->body, 0);
	return MHD_create_response_from_buffer(
	    k->page.n, k->page.p, MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result
send_response(struct http_front *f, struct MHD_Connection *conn, struct call *k,
    struct response *rs)
{
	struct MHD_Response *r = response_of(k, rs);
	enum MHD_Result ok = r ? MHD_YES : MHD_NO;

	for (size_t i = 0; ok && i < rs->headers_n; i++)
		ok = MHD_add_response_header(
		    r, rs->headers[i].name, rs->headers[i].value);
	if (ok && f->draining)
		ok = MHD_add_response_header(r, "Connection", "close");
	if (ok)
		ok = MHD_queue_response(conn, (unsigned)rs->status, r);
	if (r)
		MHD_destroy_response(r);
	return ok;
}

static enum MHD_Result
answer(struct http_front *f, struct MHD_Connection *conn, struct call *k,
    const char *method)
{
	const struct front_conf *c = &f->base.conf;
	struct front_head h = {
	    .method = method,
	    .target = sb_get(&k->target).p,
	    .host = header(conn, "Host"),
	    .accept = header(conn, "Accept"),
	    .cookie = header(conn, "Cookie"),
	    .content_type = header(conn, "Content-Type"),
	    .if_none_match = header(conn, "If-None-Match"),
	    .user_agent = header(conn, "User-Agent"),
	    .remote = client_address(c->arena, conn),
	    .fwd_for = header(conn, "X-Forwarded-For"),
	    .fwd_host = header(conn, "X-Forwarded-Host"),
	    .fwd_proto = header(conn, "X-Forwarded-Proto"),
	    .refuse = k->refuse,
	};
	struct request rq = {
	    .id = f->base.next_id++,
	    .content_length = (int64_t)k->size,
	    .read = read_body,
	    .body = k,
	};
	struct response rs;
	enum MHD_Result ok;

	front_answer(c, &h, &rq, &rs);
	/* A client that is slow to read the answer does not keep its body. */
	sb_clear(&k->body);
	ok = send_response(f, conn, k, &rs);
	response_clear(&rs);
	arena_reset(c->arena);
	return ok;
}

/* Refuse before the first byte of a body that is announced as too large. */
static bool
too_large(struct MHD_Connection *conn)
{
	const char *length = header(conn, "Content-Length");
	uint64_t n;

	return length && str_u64(str_of(length), LIMIT_BODY, &n) < 0;
}

/* Called with the headers, with each piece of the body, and at its end. */
static enum MHD_Result
on_access(void *cls, struct MHD_Connection *conn, const char *url,
    const char *method, const char *version, const char *data, size_t *size,
    void **con_cls)
{
	struct http_front *f = cls;
	struct call *k = *con_cls;
	enum MHD_Result ok = MHD_YES;

	(void)url;
	(void)version;
	front_busy(&f->base.conf, true);
	if (!k->begun) {
		k->begun = true;
		if (too_large(conn)) {
			k->refuse = 413;
			ok = answer(f, conn, k, method);
		}
	} else if (*size > 0) {
		if (spool(k, data, *size) < 0)
			ok = MHD_NO;
		/* In the library's own buffer, which it wipes only when the
		 * connection has its next request. */
		wipe((void *)(uintptr_t)data, *size);
		*size = 0;
	} else {
		ok = answer(f, conn, k, method);
	}
	front_busy(&f->base.conf, false);
	return ok;
}

static int
http_fd(const struct front *base)
{
	return ((const struct http_front *)base)->epoll_fd;
}

static int
http_timeout(const struct front *base)
{
	MHD_UNSIGNED_LONG_LONG ms;

	if (!MHD_get_timeout(((const struct http_front *)base)->daemon, &ms))
		return -1;
	return ms > INT_MAX ? INT_MAX : (int)ms;
}

static void
http_run(struct front *base)
{
	if (!MHD_run(((struct http_front *)base)->daemon))
		log_fatal("http: the server library failed");
}

/*
 * Idle keep-alive clients would hold us for ever; leaving at once would cut
 * off a request that is on its way to us.  So: nothing in hand, and quiet.
 */
static int
http_drain(struct front *base)
{
	struct http_front *f = (struct http_front *)base;
	const union MHD_DaemonInfo *info;

	if (!f->draining) {
		int fd = MHD_quiesce_daemon(f->daemon);

		if (fd >= 0)
			close(fd);
		f->draining = true;
		f->last = clock_steady_us();
	}
	info =
	    MHD_get_daemon_info(f->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
	if (info && info->num_connections == 0)
		return 0;
	return f->running > 0 || clock_steady_us() - f->last < QUIET_US;
}

static void
http_close(struct front *base)
{
	struct http_front *f = (struct http_front *)base;

	if (f->daemon)
		MHD_stop_daemon(f->daemon);
}

static const struct front_ops ops = {
    http_fd, http_timeout, http_run, http_drain, http_close};

static struct MHD_Daemon *
start(struct http_front *f, int fd)
{
	return MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, on_access, f,
	    MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK,
	    on_target, f, MHD_OPTION_NOTIFY_COMPLETED, on_completed, f,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONN_MEMORY,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONN_MAX,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)CONN_IDLE,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP,
	    1, MHD_OPTION_END);
}

struct front *
front_http_open(int fd, const struct front_conf *c, struct err *e)
{
	struct http_front *f =
	    (struct http_front *)front_new(sizeof(*f), &ops, c);
	const union MHD_DaemonInfo *info;
	int own = fcntl(fd, F_DUPFD_CLOEXEC, 3); /* the daemon closes it */

	if (own >= 0 && !(f->daemon = start(f, own)))
		close(own);
	info = f->daemon
		   ? MHD_get_daemon_info(f->daemon, MHD_DAEMON_INFO_EPOLL_FD)
		   : NULL;
	if (!info) {
		err_set(e, ERR_SYSTEM, "Server HTTP tidak dapat disiapkan.",
		    "http: cannot start the server library: %d", errno);
		front_close(&f->base);
		return NULL;
	}
	f->epoll_fd = info->epoll_fd;
	return &f->base;
}
