#include "mail/bounce.h"

#include <string.h>

#include "mail/compose.h"

#define BOUNDARY_MAX ((size_t)200)

/* --- lines and headers -------------------------------------------------- */

/* The next line without its end, CR LF or LF. */
static struct str
next_line(struct str *rest)
{
	struct str line = str_cut(rest, '\n');

	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/* Up to the first empty line; *rest is what follows. */
static struct str
take_head(struct str *rest)
{
	const char *begin = rest->p;
	struct str head = *rest;

	while (rest->p && rest->n > 0) {
		const char *line = rest->p;

		if (next_line(rest).n == 0) {
			head.n = (size_t)(line - begin);
			return head;
		}
	}
	*rest = (struct str){NULL, 0};
	return head;
}

/* The next header of a head, folded lines and all; false at the end. */
static bool
next_field(struct str *head, struct str *name, struct str *value)
{
	while (head->p && head->n > 0) {
		struct str line = next_line(head);

		*name = str_cut(&line, ':');
		if (!line.p)
			continue;
		*name = str_trim(*name);
		*value = line;
		while (head->p && head->n > 0 &&
		       (*head->p == ' ' || *head->p == '\t')) {
			line = next_line(head);
			value->n = (size_t)(line.p + line.n - value->p);
		}
		return true;
	}
	return false;
}

/* The first of that name; p NULL if there is none. */
static struct str
find(struct str head, const char *name)
{
	struct str key, value;

	while (next_field(&head, &key, &value))
		if (str_caseeq(key, str_of(name)))
			return value;
	return (struct str){NULL, 0};
}

/* On one line, at most max bytes, UTF-8 without control characters. */
static const char *
tidy(struct arena *a, struct str s, size_t max)
{
	char *out = arena_alloc(a, max + 1);
	bool utf8, blank = false;
	size_t n = 0;

	for (size_t i = 0; i < s.n && n < max; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= ' ' || c == 127) {
			blank = n > 0;
			continue;
		}
		if (blank)
			out[n++] = ' ';
		blank = false;
		if (n < max)
			out[n++] = s.p[i];
	}
	utf8 = str_utf8((struct str){out, n});
	for (size_t i = 0; i < n && !utf8; i++)
		if ((unsigned char)out[i] > 126)
			out[i] = '?';
	return out;
}

/* A parameter as in `multipart/report; boundary="x"`; p NULL: none. */
static struct str
param(struct str value, const char *name)
{
	str_cut(&value, ';');
	while (value.p && value.n > 0) {
		struct str part = str_cut(&value, ';');
		struct str key = str_trim(str_cut(&part, '='));

		if (!part.p || !str_caseeq(key, str_of(name)))
			continue;
		part = str_trim(part);
		if (part.n >= 2 && *part.p == '"' && part.p[part.n - 1] == '"')
			part = (struct str){part.p + 1, part.n - 2};
		return part;
	}
	return (struct str){NULL, 0};
}

static bool
is_type(struct str value, const char *type)
{
	return str_caseeq(str_trim(str_cut(&value, ';')), str_of(type));
}

/* --- parts -------------------------------------------------------------- */

/* 1: "--boundary", 2: "--boundary--", 0: another line. */
static int
is_mark(struct str line, struct str boundary)
{
	if (!str_starts(line, STR("--")))
		return 0;
	line = (struct str){line.p + 2, line.n - 2};
	if (!str_starts(line, boundary))
		return 0;
	line = str_trim((struct str){line.p + boundary.n, line.n - boundary.n});
	return line.n == 0 ? 1 : str_eqz(line, "--") ? 2 : 0;
}

/* The next part of a multipart, the last one perhaps without its end; false
 * when there is none. */
static bool
next_part(struct str *rest, struct str boundary, struct str *part)
{
	const char *from = NULL, *end = rest->p ? rest->p + rest->n : NULL;

	while (rest->p && rest->n > 0) {
		struct str before = *rest, line = next_line(rest);
		int mark = is_mark(line, boundary);

		if (mark == 0)
			continue;
		if (from) {
			*part = (struct str){from, (size_t)(before.p - from)};
			*rest = before;
			return true;
		}
		if (mark == 2)
			break;
		from = rest->p;
	}
	*rest = (struct str){NULL, 0};
	if (!from)
		return false;
	*part = (struct str){from, (size_t)(end - from)};
	return true;
}

/* --- what the parts say ------------------------------------------------- */

/* "rfc822; a@b.example", "smtp; 550 ...": what follows the type. */
static struct str
without_type(struct str s)
{
	struct str rest = s;

	str_cut(&rest, ';');
	return rest.p ? str_trim(rest) : str_trim(s);
}

