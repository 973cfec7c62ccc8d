#include "mail/smtp.h"

#include <stdio.h>
#include <string.h>

#define BODY_MAX ((size_t)1024) /* a mail server sends nothing */

/* libcurl asks for the next bytes of the mail. */
static size_t
read_mail(char *p, size_t size, size_t n, void *ctx)
{
	struct smtp_send *s = ctx;
	size_t left = s->mail.n - s->at, take = size * n;

	s->stage = SMTP_BODY;
	if (take > left)
		take = left;
	memcpy(p, s->mail.p + s->at, take);
	s->at += take;
	return take;
}

/* A connection that was kept may turn out to be closed. */
static int
seek_mail(void *ctx, curl_off_t to, int from)
{
	struct smtp_send *s = ctx;

	if (from != SEEK_SET || to < 0 || (size_t)to > s->mail.n)
		return CURL_SEEKFUNC_FAIL;
	s->at = (size_t)to;
	return CURL_SEEKFUNC_OK;
}

/* Where the talk is, by what we say; nothing of it is kept. */
static int
follow(CURL *easy, curl_infotype type, char *p, size_t n, void *ctx)
{
	static const struct {
		const char *begin;
		enum smtp_stage from, to;
	} steps[] = {
	    {"STARTTLS\r\n", SMTP_CONNECT, SMTP_TLS},
	    {"AUTH ", SMTP_TLS, SMTP_LOGIN},
	    {"MAIL FROM:", SMTP_LOGIN, SMTP_FROM},
	    {"RCPT TO:", SMTP_FROM, SMTP_RCPT},
	    {"DATA\r\n", SMTP_RCPT, SMTP_DATA},
	};
	struct smtp_send *s = ctx;

	(void)easy;
	if (type != CURLINFO_HEADER_OUT)
		return 0;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (s->stage <= steps[i].from &&
		    str_starts((struct str){p, n}, str_of(steps[i].begin)))
			s->stage = steps[i].to;
	if (str_starts((struct str){p, n}, STR("QUIT\r\n")))
		s->parted = true;
	return 0;
}

/* Whether n bytes begin with three digits and a mark; else they are no line
 * of a reply. */
static bool
is_reply(const char *p, size_t n)
{
	for (size_t i = 0; i < 3; i++)
		if (n < 4 || p[i] < '0' || p[i] > '9')
			return false;
	return p[3] == ' ' || p[3] == '-';
}

/* One line that the server said; those of one reply are joined. */
static size_t
hear(char *p, size_t size, size_t n, void *ctx)
{
	struct smtp_send *s = ctx;
	size_t all = size * n;
	struct str line = {p, all};
	bool more;

	if (s->parted || !is_reply(p, all))
		return all;
	more = p[3] == '-';
	if (s->reply_open)
		line = (struct str){p + 3, all - 3};
	else
		s->reply_n = 0;
	line = str_trim(line);
	for (size_t i = 0; i < line.n && s->reply_n < SMTP_ANSWER - 2; i++) {
		if (i == 0 && s->reply_open)
			s->reply[s->reply_n++] = ' ';
		s->reply[s->reply_n++] = line.p[i];
	}
	s->reply[s->reply_n] = '\0';
	s->reply_open = more;
	return all;
}

static bool
set_server(CURL *h, const struct smtp_server *server, const char *from)
{
	const char *domain = strrchr(from, '@');
	char url[512];
	int n = snprintf(url, sizeof(url), "%s/%s", server->url,
	    domain ? domain + 1 : "localhost");
	struct curl_blob ca = {
	    (void *)(uintptr_t)server->ca.p, server->ca.n, CURL_BLOB_COPY};

	if (n < 0 || (size_t)n >= sizeof(url) ||
	    curl_easy_setopt(h, CURLOPT_URL, url) != CURLE_OK ||
	    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps") !=
		CURLE_OK ||
	    curl_easy_setopt(h, CURLOPT_USE_SSL,
		server->plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL) !=
		CURLE_OK)
		return false;
	if (server->user &&
	    (curl_easy_setopt(h, CURLOPT_USERNAME, server->user) != CURLE_OK ||
		curl_easy_setopt(h, CURLOPT_PASSWORD,
		    server->password ? server->password : "") != CURLE_OK))
		return false;
	if (server->ca.n == 0)
		return true;
	return curl_easy_setopt(h, CURLOPT_CAINFO, NULL) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_CAPATH, NULL) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_CAINFO_BLOB, &ca) == CURLE_OK;
}

