#include "domain/name.h"

#include <string.h>

/* Titles without dots, in small letters. */
static const char *const before[] = {"apt", "dr", "dra", "drg", "drh", "drs",
    "h", "hj", "ir", "kh", "ns", "prof"};
static const char *const behind[] = {"ak", "akt", "amd", "amdak", "amdkeb",
    "amdkep", "amdkom", "amdpd", "bsc", "ca", "cpa", "llm", "ma", "mab", "mak",
    "map", "march", "mba", "mcs", "med", "meng", "mh", "mhum", "mikom", "mip",
    "mkeb", "mkep", "mkes", "mkesos", "mkn", "mkom", "mm", "mmsi", "mp", "mpa",
    "mpd", "mpdi", "mph", "mpi", "mpsi", "msc", "mse", "msi", "msos", "msp",
    "mt", "mti", "phd", "sab", "sag", "sak", "sap", "se", "sh", "shi", "shum",
    "sikom", "sip", "siptel", "skeb", "skel", "skep", "skes", "skg", "skh",
    "skm", "skom", "sp", "spd", "spdi", "spi", "spm", "spog", "spsi", "spt",
    "ssi", "ssn", "ssos", "sst", "sstp", "st", "sth", "stp", "str", "strkeb",
    "strkom", "strsos", "sutd", "tr"};

#define COUNT(v)  (sizeof(v) / sizeof((v)[0]))
#define TITLE_MAX 12

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static char
small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* The letters of s without dots and blanks; false if there are too many. */
static bool
letters(char out[TITLE_MAX + 1], struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.' || is_blank(s.p[i]))
			continue;
		if (n == TITLE_MAX)
			return false;
		out[n++] = small(s.p[i]);
	}
	out[n] = '\0';
	return n > 0;
}

static bool
in_list(struct str s, const char *const *list, size_t n)
{
	char word[TITLE_MAX + 1];

	if (!letters(word, s))
		return false;
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

static bool
has_dot(struct str s)
{
	return s.n > 0 && memchr(s.p, '.', s.n);
}

/* Behind a comma: a known degree, or short words with a dot each. */
static bool
is_degree(struct str part)
{
	struct str rest = str_trim(part);

	if (rest.n == 0 || in_list(rest, behind, COUNT(behind)))
		return true;
	while (rest.p) {
		struct str word = str_cut(&rest, ' ');

		if (word.n > 0 && !has_dot(word))
			return false;
	}
	return true;
}

/* Take degrees behind commas away, the last one first. */
static struct str
without_parts(struct str s)
{
	for (size_t i = s.n; i-- > 0;) {
		if (s.p[i] != ',')
			continue;
		if (!is_degree((struct str){s.p + i + 1, s.n - i - 1}))
			break;
		s.n = i;
	}
	return s;
}

/* The last word, if a blank stands before it; else empty. */
static struct str
last_word(struct str s)
{
	size_t i = s.n;

	while (i > 0 && !is_blank(s.p[i - 1]))
		i--;
	return i > 0 ? (struct str){s.p + i, s.n - i} : (struct str){s.p, 0};
}

/* The first word, or glued titles ("Dr.Ir.") up to the last dot. */
static struct str
first_word(struct str s)
{
	size_t i = 0;

	while (i < s.n && !is_blank(s.p[i]) && s.p[i] != '.')
		i++;
	if (i < s.n && s.p[i] == '.')
		i++;
	/* "K.H." is one title. */
	if (s.n >= 4 && str_caseeq((struct str){s.p, 4}, STR("K.H.")))
		i = 4;
	return i < s.n ? (struct str){s.p, i} : (struct str){s.p, 0};
}

static struct str
without_titles(struct str s)
{
	struct str t = str_trim(without_parts(str_trim(s))), word;

	for (;;) {
		word = last_word(t);
		if (!has_dot(word) || !in_list(word, behind, COUNT(behind)))
			break;
		t = str_trim((struct str){t.p, t.n - word.n});
	}
	for (;;) {
		word = first_word(t);
		if (!in_list(word, before, COUNT(before)))
			break;
		t = str_trim((struct str){t.p + word.n, t.n - word.n});
	}
	return t.n > 0 ? t : str_trim(s);
}

/* A copy with single blanks. */
static char *
squeeze(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (!is_blank(s.p[i]))
			out[n++] = s.p[i];
		else if (n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	out[n] = '\0';
	return out;
}

char *
name_bare(struct arena *a, struct str s)
{
	return squeeze(a, without_titles(s));
}

bool
name_has_title(struct arena *a, struct str s)
{
	return strcmp(name_bare(a, s), squeeze(a, str_trim(s))) != 0;
}

/*
 * Small letters and single blanks: apostrophes vanish, other marks part
 * words.  Bytes above ASCII are kept.
 */
static char *
plain(struct arena *a, struct str s)
{
	struct str t = without_titles(s);
	char *out = arena_copy(a, t.p, t.n);
	size_t n = 0;

	for (size_t i = 0; i < t.n; i++) {
		char c = small(t.p[i]);
		bool mark = (unsigned char)c < 0x80 && (c < 'a' || c > 'z') &&
			    (c < '0' || c > '9');

		if (!mark)
			out[n++] = c;
		else if (c != '\'' && c != '`' && n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return out;
}

static bool
is_muhammad(struct str w)
{
	static const char *const forms[] = {"m", "md", "moch", "mochamad",
	    "mochammad", "moh", "mohamad", "mohammad", "mohd", "much",
	    "muchamad", "muchammad", "muh", "muhamad", "muhammad"};

	for (size_t i = 0; i < COUNT(forms); i++)
		if (str_eqz(w, forms[i]))
			return true;
	return false;
}

/* Alike, or one is the initial of the other, or both mean Muhammad. */
static bool
word_agrees(struct str x, struct str y)
{
	if (x.n == 0 || y.n == 0)
		return false;
	return str_eq(x, y) || ((x.n == 1 || y.n == 1) && x.p[0] == y.p[0]) ||
	       (is_muhammad(x) && is_muhammad(y));
}

enum name_match
name_compare(struct arena *a, struct str x, struct str y)
{
	struct str p = str_of(plain(a, x)), q = str_of(plain(a, y));

	if (str_eq(p, q))
		return NAME_SAME;
	while (p.p && q.p)
		if (!word_agrees(str_cut(&p, ' '), str_cut(&q, ' ')))
			return NAME_DIFFERENT;
	return p.p || q.p ? NAME_DIFFERENT : NAME_SHORT;
}
