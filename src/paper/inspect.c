/*
 * The worker's side.  Everything here has one clock, a timer that begins
 * anew with every piece sent and with the wait for the answer: whatever the
 * other side does, it ends.
 */
#include "paper/inspect.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/pass.h"
#include "paper/wire.h"

#define HELLO_MS 5000 /* for a process that has nothing to do but to start */

/* What became of a send or receive. */
enum state { FINE, GONE, LATE };

struct inspect {
	int fd, timer; /* owned; -1: none */
	int ms;
	enum inspect_kind kind;
	enum state state; /* once not FINE, for good */
	size_t sent;
	struct wire_reply reply;
	size_t held; /* bytes in data, not yet sent */
	unsigned char data[WIRE_HEAD + WIRE_PIECE]; /* behind room for a head */
	unsigned char piece[WIRE_PIECE];
};

/* ms from now, wait_for() is LATE. */
static int
set_timer(const struct inspect *i, int ms)
{
	const struct itimerspec t = {
	    .it_value = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}};

	return timerfd_settime(i->timer, 0, &t, NULL);
}

/* Until fd is ready for events, or time is up. */
static enum state
wait_for(const struct inspect *i, int fd, short events)
{
	struct pollfd fds[] = {
	    {.fd = fd, .events = events}, {.fd = i->timer, .events = POLLIN}};

	while (poll(fds, 2, -1) < 0)
		if (errno != EINTR)
			return GONE;
	return fds[1].revents ? LATE : FINE;
}

/* The errno values after which waiting helps. */
static bool
may_wait(void)
{
	return errno == EAGAIN || errno == EINTR || errno == ENOBUFS;
}

static enum state
send_all(const struct inspect *i, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		ssize_t k = send(i->fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (k > 0) {
			p += k;
			n -= (size_t)k;
		} else if (!may_wait()) {
			return GONE;
		} else if (wait_for(i, i->fd, POLLOUT) == LATE) {
			return LATE;
		}
	}
	return FINE;
}

static enum state
receive_all(const struct inspect *i, void *data, size_t n)
{
	char *p = data;

	while (n > 0) {
		ssize_t k = recv(i->fd, p, n, MSG_DONTWAIT);

		if (k > 0) {
			p += k;
			n -= (size_t)k;
		} else if (k == 0 || !may_wait()) {
			return GONE;
		} else if (wait_for(i, i->fd, POLLIN) == LATE) {
			return LATE;
		}
	}
	return FINE;
}

static enum state
send_piece(
    const struct inspect *i, enum wire_kind kind, const void *p, size_t n)
{
	unsigned char head[WIRE_HEAD];
	enum state s;

	wire_head(head, kind, n);
	s = send_all(i, head, sizeof(head));
	return s == FINE ? send_all(i, p, n) : s;
}

static enum state
receive_piece(struct inspect *i, int *kind, size_t *n)
{
	unsigned char head[WIRE_HEAD];
	enum state s = receive_all(i, head, sizeof(head));

	if (s != FINE)
		return s;
	if (wire_head_read(head, kind, n) < 0)
		return GONE;
	return receive_all(i, i->piece, *n);
}

/* Hand one end of a fresh socket to the inspector; keep the other. */
static int
call(struct inspect *i, int inspector)
{
	int fds[2], rc;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		return -1;
	i->fd = fds[0];
	do {
		rc = pass_put(inspector, fds[1]);
	} while (
	    rc < 0 && may_wait() && wait_for(i, inspector, POLLOUT) == FINE);
	close(fds[1]);
	return rc;
}

/*
 * HELLO is said behind the lock: before it nothing is sent, and what goes
 * wrong is not the file's fault.
 */
static int
await_hello(struct inspect *i)
{
	size_t n;
	int kind;

	return receive_piece(i, &kind, &n) == FINE && kind == WIRE_HELLO &&
		       n == 0
		   ? 0
		   : -1;
}

struct inspect *
inspect_new(struct arena *a)
{
	struct inspect *i = ARENA_NEW(a, struct inspect);

	i->fd = i->timer = -1;
	return i;
}

int
inspect_begin(struct inspect *i, int inspector, enum inspect_kind kind, int ms,
    struct err *e)
{
	unsigned char first = (unsigned char)kind;

