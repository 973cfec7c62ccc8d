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

/* --- reading ------------------------------------------------------------ */

static const char *const boxes[] = {"new", "cur"};
#define BOXES (sizeof(boxes) / sizeof(boxes[0]))

static int64_t
time_of(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000 +
	       st->st_mtim.tv_nsec / 1000000;
}

/* Sorted into the n that are kept so far, if it is among the newest. */
static void
keep(struct arena *a, struct maildir_entry *v, size_t *n, size_t most,
    const char *name, int64_t at)
{
	size_t i = *n;

	while (i > 0 &&
	       (at > v[i - 1].at ||
		   (at == v[i - 1].at && strcmp(name, v[i - 1].name) > 0)))
		i--;
	if (i == most)
		return;
	if (*n < most)
		(*n)++;
	for (size_t k = *n - 1; k > i; k--)
		v[k] = v[k - 1];
	v[i] = (struct maildir_entry){arena_dup(a, name), at};
}

int
maildir_list(const char *dir, struct arena *a, struct maildir_entry **v,
    size_t *n, size_t most, struct err *e)
{
	*v = ARENA_ARRAY(a, most, struct maildir_entry);
	*n = 0;
	for (size_t i = 0; i < BOXES; i++) {
		DIR *d = opendir(arena_printf(a, "%s/%s", dir, boxes[i]));
		const struct dirent *f;
		struct stat st;

		if (!d && errno == ENOENT)
			continue;
		if (!d)
			return err_set(e, ERR_BUSY,
			    "Kotak surat tidak dapat dibaca.",
			    "maildir: errno %d", errno);
		while ((f = readdir(d)) != NULL)
			if (f->d_name[0] != '.' &&
			    fstatat(dirfd(d), f->d_name, &st, 0) == 0 &&
			    S_ISREG(st.st_mode))
				keep(a, *v, n, most, f->d_name, time_of(&st));
		closedir(d);
	}
	return 0;
}

/* Its first bytes, at most max; -1: it cannot be read. */
static int
read_all(int fd, size_t max, struct arena *a, struct str *mail)
{
	char *p = arena_alloc(a, max + 1);
	ssize_t got = 1;

	*mail = (struct str){p, 0};
	while (got > 0 && mail->n < max) {
		got = read(fd, p + mail->n, max - mail->n);
		if (got > 0)
			mail->n += (size_t)got;
	}
	return got < 0 ? -1 : 0;
}

int
maildir_read(const char *dir, const char *name, struct arena *a,
    struct str *mail, int64_t *at, struct err *e)
{
	int fd = -1, rc = -1;
	struct stat st;

	if (name[0] == '.' || strchr(name, '/'))
		return 0;
	for (size_t i = 0; fd < 0 && i < BOXES; i++)
		fd = open(arena_printf(a, "%s/%s/%s", dir, boxes[i], name),
		    O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && (errno == ENOENT || errno == ENAMETOOLONG))
		return 0;
	if (fd >= 0 && fstat(fd, &st) == 0)
		rc = read_all(fd,
		    (size_t)st.st_size < MAILDIR_MAX ? (size_t)st.st_size
						     : MAILDIR_MAX,
		    a, mail);
	if (rc < 0)
		err_set(e, ERR_BUSY, "Surat tidak dapat dibaca.",
		    "maildir: errno %d", errno);
	else
		*at = time_of(&st);
	if (fd >= 0)
		close(fd);
	return rc < 0 ? -1 : 1;
}
