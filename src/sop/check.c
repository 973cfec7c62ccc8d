#include <string.h>

#include "sop/load.h"

#define ROWS LIMIT_SOP_ROWS

static struct place
row_place(const struct load *ld, size_t i, const char *key)
{
	return node_place(ld->row_at[i], key);
}

/* What the first row and the rows of the applicant must be. */
static void
check_kinds(struct load *ld)
{
	const struct sop *s = ld->s;

	for (size_t i = 0; i < s->rows_n; i++) {
		const struct row *row = &s->rows[i];
		const struct node *m = ld->row_at[i];
		const char *name = node_text(m, "jenis");

		if (!name || !kind_find(name))
			continue;
		if (i == 0 && row->kind != STEP_APPLY)
			problem_error(&ld->l, row_place(ld, i, "jenis"),
			    "Langkah pertama harus berjenis apply, karena "
			    "permohonan dimulai di sana; ganti jenisnya.");
		if ((row->kind != STEP_ACTIVATE &&
			row->kind != STEP_PASSPHRASE) ||
		    row->lane < 0 || s->lanes[row->lane].role == LANE_APPLICANT)
			continue;
		problem_error(&ld->l, row_place(ld, i, "pelaksana"),
		    "Jenis %s hanya boleh dikerjakan pemohon sendiri; pilih "
		    "pelaksana dengan peran pemohon.",
		    name);
	}
}

/* Whether the paper has a row of that number: "4" and "4a", not "4.1". */
static bool
is_printed(const struct row *row)
{
	return !strchr(row->no, '.');
}

/* An implied row stands behind a number that the paper has. */
static void
check_implied(struct load *ld)
{
	const struct sop *s = ld->s;

	for (size_t i = 0; i < s->rows_n; i++) {
		const struct row *row = &s->rows[i];
		size_t j = 0;

		if (is_printed(row) || row->number == 0)
			continue;
		while (j < s->rows_n && (!is_printed(&s->rows[j]) ||
					    s->rows[j].number != row->number))
			j++;
		if (j == s->rows_n)
			problem_error(&ld->l, row_place(ld, i, "no"),
			    "Langkah tersirat \"%s\" menyusul langkah %u yang "
			    "tidak ada; pakai nomor langkah yang tercetak.",
			    problem_quote(&ld->l, row->no), row->number);
	}
}

static void
check_numbers(struct load *ld)
{
	const struct sop *s = ld->s;
	unsigned last = 0;

	for (size_t i = 0; i < s->rows_n; i++) {
		const struct row *row = &s->rows[i];

		if (!is_printed(row) || row->number == 0)
			continue;
		if (row->number > last + 1)
			problem_warn(&ld->l, row_place(ld, i, "no"),
			    "Nomor melompat dari %u ke %u; periksa apakah ada "
			    "langkah yang terlewat.",
			    last, row->number);
		else if (row->number < last)
			problem_warn(&ld->l, row_place(ld, i, "no"),
			    "Nomor %u ditulis setelah %u; urutkan langkahnya.",
			    row->number, last);
		last = row->number;
	}
}

/* Whether an item is asked for by a row that has a form for it. */
static bool
is_asked(const struct sop *s, size_t item)
{
	for (size_t i = 0; i < s->rows_n; i++) {
		const struct row *row = &s->rows[i];

		if (row->kind != STEP_APPLY)
			continue;
		for (size_t j = 0; j < row->items_n; j++)
			if (row->items[j] == (int)item)
				return true;
	}
	return false;
}

static void
check_items(struct load *ld)
{
	for (size_t i = 0; i < ld->s->items_n; i++)
		if (*ld->s->items[i].id && !is_asked(ld->s, i))
			problem_warn(&ld->l, node_place(ld->item_at[i], "id"),
			    "Persyaratan \"%s\" tidak pernah diminta; "
			    "sebutkan di \"kelengkapan\" langkah apply.",
			    problem_quote(&ld->l, ld->s->items[i].id));
}

/* Mark the rows that a case can come to from the first one. */
static void
mark_reached(
    const struct sop *s, size_t i, bool only_forward, bool reached[ROWS])
{
	if (reached[i])
		return;
	reached[i] = true;
	for (int o = 0; o < OUT_COUNT; o++) {
		bool skip =
		    only_forward && outcome_is_negative((enum outcome)o);

		if (!skip && s->rows[i].next[o] >= 0)
			mark_reached(s, (size_t)s->rows[i].next[o],
			    only_forward, reached);
	}
}

/* Whether one of the row's outcomes ends the case or leads to such a row. */
static bool
leads_on(const struct row *row, bool only_forward, const bool ends[ROWS])
{
	for (int o = 0; o < OUT_COUNT; o++) {
		if (only_forward && outcome_is_negative((enum outcome)o))
			continue;
		if (row->next[o] == ROW_END ||
		    (row->next[o] >= 0 && ends[row->next[o]]))
			return true;
	}
	return false;
}

/* Mark the rows from which an end can be reached. */
static void
mark_ends(const struct sop *s, bool only_forward, bool ends[ROWS])
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (size_t i = 0; i < s->rows_n; i++) {
			if (ends[i] ||
			    !leads_on(&s->rows[i], only_forward, ends))
				continue;
			ends[i] = changed = true;
		}
	}
}

static void
check_graph(struct load *ld)
{
	const struct sop *s = ld->s;
	bool reached[ROWS] = {false}, ends[ROWS] = {false};
	bool good[ROWS] = {false};

	mark_reached(s, 0, false, reached);
	mark_ends(s, false, ends);
	mark_ends(s, true, good);
	for (size_t i = 0; i < s->rows_n; i++) {
		if (!reached[i])
			problem_error(&ld->l, row_place(ld, i, "no"),
			    "Langkah \"%s\" tidak pernah dicapai dari langkah "
			    "pertama; tunjuk dari \"lanjut\" langkah lain.",
			    problem_quote(&ld->l, s->rows[i].no));
		if (!ends[i])
			problem_error(&ld->l, row_place(ld, i, "no"),
			    "Dari langkah \"%s\" permohonan tidak pernah "
			    "selesai; arahkan salah satu hasilnya ke selesai.",
			    problem_quote(&ld->l, s->rows[i].no));
	}
	if (ends[0] && !good[0])
		problem_error(&ld->l, node_place(ld->root, "langkah"),
		    "Tanpa penolakan permohonan tidak pernah selesai; arahkan "
		    "hasil baik langkah terakhir ke selesai.");
}

void
check_flow(struct load *ld)
{
	check_kinds(ld);
	check_implied(ld);
	check_numbers(ld);
	check_items(ld);
	if (ld->flow_ok && ld->s->rows_n > 0)
		check_graph(ld);
}
