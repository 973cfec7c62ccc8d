#include "simulator/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "domain/date.h"
#include "simulator/portal.h"

#define BODY_MAX    (96 * MIB) /* a PDF of 50 MB in base64, and more */
#define ARENA_MAX   (1024 * MIB)
#define BACKLOG     511
#define POST_BUFFER 4096
#define IDLE_S      60
#define SAVE_MS     1000

/* One question under way. */
struct exchange {
	struct server *server;
	struct MHD_Connection *connection;
	struct arena arena;
	struct sb body;              /* owned */
	struct sb parts[ASK_FIELDS]; /* owned; values of fields */
	struct ask ask;
	struct MHD_PostProcessor *post; /* owned; NULL: no form */
	struct fault fault;
	bool judged, control;
	int64_t resume_at; /* steady us, if it waits */
	struct exchange *next;
};

/* --- questions ----------------------------------------------------------- */

static enum MHD_Result
take_part(void *cls, enum MHD_ValueKind kind, const char *key,
    const char *filename, const char *type, const char *encoding,
    const char *data, uint64_t off, size_t size)
{
	struct exchange *x = cls;
	struct ask *q = &x->ask;
	size_t n = q->fields_n;

	(void)kind;
	(void)filename;
	(void)type;
	(void)encoding;
	/* A part without a name, or more of them than anybody asks for. */
	if (!key || (off == 0 && n == ASK_FIELDS))
		return MHD_NO;
	/* A part whose bytes did not come with its head begins twice. */
	if (off == 0 && n > 0 && strcmp(q->fields[n - 1].name, key) == 0 &&
	    sb_get(&x->parts[n - 1]).n == 0)
		off = 1;
	if (off == 0) {
		q->fields[n].name = arena_dup(&x->arena, key);
		sb_init(&x->parts[n], BODY_MAX);
		q->fields_n = ++n;
	}
	sb_put(&x->parts[n - 1], data, size);
	return MHD_YES;
}

static bool
is_form(const char *type)
{
	static const char *const types[] = {
	    "multipart/form-data", "application/x-www-form-urlencoded"};

	return strncmp(type, types[0], strlen(types[0])) == 0 ||
	       strncmp(type, types[1], strlen(types[1])) == 0;
}

static struct exchange *
begin(struct server *s, struct MHD_Connection *c, const char *method,
    const char *path, bool control)
{
	struct exchange *x = calloc(1, sizeof(*x));
	const char *type = MHD_lookup_connection_value(
	    c, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_TYPE);
	char *user, *password = NULL;

	if (!x)
		return NULL;
	x->server = s;
	x->connection = c;
	x->control = control;
	arena_init(&x->arena, ARENA_MAX);
	sb_init(&x->body, BODY_MAX);
	x->ask.method = arena_dup(&x->arena, method);
	x->ask.path = arena_dup(&x->arena, path);
	x->ask.type = arena_dup(&x->arena, type ? type : "");
	user = MHD_basic_auth_get_username_password(c, &password);
	if (user) {
		x->ask.user = arena_dup(&x->arena, user);
		x->ask.password =
		    arena_dup(&x->arena, password ? password : "");
	}
	MHD_free(user);
	MHD_free(password);
	if (!control && is_form(x->ask.type))
		x->post =
		    MHD_create_post_processor(c, POST_BUFFER, take_part, x);
	return x;
}

static void
forget(void *cls, struct MHD_Connection *c, void **con_cls,
    enum MHD_RequestTerminationCode code)
{
	struct exchange *x = *con_cls, **p;

	(void)cls;
	(void)c;
	(void)code;
	if (!x)
		return;
	for (p = &x->server->waiting; *p; p = &(*p)->next)
		if (*p == x) {
			*p = x->next;
			break;
		}
	if (x->post)
		MHD_destroy_post_processor(x->post);
	for (size_t i = 0; i < x->ask.fields_n; i++)
		sb_clear(&x->parts[i]);
	sb_clear(&x->body);
	arena_clear(&x->arena);
	free(x);
	*con_cls = NULL;
}

