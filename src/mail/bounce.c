#include "mail/bounce.h"

#include <string.h>

#include "mail/compose.h"
#include "mail/mime.h"

#define BOUNDARY_MAX ((size_t)200)

/* --- what the parts say ------------------------------------------------- */

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
		struct str head = mime_head(&body), to, action;

		if (!b->id)
			b->id =
			    id_of(a, mime_find(head, "X-Original-Message-ID"));
		to = mime_find(head, "Final-Recipient");
		if (!to.p)
			to = mime_find(head, "Original-Recipient");
		action = mime_find(head, "Action");
		if (!to.p || (found && (!action.p || strcmp(small(a, action),
							 "failed") != 0)))
			continue;
		if (found && strcmp(b->action, "failed") == 0)
			return;
		found = true;
		b->recipient = tidy(a, without_type(to), BOUNCE_TEXT);
		b->action = small(a, action);
		b->status = status_of(a, mime_find(head, "Status"));
		b->diagnostic =
		    tidy(a, without_type(mime_find(head, "Diagnostic-Code")),
			BOUNCE_TEXT);
	}
}

static void
read_part(struct arena *a, struct bounce *b, struct str part)
{
	struct str head = mime_head(&part);
	struct str type = mime_find(head, "Content-Type");
	const char *id;

	if (mime_is_type(type, "message/delivery-status") ||
	    mime_is_type(type, "message/global-delivery-status")) {
		read_status(a, b, part);
	} else if (mime_is_type(type, "message/rfc822") ||
		   mime_is_type(type, "message/global") ||
		   mime_is_type(type, "text/rfc822-headers") ||
		   mime_is_type(type, "message/global-headers")) {
		id = id_of(a, mime_find(mime_head(&part), "Message-ID"));
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
		id = id_of(a, mime_find(head, names[i]));
	return id;
}

int
bounce_parse(struct arena *a, struct bounce *b, struct str mail, struct err *e)
{
	struct bounce r = {NULL, "", "", "", ""};
	struct str rest = mail, head, type, boundary, part = {NULL, 0};

	if (rest.n > BOUNCE_MAX)
		rest.n = BOUNCE_MAX;
	head = mime_head(&rest);
	type = mime_find(head, "Content-Type");
	boundary = mime_param(type, "boundary");
	if (!mime_is_type(type, "multipart/report") || boundary.n == 0 ||
	    boundary.n > BOUNDARY_MAX)
		return err_set(e, ERR_INPUT,
		    "Surel itu bukan laporan kegagalan pengiriman.",
		    "bounce: no multipart/report");
	while (mime_part(&rest, boundary, &part))
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
