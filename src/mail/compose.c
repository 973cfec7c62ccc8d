#include "mail/compose.h"

#include <string.h>

#include "domain/date.h"
#include "domain/mailbox.h"

#define LINE       78 /* of a header, without CR LF */
#define QP_LINE    76 /* of the body, its soft break included */
#define WORD_MAX   75 /* an encoded word, RFC 2047 */
#define WORD_SHORT 40 /* a shorter one is not worth its line */

#define WORD_BEGIN "=?UTF-8?Q?"
#define WORD_END   "?="

static const char hex[] = "0123456789ABCDEF";

static int
refuse(struct err *e, const char *what)
{
	return err_set(e, ERR_INPUT, "Isi surel tidak dapat dikirim.",
	    "mail: bad %s", what);
}

/* UTF-8 without control characters, at most max bytes. */
static bool
is_line(const char *s, size_t max)
{
	size_t n = strlen(s);

	if (n > max || !str_utf8((struct str){s, n}))
		return false;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 127)
			return false;
	return true;
}

static bool
is_ascii(const char *s)
{
	while (*s)
		if ((unsigned char)*s++ > 126)
			return false;
	return true;
}

static bool
is_id(const char *s)
{
	size_t n = strlen(s);

	if (n < 5 || n > MAIL_ID_MAX || s[0] != '<' || s[n - 1] != '>')
		return false;
	for (size_t i = 1; i < n - 1; i++)
		if (s[i] <= ' ' || s[i] > 126 || strchr("<>()\"\\,;:", s[i]))
			return false;
	return strchr(s, '@') != NULL && strchr(s, '@') == strrchr(s, '@');
}

static bool
is_header_name(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz"
			     "ABCDEFGHIJKLMNOPQRSTUVWXYZ-");

	return n > 0 && n <= 40 && !s[n];
}

/* --- header values ------------------------------------------------------ */

/* A header while it is written: where its last line stands. */
struct head {
	struct sb *out;
	size_t column;
};

static void
put(struct head *h, const char *p, size_t n)
{
	sb_put(h->out, p, n);
	h->column += n;
}

/* A blank that may be where a line is folded before n more characters. */
static void
fold(struct head *h, size_t n)
{
	if (h->column + 1 + n > LINE) {
		sb_puts(h->out, "\r\n");
		h->column = 0;
	}
	put(h, " ", 1);
}

static void
begin(struct head *h, struct sb *out, const char *name)
{
	*h = (struct head){out, 0};
	put(h, name, strlen(name));
	put(h, ":", 1);
}

static void
end(const struct head *h)
{
	sb_puts(h->out, "\r\n");
}

/* What may stand for itself in an encoded word, also in a name. */
static bool
is_plain_in_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c != '\0' && strchr("!*+-/", c));
}

/* One character of UTF-8 as an encoded word has it; its bytes, from 1. */
static size_t
encode_point(const char *s, char out[12], size_t *n)
{
	size_t bytes = 1;

	*n = 0;
	if (*s == ' ' || is_plain_in_word(*s)) {
		out[(*n)++] = *s == ' ' ? '_' : *s;
		return 1;
	}
	while (((unsigned char)s[bytes] & 0xc0) == 0x80)
		bytes++;
	for (size_t i = 0; i < bytes; i++) {
		unsigned char b = (unsigned char)s[i];

		out[(*n)++] = '=';
		out[(*n)++] = hex[b >> 4];
		out[(*n)++] = hex[b & 15];
	}
	return bytes;
}

/* Encoded words, each whole characters and at most WORD_MAX long. */
static void
put_words(struct head *h, const char *s)
{
	while (*s) {
		size_t room, n, word = strlen(WORD_BEGIN WORD_END);
		char point[12];

		fold(h, h->column + WORD_SHORT > LINE ? LINE : 0);
		room = LINE - h->column;
		if (room > WORD_MAX)
			room = WORD_MAX;
		put(h, WORD_BEGIN, strlen(WORD_BEGIN));
		while (*s) {
			size_t bytes = encode_point(s, point, &n);

			if (word + n > room)
				break;
			put(h, point, n);
			word += n;
			s += bytes;
		}
		put(h, WORD_END, strlen(WORD_END));
	}
}

