#include <string.h>

#include "base/limits.h"
#include "http/front_part.h"

#define PIECE (64 * KIB)

/* The value of a variable, NULL where absent or empty. */
static const char *
env_get(char **envp, const char *name)
{
	size_t n = strlen(name);

	for (; *envp; envp++)
		if (strncmp(*envp, name, n) == 0 && (*envp)[n] == '=')
			return (*envp)[n + 1] ? *envp + n + 1 : NULL;
	return NULL;
}

static bool
is_word(const char *s, const char *word)
{
	return str_caseeq(str_of(s), str_of(word));
}

/* Servers without REQUEST_URI send a decoded path: encode it again. */
static const char *
target_of(struct arena *a, char **envp)
{
	const char *uri = env_get(envp, "REQUEST_URI");
	const char *path = env_get(envp, "PATH_INFO");
	const char *query = env_get(envp, "QUERY_STRING");
	struct sb b;
	struct str rest = str_of(path ? path : "/");
	char *s;

	if (uri)
		return uri;
	sb_init(&b, 4 * LIMIT_URL);
	(void)str_cut(&rest, '/');
	while (rest.p) {
		sb_putc(&b, '/');
		sb_puts(&b, url_encode(a, str_cut(&rest, '/')));
	}
	if (query) {
		sb_putc(&b, '?');
		sb_puts(&b, query);
	}
	s = b.failed ? NULL : str_z(a, sb_get(&b));
	sb_clear(&b);
	return s;
}

/*
 * X-Forwarded-* is not read here: a web server passes the browser's own on
 * unchanged, and says what it knows in REMOTE_ADDR and HTTPS.
 */
void
front_env(struct front_head *h, const struct front_conf *c, char **envp)
{
	*h = (struct front_head){
	    .method = env_get(envp, "REQUEST_METHOD"),
	    .target = target_of(c->arena, envp),
	    .length = env_get(envp, "CONTENT_LENGTH"),
	    .host = env_get(envp, "HTTP_HOST"),
	    .accept = env_get(envp, "HTTP_ACCEPT"),
	    .cookie = env_get(envp, "HTTP_COOKIE"),
	    .content_type = env_get(envp, "CONTENT_TYPE"),
	    .if_none_match = env_get(envp, "HTTP_IF_NONE_MATCH"),
	    .user_agent = env_get(envp, "HTTP_USER_AGENT"),
	    .remote = env_get(envp, "REMOTE_ADDR"),
	    .secure = is_word(env_get(envp, "HTTPS"), "on") ||
		      is_word(env_get(envp, "HTTPS"), "1") ||
		      is_word(env_get(envp, "REQUEST_SCHEME"), "https"),
	};
}

void
front_cgi_head(struct sb *out, const struct response *rs)
{
	uint64_t n = rs->source.read ? rs->source.size : rs->body.n;

	sb_printf(
	    out, "Status: %d %s\r\n", rs->status, response_reason(rs->status));
	for (size_t i = 0; i < rs->headers_n; i++)
		sb_printf(out, "%s: %s\r\n", rs->headers[i].name,
		    rs->headers[i].value);
	if (!front_bodiless(rs->status))
		sb_printf(
		    out, "Content-Length: %llu\r\n", (unsigned long long)n);
	sb_puts(out, "\r\n");
}

static int
send_source(const struct response *rs, front_write_fn put, void *out)
{
	const struct response_source *src = &rs->source;
	char buf[PIECE];
	uint64_t left = src->size;

	while (left > 0) {
		size_t want = left < sizeof(buf) ? (size_t)left : sizeof(buf);
		ssize_t n = src->read(src->ctx, buf, want);

		if (n <= 0 || put(out, buf, (size_t)n) < 0)
			return -1;
		left -= (uint64_t)n;
	}
	return 0;
}

int
front_cgi_send(const struct response *rs, front_write_fn put, void *out)
{
	struct sb head;
	int rc = -1;

	sb_init(&head, RESPONSE_HEADERS * LIMIT_HEADER);
	front_cgi_head(&head, rs);
	if (head.failed || put(out, head.p, head.n) < 0)
		goto out;
	if (rs->head || front_bodiless(rs->status))
		rc = 0;
	else if (rs->source.read)
		rc = send_source(rs, put, out);
	else
		rc = rs->body.n > 0 ? put(out, rs->body.p, rs->body.n) : 0;
out:
	sb_clear(&head);
	return rc;
}
