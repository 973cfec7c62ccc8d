/*
 * The worker's side.  Everything here has one clock, a timer that starts
 * with the run: whatever the other side does, it ends.
 */
#include "paper/inspect.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/limits.h"
#include "paper/wire.h"

#define HELLO_MS 5000 /* for a process that has nothing to do but to start */

/* What became of a send or receive. */
enum state { FINE, GONE, LATE };

struct run {
	int fd, timer; /* owned; -1: none */
	enum inspect_kind kind;
	const struct inspect_io *io;
	struct wire_reply reply;
	unsigned char piece[WIRE_PIECE];
};

/* ms from now, wait_for() is LATE. */
static int
set_timer(const struct run *r, int ms)
{
	const struct itimerspec t = {
	    .it_value = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}};

	return timerfd_settime(r->timer, 0, &t, NULL);
}

/* Until fd is ready for events, or time is up. */
static enum state
wait_for(const struct run *r, int fd, short events)
{
	struct pollfd fds[] = {
	    {.fd = fd, .events = events}, {.fd = r->timer, .events = POLLIN}};

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
send_all(const struct run *r, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		ssize_t k = send(r->fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (k > 0) {
			p += k;
			n -= (size_t)k;
		} else if (!may_wait()) {
			return GONE;
		} else if (wait_for(r, r->fd, POLLOUT) == LATE) {
			return LATE;
		}
	}
	return FINE;
}

static enum state
receive_all(const struct run *r, void *data, size_t n)
{
	char *p = data;

	while (n > 0) {
		ssize_t k = recv(r->fd, p, n, MSG_DONTWAIT);

		if (k > 0) {
			p += k;
			n -= (size_t)k;
		} else if (k == 0 || !may_wait()) {
			return GONE;
		} else if (wait_for(r, r->fd, POLLIN) == LATE) {
			return LATE;
		}
	}
	return FINE;
}

static enum state
send_piece(const struct run *r, enum wire_kind kind, const void *p, size_t n)
{
	unsigned char head[WIRE_HEAD];
	enum state s;

	wire_head(head, kind, n);
	s = send_all(r, head, sizeof(head));
	return s == FINE ? send_all(r, p, n) : s;
}

static enum state
receive_piece(struct run *r, int *kind, size_t *n)
{
	unsigned char head[WIRE_HEAD];
	enum state s = receive_all(r, head, sizeof(head));

	if (s != FINE)
		return s;
	if (wire_head_read(head, kind, n) < 0)
		return GONE;
	return receive_all(r, r->piece, *n);
}

/* Hand one end of a fresh socket to the inspector; keep the other. */
static int
call(struct run *r, int inspector)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {0};
	char byte = 0;
	struct iovec iov = {.iov_base = &byte, .iov_len = 1};
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control.room,
	    .msg_controllen = sizeof(control.room)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	int fds[2];
	ssize_t k;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		return -1;
	r->fd = fds[0];
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fds[1], sizeof(int));
	do {
		k = sendmsg(inspector, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
	} while (
	    k < 0 && may_wait() && wait_for(r, inspector, POLLOUT) == FINE);
	close(fds[1]);
	return k < 0 ? -1 : 0;
}

/*
 * HELLO is said behind the lock: before it nothing is sent, and what goes
 * wrong is not the file's fault.
 */
static int
await_hello(struct run *r)
{
	size_t n;
	int kind;

	return receive_piece(r, &kind, &n) == FINE && kind == WIRE_HELLO &&
		       n == 0
		   ? 0
		   : -1;
}

/* -1: io failed; otherwise *s, or INSPECT_LARGE in *out. */
static int
send_file(struct run *r, struct inspection *out, enum state *s, struct err *e)
{
	unsigned char kind = (unsigned char)r->kind;
	size_t sum = 0;

	*s = send_piece(r, WIRE_BEGIN, &kind, 1);
	while (*s == FINE) {
		ssize_t n = r->io->read(
		    r->io->ctx, (char *)r->piece, sizeof(r->piece), e);

		if (n < 0)
			return -1;
		if (n == 0) {
			*s = send_piece(r, WIRE_END, NULL, 0);
			return 0;
		}
		sum += (size_t)n;
		if (sum > LIMIT_FILE) {
			out->verdict = INSPECT_LARGE;
			return 0;
		}
		*s = send_piece(r, WIRE_DATA, r->piece, (size_t)n);
	}
	return 0;
}

/* -1: io failed; otherwise *s. */
static int
receive_reply(struct run *r, enum state *s, struct err *e)
{
	const struct inspect_io *io = r->io;

	for (;;) {
		size_t n;
		int kind;

		*s = receive_piece(r, &kind, &n);
		if (*s == FINE &&
		    wire_reply_take(&r->reply, r->kind, kind, r->piece, n) < 0)
			*s = GONE;
		if (*s != FINE || kind == WIRE_END)
			return 0;
		if ((kind == WIRE_IMAGE &&
			io->image(io->ctx, r->piece, n, e) < 0) ||
		    (kind == WIRE_THUMB &&
			io->thumb(io->ctx, r->piece, n, e) < 0))
			return -1;
	}
}

static int
talk(struct run *r, struct inspection *out, struct err *e)
{
	enum state s;

	if (send_file(r, out, &s, e) < 0)
		return -1;
	if (out->verdict == INSPECT_LARGE)
		return 0;
	if (s == FINE && receive_reply(r, &s, e) < 0)
		return -1;
	if (s == FINE)
		*out = r->reply.result;
	else
		out->verdict = s == LATE ? INSPECT_TIMEOUT : INSPECT_CRASHED;
	return 0;
}

int
inspect_run(int inspector, enum inspect_kind kind, const struct inspect_io *io,
    struct inspection *out, struct err *e)
{
	struct run r = {.fd = -1, .timer = -1, .kind = kind, .io = io};
	int rc = -1;

	*out = (struct inspection){.verdict = INSPECT_CRASHED};
	if (inspector <= 0) {
		err_set(e, ERR_SYSTEM,
		    "Pemeriksa berkas tidak berjalan; hubungi pengelola.",
		    "inspect: no inspector");
		goto out;
	}
	r.timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	if (r.timer < 0 || set_timer(&r, HELLO_MS) < 0 ||
	    call(&r, inspector) < 0 || await_hello(&r) < 0 ||
	    set_timer(&r, io->ms > 0 ? io->ms : INSPECT_MS) < 0) {
		err_set(e, ERR_BUSY,
		    "Pemeriksa berkas sedang tidak siap. Coba lagi sebentar "
		    "lagi.",
		    "inspect: no answer (errno %d)", errno);
		goto out;
	}
	if (talk(&r, out, e) < 0)
		goto out;
	rc = 0;
out:
	/* The other side ends when nobody listens to it. */
	if (r.fd >= 0)
		close(r.fd);
	if (r.timer >= 0)
		close(r.timer);
	return rc;
}