	inspect_drop(i);
	if (inspector <= 0)
		return err_set(e, ERR_SYSTEM,
		    "Pemeriksa berkas tidak berjalan; hubungi pengelola.",
		    "inspect: no inspector");
	i->ms = ms > 0 ? ms : INSPECT_MS;
	i->kind = kind;
	i->sent = i->held = 0;
	i->reply = (struct wire_reply){0};
	i->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	if (i->timer < 0 || set_timer(i, HELLO_MS) < 0 ||
	    call(i, inspector) < 0 || await_hello(i) < 0 ||
	    set_timer(i, i->ms) < 0)
		return err_set(e, ERR_BUSY,
		    "Pemeriksa berkas sedang tidak siap. Coba lagi sebentar "
		    "lagi.",
		    "inspect: no answer (errno %d)", errno);
	i->state = send_piece(i, WIRE_BEGIN, &first, 1);
	return 0;
}

/* A whole piece at once: each one wakes the other side. */
static void
flush(struct inspect *i)
{
	if (i->held == 0 || i->state != FINE)
		return;
	wire_head(i->data, WIRE_DATA, i->held);
	i->state = set_timer(i, i->ms) < 0
		       ? GONE
		       : send_all(i, i->data, WIRE_HEAD + i->held);
	i->held = 0;
}

void
inspect_send(struct inspect *i, const void *data, size_t n)
{
	const char *p = data;

	i->sent += n;
	if (i->sent > LIMIT_FILE)
		return;
	while (n > 0) {
		size_t part =
		    WIRE_PIECE - i->held < n ? WIRE_PIECE - i->held : n;

		memcpy(i->data + WIRE_HEAD + i->held, p, part);
		i->held += part;
		p += part;
		n -= part;
		if (i->held == WIRE_PIECE)
			flush(i);
		if (i->state != FINE)
			return;
	}
}

void
inspect_ask(struct inspect *i, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0 && i->state == FINE) {
		size_t part = WIRE_PIECE < n ? WIRE_PIECE : n;

		i->state = send_piece(i, WIRE_ASK, p, part);
		p += part;
		n -= part;
	}
}

/* -1: io failed; otherwise the state tells. */
static int
receive_reply(struct inspect *i, const struct inspect_io *io, struct err *e)
{
	for (;;) {
		size_t n;
		int kind;

		i->state = receive_piece(i, &kind, &n);
		if (i->state == FINE &&
		    wire_reply_take(&i->reply, i->kind, kind, i->piece, n) < 0)
			i->state = GONE;
		if (i->state != FINE || kind == WIRE_END)
			return 0;
		if ((kind == WIRE_IMAGE &&
			io->image(io->ctx, i->piece, n, e) < 0) ||
		    (kind == WIRE_THUMB &&
			io->thumb(io->ctx, i->piece, n, e) < 0) ||
		    (kind == WIRE_SAID &&
			io->said(io->ctx, i->piece, n, e) < 0))
			return -1;
	}
}

int
inspect_end(struct inspect *i, const struct inspect_io *io,
    struct inspection *out, struct err *e)
{
	int rc = 0;

	*out = (struct inspection){.verdict = INSPECT_CRASHED};
	if (i->state == FINE && set_timer(i, i->ms) < 0)
		i->state = GONE;
	if (i->sent <= LIMIT_FILE)
		flush(i);
	if (i->state == FINE && i->sent <= LIMIT_FILE)
		i->state = send_piece(i, WIRE_END, NULL, 0);
	if (i->sent > LIMIT_FILE)
		out->verdict = INSPECT_LARGE;
	else if (i->state == FINE && receive_reply(i, io, e) < 0)
		rc = -1;
	else if (i->state == FINE)
		*out = i->reply.result;
	else if (i->state == LATE)
		out->verdict = INSPECT_TIMEOUT;
	inspect_drop(i);
	return rc;
}

/* The other side ends when nobody listens to it. */
void
inspect_drop(struct inspect *i)
{
	if (i->fd >= 0)
		close(i->fd);
	if (i->timer >= 0)
		close(i->timer);
	i->fd = i->timer = -1;
}
