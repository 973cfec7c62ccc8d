#include <string.h>

#include "sop/load.h"
#include "sop/size.h"

#define WORDS(list)  .words = (list), .words_n = sizeof(list) / sizeof(*(list))
#define FIELDS(list) (list), sizeof(list) / sizeof(*(list))

/* In the order of enum lane_role and enum item_form. */
static const char *const roles[] = {
    "pemohon", "pejabat", "verifikator", "luar"};
static const char *const forms[] = {
    "berkas", "foto", "teks", "email", "telepon"};
static const char *const yes_no[] = {"tidak", "ya"};
static const char *const each[] = {"surat", "pemilik"};

static const struct field lane_fields[] = {
    {"id", .type = FIELD_TEXT, .required = true},
    {"jabatan", .type = FIELD_TEXT, .required = true},
    {"peran", .type = FIELD_WORD, .required = true, WORDS(roles)},
    {"dicatat_oleh", .type = FIELD_TEXT},
    {"atasan", .type = FIELD_TEXT},
    {"pengganti", .type = FIELD_TEXT},
};
static const struct schema lane_schema = {"pelaksana", FIELDS(lane_fields)};

static const struct field item_fields[] = {
    {"id", .type = FIELD_TEXT, .required = true},
    {"nama", .type = FIELD_TEXT, .required = true},
    {"bentuk", .type = FIELD_WORD, .required = true, WORDS(forms)},
    {"wajib", .type = FIELD_WORD, WORDS(yes_no)},
    {"per", .type = FIELD_WORD, WORDS(each)},
    {"bantuan", .type = FIELD_TEXT},
    {"batas", .type = FIELD_TEXT},
    {"jumlah", .type = FIELD_TEXT},
};
static const struct schema item_schema = {"persyaratan", FIELDS(item_fields)};

static const struct field section_fields[] = {
    {"judul", .type = FIELD_TEXT, .required = true},
    {"isi", .type = FIELD_TEXTS, .required = true},
};
static const struct schema section_schema = {
    "bagian_lain", FIELDS(section_fields)};

static const struct field sop_fields[] = {
    {"judul", .type = FIELD_TEXT},
    {"ringkasan", .type = FIELD_TEXT},
    {"hasil", .type = FIELD_TEXT},
    {"nomor", .type = FIELD_TEXT},
    {"tanggal_pembuatan", .type = FIELD_TEXT},
    {"tanggal_revisi", .type = FIELD_TEXT},
    {"tanggal_efektif", .type = FIELD_TEXT},
    {"disahkan_oleh", .type = FIELD_TEXT},
    {"dasar_hukum", .type = FIELD_TEXTS},
    {"kualifikasi_pelaksana", .type = FIELD_TEXTS},
    {"keterkaitan", .type = FIELD_TEXTS},
    {"peralatan", .type = FIELD_TEXTS},
    {"peringatan", .type = FIELD_TEXTS},
    {"pencatatan", .type = FIELD_TEXTS},
    {"bagian_lain", .type = FIELD_RECORDS, .record = &section_schema},
    {"catatan", .type = FIELD_TEXTS},
    {"persyaratan", .type = FIELD_RECORDS, .record = &item_schema},
    {"pelaksana", .type = FIELD_RECORDS, .required = true,
	.record = &lane_schema},
    {"langkah", .type = FIELD_RECORDS, .required = true,
	.record = &sop_row_schema},
    {"penyimpanan", .type = FIELD_RECORDS, .record = &sop_custody_schema},
    {"ditinggalkan_setelah", .type = FIELD_TEXT},
};
static const struct schema sop_schema = {"SOP", FIELDS(sop_fields)};

/* The boxes of the first page, in their order on paper. */
static const struct {
	const char *key, *title;
} boxes[] = {
    {"dasar_hukum", "Dasar Hukum"},
    {"kualifikasi_pelaksana", "Kualifikasi Pelaksana"},
    {"keterkaitan", "Keterkaitan"},
    {"peralatan", "Peralatan/Perlengkapan"},
    {"peringatan", "Peringatan"},
    {"pencatatan", "Pencatatan dan Pendataan"},
};
#define BOXES (sizeof(boxes) / sizeof(boxes[0]))

bool
load_is_id(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return n > 0 && !s[n];
}

size_t
load_records(
    struct load *ld, const char *key, size_t max, const struct node **maps)
{
	const struct node *list = node_get(ld->root, key);
	size_t n = 0;

	if (!list || list->type != NODE_LIST)
		return 0;
	for (const struct node *v = list->first; v; v = v->next) {
		if (n == max) {
			problem_error(&ld->l, v->at,
			    "Daftar \"%s\" memuat paling banyak %zu isian; "
			    "hapus atau gabungkan kelebihannya.",
			    key, max);
			break;
		}
		maps[n++] = v;
	}
	return n;
}

