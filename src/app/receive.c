#include "app/receive.h"

#include <string.h>

void
receive_init(struct receiver *r, struct ctx *cx)
{
	*r = (struct receiver){
	    .cx = cx, .hash = ARENA_NEW(cx->arena, struct content_hash)};
	scan_begin(&r->scan, &app_conf(cx->app)->scan, SCAN_SECONDS);
}

int
receive_begin(struct receiver *r, const char *accept, struct err *e)
{
	if (!r->sent) {
		r->sent = ARENA_NEW(r->cx->arena, struct blob_out);
		r->judge = inspect_new(r->cx->arena);
	}
	content_hash_init(r->hash);
	r->head_n = 0;
	r->accept = accept;
	r->type = r->refusal = NULL;
	if (blob_begin(r->cx->db, r->cx->arena, r->sent, e) < 0)
		return -1;
	r->open = true;
	return 0;
}

void
receive_drop(struct receiver *r)
{
	if (r->judge)
		inspect_drop(r->judge);
	if (r->open)
		blob_drop(r->cx->db, r->sent);
	r->open = false;
}

/* Whether a list of types has this one. */
static bool
takes(const char *accept, const char *type)
{
	struct str rest = str_of(accept);

	while (rest.p)
		if (str_eqz(str_trim(str_cut(&rest, ',')), type))
			return true;
	return false;
}

static const char *
type_refusal(const char *accept)
{
	return strstr(accept, "pdf") ? "Berkas ini bukan PDF, JPEG, atau PNG."
				     : "Berkas ini bukan foto JPEG atau PNG.";
}

static enum inspect_kind
kind_of(const struct receiver *r)
{
	return strcmp(r->type, "application/pdf") == 0 ? INSPECT_PDF
						       : INSPECT_IMAGE;
}

/* The first bytes tell what it is, and who shall look at it. */
static int
judge(struct receiver *r, struct err *e)
{
	if (app_sniff(r->cx->app, r->head, r->head_n, &r->type, e) < 0)
		return -1;
	if (!r->type || !takes(r->accept, r->type)) {
		r->refusal = r->head_n == 0
				 ? "Berkas ini kosong. Pilih berkas yang benar."
				 : type_refusal(r->accept);
		receive_drop(r);
		return 0;
	}
	if (inspect_begin(r->judge, app_conf(r->cx->app)->inspector, kind_of(r),
		0, e) < 0)
		return -1;
	inspect_send(r->judge, r->head, r->head_n);
	return 0;
}

int
receive_write(struct receiver *r, const char *p, size_t n, struct err *e)
{
	size_t head = SNIFF_SIZE - r->head_n;

	if (r->refusal)
		return 0;
	content_hash_add(r->hash, p, n);
	if (blob_write(r->sent, p, n, e) < 0)
		return -1;
	if (head > 0) {
		head = head < n ? head : n;
		memcpy(r->head + r->head_n, p, head);
		r->head_n += head;
		if (r->head_n < SNIFF_SIZE)
			return 0;
		if (judge(r, e) < 0)
			return -1;
	}
	if (!r->refusal)
		inspect_send(r->judge, p + head, n - head);
	return 0;
}

/* What was sent, from its begin. */
static int
read_back(struct receiver *r, struct err *e)
{
	if (!r->back)
		r->back = ARENA_NEW(r->cx->arena, struct stream_in);
	return blob_reread(r->sent, r->back, e);
}

static ssize_t
read_clear(void *ctx, char *buf, size_t n, struct err *e)
{
	struct receiver *r = ctx;

	return stream_read(r->back, buf, n, e);
}

/* --- judging ------------------------------------------------------------ */

static int
put_image(void *ctx, const void *p, size_t n, struct err *e)
{
	struct receiver *r = ctx;

	return blob_write(r->image, p, n, e);
}

static int
put_thumb(void *ctx, const void *p, size_t n, struct err *e)
{
	struct receiver *r = ctx;

	return blob_write(r->thumb, p, n, e);
}

static int
inspect(struct receiver *r, const char **refusal, struct err *e)
{
	const struct inspect_io io = {
	    .ctx = r, .image = put_image, .thumb = put_thumb};
	struct inspection found;

	if (inspect_end(r->judge, &io, &found, e) < 0)
		return -1;
	if (found.verdict != INSPECT_OK)
		*refusal = inspect_text(kind_of(r), found.verdict);
	return 0;
}

