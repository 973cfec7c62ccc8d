#include "http/front.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/random.h"
#include "http/front_part.h"

/* Numbers that JSON readers keep exact, shown to users. */
#define ID_MASK ((UINT64_C(1) << 53) - 1)

#define REMOTE_MAX ((size_t)64) /* an address as text */
#define FRONT_MEM  (4 * MIB)

static const struct refusal {
	int status;
	const char *text; /* shown to the user */
} refusals[] = {
    {400, "Permintaan tidak dapat dibaca oleh server."},
    {413, "Kiriman terlalu besar: paling banyak 64 MB dalam satu kiriman."},
    {414, "Alamat halaman terlalu panjang."},
    {431, "Permintaan dari peramban Anda terlalu panjang. Hapus kuki situs "
	  "ini, lalu coba lagi."},
    {500, "Terjadi kesalahan pada server. Silakan coba lagi."},
    {503, "Server sedang tidak dapat menyimpan kiriman Anda. Silakan coba "
	  "beberapa saat lagi."},
};

struct front *
front_new(size_t size, const struct front_ops *ops, const struct front_conf *c)
{
	struct arena mem;
	struct front *f;

	arena_init(&mem, FRONT_MEM);
	f = arena_alloc(&mem, size);
	f->ops = ops;
	f->conf = *c;
	f->mem = mem;
	f->next_id = front_first_id();
	return f;
}

uint64_t
front_first_id(void)
{
	uint64_t id;

	random_bytes(&id, sizeof(id));
	return id & ID_MASK;
}

int
front_fd(const struct front *f)
{
	return f->ops->fd(f);
}

int
front_timeout(const struct front *f)
{
	return f->ops->timeout(f);
}

void
front_run(struct front *f)
{
	f->ops->run(f);
}

int
front_drain(struct front *f)
{
	return f->ops->drain(f);
}

void
front_close(struct front *f)
{
	struct arena mem;

	if (!f)
		return;
	f->ops->close(f);
	mem = f->mem;
	arena_clear(&mem);
}

void
front_busy(const struct front_conf *c, bool busy)
{
	if (c->busy)
		c->busy(c->busy_ctx, busy);
}

bool
front_bodiless(int status)
{
	return status == 204 || status == 304;
}

static enum http_method
method_of(const char *s)
{
	if (s && strcmp(s, "GET") == 0)
		return HTTP_GET;
	if (s && strcmp(s, "HEAD") == 0)
		return HTTP_HEAD;
	return s && strcmp(s, "POST") == 0 ? HTTP_POST : HTTP_OTHER;
}

/* Copy the headers we read; -1 if one of them is over the limit. */
static int
take_headers(struct request *rq, const struct front_head *h)
{
	const struct {
		struct str *to;
		const char *from;
	} rows[] = {
	    {&rq->host, h->host},
	    {&rq->accept, h->accept},
	    {&rq->cookie, h->cookie},
	    {&rq->content_type, h->content_type},
	    {&rq->if_none_match, h->if_none_match},
	    {&rq->user_agent, h->user_agent},
	    {&rq->remote, h->remote},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		*rows[i].to = str_of(rows[i].from);
		if (rows[i].to->n > LIMIT_HEADER)
			return -1;
	}
	return 0;
}

/*
 * The proxy in front of us appends to X-Forwarded-For, so only the last
 * entry is its own word; everything before may be the client's invention.
 */
static void
take_forwarded(struct request *rq, const struct front_head *h)
{
	struct str rest = str_of(h->fwd_for), part = {0};

	while (rest.p)
		part = str_trim(str_cut(&rest, ','));
	if (part.n > 0 && part.n <= REMOTE_MAX)
		rq->remote = part;
	rest = str_of(h->fwd_host);
	if (rest.n > 0 && rest.n <= LIMIT_HEADER)
		rq->host = str_trim(str_cut(&rest, ','));
	rest = str_of(h->fwd_proto);
	if (rest.n > 0)
		rq->secure =
		    str_caseeq(str_trim(str_cut(&rest, ',')), STR("https"));
}

/* 0, or the status to refuse with. */
static int
take_length(struct request *rq, const char *length)
{
	struct str s = str_of(length);
	uint64_t n;

	if (s.n > 0) {
		if (str_u64(s, INT64_MAX, &n) < 0)
			return 400;
		rq->content_length = (int64_t)n;
	} else if (rq->content_length < 0 &&
		   (rq->method == HTTP_GET || rq->method == HTTP_HEAD)) {
		rq->content_length = 0;
	}
	return rq->content_length > (int64_t)LIMIT_BODY ? 413 : 0;
}

/* 0, or the status to refuse with. */
static int
take_head(
    struct request *rq, const struct front_conf *c, const struct front_head *h)
{
	struct err e = {0};
	int status;

	rq->method = method_of(h->method);
	rq->secure = h->secure;
	if (h->refuse != 0 && h->refuse != 413)
		return h->refuse;
	if (take_headers(rq, h) < 0)
		return 431;
	if (c->trust_proxy)
		take_forwarded(rq, h);
	if (request_target(rq, str_of(h->target), &e) < 0)
		return e.kind == ERR_LIMIT ? 414 : 400;
	status = take_length(rq, h->length);
	return h->refuse != 0 ? h->refuse : status;
}

void
front_refuse(
    const struct front_conf *c, struct response *rs, int status, uint64_t id)
{
	bool head = rs->head;
	const char *text = "";

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (refusals[i].status == status)
			text = refusals[i].text;
	response_clear(rs);
	response_init(rs, c->arena, LIMIT_PAGE);
	rs->status = status;
	rs->head = head;
	response_header(rs, "Content-Type", "text/plain; charset=utf-8");
	response_header(rs, "Cache-Control", "no-store");
	sb_printf(&rs->body, "%s\nNomor permintaan: %" PRIu64 "\n", text, id);
	log_info("request %" PRIu64 ": refused with %d", id, status);
}

void
front_answer(const struct front_conf *c, const struct front_head *h,
    struct request *rq, struct response *rs)
{
	int status;

	rq->arena = c->arena;
	rq->now = clock_now();
	response_init(rs, c->arena, LIMIT_PAGE);
	status = take_head(rq, c, h);
	rs->head = rq->method == HTTP_HEAD;
	/* Too large a body gets a page of the office, like other refusals. */
	rq->too_large = status == 413;
	if (status == 0 || status == 413) {
		c->handler(c->app, rq, rs);
		if (rs->body.failed)
			front_refuse(c, rs, 500, rq->id);
	} else {
		front_refuse(c, rs, status, rq->id);
	}
}
