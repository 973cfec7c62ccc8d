#include "app/upload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/act.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/random.h"
#include "paper/sniff.h"
#include "store/case.h"
#include "vault/digest.h"

#define FILE_ID        24                          /* characters: 118 bits */
#define KEEP_UNCLAIMED ((int64_t)48 * 3600 * 1000) /* ms */

struct upload {
	int fd; /* owned; -1 once the file is refused */
	const char *tmp;
	struct sha256 hash;
	unsigned char head[SNIFF_SIZE];
	size_t head_n;
	struct field *field;
};

struct uploads {
	struct ctx *cx;
	struct fields *fs;
};

const char *
upload_path(struct ctx *cx, const char *sha256)
{
	return arena_printf(cx->arena, "%s/%.2s/%s",
	    app_files_dir(cx->app, cx->arena, cx->office->id), sha256, sha256);
}

static int
disk_error(struct err *e, const char *what)
{
	return err_set(e, ERR_BUSY,
	    "Berkas tidak dapat disimpan: penyimpanan penuh atau sibuk.",
	    "%s: errno %d", what, errno);
}

static int
begin_file(void *ctx, struct form_file *file, struct err *e)
{
	struct uploads *us = ctx;
	struct upload *u;
	char name[FILE_ID + 1];
	struct field *f = fields_get(us->fs, str_z(us->cx->arena, file->field));

	file->handle = NULL;
	if (!f || f->type != FIELD_FILE)
		return 0; /* fields_bind() refuses the form */
	u = ARENA_NEW(us->cx->arena, struct upload);
	random_code(name, FILE_ID);
	u->tmp = arena_printf(us->cx->arena, "%s/tmp/%s",
	    app_files_dir(us->cx->app, us->cx->arena, us->cx->office->id),
	    name);
	u->field = f;
	u->fd = open(u->tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (u->fd < 0)
		return disk_error(e, "open");
	sha256_init(&u->hash);
	file->handle = u;
	return 0;
}

static void
refuse(struct upload *u, const char *text)
{
	if (u->fd >= 0) {
		close(u->fd);
		unlink(u->tmp);
		u->fd = -1;
	}
	if (!u->field->error)
		u->field->error = text;
}

static int
write_file(
    void *ctx, struct form_file *file, const char *p, size_t n, struct err *e)
{
	struct uploads *us = ctx;
	struct upload *u = file->handle;
	size_t head;

	if (!u || u->fd < 0)
		return 0;
	if (file->size + n > LIMIT_FILE) {
		refuse(u,
		    arena_printf(us->cx->arena,
			"%s lebih besar dari 5 MB. Perkecil lalu unggah lagi.",
			u->field->label));
		return 0;
	}
	head = SNIFF_SIZE - u->head_n < n ? SNIFF_SIZE - u->head_n : n;
	memcpy(u->head + u->head_n, p, head);
	u->head_n += head;
	sha256_add(&u->hash, p, n);
	while (n > 0) {
		ssize_t put = write(u->fd, p, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0) {
			refuse(u, "Berkas ini belum tersimpan.");
			return disk_error(e, "write");
		}
		p += put;
		n -= (size_t)put;
	}
	return 0;
}

/* Whether the field takes this type: "image/jpeg,image/png". */
static bool
takes(const struct field *f, const char *type)
{
	struct str rest = str_of(f->accept), one;

	if (!f->accept)
		return true;
	while (rest.p) {
		one = str_cut(&rest, ',');
		if (str_eqz(str_trim(one), type))
			return true;
	}
	return false;
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
make_dir(struct ctx *cx, const char *dir)
{
	if (mkdir(dir, 0700) < 0)
		return errno == EEXIST ? 0 : -1;
	return sync_dir(app_files_dir(cx->app, cx->arena, cx->office->id));
}

/* Synced already: the name of its content, then the folder: it is there. */
static int
settle(struct ctx *cx, struct upload *u, const char *sha256, struct err *e)
{
	const char *path = upload_path(cx, sha256);
	char *dir =
	    arena_copy(cx->arena, path, (size_t)(strrchr(path, '/') - path));

	close(u->fd);
	u->fd = -1;
	if (make_dir(cx, dir) < 0 || rename(u->tmp, path) < 0 ||
	    sync_dir(dir) < 0) {
		unlink(u->tmp);
		return disk_error(e, "settle");
	}
	return 0;
}

static int
finish_file(struct ctx *cx, struct form_file *file, struct err *e)
{
	struct upload *u = file->handle;
	unsigned char sum[DIGEST_SIZE];
	char sha256[DIGEST_HEX_LEN + 1], id[FILE_ID + 1];
	const char *type;
	struct file row;

	if (!u || u->fd < 0)
		return 0;
	if (file->size == 0) {
		refuse(u, "Berkas ini kosong. Pilih berkas yang benar.");
		return 0;
	}
	if (app_sniff(cx->app, u->head, u->head_n, &type, e) < 0)
		return -1;
	if (!type || !takes(u->field, type)) {
		refuse(u, u->field->accept && !strstr(u->field->accept, "pdf")
			      ? "Berkas ini bukan foto JPEG atau PNG."
			      : "Berkas ini bukan PDF, JPEG, atau PNG.");
		return 0;
	}
	sha256_end(&u->hash, sum);
	hex_text(sha256, sum, sizeof(sum));
	random_code(id, FILE_ID);
	if (settle(cx, u, sha256, e) < 0)
		return -1;
	row = (struct file){
	    .id = arena_dup(cx->arena, id),
	    .owner = actor_owner(&cx->actor, cx->arena),
	    .purpose = u->field->name,
	    .name = str_z(cx->arena, file->filename),
	    .type = type,
	    .size = (int64_t)file->size,
	    .blob = sha256,
	    .form = "",
	    .scan = "",
	    .note = "",
	    .created_at = cx->now,
	};
	u->field->file_id = row.id;
	u->field->file_name = row.name;
	return file_add(cx->db, &row, e);
}

/* Files received with an earlier try of the same form. */
static int
recall_files(struct ctx *cx, struct fields *fs, struct err *e)
{
	const char *owner = actor_owner(&cx->actor, cx->arena);

	for (size_t i = 0; i < fs->n; i++) {
		struct field *f = &fs->v[i];
		struct file row;
		int rc;

		if (f->type != FIELD_FILE || !f->file_id || f->file_name)
			continue;
		rc = file_get(cx->db, cx->arena, &row, f->file_id, e);
		if (rc < 0)
			return -1;
		if (rc == 0 || row.case_id ||
		    row.created_at < cx->now - KEEP_UNCLAIMED ||
		    strcmp(row.owner, owner) != 0 ||
		    strcmp(row.purpose, f->name) != 0)
			f->file_id = NULL;
		else
			f->file_name = row.name;
	}
	return 0;
}

/*
 * Files whose form was never accepted.  Under the write lock, so that nobody
 * receives the same content meanwhile.
 */
static int
drop_unclaimed(struct ctx *cx, struct err *e)
{
	struct file *v;
	size_t n;

	if (file_unclaimed(
		cx->db, cx->arena, &v, &n, cx->now - KEEP_UNCLAIMED, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		switch (file_remove(cx->db, &v[i], e)) {
		case 1:
			unlink(upload_path(cx, v[i].blob));
			break;
		case 0:
			break;
		default:
			return -1;
		}
	return 0;
}

static int
finish_files(struct ctx *cx, struct form *f, struct err *e)
{
	int rc = -1;

	if (f->files_n == 0)
		return 0;
	/* The slow part before the write lock, which others wait for. */
	for (size_t i = 0; i < f->files_n; i++) {
		struct upload *u = f->files[i].handle;

		if (u && u->fd >= 0 && fsync(u->fd) < 0)
			return disk_error(e, "fsync");
	}
	if (db_begin(cx->db, e) < 0)
		return -1;
	if (drop_unclaimed(cx, e) < 0)
		goto out;
	for (size_t i = 0; i < f->files_n; i++)
		if (finish_file(cx, &f->files[i], e) < 0)
			goto out;
	rc = db_commit(cx->db, e);
out:
	db_rollback(cx->db);
	return rc;
}

/* Temporary files that did not get their final name. */
static void
drop_files(struct form *f)
{
	for (size_t i = 0; i < f->files_n; i++) {
		struct upload *u = f->files[i].handle;

		if (u && u->fd >= 0) {
			close(u->fd);
			unlink(u->tmp);
			u->fd = -1;
		}
	}
}

int
upload_form(struct ctx *cx, struct fields *fs, struct form *f, struct err *e)
{
	struct uploads us = {cx, fs};
	struct form_sink sink = {begin_file, write_file, &us};
	int rc = form_parse(f, cx->rq, fields_multipart(fs) ? &sink : NULL, e);

	if (rc == 0)
		rc = fields_bind(fs, f, e);
	/* Before a byte is kept: did our own form send this? */
	if (rc == 0 && !ctx_csrf_ok(cx, form_get(f, "csrf")))
		rc = err_set(e, ERR_DENIED,
		    "Formulir sudah kedaluwarsa. Muat ulang halaman ini, lalu "
		    "kirim lagi.",
		    "csrf");
	if (rc == 0)
		rc = finish_files(cx, f, e);
	if (rc == 0)
		rc = recall_files(cx, fs, e);
	drop_files(f);
	return rc;
}