/* Whether every piece between blanks fits on a line. */
static bool
can_fold(const char *s)
{
	while (*s) {
		size_t n = strcspn(s, " ");

		if (n > LINE - 20)
			return false;
		s += n;
		s += strspn(s, " ");
	}
	return true;
}

/* Free text: as it is where that says the same, else encoded. */
static void
put_text(struct head *h, const char *s)
{
	size_t n = strlen(s);

	if (!is_ascii(s) || strstr(s, "=?") || strstr(s, "  ") ||
	    !can_fold(s) || (n > 0 && (*s == ' ' || s[n - 1] == ' '))) {
		put_words(h, s);
		return;
	}
	while (*s) {
		size_t word = strcspn(s, " ");

		fold(h, word);
		put(h, s, word);
		s += word;
		s += *s == ' ';
	}
}

/* A name in front of an address. */
static void
put_name(struct head *h, const char *s)
{
	size_t n = strlen(s);

	if (!is_ascii(s) || strstr(s, "=?") || n > LINE - 20) {
		put_words(h, s);
		return;
	}
	fold(h, n + 2);
	put(h, "\"", 1);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			put(h, "\\", 1);
		put(h, s, 1);
	}
	put(h, "\"", 1);
}

static int
put_party(struct sb *out, const char *header, const struct mail_party *p,
    struct err *e)
{
	struct mailbox m;
	struct head h;

	if (mailbox_parse(&m, str_of(p->address), e) < 0)
		return -1;
	if (p->name && !is_line(p->name, MAIL_NAME_MAX))
		return refuse(e, "name");
	begin(&h, out, header);
	if (p->name && *p->name)
		put_name(&h, p->name);
	fold(&h, strlen(m.address) + 2);
	put(&h, "<", 1);
	put(&h, m.address, strlen(m.address));
	put(&h, ">", 1);
	end(&h);
	return 0;
}

static int
put_id(struct sb *out, const char *header, const char *id, struct err *e)
{
	struct head h;

	if (!is_id(id))
		return refuse(e, "id");
	begin(&h, out, header);
	fold(&h, strlen(id));
	put(&h, id, strlen(id));
	end(&h);
	return 0;
}

static int
put_line(struct sb *out, const char *header, const char *value, struct err *e)
{
	struct head h;

	if (!is_header_name(header) || !is_line(value, MAIL_LINE_MAX))
		return refuse(e, "header");
	begin(&h, out, header);
	put_text(&h, value);
	end(&h);
	return 0;
}

/* RFC 5322: "Mon, 02 Feb 2026 07:30:00 +0700". */
static void
put_date(struct sb *out, int64_t ms, int zone)
{
	static const char days[7][4] = {
	    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	int64_t local = ms / 1000 + (int64_t)zone * 60;
	int64_t day = local / 86400, s = local % 86400;
	unsigned off = (unsigned)(zone < 0 ? -zone : zone);
	struct civil c;

	if (s < 0) {
		s += 86400;
		day--;
	}
	c = day_civil((int32_t)day);
	sb_printf(out, "Date: %s, %02u %s %04d %02d:%02d:%02d %c%02u%02u\r\n",
	    days[c.weekday], c.day, months[c.month - 1], c.year,
	    (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60),
	    zone < 0 ? '-' : '+', off / 60, off % 60);
}

/* --- the body ----------------------------------------------------------- */

/*
 * How byte i of a line of n stands in quoted-printable: 1 as it is, 3 as
 * =XX.  A dot or "From " at the beginning of a line is encoded, as mail
 * programs on the way have ideas about them.
 */
static size_t
qp_size(const char *line, size_t i, size_t n, size_t column)
{
	unsigned char c = (unsigned char)line[i];

	if ((c == ' ' || c == '\t') && i + 1 == n)
		return 3;
	if (column == 0 &&
	    (c == '.' || (n - i >= 5 && memcmp(line + i, "From ", 5) == 0)))
		return 3;
	return (c >= ' ' && c < 127 && c != '=') || c == '\t' ? 1 : 3;
}

/* How many bytes from i on belong together: a character of UTF-8. */
static size_t
point_bytes(const char *line, size_t i, size_t n)
{
	size_t k = 1;

	while (i + k < n && ((unsigned char)line[i + k] & 0xc0) == 0x80)
		k++;
	return k;
}

static void
qp_line(struct sb *out, const char *line, size_t n)
{
	size_t column = 0;

	for (size_t i = 0; i < n;) {
		size_t k = point_bytes(line, i, n);
		size_t size = k * qp_size(line, i, n, column);
		size_t limit = i + k < n ? QP_LINE - 1 : QP_LINE;

		if (column + size > limit) {
			sb_puts(out, "=\r\n");
			column = 0;
			size = k * qp_size(line, i, n, column);
		}
		for (size_t j = i; j < i + k; j++) {
			unsigned char c = (unsigned char)line[j];

			if (size == 1)
				sb_putc(out, line[j]);
			else
				sb_printf(
				    out, "=%c%c", hex[c >> 4], hex[c & 15]);
		}
		column += size;
		i += k;
	}
	sb_puts(out, "\r\n");
}

/* CR LF, LF: both end a line. */
static int
put_part(struct sb *out, const char *boundary, const char *type,
    const char *text, struct err *e)
{
	struct str rest = str_of(text);

	if (rest.n > MAIL_MAX || !str_utf8(rest))
		return refuse(e, "text");
	sb_printf(out,
	    "--%s\r\n"
	    "Content-Type: %s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n",
	    boundary, type);
	while (rest.p && rest.n > 0) {
		struct str line = str_cut(&rest, '\n');

		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		qp_line(out, line.p, line.n);
	}
	return 0;
}

/* Made of the id: the same for the same mail.  "=_" is in no encoded text. */
static void
make_boundary(char out[40], const char *id)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *id; id++)
		h = (h ^ (unsigned char)*id) * UINT64_C(1099511628211);
	memcpy(out, "=_paraf_", 8);
	for (int i = 0; i < 16; i++)
		out[8 + i] = hex[(h >> (60 - 4 * i)) & 15];
	out[24] = '\0';
}

