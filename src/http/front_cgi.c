/*
 * Plain CGI: one process, one request, for servers that offer nothing else.
 * The body ends at CONTENT_LENGTH; standard input need not end there.
 */
#include <errno.h>
#include <unistd.h>

#include "base/limits.h"
#include "http/front_part.h"

struct cgi {
	uint64_t left; /* of the body */
};

static ssize_t
read_body(void *body, char *buf, size_t n)
{
	struct cgi *cgi = body;
	ssize_t got;

	if (n > cgi->left)
		n = (size_t)cgi->left;
	if (n == 0)
		return 0;
	do
		got = read(STDIN_FILENO, buf, n);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		return -1;
	cgi->left -= (uint64_t)got;
	return got;
}

static int
put(void *out, const char *p, size_t n)
{
	(void)out;
	while (n > 0) {
		ssize_t k = write(STDOUT_FILENO, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		p += k;
		n -= (size_t)k;
	}
	return 0;
}

int
front_cgi(const struct front_conf *c, struct err *e)
{
	struct cgi cgi = {0};
	struct front_head h;
	struct request rq = {
	    .id = front_first_id(),
	    .read = read_body,
	    .body = &cgi,
	};
	struct response rs;
	int rc = -1;

	front_env(&h, c, environ);
	if (h.length && str_u64(str_of(h.length), LIMIT_BODY, &cgi.left) < 0)
		cgi.left = 0;
	front_answer(c, &h, &rq, &rs);
	if (front_cgi_send(&rs, put, NULL) < 0) {
		err_set(e, ERR_SYSTEM, "Jawaban tidak dapat dikirim.",
		    "cgi: cannot write the answer: %d", errno);
		goto out;
	}
	rc = 0;
out:
	response_clear(&rs);
	arena_reset(c->arena);
	return rc;
}
