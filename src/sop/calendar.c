#include "sop/calendar.h"

#include <stdlib.h>

#include "sop/hours.h"

#define PERIODS     4  /* of Ramadan in one year: two at most */
#define RANGE_DAYS  92 /* of one entry */
#define RAMADAN_MAX 30

static const char *const yes_no[] = {"ya", "tidak"};

#define DAY_FIELDS                                           \
	{"tanggal", .type = FIELD_TEXT, .required = true},   \
	    {"sampai", .type = FIELD_TEXT},                  \
	{                                                    \
		"nama", .type = FIELD_TEXT, .required = true \
	}
#define GUESS_FIELD                                                            \
	{                                                                      \
		"perkiraan", .type = FIELD_WORD, .words = yes_no, .words_n = 2 \
	}
#define COUNT(v) (sizeof(v) / sizeof((v)[0]))

static const struct field national_fields[] = {DAY_FIELDS, GUESS_FIELD};
static const struct schema national_schema = {
    "hari libur", national_fields, COUNT(national_fields)};

static const struct field period_fields[] = {
    {"dari", .type = FIELD_TEXT, .required = true},
    {"sampai", .type = FIELD_TEXT, .required = true},
    {"nama", .type = FIELD_TEXT, .required = true}, GUESS_FIELD};
static const struct schema period_schema = {
    "Ramadan", period_fields, COUNT(period_fields)};

static const struct field calendar_fields[] = {
    {"tahun", .type = FIELD_TEXT, .required = true},
    {"sumber", .type = FIELD_TEXT},
    {"libur", .type = FIELD_RECORDS, .required = true,
	.record = &national_schema},
    {"cuti_bersama", .type = FIELD_RECORDS, .record = &national_schema},
    {"ramadan", .type = FIELD_RECORDS, .record = &period_schema},
    {"jam_ramadan", .type = FIELD_RECORDS, .record = &hours_schema},
};
static const struct schema calendar_schema = {
    "kalender", calendar_fields, COUNT(calendar_fields)};

static const struct field own_off_fields[] = {DAY_FIELDS};
const struct schema own_off_schema = {
    "libur", own_off_fields, COUNT(own_off_fields)};

static const struct field own_on_fields[] = {
    {"tanggal", .type = FIELD_TEXT, .required = true},
    {"nama", .type = FIELD_TEXT, .required = true},
    {"jam", .type = FIELD_TEXT},
    {"istirahat", .type = FIELD_TEXT},
};
const struct schema own_on_schema = {
    "masuk", own_on_fields, COUNT(own_on_fields)};

/* Days while they are read. */
struct day_list {
	struct arena *a;
	struct problem_list *l;
	struct named_day *v;
	size_t n, cap;
	int year;                     /* that all must be of; 0: any */
	const struct work_week *week; /* of the office */
};

static bool
in_year(struct day_list *d, const struct node *m, const char *key, int32_t day)
{
	if (d->year == 0 || day_civil(day).year == d->year)
		return true;
	problem_error(d->l, node_place(m, key),
	    "Tanggal ini bukan di tahun %d; pindahkan ke berkas tahunnya.",
	    d->year);
	return false;
}

static bool
is_guess(const struct node *m)
{
	return schema_word(m, "perkiraan", yes_no, COUNT(yes_no), 1) == 0;
}

static bool
add_day(struct day_list *d, const struct node *m, struct named_day v)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->v[i].day == v.day) {
			struct civil c = day_civil(v.day);

			problem_error(d->l, node_place(m, "tanggal"),
			    "Tanggal %04d-%02u-%02u sudah ditulis di baris "
			    "%u; hapus salah satunya.",
			    c.year, c.month, c.day, d->v[i].line);
			return false;
		}
	if (d->n == CALENDAR_DAYS) {
		problem_error(d->l, m->at,
		    "Berkas ini memuat lebih dari %zu hari; hapus yang tidak "
		    "perlu.",
		    CALENDAR_DAYS);
		return false;
	}
	ARENA_GROW(d->a, d->v, d->n, d->cap);
	d->v[d->n++] = v;
	return true;
}

/* The last day of an entry that may have "sampai". */
static bool
last_day(struct day_list *d, const struct node *m, int32_t first,
    unsigned longest, int32_t *last)
{
	*last = first;
	if (!node_text(m, "sampai"))
		return true;
	if (!hours_date(d->l, m, "sampai", last) ||
	    !in_year(d, m, "sampai", *last))
		return false;
	if (*last >= first && *last - first < (int32_t)longest)
		return true;
	problem_error(d->l, node_place(m, "sampai"),
	    "Tanggal \"sampai\" harus sesudah tanggal awalnya dan paling "
	    "banyak %u hari; perbaiki salah satunya.",
	    longest);
	return false;
}

