#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sop/flowchart.h"

/*
 * A definition is one word a row: the lane's digit, the kind, and the rows
 * (counted from 1; "e" the end, "-" none) that the kind's outcomes go to.
 * The picture is one word a row, one character a cell, as a sum of stubs in
 * hexadecimal (up 1, down 2, left 4, right 8), "." for nothing; the symbol is
 * told apart by the second word: c, b, d in the row's lane.
 */
static struct row_case {
	const char *name, *sop, *lines, *symbols;
	const char *exits;      /* of row 2 (index 1) "down:Ya" */
	const char *connectors; /* of row 2: "@left 1:Tidak e:Ditolak" */
} cases[] = {
    {"straight down", "0apply2 0confirm3 0confirme", "2 3 1", "cbc", "down",
	""},
    {"to the right", "0apply2 2confirme", "8c6 ..1", "cc", "", ""},
    {"to the left and on", "2apply2 0confirm3 0confirme", "ac4 3.. 1..", "cbc",
	"down", ""},
    {"head disposes", "0apply2 1dispose31e 2confirme", "86. .96 ..1", "cdc",
	"right:Ya", "@left 1:Dikembalikan e:Ditolak"},
    {"skip beside the applicant", "0apply2 1match43 0confirm4 1confirme",
	"86 a7 97 .1", "cdbc", "down:Ya left:Tidak", ""},
    {"skip in the source's lane", "0apply2 0match43 1confirm4 1confirme",
	"2. 96 .3 .1", "cdbc", "right:Tidak", "@left 4:Ya"},
    {"skip, own lane free", "1apply2 1match43 2confirm4 0confirme",
	".2. ad6 bc5 1..", "cdbc", "left:Ya right:Tidak", ""},
    {"no room to skip", "0apply2 0match43 0confirm4 0confirme", "2 3 3 1",
	"cdbc", "down:Tidak", "@right 4:Ya"},
    {"two ways to one row", "0apply2 0check3111 0confirme", "2 3 1", "cdc",
	"down:Ya", "@right 1:Tidak lengkap"},
    {"no such outcome", "0apply2 0match3- 0confirme", "2 3 1", "cdc", "down:Ya",
	""},
    {"decision that ends", "0apply2 0triale1", "2 1", "cc", "",
	"@right 1:Ada kendala"},
    {"one way back", "0apply2 0confirm1", "2 1", "cb", "", "@right 1:"},
    {"over a row in its lane",
	"0apply5 1confirm3 1confirm4 2confirm5 1confirme",
	"2.. 32. 396 9e5 .1.", "cbbbc", "down", ""},
    {"never through a symbol", "0apply3 0confirm3 0confirme", ". 2 1", "cbc",
	"down", ""},
    {"lines do not share", "0apply4 1confirm3 2confirm5 1confirm5 0confirme",
	"2.. 386 961 a5. 1..", "cbbbc", "right", ""},
    {"three ways", "1apply2 1check434e 0complete2 2confirme", ".2. ad6 1.3 ..1",
	"cdbc", "right:Ya left:Tidak", "@down e:Ditolak"},
    {"crossing", "1apply5 0confirm3 2confirm4 0confirm5 1confirme",
	".2. 8f6 af5 97. .1.", "cbbbc", "right", ""},
};

static int
digit(char c)
{
	return c == 'e' ? ROW_END : c == '-' ? ROW_NONE : c - '1';
}

/* Fill one row from its word; the word ends at a blank. */
static void
row_read(struct row *row, const char *word, size_t n)
{
	char name[16] = "";
	size_t len = 1;
	const struct kind *k;

	while (len < n && word[len] >= 'a' && word[len] <= 'z' &&
	       kind_find(name) == NULL) {
		name[len - 1] = word[len];
		len++;
	}
	k = kind_find(name);
	assert_non_null(k);
	assert_int_equal(n - len, k->outcomes_n);
	row->kind = k->kind;
	row->lane = word[0] - '0';
	for (int o = 0; o < OUT_COUNT; o++)
		row->next[o] = ROW_NONE;
	for (int i = 0; i < k->outcomes_n; i++)
		row->next[k->outcomes[i]] = digit(word[len + (size_t)i]);
}

static void
sop_read(struct sop *s, struct row *rows, const char *text, size_t lanes)
{
	s->rows = rows;
	s->lanes_n = lanes;
	while (*text != '\0') {
		size_t n = strcspn(text, " ");

		row_read(&rows[s->rows_n++], text, n);
		text += n + (text[n] == ' ');
	}
}

