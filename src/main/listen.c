#include "main/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>

#include "base/log.h"
#include "base/str.h"

/* A full queue of a unix socket is an error at once for the web server. */
#define BACKLOG 511

static int
set_nonblock(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

/* "host:port" or "[v6]:port" in two strings of the given sizes. */
static int
split_address(const char *s, char host[256], char port[16])
{
	const char *colon = strrchr(s, ':');
	size_t n;

	if (!colon || colon[1] == '\0')
		return -1;
	n = (size_t)(colon - s);
	if (n >= 2 && s[0] == '[' && s[n - 1] == ']') {
		s++;
		n -= 2;
	}
	if (snprintf(host, 256, "%.*s", (int)n, s) >= 256 ||
	    snprintf(port, 16, "%s", colon + 1) >= 16)
		return -1;
	return 0;
}

static int
tcp_open(const char *address, struct err *e)
{
	struct addrinfo *list = NULL,
			hints = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
			    .ai_socktype = SOCK_STREAM};
	char host[256], port[16];
	int fd = -1, one = 1, why = 0;

	if (split_address(address, host, port) < 0 ||
	    getaddrinfo(host[0] ? host : NULL, port, &hints, &list) != 0)
		return err_set(e, ERR_INPUT,
		    "Alamat HTTP harus berbentuk alamat:port.",
		    "listen: bad address %s", address);
	for (struct addrinfo *a = list; a && fd < 0; a = a->ai_next) {
		fd = socket(a->ai_family,
		    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		if (fd >= 0 &&
		    setsockopt(
			fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) == 0 &&
		    bind(fd, a->ai_addr, a->ai_addrlen) == 0 &&
		    listen(fd, BACKLOG) == 0)
			break;
		why = errno;
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	freeaddrinfo(list);
	if (fd < 0)
		return err_set(e, ERR_SYSTEM,
		    "Alamat HTTP tidak dapat dibuka; mungkin sedang dipakai "
		    "program lain.",
		    "listen: %s: %s", address, strerror(why));
	return fd;
}

/* Remove a socket nobody listens on any more.  -1: somebody does. */
static int
remove_stale(const struct sockaddr_un *sa)
{
	struct stat st;
	int fd, rc;

	if (lstat(sa->sun_path, &st) < 0 || !S_ISSOCK(st.st_mode))
		return 0;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	rc = connect(fd, (const struct sockaddr *)sa, sizeof(*sa));
	if (rc < 0 && errno == ECONNREFUSED)
		rc = unlink(sa->sun_path);
	else
		rc = -1;
	close(fd);
	return rc;
}

/* Only the owner and the group, to which the web server belongs. */
static int
unix_open(const char *path, struct err *e)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};
	mode_t old;
	int fd, rc;

	if ((size_t)snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", path) >=
	    sizeof(sa.sun_path))
		return err_set(e, ERR_INPUT,
		    "Nama soket FastCGI terlalu panjang.", "listen: %zu bytes",
		    strlen(path));
	if (remove_stale(&sa) < 0)
		return err_set(e, ERR_SYSTEM,
		    "Soket FastCGI sedang dipakai program lain.",
		    "listen: %s is in use", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	old = umask(0117);
	rc = fd < 0 ? -1 : bind(fd, (const struct sockaddr *)&sa, sizeof(sa));
	umask(old);
	if (rc < 0 || listen(fd, BACKLOG) < 0) {
		err_set(e, ERR_SYSTEM, "Soket FastCGI tidak dapat dibuat.",
		    "listen: %s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static int
inherit(struct listeners *l, struct err *e)
{
	char **names = NULL;
	int n = sd_listen_fds_with_names(1, &names), rc = -1;

	if (n < 0)
		return err_set(e, ERR_SYSTEM,
		    "Soket dari systemd tidak terbaca.",
		    "listen: sd_listen_fds: %d", n);
	for (int i = 0; i < n; i++) {
		int fd = SD_LISTEN_FDS_START + i, *to = NULL;

		if (strcmp(names[i], "http") == 0)
			to = &l->http;
		else if (strcmp(names[i], "fcgi") == 0)
			to = &l->fcgi;
		if (!to || *to >= 0 || set_nonblock(fd) < 0 ||
		    sd_is_socket(fd, AF_UNSPEC, SOCK_STREAM, 1) <= 0) {
			err_set(e, ERR_INPUT,
			    "Soket dari systemd harus bernama http atau fcgi.",
			    "listen: descriptor %d named %s", fd, names[i]);
			goto out;
		}
		*to = fd;
	}
	rc = 0;
out:
	for (int i = 0; names && i < n; i++)
		free(names[i]);
	free(names);
	return rc;
}

/* spawn-fcgi and lighttpd hand over the listening socket as descriptor 0. */
static int
inherit_stdin(struct listeners *l, struct err *e)
{
	if (sd_is_socket(STDIN_FILENO, AF_UNSPEC, SOCK_STREAM, 1) <= 0 ||
	    set_nonblock(STDIN_FILENO) < 0)
		return err_set(e, ERR_INPUT,
		    "Tidak ada alamat HTTP atau soket FastCGI untuk dilayani.",
		    "listen: nothing to serve");
	l->fcgi = STDIN_FILENO;
	return 0;
}

int
listen_open(
    struct listeners *l, const char *http, const char *fcgi, struct err *e)
{
	*l = (struct listeners){.http = -1, .fcgi = -1};
	if (inherit(l, e) < 0)
		goto fail;
	if (http && l->http < 0 && (l->http = tcp_open(http, e)) < 0)
		goto fail;
	if (fcgi && l->fcgi < 0) {
		if ((l->fcgi = unix_open(fcgi, e)) < 0)
			goto fail;
		l->path = fcgi;
	}
	if (l->http < 0 && l->fcgi < 0 && inherit_stdin(l, e) < 0)
		goto fail;
	return 0;
fail:
	listen_close(l);
	return -1;
}

static void
leave(int *fd)
{
	int none = -1;

	/* Descriptor 0 stays taken, so that no file gets it. */
	if (*fd == STDIN_FILENO)
		none = open("/dev/null", O_RDONLY);
	if (none > STDIN_FILENO) {
		dup2(none, STDIN_FILENO);
		close(none);
	} else if (*fd > STDIN_FILENO) {
		close(*fd);
	}
	*fd = -1;
}

void
listen_leave(struct listeners *l)
{
	leave(&l->http);
	leave(&l->fcgi);
	l->path = NULL;
}

void
listen_close(struct listeners *l)
{
	if (l->http >= 0)
		close(l->http);
	if (l->fcgi >= 0)
		close(l->fcgi);
	if (l->path && unlink(l->path) < 0)
		log_warn("cannot remove %s: %s", l->path, strerror(errno));
	*l = (struct listeners){.http = -1, .fcgi = -1};
}
