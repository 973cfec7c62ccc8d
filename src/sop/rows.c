#include <stdlib.h>
#include <string.h>

#include "sop/duration.h"
#include "sop/engine.h"
#include "sop/load.h"
#include "sop/remindfile.h"

#define LINK_HOURS     24
#define LINK_HOURS_MAX 720

/* In the order of enum time_owner. */
static const char *const owners[] = {"kantor", "pemohon", "bsre"};
static const char *const each[] = {"surat", "pemilik"};

#define WORDS(list) .words = (list), .words_n = sizeof(list) / sizeof(*(list))

static const struct field row_fields[] = {
    {"no", .type = FIELD_TEXT, .required = true},
    {"kegiatan", .type = FIELD_TEXT, .required = true},
    {"pelaksana", .type = FIELD_TEXT, .required = true},
    {"kelengkapan", .type = FIELD_TEXTS},
    {"kelengkapan_tertulis", .type = FIELD_TEXTS},
    {"waktu", .type = FIELD_TEXT},
    {"pemilik_waktu", .type = FIELD_WORD, WORDS(owners)},
    {"output", .type = FIELD_TEXT},
    {"keterangan", .type = FIELD_TEXT},
    {"jenis", .type = FIELD_TEXT, .required = true},
    {"lanjut", .type = FIELD_PAIRS, .required = true},
    {"per", .type = FIELD_WORD, WORDS(each)},
    {"tautan_jam", .type = FIELD_TEXT},
    REMIND_FIELD("pengingat"),
    {"tersirat", .type = FIELD_TEXT},
};
const struct schema sop_row_schema = {
    "langkah", row_fields, sizeof(row_fields) / sizeof(*row_fields)};

/* How a row's key is written: "4", "4a", "4.1"; KEY_BAD otherwise. */
enum key_form { KEY_BAD, KEY_PLAIN, KEY_LETTER, KEY_DOTTED };

static enum key_form
key_parse(const char *s, unsigned *number)
{
	struct str rest = str_of(s), head = rest;
	enum key_form form = KEY_PLAIN;
	uint64_t n, sub = 1;

	head.n = strspn(s, "0123456789");
	rest.p += head.n;
	rest.n -= head.n;
	if (rest.n == 1 && *rest.p >= 'a' && *rest.p <= 'z') {
		form = KEY_LETTER;
	} else if (rest.n > 1 && *rest.p == '.' && rest.p[1] != '0') {
		form = KEY_DOTTED;
		if (str_u64((struct str){rest.p + 1, rest.n - 1}, 99, &sub) < 0)
			return KEY_BAD;
	} else if (rest.n > 0) {
		return KEY_BAD;
	}
	if (*s == '0' || str_u64(head, 999, &n) < 0)
		return KEY_BAD;
	*number = (unsigned)n;
	return form;
}

static void
read_key(struct load *ld, const struct node *m, struct row *row)
{
	const char *no = node_text(m, "no");
	enum key_form form;
	int other;

	row->implied = node_text(m, "tersirat");
	row->no = "";
	if (!no) {
		ld->flow_ok = false;
		return;
	}
	other = sop_row(ld->s, str_of(no));
	row->no = no;
	form = key_parse(no, &row->number);
	if (form == KEY_BAD) {
		problem_error(&ld->l, node_place(m, "no"),
		    "Nomor langkah \"%s\" tidak terbaca; tulis seperti 4, 4a "
		    "atau 4.1.",
		    problem_quote(&ld->l, no));
		return;
	}
	if (other >= 0)
		problem_error(&ld->l, node_place(m, "no"),
		    "Nomor langkah \"%s\" sudah dipakai di baris %u; pakai "
		    "nomor lain atau bedakan dengan huruf.",
		    no, node_place(ld->row_at[other], "no").line);
	if (form == KEY_DOTTED && !row->implied)
		problem_error(&ld->l, node_place(m, "no"),
		    "Langkah \"%s\" tidak bernomor di naskah; tambahkan "
		    "\"tersirat\" dengan kutipan bagian naskah yang "
		    "menyebutnya.",
		    no);
	if (form != KEY_DOTTED && row->implied)
		problem_error(&ld->l, node_place(m, "tersirat"),
		    "Langkah tersirat \"%s\" harus bernomor dengan titik; "
		    "tulis seperti %u.1.",
		    no, row->number);
}