static int
keep(struct receiver *r, struct blob_out *b, struct err *e)
{
	if (blob_end(b, e) < 0)
		return -1;
	return blob_settle(r->cx->db, b, e);
}

/* A new upright image and its small picture take the place of what came. */
static int
take_image(
    struct receiver *r, struct file *row, const char **refusal, struct err *e)
{
	struct arena *a = r->cx->arena;
	struct db *db = r->cx->db;
	int rc = -1;

	if (!r->image) {
		r->image = ARENA_NEW(a, struct blob_out);
		r->thumb = ARENA_NEW(a, struct blob_out);
	}
	if (blob_begin(db, a, r->image, e) < 0)
		goto no_thumb;
	if (blob_begin_thumb(db, r->thumb, r->image, e) < 0)
		goto no_thumb;
	if (inspect(r, refusal, e) < 0)
		goto out;
	if (!*refusal && (keep(r, r->thumb, e) < 0 || keep(r, r->image, e) < 0))
		goto out;
	row->type = "image/jpeg";
	row->thumb = true;
	row->blob = r->image->name;
	row->key = r->image->key.bytes;
	row->key_id = r->image->key.key;
	row->size = r->image->size;
	rc = 0;
out:
	blob_drop(db, r->thumb);
no_thumb:
	blob_drop(db, r->image);
	return rc;
}

/* A paper is kept byte for byte, or not at all. */
static int
take_paper(
    struct receiver *r, struct file *row, const char **refusal, struct err *e)
{
	if (inspect(r, refusal, e) < 0)
		return -1;
	if (!*refusal && blob_settle(r->cx->db, r->sent, e) < 0)
		return -1;
	row->blob = r->sent->name;
	row->key = r->sent->key.bytes;
	row->key_id = r->sent->key.key;
	row->size = r->sent->size;
	return 0;
}

static int
set_digest(struct receiver *r, struct file *row, struct err *e)
{
	unsigned char sum[DIGEST_SIZE],
	    *mac = arena_alloc(r->cx->arena, KEY_SIZE);

	content_hash_end(r->hash, sum);
	if (key_mac(r->cx->db, KEY_USE_FILE,
		(struct str){(const char *)sum, sizeof(sum)}, mac, e) < 0)
		return -1;
	row->digest = (struct str){(const char *)mac, KEY_SIZE};
	return 0;
}

/* Scanned as it was sent: what comes out of the inspector is new. */
static int
scan_sent(
    struct receiver *r, struct file *row, const char **refusal, struct err *e)
{
	enum scan_state s;
	int rc = -1;

	row->scan = "";
	if (r->scan.conf->policy == VIRUS_OFF)
		return 0;
	if (read_back(r, e) == 0 &&
	    scan_content(&r->scan, r->sent->name, read_clear, r, &s, e) == 0) {
		row->scan = scan_name(s);
		*refusal = scan_refusal(r->scan.conf, s);
		rc = 0;
	}
	stream_forget(r->back);
	return rc;
}

int
receive_end(
    struct receiver *r, struct file *row, const char **refusal, struct err *e)
{
	int rc = 0;

	if (!r->type && !r->refusal)
		rc = judge(r, e);
	*refusal = r->refusal;
	if (rc < 0 || *refusal)
		goto out;
	*row = (struct file){.type = r->type, .note = "", .class = ""};
	rc = blob_end(r->sent, e);
	if (rc == 0)
		rc = set_digest(r, row, e);
	if (rc == 0)
		rc = scan_sent(r, row, refusal, e);
	if (rc == 0 && !*refusal)
		rc = kind_of(r) == INSPECT_PDF ? take_paper(r, row, refusal, e)
					       : take_image(r, row, refusal, e);
out:
	receive_drop(r);
	return rc;
}

int
receive_scan(struct receiver *r, struct file *row, struct err *e)
{
	enum scan_state s;
	int rc = -1;

	if (!r->back)
		r->back = ARENA_NEW(r->cx->arena, struct stream_in);
	if (blob_open(r->cx->db, r->cx->arena, row, false, r->back, e) == 0 &&
	    scan_content(&r->scan, row->id, read_clear, r, &s, e) == 0) {
		row->scan = scan_name(s);
		rc = 0;
	}
	blob_close(r->back);
	return rc;
}