static bool
set_mail(struct smtp_send *s, const char *from, const char *to)
{
	CURL *h = s->call.easy;

	s->to = curl_slist_append(NULL, to);
	return s->to &&
	       curl_easy_setopt(h, CURLOPT_MAIL_FROM, from) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_MAIL_RCPT, s->to) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_UPLOAD, 1L) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_INFILESIZE_LARGE,
		   (curl_off_t)s->mail.n) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_READFUNCTION, read_mail) ==
		   CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_READDATA, s) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_SEEKFUNCTION, seek_mail) ==
		   CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_SEEKDATA, s) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, hear) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_HEADERDATA, s) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_DEBUGFUNCTION, follow) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_DEBUGDATA, s) == CURLE_OK &&
	       curl_easy_setopt(h, CURLOPT_VERBOSE, 1L) == CURLE_OK;
}

int
smtp_init(struct smtp_send *s, const struct smtp_server *server,
    const char *from, const char *to, struct str mail, struct err *e)
{
	*s = (struct smtp_send){.mail = mail};
	if (net_call_init(&s->call, BODY_MAX, e) < 0)
		return -1;
	s->call.host = server->host;
	s->call.alone = true;
	if (set_server(s->call.easy, server, from) && set_mail(s, from, to))
		return 0;
	smtp_clear(s);
	return err_set(e, ERR_SYSTEM, "Surel tidak dapat disiapkan.",
	    "libcurl refuses an option");
}

void
smtp_clear(struct smtp_send *s)
{
	net_call_clear(&s->call);
	curl_slist_free_all(s->to);
	s->to = NULL;
}

/* --- what it means ------------------------------------------------------ */

/* Printable, on one line; what is not UTF-8 loses its bytes above 127. */
static void
clean(char *s)
{
	bool utf8 = str_utf8(str_of(s));

	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 127 ||
		    (!utf8 && (unsigned char)*s > 126))
			*s = '?';
}

static void
answer_put(struct smtp_outcome *out, const char *what, const char *more)
{
	bool told = more && *more;

	snprintf(out->answer, sizeof(out->answer), "%s%s%s%s", what,
	    told ? " (" : "", told ? more : "", told ? ")" : "");
	clean(out->answer);
}

/* A recipient is refused for what we are, not for its address. */
static bool
is_policy(const struct smtp_send *s)
{
	return s->call.status == 530 || s->call.status == 538 ||
	       strncmp(s->reply + 4, "5.7.", 4) == 0;
}

/* The server said no. */
static void
judge_reply(const struct smtp_send *s, struct smtp_outcome *out)
{
	bool for_good = s->call.status >= 500;

	answer_put(out, s->reply, NULL);
	if (s->call.status == 421 || s->stage < SMTP_RCPT)
		out->of_server = true;
	else if (s->stage > SMTP_RCPT && for_good)
		out->result = SMTP_REFUSED;
	else if (for_good && !is_policy(s))
		out->result = SMTP_REFUSED;
	out->of_address = out->result == SMTP_REFUSED && s->stage == SMTP_RCPT;
	if (s->call.code == CURLE_LOGIN_DENIED)
		answer_put(out, "Nama pengguna atau kata sandi surel ditolak",
		    s->reply);
}

/* Nobody said anything that decides it. */
static const char *
reason(const struct smtp_send *s)
{
	if (s->stage == SMTP_BODY)
		return "Sambungan terputus sebelum server surel menjawab";
	switch ((int)s->call.code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return "Nama server surel tidak ditemukan";
	case CURLE_COULDNT_CONNECT:
		return "Server surel tidak dapat dihubungi";
	case CURLE_OPERATION_TIMEDOUT:
		return "Server surel terlalu lama menjawab";
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		return "Sertifikat server surel tidak dipercaya";
	case CURLE_SSL_CONNECT_ERROR:
		return "Sambungan TLS ke server surel gagal";
	case CURLE_USE_SSL_FAILED:
		return "Server surel tidak menawarkan STARTTLS";
	case CURLE_LOGIN_DENIED:
		return "Nama pengguna atau kata sandi surel ditolak";
	default:
		return "Sambungan ke server surel terputus";
	}
}

void
smtp_outcome(const struct smtp_send *s, struct smtp_outcome *out)
{
	const struct net_call *c = &s->call;

	*out = (struct smtp_outcome){.result = SMTP_LATER};
	if (c->code == CURLE_OK) {
		out->result = SMTP_SENT;
		answer_put(out, s->reply, NULL);
	} else if (c->status >= 400 && c->status < 600 && *s->reply) {
		judge_reply(s, out);
	} else {
		out->of_server = true;
		answer_put(out, reason(s),
		    *c->error ? c->error : curl_easy_strerror(c->code));
	}
}