/* Who writes that they work has some minute of work. */
static void
check_on(struct day_list *d, const struct node *m, const struct named_day *v)
{
	struct work_hours usual = d->week->days[day_weekday(v->day)];

	if (v->timed && work_hours_minutes(v->hours) == 0)
		problem_error(d->l, node_place(m, "jam"),
		    "Hari masuk tidak boleh tutup; tulis di \"libur\" atau "
		    "isi jamnya.");
	if (!node_text(m, "jam") && work_hours_minutes(usual) == 0)
		problem_error(d->l, node_place(m, "tanggal"),
		    "Hari masuk ini jatuh pada hari tutup; tulis \"jam\" "
		    "kerjanya.");
}

/* Every day of an entry; what is wrong was told. */
static void
read_entry(struct day_list *d, const struct node *m, enum day_kind kind)
{
	struct named_day v = {.kind = kind, .line = m->at.line};
	int32_t last;

	v.name = node_text(m, "nama");
	v.guess = kind <= DAY_LEAVE && is_guess(m);
	if (!hours_date(d->l, m, "tanggal", &v.day) ||
	    !in_year(d, m, "tanggal", v.day))
		return;
	if (kind == DAY_ON) {
		v.timed = hours_of_day(d->l, m, &v.hours);
		check_on(d, m, &v);
		add_day(d, m, v);
		return;
	}
	if (!last_day(d, m, v.day, RANGE_DAYS, &last))
		return;
	if (v.guess)
		problem_warn(d->l, node_place(m, "tanggal"),
		    "%s masih perkiraan; sesuaikan dengan SKB.",
		    v.name ? problem_quote(d->l, v.name) : "Hari ini");
	while (v.day <= last && add_day(d, m, v))
		v.day++;
}

static void
read_days(struct day_list *d, const struct node *root, const char *key,
    enum day_kind kind)
{
	const struct node *list = node_get(root, key);

	if (!list || list->type != NODE_LIST)
		return;
	for (const struct node *m = list->first; m; m = m->next)
		read_entry(d, m, kind);
}

static bool
is_absent(const struct node *root, const char *key)
{
	const struct node *v = node_get(root, key);

	return !v || node_is_empty(v) || (v->type == NODE_LIST && v->n == 0);
}

/* Some minute of work in the week that a list names. */
static void
check_week(struct problem_list *l, const struct node *root, const char *key,
    const struct hours *h)
{
	struct err e = {0};

	if (h->any && work_week_check(&h->week, &e) < 0)
		problem_error(l, node_get(root, key)->key->at, "%s", e.msg);
}

static void
read_ramadan(struct day_list *d, const struct node *root, struct calendar *c)
{
	const struct node *list = node_get(root, "ramadan");
	struct period *v = ARENA_ARRAY(d->a, PERIODS, struct period);

	c->ramadan = v;
	if (!list || list->type != NODE_LIST)
		return;
	for (const struct node *m = list->first; m; m = m->next) {
		struct period p = {
		    .name = node_text(m, "nama"), .guess = is_guess(m)};

		if (!hours_date(d->l, m, "dari", &p.first) ||
		    !in_year(d, m, "dari", p.first) ||
		    !last_day(d, m, p.first, RAMADAN_MAX, &p.last))
			continue;
		if (c->ramadan_n == PERIODS ||
		    (c->ramadan_n > 0 && p.first <= v[c->ramadan_n - 1].last)) {
			problem_error(d->l, node_place(m, "dari"),
			    "Masa Ramadan harus urut, tidak tumpang tindih, "
			    "dan paling banyak %d; perbaiki tanggalnya.",
			    PERIODS);
			continue;
		}
		if (p.guess)
			problem_warn(d->l, node_place(m, "dari"),
			    "%s masih perkiraan; sesuaikan dengan penetapan "
			    "pemerintah.",
			    p.name ? problem_quote(d->l, p.name) : "Masa ini");
		v[c->ramadan_n++] = p;
	}
	check_week(d->l, root, "jam_ramadan", &c->ramadan_hours);
	if (c->ramadan_n > 0 && is_absent(root, "jam_ramadan"))
		problem_error(d->l, list->key->at,
		    "Ada masa Ramadan tetapi belum ada \"jam_ramadan\"; tulis "
		    "jam kerjanya.");
}

/* The year, or 0 if it cannot be read. */
static int
read_year(struct problem_list *l, const struct node *root)
{
	const char *text = node_text(root, "tahun");
	uint64_t v;

	if (!text)
		return 0;
	if (str_u64(str_of(text), YEAR_MAX, &v) == 0 && v >= YEAR_MIN)
		return (int)v;
	problem_error(l, node_place(root, "tahun"),
	    "Tahun \"%s\" tidak terbaca; tulis seperti 2026.",
	    problem_quote(l, text));
	return 0;
}

