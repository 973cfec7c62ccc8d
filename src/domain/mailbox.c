#include "domain/mailbox.h"

#include <string.h>

#define LABEL_MAX 63

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Words of letters, digits and ._%+-, with single dots inside only. */
static bool
local_ok(struct str s)
{
	char before = '.';

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!is_alnum(c) && (c == '\0' || !strchr("._%+-", c)))
			return false;
		if (c == '.' && before == '.')
			return false;
		before = c;
	}
	return before != '.' && s.n <= MAILBOX_LOCAL_MAX;
}

static bool
label_ok(struct str s)
{
	if (s.n == 0 || s.n > LABEL_MAX || s.p[0] == '-' || s.p[s.n - 1] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && s.p[i] != '-')
			return false;
	return true;
}

/* At least two labels, the last one of two letters or more. */
static bool
domain_ok(struct str s)
{
	struct str label = {NULL, 0};
	size_t labels = 0;

	while (s.p) {
		label = str_cut(&s, '.');
		labels++;
		if (!label_ok(label))
			return false;
	}
	for (size_t i = 0; i < label.n; i++)
		if (label.p[i] < 'a' || label.p[i] > 'z')
			return false;
	return labels >= 2 && label.n >= 2;
}

int
mailbox_parse(struct mailbox *m, struct str s, struct err *e)
{
	struct mailbox r = {.local_n = 0};
	struct str t = str_trim(s), domain, local;

	if (t.n > MAILBOX_MAX)
		return err_set(e, ERR_INPUT, "Alamat email terlalu panjang.",
		    "mailbox: %zu bytes", t.n);
	for (size_t i = 0; i < t.n; i++) {
		char c = t.p[i];

		r.address[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	domain = (struct str){r.address, t.n};
	local = str_cut(&domain, '@');
	if (!domain.p || !local_ok(local) || !domain_ok(domain))
		return err_set(e, ERR_INPUT,
		    "Alamat email tidak dikenal; tulis misalnya "
		    "nama@dinas.go.id.",
		    "mailbox: %zu bytes", t.n);
	r.local_n = local.n;
	*m = r;
	return 0;
}

bool
mailbox_is_allowed(
    const struct mailbox *m, const char *const *domains, size_t n)
{
	struct str at = str_of(m->address + m->local_n);

	for (size_t i = 0; i < n; i++) {
		struct str d = str_of(domains[i]);
		bool below = str_starts(d, STR("."));
		struct str name = {at.p + 1, at.n - 1};

		if (d.n == (size_t)below)
			continue;
		if (!below && str_caseeq(name, d))
			return true;
		if (name.n <= d.n + !below)
			continue;
		if (!below && name.p[name.n - d.n - 1] != '.')
			continue;
		if (str_caseeq((struct str){name.p + name.n - d.n, d.n}, d))
			return true;
	}
	return false;
}

static bool
is_unit_word(struct str word)
{
	static const char *const words[] = {"admin", "administrator", "arsip",
	    "badan", "bagian", "bappeda", "bidang", "bkd", "bkpsdm", "bkpsdmd",
	    "cs", "desa", "dinas", "dinkes", "disdik", "diskominfo", "email",
	    "helpdesk", "humas", "info", "informasi", "inspektorat", "kantor",
	    "kecamatan", "kelurahan", "kepegawaian", "keuangan", "kominfo",
	    "kontak", "layanan", "mail", "noreply", "office", "operator",
	    "pelayanan", "pengaduan", "persandian", "persuratan", "postmaster",
	    "ppid", "puskesmas", "rsud", "satpolpp", "sekda", "sekolah",
	    "sekretariat", "seksi", "setda", "setwan", "subbag", "support",
	    "surat", "tte", "umum", "unit", "upt", "uptd", "webmaster"};

	while (word.n > 0 && word.p[word.n - 1] >= '0' &&
	       word.p[word.n - 1] <= '9')
		word.n--;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eqz(word, words[i]))
			return true;
	return false;
}

bool
mailbox_is_unit(const struct mailbox *m)
{
	size_t from = 0;

	for (size_t i = 0; i <= m->local_n; i++) {
		char c = m->address[i];

		if (i < m->local_n && is_alnum(c))
			continue;
		if (is_unit_word((struct str){m->address + from, i - from}))
			return true;
		from = i + 1;
	}
	return false;
}