static void
read_lane(struct load *ld, const struct node *m, struct row *row)
{
	const char *ids[LIMIT_SOP_LANES];
	const char *id = node_text(m, "pelaksana");
	const struct sop *s = ld->s;

	row->lane = id ? sop_lane(s, str_of(id)) : ROW_NONE;
	if (row->lane >= 0 || !id)
		return;
	for (size_t i = 0; i < s->lanes_n; i++)
		ids[i] = s->lanes[i].id;
	problem_error(&ld->l, node_place(m, "pelaksana"),
	    "Pelaksana \"%s\" tidak ada di daftar pelaksana; %s.",
	    problem_quote(&ld->l, id),
	    problem_hint(&ld->l, id, ids, s->lanes_n));
}

static void
unknown_item(struct load *ld, const struct node *v)
{
	const char *ids[SOP_ITEMS];

	for (size_t i = 0; i < ld->s->items_n; i++)
		ids[i] = ld->s->items[i].id;
	problem_error(&ld->l, v->at,
	    "Persyaratan \"%s\" tidak ada di daftar persyaratan; %s, atau "
	    "tulis dengan huruf besar bila bukan persyaratan.",
	    problem_quote(&ld->l, v->text),
	    problem_hint(&ld->l, v->text, ids, ld->s->items_n));
}

/* kelengkapan: ids of items, shown by their names, and free words. */
static void
read_needs(struct load *ld, const struct node *m, struct row *row)
{
	const struct node *list = node_get(m, "kelengkapan");
	bool is_list = list && list->type == NODE_LIST;
	size_t max = is_list ? list->n : 0;
	const char **words = ARENA_ARRAY(ld->a, max, const char *);
	int *items = ARENA_ARRAY(ld->a, max, int);

	row->needs = words;
	row->items = items;
	for (const struct node *v = is_list ? list->first : NULL; v;
	     v = v->next) {
		int i;

		if (v->bad || v->type != NODE_TEXT)
			continue;
		if (!load_is_id(v->text)) {
			words[row->needs_n++] = v->text;
			continue;
		}
		i = sop_item(ld->s, str_of(v->text));
		if (i < 0) {
			unknown_item(ld, v);
			continue;
		}
		items[row->items_n++] = i;
		words[row->needs_n++] = ld->s->items[i].title;
	}
	if (node_get(m, "kelengkapan_tertulis"))
		row->needs = schema_texts(
		    ld->a, m, "kelengkapan_tertulis", &row->needs_n);
}

static enum time_owner
default_owner(const struct load *ld, const struct row *row)
{
	enum lane_role role =
	    row->lane >= 0 ? ld->s->lanes[row->lane].role : LANE_OFFICIAL;

	if (role == LANE_APPLICANT)
		return OWNER_APPLICANT;
	return role == LANE_EXTERNAL ? OWNER_BSRE : OWNER_OFFICE;
}

static void
read_time(struct load *ld, const struct node *m, struct row *row)
{
	const char *time = node_text(m, "waktu");
	struct err e = {0};

	row->owner = (enum time_owner)schema_word(
	    m, "pemilik_waktu", owners, 3, (int)default_owner(ld, row));
	if (time && duration_parse(&row->time, str_of(time), &e) < 0)
		problem_error(&ld->l, node_place(m, "waktu"),
		    "Waktu \"%s\" tidak terbaca; tulis seperti 15 menit, 1-2 "
		    "jam, 3 hari atau 24 jam kalender.",
		    problem_quote(&ld->l, time));
	else if (!time && !row->implied && *row->no)
		problem_warn(&ld->l, node_place(m, "no"),
		    "Langkah \"%s\" belum punya waktu; isi \"waktu\" bila "
		    "kantor menetapkannya.",
		    problem_quote(&ld->l, row->no));
}