static size_t
count_guesses(const struct calendar *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->days_n; i++)
		n += c->days[i].guess;
	for (size_t i = 0; i < c->ramadan_n; i++)
		n += c->ramadan[i].guess;
	return n;
}

const struct calendar *
calendar_parse(struct arena *a, struct str text, struct sop_problems *p)
{
	struct calendar *c = ARENA_NEW(a, struct calendar);
	struct problem_list l;
	struct day_list d = {.a = a, .l = &l};
	const struct node *root;

	problem_list_init(&l, a);
	root = node_read(a, text, &l);
	if (root) {
		schema_check(&l, &calendar_schema, root);
		c->year = read_year(&l, root);
		c->source = node_text(root, "sumber");
		c->ramadan_hours = hours_read(&l, root, "jam_ramadan");
		d.year = c->year;
		read_days(&d, root, "libur", DAY_HOLIDAY);
		read_days(&d, root, "cuti_bersama", DAY_LEAVE);
		read_ramadan(&d, root, c);
		c->days = d.v;
		c->days_n = d.n;
		c->guesses = count_guesses(c);
	}
	problem_list_take(&l, p);
	return p->errors > 0 ? NULL : c;
}

struct own_time
own_time_read(struct arena *a, struct problem_list *l, const struct node *root)
{
	struct day_list d = {.a = a, .l = l};
	struct own_time own = {
	    .week = hours_read(l, root, "jam_kerja"),
	    .ramadan = hours_read(l, root, "jam_ramadan"),
	};

	check_week(l, root, "jam_kerja", &own.week);
	check_week(l, root, "jam_ramadan", &own.ramadan);
	if (own.week.any && is_absent(root, "jam_ramadan"))
		problem_error(l, node_get(root, "jam_kerja")->key->at,
		    "Kantor ini menulis \"jam_kerja\" sendiri; tulis juga "
		    "\"jam_ramadan\".");
	d.week = own.week.any ? &own.week.week : &work_week_default;
	read_days(&d, root, "libur", DAY_OFF);
	read_days(&d, root, "masuk", DAY_ON);
	own.days = d.v;
	own.days_n = d.n;
	return own;
}

/* --- both together ------------------------------------------------------ */

static int
compare(const void *a, const void *b)
{
	const struct named_day *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return (x->kind > y->kind) - (x->kind < y->kind);
}

static size_t
add_ramadan(
    struct named_day *v, const struct own_time *own, const struct calendar *c)
{
	const struct hours *h =
	    own->ramadan.any ? &own->ramadan : &c->ramadan_hours;
	size_t n = 0;

	for (size_t i = 0; i < c->ramadan_n; i++)
		for (int32_t d = c->ramadan[i].first; d <= c->ramadan[i].last;
		     d++)
			v[n++] = (struct named_day){.day = d,
			    .kind = DAY_RAMADAN,
			    .name = c->ramadan[i].name,
			    .guess = c->ramadan[i].guess,
			    .hours = h->week.days[day_weekday(d)]};
	return n;
}

static size_t
add_days(struct named_day *v, const struct named_day *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		v[i] = from[i];
	return n;
}

/* Of each date the last of its kinds; how many dates. */
static size_t
settle(struct named_day *v, size_t n, const struct work_week *week)
{
	size_t kept = 0;

	for (size_t i = 0, first = 0; i < n; i++) {
		if (v[first].day != v[i].day)
			first = i;
		if (i + 1 < n && v[i + 1].day == v[i].day)
			continue;
		if (v[i].kind == DAY_ON && !v[i].timed)
			v[i].hours = v[first].kind == DAY_RAMADAN
					 ? v[first].hours
					 : week->days[day_weekday(v[i].day)];
		v[kept++] = v[i];
	}
	return kept;
}

void
calendar_merge(struct arena *a, struct worktime *time,
    const struct named_day **days, const struct own_time *own,
    const struct calendar *const *years, size_t n)
{
	size_t cap = own->days_n, k = 0;
	struct named_day *v;
	struct work_day *w;

	time->week = own->week.any ? own->week.week : work_week_default;
	for (size_t i = 0; i < n; i++)
		cap += years[i]->days_n + years[i]->ramadan_n * RAMADAN_MAX;
	v = ARENA_ARRAY(a, cap + 1, struct named_day);
	for (size_t i = 0; i < n; i++) {
		k += add_ramadan(v + k, own, years[i]);
		k += add_days(v + k, years[i]->days, years[i]->days_n);
	}
	k += add_days(v + k, own->days, own->days_n);
	qsort(v, k, sizeof(*v), compare);
	k = settle(v, k, &time->week);
	w = ARENA_ARRAY(a, k + 1, struct work_day);
	for (size_t i = 0; i < k; i++)
		w[i] = (struct work_day){.day = v[i].day, .hours = v[i].hours};
	work_days_sum(&time->week, w, k);
	time->days = w;
	time->days_n = k;
	*days = v;
}
