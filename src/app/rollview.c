#include "app/rollview.h"

#include <string.h>

#include "view/format.h"

static const struct {
	const char *word, *slug;
} words[] = {
    [ROLL_WAITING] = {"menunggu", "menunggu"},
    [ROLL_NEW] = {"baru", "baru"},
    [ROLL_CHANGED] = {"berubah", "berubah"},
    [ROLL_SAME] = {"tetap", "tetap"},
    [ROLL_UNKNOWN] = {"tidak dikenal", "tidak-dikenal"},
    [ROLL_FAILED] = {"gagal", "gagal"},
};

const char *
roll_word(enum roll_outcome o)
{
	return words[o].word;
}

const char *
roll_slug(enum roll_outcome o)
{
	return words[o].slug;
}

int
roll_lines(struct ctx *cx, struct roll_line **v, size_t *n, int64_t roll,
    int outcome, int64_t from, size_t most, struct err *e)
{
	const struct roster_person *people = NULL;
	int64_t hundred = -1;
	struct roll_row *rows;
	size_t people_n = 0;

	if (roll_row_page(
		cx->db, cx->arena, &rows, n, roll, outcome, from, most, e) < 0)
		return -1;
	*v = ARENA_ARRAY(cx->arena, *n + 1, struct roll_line);
	for (size_t i = 0; i < *n; i++) {
		int64_t at = rows[i].position;

		if (at / (int64_t)ROLL_PAGE != hundred) {
			hundred = at / (int64_t)ROLL_PAGE;
			if (roll_persons(
				cx, &people, &people_n, roll, hundred, e) < 0)
				return -1;
		}
		at %= (int64_t)ROLL_PAGE;
		(*v)[i].row = rows[i];
		if ((size_t)at < people_n)
			(*v)[i].who = people[at];
		else
			(*v)[i].who = (struct roster_person){.nik = "",
			    .email = "",
			    .name = "",
			    .line = (size_t)rows[i].position + 1};
	}
	return 0;
}

/* --- for a spreadsheet -------------------------------------------------- */

/* Whether a spreadsheet would take the cell for a formula. */
static bool
is_formula(const char *s)
{
	return s[0] != '\0' && strchr("=+-@\t\r", s[0]) != NULL;
}

static void
put_cell(struct sb *out, const char *s, bool last)
{
	bool quote = strpbrk(s, ";\",\r\n\t") != NULL;

	if (quote)
		sb_putc(out, '"');
	if (is_formula(s))
		sb_putc(out, '\'');
	for (; *s; s++) {
		if (*s == '"')
			sb_putc(out, '"');
		sb_putc(out, *s);
	}
	if (quote)
		sb_putc(out, '"');
	sb_puts(out, last ? "\r\n" : ";");
}

static const char *
when(const struct ctx *cx, int64_t at)
{
	return at ? format_short(cx->arena, at, cx->office->zone) : "";
}

static void
put_line(struct ctx *cx, const struct roll_line *l, struct sb *out)
{
	struct arena *a = cx->arena;
	const struct roll_row *row = &l->row;

	put_cell(out, arena_printf(a, "%zu", l->who.line), false);
	put_cell(out, l->who.nik[0] ? arena_printf(a, "'%s", l->who.nik) : "",
	    false);
	put_cell(out, l->who.email, false);
	put_cell(out, l->who.name, false);
	put_cell(out, row->status, false);
	put_cell(out, row->code ? arena_printf(a, "%d", row->code) : "", false);
	put_cell(out, roll_word(row->outcome), false);
	put_cell(out, row->before, false);
	put_cell(out, when(cx, row->before_at), false);
	put_cell(out, when(cx, row->asked_at), false);
	put_cell(out, row->error, true);
}

int
roll_csv(struct ctx *cx, const struct roll *r, struct sb *out, struct err *e)
{
	struct roll_line *v;
	int64_t from = 0;
	size_t n;

	sb_puts(out,
	    "\xef\xbb\xbf"
	    "baris;nik;email;nama;status;kode;perubahan;status sebelumnya;"
	    "tanggal sebelumnya;ditanyakan;keterangan\r\n");
	do {
		if (roll_lines(cx, &v, &n, r->id, -1, from, ROLL_PAGE, e) < 0)
			return -1;
		for (size_t i = 0; i < n; i++)
			put_line(cx, &v[i], out);
		from += (int64_t)ROLL_PAGE;
	} while (n == ROLL_PAGE);
	if (out->failed)
		return err_set(e, ERR_LIMIT, "Daftarnya terlalu besar.",
		    "csv over %zu bytes", out->max);
	return 0;
}