static void
draw(const struct flowchart *f, struct sb *lines, struct sb *symbols)
{
	for (size_t r = 0; r < f->rows_n; r++) {
		if (r > 0)
			sb_putc(lines, ' ');
		for (size_t l = 0; l < f->lanes_n; l++) {
			const struct flow_cell *c = &f->rows[r].cells[l];

			sb_putc(lines, ".123456789abcdef"[c->stubs]);
			if (c->symbol != SYMBOL_NONE)
				sb_putc(symbols, ".cbd"[c->symbol]);
		}
	}
}

static const char *
stub_name(enum stub s)
{
	return s == STUB_DOWN ? "down" : s == STUB_LEFT ? "left" : "right";
}

static void
say_row(const struct flow_row *fr, struct sb *exits, struct sb *connectors)
{
	for (size_t i = 0; i < fr->exits_n; i++)
		sb_printf(exits, "%s%s%s%s", i > 0 ? " " : "",
		    stub_name(fr->exits[i].stub), fr->exits[i].label ? ":" : "",
		    fr->exits[i].label ? fr->exits[i].label : "");
	if (fr->connectors_n > 0)
		sb_printf(connectors, "@%s", stub_name(fr->connectors_at));
	for (size_t i = 0; i < fr->connectors_n; i++) {
		const struct connector *c = &fr->connectors[i];

		sb_printf(connectors, " %c:%s",
		    c->target == ROW_END ? 'e' : (char)('1' + c->target),
		    c->label ? c->label : "");
	}
}

static void
test_case(void **state)
{
	const struct row_case *c = *state;
	struct row rows[8] = {0};
	struct sop s = {0};
	struct arena a;
	struct sb out[4];
	const struct flowchart *f;

	arena_init(&a, MIB);
	for (size_t i = 0; i < 4; i++)
		sb_init(&out[i], KIB);
	sop_read(&s, rows, c->sop, strcspn(c->lines, " "));
	f = flowchart_make(&a, &s);
	draw(f, &out[0], &out[1]);
	say_row(&f->rows[1], &out[2], &out[3]);
	assert_string_equal(sb_get(&out[0]).p, c->lines);
	assert_string_equal(sb_get(&out[1]).p, c->symbols);
	assert_string_equal(sb_get(&out[2]).p, c->exits);
	assert_string_equal(sb_get(&out[3]).p, c->connectors);
	for (size_t i = 0; i < 4; i++)
		sb_clear(&out[i]);
	arena_clear(&a);
}

/*
 * Over all definitions of four rows on three lanes that go forward: every
 * stub meets one in the neighbour, and a row with a line in has its arrow.
 */
static void
check_joined(const struct flowchart *f)
{
	for (size_t r = 0; r < f->rows_n; r++)
		for (size_t l = 0; l < f->lanes_n; l++) {
			unsigned here = f->rows[r].cells[l].stubs;
			unsigned below = r + 1 < f->rows_n
					     ? f->rows[r + 1].cells[l].stubs
					     : 0;
			unsigned right = l + 1 < f->lanes_n
					     ? f->rows[r].cells[l + 1].stubs
					     : 0;

			assert_int_equal(
			    (here & STUB_DOWN) != 0, (below & STUB_UP) != 0);
			assert_int_equal(
			    (here & STUB_RIGHT) != 0, (right & STUB_LEFT) != 0);
		}
	for (size_t l = 0; l < f->lanes_n; l++)
		assert_int_equal(f->rows[0].cells[l].stubs & STUB_UP, 0);
	for (size_t r = 0; r < f->rows_n; r++)
		assert_int_equal(f->rows[r].cells[0].stubs & STUB_LEFT, 0);
}

static void
test_joined(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, MIB);
	for (int lanes = 0; lanes < 81; lanes++)
		for (int targets = 0; targets < 125; targets++) {
			char text[64];
			struct row rows[4] = {0};
			struct sop s = {0};

			(void)snprintf(text, sizeof(text),
			    "%dmatch%c%c %dmatch%c%c %dmatch%c2 %dconfirme",
			    lanes % 3, "23414"[targets % 5],
			    "4e231"[targets / 25], lanes / 3 % 3,
			    "34143"[targets / 5 % 5], "31434"[targets / 25],
			    lanes / 9 % 3, "41444"[targets % 5], lanes / 27);
			sop_read(&s, rows, text, 3);
			check_joined(flowchart_make(&a, &s));
			arena_reset(&a);
		}
	arena_clear(&a);
}

int
main(void)
{
	enum { N = sizeof(cases) / sizeof(cases[0]) };
	struct CMUnitTest tests[N + 1] = {cmocka_unit_test(test_joined)};

	for (size_t i = 0; i < N; i++)
		tests[i + 1] = (struct CMUnitTest){
		    cases[i].name, test_case, NULL, NULL, &cases[i]};
	return cmocka_run_group_tests_name("flowchart", tests, NULL, NULL);
}
