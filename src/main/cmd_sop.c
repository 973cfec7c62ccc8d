#include <stdio.h>
#include <string.h>

#include "app/office.h"
#include "base/limits.h"
#include "main/command.h"

static bool
is_profile(const char *path)
{
	return str_ends(str_of(path), STR("kantor.yaml"));
}

/* A profile or an SOP, by the file's name. */
static int
check_file(struct cmd *c, const char *path)
{
	struct sop_problems p;
	struct err e = {0};
	struct str text;
	const struct sop *s;

	if (cmd_read(&c->arena, path, LIMIT_SOP_FILE, &text, &e) < 0)
		return cmd_fail(c, &e);
	if (is_profile(path)) {
		const struct office *o = office_parse(&c->arena, text, &p);

		cmd_problems(path, &p);
		if (o)
			printf("%s: beres, %zu layanan\n", path, o->services_n);
		return o ? CMD_OK : CMD_FAILED;
	}
	s = sop_parse(&c->arena, text, &p);
	cmd_problems(path, &p);
	if (s)
		printf("%s: beres, %zu langkah, %zu pelaksana\n", path,
		    s->rows_n, s->lanes_n);
	return s ? CMD_OK : CMD_FAILED;
}

static int
run_check(struct cmd *c)
{
	int rc = CMD_OK;

	for (size_t i = 0; i < c->n; i++) {
		if (check_file(c, c->args[i]) != CMD_OK)
			rc = CMD_FAILED;
		arena_reset(&c->arena);
	}
	return rc;
}

const struct command command_sop_check = {
    .name = "sop check",
    .args = "BERKAS...",
    .brief = "memeriksa berkas SOP dan kantor.yaml",
    .help =
	"Menulis setiap kesalahan sebagai BERKAS:baris:kolom: galat: ... dan\n"
	"setiap hal yang patut dilihat sebagai peringatan.  Status 1 bila ada\n"
	"galat.\n",
    .min = 1,
    .max = SIZE_MAX,
    .run = run_check,
};

/* --- the table ---------------------------------------------------------- */

enum { COL_NO, COL_ACTIVITY, COL_LANE, COL_TIME, COL_KIND, COL_NEXT, COLS };

static const int widths[COLS] = {4, 36, 20, 16, 11, 22};

/*
 * Cut one line of at most width characters off the text, at a blank where
 * there is one; a line end ends it too.
 */
static struct str
take_line(struct str *rest, int width)
{
	size_t cut = 0, blank = 0, next;
	int n = 0;
	struct str line;

	while (cut < rest->n && rest->p[cut] != '\n') {
		if (((unsigned char)rest->p[cut] & 0xc0) != 0x80 &&
		    n++ == width)
			break;
		if (rest->p[cut] == ' ')
			blank = cut;
		cut++;
	}
	next = cut;
	if (cut < rest->n && rest->p[cut] == '\n') {
		next = cut + 1;
	} else if (cut < rest->n && rest->p[cut] == ' ') {
		next = cut + 1;
	} else if (cut < rest->n && blank > 0) {
		cut = blank;
		next = blank + 1;
	}
	line = (struct str){rest->p, cut};
	*rest = (struct str){rest->p + next, rest->n - next};
	return line;
}

static void
print_cells(struct arena *a, const char *const cells[COLS])
{
	struct str rest[COLS];
	bool more = true;
	struct sb b;

	for (int i = 0; i < COLS; i++)
		rest[i] = str_of(cells[i]);
	sb_init(&b, LIMIT_SOP_FILE);
	while (more) {
		struct str s;

		more = false;
		sb_reset(&b);
		for (int i = 0; i < COLS; i++) {
			struct str line = take_line(&rest[i], widths[i]);
			int pad = widths[i] - (int)str_points(line);

			sb_printf(&b, "%.*s%*s", (int)line.n, line.p,
			    (pad > 0 ? pad : 0) + 2, "");
			more = more || rest[i].n > 0;
		}
		s = sb_get(&b);
		while (s.n > 0 && s.p[s.n - 1] == ' ')
			s.n--;
		printf("%s\n", str_z(a, s));
	}
	sb_clear(&b);
}

