#include "mail/maildir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME 160

static int
cannot(struct err *e, const char *what)
{
	return err_set(e, ERR_BUSY, "Surel tidak dapat ditulis ke Maildir.",
	    "%s: errno %d", what, errno);
}

/* The id with what a file name may have; the marks around it are left out. */
static int
make_name(char out[NAME], const char *id, struct err *e)
{
	size_t n = 0;

	for (; *id; id++) {
		bool good = (*id >= 'a' && *id <= 'z') ||
			    (*id >= 'A' && *id <= 'Z') ||
			    (*id >= '0' && *id <= '9') ||
			    (strchr("@._-", *id) && n > 0);

		if (*id == '<' || *id == '>')
			continue;
		if (n + 1 >= NAME)
			return err_set(e, ERR_INPUT,
			    "Isi surel tidak dapat dikirim.", "maildir: id");
		out[n++] = good ? *id : '_';
	}
	out[n] = '\0';
	return n > 0 ? 0
		     : err_set(e, ERR_INPUT, "Isi surel tidak dapat dikirim.",
			   "maildir: no id");
}

/* DIR and its three folders; a descriptor of DIR. */
static int
open_dir(const char *dir, struct err *e)
{
	static const char *const names[] = {"tmp", "new", "cur"};
	int fd;

	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return cannot(e, "mkdir");
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return cannot(e, "open");
	for (size_t i = 0; i < 3; i++)
		if (mkdirat(fd, names[i], 0700) < 0 && errno != EEXIST) {
			cannot(e, names[i]);
			close(fd);
			return -1;
		}
	return fd;
}

/* Whether a reader has moved it to cur, where names get ":2," and marks. */
static bool
was_read(int dir, const char *name)
{
	int fd = openat(dir, "cur", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	size_t n = strlen(name);
	const struct dirent *f;
	bool found = false;

	if (!d) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (!found && (f = readdir(d)) != NULL)
		found = strncmp(f->d_name, name, n) == 0 &&
			(f->d_name[n] == '\0' || f->d_name[n] == ':');
	closedir(d);
	return found;
}

static bool
write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t put = write(fd, p, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		p += put;
		n -= (size_t)put;
	}
	return true;
}

/* Lines end in LF here. */
static bool
write_mail(int fd, struct str mail)
{
	struct sb b;
	bool ok;

	sb_init(&b, mail.n);
	for (size_t i = 0; i < mail.n; i++)
		if (mail.p[i] != '\r' || i + 1 == mail.n ||
		    mail.p[i + 1] != '\n')
			sb_putc(&b, mail.p[i]);
	ok = write_all(fd, sb_get(&b).p, b.n) && fsync(fd) == 0;
	sb_clear(&b);
	return ok;
}

/* tmp/NAME, synced and linked as new/NAME. */
static int
put_mail(int dir, const char *name, struct str mail, struct err *e)
{
	char tmp[NAME + 32], final[NAME + 8];
	bool ok;
	int fd;

	snprintf(tmp, sizeof(tmp), "tmp/%s.%d", name, (int)getpid());
	snprintf(final, sizeof(final), "new/%s", name);
	/* One of the same process number may have been killed here. */
	unlinkat(dir, tmp, 0);
	fd = openat(dir, tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return cannot(e, "tmp");
	ok = write_mail(fd, mail);
	if (close(fd) < 0)
		ok = false;
	if (!ok)
		cannot(e, "write");
	else if (linkat(dir, tmp, dir, final, 0) < 0 && errno != EEXIST)
		ok = cannot(e, "new") == 0;
	unlinkat(dir, tmp, 0);
	return ok ? 0 : -1;
}

static int
sync_new(int dir, struct err *e)
{
	int fd = openat(dir, "new", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 || fsync(fd) < 0 ? cannot(e, "sync") : 0;

	if (fd >= 0)
		close(fd);
	return rc;
}

int
maildir_deliver(const char *dir, const char *id, struct str mail, struct err *e)
{
	char name[NAME];
	int fd, rc = 0;

	if (make_name(name, id, e) < 0)
		return -1;
	fd = open_dir(dir, e);
	if (fd < 0)
		return -1;
	if (!was_read(fd, name) &&
	    (put_mail(fd, name, mail, e) < 0 || sync_new(fd, e) < 0))
		rc = -1;
	close(fd);
	return rc;
}