/* --- answers ------------------------------------------------------------- */

static void
note(struct server *s, const struct ask *q, enum call c, int status)
{
	struct log_line *l = &s->log[s->log_n++ % LOG_LINES];

	*l = (struct log_line){.at = clock_now(), .call = c, .status = status};
	snprintf(l->method, sizeof(l->method), "%s", q->method);
	snprintf(l->path, sizeof(l->path), "%s", q->path);
}

/* Half of a body, and then the end. */
static ssize_t
half(void *cls, uint64_t pos, char *buf, size_t max)
{
	const struct str *body = cls;
	size_t n = body->n / 2;

	if (pos >= n)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	n -= (size_t)pos;
	if (n > max)
		n = max;
	memcpy(buf, body->p + pos, n);
	return (ssize_t)n;
}

static enum MHD_Result
send_answer(struct exchange *x, const struct answer *out)
{
	struct MHD_Response *r;
	struct str *body = ARENA_NEW(&x->arena, struct str);
	enum MHD_Result ok;

	*body = out->body;
	if (x->fault.kind == FAULT_TRUNCATED)
		r = MHD_create_response_from_callback(
		    body->n, 1024, half, body, NULL);
	else
		r = MHD_create_response_from_buffer(body->n,
		    (void *)(uintptr_t)(body->n ? body->p : ""),
		    MHD_RESPMEM_MUST_COPY);
	if (!r)
		return MHD_NO;
	MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, out->type);
	if (out->document_id)
		MHD_add_response_header(r, "id_dokumen", out->document_id);
	if (out->assumption)
		MHD_add_response_header(
		    r, "X-Simulator-Assumption", out->assumption);
	if (out->status == 429)
		MHD_add_response_header(r, MHD_HTTP_HEADER_RETRY_AFTER, "2");
	if (out->status == 401)
		MHD_add_response_header(r, MHD_HTTP_HEADER_WWW_AUTHENTICATE,
		    "Basic realm=\"Realm\"");
	ok = MHD_queue_response(x->connection, (unsigned)out->status, r);
	MHD_destroy_response(r);
	return ok;
}

static enum MHD_Result
answer(struct exchange *x, enum call c)
{
	struct server *s = x->server;
	struct answer out = {.type = "application/json"};

	if (x->control) {
		control_answer(s, &x->arena, &x->ask, &out);
		return send_answer(x, &out);
	}
	if (x->fault.kind == FAULT_DROP) {
		note(s, &x->ask, c, 0);
		return MHD_NO;
	}
	/* These answer without doing anything. */
	if ((x->fault.kind < FAULT_401 || x->fault.kind > FAULT_HTML) &&
	    !portal_answer(s->world, &x->arena, &x->ask, &out))
		api_answer(s->world, &x->arena, &x->ask, &out);
	fault_change(x->fault.kind, s->world, &x->arena, &x->ask, &out);
	if (x->fault.kind == FAULT_RESET) {
		note(s, &x->ask, c, 0);
		return MHD_NO;
	}
	note(s, &x->ask, c, out.status);
	return send_answer(x, &out);
}

/* Suspended until its time; others are served meanwhile. */
static enum MHD_Result
wait_for(struct exchange *x)
{
	x->resume_at = clock_steady_us() + x->fault.ms * 1000;
	x->next = x->server->waiting;
	x->server->waiting = x;
	MHD_suspend_connection(x->connection);
	return MHD_YES;
}

static enum MHD_Result
finish(struct exchange *x)
{
	enum call c = call_of(x->ask.method, x->ask.path);

	if (!x->judged) {
		x->judged = true;
		x->ask.body = sb_get(&x->body);
		for (size_t i = 0; i < x->ask.fields_n; i++)
			x->ask.fields[i].value = sb_get(&x->parts[i]);
		if (!x->control && c != CALLS)
			x->fault = fault_take(&x->server->faults, c);
		if (x->fault.ms > 0)
			return wait_for(x);
	}
	return answer(x, c);
}