/* "forwarded -> 3" for each outcome, one a line. */
static const char *
targets(struct arena *a, const struct sop *s, const struct row *r)
{
	const struct kind *k = kind_get(r->kind);
	const char *all = "";

	for (int i = 0; i < k->outcomes_n; i++) {
		int to = r->next[k->outcomes[i]];

		if (to == ROW_NONE)
			continue;
		all = arena_printf(a, "%s%s%s -> %s", all, *all ? "\n" : "",
		    outcome_name(k->outcomes[i]),
		    to == ROW_END ? "selesai" : s->rows[to].no);
	}
	return all;
}

static void
show(struct arena *a, const struct sop *s)
{
	static const char *const head[COLS] = {
	    "No", "Kegiatan", "Pelaksana", "Waktu", "Jenis", "Lanjut"};

	printf("%s\n", s->title);
	if (s->number)
		printf("Nomor: %s\n", s->number);
	if (s->effective)
		printf("Tanggal efektif: %s\n", s->effective);
	printf("Hasil: %s\n\n", s->result);
	print_cells(a, head);
	for (size_t i = 0; i < s->rows_n; i++) {
		const struct row *r = &s->rows[i];
		const char *const cells[COLS] = {
		    [COL_NO] = r->no,
		    [COL_ACTIVITY] = r->activity,
		    [COL_LANE] = s->lanes[r->lane].title,
		    [COL_TIME] = duration_text(a, r->time),
		    [COL_KIND] = kind_get(r->kind)->name,
		    [COL_NEXT] = targets(a, s, r),
		};

		print_cells(a, cells);
	}
}

static int
run_show(struct cmd *c)
{
	struct sop_problems p;
	struct err e = {0};
	struct str text;
	const struct sop *s;

	if (cmd_read(&c->arena, c->args[0], LIMIT_SOP_FILE, &text, &e) < 0)
		return cmd_fail(c, &e);
	s = sop_parse(&c->arena, text, &p);
	if (!s) {
		cmd_problems(c->args[0], &p);
		return CMD_FAILED;
	}
	show(&c->arena, s);
	return CMD_OK;
}

const struct command command_sop_show = {
    .name = "sop show",
    .args = "BERKAS",
    .brief = "menulis tabel SOP",
    .help = "Menulis langkah SOP sebagai tabel: pelaksana, waktu, jenis dan\n"
	    "langkah berikutnya untuk setiap hasil.\n",
    .min = 1,
    .max = 1,
    .run = run_show,
};

static int
run_load(struct cmd *c)
{
	struct edition_change ch;
	struct office_file f = {0};
	struct err e = {0};
	int rc;

	if (cmd_app(c, &e) < 0 ||
	    cmd_read(&c->arena, c->args[2], LIMIT_SOP_FILE, &f.text, &e) < 0)
		return cmd_fail(c, &e);
	rc = office_load_sop(
	    c->app, &c->arena, c->args[0], c->args[1], &f, &ch, c->now, &e);
	cmd_problems(c->args[2], &f.problems);
	if (rc < 0)
		return cmd_fail(c, &e);
	printf("%s: %s: edisi %lld, %s\n", c->args[0], ch.service,
	    (long long)ch.number, ch.is_new ? "baru" : "tidak berubah");
	return CMD_OK;
}

const struct command command_sop_load = {
    .name = "sop load",
    .args = "KANTOR LAYANAN BERKAS",
    .brief = "memuat edisi SOP satu layanan",
    .help =
	"Memuat SOP satu layanan.  Teks yang sama dengan edisi terakhir tidak\n"
	"mengubah apa-apa; teks yang lain menjadi edisi baru untuk permohonan\n"
	"baru.\n",
    .min = 3,
    .max = 3,
    .options = {OPTION_DATA},
    .run = run_load,
};
