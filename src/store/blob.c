#include "store/blob.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/random.h"
#include "queries.h"
#include "store/handle.h"
#include "vault/digest.h"

#define TMP      "tmp"
#define PUSH     ((int64_t)8 * 1024 * 1024)
#define PATH_EXT 96 /* "/files/ab/NAME.t", NAME of 64 characters at most */

struct path {
	char s[PATH_MAX];
};

static int
disk_error(struct err *e, const char *what)
{
	return err_set(e, ERR_BUSY,
	    "Berkas tidak dapat disimpan: penyimpanan penuh atau sibuk.",
	    "blob: %s: errno %d", what, errno);
}

/* Something in the office's folder: "files/ab/NAME". */
static int
office_path(
    const struct db *db, struct path *p, const char *rest, struct err *e)
{
	const char *file = sqlite3_db_filename(db->h, "main");
	const char *slash = file ? strrchr(file, '/') : NULL;

	if (!slash || (size_t)(slash - file) + PATH_EXT > sizeof(p->s) ||
	    strlen(rest) + 2 > PATH_EXT)
		return err_set(e, ERR_SYSTEM, "Folder kantor tidak dikenal.",
		    "blob: no folder");
	snprintf(
	    p->s, sizeof(p->s), "%.*s/%s", (int)(slash - file), file, rest);
	return 0;
}

static const char *
suffix(bool thumb)
{
	return thumb ? ".t" : "";
}

/* Where a file lies; in tmp until it is settled. */
static int
blob_path(const struct db *db, struct path *p, const char *name, bool thumb,
    bool tmp, struct err *e)
{
	char rest[PATH_EXT];

	if (strlen(name) < 2 || strlen(name) > DIGEST_HEX_LEN ||
	    strchr(name, '/'))
		return err_set(e, ERR_SYSTEM, "Nama berkas tidak dikenal.",
		    "blob: bad name");
	if (tmp)
		snprintf(rest, sizeof(rest), "files/" TMP "/%s%s", name,
		    suffix(thumb));
	else
		snprintf(rest, sizeof(rest), "files/%.2s/%s%s", name, name,
		    suffix(thumb));
	return office_path(db, p, rest, e);
}

static int
sync_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return -1;
	rc = fsync(fd);
	close(fd);
	return rc;
}

/* A folder that is there for good, its name in the one above as well. */
static int
make_dir(const struct db *db, const char *dir, const char *above, struct err *e)
{
	struct path p;

	if (mkdir(dir, 0700) < 0)
		return errno == EEXIST ? 0 : disk_error(e, "mkdir");
	if (office_path(db, &p, above, e) < 0)
		return -1;
	return sync_dir(p.s) < 0 ? disk_error(e, "sync") : 0;
}

static int
make_tmp(const struct db *db, struct err *e)
{
	static const struct {
		const char *dir, *above;
	} dirs[] = {{"files", "."}, {"files/" TMP, "files"}};
	struct path p;

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		if (office_path(db, &p, dirs[i].dir, e) < 0 ||
		    make_dir(db, p.s, dirs[i].above, e) < 0)
			return -1;
	return 0;
}

static int
open_tmp(struct db *db, struct blob_out *b, struct err *e)
{
	struct path p;
	int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;

	if (blob_path(db, &p, b->name, b->thumb, true, e) < 0)
		return -1;
	b->fd = open(p.s, flags, 0600);
	if (b->fd < 0 && errno == ENOENT) {
		if (make_tmp(db, e) < 0)
			return -1;
		b->fd = open(p.s, flags, 0600);
	}
	if (b->fd < 0)
		return disk_error(e, "open");
	return stream_begin(&b->s, b->fd, b->file_key, e);
}

static void
reset(struct blob_out *b)
{
	b->name = NULL;
	b->key = (struct sealed){0};
	b->size = b->pushed = 0;
	b->fd = -1;
	b->thumb = b->settled = false;
	b->s.n = 0;
}

int
blob_begin(struct db *db, struct arena *a, struct blob_out *b, struct err *e)
{
	unsigned char random[BLOB_NAME / 2];
	char *name = arena_alloc(a, BLOB_NAME + 1);
	struct str key = {(const char *)b->file_key, KEY_SIZE};

	reset(b);
	random_bytes(random, sizeof(random));
	hex_text(name, random, sizeof(random));
	b->name = name;
	random_bytes(b->file_key, sizeof(b->file_key));
	if (key_seal(db, a, KEY_USE_FILE, key, &b->key, e) < 0)
		return -1;
	return open_tmp(db, b, e);
}

