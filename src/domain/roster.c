#include "domain/roster.h"

#include <stdint.h>
#include <string.h>

#include "domain/digits.h"

#define CELLS  ((size_t)40)    /* of a line; what follows is left out */
#define SLOTS  ((size_t)16384) /* of an index, a power of two */
#define NIP_N  ((size_t)18)
#define ROW_N  ((size_t)6) /* digits of a running number, at most */
#define ROUNDS ((size_t)5) /* NIKs from which a common end tells something */

enum column { COL_OTHER, COL_NIK, COL_EMAIL, COL_NAME, COLUMNS };

/* Persons by a key; open addressing. */
struct index {
	size_t *v; /* SLOTS; number of the person + 1 */
};

struct reading {
	struct roster *r;
	struct arena *a;
	char sep;
	bool begun; /* the first line with content was seen */
	bool titled;
	bool useless; /* the titles name nothing to ask by */
	enum column columns[CELLS];
	size_t people_cap, faults_cap;
	size_t lines; /* with content, but for the titles */
	struct index niks, emails;
};

static void
add_fault(struct reading *rd, size_t line, const char *text)
{
	struct roster *r = rd->r;

	ARENA_GROW(rd->a, r->faults, r->faults_n, rd->faults_cap);
	r->faults[r->faults_n++] = (struct roster_fault){line, text};
}

/* --- cells -------------------------------------------------------------- */

/* Without blanks, also those of word processors, at both ends. */
static struct str
trim(struct str s)
{
	static const struct str blanks[] = {
	    {"\xc2\xa0", 2}, {"\xe2\x80\x8b", 3}, {"\xef\xbb\xbf", 3}};
	size_t before;

	do {
		before = s.n;
		s = str_trim(s);
		for (size_t i = 0; i < 3; i++) {
			if (str_starts(s, blanks[i])) {
				s.p += blanks[i].n;
				s.n -= blanks[i].n;
			}
			if (str_ends(s, blanks[i]))
				s.n -= blanks[i].n;
		}
	} while (s.n < before);
	return s;
}

/* What people write so that Excel leaves a number alone: '123 and ="123". */
static struct str
unmark(struct str s)
{
	s = trim(s);
	if (s.n > 1 && s.p[0] == '\'')
		return trim((struct str){s.p + 1, s.n - 1});
	if (s.n > 3 && s.p[0] == '=' && s.p[1] == '"' && s.p[s.n - 1] == '"')
		return trim((struct str){s.p + 2, s.n - 3});
	return s;
}

/* A quoted cell at the beginning of *s, which goes on behind it.  false: it
 * does not end. */
static bool
cut_quoted(struct arena *a, struct str *s, char sep, struct str *cell)
{
	char *out = arena_alloc(a, s->n + 1);
	size_t n = 0, i = 1;

	for (; i < s->n; i++) {
		if (s->p[i] == '"' && (++i >= s->n || s->p[i] != '"')) {
			struct str rest = {s->p + i, s->n - i};
			struct str behind = str_cut(&rest, sep);

			*cell = (struct str){out, n};
			*s = rest;
			return str_trim(behind).n == 0;
		}
		out[n++] = s->p[i];
	}
	return false;
}

/* The cells of a line.  false: a quote does not end where it should. */
static bool
split(struct reading *rd, struct str line, struct str cells[CELLS], size_t *n)
{
	*n = 0;
	while (line.p && *n < CELLS) {
		struct str *cell = &cells[(*n)++];
		size_t skip = 0;

		while (skip < line.n && line.p[skip] == ' ')
			skip++;
		if (skip < line.n && line.p[skip] == '"') {
			line.p += skip;
			line.n -= skip;
			if (!cut_quoted(rd->a, &line, rd->sep, cell))
				return false;
		} else {
			*cell = str_cut(&line, rd->sep);
		}
		*cell = unmark(*cell);
	}
	return true;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "3.39999E+15", as Excel shows and writes long numbers. */
static bool
is_power(struct str s)
{
	size_t i = 0;

	while (i < s.n && (is_digit(s.p[i]) || s.p[i] == '.' || s.p[i] == ','))
		i++;
	if (i == 0 || i >= s.n || (s.p[i] != 'E' && s.p[i] != 'e'))
		return false;
	i++;
	if (i < s.n && s.p[i] == '+')
		i++;
	if (i >= s.n)
		return false;
	while (i < s.n && is_digit(s.p[i]))
		i++;
	return i == s.n;
}

/* --- titles ------------------------------------------------------------- */

static enum column
column_of(struct str s)
{
	static const struct {
		const char *title;
		enum column column;
	} titles[] = {{"nik", COL_NIK}, {"nonik", COL_NIK},
	    {"nomornik", COL_NIK}, {"noktp", COL_NIK}, {"nomorktp", COL_NIK},
	    {"email", COL_EMAIL}, {"surel", COL_EMAIL},
	    {"alamatemail", COL_EMAIL}, {"alamatsurel", COL_EMAIL},
	    {"nama", COL_NAME}, {"namalengkap", COL_NAME},
	    {"namapegawai", COL_NAME}, {"name", COL_NAME}};
	char word[24];
	size_t n = 0;

	for (size_t i = 0; i < s.n && n < sizeof(word); i++) {
		char c = s.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != ' ' && c != '-' && c != '_' && c != '.')
			word[n++] = c;
	}
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (str_eqz((struct str){word, n}, titles[i].title))
			return titles[i].column;
	return COL_OTHER;
}

