#include "http/form.h"

#include "base/limits.h"
#include "http/multipart.h"
#include "http/urlencoded.h"

#define PIECE (64 * KIB)

/* What stands between the multipart parser and a form. */
struct reader {
	struct form *form;
	struct arena *arena;
	const struct form_sink *sink;
	struct sb text;         /* owned; the value of a text part */
	size_t text_total;      /* bytes of all values so far */
	size_t parts, room;     /* parts so far; elements of fields.v */
	struct form_file head;  /* of a file part not yet opened */
	struct form_file *file; /* in form->files, once opened */
	bool is_file;
	struct str name; /* of a text part */
};

static int
too_large(struct err *e, size_t n)
{
	return err_set(e, ERR_LIMIT, "Kiriman terlalu besar.",
	    "form: body of %zu bytes or more", n);
}

/*
 * Read the whole body, at most max bytes, and hand each piece to take().  A
 * body that ends before its announced length was cut short.
 */
static int
pull(struct request *rq, size_t max,
    int (*take)(void *ctx, const char *p, size_t n, struct err *e), void *ctx,
    struct err *e)
{
	char *buf = arena_alloc(rq->arena, PIECE);
	size_t total = 0;
	ssize_t n;

	if (rq->content_length > (int64_t)max)
		return too_large(e, (size_t)rq->content_length);
	while ((n = rq->read(rq->body, buf, PIECE)) > 0) {
		total += (size_t)n;
		if (total > max)
			return too_large(e, total);
		if (take(ctx, buf, (size_t)n, e))
			return -1;
	}
	if (n < 0 ||
	    (rq->content_length >= 0 && total != (size_t)rq->content_length))
		return err_set(e, ERR_BAD,
		    "Kiriman terputus sebelum lengkap. Silakan ulangi.",
		    "form: body ends after %zu bytes", total);
	return 0;
}

static int
file_open(struct reader *rd, struct err *e)
{
	struct form *f = rd->form;
	struct form_file *file;

	if (!rd->sink)
		return err_set(e, ERR_BAD,
		    "Formulir ini tidak menerima berkas.",
		    "form: a file without a sink");
	if (f->files_n == LIMIT_FILES)
		return err_set(e, ERR_LIMIT,
		    "Berkas dalam satu kiriman terlalu banyak.",
		    "form: over %zu files", LIMIT_FILES);
	/* One array for all: the sink may keep pointers into it. */
	if (!f->files)
		f->files =
		    ARENA_ARRAY(rd->arena, LIMIT_FILES, struct form_file);
	file = &f->files[f->files_n];
	*file = rd->head;
	file->filename.p = str_z(rd->arena, file->filename);
	if (rd->sink->open(rd->sink->ctx, file, e))
		return -1;
	f->files_n++;
	rd->file = file;
	return 0;
}

/* A file without a name is opened by its first byte, if one comes. */
static int
part_begin(void *ctx, const struct multipart_head *head, struct err *e)
{
	struct reader *rd = ctx;

	if (++rd->parts > LIMIT_FIELDS + LIMIT_FILES)
		return err_set(e, ERR_LIMIT, "Isian formulir terlalu banyak.",
		    "form: over %zu parts", LIMIT_FIELDS + LIMIT_FILES);
	rd->is_file = head->file;
	rd->file = NULL;
	sb_reset(&rd->text);
	if (!head->file) {
		rd->name =
		    (struct str){str_z(rd->arena, head->name), head->name.n};
		return 0;
	}
	rd->head = (struct form_file){
	    .field = {str_z(rd->arena, head->name), head->name.n},
	    .filename = head->filename};
	return head->filename.n > 0 ? file_open(rd, e) : 0;
}

static int
part_data(void *ctx, const char *p, size_t n, struct err *e)
{
	struct reader *rd = ctx;

	if (!rd->is_file) {
		sb_put(&rd->text, p, n);
		if (rd->text.failed)
			return err_set(e, ERR_LIMIT,
			    "Salah satu isian terlalu panjang.",
			    "form: value over %zu bytes", rd->text.max);
		return 0;
	}
	if (!rd->file && file_open(rd, e))
		return -1;
	if (rd->file->handle &&
	    rd->sink->write(rd->sink->ctx, rd->file, p, n, e))
		return -1;
	rd->file->size += n;
	return 0;
}

