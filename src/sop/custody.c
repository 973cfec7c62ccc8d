/*
 * penyimpanan: the classes of papers, who looks after each, and how long it
 * is kept after which end.
 */
#include <string.h>

#include "sop/keep.h"
#include "sop/load.h"

static const struct field custody_fields[] = {
    {"golongan", .type = FIELD_TEXT, .required = true},
    {"berkas", .type = FIELD_TEXTS},
    {"penjaga", .type = FIELD_TEXT},
    {"terbit", .type = FIELD_TEXT},
    {"ditolak", .type = FIELD_TEXT},
    {"ditinggalkan", .type = FIELD_TEXT},
};
const struct schema sop_custody_schema = {"penyimpanan", custody_fields,
    sizeof(custody_fields) / sizeof(struct field)};

/* In the order of enum keep_ending. */
static const char *const endings[] = {"terbit", "ditolak", "ditinggalkan"};

/* Where the SOP says nothing. */
static const struct keep photo_keep[KEEP_ENDINGS] = {
    {30, KEEP_DAY}, {7, KEEP_DAY}, {7, KEEP_DAY}};
static const struct keep paper_keep[KEEP_ENDINGS] = {
    {5, KEEP_YEAR}, {1, KEEP_YEAR}, {90, KEEP_DAY}};
static const struct keep abandoned_after = {90, KEEP_DAY};

/* What steps ask for themselves. */
static const char *const photos[] = {"foto_ktp", "foto_selfie"};
static const char *const papers[] = {
    "surat_rekomendasi", "laporan_audit", "laporan_uji"};

#define PHOTOS (sizeof(photos) / sizeof(*photos))
#define PAPERS (sizeof(papers) / sizeof(*papers))

static bool
is_photo(const struct sop *s, struct str name)
{
	int item = sop_item(s, name);

	for (size_t i = 0; i < PHOTOS; i++)
		if (str_eqz(name, photos[i]))
			return true;
	return item >= 0 && s->items[item].form == ITEM_PHOTO;
}

const struct custody *
sop_custody(const struct sop *s, struct str id)
{
	for (size_t i = 0; i < s->custody_n; i++)
		if (str_eqz(id, s->custody[i].id))
			return &s->custody[i];
	return NULL;
}

const struct custody *
sop_custody_of(const struct sop *s, struct str name)
{
	for (size_t i = 0; i < s->custody_n; i++)
		for (size_t j = 0; j < s->custody[i].names_n; j++)
			if (str_eqz(name, s->custody[i].names[j]))
				return &s->custody[i];
	return sop_custody(
	    s, is_photo(s, name) ? STR(CUSTODY_PHOTO) : STR(CUSTODY_PAPER));
}

/* Who looks after papers: the first verifier, else the first official. */
static int
paper_lane(const struct sop *s)
{
	for (size_t i = 0; i < s->lanes_n; i++)
		if (s->lanes[i].role == LANE_VERIFIER)
			return (int)i;
	for (size_t i = 0; i < s->lanes_n; i++)
		if (s->lanes[i].role == LANE_OFFICIAL)
			return (int)i;
	return ROW_NONE;
}

/* Who looks after photos: the desk that compares them. */
static int
photo_lane(const struct sop *s)
{
	for (size_t i = 0; i < s->rows_n; i++) {
		int lane = s->rows[i].lane;

		if (s->rows[i].kind != STEP_MATCH || lane < 0)
			continue;
		lane = s->lanes[lane].recorder;
		if (s->lanes[lane].role != LANE_APPLICANT)
			return lane;
	}
	return paper_lane(s);
}

static struct custody
usual(const struct sop *s, const char *id)
{
	bool photo = strcmp(id, CUSTODY_PHOTO) == 0;
	struct custody c = {
	    .id = id, .lane = photo ? photo_lane(s) : paper_lane(s)};

	memcpy(c.keep, photo ? photo_keep : paper_keep, sizeof(c.keep));
	return c;
}

static void
read_lane(struct load *ld, const struct node *m, struct custody *c)
{
	const char *id = node_text(m, "penjaga");
	const char *ids[LIMIT_SOP_LANES];
	const struct sop *s = ld->s;
	size_t n = 0;
	int lane;

	if (!id)
		return;
	for (size_t i = 0; i < s->lanes_n; i++)
		if (s->lanes[i].role == LANE_OFFICIAL ||
		    s->lanes[i].role == LANE_VERIFIER)
			ids[n++] = s->lanes[i].id;
	lane = sop_lane(s, str_of(id));
	if (lane < 0)
		problem_error(&ld->l, node_place(m, "penjaga"),
		    "Penjaga \"%s\" tidak ada di daftar pelaksana; %s.",
		    problem_quote(&ld->l, id),
		    problem_hint(&ld->l, id, ids, n));
	else if (s->lanes[lane].role == LANE_APPLICANT ||
		 s->lanes[lane].role == LANE_EXTERNAL)
		problem_error(&ld->l, node_place(m, "penjaga"),
		    "Penjaga \"%s\" bukan orang kantor; pilih pelaksana "
		    "dengan peran pejabat atau verifikator.",
		    problem_quote(&ld->l, id));
	else
		c->lane = lane;
}

static void
read_keep(
    struct load *ld, const struct node *m, const char *key, struct keep *k)
{
	const char *s = node_text(m, key);
	struct err e = {0};

	if (s && keep_parse(k, str_of(s), &e) < 0)
		problem_error(&ld->l, node_place(m, key),
		    "Lama penyimpanan \"%s\" tidak terbaca; tulis seperti "
		    "30 hari, 6 bulan atau 5 tahun.",
		    problem_quote(&ld->l, s));
}

