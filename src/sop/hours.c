#include "sop/hours.h"

#include <string.h>

#define WEEKDAYS 7
#define CLOSED   "tutup"

static const char *const weekdays[WEEKDAYS] = {
    "minggu", "senin", "selasa", "rabu", "kamis", "jumat", "sabtu"};

static const struct field hours_fields[] = {
    {"hari", .type = FIELD_TEXT, .required = true},
    {"jam", .type = FIELD_TEXT, .required = true},
    {"istirahat", .type = FIELD_TEXT},
};
const struct schema hours_schema = {
    "jam kerja", hours_fields, sizeof(hours_fields) / sizeof(struct field)};

/* A clock time, "07.30" or "7:30", off the front; minutes, or -1. */
static int
take_clock(struct str *s)
{
	unsigned v[2] = {0, 0};
	size_t i = 0;

	for (int part = 0; part < 2; part++) {
		size_t n = 0;

		while (i < s->n && n < 2 && s->p[i] >= '0' && s->p[i] <= '9') {
			v[part] = v[part] * 10 + (unsigned)(s->p[i++] - '0');
			n++;
		}
		if (n == 0 || (part == 1 && n != 2))
			return -1;
		if (part == 0 && (i == s->n || !strchr(".:", s->p[i++])))
			return -1;
	}
	if (v[0] > 24 || v[1] > 59 || (v[0] == 24 && v[1] > 0))
		return -1;
	s->p += i;
	s->n -= i;
	return (int)(v[0] * 60 + v[1]);
}

/* "07.30-16.00"; the second is later than the first. */
static bool
read_range(const char *text, unsigned *from, unsigned *to)
{
	struct str s = str_trim(str_of(text));
	int a = take_clock(&s), b;

	s = str_trim(s);
	if (a < 0 || !str_starts(s, STR("-")))
		return false;
	s = str_trim((struct str){s.p + 1, s.n - 1});
	b = take_clock(&s);
	if (b <= a || s.n > 0)
		return false;
	*from = (unsigned)a;
	*to = (unsigned)b;
	return true;
}

static bool
wrong_range(struct problem_list *l, const struct node *map, const char *key)
{
	problem_error(l, node_place(map, key),
	    "Isi \"%s\" tidak terbaca; tulis seperti 07.30-16.00, yang awal "
	    "lebih dahulu%s.",
	    key, strcmp(key, "jam") == 0 ? ", atau " CLOSED : "");
	return false;
}

bool
hours_of_day(
    struct problem_list *l, const struct node *map, struct work_hours *h)
{
	const char *open = node_text(map, "jam");
	const char *rest = node_text(map, "istirahat");
	struct work_hours got = {0};

	if (!open) {
		if (rest)
			problem_error(l, node_place(map, "istirahat"),
			    "Ada \"istirahat\" tetapi belum ada \"jam\"; "
			    "tulis jam kerjanya.");
		return false;
	}
	if (strcmp(open, CLOSED) == 0 && !rest) {
		*h = got;
		return true;
	}
	if (!read_range(open, &got.open, &got.close))
		return wrong_range(l, map, "jam");
	if (rest && !read_range(rest, &got.break_from, &got.break_to))
		return wrong_range(l, map, "istirahat");
	if (rest && (got.break_from < got.open || got.break_to > got.close ||
			work_hours_minutes(got) == 0)) {
		problem_error(l, node_place(map, "istirahat"),
		    "Jam istirahat harus di antara jam buka dan jam tutup dan "
		    "menyisakan jam kerja; perbaiki salah satunya.");
		return false;
	}
	*h = got;
	return true;
}

static int
weekday_find(struct str word)
{
	word = str_trim(word);
	for (int i = 0; i < WEEKDAYS; i++)
		if (str_caseeq(word, str_of(weekdays[i])))
			return i;
	return -1;
}

/* "jumat", or "senin-kamis", which may go over the end of the week. */
static bool
read_weekdays(
    struct problem_list *l, const struct node *map, int *first, int *last)
{
	const char *text = node_text(map, "hari");
	struct str rest = str_of(text), word = str_cut(&rest, '-');
	bool range = rest.p != NULL;

	*first = weekday_find(word);
	*last = range ? weekday_find(rest) : *first;
	if (*first >= 0 && *last >= 0 && !(range && *first == *last))
		return true;
	problem_error(l, node_place(map, "hari"),
	    "Isi \"hari\" tidak terbaca: \"%s\"; tulis satu hari seperti "
	    "jumat, atau rentang seperti senin-kamis.",
	    problem_quote(l, text));
	return false;
}

struct hours
hours_read(struct problem_list *l, const struct node *map, const char *key)
{
	const struct node *list = node_get(map, key);
	unsigned lines[WEEKDAYS] = {0};
	struct hours r = {.any = false};

	if (!list || list->type != NODE_LIST)
		return r;
	for (const struct node *m = list->first; m; m = m->next) {
		struct work_hours h;
		int first, last;

		if (!node_text(m, "hari") ||
		    !read_weekdays(l, m, &first, &last) ||
		    !hours_of_day(l, m, &h))
			continue;
		for (int i = first;; i = (i + 1) % WEEKDAYS) {
			if (lines[i] > 0) {
				problem_error(l, node_place(m, "hari"),
				    "Hari %s sudah ditulis di baris %u; hapus "
				    "salah satunya.",
				    weekdays[i], lines[i]);
				break;
			}
			r.any = true;
			r.week.days[i] = h;
			lines[i] = m->at.line;
			if (i == last)
				break;
		}
	}
	return r;
}

bool
hours_date(struct problem_list *l, const struct node *map, const char *key,
    int32_t *day)
{
	const char *text = node_text(map, key);
	struct err e = {0};
	struct civil c;

	if (!text)
		return false;
	if (date_parse(&c, str_of(text), &e) < 0) {
		problem_error(l, node_place(map, key),
		    "Tanggal \"%s\" tidak ada atau tidak terbaca; tulis "
		    "tahun, bulan dan hari seperti 2026-08-17.",
		    problem_quote(l, text));
		return false;
	}
	*day = civil_day(c);
	return true;
}

static bool
next_clock(const char *text, unsigned after, unsigned *minutes)
{
	struct str s = str_trim(str_of(text));
	int at = take_clock(&s);

	*minutes = (unsigned)at;
	return at >= (int)after && at < 24 * 60 && s.n == 0;
}

size_t
hours_clocks(struct problem_list *l, const struct node *map, const char *key,
    unsigned *v, size_t max)
{
	const struct node *list = node_get(map, key);
	size_t n = 0;

	if (!list || list->type != NODE_LIST)
		return 0;
	for (const struct node *m = list->first; m; m = m->next) {
		unsigned after = n > 0 ? v[n - 1] + 1 : 0, at;

		if (m->type != NODE_TEXT)
			return 0;
		if (n == max || !next_clock(m->text, after, &at)) {
			problem_error(l, m->at,
			    "Isi \"%s\" tidak dapat dipakai; tulis jam dari "
			    "pagi ke sore seperti [\"07.30\", \"13.00\"], "
			    "paling banyak %zu.",
			    key, max);
			return 0;
		}
		v[n++] = at;
	}
	return n;
}