static void
read_link(struct load *ld, const struct node *m, struct row *row)
{
	const char *hours = node_text(m, "tautan_jam");
	uint64_t n = 0;

	row->link_hours = LINK_HOURS;
	if (!hours)
		return;
	if (str_u64(str_of(hours), LINK_HOURS_MAX, &n) < 0 || n == 0)
		problem_error(&ld->l, node_place(m, "tautan_jam"),
		    "Masa tautan \"%s\" harus berupa jumlah jam dari 1 sampai "
		    "%d; tulis angkanya saja.",
		    problem_quote(&ld->l, hours), LINK_HOURS_MAX);
	else if (row->kind != STEP_ACTIVATE && row->kind != STEP_PASSPHRASE)
		problem_error(&ld->l, node_place(m, "tautan_jam"),
		    "\"tautan_jam\" hanya untuk jenis activate dan "
		    "passphrase; hapus dari langkah \"%s\".",
		    problem_quote(&ld->l, row->no));
	else
		row->link_hours = (unsigned)n;
}

/* jenis, per and what depends on them.  Returns whether the kind is known. */
static bool
read_kind(struct load *ld, const struct node *m, struct row *row)
{
	const char *names[STEP_KINDS];
	const char *name = node_text(m, "jenis");
	const struct kind *k = name ? kind_find(name) : NULL;

	if (!k) {
		ld->flow_ok = false;
		for (int i = 0; i < STEP_KINDS; i++)
			names[i] = kind_get((enum step_kind)i)->name;
		if (name)
			problem_error(&ld->l, node_place(m, "jenis"),
			    "Jenis langkah \"%s\" tidak dikenal; %s.",
			    problem_quote(&ld->l, name),
			    problem_hint(&ld->l, name, names, STEP_KINDS));
		return false;
	}
	row->kind = k->kind;
	row->per_holder =
	    schema_word(m, "per", each, 2, k->per_holder ? 1 : 0) == 1;
	if (k->kind == STEP_APPLY && row->per_holder)
		problem_error(&ld->l, node_place(m, "per"),
		    "Permohonan selalu diajukan per surat; hapus \"per\" dari "
		    "langkah \"%s\".",
		    problem_quote(&ld->l, row->no));
	return true;
}

static void
read_reminders(struct load *ld, const struct node *m, struct row *row)
{
	const struct remind_scope scope = {
	    .applicant = row->lane >= 0 &&
			 ld->s->lanes[row->lane].role == LANE_APPLICANT,
	    .time = &row->time,
	};

	row->remind = remind_read(ld->a, &ld->l, m, "pengingat", &scope);
}

static const char *
text_or_empty(const struct node *m, const char *key)
{
	const char *s = node_text(m, key);

	return s ? s : "";
}

static void
read_row(struct load *ld, const struct node *m)
{
	struct row row = {.lane = ROW_NONE};

	for (int o = 0; o < OUT_COUNT; o++)
		row.next[o] = ROW_NONE;
	if (m->type != NODE_MAP || m->bad) {
		ld->flow_ok = false;
		row.no = row.activity = "";
	} else {
		read_key(ld, m, &row);
		row.activity = text_or_empty(m, "kegiatan");
		row.output = node_text(m, "output");
		row.note = node_text(m, "keterangan");
		read_lane(ld, m, &row);
		read_needs(ld, m, &row);
		read_time(ld, m, &row);
		read_reminders(ld, m, &row);
		if (read_kind(ld, m, &row))
			read_link(ld, m, &row);
	}
	ld->s->rows[ld->s->rows_n++] = row;
}

