#include "sop/missive.h"

#include <string.h>

#include "domain/number.h"
#include "sop/schema.h"

#define HEAD_MAX  ((size_t)120) /* bytes of a line */
#define COPY_MAX  ((size_t)160)
#define TITLE_MAX ((size_t)160)
#define SEATS     40
#define FOR       " a.n. "
#define REST      "lainnya"
/* Permendagri 83/2022: 000.6.5 Layanan Sertifikasi Elektronik. */
#define NUMBER "000.6.5/{urut:3}/{tahun}"

static const struct missive_info infos[MISSIVE_KINDS] = {
    [MISSIVE_REQUEST] = {"permohonan", "Surat permohonan", .applicants = true},
    [MISSIVE_RECEIPT] = {"tanda-terima", "Tanda terima", .applicants = true},
    [MISSIVE_DISPOSAL] = {"disposisi", "Lembar disposisi", .signable = true},
    [MISSIVE_RECOMMEND] = {"rekomendasi", "Surat rekomendasi", .numbered = true,
	.signable = true},
    [MISSIVE_PEOPLE] = {"lampiran", "Lampiran data pegawai",
	.applicants = true},
    [MISSIVE_RETURNED] = {"dikembalikan", "Surat pengembalian berkas",
	.numbered = true, .applicants = true, .signable = true},
    [MISSIVE_REJECTED] = {"ditolak", "Surat penolakan", .numbered = true,
	.applicants = true, .signable = true},
    [MISSIVE_ISSUED] = {"terbit", "Surat pemberitahuan penerbitan",
	.numbered = true, .applicants = true, .signable = true},
    [MISSIVE_REPORT] = {"laporan", "Laporan kegiatan", .numbered = true,
	.signable = true},
    [MISSIVE_AUDIT] = {"audit", "Laporan audit sistem", .numbered = true,
	.applicants = true, .signable = true},
    [MISSIVE_GRANT] = {"serah-api", "Berita acara serah terima akses API",
	.numbered = true, .applicants = true, .signable = true},
    [MISSIVE_STATEMENT] = {"pernyataan", "Surat pernyataan pemegang",
	.per_holder = true, .applicants = true},
};

const struct missive_info *
missive_info(enum missive_kind k)
{
	return &infos[k];
}

int
missive_kind_find(struct str name)
{
	for (int k = 0; k < MISSIVE_KINDS; k++)
		if (str_eqz(name, infos[k].name))
			return k;
	return -1;
}

/* --- kantor.yaml -------------------------------------------------------- */

static const char *const papers[] = {"A4", "F4"};

static const struct field fields[] = {
    {"kertas", .type = FIELD_WORD, .words = papers, .words_n = 2},
    {"nomor", .type = FIELD_PAIRS},
    {"penandatangan", .type = FIELD_PAIRS},
    {"jabatan", .type = FIELD_PAIRS},
    {"tembusan", .type = FIELD_ANY},
};
const struct schema missive_schema = {
    "surat", fields, sizeof(fields) / sizeof(fields[0])};

static const struct node *
first_of(const struct node *map, const char *key)
{
	const struct node *m = node_get(map, key);

	return m && m->type == NODE_MAP ? m->first : NULL;
}

/* The kind that a key names; -1 and an error if it is none. */
static int
read_kind(struct problem_list *l, const struct node *v, const char *where)
{
	const char *names[MISSIVE_KINDS];
	int k;

	if (v->key->type != NODE_TEXT)
		return -1;
	k = missive_kind_find(str_of(v->key->text));
	if (k >= 0)
		return k;
	for (int i = 0; i < MISSIVE_KINDS; i++)
		names[i] = infos[i].name;
	problem_error(l, v->key->at, "Jenis naskah \"%s\" pada \"%s\" %s",
	    problem_quote(l, v->key->text), where,
	    problem_hint(l, v->key->text, names, MISSIVE_KINDS));
	return -1;
}

static bool
is_text(const struct node *v)
{
	return v->type == NODE_TEXT && v->text[0];
}

static void
read_numbers(
    struct problem_list *l, struct missive_conf *c, const struct node *m)
{
	const char *others = NUMBER;

