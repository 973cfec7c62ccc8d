#include "paper/wire.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"

#define PAGES_MAX 1000000

static void
put_u32(unsigned char *to, uint32_t v)
{
	to[0] = (unsigned char)(v >> 24);
	to[1] = (unsigned char)(v >> 16);
	to[2] = (unsigned char)(v >> 8);
	to[3] = (unsigned char)v;
}

static uint32_t
get_u32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

int
wire_read(int fd, void *data, size_t n)
{
	char *p = data;

	while (n > 0) {
		ssize_t k = read(fd, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return -1;
		p += k;
		n -= (size_t)k;
	}
	return 0;
}

int
wire_write(int fd, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		ssize_t k = write(fd, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return -1;
		p += k;
		n -= (size_t)k;
	}
	return 0;
}

void
wire_head(unsigned char head[WIRE_HEAD], int kind, size_t n)
{
	head[0] = (unsigned char)kind;
	put_u32(head + 1, (uint32_t)n);
}

int
wire_head_any(const unsigned char head[WIRE_HEAD], size_t *n)
{
	*n = get_u32(head + 1);
	return head[0];
}

int
wire_head_read(const unsigned char head[WIRE_HEAD], int *kind, size_t *n)
{
	*kind = wire_head_any(head, n);
	return *n <= WIRE_PIECE ? 0 : -1;
}

static const unsigned char *
take(struct wire_in *in, size_t n)
{
	const unsigned char *p = in->p;

	if (in->bad || in->n < n) {
		in->bad = true;
		return NULL;
	}
	in->p += n;
	in->n -= n;
	return p;
}

uint32_t
wire_u8(struct wire_in *in)
{
	const unsigned char *p = take(in, 1);

	return p ? *p : 0;
}

uint32_t
wire_u32(struct wire_in *in)
{
	const unsigned char *p = take(in, 4);

	return p ? get_u32(p) : 0;
}

struct str
wire_str(struct wire_in *in)
{
	size_t n = wire_u32(in);
	const unsigned char *p = take(in, n);

	return p ? (struct str){(const char *)p, n} : (struct str){NULL, 0};
}

void
wire_put_u32(struct sb *b, uint32_t v)
{
	unsigned char p[4];

	put_u32(p, v);
	sb_put(b, (const char *)p, sizeof(p));
}

void
wire_put_str(struct sb *b, struct str s)
{
	wire_put_u32(b, (uint32_t)s.n);
	sb_str(b, s);
}

int
wire_end(const struct wire_in *in)
{
	return in->bad || in->n > 0 ? -1 : 0;
}

void
wire_result(unsigned char piece[WIRE_RESULT], const struct inspection *out)
{
	piece[0] = (unsigned char)out->verdict;
	piece[1] = out->turned;
	put_u32(piece + 2, (uint32_t)out->width);
	put_u32(piece + 6, (uint32_t)out->height);
	put_u32(piece + 10, (uint32_t)out->pages);
}

/* An image has sides and no pages, a PDF pages and no sides. */
static bool
could_be(const struct inspection *i, enum inspect_kind kind)
{
	bool image = i->verdict == INSPECT_OK && kind == INSPECT_IMAGE;
	bool pdf = i->verdict == INSPECT_OK && kind == INSPECT_PDF;

	return (image ? i->width > 0 && i->height > 0
		      : i->width == 0 && i->height == 0 && !i->turned) &&
	       (pdf ? i->pages > 0 : i->pages == 0);
}

int
wire_result_read(struct inspection *out, enum inspect_kind kind,
    const unsigned char *p, size_t n)
{
	struct wire_in in = {.p = p, .n = n};
	uint32_t verdict = wire_u8(&in), turned = wire_u8(&in);
	uint32_t width = wire_u32(&in), height = wire_u32(&in);
	uint32_t pages = wire_u32(&in);
	struct inspection i;

	/* That it crashed or was late is not for the other side to say. */
	if (wire_end(&in) < 0 || verdict >= INSPECT_CRASHED || turned > 1 ||
	    width > INSPECT_SIDE || height > INSPECT_SIDE || pages > PAGES_MAX)
		return -1;
	i = (struct inspection){.verdict = (enum inspect_verdict)verdict,
	    .width = (int)width,
	    .height = (int)height,
	    .pages = (int)pages,
	    .turned = turned == 1};
	if (!could_be(&i, kind))
		return -1;
	*out = i;
	return 0;
}

/* Both begin like a JPEG, so that nothing else can pass for one. */
static int
take_bytes(size_t *sum, size_t max, const unsigned char *p, size_t n)
{
	static const unsigned char jpeg[] = {0xff, 0xd8, 0xff};

	if (n == 0 || n > max - *sum)
		return -1;
	if (*sum == 0 &&
	    (n < sizeof(jpeg) || memcmp(p, jpeg, sizeof(jpeg)) != 0))
		return -1;
	*sum += n;
	return 0;
}

int
wire_reply_take(struct wire_reply *r, enum inspect_kind kind, int piece,
    const unsigned char *p, size_t n)
{
	const bool good = r->have_result && r->result.verdict == INSPECT_OK;
	const bool image = good && kind == INSPECT_IMAGE;
	const bool signatures = good && kind == INSPECT_SIGNATURES;

	if (r->ended)
		return -1;
	switch (piece) {
	case WIRE_RESULT_IS:
		if (r->have_result ||
		    wire_result_read(&r->result, kind, p, n) < 0)
			return -1;
		r->have_result = true;
		return 0;
	case WIRE_IMAGE:
		if (!image || r->thumb > 0)
			return -1;
		return take_bytes(&r->image, LIMIT_IMAGE, p, n);
	case WIRE_THUMB:
		if (!image || r->image == 0)
			return -1;
		return take_bytes(&r->thumb, LIMIT_THUMB, p, n);
	case WIRE_SAID:
		if (!signatures || n == 0 || n > LIMIT_SAID - r->said)
			return -1;
		r->said += n;
		return 0;
	case WIRE_END:
		if (!r->have_result || n > 0 || (image && r->thumb == 0) ||
		    (signatures && r->said == 0))
			return -1;
		r->ended = true;
		return 0;
	default:
		return -1;
	}
}
