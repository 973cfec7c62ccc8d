#include "mail/smtp.h"

#include <stdio.h>
#include <string.h>

#define BODY_MAX ((size_t)1024) /* a mail server sends nothing */

/* How far libcurl has come, by what it says; nothing of it is kept. */
static int
follow(CURL *easy, curl_infotype type, char *p, size_t n, void *ctx)
{
	static const struct {
		const char *begin;
		enum smtp_stage from, to;
	} steps[] = {
	    {"STARTTLS\r\n", SMTP_CONNECT, SMTP_TLS},
	    {"AUTH ", SMTP_TLS, SMTP_LOGIN},
	};
	struct smtp_send *s = ctx;

	(void)easy;
	if (type != CURLINFO_HEADER_OUT)
		return 0;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (s->stage <= steps[i].from &&
		    str_starts((struct str){p, n}, str_of(steps[i].begin)))
			s->stage = steps[i].to;
	return 0;
}

/* Whether n bytes begin as a line of a reply does. */
static bool
is_reply(const char *p, size_t n)
{
	for (size_t i = 0; i < 3; i++)
		if (n < 3 || p[i] < '0' || p[i] > '9')
			return false;
	return n == 3 || (p[3] && strchr(" -\r\n", p[3]));
}

/* One line that the server said; those of one reply are joined.  Whether the
 * reply is whole. */
static bool
take_line(struct smtp_send *s, const char *p, size_t n)
{
	struct str line = {p, n};

	if (s->reply_open)
		line = (struct str){p + 3, n - 3}; /* from its mark on */
	else
		s->reply_n = 0;
	line = str_trim(line);
	for (size_t i = 0; i < line.n && s->reply_n < SMTP_ANSWER - 2; i++) {
		if (i == 0 && s->reply_open)
			s->reply[s->reply_n++] = ' ';
		s->reply[s->reply_n++] = line.p[i];
	}
	s->reply[s->reply_n] = '\0';
	s->reply_open = n > 3 && p[3] == '-';
	return !s->reply_open;
}

/* What libcurl hears. */
static size_t
hear(char *p, size_t size, size_t n, void *ctx)
{
	if (is_reply(p, size * n))
		(void)take_line(ctx, p, size * n);
	return size * n;
}

/* --- after the login ---------------------------------------------------- */

static void
say(struct smtp_send *s, enum smtp_stage stage, const char *words,
    const char *address)
{
	sb_reset(&s->out);
	s->said = 0;
	s->stage = stage;
	if (address)
		sb_printf(&s->out, "%s:<%s>\r\n", words, address);
	else
		sb_printf(&s->out, "%s\r\n", words);
}

/* A line that begins with a dot gets another, as the mail ends with one. */
static void
say_mail(struct smtp_send *s)
{
	struct str rest = s->mail;

	sb_reset(&s->out);
	s->said = 0;
	s->stage = SMTP_BODY;
	while (rest.n > 0) {
		const char *end = memchr(rest.p, '\n', rest.n);
		size_t n = end ? (size_t)(end - rest.p) + 1 : rest.n;

		if (rest.p[0] == '.')
			sb_putc(&s->out, '.');
		sb_put(&s->out, rest.p, n);
		rest = (struct str){rest.p + n, rest.n - n};
	}
	sb_puts(&s->out, ".\r\n");
}

/* The end; that we go needs no answer, and may not even be heard. */
static void
leave(struct smtp_send *s, CURLcode code)
{
	static const char quit[] = "QUIT\r\n";
	size_t n;

	s->call.code = code;
	if (code == CURLE_OK || code == CURLE_SEND_ERROR)
		(void)curl_easy_send(s->call.easy, quit, sizeof(quit) - 1, &n);
}