static enum MHD_Result
handle(struct server *s, struct MHD_Connection *c, const char *method,
    const char *path, const char *data, size_t *n, void **con_cls, bool control)
{
	struct exchange *x = *con_cls;

	if (!x) {
		*con_cls = begin(s, c, method, path, control);
		return *con_cls ? MHD_YES : MHD_NO;
	}
	if (*n == 0)
		return finish(x);
	if (x->post) {
		if (MHD_post_process(x->post, data, *n) != MHD_YES)
			return MHD_NO;
	} else {
		sb_put(&x->body, data, *n);
	}
	*n = 0;
	return MHD_YES;
}

static enum MHD_Result
handle_api(void *cls, struct MHD_Connection *c, const char *path,
    const char *method, const char *version, const char *data, size_t *n,
    void **con_cls)
{
	(void)version;
	return handle(cls, c, method, path, data, n, con_cls, false);
}

static enum MHD_Result
handle_control(void *cls, struct MHD_Connection *c, const char *path,
    const char *method, const char *version, const char *data, size_t *n,
    void **con_cls)
{
	(void)version;
	return handle(cls, c, method, path, data, n, con_cls, true);
}

/* --- doors --------------------------------------------------------------- */

static int
listen_on(const char *text, struct err *e)
{
	struct sockaddr_in sa = {.sin_family = AF_INET};
	const char *colon = strrchr(text, ':');
	int one = 1, fd, port = colon ? atoi(colon + 1) : 0;

	if (!colon || strncmp(text, "127.", 4) != 0 || port < 1 || port > 65535)
		return err_set(e, ERR_INPUT,
		    "Alamat simulator harus loopback, misalnya "
		    "127.0.0.1:8443.",
		    "%s", text);
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	sa.sin_port = htons((uint16_t)port);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) < 0 ||
	    bind(fd, (struct sockaddr *)&sa, sizeof(sa)) < 0 ||
	    listen(fd, BACKLOG) < 0) {
		if (fd >= 0)
			close(fd);
		return err_set(e, ERR_SYSTEM,
		    "Alamat simulator tidak dapat dipakai.", "%s: errno %d",
		    text, errno);
	}
	return fd;
}

/* The API with a certificate that is good, or one that ended yesterday. */
static int
open_tls(struct server *s, struct err *e)
{
	int64_t now = clock_now();
	struct ca_issued c;
	struct arena a;
	int fd = dup(s->tls_fd), rc;

	arena_init(&a, MIB);
	rc = s->expired ? ca_server(s->world->ca, &a, now - 90 * MS_DAY,
			      now - MS_DAY, &c, e)
			: ca_server(s->world->ca, &a, now - MS_DAY,
			      now + 365 * MS_DAY, &c, e);
	if (rc == 0 && fd >= 0)
		s->tls = MHD_start_daemon(
		    MHD_USE_EPOLL | MHD_USE_TLS | MHD_ALLOW_SUSPEND_RESUME, 0,
		    NULL, NULL, handle_api, s, MHD_OPTION_LISTEN_SOCKET, fd,
		    MHD_OPTION_HTTPS_MEM_KEY, c.key, MHD_OPTION_HTTPS_MEM_CERT,
		    arena_printf(&a, "%s%s", c.certificate,
			ca_pem(s->world->ca, CA_ISSUING)),
		    MHD_OPTION_NOTIFY_COMPLETED, forget, NULL,
		    MHD_OPTION_CONNECTION_TIMEOUT, IDLE_S, MHD_OPTION_END);
	arena_clear(&a);
	if (!s->tls && fd >= 0)
		close(fd);
	return s->tls ? 0
		      : err_set(e, ERR_SYSTEM,
			    "Simulator: TLS tidak dapat dimulai.", "MHD");
}

