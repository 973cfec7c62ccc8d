/*
 * How the delimiter is found.  A boundary never holds a CR (RFC 2046), so
 * the delimiter "CR LF - - boundary" has its only CR in front.  Hence a
 * match that breaks off can only begin again at the byte that broke it, and
 * the bytes matched so far are a prefix of the delimiter itself: where a
 * match runs over the end of the input, remembering its length is enough.
 */
#include "http/multipart.h"

#include <string.h>

#define MSG_BROKEN "Kiriman formulir rusak atau tidak lengkap. Silakan ulangi."

void
multipart_init(struct multipart *m, struct str boundary,
    const struct multipart_events *events)
{
	size_t n = boundary.n;

	if (n > MULTIPART_BOUNDARY)
		n = MULTIPART_BOUNDARY;
	m->events = events;
	m->state = MULTIPART_PREAMBLE;
	m->in_part = false;
	m->head_n = 0;
	memcpy(m->delim, "\r\n--", 4);
	memcpy(m->delim + 4, boundary.p, n);
	m->delim_n = 4 + n;
	m->matched = 2; /* a first delimiter needs no line before it */
}

/* Content of a part goes out; the preamble goes nowhere. */
static int
emit(struct multipart *m, const char *p, size_t n, struct err *e)
{
	if (n == 0 || !m->in_part)
		return 0;
	return m->events->data(m->events->ctx, p, n, e);
}

/* Go on with a match that earlier input began; the bytes consumed. */
static int
resume(
    struct multipart *m, const char *p, size_t n, size_t *used, struct err *e)
{
	size_t k = 0, seen;

	while (
	    k < n && m->matched < m->delim_n && p[k] == m->delim[m->matched]) {
		m->matched++;
		k++;
	}
	*used = k;
	if (m->matched == m->delim_n) {
		m->state = MULTIPART_DELIMITER;
		return 0;
	}
	if (k == n)
		return 0;
	seen = m->matched;
	m->matched = 0;
	return emit(m, m->delim, seen, e);
}

/* Look for the delimiter in content or preamble. */
static int
scan(struct multipart *m, const char *p, size_t n, size_t *used, struct err *e)
{
	const char *at = p, *end = p + n;

	if (m->matched > 0)
		return resume(m, p, n, used, e);
	while ((at = memchr(at, '\r', (size_t)(end - at)))) {
		size_t left = (size_t)(end - at), k = 1;

		while (k < left && k < m->delim_n && at[k] == m->delim[k])
			k++;
		if (k == m->delim_n || k == left) {
			m->matched = k;
			if (k == m->delim_n)
				m->state = MULTIPART_DELIMITER;
			*used = (size_t)(at - p) + k;
			return emit(m, p, (size_t)(at - p), e);
		}
		at += k;
	}
	*used = n;
	return emit(m, p, n, e);
}

/* The delimiter was content after all: it goes on in this line. */
static int
lookalike(struct multipart *m, const char *more, struct err *e)
{
	m->state = m->in_part ? MULTIPART_DATA : MULTIPART_PREAMBLE;
	m->matched = 0;
	if (emit(m, m->delim, m->delim_n, e))
		return -1;
	return emit(m, more, strlen(more), e);
}

static int
part_end(struct multipart *m, struct err *e)
{
	m->matched = 0;
	if (!m->in_part)
		return 0;
	m->in_part = false;
	return m->events->end(m->events->ctx, e);
}

/*
 * One byte behind a delimiter.  *used stays 0 where the byte is to be seen
 * again as content.
 */
static int
delimiter_byte(struct multipart *m, char c, size_t *used, struct err *e)
{
	*used = 1;
	if (m->state == MULTIPART_DELIMITER && c == '-') {
		m->state = MULTIPART_DASH;
		return 0;
	}
	if (m->state == MULTIPART_DASH && c == '-') {
		m->state = MULTIPART_CLOSED;
		return part_end(m, e);
	}
	if (m->state == MULTIPART_DASH ||
	    (m->state == MULTIPART_DELIMITER &&
		(c == '\0' || !strchr(" \t\r", c)))) {
		*used = 0;
		return lookalike(m, m->state == MULTIPART_DASH ? "-" : "", e);
	}
	if (m->state == MULTIPART_LF && c == '\n') {
		m->state = MULTIPART_HEAD;
		m->head_n = 0;
		return part_end(m, e);
	}
	if (m->state != MULTIPART_LF && (c == ' ' || c == '\t')) {
		m->state = MULTIPART_PADDING;
		return 0;
	}
	if (m->state != MULTIPART_LF && c == '\r') {
		m->state = MULTIPART_LF;
		return 0;
	}
	return err_set(e, ERR_BAD, MSG_BROKEN, "multipart: delimiter line");
}

static int
head_byte(struct multipart *m, char c, struct err *e)
{
	struct multipart_head head;
	struct str all;

	if (m->head_n == sizeof(m->head))
		return err_set(e, ERR_LIMIT,
		    "Keterangan salah satu isian terlalu panjang.",
		    "multipart: head over %zu bytes", m->head_n);
	m->head[m->head_n++] = c;
	all = (struct str){m->head, m->head_n};
	if (c != '\n' ||
	    !(str_eq(all, STR("\r\n")) || str_ends(all, STR("\r\n\r\n"))))
		return 0;
	if (multipart_head_parse(&head, m->text, all.p, all.n - 2, e) ||
	    m->events->begin(m->events->ctx, &head, e))
		return -1;
	m->in_part = true;
	m->state = MULTIPART_DATA;
	m->matched = 0;
	return 0;
}

/* Take some bytes in the state at hand. */
static int
step(struct multipart *m, const char *p, size_t n, size_t *used, struct err *e)
{
	switch (m->state) {
	case MULTIPART_PREAMBLE:
	case MULTIPART_DATA:
		return scan(m, p, n, used, e);
	case MULTIPART_DELIMITER:
	case MULTIPART_DASH:
	case MULTIPART_PADDING:
	case MULTIPART_LF:
		return delimiter_byte(m, *p, used, e);
	case MULTIPART_HEAD:
		*used = 1;
		return head_byte(m, *p, e);
	case MULTIPART_CLOSED:
		*used = 1;
		m->state = MULTIPART_EPILOGUE;
		if (*p != '\0' && strchr(" \t\r\n", *p))
			return 0;
		return err_set(e, ERR_BAD, MSG_BROKEN,
		    "multipart: bytes in the line of the final delimiter");
	case MULTIPART_EPILOGUE:
		*used = n;
		return 0;
	case MULTIPART_FAILED:
		break;
	}
	return err_set(e, ERR_BAD, MSG_BROKEN, "multipart: fed after failure");
}

int
multipart_feed(struct multipart *m, const char *p, size_t n, struct err *e)
{
	while (n > 0) {
		size_t used = 0;

		if (step(m, p, n, &used, e)) {
			m->state = MULTIPART_FAILED;
			return -1;
		}
		p += used;
		n -= used;
	}
	return 0;
}

int
multipart_end(struct multipart *m, struct err *e)
{
	if (m->state == MULTIPART_CLOSED || m->state == MULTIPART_EPILOGUE)
		return 0;
	return err_set(e, ERR_BAD, MSG_BROKEN, "multipart: ends in state %d",
	    (int)m->state);
}