int
blob_begin_thumb(
    struct db *db, struct blob_out *b, const struct blob_out *of, struct err *e)
{
	reset(b);
	b->name = of->name;
	b->thumb = true;
	memcpy(b->file_key, of->file_key, KEY_SIZE);
	return open_tmp(db, b, e);
}

int
blob_write(struct blob_out *b, const void *p, size_t n, struct err *e)
{
	b->size += (int64_t)n;
	if (stream_write(&b->s, p, n, e) < 0)
		return -1;
	/* The disk works while we do: less is left for fsync(). */
	if (b->size - b->pushed >= PUSH) {
		b->pushed = b->size;
		sync_file_range(b->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	}
	return 0;
}

int
blob_end(struct blob_out *b, struct err *e)
{
	return stream_end(&b->s, e);
}

int
blob_reread(const struct blob_out *b, struct stream_in *s, struct err *e)
{
	s->at = s->n = 0;
	s->fd = b->fd;
	if (lseek(b->fd, 0, SEEK_SET) < 0)
		return disk_error(e, "seek");
	return stream_open(s, b->fd, b->file_key, e);
}

int
blob_settle(struct db *db, struct blob_out *b, struct err *e)
{
	struct path from, to, dir;

	if (blob_path(db, &from, b->name, b->thumb, true, e) < 0 ||
	    blob_path(db, &to, b->name, b->thumb, false, e) < 0)
		return -1;
	if (fsync(b->fd) < 0)
		return disk_error(e, "fsync");
	dir = to;
	*strrchr(dir.s, '/') = '\0';
	if (make_dir(db, dir.s, "files", e) < 0)
		return -1;
	if (rename(from.s, to.s) < 0 || sync_dir(dir.s) < 0)
		return disk_error(e, "settle");
	close(b->fd);
	b->fd = -1;
	b->settled = true;
	return 0;
}

void
blob_drop(struct db *db, struct blob_out *b)
{
	struct err ignored = {0};
	struct path p;

	if (b->fd >= 0) {
		close(b->fd);
		b->fd = -1;
		if (blob_path(db, &p, b->name, b->thumb, true, &ignored) == 0)
			unlink(p.s);
	}
	stream_wipe(&b->s);
	sodium_memzero(b->file_key, sizeof(b->file_key));
}

static int
open_key(struct db *db, struct arena *a, const struct file *f,
    unsigned char key[KEY_SIZE], struct err *e)
{
	const struct sealed sealed = {f->key, f->key_id};
	struct str text;

	if (f->erased_at)
		return err_set(e, ERR_GONE,
		    "Berkas ini sudah dihapus karena masa simpannya habis.",
		    "file erased");
	if (!f->key.p)
		return err_set(e, ERR_BUSY,
		    "Berkas ini sedang disandikan. Silakan coba lagi sebentar "
		    "lagi.",
		    "file in clear");
	if (key_open(db, a, KEY_USE_FILE, &sealed, &text, e) < 0)
		return -1;
	if (text.n != KEY_SIZE)
		return err_set(e, ERR_SYSTEM,
		    "Berkas ini rusak dan tidak dapat dibaca.",
		    "file key of %zu bytes", text.n);
	memcpy(key, text.p, KEY_SIZE);
	return 0;
}

int
blob_open(struct db *db, struct arena *a, const struct file *f, bool thumb,
    struct stream_in *s, struct err *e)
{
	unsigned char key[KEY_SIZE];
	struct path p;
	int rc;

	s->fd = -1;
	s->at = s->n = 0;
	if (open_key(db, a, f, key, e) < 0 ||
	    blob_path(db, &p, f->blob, thumb, false, e) < 0)
		return -1;
	s->fd = open(p.s, O_RDONLY | O_CLOEXEC);
	if (s->fd < 0)
		rc = err_set(e, errno == ENOENT ? ERR_MISSING : ERR_SYSTEM,
		    "Berkas ini tidak ada di penyimpanan.",
		    "blob: open: errno %d", errno);
	else
		rc = stream_open(s, s->fd, key, e);
	sodium_memzero(key, sizeof(key));
	return rc;
}

int
blob_size(const struct stream_in *s, int64_t *size, struct err *e)
{
	const off_t full = STREAM_PIECE + STREAM_OVERHEAD;
	struct stat st;
	off_t n, pieces;

	if (fstat(s->fd, &st) < 0)
		return err_set(e, ERR_SYSTEM, "Berkas ini tidak dapat dibaca.",
		    "blob: stat: errno %d", errno);
	n = st.st_size - STREAM_HEADER;
	pieces = (n + full - 1) / full;
	if (n < STREAM_OVERHEAD)
		return err_set(e, ERR_SYSTEM,
		    "Berkas ini rusak dan tidak dapat dibaca.",
		    "blob: %lld bytes on disk", (long long)st.st_size);
	*size = n - pieces * STREAM_OVERHEAD;
	return 0;
}

void
blob_close(struct stream_in *s)
{
	stream_forget(s);
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

int
blob_clear(struct db *db, const char *name, struct err *e)
{
	struct path p;
	int fd;

	if (blob_path(db, &p, name, false, false, e) < 0)
		return -1;
	fd = open(p.s, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno != ENOENT)
		return err_set(e, ERR_SYSTEM, "Berkas ini tidak dapat dibaca.",
		    "blob: open: errno %d", errno);
	return fd;
}

void
blob_remove(struct db *db, const char *name)
{
	struct err ignored = {0};
	struct path p;

	for (int thumb = 0; thumb < 2; thumb++)
		if (blob_path(db, &p, name, thumb, false, &ignored) == 0)
			unlink(p.s);
}

/* --- files without a row ------------------------------------------------ */

/* Whether a row speaks of this file; 1, 0 or -1. */
static int
has_row(struct db *db, const char *name, struct err *e)
{
	const char *dot = strchr(name, '.');
	struct str base = {name, dot ? (size_t)(dot - name) : strlen(name)};
	bool thumb = dot && strcmp(dot, suffix(true)) == 0;
	struct rows r;
	int rc = db_one(db, &r, Q_FILE_BY_BLOB, VALUES(v_str(base)), e);

	if (rc != 1)
		return rc;
	rc = !dot || (thumb && rows_int(&r, 0) != 0);
	rows_done(&r);
	return rc;
}

static int
sweep_file(struct db *db, struct blob_sweep *sw, int dir, const char *folder,
    const char *name, struct err *e)
{
	char path[PATH_EXT + NAME_MAX];
	struct stat st;
	int rc;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISREG(st.st_mode) ||
	    (int64_t)st.st_mtim.tv_sec * 1000 >= sw->before)
		return 0;
	rc = strcmp(folder, TMP) == 0 ? 0 : has_row(db, name, e);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	sw->n++;
	if (sw->found) {
		snprintf(path, sizeof(path), "files/%s/%s", folder, name);
		sw->found(sw->ctx, path);
	}
	if (sw->collect && unlinkat(dir, name, 0) < 0 && errno != ENOENT)
		return disk_error(e, "unlink");
	return 0;
}

static int
sweep_dir(
    struct db *db, struct blob_sweep *sw, const char *folder, struct err *e)
{
	char rest[PATH_EXT];
	struct dirent *d;
	struct path p;
	DIR *dir;
	int rc = 0;

	snprintf(rest, sizeof(rest), "files/%s", folder);
	if (office_path(db, &p, rest, e) < 0)
		return -1;
	dir = opendir(p.s);
	if (!dir)
		return errno == ENOENT ? 0 : disk_error(e, "opendir");
	while (rc == 0 && (!sw->max || sw->n < sw->max) &&
	       (d = readdir(dir)) != NULL)
		if (d->d_name[0] != '.')
			rc = sweep_file(
			    db, sw, dirfd(dir), folder, d->d_name, e);
	closedir(dir);
	return rc;
}

int
blob_sweep(struct db *db, struct blob_sweep *sw, struct err *e)
{
	char folder[3];

	assert(!db->in_transaction);
	sw->n = 0;
	if (sweep_dir(db, sw, TMP, e) < 0)
		return -1;
	for (int i = 0; i < 256; i++) {
		snprintf(folder, sizeof(folder), "%02x", (unsigned)i);
		if (sweep_dir(db, sw, folder, e) < 0)
			return -1;
	}
	return 0;
}