static const char *
small(struct arena *a, struct str s)
{
	char *out = str_z(a, str_trim(s));

	if (strlen(out) > 20)
		return "";
	for (char *c = out; *c; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c + 32);
		if (*c < 'a' || *c > 'z')
			return "";
	}
	return out;
}

/* "5.1.1", perhaps with a comment behind it. */
static const char *
status_of(struct arena *a, struct str s)
{
	struct str text = str_trim(s);
	size_t n = 0, dots = 0;

	while (n < text.n && n < 12 &&
	       ((text.p[n] >= '0' && text.p[n] <= '9') || text.p[n] == '.'))
		dots += text.p[n++] == '.';
	return dots == 2 && n >= 5 ? arena_copy(a, text.p, n) : "";
}

/* The first <...> of a header, NULL if there is none. */
static const char *
id_of(struct arena *a, struct str value)
{
	const char *begin, *end;
	size_t n;

	if (!value.p)
		return NULL;
	begin = memchr(value.p, '<', value.n);
	if (!begin)
		return NULL;
	end = memchr(begin, '>', value.n - (size_t)(begin - value.p));
	if (!end)
		return NULL;
	n = (size_t)(end - begin) + 1;
	if (n > MAIL_ID_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (begin[i] <= ' ' || begin[i] > 126)
			return NULL;
	return arena_copy(a, begin, n);
}

/* The recipient that failed, else the first. */
static void
read_status(struct arena *a, struct bounce *b, struct str body)
{
	bool found = false;

	while (body.p && body.n > 0) {
		struct str head = take_head(&body), to, action;

		if (!b->id)
			b->id = id_of(a, find(head, "X-Original-Message-ID"));
		to = find(head, "Final-Recipient");
		if (!to.p)
			to = find(head, "Original-Recipient");
		action = find(head, "Action");
		if (!to.p || (found && (!action.p || strcmp(small(a, action),
							 "failed") != 0)))
			continue;
		if (found && strcmp(b->action, "failed") == 0)
			return;
		found = true;
		b->recipient = tidy(a, without_type(to), BOUNCE_TEXT);
		b->action = small(a, action);
		b->status = status_of(a, find(head, "Status"));
		b->diagnostic = tidy(a,
		    without_type(find(head, "Diagnostic-Code")), BOUNCE_TEXT);
	}
}

static void
read_part(struct arena *a, struct bounce *b, struct str part)
{
	struct str head = take_head(&part);
	struct str type = find(head, "Content-Type");
	const char *id;

	if (is_type(type, "message/delivery-status") ||
	    is_type(type, "message/global-delivery-status")) {
		read_status(a, b, part);
	} else if (is_type(type, "message/rfc822") ||
		   is_type(type, "message/global") ||
		   is_type(type, "text/rfc822-headers") ||
		   is_type(type, "message/global-headers")) {
		id = id_of(a, find(take_head(&part), "Message-ID"));
		if (id)
			b->id = id;
	}
}

/* Servers that send nothing back of the mail name it in their own header. */
static const char *
id_elsewhere(struct arena *a, struct str head)
{
	static const char *const names[] = {
	    "X-Original-Message-ID", "In-Reply-To", "References"};
	const char *id = NULL;

	for (size_t i = 0; !id && i < sizeof(names) / sizeof(names[0]); i++)
		id = id_of(a, find(head, names[i]));
	return id;
}

int
bounce_parse(struct arena *a, struct bounce *b, struct str mail, struct err *e)
{
	struct bounce r = {NULL, "", "", "", ""};
	struct str rest = mail, head, type, boundary, part = {NULL, 0};

	if (rest.n > BOUNCE_MAX)
		rest.n = BOUNCE_MAX;
	head = take_head(&rest);
	type = find(head, "Content-Type");
	boundary = param(type, "boundary");
	if (!is_type(type, "multipart/report") || boundary.n == 0 ||
	    boundary.n > BOUNDARY_MAX)
		return err_set(e, ERR_INPUT,
		    "Surel itu bukan laporan kegagalan pengiriman.",
		    "bounce: no multipart/report");
	while (next_part(&rest, boundary, &part))
		read_part(a, &r, part);
	if (!r.id)
		r.id = id_elsewhere(a, head);
	if (!r.id || *r.action == '\0')
		return err_set(e, ERR_INPUT,
		    "Laporan itu tidak menyebut surel yang gagal terkirim.",
		    "bounce: %s", r.id ? "no action" : "no Message-ID");
	*b = r;
	return 0;
}