/* The id of a record: well-formed, and unlike those before it. */
static const char *
read_id(
    struct load *ld, const struct node *const *maps, size_t i, const char *what)
{
	const char *id = node_text(maps[i], "id");

	if (!id)
		return "";
	if (!load_is_id(id))
		problem_error(&ld->l, node_place(maps[i], "id"),
		    "Id %s \"%s\" hanya boleh memuat huruf kecil, angka dan "
		    "garis bawah; ganti.",
		    what, problem_quote(&ld->l, id));
	for (size_t j = 0; j < i; j++) {
		const char *other = node_text(maps[j], "id");

		if (!other || strcmp(other, id) != 0)
			continue;
		problem_error(&ld->l, node_place(maps[i], "id"),
		    "Id %s \"%s\" sudah dipakai di baris %u; pakai id lain.",
		    what, problem_quote(&ld->l, id),
		    node_place(maps[j], "id").line);
		break;
	}
	return id;
}

/* How much the item takes: batas and jumlah, where it is a file. */
static void
read_item_limits(struct load *ld, const struct node *m, struct item *it)
{
	const char *count = node_text(m, "jumlah");
	bool file = it->form == ITEM_FILE || it->form == ITEM_PHOTO;
	uint64_t n = it->form == ITEM_FILE ? SOP_ITEM_FILES : 1;

	if (!file) {
		const char *key = node_text(m, "batas") ? "batas" : "jumlah";

		if (node_text(m, key))
			problem_error(&ld->l, node_place(m, key),
			    "\"%s\" hanya untuk persyaratan dengan bentuk "
			    "berkas atau foto; hapus.",
			    key);
		return;
	}
	it->max_bytes = size_get(&ld->l, m, "batas", SOP_ITEM_BYTES, LIMIT_FILE,
	    "5 MB, paling besar 50 MB");
	if (count && (str_u64(str_of(count), LIMIT_FILES, &n) < 0 || n == 0))
		problem_error(&ld->l, node_place(m, "jumlah"),
		    "Jumlah \"%s\" tidak dapat dipakai; tulis angka dari 1 "
		    "sampai %zu.",
		    problem_quote(&ld->l, count), LIMIT_FILES);
	it->max_files = (size_t)n;
}

static void
read_items(struct load *ld)
{
	struct sop *s = ld->s;

	s->items_n = load_records(ld, "persyaratan", SOP_ITEMS, ld->item_at);
	s->items = ARENA_ARRAY(ld->a, s->items_n, struct item);
	for (size_t i = 0; i < s->items_n; i++) {
		const struct node *m = ld->item_at[i];
		struct item *it = &s->items[i];
		const char *title = node_text(m, "nama");

		it->id = read_id(ld, ld->item_at, i, "persyaratan");
		it->title = title ? title : it->id;
		it->help = node_text(m, "bantuan");
		it->form = (enum item_form)schema_word(
		    m, "bentuk", forms, sizeof(forms) / sizeof(*forms), 0);
		it->required = schema_word(m, "wajib", yes_no, 2, 1) == 1;
		it->per_holder = schema_word(m, "per", each, 2, 0) == 1;
		read_item_limits(ld, m, it);
	}
}

/* dicatat_oleh: the lane that records what a lane outside does. */
static void
read_recorder(struct load *ld, size_t i)
{
	struct lane *lane = &ld->s->lanes[i];
	const struct node *m = ld->lane_at[i];
	const char *by = node_text(m, "dicatat_oleh");
	struct place at;
	int r;

	if (m->type != NODE_MAP || !node_text(m, "peran"))
		return;
	at = node_place(m, "dicatat_oleh");
	if (lane->role != LANE_EXTERNAL) {
		if (by)
			problem_error(&ld->l, at,
			    "\"dicatat_oleh\" hanya untuk pelaksana dengan "
			    "peran luar; hapus dari \"%s\".",
			    problem_quote(&ld->l, lane->id));
		return;
	}
	if (!by) {
		problem_error(&ld->l, m->at,
		    "Pelaksana luar \"%s\" belum punya pencatat; tambahkan "
		    "\"dicatat_oleh\" dengan pelaksana dari kantor.",
		    problem_quote(&ld->l, lane->id));
		return;
	}
	r = sop_lane(ld->s, str_of(by));
	if (r < 0)
		problem_error(&ld->l, at,
		    "Pencatat \"%s\" tidak ada di daftar pelaksana; periksa "
		    "ejaannya.",
		    problem_quote(&ld->l, by));
	else if (ld->s->lanes[r].role == LANE_EXTERNAL ||
		 ld->s->lanes[r].role == LANE_APPLICANT)
		problem_error(&ld->l, at,
		    "Pencatat \"%s\" bukan orang kantor; pilih pelaksana "
		    "dengan peran pejabat atau verifikator.",
		    problem_quote(&ld->l, by));
	else
		lane->recorder = r;
}