/* Whether the line names columns; then it has been read. */
static bool
read_titles(struct reading *rd, const struct str *cells, size_t n, size_t line)
{
	bool seen[COLUMNS] = {false}, twice = false;
	char digits[NIK_LEN + 1];

	for (size_t i = 0; i < n; i++) {
		enum column c = column_of(cells[i]);

		if (memchr(cells[i].p, '@', cells[i].n) ||
		    digits_of(digits, NIK_LEN, cells[i]) == NIK_LEN)
			return false;
		rd->columns[i] = c;
		twice = twice || (c != COL_OTHER && seen[c]);
		seen[c] = true;
	}
	if (!seen[COL_NIK] && !seen[COL_EMAIL] && !seen[COL_NAME])
		return false;
	rd->titled = true;
	rd->useless = twice || (!seen[COL_NIK] && !seen[COL_EMAIL]);
	if (twice)
		add_fault(rd, line,
		    "Judul kolom ada yang sama. Sisakan satu kolom nik, satu "
		    "email, dan satu nama.");
	else if (rd->useless)
		add_fault(rd, line,
		    "Baris judul tidak menyebut kolom nik atau email.");
	return true;
}

/* --- one person --------------------------------------------------------- */

/* NULL, or what is wrong. */
static const char *
take_nik(struct reading *rd, struct str s, struct roster_person *p)
{
	struct arena *a = rd->a;
	struct err e = {0};
	struct nik nik;
	char digits[NIK_LEN + 1];
	size_t n = digits_of(digits, NIK_LEN, s);

	if (is_power(s))
		return arena_printf(a,
		    "Excel mengubah NIK menjadi %.*s, sehingga angkanya "
		    "hilang. Ubah kolomnya menjadi Teks, isi ulang NIK, lalu "
		    "simpan lagi.",
		    (int)(s.n < 24 ? s.n : 24), s.p);
	if (n == DIGITS_OTHER)
		return "NIK hanya boleh berisi angka.";
	if (n != NIK_LEN)
		return arena_printf(
		    a, "NIK harus 16 angka; yang tertulis %zu.", n);
	if (nik_parse(&nik, s, &e) < 0)
		return e.msg;
	if (nik.serial == 0)
		return "NIK tidak pernah berakhir 0000: Excel membulatkannya. "
		       "Ubah kolomnya menjadi Teks, isi ulang NIK, lalu "
		       "simpan lagi.";
	p->nik = arena_copy(a, nik.digits, NIK_LEN);
	return NULL;
}

static const char *
take_email(struct reading *rd, struct str s, struct roster_person *p)
{
	struct mailbox m;
	struct err e = {0};

	if (mailbox_parse(&m, s, &e) < 0)
		return e.msg;
	p->email = arena_dup(rd->a, m.address);
	return NULL;
}

static void
take_name(struct reading *rd, struct str s, struct roster_person *p)
{
	char *out = arena_alloc(rd->a, s.n + 1);
	size_t n = 0;

	if (s.n > ROSTER_NAME)
		for (s.n = ROSTER_NAME;
		     s.n > 0 && ((unsigned char)s.p[s.n] & 0xc0) == 0x80; s.n--)
			;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= ' ' && s.p[i] != 127)
			out[n++] = s.p[i];
	p->name = out;
}