	for (const struct node *v = first_of(m, "nomor"); v; v = v->next) {
		bool rest = v->key->type == NODE_TEXT &&
			    strcmp(v->key->text, REST) == 0;
		int k = rest ? -1 : read_kind(l, v, "nomor");
		struct err e = {0};

		if ((k < 0 && !rest) || !is_text(v))
			continue;
		if (!rest && !infos[k].numbered)
			problem_error(l, v->at,
			    "Naskah \"%s\" tidak diberi nomor oleh kantor; "
			    "hapus barisnya dari \"nomor\".",
			    infos[k].name);
		else if (number_check(str_of(v->text), &e) < 0)
			problem_error(l, v->at, "%s", e.msg);
		else if (rest)
			others = v->text;
		else
			c->number[k] = v->text;
	}
	for (int k = 0; k < MISSIVE_KINDS; k++)
		if (infos[k].numbered && !c->number[k])
			c->number[k] = others;
}

/* "kabid", or "kabid a.n. kadis" */
static void
read_signers(struct arena *a, struct problem_list *l, struct missive_conf *c,
    const struct node *m)
{
	for (const struct node *v = first_of(m, "penandatangan"); v;
	     v = v->next) {
		int k = read_kind(l, v, "penandatangan");
		const char *cut;

		if (k < 0 || !is_text(v))
			continue;
		cut = strstr(v->text, FOR);
		c->signer[k].lane = v->text;
		if (!cut)
			continue;
		c->signer[k].lane =
		    arena_copy(a, v->text, (size_t)(cut - v->text));
		c->signer[k].for_ = cut + strlen(FOR);
	}
}

static void
read_titles(struct arena *a, struct problem_list *l, struct missive_conf *c,
    const struct node *m)
{
	struct missive_pair *p = ARENA_ARRAY(a, SEATS, struct missive_pair);

	c->titles = p;
	for (const struct node *v = first_of(m, "jabatan"); v; v = v->next) {
		if (!is_text(v) || v->key->type != NODE_TEXT)
			continue;
		if (strlen(v->text) > TITLE_MAX || c->titles_n == SEATS) {
			problem_error(l, v->at,
			    "Jabatan ini terlalu panjang, atau terlalu banyak "
			    "yang ditulis.");
			return;
		}
		p[c->titles_n++] = (struct missive_pair){v->key->text, v->text};
	}
}

/* The texts of a list, each not longer than max; an error for others. */
static const char *const *
read_lines(struct arena *a, struct problem_list *l, const struct node *list,
    const char *where, size_t lines, size_t max, size_t *n)
{
	const char **v = ARENA_ARRAY(a, lines + 1, const char *);

	*n = 0;
	if (list->type != NODE_LIST || list->n > lines) {
		problem_error(l, list->at,
		    "Isi \"%s\" ditulis sebagai daftar, paling banyak %zu "
		    "baris.",
		    where, lines);
		return v;
	}
	for (const struct node *t = list->first; t; t = t->next) {
		if (!is_text(t) || strlen(t->text) > max)
			problem_error(l, t->at,
			    "Satu baris \"%s\" harus berisi, paling panjang "
			    "%zu huruf.",
			    where, max);
		else
			v[(*n)++] = t->text;
	}
	return v;
}

static void
read_copies(struct arena *a, struct problem_list *l, struct missive_conf *c,
    const struct node *m)
{
	for (const struct node *v = first_of(m, "tembusan"); v; v = v->next) {
		int k = read_kind(l, v, "tembusan");

		if (k >= 0)
			c->copies[k] = read_lines(a, l, v, "tembusan",
			    MISSIVE_COPIES, COPY_MAX, &c->copies_n[k]);
	}
}

struct missive_conf
missive_conf_read(
    struct arena *a, struct problem_list *l, const struct node *root)
{
	struct missive_conf c = {0};
	const struct node *kop = node_get(root, "kop");
	const struct node *m = node_get(root, "surat");
	const struct node *copies = node_get(m, "tembusan");
	const char *const *v;
	size_t n;

	if (kop && !node_is_empty(kop)) {
		v = read_lines(a, l, kop, "kop", MISSIVE_HEAD, HEAD_MAX, &n);
		for (size_t i = 0; i < n; i++)
			c.head[i] = v[i];
	}
	c.f4 = schema_word(m, "kertas", papers, 2, 0) == 1;
	read_numbers(l, &c, m);
	read_signers(a, l, &c, m);
	read_titles(a, l, &c, m);
	if (copies && copies->type != NODE_MAP && !node_is_empty(copies))
		problem_error(l, copies->at,
		    "Tulis \"tembusan\" per jenis naskah, masing-masing "
		    "sebuah daftar.");
	read_copies(a, l, &c, m);
	return c;
}

const char *
missive_seat(const struct missive_conf *c, const char *lane, const char *title)
{
	for (size_t i = 0; i < c->titles_n; i++)
		if (strcmp(c->titles[i].lane, lane) == 0)
			return c->titles[i].title;
	return title;
}
