#include "app/outside_part.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "domain/mailbox.h"
#include "sop/schema.h"

#define FILE_SIZE  (64 * KIB)
#define CA_SIZE    (256 * KIB)
#define HOST_MAX   ((size_t)100)
#define URL_MAX    ((size_t)400)
#define SECRET_MIN ((size_t)16)

#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

const char *const outside_yes_no[2] = {"ya", "tidak"};

static const struct field mail_fields[] = {
    {"server", .type = FIELD_TEXT},
    {"pengguna", .type = FIELD_TEXT},
    {"kata_sandi", .type = FIELD_TEXT},
    {"ca", .type = FIELD_TEXT},
    {"tanpa_tls", .type = FIELD_WORD, .words = outside_yes_no, .words_n = 2},
    {"pengirim", .type = FIELD_TEXT},
    {"pantulan", .type = FIELD_TEXT},
};
static const struct schema mail_schema = {
    "surel", mail_fields, COUNT(mail_fields)};

static const struct field hook_fields[] = {
    {"alamat", .type = FIELD_TEXT, .required = true},
    {"rahasia", .type = FIELD_TEXT, .required = true},
    {"ca", .type = FIELD_TEXT},
};
static const struct schema hook_schema = {
    "webhook", hook_fields, COUNT(hook_fields)};

static const struct field file_fields[] = {
    {"surel", .type = FIELD_RECORD, .record = &mail_schema},
    {"webhook", .type = FIELD_RECORD, .record = &hook_schema},
    {"bsre", .type = FIELD_ANY},
};
static const struct schema file_schema = {
    "berkas ini", file_fields, COUNT(file_fields)};

struct outside_stamp
outside_stamp(const char *path)
{
	struct outside_stamp s = {.path = path};
	struct stat st;

	if (stat(path, &st) == 0) {
		s.exists = true;
		s.inode = st.st_ino;
		s.size = st.st_size;
		s.changed = st.st_ctim;
	}
	return s;
}

bool
outside_is_same(const struct outside_stamp *s)
{
	struct outside_stamp now;

	if (!s->path)
		return true;
	now = outside_stamp(s->path);
	return now.exists == s->exists && now.inode == s->inode &&
	       now.size == s->size && now.changed.tv_sec == s->changed.tv_sec &&
	       now.changed.tv_nsec == s->changed.tv_nsec;
}

/* The whole of a file of at most max bytes.  0, or errno. */
static int
read_all(struct arena *a, int fd, size_t max, struct str *text)
{
	char *p = arena_alloc(a, max + 2);
	size_t n = 0;
	ssize_t got;

	while ((got = read(fd, p + n, max + 1 - n)) > 0 && n <= max)
		n += (size_t)got;
	*text = (struct str){p, n};
	if (got < 0)
		return errno;
	return n > max ? EFBIG : 0;
}

/* --- values ------------------------------------------------------------- */

/* "mail.example", "127.0.0.1", "[::1]" */
static bool
is_host(struct str s)
{
	const char *set = "abcdefghijklmnopqrstuvwxyz"
			  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";

	if (s.n == 0 || s.n > HOST_MAX)
		return false;
	if (s.p[0] == '[' && s.p[s.n - 1] == ']') {
		s = (struct str){s.p + 1, s.n - 2};
		set = "0123456789abcdefABCDEF:.";
	}
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || !strchr(set, s.p[i]))
			return false;
	return s.n > 0 && s.p[0] != '.' && s.p[0] != '-';
}

bool
outside_is_loopback(struct str host)
{
	return str_eqz(host, "localhost") || str_eqz(host, "[::1]") ||
	       str_starts(host, STR("127."));
}

const char *
outside_host(struct arena *a, struct str s, unsigned port, struct str *host)
{
	uint64_t n = port;

	*host = s;
	for (size_t i = s.n; i > 0 && s.p[i - 1] != ']'; i--)
		if (s.p[i - 1] == ':') {
			*host = (struct str){s.p, i - 1};
			if (str_u64((struct str){s.p + i, s.n - i}, 65535, &n) <
				0 ||
			    n == 0)
				return NULL;
			break;
		}
	if (!is_host(*host))
		return NULL;
	return arena_printf(a, "%.*s:%u", (int)host->n, host->p, (unsigned)n);
}

void
outside_wrong(struct reading *r, const struct node *map, const char *key,
    const char *mend)
{
	problem_error(&r->l, node_place(map, key),
	    "Isi \"%s\" tidak dapat dipakai; %s.", key, mend);
}

