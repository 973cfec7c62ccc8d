/*
 * push - send prepared requests, each on a connection of its own and all at
 * once, and say how long it took until the last answer ended.
 *
 *	push ADDRESS:PORT|SOCKET FILE...
 *
 * A file holds the bytes of one request as the wire has them.  Prints the
 * seconds; fails unless every answer has the status 200.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"

static int
dial_tcp(const char *to, const char *colon)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	char host[INET_ADDRSTRLEN];
	uint64_t port;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	snprintf(host, sizeof(host), "%.*s", (int)(colon - to), to);
	if (fd < 0 || str_u64(str_of(colon + 1), 65535, &port) < 0 ||
	    inet_pton(AF_INET, host, &a.sin_addr) != 1)
		return -1;
	a.sin_port = htons((uint16_t)port);
	return connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0 ? fd : -1;
}

static int
dial(const char *to)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	const char *colon = strrchr(to, ':');
	int fd;

	if (colon)
		return dial_tcp(to, colon);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	snprintf(a.sun_path, sizeof(a.sun_path), "%s", to);
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		return -1;
	return fd;
}

/* Whether the first bytes of an answer say 200, in HTTP or in CGI. */
static bool
is_fine(const char *p, size_t n)
{
	return memmem(p, n, "HTTP/1.1 200", 12) ||
	       memmem(p, n, "Status: 200", 11);
}

static int
push(const char *to, const char *file)
{
	char head[512], rest[65536];
	struct stat st;
	off_t at = 0;
	size_t n = 0;
	ssize_t k;
	int from = open(file, O_RDONLY), fd = dial(to);

	if (from < 0 || fd < 0 || fstat(from, &st) < 0)
		return 1;
	while (at < st.st_size)
		if (sendfile(fd, from, &at, (size_t)(st.st_size - at)) < 0)
			return 1;
	while ((k = read(fd, rest, sizeof(rest))) > 0) {
		size_t part = sizeof(head) - n;

		if (part > (size_t)k)
			part = (size_t)k;
		memcpy(head + n, rest, part);
		n += part;
	}
	return is_fine(head, n) ? 0 : 1;
}

int
main(int argc, char **argv)
{
	int64_t begin = clock_steady_us();
	int bad = argc < 3, status;

	for (int i = 2; i < argc; i++)
		if (fork() == 0)
			_exit(push(argv[1], argv[i]));
	for (int i = 2; i < argc; i++)
		bad |= wait(&status) < 0 || status != 0;
	printf("%.6f\n", (double)(clock_steady_us() - begin) / 1e6);
	return bad;
}
