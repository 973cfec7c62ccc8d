/*
 * constant - answer every request with the content of one file, through the
 * same fronts and the same master: what the fronts themselves cost.
 *
 *	constant HTTP-ADDRESS FCGI-SOCKET SPOOL FILE...
 *
 * "/0" is the first file, "/1" the second.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "main/serve.h"

#define PAGES 8

static struct sb pages[PAGES];
static unsigned pages_n;

static void
answer(void *app, struct request *rq, struct response *rs)
{
	unsigned i = rq->path.n > 1 ? (unsigned)(rq->path.p[1] - '0') : 0;

	(void)app;
	rs->status = i < pages_n ? 200 : 404;
	response_header(rs, "Content-Type", "text/html; charset=utf-8");
	response_header(rs, "Cache-Control", "no-store");
	if (i < pages_n)
		sb_str(&rs->body, sb_get(&pages[i]));
}

static int
read_page(struct sb *page, const char *path)
{
	char buf[4096];
	ssize_t n = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	sb_init(page, LIMIT_PAGE);
	while (fd >= 0 && (n = read(fd, buf, sizeof(buf))) > 0)
		sb_put(page, buf, (size_t)n);
	if (fd >= 0)
		close(fd);
	return n == 0 ? 0 : -1;
}

int
main(int argc, char **argv)
{
	struct serve_conf conf = {.workers = 4, .handler = answer};
	struct err e = {0};

	if (argc < 5 || argc - 4 > PAGES) {
		fprintf(stderr, "constant ADDRESS SOCKET SPOOL FILE...\n");
		return 2;
	}
	conf.http = argv[1];
	conf.fcgi = argv[2];
	conf.spool = argv[3];
	for (int i = 4; i < argc; i++)
		if (read_page(&pages[pages_n++], argv[i]) < 0) {
			perror(argv[i]);
			return 1;
		}
	if (serve_run(&conf, &e) < 0) {
		fprintf(stderr, "constant: %s (%s)\n", e.msg, e.detail);
		return 1;
	}
	return 0;
}
