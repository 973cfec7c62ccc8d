/*
 * What an inspector that was taken over may say to a worker: the first byte
 * chooses the kind of file, the rest is the answer.  The worker gets a
 * verdict and no more bytes than it allows.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/str.h"
#include "paper/inspect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct liar {
	int fd; /* where the worker asks */
	const uint8_t *p;
	size_t n;
};

struct taken {
	size_t image, thumb, said;
	unsigned char first[3];
};

static void
check(bool right)
{
	if (!right)
		abort();
}

/* Take the worker's socket, say everything, hang up. */
static void *
lie(void *ctx)
{
	const struct liar *l = ctx;
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	char byte[64];
	struct iovec iov = {.iov_base = byte, .iov_len = 1};
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control.room,
	    .msg_controllen = sizeof(control.room)};
	struct cmsghdr *c;
	size_t sent = 0;
	int fd;

	check(recvmsg(l->fd, &m, 0) == 1);
	c = CMSG_FIRSTHDR(&m);
	if (!c)
		abort();
	memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	while (sent < l->n) {
		ssize_t k = send(fd, l->p + sent, l->n - sent, MSG_NOSIGNAL);

		if (k <= 0)
			break;
		sent += (size_t)k;
	}
	shutdown(fd, SHUT_WR);
	while (read(fd, byte, sizeof(byte)) > 0)
		;
	close(fd);
	return NULL;
}

static int
take_image(void *ctx, const void *p, size_t n, struct err *e)
{
	struct taken *t = ctx;

	(void)e;
	check(n > 0 && t->thumb == 0);
	if (t->image == 0)
		memcpy(t->first, p, n < 3 ? n : 3);
	t->image += n;
	return 0;
}

static int
take_thumb(void *ctx, const void *p, size_t n, struct err *e)
{
	(void)p;
	(void)e;
	check(n > 0);
	((struct taken *)ctx)->thumb += n;
	return 0;
}

static int
take_said(void *ctx, const void *p, size_t n, struct err *e)
{
	(void)p;
	(void)e;
	check(n > 0);
	((struct taken *)ctx)->said += n;
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	enum inspect_kind kind = n > 0 && data[0] & 2   ? INSPECT_SIGNATURES
				 : n > 0 && data[0] & 1 ? INSPECT_PDF
							: INSPECT_IMAGE;
	struct liar l = {.p = n > 0 ? data + 1 : data, .n = n > 0 ? n - 1 : 0};
	struct taken t = {0};
	const struct inspect_io io = {.ctx = &t,
	    .image = take_image,
	    .thumb = take_thumb,
	    .said = take_said};
	struct inspect *in;
	struct arena a;
	struct inspection i = {0};
	struct err e = {0};
	pthread_t thread;
	int fds[2], rc;

	check(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) == 0);
	l.fd = fds[1];
	check(pthread_create(&thread, NULL, lie, &l) == 0);
	arena_init(&a, MIB);
	in = inspect_new(&a);
	rc = inspect_begin(in, fds[0], kind, 0, &e);
	if (rc == 0)
		rc = inspect_end(in, &io, &i, &e);
	inspect_drop(in);
	arena_clear(&a);
	check(pthread_join(thread, NULL) == 0);
	close(fds[0]);
	close(fds[1]);
	check(rc == (e.kind == ERR_NONE ? 0 : -1));
	check(t.image <= LIMIT_IMAGE && t.thumb <= LIMIT_THUMB);
	check(t.image == 0 || memcmp(t.first, "\xff\xd8\xff", 3) == 0);
	check(kind == INSPECT_IMAGE || t.image + t.thumb == 0);
	check(t.said <= (kind == INSPECT_SIGNATURES ? LIMIT_SAID : 0));
	check(i.verdict >= INSPECT_OK && i.verdict < INSPECT_VERDICTS);
	if (rc == 0 && i.verdict == INSPECT_OK)
		check(kind == INSPECT_PDF     ? i.pages > 0
		      : kind == INSPECT_IMAGE ? t.image > 0 && t.thumb > 0
					      : t.said > 0);
	return 0;
}
