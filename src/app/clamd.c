#include "app/clamd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"

#define PIECE   ((size_t)16 * 1024) /* bytes of the file sent at once */
#define REPLY   ((size_t)512)       /* longer ones are no answer */
#define CONNECT 3 /* seconds to wait in the queue of a busy scanner */

struct talk {
	int fd; /* owned */
	int64_t until;
	struct clamd_result *out;
	bool ended; /* it spoke, or left, before it had the whole file */
};

bool
clamd_path_ok(const char *socket)
{
	struct sockaddr_un a;

	return socket[0] == '/' && strlen(socket) < sizeof(a.sun_path);
}

/* The file stays unscanned.  Always -1. */
static int away(struct talk *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static int
away(struct talk *t, const char *fmt, ...)
{
	va_list ap;

	t->out->answer = CLAMD_AWAY;
	va_start(ap, fmt);
	vsnprintf(t->out->text, sizeof(t->out->text), fmt, ap);
	va_end(ap);
	return -1;
}

static int
connect_to(struct talk *t, const char *socket_path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	struct timeval wait = {.tv_sec = CONNECT};
	int flags;

	if (!clamd_path_ok(socket_path))
		return away(t, "bad socket path");
	memcpy(a.sun_path, socket_path, strlen(socket_path));
	t->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (t->fd < 0)
		return away(t, "socket: errno %d", errno);
	/* A full queue is waited for, but not for long. */
	if (setsockopt(t->fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) <
		0 ||
	    connect(t->fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		return away(t, "connect: errno %d", errno);
	flags = fcntl(t->fd, F_GETFL);
	if (flags < 0 || fcntl(t->fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return away(t, "fcntl: errno %d", errno);
	return 0;
}

/* Until the socket can do one of these; which of them. */
static int
wait_for(struct talk *t, short events)
{
	struct pollfd p = {.fd = t->fd, .events = events};
	int64_t left;
	int n;

	do {
		left = (t->until - clock_steady_us()) / 1000;
		if (left <= 0)
			return away(t, "too slow");
		n = poll(&p, 1, (int)left);
	} while (n == 0 || (n < 0 && errno == EINTR));
	return n < 0 ? away(t, "poll: errno %d", errno) : p.revents;
}

/* Stops, without an error, as soon as the scanner speaks or leaves. */
static int
send_all(struct talk *t, const char *p, size_t n)
{
	while (n > 0 && !t->ended) {
		int can = wait_for(t, POLLIN | POLLOUT);
		ssize_t put;

		if (can < 0)
			return -1;
		if (can & (POLLIN | POLLHUP | POLLERR)) {
			t->ended = true;
			break;
		}
		put = send(t->fd, p, n, MSG_NOSIGNAL);
		if (put < 0 && errno != EAGAIN && errno != EINTR)
			t->ended = true;
		if (put > 0) {
			p += put;
			n -= (size_t)put;
		}
	}
	return 0;
}

/* The whole file, piece by piece: 1 sent, 0 the scanner is away. */
static int
send_file(struct talk *t, clamd_read_fn read_piece, void *ctx, struct err *e)
{
	static const char command[] = "zINSTREAM"; /* with its NUL */
	char buf[sizeof(uint32_t) + PIECE];
	uint32_t size;
	ssize_t n;

	if (send_all(t, command, sizeof(command)) < 0)
		return 0;
	do {
		if (t->ended)
			return 1;
		n = read_piece(ctx, buf + sizeof(size), PIECE, e);
		if (n < 0)
			return -1;
		size = htonl((uint32_t)n);
		memcpy(buf, &size, sizeof(size));
		if (send_all(t, buf, sizeof(size) + (size_t)n) < 0)
			return 0;
	} while (n > 0);
	return 1;
}

/* One answer, which ends with NUL. */
static int
receive(struct talk *t, char *reply)
{
	size_t n = 0;

	for (;;) {
		ssize_t got;

		if (wait_for(t, POLLIN) < 0)
			return -1;
		got = recv(t->fd, reply + n, REPLY - n, 0);
		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (got < 0)
			return away(t, "recv: errno %d", errno);
		if (got == 0)
			return away(t, "left after %zu bytes of answer", n);
		n += (size_t)got;
		if (memchr(reply, '\0', n))
			return 0;
		if (n == REPLY)
			return away(t, "endless answer");
	}
}

/* For the log: printable ASCII only, and of any length. */
static void
keep_text(struct clamd_result *out, const char *s, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n && len < sizeof(out->text) - 1; i++)
		out->text[len++] = s[i] >= ' ' && s[i] <= '~' ? s[i] : '?';
	out->text[len] = '\0';
}

/* "stream: OK", "stream: NAME FOUND", "... size limit exceeded. ERROR" */
static void
read_answer(struct talk *t, const char *reply)
{
	static const char head[] = "stream: ", found[] = " FOUND";
	size_t n = strlen(reply), h = sizeof(head) - 1, f = sizeof(found) - 1;

	keep_text(t->out, reply, n);
	/* Who says OK before the end has not seen the end. */
	if (strcmp(reply, "stream: OK") == 0 && !t->ended) {
		t->out->answer = CLAMD_CLEAN;
	} else if (n > h + f && strncmp(reply, head, h) == 0 &&
		   strcmp(reply + n - f, found) == 0) {
		t->out->answer = CLAMD_FOUND;
		keep_text(t->out, reply + h, n - h - f);
	} else if (strstr(reply, "size limit exceeded")) {
		t->out->answer = CLAMD_TOO_LARGE;
	} else {
		t->out->answer = CLAMD_AWAY;
	}
}

int
clamd_scan(const char *socket_path, int64_t until, clamd_read_fn read_piece,
    void *ctx, struct clamd_result *out, struct err *e)
{
	struct talk t = {.fd = -1, .until = until, .out = out};
	char reply[REPLY];
	int rc = 0;

	*out = (struct clamd_result){.answer = CLAMD_AWAY};
	if (connect_to(&t, socket_path) == 0)
		rc = send_file(&t, read_piece, ctx, e);
	if (rc == 1 && receive(&t, reply) == 0)
		read_answer(&t, reply);
	if (t.fd >= 0)
		close(t.fd);
	return rc < 0 ? -1 : 0;
}