/* What a cell is by its shape, where no title says so. */
static enum column
shape_of(struct str s, bool alone)
{
	char digits[NIK_LEN + 1];
	size_t n = digits_of(digits, NIK_LEN, s);

	if (memchr(s.p, '@', s.n))
		return COL_EMAIL;
	if (is_power(s))
		return COL_NIK;
	if (n == DIGITS_OTHER || n == 0)
		return alone && n == DIGITS_OTHER && is_digit(s.p[0])
			   ? COL_NIK
			   : COL_NAME;
	/* A number of the line, a NIP. */
	return !alone && (n <= ROW_N || n == NIP_N) ? COL_OTHER : COL_NIK;
}

static const char *
read_cells(struct reading *rd, const struct str *cells, size_t n,
    struct roster_person *p)
{
	const char *fault = NULL;
	size_t filled = 0;

	for (size_t i = 0; i < n; i++)
		filled += cells[i].n > 0;
	for (size_t i = 0; i < n && !fault; i++) {
		enum column c = rd->titled ? rd->columns[i] : COL_OTHER;

		if (cells[i].n == 0)
			continue;
		if (!rd->titled)
			c = shape_of(cells[i], filled == 1);
		if (c == COL_NIK && !p->nik[0])
			fault = take_nik(rd, cells[i], p);
		else if (c == COL_EMAIL && !p->email[0])
			fault = take_email(rd, cells[i], p);
		else if (c == COL_NAME && !p->name[0])
			take_name(rd, cells[i], p);
	}
	if (!fault && !p->nik[0] && !p->email[0])
		fault = "Tidak ada NIK atau email di baris ini.";
	return fault;
}

/* --- doubles ------------------------------------------------------------ */

static size_t *
slot_of(const struct reading *rd, const struct index *x, const char *key)
{
	uint32_t h = 2166136261u;
	size_t i;

	for (const char *p = key; *p; p++)
		h = (h ^ (unsigned char)*p) * 16777619u;
	for (i = h % SLOTS; x->v[i]; i = (i + 1) % SLOTS) {
		const struct roster_person *p = &rd->r->v[x->v[i] - 1];

		if (strcmp(x == &rd->niks ? p->nik : p->email, key) == 0)
			break;
	}
	return &x->v[i];
}

/* The person with that key, NULL. */
static struct roster_person *
find(const struct reading *rd, const struct index *x, const char *key)
{
	size_t at = key[0] ? *slot_of(rd, x, key) : 0;

	return at ? &rd->r->v[at - 1] : NULL;
}

static void
enter(struct reading *rd, const struct roster_person *p)
{
	size_t number = (size_t)(p - rd->r->v) + 1;

	if (p->nik[0])
		*slot_of(rd, &rd->niks, p->nik) = number;
	if (p->email[0])
		*slot_of(rd, &rd->emails, p->email) = number;
}

/* Add a person, or join to the one that is there; NULL, or what is wrong. */
static const char *
add_person(struct reading *rd, const struct roster_person *p)
{
	struct roster_person *q = find(rd, &rd->niks, p->nik);
	struct roster_person *o = find(rd, &rd->emails, p->email);
	struct roster *r = rd->r;

	if (q && p->email[0] && q->email[0] && strcmp(q->email, p->email) != 0)
		return arena_printf(rd->a,
		    "NIK ini juga ada di baris %zu dengan email lain.",
		    q->line);
	if (o && o != q && (q || (o->nik[0] && p->nik[0])))
		return arena_printf(rd->a,
		    "Email ini juga ada di baris %zu dengan NIK lain.",
		    o->line);
	if (!q)
		q = o;
	if (!q) {
		ARENA_GROW(rd->a, r->v, r->n, rd->people_cap);
		r->v[r->n] = *p;
		enter(rd, &r->v[r->n++]);
		return NULL;
	}
	if (!q->nik[0])
		q->nik = p->nik;
	if (!q->email[0])
		q->email = p->email;
	if (!q->name[0])
		q->name = p->name;
	enter(rd, q);
	r->doubles++;
	return NULL;
}

/* --- lines -------------------------------------------------------------- */