static int
put_body(struct sb *out, const struct mail *m, struct err *e)
{
	char boundary[40];

	make_boundary(boundary, m->id);
	sb_printf(out,
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/alternative;\r\n"
	    " boundary=\"%s\"\r\n"
	    "\r\n",
	    boundary);
	if (put_part(out, boundary, "text/plain", m->text, e) < 0 ||
	    (m->html && put_part(out, boundary, "text/html", m->html, e) < 0))
		return -1;
	sb_printf(out, "--%s--\r\n", boundary);
	return 0;
}

int
mail_compose(struct sb *out, const struct mail *m, struct err *e)
{
	put_date(out, m->date, m->zone);
	if (put_party(out, "From", &m->from, e) < 0 ||
	    put_party(out, "To", &m->to, e) < 0 ||
	    put_line(out, "Subject", m->subject, e) < 0 ||
	    put_id(out, "Message-ID", m->id, e) < 0)
		return -1;
	if (m->thread && (put_id(out, "In-Reply-To", m->thread, e) < 0 ||
			     put_id(out, "References", m->thread, e) < 0))
		return -1;
	sb_puts(out, "Auto-Submitted: auto-generated\r\n");
	for (size_t i = 0; i < m->extra_n; i++)
		if (put_line(out, m->extra[i].name, m->extra[i].value, e) < 0)
			return -1;
	if (put_body(out, m, e) < 0)
		return -1;
	if (out->failed)
		return err_set(e, ERR_LIMIT, "Surel terlalu panjang.",
		    "mail: over %zu bytes", out->max);
	return 0;
}

int
mail_party_parse(
    struct arena *a, struct mail_party *p, struct str s, struct err *e)
{
	struct str rest = str_trim(s), name = {NULL, 0};
	struct mailbox m;

	if (rest.n > 0 && rest.p[rest.n - 1] == '>') {
		rest.n--;
		name = str_trim(str_cut(&rest, '<'));
		if (!rest.p)
			return refuse(e, "address without <");
		if (name.n >= 2 && *name.p == '"' && name.p[name.n - 1] == '"')
			name = (struct str){name.p + 1, name.n - 2};
	}
	if (mailbox_parse(&m, rest, e) < 0)
		return -1;
	if (!is_line(str_z(a, name), MAIL_NAME_MAX))
		return refuse(e, "name");
	*p = (struct mail_party){str_z(a, name), arena_dup(a, m.address)};
	return 0;
}