/* A whole reply has come: whether the talk goes on. */
static bool
answer(struct smtp_send *s)
{
	char wanted = s->stage == SMTP_DATA ? '3' : '2';

	s->call.status = (s->reply[0] - '0') * 100 + (s->reply[1] - '0') * 10 +
			 (s->reply[2] - '0');
	if (s->reply[0] != wanted) {
		leave(s, CURLE_SEND_ERROR);
		return false;
	}
	switch (s->stage) {
	case SMTP_FROM:
		say(s, SMTP_RCPT, "RCPT TO", s->to);
		return true;
	case SMTP_RCPT:
		say(s, SMTP_DATA, "DATA", NULL);
		return true;
	case SMTP_DATA:
		say_mail(s);
		return true;
	case SMTP_CONNECT:
	case SMTP_TLS:
	case SMTP_LOGIN:
	case SMTP_BODY:
		break;
	}
	leave(s, CURLE_OK);
	return false;
}

/* What was heard: whether the talk goes on. */
static bool
take(struct smtp_send *s, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] != '\n') {
			if (s->line_n < sizeof(s->line))
				s->line[s->line_n++] = p[i];
			continue;
		}
		if (!is_reply(s->line, s->line_n)) {
			leave(s, CURLE_WEIRD_SERVER_REPLY);
			return false;
		}
		if (take_line(s, s->line, s->line_n)) {
			/* One reply to what was said, and nothing after it. */
			s->line_n = 0;
			return answer(s);
		}
		s->line_n = 0;
	}
	return true;
}

static enum net_want
talk(struct net_call *c)
{
	struct smtp_send *s = (struct smtp_send *)c; /* its first member */
	char buf[1024];
	CURLcode rc;
	size_t n;

	if (s->stage < SMTP_FROM)
		say(s, SMTP_FROM, "MAIL FROM", s->from);
	for (;;) {
		if (s->out.failed) {
			leave(s, CURLE_OUT_OF_MEMORY);
			return NET_OVER;
		}
		while (s->said < s->out.n) {
			rc = curl_easy_send(c->easy, s->out.p + s->said,
			    s->out.n - s->said, &n);
			if (rc == CURLE_AGAIN)
				return NET_WRITE;
			if (rc != CURLE_OK) {
				leave(s, CURLE_RECV_ERROR);
				return NET_OVER;
			}
			s->said += n;
		}
		rc = curl_easy_recv(c->easy, buf, sizeof(buf), &n);
		if (rc == CURLE_AGAIN)
			return NET_READ;
		if (rc != CURLE_OK || n == 0) {
			leave(s, CURLE_RECV_ERROR);
			return NET_OVER;
		}
		if (!take(s, buf, n))
			return NET_OVER;
	}
}

/* --- the call ----------------------------------------------------------- */

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
set_talk(struct smtp_send *s)
{
	CURL *h = s->call.easy;

	s->call.talk = talk;
	return curl_easy_setopt(h, CURLOPT_CONNECT_ONLY, 1L) == CURLE_OK &&
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
	struct mailbox a, b;

	*s = (struct smtp_send){.mail = mail};
	if (mailbox_parse(&a, str_of(from), e) < 0 ||
	    mailbox_parse(&b, str_of(to), e) < 0 ||
	    net_call_init(&s->call, BODY_MAX, e) < 0)
		return -1;
	memcpy(s->from, a.address, sizeof(s->from));
	memcpy(s->to, b.address, sizeof(s->to));
	/* Every line may get a dot. */
	sb_init(&s->out, 2 * mail.n + SMTP_ANSWER + 2 * MAILBOX_MAX);
	s->call.host = server->host;
	if (set_server(s->call.easy, server, from) && set_talk(s))
		return 0;
	smtp_clear(s);
	return err_set(e, ERR_SYSTEM, "Surel tidak dapat disiapkan.",
	    "libcurl refuses an option");
}

void
smtp_clear(struct smtp_send *s)
{
	net_call_clear(&s->call);
	sb_clear(&s->out);
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
	if (s->stage == SMTP_BODY && s->call.code != CURLE_OPERATION_TIMEDOUT)
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
