#include "app/upload.h"

#include <string.h>
#include <sys/statvfs.h>

#include "app/receive.h"
#include "base/limits.h"
#include "base/random.h"
#include "domain/nik.h"
#include "store/usage.h"
#include "view/format.h"

#define FILE_ID   24         /* characters: 118 bits */
#define DISK_LEFT (64 * MIB) /* that must stay free */

/* A file that was received with this form. */
struct part {
	struct field *field;
	struct file row;
	bool added; /* a row of the transaction */
};

struct upload {
	struct ctx *cx;
	struct fields *fs;
	struct draft *draft;
	struct form *form;
	struct receiver receiver;
	struct field *field; /* of the file under way; NULL: it is skipped */
	const char *name;    /* of that file */
	struct part *parts;  /* on the disk, not yet rows */
	size_t n, cap;
	struct draft_left gone; /* taken out: to be removed after the commit */
	size_t gone_cap;
	bool committed;
};

/* --- one file ----------------------------------------------------------- */

/* A reason beside the field; with the name where there may be several. */
static void
refuse(struct upload *u, struct field *f, const char *name, const char *text)
{
	if (f->error)
		return;
	f->error = f->max_files > 1 && name[0]
		       ? arena_printf(u->cx->arena, "%s: %s", name, text)
		       : text;
}

static size_t
sent_for(const struct upload *u, const struct field *f)
{
	size_t n = 0;

	for (size_t i = 0; i < u->n; i++)
		n += u->parts[i].field == f;
	return n;
}

/* Whether the field takes one more after n others; a single file makes room
 * itself. */
static bool
has_room(struct upload *u, struct field *f, const char *name, size_t n)
{
	if (n < f->max_files)
		return true;
	refuse(u, f, name,
	    arena_printf(u->cx->arena,
		"Paling banyak %zu berkas untuk isian ini. Hapus yang tidak "
		"diperlukan dahulu.",
		f->max_files));
	return false;
}

static int
check_csrf(const struct ctx *cx, const struct form *f, struct err *e)
{
	if (ctx_csrf_ok(cx, form_get(f, "csrf")))
		return 0;
	return err_set(e, ERR_DENIED,
	    "Formulir sudah kedaluwarsa. Muat ulang halaman ini, lalu "
	    "kirim lagi.",
	    "csrf");
}

/* Before a byte is kept: did our own form send this?  It says so first. */
static int
begin_file(void *ctx, struct form_file *file, struct err *e)
{
	struct upload *u = ctx;
	struct field *f = fields_get(u->fs, str_z(u->cx->arena, file->field));

	u->field = NULL;
	file->handle = NULL;
	if (check_csrf(u->cx, u->form, e) < 0)
		return -1;
	if (!f || f->type != FIELD_FILE)
		return 0; /* fields_bind() refuses the form */
	u->name = str_z(u->cx->arena, file->filename);
	if (!has_room(u, f, u->name,
		sent_for(u, f) + (f->max_files == 1 ? 0 : f->files_n)))
		return 0;
	if (receive_begin(&u->receiver, f->accept, e) < 0)
		return -1;
	u->field = f;
	file->handle = u;
	return 0;
}

static int
write_file(
    void *ctx, struct form_file *file, const char *p, size_t n, struct err *e)
{
	struct upload *u = ctx;
	struct arena *a = u->cx->arena;

	if (!u->field)
		return 0;
	if (file->size + n <= u->field->max_bytes)
		return receive_write(&u->receiver, p, n, e);
	refuse(u, u->field, u->name,
	    arena_printf(a,
		"Berkas ini lebih besar dari %s. Perkecil lalu unggah lagi.",
		format_size(a, u->field->max_bytes)));
	receive_drop(&u->receiver);
	u->field = NULL;
	return 0;
}

/* Many name a scan after the NIK on it, and names are not encrypted. */
static const char *
name_to_keep(struct arena *a, const char *name)
{
	char *s = arena_dup(a, name), *p = s;
	size_t n;

	while (*p) {
		n = strspn(p, "0123456789");
		if (n >= NIK_LEN)
			memset(p, 'x', n - 4);
		p += n ? n : 1;
	}
	return s;
}

static int
end_file(void *ctx, struct form_file *file, struct err *e)
{
	struct upload *u = ctx;
	struct field *f = u->field;
	char id[FILE_ID + 1];
	const char *refusal;
	struct file row;

	(void)file;
	if (!f)
		return 0;
	u->field = NULL;
	if (receive_end(&u->receiver, &row, &refusal, e) < 0)
		return -1;
	if (refusal) {
		refuse(u, f, u->name, refusal);
		return 0;
	}
	random_code(id, FILE_ID);
	row.id = arena_dup(u->cx->arena, id);
	row.owner = u->draft->owner;
	row.purpose = f->name;
	row.name = name_to_keep(u->cx->arena, u->name);
	row.note = f->challenge ? f->challenge : "";
	row.created_at = u->cx->now;
	ARENA_GROW(u->cx->arena, u->parts, u->n, u->cap);
	u->parts[u->n++] = (struct part){.field = f, .row = row};
	return 0;
}