/* Whether a class may name it; else says why not. */
static bool
check_name(struct load *ld, const struct node *v)
{
	const char *names[SOP_ITEMS + PHOTOS + PAPERS];
	const struct sop *s = ld->s;
	size_t n = 0;
	int item = sop_item(s, str_of(v->text));

	if (item >= 0 && s->items[item].form != ITEM_FILE &&
	    s->items[item].form != ITEM_PHOTO) {
		problem_error(&ld->l, v->at,
		    "Persyaratan \"%s\" bukan berkas, jadi tidak disimpan "
		    "dalam golongan; hapus dari daftar ini.",
		    problem_quote(&ld->l, v->text));
		return false;
	}
	for (size_t i = 0; i < s->items_n; i++)
		if (s->items[i].form == ITEM_FILE ||
		    s->items[i].form == ITEM_PHOTO)
			names[n++] = s->items[i].id;
	for (size_t i = 0; i < PHOTOS; i++)
		names[n++] = photos[i];
	for (size_t i = 0; i < PAPERS; i++)
		names[n++] = papers[i];
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], v->text) == 0)
			return true;
	problem_error(&ld->l, v->at, "Berkas \"%s\" tidak dikenal; %s.",
	    problem_quote(&ld->l, v->text),
	    problem_hint(&ld->l, v->text, names, n));
	return false;
}

static void
read_names(struct load *ld, const struct node *m, size_t at)
{
	struct custody *c = &ld->s->custody[at];
	const struct node *list = node_get(m, "berkas");
	const char **names;

	if (!list || list->type != NODE_LIST)
		return;
	names = ARENA_ARRAY(ld->a, list->n + 1, const char *);
	c->names = names;
	for (const struct node *v = list->first; v; v = v->next) {
		bool twice = false;

		if (v->type != NODE_TEXT || node_is_empty(v) ||
		    !check_name(ld, v))
			continue;
		for (size_t i = 0; i <= at; i++)
			for (size_t j = 0; j < ld->s->custody[i].names_n; j++)
				twice |= strcmp(ld->s->custody[i].names[j],
					     v->text) == 0;
		if (twice)
			problem_error(&ld->l, v->at,
			    "Berkas \"%s\" sudah ada dalam satu golongan; "
			    "hapus salah satunya.",
			    problem_quote(&ld->l, v->text));
		else
			names[c->names_n++] = v->text;
	}
}

/* The id of a class: well-formed, and unlike those before it. */
static const char *
read_class(struct load *ld, const struct node *const *maps, size_t i)
{
	const char *id = node_text(maps[i], "golongan");

	if (!id)
		return "";
	if (!load_is_id(id))
		problem_error(&ld->l, node_place(maps[i], "golongan"),
		    "Golongan \"%s\" hanya boleh memuat huruf kecil, angka "
		    "dan garis bawah; ganti.",
		    problem_quote(&ld->l, id));
	for (size_t j = 0; j < i; j++) {
		const char *other = node_text(maps[j], "golongan");

		if (!other || strcmp(other, id) != 0)
			continue;
		problem_error(&ld->l, node_place(maps[i], "golongan"),
		    "Golongan \"%s\" sudah ada di baris %u; gabungkan "
		    "keduanya.",
		    problem_quote(&ld->l, id),
		    node_place(maps[j], "golongan").line);
		break;
	}
	return id;
}

static void
read_custody(struct load *ld, const struct node *const *maps, size_t i)
{
	struct custody *c = &ld->s->custody[i];
	const struct node *m = maps[i];
	const char *id = read_class(ld, maps, i);

	*c = usual(ld->s, id);
	ld->s->custody_n = i + 1;
	read_names(ld, m, i);
	read_lane(ld, m, c);
	for (int k = 0; k < KEEP_ENDINGS; k++)
		read_keep(ld, m, endings[k], &c->keep[k]);
	if (*id && c->names_n == 0 && strcmp(id, CUSTODY_PHOTO) != 0 &&
	    strcmp(id, CUSTODY_PAPER) != 0 && !node_get(m, "berkas"))
		problem_error(&ld->l, node_place(m, "golongan"),
		    "Golongan \"%s\" belum punya berkas; tambahkan daftar "
		    "\"berkas\".",
		    problem_quote(&ld->l, id));
}

void
load_custody(struct load *ld)
{
	const struct node *maps[SOP_CUSTODY];
	struct sop *s = ld->s;
	size_t n = load_records(ld, "penyimpanan", SOP_CUSTODY, maps);

	s->custody = ARENA_ARRAY(ld->a, n + 2, struct custody);
	for (size_t i = 0; i < n; i++)
		read_custody(ld, maps, i);
	if (!sop_custody(s, STR(CUSTODY_PHOTO)))
		s->custody[s->custody_n++] = usual(s, CUSTODY_PHOTO);
	if (!sop_custody(s, STR(CUSTODY_PAPER)))
		s->custody[s->custody_n++] = usual(s, CUSTODY_PAPER);
	s->abandoned_after = abandoned_after;
	read_keep(ld, ld->root, "ditinggalkan_setelah", &s->abandoned_after);
	if (s->abandoned_after.n == 0)
		problem_error(&ld->l,
		    node_place(ld->root, "ditinggalkan_setelah"),
		    "Permohonan tidak boleh ditutup seketika; tulis paling "
		    "sedikit 1 hari.");
}
