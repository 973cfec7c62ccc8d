#include "app/hook.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "app/web.h"
#include "base/limits.h"
#include "domain/date.h"
#include "domain/phone.h"
#include "vault/hmac.h"
#include "vault/token.h"
#include "view/json.h"

#define ANSWER_MAX    ((size_t)16 * 1024) /* bytes of it that are read */
#define ID_MAC        16                  /* characters */
#define ID_SIZE       96
#define HEADER_SIZE   200
#define NUMBER_DIGITS 8 /* so many may be of a person */
#define WAIT_MAX      MS_HOUR

/* --- what is said ------------------------------------------------------- */

/*
 * The same for the same message at every try, and never that of another: one
 * of a database put back from a backup was made at another moment.
 */
static void
delivery_id(struct ctx *cx, const struct message *m, char out[ID_SIZE])
{
	char mac[MAC_HEX_LEN + 1];
	struct str parts[] = {STR("hook"), str_of(cx->office->id),
	    str_of(arena_printf(cx->arena, "%lld", (long long)m->id)),
	    str_of(arena_printf(cx->arena, "%lld", (long long)m->created_at))};

	mac_hex(mac, app_key(cx->app, KEY_LINK), parts,
	    sizeof(parts) / sizeof(parts[0]));
	snprintf(out, ID_SIZE, "%s-%lld-%.*s", cx->office->id, (long long)m->id,
	    ID_MAC, mac);
}

/* "6281234567890"; "" if there is no number that gets messages. */
static const char *
phone_digits(struct ctx *cx, const char *text)
{
	struct phone p;
	struct err e = {0};

	if (phone_parse(&p, str_of(text), &e) < 0)
		return "";
	return arena_dup(cx->arena, p.normal + 1);
}

static const char *
body_text(struct ctx *cx, const struct message *m, const struct letter *l,
    const char *id)
{
	json_t *o = jv_obj();
	const char *text;

	jv_set_z(o, "id", id);
	jv_set_z(o, "office", cx->office->id);
	jv_set_z(o, "event", m->template);
	jv_set_z(o, "case", m->number ? m->number : "");
	jv_set_z(o, "name", m->name);
	jv_set_z(o, "phone", phone_digits(cx, m->address));
	jv_set_z(o, "subject", l->subject);
	jv_set_z(o, "text", l->text);
	jv_set_z(o, "url", l->url);
	jv_set_z(o, "at", web_iso(cx, m->created_at));
	text = json_z(cx->arena, o);
	json_decref(o);
	return text;
}

/* --- the request -------------------------------------------------------- */

static bool
add_header(struct hook_send *h, const char *name, const char *value)
{
	char line[HEADER_SIZE];
	int n = snprintf(line, sizeof(line), "%s: %s", name, value);
	struct curl_slist *more = n > 0 && (size_t)n < sizeof(line)
				      ? curl_slist_append(h->headers, line)
				      : NULL;

	if (more)
		h->headers = more;
	return more != NULL;
}

static bool
add_headers(struct ctx *cx, struct hook_send *h, const char *secret,
    const char *id, const char *body)
{
	char mac[HMAC_HEX_LEN + 1], seconds[24], signature[80];
	struct str parts[] = {{0}, STR("."), str_of(body)};

	snprintf(
	    seconds, sizeof(seconds), "%lld", (long long)(cx->now / MS_SECOND));
	parts[0] = str_of(seconds);
	hmac_hex(mac, str_of(secret), parts, 3);
	snprintf(signature, sizeof(signature), "v1=%s", mac);
	return add_header(
		   h, "Content-Type", "application/json; charset=utf-8") &&
	       add_header(h, "Expect", "") &&
	       add_header(h, "X-Paraf-Delivery", id) &&
	       add_header(h, "X-Paraf-Timestamp", seconds) &&
	       add_header(h, "X-Paraf-Signature", signature);
}

/* Without TLS only what does not leave the machine. */
static bool
is_loopback(const struct outside_hook *to)
{
	struct str host = str_of(to->host);

	return str_starts(host, STR("127.0.0.1:")) ||
	       str_starts(host, STR("localhost:")) ||
	       str_starts(host, STR("[::1]:"));
}

static bool
set_options(struct hook_send *h, const struct outside_hook *to, bool plain,
    const char *body)
{
	CURL *c = h->call.easy;
	struct curl_blob ca = {
	    (void *)(uintptr_t)to->ca.p, to->ca.n, CURL_BLOB_COPY};

	return curl_easy_setopt(c, CURLOPT_URL, to->url) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR,
		   plain ? "http" : "https") == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_USERAGENT, "Paraf") == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_HTTPHEADER, h->headers) ==
		   CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_POST, 1L) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
		   (curl_off_t)strlen(body)) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_COPYPOSTFIELDS, body) == CURLE_OK &&
	       (to->ca.n == 0 ||
		   (curl_easy_setopt(c, CURLOPT_CAINFO, NULL) == CURLE_OK &&
		       curl_easy_setopt(c, CURLOPT_CAPATH, NULL) == CURLE_OK &&
		       curl_easy_setopt(c, CURLOPT_CAINFO_BLOB, &ca) ==
			   CURLE_OK));
}