/* --- the form ----------------------------------------------------------- */

static int
check_disk(struct ctx *cx, struct err *e)
{
	const char *dir = app_files_dir(cx->app, cx->arena, cx->office->id);
	int64_t n = cx->rq->content_length;
	struct statvfs st;

	if (statvfs(dir, &st) < 0)
		return 0; /* the first file makes the folder */
	if ((uint64_t)st.f_bavail * st.f_frsize >=
	    DISK_LEFT + 2 * (uint64_t)(n > 0 ? n : 0))
		return 0;
	return err_set(e, ERR_BUSY,
	    "Penyimpanan server hampir penuh, jadi berkas belum dapat "
	    "diterima.",
	    "disk: %llu blocks of %lu bytes left",
	    (unsigned long long)st.f_bavail, st.f_frsize);
}

static int
skip_open(void *ctx, struct form_file *file, struct err *e)
{
	(void)ctx;
	(void)e;
	file->handle = NULL;
	return 0;
}

static int
skip_write(
    void *ctx, struct form_file *file, const char *p, size_t n, struct err *e)
{
	(void)ctx;
	(void)file;
	(void)p;
	(void)n;
	(void)e;
	return 0;
}

int
upload_form(struct ctx *cx, struct fields *fs, struct form *f, struct err *e)
{
	struct form_sink skip = {.open = skip_open, .write = skip_write};

	if (form_parse(f, cx->rq, fields_multipart(fs) ? &skip : NULL, e) < 0 ||
	    fields_bind(fs, f, e) < 0)
		return -1;
	return check_csrf(cx, f, e);
}

/* --- into the draft ----------------------------------------------------- */

static int
remove_file(struct upload *u, struct field *f, size_t i, struct err *e)
{
	const struct file *file = f->files[i];
	int rc = file_remove(u->cx->db, file, e);

	if (rc < 0)
		return -1;
	if (rc == 1) {
		ARENA_GROW(u->cx->arena, u->gone.files, u->gone.n, u->gone_cap);
		u->gone.files[u->gone.n++] = *file;
	}
	field_drop_file(f, i);
	for (size_t k = 0; k < u->draft->files_n; k++)
		if (strcmp(u->draft->files[k].id, file->id) == 0)
			u->draft->files[k].size = 0;
	return 0;
}

static const char *
full_text(struct upload *u, int64_t room, char whose)
{
	static const struct {
		char whose;
		const char *what;
	} rows[] = {{'c', "untuk permohonan ini"}, {'p', "untuk Anda"},
	    {'o', "berkas kantor ini"}};
	const char *what = rows[0].what;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].whose == whose)
			what = rows[i].what;
	return arena_printf(u->cx->arena,
	    "Ruang %s tidak cukup: sisa %s. Perkecil berkas, atau hapus yang "
	    "tidak diperlukan.",
	    what, format_size(u->cx->arena, (uint64_t)room));
}

/* The same content, sent for the same field before. */
static bool
is_there(const struct part *p)
{
	for (size_t i = 0; i < p->field->files_n; i++)
		if (str_eq(p->field->files[i]->digest, p->row.digest))
			return true;
	return false;
}

/* Make a received file part of the draft, if there is room for it. */
static int
add_file(struct upload *u, struct part *p, struct err *e)
{
	struct ctx *cx = u->cx;
	struct file *row;
	int64_t room;
	char whose;

	if (is_there(p))
		return 0;
	if (p->field->max_files == 1)
		while (p->field->files_n > 0)
			if (remove_file(u, p->field, 0, e) < 0)
				return -1;
	if (!has_room(u, p->field, p->row.name, p->field->files_n))
		return 0;
	if (draft_room(cx, u->draft, &room, &whose, e) < 0)
		return -1;
	if (p->row.size > room) {
		refuse(u, p->field, p->row.name, full_text(u, room, whose));
		return 0;
	}
	if (file_add(cx->db, &p->row, e) < 0)
		return -1;
	row = draft_add_file(cx, u->draft, &p->row);
	field_add_file(u->fs, p->field, row);
	p->added = true;
	return 0;
}