struct str
outside_bytes(
    struct reading *r, const struct node *map, const char *key, size_t max)
{
	const char *name = node_text(map, key), *path;
	struct str bytes = {NULL, 0};
	int fd, rc;

	if (!name)
		return bytes;
	/* The agent is locked out of all other places. */
	if (strchr(name, '/')) {
		outside_wrong(
		    r, map, key, "tulis nama berkas di folder ini saja");
		return bytes;
	}
	path = arena_printf(r->a, "%s/%s", r->dir, name);
	r->out->ca[r->cas++] = outside_stamp(path);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	rc = fd < 0 ? errno : read_all(r->a, fd, max, &bytes);
	if (fd >= 0)
		close(fd);
	if (rc == 0 && bytes.n > 0)
		return bytes;
	outside_wrong(r, map, key, "berkas itu tidak terbaca");
	return (struct str){NULL, 0};
}

struct str
outside_issuers(struct reading *r, const struct node *map, const char *key)
{
	struct str pem = outside_bytes(r, map, key, CA_SIZE);

	if (pem.n > 0 &&
	    !memmem(pem.p, pem.n, "-----BEGIN CERTIFICATE-----", 27))
		outside_wrong(
		    r, map, key, "berkas itu tidak memuat sertifikat PEM");
	return pem;
}

static void
check_tls(struct reading *r, const struct node *map,
    const struct smtp_server *s, struct str host)
{
	if (!s->plain)
		return;
	if (s->password && !outside_is_loopback(host))
		problem_error(&r->l, node_place(map, "tanpa_tls"),
		    "Kata sandi tidak boleh dikirim tanpa TLS; hapus "
		    "\"tanpa_tls\" atau \"kata_sandi\".");
	else if (!outside_is_loopback(host))
		problem_warn(&r->l, node_place(map, "tanpa_tls"),
		    "Surel dikirim tanpa TLS dan dapat dibaca di jalan.");
}

static void
read_smtp(struct reading *r, const struct node *map, struct str rest,
    bool from_first_byte)
{
	struct outside_mail *m = &r->out->says.mail;
	const char *scheme = from_first_byte ? "smtps" : "smtp";
	bool plain = schema_word(map, "tanpa_tls", outside_yes_no, 2, 1) == 0;
	struct str host;

	m->smtp.host =
	    outside_host(r->a, rest, from_first_byte ? 465 : 587, &host);
	if (!m->smtp.host) {
		outside_wrong(
		    r, map, "server", "tulis seperti smtp://surel.example:587");
		return;
	}
	if (plain && from_first_byte)
		outside_wrong(r, map, "tanpa_tls", "smtps selalu memakai TLS");
	m->way = OUTSIDE_SMTP;
	m->smtp.url = arena_printf(r->a, "%s://%s", scheme, m->smtp.host);
	m->smtp.user = node_text(map, "pengguna");
	m->smtp.password = node_text(map, "kata_sandi");
	m->smtp.plain = plain;
	m->smtp.ca = outside_issuers(r, map, "ca");
	if (!m->smtp.user != !m->smtp.password)
		problem_error(&r->l,
		    node_place(map, m->smtp.user ? "pengguna" : "kata_sandi"),
		    "\"pengguna\" dan \"kata_sandi\" ditulis keduanya, atau "
		    "tidak sama sekali.");
	check_tls(r, map, &m->smtp, host);
}

/* What only goes with a server of the same file. */
static void
read_server(struct reading *r, const struct node *map)
{
	static const char *const with[] = {
	    "pengguna", "kata_sandi", "ca", "tanpa_tls"};
	const char *s = node_text(map, "server");
	struct outside_mail *m = &r->out->says.mail;
	struct str text = str_of(s);

	for (size_t i = 0; !s && i < COUNT(with); i++)
		if (node_text(map, with[i]))
			problem_error(&r->l, node_place(map, with[i]),
			    "\"%s\" hanya berlaku bersama \"server\" di berkas "
			    "yang sama; tambahkan \"server\".",
			    with[i]);
	if (!s)
		return;
	if (str_starts(text, STR("smtp://"))) {
		read_smtp(r, map, str_of(s + 7), false);
	} else if (str_starts(text, STR("smtps://"))) {
		read_smtp(r, map, str_of(s + 8), true);
	} else if (str_starts(text, STR("maildir:/")) && text.n < URL_MAX) {
		m->way = OUTSIDE_MAILDIR;
		m->dir = s + strlen("maildir:");
	} else {
		outside_wrong(r, map, "server",
		    "tulis seperti smtp://surel.example:587, "
		    "smtps://surel.example:465 atau maildir:/folder");
	}
}