static bool
has_outcome(const struct kind *k, int outcome)
{
	for (int i = 0; i < k->outcomes_n; i++)
		if ((int)k->outcomes[i] == outcome)
			return true;
	return false;
}

static void
unknown_outcome(struct load *ld, const struct kind *k, const struct node *key)
{
	const char *names[KIND_OUTCOMES];

	for (int i = 0; i < k->outcomes_n; i++)
		names[i] = outcome_name(k->outcomes[i]);
	problem_error(&ld->l, key->at,
	    "Hasil \"%s\" tidak ada pada jenis %s; %s.",
	    problem_quote(&ld->l, key->text), k->name,
	    problem_hint(&ld->l, key->text, names, (size_t)k->outcomes_n));
	ld->flow_ok = false;
}

static int
target(struct load *ld, const struct node *v)
{
	int row;

	if (strcmp(v->text, "selesai") == 0 || strcmp(v->text, "end") == 0)
		return ROW_END;
	row = sop_row(ld->s, str_of(v->text));
	if (row >= 0)
		return row;
	problem_error(&ld->l, v->at,
	    "Tujuan \"%s\" tidak ada di daftar langkah; tulis nomor langkah "
	    "yang ada atau selesai.",
	    problem_quote(&ld->l, v->text));
	ld->flow_ok = false;
	return ROW_NONE;
}

/* lanjut of row i, once all rows have their keys. */
static void
read_targets(struct load *ld, size_t i)
{
	struct row *row = &ld->s->rows[i];
	const struct node *map = node_get(ld->row_at[i], "lanjut");
	const struct kind *k = kind_get(row->kind);
	const struct node *seen[OUT_COUNT] = {NULL};
	const char *kind = node_text(ld->row_at[i], "jenis");

	if (!kind || !kind_find(kind))
		return;
	if (!map || map->bad || map->type != NODE_MAP || map->n == 0) {
		ld->flow_ok = false;
		return;
	}
	for (const struct node *v = map->first; v; v = v->next) {
		int o;

		if (v->key->type != NODE_TEXT || v->key->bad)
			continue;
		o = outcome_find(v->key->text);
		if (o < 0 || !has_outcome(k, o)) {
			unknown_outcome(ld, k, v->key);
			continue;
		}
		if (seen[o]) {
			problem_error(&ld->l, v->key->at,
			    "Hasil \"%s\" sudah ditulis di baris %u; hapus "
			    "salah satunya.",
			    v->key->text, seen[o]->key->at.line);
			continue;
		}
		seen[o] = v;
		if (v->type != NODE_TEXT || v->bad)
			ld->flow_ok = false;
		else
			row->next[o] = target(ld, v);
	}
	for (int j = 0; j < k->outcomes_n; j++) {
		if (seen[k->outcomes[j]])
			continue;
		ld->flow_ok = false;
		problem_error(&ld->l, map->at,
		    "Hasil \"%s\" dari jenis %s belum punya tujuan di "
		    "\"lanjut\"; tambahkan.",
		    outcome_name(k->outcomes[j]), k->name);
	}
}

void
load_rows(struct load *ld)
{
	struct sop *s = ld->s;
	size_t n = load_records(ld, "langkah", LIMIT_SOP_ROWS, ld->row_at);

	s->rows = ARENA_ARRAY(ld->a, n, struct row);
	for (size_t i = 0; i < n; i++)
		read_row(ld, ld->row_at[i]);
	for (size_t i = 0; i < n; i++)
		read_targets(ld, i);
	for (size_t i = 0; i < n; i++)
		s->rows[i].joins = flow_row_joins(s, (int)i);
	for (size_t i = 0; i < n; i++)
		if (s->rows[i].kind == STEP_REGISTER ||
		    s->rows[i].kind == STEP_EXAMINE ||
		    s->rows[i].kind == STEP_DELIVER)
			s->certificate = true;
}