/* "hapus:ID"; an id that is not there was removed before. */
static int
remove_by_id(struct upload *u, struct str id, struct err *e)
{
	for (size_t i = 0; i < u->fs->n; i++)
		for (size_t k = 0; k < u->fs->v[i].files_n; k++)
			if (str_eqz(id, u->fs->v[i].files[k]->id))
				return remove_file(u, &u->fs->v[i], k, e);
	return 0;
}

/* Files, removals and typed text in one transaction: rows only. */
static int
keep(struct upload *u, struct str wish, struct err *e)
{
	struct str id = wish;
	struct draft_left left = {0};
	int rc = -1;

	if (db_begin(u->cx->db, e) < 0)
		return -1;
	if (draft_refill(u->cx, u->draft, u->fs, e) < 0)
		goto out;
	if (str_eqz(str_cut(&id, ':'), "hapus") && remove_by_id(u, id, e) < 0)
		goto out;
	for (size_t i = 0; i < u->n; i++) {
		u->parts[i].row.form = wish.p ? u->draft->form : "";
		if (add_file(u, &u->parts[i], e) < 0)
			goto out;
	}
	if (str_eqz(wish, "buang") && draft_end(u->cx, u->draft, &left, e) < 0)
		goto out;
	if (wish.p && !str_eqz(wish, "buang") &&
	    draft_keep(
		u->cx, u->draft, str_eqz(wish, "unggah") ? NULL : u->fs, e) < 0)
		goto out;
	if (db_commit(u->cx->db, e) < 0)
		goto out;
	draft_drop_files(u->cx, &u->gone);
	draft_drop_files(u->cx, &left);
	if (str_eqz(wish, "buang"))
		u->draft->saved_at = 0;
	u->committed = true;
	rc = 0;
out:
	db_rollback(u->cx->db);
	return rc;
}

/*
 * Files whose scanner was away when they came are scanned before they are
 * handed in; what may not be handed in becomes an error beside its field.
 */
static int
scan_again(struct upload *u, struct err *e)
{
	const struct scan_conf *conf = &app_conf(u->cx->app)->scan;

	for (size_t i = 0; i < u->fs->n; i++)
		for (size_t k = 0; k < u->fs->v[i].files_n; k++) {
			struct field *f = &u->fs->v[i];
			struct file row = *f->files[k];
			const char *hold;

			if (scan_due(conf, scan_find(row.scan))) {
				if (receive_scan(&u->receiver, &row, e) < 0 ||
				    file_set_scan(
					u->cx->db, row.id, row.scan, e) < 0)
					return -1;
			}
			hold = scan_hold(conf, scan_find(row.scan));
			if (hold)
				refuse(u, f, row.name, hold);
		}
	return 0;
}

/* What did not become a row. */
static void
drop_parts(struct upload *u)
{
	receive_drop(&u->receiver);
	for (size_t i = 0; i < u->n; i++)
		if (!u->committed || !u->parts[i].added)
			blob_remove(u->cx->db, u->parts[i].row.blob);
}

static int
known_wish(struct str wish, struct err *e)
{
	if (!wish.p || str_eqz(wish, "simpan") || str_eqz(wish, "unggah") ||
	    str_eqz(wish, "buang") || str_starts(wish, STR("hapus:")))
		return 0;
	return err_set(e, ERR_BAD, "Formulir yang dikirim tidak dikenali.",
	    "draf of %zu bytes", wish.n);
}

/* Only files are wanted: what came with them is not. */
static void
forget_typed(struct fields *fs)
{
	for (size_t i = 0; i < fs->n; i++)
		fs->v[i].sent = false;
}

int
upload_draft(struct ctx *cx, struct fields *fs, struct draft *d, struct form *f,
    bool *kept, struct err *e)
{
	struct upload *u = ARENA_NEW(cx->arena, struct upload);
	bool files = fields_multipart(fs);
	struct form_sink sink = {begin_file, write_file, end_file, u, 0};
	struct str wish;
	int rc = -1;

	*u = (struct upload){.cx = cx, .fs = fs, .draft = d, .form = f};
	receive_init(&u->receiver, cx);
	draft_fill(cx, d, fs, false);
	if ((files && check_disk(cx, e) < 0) ||
	    form_parse(f, cx->rq, files ? &sink : NULL, e) < 0 ||
	    fields_bind(fs, f, e) < 0 || check_csrf(cx, f, e) < 0)
		goto out;
	wish = form_get(f, "draf");
	*kept = wish.p != NULL;
	if (str_eqz(wish, "unggah"))
		forget_typed(fs);
	if (*kept)
		draft_fill_unsent(d, fs);
	if (known_wish(wish, e) < 0 ||
	    ((*kept || u->n > 0) && keep(u, wish, e) < 0) ||
	    (!*kept && scan_again(u, e) < 0))
		goto out;
	rc = 0;
out:
	drop_parts(u);
	return rc;
}