static void
read_mail(struct reading *r, const struct node *map)
{
	struct outside_mail *m = &r->out->says.mail;
	const char *from = node_text(map, "pengirim");
	const char *bounce = node_text(map, "pantulan");
	struct err e = {0};
	struct mailbox box;

	read_server(r, map);
	if (from && mail_party_parse(r->a, &m->from, str_of(from), &e) < 0)
		outside_wrong(r, map, "pengirim",
		    "tulis seperti \"Dinas Kominfo <tte@dinas.example>\"");
	if (!bounce)
		return;
	if (mailbox_parse(&box, str_of(bounce), &e) < 0)
		outside_wrong(r, map, "pantulan", "tulis satu alamat email");
	else
		m->bounce = arena_dup(r->a, box.address);
}

static void
read_hook(struct reading *r, const struct node *map)
{
	struct outside_hook *h = &r->out->says.hook;
	const char *url = node_text(map, "alamat");
	const char *secret = node_text(map, "rahasia");
	struct str rest = str_of(url), host;
	bool plain = str_starts(rest, STR("http://"));

	if (secret && strlen(secret) < SECRET_MIN)
		outside_wrong(r, map, "rahasia", "paling sedikit 16 huruf");
	if (!url)
		return;
	host = rest;
	if (plain || str_starts(rest, STR("https://"))) {
		host.p += plain ? 7 : 8;
		host.n -= plain ? 7 : 8;
		host.n = strcspn(host.p, "/?#");
		h->host = outside_host(r->a, host, plain ? 80 : 443, &host);
	}
	if (!h->host || rest.n > URL_MAX || strpbrk(url, " #@\"<>\\") ||
	    (plain && !outside_is_loopback(host))) {
		outside_wrong(r, map, "alamat",
		    "tulis seperti https://gerbang.example/paraf");
		return;
	}
	h->url = url;
	h->secret = secret ? secret : "";
	h->ca = outside_issuers(r, map, "ca");
}

/* --- the file ----------------------------------------------------------- */

static const struct place top = {1, 1};

/* 1 read, 0 there is none, -1 it may not or cannot be read. */
static int
read_text(struct reading *r, const char *path, struct str *text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), rc;
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || fstat(fd, &st) < 0) {
		problem_error(&r->l, top, "Berkas tidak dapat dibaca.");
		rc = -1;
	} else if (!S_ISREG(st.st_mode) || (st.st_mode & 077) != 0 ||
		   st.st_uid != geteuid()) {
		problem_error(&r->l, top,
		    "Berkas memuat rahasia: harus berkas biasa milik pengguna "
		    "Paraf yang hanya dapat dibaca olehnya (chmod 600).");
		rc = -1;
	} else if (read_all(r->a, fd, FILE_SIZE, text) != 0) {
		problem_error(&r->l, top, "Berkas tidak dapat dibaca.");
		rc = -1;
	} else {
		rc = 1;
	}
	if (fd >= 0)
		close(fd);
	return rc;
}

/* Empty, or remarks alone. */
static bool
says_nothing(struct str text)
{
	while (text.p) {
		struct str line = str_trim(str_cut(&text, '\n'));

		if (line.n > 0 && *line.p != '#')
			return false;
	}
	return true;
}

void
outside_read(
    struct arena *a, const char *dir, const char *name, struct outside_part *p)
{
	const char *path = arena_printf(a, "%s/%s.yaml", dir, name);
	struct reading r = {.a = a, .dir = dir, .out = p};
	struct str text = {NULL, 0};
	const struct node *root = NULL, *map;

	*p = (struct outside_part){.stamp = outside_stamp(path)};
	problem_list_init(&r.l, a);
	if (read_text(&r, path, &text) == 1 && !says_nothing(text))
		root = node_read(a, text, &r.l);
	if (root)
		schema_check(&r.l, &file_schema, root);
	map = node_get(root, "surel");
	if (map && map->type == NODE_MAP)
		read_mail(&r, map);
	map = node_get(root, "webhook");
	if (map && map->type == NODE_MAP)
		read_hook(&r, map);
	p->errors = r.l.errors;
	p->unread = r.l.errors > 0 && !root;
	map = node_get(root, "bsre");
	if (map && !node_is_empty(map))
		outside_read_bsre(&r, map);
	p->bsre_errors = r.l.errors - p->errors;
	problem_list_take(&r.l, &p->problems);
}
