#include "bsre/carry.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#define HEADERS_MAX 64   /* of an answer */
#define HEADER_MAX  1024 /* bytes of one that are kept */

/* --- the request -------------------------------------------------------- */

/* "https://host[:port]/..." */
static int
set_host(struct carry *c, const char *url, bool *plain, struct err *e)
{
	struct str s = str_of(url), host;
	int n;

	*plain = str_starts(s, STR("http://"));
	if (!*plain && !str_starts(s, STR("https://")))
		return err_set(e, ERR_INPUT, "Alamat API BSrE tidak lengkap.",
		    "neither http nor https");
	n = *plain ? 7 : 8;
	s.p += n;
	s.n -= (size_t)n;
	host = str_cut(&s, '/');
	n = snprintf(c->host, sizeof(c->host), "%.*s%s", (int)host.n, host.p,
	    memchr(host.p, ':', host.n) ? ""
	    : *plain                    ? ":80"
					: ":443");
	if (host.n == 0 || n < 0 || (size_t)n >= sizeof(c->host))
		return err_set(e, ERR_INPUT, "Alamat API BSrE tidak lengkap.",
		    "host of %zu bytes", host.n);
	c->call.host = c->host;
	return 0;
}

static bool
add_header(struct carry *c, const char *name, const char *value)
{
	size_t n = strlen(name) + strlen(value) + 3;
	char *line = sodium_malloc(n);
	struct curl_slist *more = NULL;

	if (line) {
		snprintf(line, n, "%s:%s%s", name, *value ? " " : "", value);
		more = curl_slist_append(c->headers, line);
	}
	sodium_free(line);
	if (more)
		c->headers = more;
	return more != NULL;
}

static bool
add_headers(struct carry *c, const struct bsre_request *r)
{
	for (size_t i = 0; i < r->headers_n; i++)
		if (!add_header(c, r->headers[i].name, r->headers[i].value))
			return false;
	return (!r->type || add_header(c, "Content-Type", r->type)) &&
	       add_header(c, "Expect", "");
}

static bool
set_method(CURL *h, const struct bsre_request *r)
{
	if (strcmp(r->method, "GET") == 0)
		return curl_easy_setopt(h, CURLOPT_HTTPGET, 1L) == CURLE_OK;
	return strcmp(r->method, "POST") == 0 &&
	       curl_easy_setopt(h, CURLOPT_POST, 1L) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE,
		   (curl_off_t)r->body.n) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_POSTFIELDS,
		   r->body.n > 0 ? r->body.p : "") == CURLE_OK;
}

static bool
set_options(struct carry *c, const struct bsre_request *r,
    const struct carry_way *w, bool plain)
{
	CURL *h = c->call.easy;
	struct curl_blob ca = {
	    (void *)(uintptr_t)w->ca.p, w->ca.n, CURL_BLOB_COPY};

	return set_method(h, r) && add_headers(c, r) &&
	       curl_easy_setopt(h, CURLOPT_URL, r->url) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR,
		   plain ? "http" : "https") == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_HTTP_VERSION,
		   (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_USERAGENT, "Paraf") == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_HTTPHEADER, c->headers) ==
		   CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_FRESH_CONNECT, (long)r->once) ==
		   CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_FORBID_REUSE, (long)r->once) ==
		   CURLE_OK &&
	       (w->ca.n == 0 ||
		   (curl_easy_setopt(h, CURLOPT_CAINFO, NULL) == CURLE_OK &&
		       curl_easy_setopt(h, CURLOPT_CAPATH, NULL) == CURLE_OK &&
		       curl_easy_setopt(h, CURLOPT_CAINFO_BLOB, &ca) ==
			   CURLE_OK));
}

int
carry_init(struct carry *c, const struct bsre_request *r,
    const struct carry_way *w, struct err *e)
{
	bool plain;

	*c = (struct carry){0};
	if (net_call_init(&c->call, r->answer_max, e) < 0)
		return -1;
	c->call.total_ms = w->total_ms;
	/* A judge of signatures is silent for most of its time. */
	if (w->total_ms > 0)
		c->call.reply_s = w->total_ms / 1000 + 1;
	if (set_host(c, r->url, &plain, e) < 0)
		goto out;
	if (plain && !w->plain) {
		err_set(e, ERR_INPUT, "Alamat API BSrE harus https.", "http");
		goto out;
	}
	if (set_options(c, r, w, plain))
		return 0;
	err_set(e, ERR_SYSTEM, "Sambungan ke BSrE tidak dapat disiapkan.",
	    "libcurl refuses an option");
out:
	carry_clear(c);
	return -1;
}

void
carry_clear(struct carry *c)
{
	for (struct curl_slist *h = c->headers; h; h = h->next)
		sodium_memzero(h->data, strlen(h->data));
	if (c->call.body.p)
		sodium_memzero(c->call.body.p, c->call.body.cap);
	net_call_clear(&c->call);
	curl_slist_free_all(c->headers);
	c->headers = NULL;
}

/* --- the reply ---------------------------------------------------------- */

static bool
was_sent(CURL *h)
{
	long n = 0;

	return curl_easy_getinfo(h, CURLINFO_REQUEST_SIZE, &n) != CURLE_OK ||
	       n > 0;
}

static enum bsre_end
end_of(const struct net_call *c)
{
	bool sent = was_sent(c->easy);

	switch ((int)c->code) {
	case CURLE_OK:
		return BSRE_WHOLE;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
		return BSRE_UNREACHED;
	case CURLE_OPERATION_TIMEDOUT:
		return sent ? BSRE_TIME_OVER : BSRE_UNREACHED;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_ISSUER_ERROR:
		return sent ? BSRE_CUT : BSRE_TLS;
	default:
		return sent ? BSRE_CUT : BSRE_NOT_SENT;
	}
}

static void
add_headers_of(CURL *h, struct bsre_reply *out, struct arena *a)
{
	struct bsre_header *v = ARENA_ARRAY(a, HEADERS_MAX, struct bsre_header);
	struct curl_header *at = NULL;

	out->headers = v;
	while (out->headers_n < HEADERS_MAX &&
	       (at = curl_easy_nextheader(h, CURLH_HEADER, -1, at)) != NULL)
		v[out->headers_n++] = (struct bsre_header){
		    arena_copy(a, at->name, strnlen(at->name, HEADER_MAX)),
		    arena_copy(a, at->value, strnlen(at->value, HEADER_MAX))};
}

void
carry_reply(const struct carry *c, struct bsre_reply *out, struct arena *a)
{
	const struct net_call *call = &c->call;
	curl_off_t wait = 0;
	const char *type;

	*out = (struct bsre_reply){.end = end_of(call),
	    .status = (int)call->status,
	    .body = {call->body.p ? call->body.p : "", call->body.n}};
	add_headers_of(call->easy, out, a);
	type = bsre_header_value(out, "Content-Type");
	out->type = type ? type : "";
	if (curl_easy_getinfo(call->easy, CURLINFO_RETRY_AFTER, &wait) ==
	    CURLE_OK)
		out->retry_after = wait;
}
