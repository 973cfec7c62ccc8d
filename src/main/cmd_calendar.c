/*
 * The calendar of the country: which days are no working days, and when is
 * Ramadan.  Offices add their own in kantor.yaml.
 */
#include <stdio.h>

#include "app/recount.h"
#include "base/limits.h"
#include "main/command.h"

static const char *const weekdays[] = {
    "Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"};

static const char *const kinds[] = {
    [DAY_RAMADAN] = "Ramadan",
    [DAY_HOLIDAY] = "libur nasional",
    [DAY_LEAVE] = "cuti bersama",
    [DAY_OFF] = "libur kantor",
    [DAY_ON] = "masuk",
};

struct year {
	const struct calendar *c;
	struct str text;
};

static void
print_year(const struct calendar *c)
{
	size_t n[DAY_ON + 1] = {0};

	for (size_t i = 0; i < c->days_n; i++)
		n[c->days[i].kind]++;
	printf("%d: %zu hari libur nasional, %zu cuti bersama, %zu masa "
	       "Ramadan",
	    c->year, n[DAY_HOLIDAY], n[DAY_LEAVE], c->ramadan_n);
	if (c->guesses > 0)
		printf(", %zu di antaranya perkiraan", c->guesses);
	printf("\n");
}

/* One year of each file; what is wrong in them is written. */
static int
read_years(struct cmd *c, struct year *years, bool warn, struct err *e)
{
	size_t wrong = 0;

	for (size_t i = 0; i < c->n; i++) {
		struct sop_problems p;

		if (cmd_read(&c->arena, c->args[i], LIMIT_SOP_FILE,
			&years[i].text, e) < 0)
			return -1;
		years[i].c = calendar_parse(&c->arena, years[i].text, &p);
		if (warn || p.errors > 0)
			cmd_problems(c->args[i], &p);
		wrong += p.errors > 0;
	}
	if (wrong > 0)
		return err_set(e, ERR_INPUT, "Kalender belum dapat dimuat.",
		    "%zu files", wrong);
	return 0;
}

static int
run_check(struct cmd *c)
{
	struct year *years = ARENA_ARRAY(&c->arena, c->n, struct year);
	struct err e = {0};

	if (read_years(c, years, true, &e) < 0)
		return cmd_fail(c, &e);
	for (size_t i = 0; i < c->n; i++)
		print_year(years[i].c);
	return CMD_OK;
}

const struct command command_calendar_check = {
    .name = "calendar check",
    .args = "BERKAS...",
    .brief = "memeriksa berkas kalender nasional",
    .help = "Menulis setiap kesalahan sebagai BERKAS:baris:kolom: galat: ...\n"
	    "dan setiap tanggal yang masih perkiraan sebagai peringatan.\n"
	    "Status 1 bila ada galat.\n",
    .min = 1,
    .max = SIZE_MAX,
    .run = run_check,
};

/* The due dates of every office. */
static int
recount_all(struct cmd *c, struct err *e)
{
	const struct tenant *v;
	size_t n;

	v = control_tenants(tenants_control(app_tenants(c->app)), &n);
	for (size_t i = 0; i < n; i++) {
		struct recount r;

		if (!v[i].active)
			continue;
		if (recount_due(c->app, v[i].id, &r, c->now, e) < 0)
			return -1;
		printf("%s: %zu dari %zu tenggat berubah\n", v[i].id, r.changed,
		    r.open);
	}
	return 0;
}

static int
run_load(struct cmd *c)
{
	struct year *years = ARENA_ARRAY(&c->arena, c->n, struct year);
	struct control *control;
	struct err e = {0};

	if (cmd_app(c, &e) < 0 || read_years(c, years, false, &e) < 0)
		return cmd_fail(c, &e);
	control = tenants_control(app_tenants(c->app));
	for (size_t i = 0; i < c->n; i++) {
		if (control_put_calendar(control, years[i].c->year,
			str_z(&c->arena, years[i].text), c->now, &e) < 0)
			return cmd_fail(c, &e);
		print_year(years[i].c);
	}
	if (tenants_refresh(app_tenants(c->app), &e) < 0 ||
	    recount_all(c, &e) < 0)
		return cmd_fail(c, &e);
	return CMD_OK;
}

const struct command command_calendar_load = {
    .name = "calendar load",
    .args = "BERKAS...",
    .brief = "memuat kalender nasional, satu tahun tiap berkas",
    .help = "Memuat hari libur nasional, cuti bersama dan masa Ramadan untuk\n"
	    "semua kantor, menggantikan isi tahun yang sama.  Tenggat langkah\n"
	    "yang masih berjalan dihitung ulang.  Bila satu berkas memuat\n"
	    "kesalahan, tidak ada yang dimuat.\n",
    .min = 1,
    .max = SIZE_MAX,
    .options = {OPTION_DATA},
    .run = run_load,
};

/* --- what an office counts ---------------------------------------------- */

static void
print_hours(struct work_hours h)
{
	if (work_hours_minutes(h) == 0) {
		printf("tutup\n");
		return;
	}
	printf("%02u.%02u-%02u.%02u", h.open / 60, h.open % 60, h.close / 60,
	    h.close % 60);
	if (h.break_to > h.break_from)
		printf(", istirahat %02u.%02u-%02u.%02u", h.break_from / 60,
		    h.break_from % 60, h.break_to / 60, h.break_to % 60);
	printf("\n");
}

static void
print_day(const struct named_day *d)
{
	struct civil c = day_civil(d->day);

	printf("%04d-%02u-%02u %-6s  %s: %s%s; ", c.year, c.month, c.day,
	    weekdays[c.weekday], kinds[d->kind], d->name,
	    d->guess ? " (perkiraan)" : "");
	print_hours(d->hours);
}

static int
run_show(struct cmd *c)
{
	const struct office *o;
	struct err e = {0};
	uint64_t year = 0;
	struct db *db;

	if (c->n > 1 && str_u64(str_of(c->args[1]), YEAR_MAX, &year) < 0) {
		fprintf(stderr, "paraf calendar show: tahun tidak terbaca\n");
		return CMD_USAGE;
	}
	if (cmd_app(c, &e) < 0 ||
	    app_office(c->app, c->args[0], &o, &db, &e) < 0)
		return cmd_fail(c, &e);
	for (unsigned i = 0; i < 7; i++) {
		unsigned day = (i + 1) % 7; /* Monday first */

		printf("%-7s ", weekdays[day]);
		print_hours(o->time.week.days[day]);
	}
	printf("\n");
	for (size_t i = 0; i < o->time.days_n; i++)
		if (!year || day_civil(o->days[i].day).year == (int)year)
			print_day(&o->days[i]);
	return CMD_OK;
}

const struct command command_calendar_show = {
    .name = "calendar show",
    .args = "KANTOR [TAHUN]",
    .brief = "menulis jam kerja dan hari khusus satu kantor",
    .help = "Menulis jam kerja sepekan dan setiap tanggal yang lain dari\n"
	    "biasanya: libur nasional, cuti bersama, Ramadan, dan hari milik\n"
	    "kantor sendiri.\n",
    .min = 1,
    .max = 2,
    .options = {OPTION_DATA},
    .run = run_show,
};
