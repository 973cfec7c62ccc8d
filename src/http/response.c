#include "http/response.h"

#include <string.h>

#include "base/log.h"

void
response_init(struct response *rs, struct arena *a, size_t max)
{
	*rs = (struct response){.arena = a, .status = 200};
	sb_init(&rs->body, max);
}

void
response_header(struct response *rs, const char *name, const char *value)
{
	for (const char *p = value; *p; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7f) {
			log_error("response: control character in %s", name);
			return;
		}
	}
	if (rs->headers_n == RESPONSE_HEADERS) {
		log_error("response: no room for %s", name);
		return;
	}
	rs->headers[rs->headers_n].name = name;
	rs->headers[rs->headers_n].value = arena_dup(rs->arena, value);
	rs->headers_n++;
}

/*
 * "//host" and "/\host" lead away from this site; blanks, control and
 * non-ASCII characters are escaped, as Location is an ASCII address.
 */
void
response_redirect(struct response *rs, const char *path)
{
	static const char digits[] = "0123456789ABCDEF";
	char *out, *p;

	if (path[0] != '/' || path[1] == '/' || path[1] == '\\') {
		log_error("response: redirect away from this site");
		path = "/";
	}
	out = p = arena_array(rs->arena, strlen(path) + 1, 3);
	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;

		if (c > 0x20 && c < 0x7f) {
			*p++ = (char)c;
		} else {
			*p++ = '%';
			*p++ = digits[c >> 4];
			*p++ = digits[c & 15];
		}
	}
	rs->status = 303;
	sb_reset(&rs->body);
	response_header(rs, "Location", out);
}

void
response_leave(struct response *rs, const char *url)
{
	for (const char *p = url; *p; p++)
		if (*p <= 0x20 || *p >= 0x7f)
			url = "";
	if (!str_starts(str_of(url), STR("https://"))) {
		response_redirect(rs, "/");
		log_error("response: no address of another site");
		return;
	}
	rs->status = 303;
	sb_reset(&rs->body);
	response_header(rs, "Location", arena_dup(rs->arena, url));
}

void
response_cookie(struct response *rs, const char *name, const char *value,
    long max_age, bool secure)
{
	char *age = arena_dup(rs->arena, "");

	for (const char *p = value; *p; p++) {
		if (*p <= 0x20 || *p >= 0x7f || strchr("\",;\\", *p)) {
			log_error("response: value of cookie %s", name);
			return;
		}
	}
	if (max_age >= 0)
		age = arena_printf(rs->arena, "; Max-Age=%ld", max_age);
	response_header(rs, "Set-Cookie",
	    arena_printf(rs->arena, "%s=%s; Path=/%s; HttpOnly; SameSite=Lax%s",
		name, value, age, secure ? "; Secure" : ""));
}

void
response_clear(struct response *rs)
{
	sb_clear(&rs->body);
	if (rs->source.read)
		rs->source.close(rs->source.ctx);
	response_init(rs, rs->arena, rs->body.max);
}

const char *
response_reason(int status)
{
	static const struct {
		int status;
		const char *reason;
	} rows[] = {
	    {200, "OK"},
	    {201, "Created"},
	    {204, "No Content"},
	    {206, "Partial Content"},
	    {301, "Moved Permanently"},
	    {302, "Found"},
	    {303, "See Other"},
	    {304, "Not Modified"},
	    {400, "Bad Request"},
	    {401, "Unauthorized"},
	    {403, "Forbidden"},
	    {404, "Not Found"},
	    {405, "Method Not Allowed"},
	    {406, "Not Acceptable"},
	    {408, "Request Timeout"},
	    {409, "Conflict"},
	    {410, "Gone"},
	    {411, "Length Required"},
	    {413, "Content Too Large"},
	    {414, "URI Too Long"},
	    {415, "Unsupported Media Type"},
	    {416, "Range Not Satisfiable"},
	    {422, "Unprocessable Content"},
	    {429, "Too Many Requests"},
	    {431, "Request Header Fields Too Large"},
	    {500, "Internal Server Error"},
	    {501, "Not Implemented"},
	    {502, "Bad Gateway"},
	    {503, "Service Unavailable"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].status == status)
			return rows[i].reason;
	return "Unknown";
}