static int
field_add(struct reader *rd, struct str value, struct err *e)
{
	struct params *fields = &rd->form->fields;
	struct param *more;

	if (fields->n == LIMIT_FIELDS)
		return err_set(e, ERR_LIMIT, "Isian formulir terlalu banyak.",
		    "form: over %zu fields", LIMIT_FIELDS);
	if (fields->n == rd->room) {
		rd->room = rd->room ? 2 * rd->room : 32;
		more = ARENA_ARRAY(rd->arena, rd->room, struct param);
		for (size_t i = 0; i < fields->n; i++)
			more[i] = fields->v[i];
		fields->v = more;
	}
	fields->v[fields->n++] = (struct param){rd->name, value};
	return 0;
}

static int
part_end(void *ctx, struct err *e)
{
	struct reader *rd = ctx;
	struct str raw = sb_get(&rd->text);
	char *text;

	if (rd->is_file)
		return rd->file && rd->file->handle && rd->sink->close
			   ? rd->sink->close(rd->sink->ctx, rd->file, e)
			   : 0;
	if (!str_utf8(raw))
		return err_set(e, ERR_BAD,
		    "Isian memuat karakter yang tidak sah.",
		    "form: NUL or invalid UTF-8 in a value");
	rd->text_total += raw.n;
	if (rd->text_total > LIMIT_FORM_TEXT)
		return err_set(e, ERR_LIMIT, "Isian formulir terlalu besar.",
		    "form: values over %zu bytes", LIMIT_FORM_TEXT);
	text = str_z(rd->arena, raw);
	return field_add(
	    rd, (struct str){text, text_line_ends(text, raw.n)}, e);
}

static int
feed(void *ctx, const char *p, size_t n, struct err *e)
{
	return multipart_feed(ctx, p, n, e);
}

static int
parse_multipart(struct form *f, struct request *rq,
    const struct form_sink *sink, struct err *e)
{
	struct reader rd = {.form = f, .arena = rq->arena, .sink = sink};
	struct multipart_events events = {part_begin, part_data, part_end, &rd};
	struct multipart *m = ARENA_NEW(rq->arena, struct multipart);
	struct str boundary;
	int rc;

	if (multipart_boundary(&boundary, rq->content_type, e))
		return -1;
	multipart_init(m, boundary, &events);
	sb_init(
	    &rd.text, sink && sink->text_max ? sink->text_max : LIMIT_FIELD);
	rc = pull(rq, sink ? LIMIT_BODY : LIMIT_BODY_FORM, feed, m, e);
	if (!rc)
		rc = multipart_end(m, e);
	sb_clear(&rd.text);
	return rc;
}

static int
collect(void *ctx, const char *p, size_t n, struct err *e)
{
	struct sb *body = ctx;

	sb_put(body, p, n);
	return body->failed ? too_large(e, body->max) : 0;
}

static int
parse_urlencoded(struct form *f, struct request *rq, struct err *e)
{
	struct sb body;
	int rc;

	sb_init(&body, LIMIT_BODY_FORM);
	rc = pull(rq, LIMIT_BODY_FORM, collect, &body, e);
	if (!rc)
		rc = urlencoded_parse(&f->fields, rq->arena, sb_get(&body), e);
	sb_clear(&body);
	return rc;
}

int
form_parse(struct form *f, struct request *rq, const struct form_sink *sink,
    struct err *e)
{
	struct str rest = rq->content_type;
	struct str type = str_trim(str_cut(&rest, ';'));

	*f = (struct form){0};
	if (str_caseeq(type, STR("application/x-www-form-urlencoded")))
		return parse_urlencoded(f, rq, e);
	if (str_caseeq(type, STR("multipart/form-data")))
		return parse_multipart(f, rq, sink, e);
	return err_set(e, ERR_BAD, "Jenis kiriman formulir tidak dikenal.",
	    "form: content type of %zu bytes", type.n);
}

struct str
form_get(const struct form *f, const char *name)
{
	return params_get(&f->fields, name);
}

struct form_file *
form_file(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->files_n; i++)
		if (str_eqz(f->files[i].field, name))
			return &f->files[i];
	return NULL;
}
