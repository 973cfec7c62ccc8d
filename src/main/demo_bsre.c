#include "main/demo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "bsre/settings.h"
#include "vault/digest.h"

#define FILE_MAX  (64 * KIB)
#define AUTHORITY "bsre-contoh.pem"
#define USER      "aplikasi-contoh"

/* The first line of a file of ours, with a hash of the rest. */
#define MARK_BEGIN "# Dari paraf demo ("
#define MARK_END   "); ubah sesuka Anda, berkas ini lalu tidak ditulis ulang.\n"

/* Where a simulator is, and its account. */
struct trial {
	struct cmd *c;
	const char *url, *password;
};

static const char *
mark_of(struct arena *a, struct str rest)
{
	unsigned char sum[DIGEST_SIZE];
	struct content_hash h;
	char hex[17];

	content_hash_init(&h);
	content_hash_add(&h, rest.p, rest.n);
	content_hash_end(&h, sum);
	hex_text(hex, sum, 8);
	return arena_printf(a, MARK_BEGIN "%s" MARK_END, hex);
}

static bool
is_ours(struct arena *a, struct str text)
{
	struct str rest = text;
	struct str mark = str_cut(&rest, '\n');

	mark.n++; /* the newline too */
	return rest.p && str_eqz(mark, mark_of(a, rest));
}

int
demo_write(struct cmd *c, const char *path, struct str s, struct err *e)
{
	const char *tmp = arena_printf(&c->arena, "%s.tmp", path);
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && fchmod(fd, 0600) == 0 &&
		  write(fd, s.p, s.n) == (ssize_t)s.n && fsync(fd) == 0;

	if (fd >= 0 && close(fd) < 0)
		ok = false;
	if (ok && rename(tmp, path) == 0)
		return 0;
	return err_set(e, ERR_BUSY,
	    "Pengaturan BSrE contoh tidak dapat ditulis.", "%s: errno %d", path,
	    errno);
}

static int
put_file(struct cmd *c, const char *name, struct str s, struct err *e)
{
	return demo_write(
	    c, arena_printf(&c->arena, "%s/%s", c->outside, name), s, e);
}

/* 1 written, 0 somebody's own file is there. */
static int
put_account(struct trial *t, const char *office, struct err *e)
{
	struct arena *a = &t->c->arena;
	const char *name = arena_printf(a, "%s.yaml", office);
	const char *path = arena_printf(a, "%s/%s", t->c->outside, name);
	const char *rest = arena_printf(a,
	    "bsre:\n"
	    "  alamat: %s\n"
	    "  pengguna: %s\n"
	    "  kata_sandi: %s\n"
	    "  ca: " AUTHORITY "\n"
	    "  penerbit: " AUTHORITY "\n"
	    "  jalan_passphrase: /api/v2/user/passphrase\n",
	    t->url, USER, t->password);
	struct str was;

	if (access(path, F_OK) == 0) {
		if (cmd_read(a, path, FILE_MAX, &was, e) < 0)
			return -1;
		if (!is_ours(a, was))
			return 0;
	}
	if (put_file(t->c, name,
		str_of(arena_printf(a, "%s%s", mark_of(a, str_of(rest)), rest)),
		e) < 0)
		return -1;
	return 1;
}

int
demo_bsre(struct cmd *c, const char *url, const char *from, struct err *e)
{
	struct arena *a = &c->arena;
	struct control *control = tenants_control(app_tenants(c->app));
	struct trial t = {.c = c, .url = url};
	const struct office *office;
	const struct tenant *v;
	struct str pem, word;
	size_t n;

	if (bsre_url_fault(url, false))
		return err_set(e, ERR_INPUT,
		    "Alamat simulator BSrE harus seperti "
		    "https://127.0.0.1:8081.",
		    "%s", url);
	if (cmd_read(a, arena_printf(a, "%s/root.pem", from), FILE_MAX, &pem,
		e) < 0 ||
	    cmd_read(a, arena_printf(a, "%s/kata-sandi", from), FILE_MAX, &word,
		e) < 0 ||
	    put_file(c, AUTHORITY, pem, e) < 0)
		return -1;
	t.password = str_z(a, str_cut(&word, '\n'));
	v = control_tenants(control, &n);
	for (size_t i = 0; i < n; i++) {
		int rc;

		if (!v[i].active)
			continue;
		if (app_profile(c->app, &v[i], &office, e) < 0)
			return -1;
		if (strcmp(office->bsre_module, "manual") == 0)
			continue;
		rc = put_account(&t, v[i].id, e);
		if (rc < 0)
			return -1;
		printf("%s: %s\n", v[i].id,
		    rc ? "BSrE oleh simulator"
		       : "pengaturan BSrE Anda sendiri tetap");
	}
	return 0;
}
