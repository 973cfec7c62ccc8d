#include <string.h>

#include "sop/load.h"

#define WORD_MAX  32  /* letters kept of a word */
#define WORDS_MAX 256 /* words read of one legal basis */

enum law_kind {
	LAW_NONE,
	LAW_UU,
	LAW_PP,
	LAW_PERPRES,
	LAW_PERMENDAGRI,
	LAW_PERMENKOMINFO
};

/* How kinds of law are written, in lower case, without marks. */
static const struct {
	const char *name;
	enum law_kind kind;
} law_names[] = {
    {"undang undang", LAW_UU},
    {"uu", LAW_UU},
    {"peraturan pemerintah", LAW_PP},
    {"pp", LAW_PP},
    {"peraturan presiden", LAW_PERPRES},
    {"perpres", LAW_PERPRES},
    {"peraturan menteri dalam negeri", LAW_PERMENDAGRI},
    {"permendagri", LAW_PERMENDAGRI},
    {"peraturan menteri komunikasi dan informatika", LAW_PERMENKOMINFO},
    {"permenkominfo", LAW_PERMENKOMINFO},
    {"permen kominfo", LAW_PERMENKOMINFO},
};

/*
 * Law that SOPs still cite although it was replaced or amended, or that was
 * never there.  What cures the citation of an amended law is to name the
 * amendment beside it.
 */
static const struct law {
	enum law_kind kind;
	unsigned number, year;
	unsigned cure_number, cure_year; /* of the same kind; 0: none */
	const char *text;
} laws[] = {
    {LAW_UU, 11, 2008, 1, 2024,
	"UU 11 Tahun 2008 (ITE) sudah diubah; sebutkan juga UU 1 Tahun 2024."},
    {LAW_UU, 19, 2016, 1, 2024,
	"UU 19 Tahun 2016 (ITE) sudah diubah lagi; sebutkan juga UU 1 Tahun "
	"2024."},
    {LAW_UU, 72, 2022, 0, 0,
	"UU 72 Tahun 2022 tidak mengatur infrastruktur informasi vital; "
	"mungkin maksudnya Perpres 82 Tahun 2022."},
    {LAW_PP, 82, 2012, 0, 0,
	"PP 82 Tahun 2012 sudah diganti; sebutkan PP 71 Tahun 2019."},
    {LAW_PERPRES, 53, 2017, 0, 0,
	"Perpres 53 Tahun 2017 sudah diganti; sebutkan Perpres 28 Tahun "
	"2021."},
    {LAW_PERPRES, 133, 2017, 0, 0,
	"Perpres 133 Tahun 2017 sudah diganti; sebutkan Perpres 28 Tahun "
	"2021."},
    {LAW_PERMENDAGRI, 52, 2011, 0, 0,
	"Permendagri 52 Tahun 2011 adalah pedoman SOP yang lama; periksa "
	"apakah PermenPAN-RB 35 Tahun 2012 sudah cukup."},
    {LAW_PERMENDAGRI, 54, 2009, 0, 0,
	"Permendagri 54 Tahun 2009 sudah diganti; sebutkan Permendagri 1 "
	"Tahun 2023."},
    {LAW_PERMENDAGRI, 78, 2012, 0, 0,
	"Permendagri 78 Tahun 2012 sudah diganti; sebutkan Permendagri 83 "
	"Tahun 2022."},
    {LAW_PERMENKOMINFO, 11, 2018, 0, 0,
	"Permenkominfo 11 Tahun 2018 sudah diganti; sebutkan Permenkominfo 11 "
	"Tahun 2022."},
};
#define LAWS (sizeof(laws) / sizeof(laws[0]))

/* The words of a text: letters and digits, in lower case. */
struct words {
	size_t n;
	char v[WORDS_MAX][WORD_MAX + 1];
};

static void
words_split(struct words *w, const char *s)
{
	size_t len = 0;

	w->n = 0;
	for (;; s++) {
		bool letter = (*s >= 'a' && *s <= 'z') ||
			      (*s >= 'A' && *s <= 'Z') ||
			      (*s >= '0' && *s <= '9');

		if (letter && len < WORD_MAX)
			w->v[w->n][len++] =
			    (char)(*s >= 'A' && *s <= 'Z' ? *s + 32 : *s);
		if (!letter && len > 0) {
			w->v[w->n++][len] = '\0';
			len = 0;
		}
		if (!*s || w->n == WORDS_MAX)
			return;
	}
}

/* Whether the words before index end are those of name. */
static bool
words_end_with(const struct words *w, size_t end, const char *name)
{
	size_t n = 1, i;

	for (const char *c = name; *c; c++)
		n += *c == ' ';
	if (end < n)
		return false;
	for (i = end - n; i < end; i++) {
		size_t len = strlen(w->v[i]);

		if (strncmp(name, w->v[i], len) != 0 ||
		    (name[len] != ' ' && name[len]))
			return false;
		name += len + (name[len] == ' ');
	}
	return true;
}

