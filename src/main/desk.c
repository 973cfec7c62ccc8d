#include "main/desk.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/pass.h"

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
	int fd, rc;

	do
		rc = pass_take(far, MSG_DONTWAIT, &fd);
	while (rc == 0 || (rc < 0 && errno == EINTR));
	return rc < 0 ? -1 : fd;
}
