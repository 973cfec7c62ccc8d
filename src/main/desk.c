#include "main/desk.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int
desk_open(struct desk *d, struct err *e)
{
	int fds[2];

	*d = (struct desk){.fd = -1, .far = -1};
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
		return err_set(e, ERR_SYSTEM,
		    "Sambungan ke agen gagal disiapkan.",
		    "desk: socketpair: %d", errno);
	*d = (struct desk){.fd = fds[0], .far = fds[1]};
	return 0;
}

void
desk_leave(struct desk *d)
{
	if (d->far > 0)
		close(d->far);
	d->far = -1;
}

void
desk_close(struct desk *d)
{
	desk_leave(d);
	if (d->fd > 0)
		close(d->fd);
	d->fd = -1;
}

int
desk_next(int far)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	char byte;
	struct iovec iov = {.iov_base = &byte, .iov_len = 1};

	for (;;) {
		struct msghdr m = {.msg_iov = &iov,
		    .msg_iovlen = 1,
		    .msg_control = control.room,
		    .msg_controllen = sizeof(control.room)};
		ssize_t n = recvmsg(far, &m, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
		struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;
		int fd;

		if (n == 0 || (n < 0 && errno != EINTR))
			return -1;
		if (!c || c->cmsg_type != SCM_RIGHTS ||
		    c->cmsg_len != CMSG_LEN(sizeof(int)))
			continue;
		memcpy(&fd, CMSG_DATA(c), sizeof(fd));
		return fd;
	}
}