/* The kind of law whose number is word i. */
static enum law_kind
law_kind_before(const struct words *w, size_t i)
{
	static const char *const skip[] = {
	    "no", "nomor", "ite", "ri", "republik", "indonesia"};
	bool skipped = true;

	while (skipped && i > 0) {
		skipped = false;
		for (size_t j = 0; j < sizeof(skip) / sizeof(*skip); j++)
			skipped |= strcmp(w->v[i - 1], skip[j]) == 0;
		i -= skipped;
	}
	for (size_t j = 0; j < sizeof(law_names) / sizeof(*law_names); j++)
		if (words_end_with(w, i, law_names[j].name))
			return law_names[j].kind;
	return LAW_NONE;
}

/* Mark the laws of the table that s cites, and those whose cure it cites. */
static void
laws_cited(const char *s, bool cited[LAWS], bool cured[LAWS])
{
	struct words w;

	words_split(&w, s);
	for (size_t i = 0; i + 2 < w.n; i++) {
		uint64_t number, year;
		enum law_kind kind;

		if (strcmp(w.v[i + 1], "tahun") != 0 ||
		    str_u64(str_of(w.v[i]), 9999, &number) < 0 ||
		    str_u64(str_of(w.v[i + 2]), 9999, &year) < 0)
			continue;
		kind = law_kind_before(&w, i);
		for (size_t j = 0; j < LAWS; j++) {
			if (laws[j].kind != kind)
				continue;
			cited[j] |=
			    laws[j].number == number && laws[j].year == year;
			cured[j] |= laws[j].cure_number == number &&
				    laws[j].cure_year == year;
		}
	}
}

static void
check_laws(struct load *ld)
{
	const struct node *list = node_get(ld->root, "dasar_hukum");
	bool cured[LAWS] = {false};

	if (!list || list->type != NODE_LIST)
		return;
	for (const struct node *v = list->first; v; v = v->next) {
		bool cited[LAWS] = {false};

		if (v->type == NODE_TEXT)
			laws_cited(v->text, cited, cured);
	}
	for (const struct node *v = list->first; v; v = v->next) {
		bool cited[LAWS] = {false}, ignored[LAWS] = {false};

		if (v->type == NODE_TEXT)
			laws_cited(v->text, cited, ignored);
		for (size_t j = 0; j < LAWS; j++)
			if (cited[j] && !cured[j])
				problem_warn(&ld->l, v->at, "%s", laws[j].text);
	}
}

/* "067/ /18.02/2020": a part of the number is still blank. */
static void
check_number(struct load *ld)
{
	const char *s = node_text(ld->root, "nomor");
	struct str rest = str_of(s);

	while (rest.p) {
		if (str_trim(str_cut(&rest, '/')).n > 0)
			continue;
		problem_warn(&ld->l, node_place(ld->root, "nomor"),
		    "Nomor SOP \"%s\" masih punya bagian yang kosong; lengkapi "
		    "nomor urutnya.",
		    problem_quote(&ld->l, s));
		return;
	}
}

static bool
is_month(const char *s)
{
	static const char *const months[] = {"januari", "februari", "maret",
	    "april", "mei", "juni", "juli", "agustus", "september", "oktober",
	    "november", "desember"};

	for (size_t i = 0; i < sizeof(months) / sizeof(*months); i++)
		if (strcmp(s, months[i]) == 0)
			return true;
	return false;
}

static bool
is_number(const char *s, uint64_t max)
{
	uint64_t n;

	return str_u64(str_of(s), max, &n) == 0 && n > 0;
}

/* "8 Agustus 2024", "08-08-2024", "2024-08-08". */
static bool
is_full_date(const struct words *w)
{
	if (w->n != 3)
		return false;
	if (is_number(w->v[0], 31) && is_number(w->v[2], 9999) &&
	    strlen(w->v[2]) == 4)
		return is_month(w->v[1]) || is_number(w->v[1], 12);
	return strlen(w->v[0]) == 4 && is_number(w->v[0], 9999) &&
	       is_number(w->v[1], 12) && is_number(w->v[2], 31);
}

static void
check_dates(struct load *ld)
{
	static const char *const keys[] = {
	    "tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *s = node_text(ld->root, keys[i]);
		struct words w;

		if (!s || strcmp(s, "-") == 0)
			continue;
		words_split(&w, s);
		if (!is_full_date(&w))
			problem_warn(&ld->l, node_place(ld->root, keys[i]),
			    "Tanggal \"%s\" tidak lengkap; tulis hari, bulan "
			    "dan tahun seperti 8 Agustus 2024.",
			    problem_quote(&ld->l, s));
	}
}

void
check_words(struct load *ld)
{
	check_dates(ld);
	if (node_text(ld->root, "nomor"))
		check_number(ld);
	check_laws(ld);
}
