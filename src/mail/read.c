#include "mail/read.h"

#include "mail/mime.h"

#define DEPTH 3 /* of parts in parts */

static const char *
header(struct arena *a, struct str head, const char *name)
{
	return mime_words(a, mime_find(head, name));
}

/* A name and its address, without the quotation marks of the header. */
static const char *
party(struct arena *a, struct str head, const char *name)
{
	char *text = arena_dup(a, header(a, head, name)), *to = text;

	for (const char *p = text; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (*p == '"')
			continue;
		*to++ = *p;
	}
	*to = '\0';
	return text;
}

/* The first text and the first page of it. */
static void
read_part(struct arena *a, struct mail_seen *m, struct str part, int depth)
{
	struct str head = mime_head(&part);
	struct str type = mime_find(head, "Content-Type");
	struct str how = mime_find(head, "Content-Transfer-Encoding");
	struct str boundary = mime_param(type, "boundary"), inner;

	if (mime_is_type(type, "text/html")) {
		if (!*m->html)
			m->html = mime_body(a, part, how);
	} else if (boundary.n > 0) {
		while (depth < DEPTH && mime_part(&part, boundary, &inner))
			read_part(a, m, inner, depth + 1);
	} else if (!*m->text && (!type.p || mime_is_type(type, "text/plain"))) {
		m->text = mime_body(a, part, how);
	}
}

void
mail_read(struct arena *a, struct mail_seen *m, struct str mail)
{
	struct str rest = mail, head = mime_head(&rest);

	*m = (struct mail_seen){.from = party(a, head, "From"),
	    .to = party(a, head, "To"),
	    .subject = header(a, head, "Subject"),
	    .text = "",
	    .html = ""};
	read_part(a, m, mail, 0);
}