static void
read_line(struct reading *rd, struct str line, size_t number)
{
	struct roster_person p = {
	    .nik = "", .email = "", .name = "", .line = number};
	struct str cells[CELLS];
	const char *fault;
	size_t n;
	bool empty = true;

	if (!str_utf8(line)) {
		add_fault(rd, number,
		    "Hurufnya tidak terbaca. Simpan sebagai CSV UTF-8.");
		return;
	}
	if (!split(rd, line, cells, &n)) {
		add_fault(rd, number, "Tanda kutip tidak berpasangan.");
		return;
	}
	for (size_t i = 0; i < n; i++)
		empty = empty && cells[i].n == 0;
	if (empty)
		return;
	if (!rd->begun) {
		rd->begun = true;
		if (read_titles(rd, cells, n, number))
			return;
	}
	if (rd->lines++ == ROSTER_LINES)
		return;
	fault = read_cells(rd, cells, n, &p);
	if (!fault)
		fault = add_person(rd, &p);
	if (fault)
		add_fault(rd, number, fault);
}

/* The next line of *text, whatever ends it: LF, CRLF or CR. */
static struct str
cut_line(struct str *text)
{
	size_t n = 0;
	struct str line;

	while (n < text->n && text->p[n] != '\n' && text->p[n] != '\r')
		n++;
	line = (struct str){text->p, n};
	if (n < text->n && text->p[n] == '\r' && n + 1 < text->n &&
	    text->p[n + 1] == '\n')
		n++;
	if (n < text->n)
		n++;
	text->p += n;
	text->n -= n;
	return line;
}

/* By the first line that has any, outside of quotes. */
static char
find_separator(struct str text)
{
	while (text.n > 0) {
		struct str line = cut_line(&text);
		bool quoted = false, semicolon = false, comma = false;

		if (line.n == 5 && str_starts(line, STR("sep=")))
			return line.p[4];
		for (size_t i = 0; i < line.n; i++) {
			if (line.p[i] == '"')
				quoted = !quoted;
			if (quoted)
				continue;
			if (line.p[i] == '\t')
				return '\t';
			semicolon = semicolon || line.p[i] == ';';
			comma = comma || line.p[i] == ',';
		}
		if (semicolon || comma)
			return semicolon ? ';' : ',';
	}
	return ',';
}

/* What is no text at all; NULL: it may be one. */
static const char *
foreign(struct str text)
{
	if (str_starts(text, STR("PK\x03\x04")) ||
	    str_starts(text, STR("\xd0\xcf\x11\xe0")))
		return "Ini berkas Excel. Di Excel pilih Simpan Sebagai, lalu "
		       "CSV UTF-8, dan unggah berkas itu.";
	if (str_starts(text, STR("\xff\xfe")) ||
	    str_starts(text, STR("\xfe\xff")))
		return "Ini teks Unicode (UTF-16). Simpan sebagai CSV UTF-8.";
	if (text.n > ROSTER_BYTES)
		return "Daftarnya terlalu besar: paling banyak 1 MB.";
	return NULL;
}

/* Excel keeps fifteen digits of a number. */
static bool
is_rounded(const struct roster *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		if (!r->v[i].nik[0])
			continue;
		if (r->v[i].nik[NIK_LEN - 1] != '0')
			return false;
		n++;
	}
	return n >= ROUNDS;
}

void
roster_parse(struct roster *r, struct arena *a, struct str text)
{
	struct reading rd = {.r = r, .a = a};
	const char *what = foreign(text);
	size_t number = 0;

	*r = (struct roster){0};
	if (what) {
		add_fault(&rd, 0, what);
		return;
	}
	rd.niks.v = ARENA_ARRAY(a, SLOTS, size_t);
	rd.emails.v = ARENA_ARRAY(a, SLOTS, size_t);
	if (str_starts(text, STR("\xef\xbb\xbf"))) {
		text.p += 3;
		text.n -= 3;
	}
	rd.sep = find_separator(text);
	while (text.n > 0 && !rd.useless) {
		struct str line = cut_line(&text);

		number++;
		if (rd.begun || !str_starts(line, STR("sep=")))
			read_line(&rd, line, number);
	}
	if (rd.lines > ROSTER_LINES) {
		r->n = 0;
		add_fault(&rd, 0,
		    "Paling banyak 5.000 baris sekaligus. Bagi daftarnya.");
	} else if (is_rounded(r)) {
		add_fault(&rd, 0,
		    "Semua NIK berakhir dengan 0: mungkin Excel "
		    "membulatkannya. Periksa satu NIK dengan KTP-nya.");
	} else if (r->n == 0 && r->faults_n == 0) {
		add_fault(&rd, 0, "Daftarnya kosong.");
	}
}
