#include "paper/call.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/pass.h"

/* ms from now, wait_for() is CALL_LATE. */
int
call_within(const struct call *c, int ms)
{
	const struct itimerspec t = {
	    .it_value = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}};

	return timerfd_settime(c->timer, 0, &t, NULL);
}

/* Until fd is ready for events, or time is up. */
static enum call_state
wait_for(const struct call *c, int fd, short events)
{
	struct pollfd fds[] = {
	    {.fd = fd, .events = events}, {.fd = c->timer, .events = POLLIN}};

	while (poll(fds, 2, -1) < 0)
		if (errno != EINTR)
			return CALL_GONE;
	return fds[1].revents ? CALL_LATE : CALL_FINE;
}

/* The errno values after which waiting helps. */
static bool
may_wait(void)
{
	return errno == EAGAIN || errno == EINTR || errno == ENOBUFS;
}

enum call_state
call_send(const struct call *c, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		ssize_t k = send(c->fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (k > 0) {
			p += k;
			n -= (size_t)k;
		} else if (!may_wait()) {
			return CALL_GONE;
		} else if (wait_for(c, c->fd, POLLOUT) == CALL_LATE) {
			return CALL_LATE;
		}
	}
	return CALL_FINE;
}

enum call_state
call_receive(const struct call *c, void *data, size_t n)
{
	char *p = data;

	while (n > 0) {
		ssize_t k = recv(c->fd, p, n, MSG_DONTWAIT);

		if (k > 0) {
			p += k;
			n -= (size_t)k;
		} else if (k == 0 || !may_wait()) {
			return CALL_GONE;
		} else if (wait_for(c, c->fd, POLLIN) == CALL_LATE) {
			return CALL_LATE;
		}
	}
	return CALL_FINE;
}

/* Send one end of a fresh socket; keep the other. */
static int
hand_over(struct call *c, int zygote)
{
	int fds[2], rc;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		return -1;
	c->fd = fds[0];
	do {
		rc = pass_put(zygote, fds[1]);
	} while (
	    rc < 0 && may_wait() && wait_for(c, zygote, POLLOUT) == CALL_FINE);
	close(fds[1]);
	return rc;
}

int
call_open(struct call *c, int zygote, int ms)
{
	*c = CALL_NONE;
	c->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	if (c->timer >= 0 && call_within(c, ms) == 0 &&
	    hand_over(c, zygote) == 0)
		return 0;
	call_close(c);
	return -1;
}

void
call_close(struct call *c)
{
	if (c->fd >= 0)
		close(c->fd);
	if (c->timer >= 0)
		close(c->timer);
	*c = CALL_NONE;
}