int
hook_init(struct ctx *cx, struct hook_send *h, const struct outside_hook *to,
    const struct message *m, const struct letter *l, struct err *e)
{
	bool plain = !str_starts(str_of(to->url), STR("https://"));
	char id[ID_SIZE];
	const char *body;

	*h = (struct hook_send){0};
	if (plain &&
	    (!str_starts(str_of(to->url), STR("http://")) || !is_loopback(to)))
		return err_set(e, ERR_INPUT, "Alamat webhook harus https.",
		    "webhook of %s", cx->office->id);
	if (net_call_init(&h->call, ANSWER_MAX, e) < 0)
		return -1;
	h->call.host = to->host;
	delivery_id(cx, m, id);
	body = body_text(cx, m, l, id);
	if (add_headers(cx, h, to->secret, id, body) &&
	    set_options(h, to, plain, body))
		return 0;
	hook_clear(h);
	return err_set(e, ERR_SYSTEM, "Webhook tidak dapat disiapkan.",
	    "libcurl refuses an option");
}

void
hook_clear(struct hook_send *h)
{
	net_call_clear(&h->call);
	curl_slist_free_all(h->headers);
	h->headers = NULL;
}

/* --- what it means ------------------------------------------------------ */

/* Digits of what may be a phone or a NIK, written in one or in groups. */
static void
mask_numbers(char *s)
{
	for (size_t n, digits; *s; s += n) {
		digits = isdigit((unsigned char)*s) != 0;
		for (n = 1; digits > 0; n++)
			if (isdigit((unsigned char)s[n]))
				digits++;
			else if (!s[n] || !strchr(" .-()", s[n]))
				break;
		for (size_t i = 0; digits >= NUMBER_DIGITS && i < n; i++)
			if (isdigit((unsigned char)s[i]))
				s[i] = 'x';
	}
}

/* A gateway may repeat what it was given: neither its number is kept nor its
 * address, also with a slash as JSON may have it. */
static void
mask_answer(char *s)
{
	char *at = strstr(s, ":/"), *escaped = strstr(s, ":\\/");

	if (at)
		*at = '\0';
	if (escaped && (!at || escaped < at))
		*escaped = '\0';
	mask_numbers(s);
}

/* The status; what was not taken, with the first line of the answer,
 * printable. */
static void
answer_status(const struct hook_send *h, struct hook_outcome *out)
{
	const struct sb *body = &h->call.body;
	struct str rest = str_trim((struct str){body->p, body->n});
	struct str line = str_trim(str_cut(&rest, '\n'));
	bool utf8 = str_utf8(line);
	size_t at, said;

	if (h->call.status < 300)
		line.n = 0;
	said = at = (size_t)snprintf(out->answer, HOOK_ANSWER, "HTTP %ld%s",
	    h->call.status, line.n ? ": " : "");
	for (size_t i = 0; i < line.n && at < HOOK_ANSWER - 1; i++) {
		unsigned char c = (unsigned char)line.p[i];

		out->answer[at++] =
		    c < ' ' || c == 127 || (!utf8 && c > 126) ? '?' : (char)c;
	}
	/* A character of several bytes that was cut in the middle. */
	while (at > 0 && !str_utf8((struct str){out->answer, at}))
		at--;
	out->answer[at] = '\0';
	mask_answer(out->answer + said);
}

static const char *
reason(const struct net_call *c)
{
	switch ((int)c->code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return "Nama server webhook tidak ditemukan";
	case CURLE_COULDNT_CONNECT:
		return "Server webhook tidak dapat dihubungi";
	case CURLE_OPERATION_TIMEDOUT:
		return "Server webhook terlalu lama menjawab";
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		return "Sertifikat server webhook tidak dipercaya";
	case CURLE_SSL_CONNECT_ERROR:
		return "Sambungan TLS ke server webhook gagal";
	default:
		return "Sambungan ke server webhook terputus";
	}
}

/* How long the gateway asks us to wait. */
static int64_t
asked_wait(const struct hook_send *h)
{
	curl_off_t s = 0;

	if (curl_easy_getinfo(h->call.easy, CURLINFO_RETRY_AFTER, &s) !=
		CURLE_OK ||
	    s <= 0)
		return 0;
	return s < WAIT_MAX / MS_SECOND ? s * MS_SECOND : WAIT_MAX;
}

/* Refused for good; but not "too slow", "too early", "too many". */
static bool
is_refusal(long status)
{
	return status >= 400 && status < 500 && status != 408 &&
	       status != 425 && status != 429;
}

void
hook_outcome(const struct hook_send *h, struct hook_outcome *out)
{
	const struct net_call *c = &h->call;

	*out = (struct hook_outcome){.result = HOOK_LATER};
	/* A status decides, whatever became of the text behind it. */
	if (c->status < 200) {
		out->of_server = true;
		snprintf(out->answer, HOOK_ANSWER, "%s (%.160s)", reason(c),
		    c->error[0] ? c->error : curl_easy_strerror(c->code));
		return;
	}
	answer_status(h, out);
	if (c->status < 300) {
		out->result = HOOK_SENT;
	} else if (is_refusal(c->status)) {
		out->result = HOOK_REFUSED;
	} else {
		out->of_server = true;
		out->wait_ms = asked_wait(h);
	}
}
