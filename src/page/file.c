/*
 * file.c - a kept file, or its small picture, for who may see it.  It is
 * decrypted while it is sent; a damaged one is cut off, never sent as whole.
 */
#include <stdlib.h>
#include <string.h>

#include "app/access.h"
#include "app/act.h"
#include "app/reading.h"
#include "app/web.h"
#include "base/log.h"
#include "page/page.h"
#include "store/blob.h"
#include "view/format.h"

/* The task for which it is opened, as the page with the link said. */
static int64_t
reading_task(struct ctx *cx)
{
	struct str s = request_param(cx->rq, "langkah");
	uint64_t id;

	return s.p && str_u64(s, INT64_MAX, &id) == 0 ? (int64_t)id : 0;
}

/* A file of a case, if the actor may see it: that this is so is recorded. */
int
file_open(struct ctx *cx, const struct dossier *d, const struct file *f,
    struct err *e)
{
	if (f->erased_at)
		return err_set_at(e, ERR_GONE, __FILE__, __LINE__,
		    arena_printf(cx->arena,
			"Berkas ini sudah dihapus pada %s sesuai jadwal "
			"penyimpanan.",
			format_date(cx->arena, f->erased_at, cx->office->zone)),
		    "erased");
	return reading_record(cx, d, f, reading_task(cx), e);
}

/* A file of a case that the actor may see, or one's own not yet sent. */
static int
find_file(struct ctx *cx, struct file *f, struct err *e)
{
	struct dossier d = {0};
	bool may = false;
	int rc = file_get(cx->db, cx->arena, f, ctx_param(cx, "id"), e);

	if (rc < 0)
		return -1;
	if (rc == 1 && !f->case_id && cx->actor.person &&
	    strcmp(f->owner, actor_owner(&cx->actor, cx->arena)) == 0)
		return 0;
	if (rc == 1 && f->case_id) {
		if (dossier_load_id(cx, &d, f->case_id, e) < 0)
			return -1;
		may = access_file(cx, &d, f);
		rc = may ? file_open(cx, &d, f, e) : 0;
		dossier_clear(&d);
	}
	if (may)
		return rc;
	if (!cx->actor.person)
		return err_set(e, ERR_LOGIN,
		    "Masuk dahulu untuk membuka berkas.", "no session");
	return err_set(
	    e, ERR_MISSING, "Berkas itu tidak ditemukan.", "file access");
}

/* Only what is harmless as a name in a header. */
static const char *
header_name(struct ctx *cx, const struct file *f)
{
	return arena_printf(cx->arena, "inline; filename*=UTF-8''%s",
	    url_encode(cx->arena, str_of(f->name)));
}

/* A file under way to who asked for it; it outlives the request. */
struct sending {
	struct stream_in in;
	uint64_t request; /* for the log */
	char first;       /* its first byte, read before the answer began */
	bool begun;
};

static ssize_t
read_file(void *ctx, char *buf, size_t n)
{
	struct sending *s = ctx;
	struct err e = {0};
	ssize_t got;

	if (!s->begun && n > 0) {
		s->begun = true;
		buf[0] = s->first;
		return 1;
	}
	got = stream_read(&s->in, buf, n, &e);
	if (got > 0)
		return got;
	log_error("request %llu: file cut off: %s",
	    (unsigned long long)s->request,
	    got < 0 ? e.detail : "it ends too early");
	return -1;
}

static void
close_file(void *ctx)
{
	struct sending *s = ctx;

	blob_close(&s->in);
	free(s);
}

static int
begin(struct ctx *cx, struct sending *s, const struct file *f, bool thumb,
    int64_t *size, struct err *e)
{
	ssize_t got;

	if (blob_open(cx->db, cx->arena, f, thumb, &s->in, e) < 0 ||
	    blob_size(&s->in, size, e) < 0)
		return -1;
	got = stream_read(&s->in, &s->first, 1, e);
	if (got < 0 || (got == 1 && (thumb || *size == f->size)))
		return got < 0 ? -1 : 0;
	return err_set(e, ERR_SYSTEM,
	    "Berkas ini rusak dan tidak dapat dibaca.",
	    "file of %lld bytes, its row says %lld", (long long)*size,
	    (long long)f->size);
}

/* What is out of reach, or damaged from its begin, is a page that says so. */
static int
open_file(struct ctx *cx, const struct file *f, bool thumb, struct err *e)
{
	struct sending *s = malloc(sizeof(*s));
	int64_t size;

	if (!s)
		return err_set(e, ERR_SYSTEM, "Memori tidak cukup.", "file");
	s->request = cx->rq->id;
	s->begun = false;
	if (begin(cx, s, f, thumb, &size, e) < 0) {
		close_file(s);
		return -1;
	}
	cx->rs->source = (struct response_source){
	    .size = (uint64_t)size,
	    .read = read_file,
	    .close = close_file,
	    .ctx = s,
	};
	return 0;
}

static void
answer(struct ctx *cx, const struct file *f, bool thumb, struct err *e)
{
	if (open_file(cx, f, thumb, e) < 0)
		return;
	web_file_headers(cx->rs);
	response_header(cx->rs, "Content-Type", thumb ? "image/jpeg" : f->type);
	response_header(cx->rs, "Content-Disposition", header_name(cx, f));
	response_header(cx->rs, "Cache-Control", "private, no-store");
}

void
file_answer(struct ctx *cx, const struct file *f, struct err *e)
{
	answer(cx, f, false, e);
}

static void
send_file(struct ctx *cx, bool thumb)
{
	struct file f;
	struct err e = {0};

	if (find_file(cx, &f, &e) == 0 && thumb && !f.thumb)
		err_set(&e, ERR_MISSING, "Berkas itu tidak bergambar kecil.",
		    "no thumbnail");
	if (e.kind == ERR_NONE)
		answer(cx, &f, thumb, &e);
	if (e.kind != ERR_NONE)
		web_fail(cx, &e);
}

void
page_file(struct ctx *cx)
{
	send_file(cx, false);
}

void
page_thumb(struct ctx *cx)
{
	send_file(cx, true);
}