int
server_open(struct server *s, struct world *w, const char *listen,
    const char *control, struct err *e)
{
	*s = (struct server){.world = w, .tls_fd = -1, .control_fd = -1};
	s->tls_fd = listen_on(listen, e);
	s->control_fd = s->tls_fd < 0 ? -1 : listen_on(control, e);
	if (s->control_fd < 0 || open_tls(s, e) < 0)
		return -1;
	s->control = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL,
	    handle_control, s, MHD_OPTION_LISTEN_SOCKET, dup(s->control_fd),
	    MHD_OPTION_NOTIFY_COMPLETED, forget, NULL,
	    MHD_OPTION_CONNECTION_TIMEOUT, IDLE_S, MHD_OPTION_END);
	return s->control ? 0
			  : err_set(e, ERR_SYSTEM,
				"Simulator: pintu kendali tidak dapat dimulai.",
				"MHD");
}

static void
resume(struct server *s, int64_t now, bool all)
{
	struct exchange **p = &s->waiting;

	while (*p) {
		struct exchange *x = *p;

		if (!all && x->resume_at > now) {
			p = &x->next;
			continue;
		}
		*p = x->next;
		MHD_resume_connection(x->connection);
	}
}

static void
stop_tls(struct server *s)
{
	resume(s, 0, true);
	if (s->tls) {
		(void)MHD_run(s->tls);
		MHD_stop_daemon(s->tls);
	}
	s->tls = NULL;
}

void
server_close(struct server *s)
{
	stop_tls(s);
	if (s->control)
		MHD_stop_daemon(s->control);
	if (s->tls_fd >= 0)
		close(s->tls_fd);
	if (s->control_fd >= 0)
		close(s->control_fd);
	*s = (struct server){.tls_fd = -1, .control_fd = -1};
}

static int
pause_ms(struct server *s)
{
	struct MHD_Daemon *const d[] = {s->tls, s->control};
	int64_t now = clock_steady_us(), ms = SAVE_MS;

	for (int i = 0; i < 2; i++) {
		MHD_UNSIGNED_LONG_LONG t;

		if (MHD_get_timeout(d[i], &t) == MHD_YES && (int64_t)t < ms)
			ms = (int64_t)t;
	}
	for (const struct exchange *x = s->waiting; x; x = x->next)
		if (x->resume_at <= now)
			return 0;
		else if ((x->resume_at - now) / 1000 + 1 < ms)
			ms = (x->resume_at - now) / 1000 + 1;
	return (int)ms;
}

static int
fd_of(struct MHD_Daemon *d)
{
	const union MHD_DaemonInfo *i =
	    MHD_get_daemon_info(d, MHD_DAEMON_INFO_EPOLL_FD);

	return i ? i->epoll_fd : -1;
}

int
server_run(struct server *s, struct err *e)
{
	int64_t save_at = 0;
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	for (;;) {
		struct pollfd v[] = {{.fd = fd, .events = POLLIN},
		    {.fd = fd_of(s->tls), .events = POLLIN},
		    {.fd = fd_of(s->control), .events = POLLIN}};

		if (poll(v, 3, pause_ms(s)) < 0 && errno != EINTR)
			log_fatal("poll: %d", errno);
		if (v[0].revents)
			break;
		resume(s, clock_steady_us(), false);
		(void)MHD_run(s->tls);
		(void)MHD_run(s->control);
		if (s->renew) {
			s->renew = false;
			stop_tls(s);
			if (open_tls(s, e) < 0)
				return -1;
		}
		if (clock_steady_us() < save_at)
			continue;
		if (world_save(s->world, e) < 0)
			return -1;
		save_at = clock_steady_us() + SAVE_MS * 1000;
	}
	close(fd);
	return world_save(s->world, e);
}
