/*
 * What the service manager does, in little:
 *
 * manager notify PATH            bind the unix datagram socket PATH, print
 *                                each message that arrives
 * manager listen WHERE COMMAND   listen on a loopback port or a unix socket
 *                                and hand it to COMMAND as descriptor 3
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int
unix_socket(int type, const char *path)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, type, 0);

	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", path);
	if (bind(fd, (const struct sockaddr *)&sa, sizeof(sa)) < 0)
		return -1;
	return fd;
}

static int
loopback(const char *port)
{
	struct sockaddr_in sa = {
	    .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(fd, (const struct sockaddr *)&sa, sizeof(sa)) < 0)
		return -1;
	return fd;
}

static int
notify(const char *path)
{
	int fd = unix_socket(SOCK_DGRAM, path);
	char buf[2048];
	ssize_t n;

	while (fd >= 0 && (n = recv(fd, buf, sizeof(buf) - 1, 0)) >= 0) {
		buf[n] = '\0';
		puts(buf);
		fflush(stdout);
	}
	perror("manager");
	return 1;
}

static int
hand_over(const char *where, char **command)
{
	int fd =
	    where[0] == '/' ? unix_socket(SOCK_STREAM, where) : loopback(where);

	if (fd >= 0 && listen(fd, 16) == 0 && (fd == 3 || dup2(fd, 3) == 3))
		execvp(command[0], command);
	perror("manager");
	return 1;
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "notify") == 0)
		return notify(argv[2]);
	if (argc > 3 && strcmp(argv[1], "listen") == 0)
		return hand_over(argv[2], argv + 3);
	return 2;
}