static void
read_lanes(struct load *ld)
{
	struct sop *s = ld->s;

	s->lanes_n =
	    load_records(ld, "pelaksana", LIMIT_SOP_LANES, ld->lane_at);
	s->lanes = ARENA_ARRAY(ld->a, s->lanes_n, struct lane);
	for (size_t i = 0; i < s->lanes_n; i++) {
		const struct node *m = ld->lane_at[i];
		struct lane *lane = &s->lanes[i];
		const char *title = node_text(m, "jabatan");

		lane->id = read_id(ld, ld->lane_at, i, "pelaksana");
		lane->title = title ? title : lane->id;
		lane->role = (enum lane_role)schema_word(m, "peran", roles,
		    sizeof(roles) / sizeof(*roles), LANE_OFFICIAL);
		lane->recorder = (int)i;
		lane->superior = lane->standin = ROW_NONE;
	}
	for (size_t i = 0; i < s->lanes_n; i++)
		read_recorder(ld, i);
	load_chain(ld);
}

static void
add_section(
    struct load *ld, const struct node *map, const char *key, const char *title)
{
	struct section *sec = &ld->s->sections[ld->s->sections_n];

	sec->title = title;
	sec->lines = schema_texts(ld->a, map, key, &sec->lines_n);
	if (title && sec->lines_n > 0)
		ld->s->sections_n++;
}

static void
read_sections(struct load *ld)
{
	const struct node *other = node_get(ld->root, "bagian_lain");
	size_t max = BOXES + 1 + (other ? other->n : 0);

	ld->s->sections = ARENA_ARRAY(ld->a, max, struct section);
	for (size_t i = 0; i < BOXES; i++)
		add_section(ld, ld->root, boxes[i].key, boxes[i].title);
	if (other && other->type == NODE_LIST)
		for (const struct node *v = other->first; v; v = v->next)
			add_section(ld, v, "isi", node_text(v, "judul"));
	add_section(ld, ld->root, "catatan", "Catatan");
}

static void
read_head(struct load *ld)
{
	const struct node *r = ld->root;
	struct sop *s = ld->s;

	s->title = node_text(r, "judul");
	if (!s->title) {
		s->title = "SOP tanpa judul";
		problem_warn(&ld->l, node_place(r, "judul"),
		    "SOP ini belum berjudul; tambahkan \"judul\".");
	}
	s->number = node_text(r, "nomor");
	s->summary = node_text(r, "ringkasan");
	s->result = node_text(r, "hasil");
	if (!s->result)
		s->result = s->title;
	if (!s->summary)
		s->summary = s->title;
	s->created = node_text(r, "tanggal_pembuatan");
	s->revised = node_text(r, "tanggal_revisi");
	s->effective = node_text(r, "tanggal_efektif");
	s->approved_by = node_text(r, "disahkan_oleh");
}

const struct sop *
sop_parse(struct arena *a, struct str text, struct sop_problems *p)
{
	struct load ld = {.a = a, .flow_ok = true};

	problem_list_init(&ld.l, a);
	ld.root = node_read(a, text, &ld.l);
	if (ld.root) {
		ld.s = ARENA_NEW(a, struct sop);
		schema_check(&ld.l, &sop_schema, ld.root);
	}
	if (ld.root && ld.root->type == NODE_MAP) {
		read_head(&ld);
		read_sections(&ld);
		read_items(&ld);
		read_lanes(&ld);
		load_rows(&ld);
		load_custody(&ld);
		check_flow(&ld);
		check_words(&ld);
	}
	problem_list_take(&ld.l, p);
	return p->errors > 0 ? NULL : ld.s;
}

int
sop_row(const struct sop *s, struct str no)
{
	for (size_t i = 0; i < s->rows_n; i++)
		if (str_eqz(no, s->rows[i].no))
			return (int)i;
	return ROW_NONE;
}

int
sop_lane(const struct sop *s, struct str id)
{
	for (size_t i = 0; i < s->lanes_n; i++)
		if (str_eqz(id, s->lanes[i].id))
			return (int)i;
	return ROW_NONE;
}

int
sop_item(const struct sop *s, struct str id)
{
	for (size_t i = 0; i < s->items_n; i++)
		if (str_eqz(id, s->items[i].id))
			return (int)i;
	return ROW_NONE;
}

int
sop_first(const struct sop *s)
{
	return s->rows_n > 0 ? 0 : ROW_NONE;
}
