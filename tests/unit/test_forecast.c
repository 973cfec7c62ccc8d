/*
 * When a case is likely to be done, against dates reckoned by hand.  Working
 * hours are those of Perpres 21/2023; 17 and 25 August 2026 are off, and 31
 * August is a Monday.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "app/forecast.h"

static const struct zone wib = {"WIB", 420};
static struct work_day off[] = {{.day = 20682}, {.day = 20690}};

enum {
	DISPOSE,
	CHECK,
	REGISTER,
	ACTIVATE,
	EXAMINE,
	DELIVER,
	REPORT,
	COMPLETE, /* back from CHECK */
	ROWS
};

static void
row_set(struct row *r, const char *no, enum step_kind kind,
    enum time_owner owner, struct duration time)
{
	*r = (struct row){.no = no,
	    .kind = kind,
	    .owner = owner,
	    .time = time,
	    .per_holder = kind_get(kind)->per_holder};
	for (int o = 0; o < OUT_COUNT; o++)
		r->next[o] = ROW_NONE;
}

static struct sop
table(struct row v[ROWS])
{
	struct sop s = {.rows = v, .rows_n = ROWS};
	struct duration none = {0};
	struct duration quarter = {15, 15, TIME_MINUTE, TIME_WORKING};
	struct duration hours = {1, 2, TIME_HOUR, TIME_WORKING};
	struct duration day = {1, 1, TIME_DAY, TIME_WORKING};
	struct duration link = {24, 24, TIME_HOUR, TIME_CALENDAR};

	row_set(&v[DISPOSE], "1", STEP_DISPOSE, OWNER_OFFICE, quarter);
	v[DISPOSE].next[OUT_FORWARDED] = CHECK;
	row_set(&v[CHECK], "2", STEP_CHECK, OWNER_OFFICE, day);
	v[CHECK].next[OUT_COMPLETE] = REGISTER;
	v[CHECK].next[OUT_INCOMPLETE] = COMPLETE;
	row_set(&v[REGISTER], "3", STEP_REGISTER, OWNER_OFFICE, hours);
	v[REGISTER].next[OUT_REGISTERED] = ACTIVATE;
	row_set(&v[ACTIVATE], "4", STEP_ACTIVATE, OWNER_APPLICANT, link);
	v[ACTIVATE].next[OUT_DONE] = EXAMINE;
	row_set(&v[EXAMINE], "5", STEP_EXAMINE, OWNER_BSRE, none);
	v[EXAMINE].next[OUT_ISSUED] = DELIVER;
	v[EXAMINE].next[OUT_DENIED] = CHECK;
	row_set(&v[DELIVER], "6", STEP_REPORT, OWNER_OFFICE, quarter);
	v[DELIVER].next[OUT_READ] = REPORT;
	row_set(&v[REPORT], "7", STEP_REPORT, OWNER_OFFICE, none);
	v[REPORT].next[OUT_READ] = ROW_END;
	row_set(&v[COMPLETE], "8", STEP_COMPLETE, OWNER_APPLICANT, none);
	v[COMPLETE].next[OUT_RESUBMITTED] = CHECK;
	for (int i = 0; i < ROWS; i++)
		v[i].joins = flow_row_joins(&s, i);
	return s;
}

/* What the office knows of itself. */
static const struct pace_sum own[] = {
    {"x", "", 40, 1, 1},
    {"x", "1", 5, 10, 30},
    {"x", "2", 200, 60, 450},
    {"x", "3", 7, 30, 60},
    {"x", "4", 7, 600, 1440},
    {"x", "5", 7, 120, 2880},
    {"x", "6", 7, 15, 15},
    {"x", "7", 7, 5, 5},
};
static const struct pace_sum few[] = {
    {"x", "1", PACE_LEAST - 1, 10, 30}, {"x", "3", 1, 30, 60}};
static const struct pace_sum some[] = {{"x", "1", PACE_LEAST, 10, 30}};

#define OWN  own, sizeof(own) / sizeof(own[0])
#define MOST own, sizeof(own) / sizeof(own[0]) - 1
#define FEW  few, sizeof(few) / sizeof(few[0])
#define SOME some, sizeof(some) / sizeof(some[0])
#define NONE NULL, 0

/* A task, or a holder that waits (opened NULL). */
struct stand {
	int row, holder;
	const char *opened;
};

#define MORNING "2026-08-31T07:30"

static struct line {
	const char *name;
	const struct pace_sum *paces;
	size_t paces_n;
	const char *now;
	struct stand at[4];
	int n;
	enum forecast_basis basis;
	bool applicant;
	const char *likely, *late;
	int row; /* and when this one is likely to be done; NULL: it is not
	            on the way */
	const char *row_done;
} lines[] = {
    {"the whole way", OWN, MORNING, {{DISPOSE, -1, MORNING}}, 1, FORECAST_OWN,
	false, "2026-09-01T07:50", "2026-09-04T09:20", CHECK,
	"2026-08-31T08:40"},
    {"by the calendar through the night", OWN, MORNING,
	{{DISPOSE, -1, MORNING}}, 1, FORECAST_OWN, false, "2026-09-01T07:50",
	"2026-09-04T09:20", EXAMINE, "2026-08-31T21:10"},
    {"the row where it stands has begun", OWN, MORNING,
	{{DISPOSE, -1, MORNING}}, 1, FORECAST_OWN, false, "2026-09-01T07:50",
	"2026-09-04T09:20", DISPOSE, NULL},
    {"what was used counts", OWN, "2026-08-31T07:36", {{DISPOSE, -1, MORNING}},
	1, FORECAST_OWN, false, "2026-09-01T07:50", "2026-09-04T09:20", CHECK,
	"2026-08-31T08:40"},
    {"the night before does not", OWN, MORNING,
	{{DISPOSE, -1, "2026-08-28T16:24"}}, 1, FORECAST_OWN, false,
	"2026-09-01T07:50", "2026-09-04T09:14", CHECK, "2026-08-31T08:34"},
    {"longer than likely: until the late time", OWN, "2026-08-31T07:50",
	{{DISPOSE, -1, MORNING}}, 1, FORECAST_OWN, false, "2026-09-01T07:50",
	"2026-09-04T09:20", CHECK, "2026-08-31T09:00"},
    {"exactly as long as likely", OWN, "2026-08-31T07:40",
	{{DISPOSE, -1, MORNING}}, 1, FORECAST_OWN, false, "2026-09-01T07:50",
	"2026-09-04T09:20", CHECK, "2026-08-31T08:40"},
    {"longer than late: once more", OWN, "2026-08-31T08:30",
	{{DISPOSE, -1, MORNING}}, 1, FORECAST_OWN, false, "2026-09-01T07:50",
	"2026-09-04T10:20", CHECK, "2026-08-31T09:40"},
    {"over a weekend and a holiday", OWN, "2026-08-14T16:20",
	{{DELIVER, -1, "2026-08-14T16:20"}}, 1, FORECAST_OWN, false,
	"2026-08-18T07:40", "2026-08-18T07:40", REPORT, "2026-08-18T07:40"},
    {"a holiday within the week", OWN, "2026-08-24T15:50",
	{{DELIVER, -1, "2026-08-24T15:50"}}, 1, FORECAST_OWN, false,
	"2026-08-26T07:40", "2026-08-26T07:40", REPORT, "2026-08-26T07:40"},
    {"on a Saturday night", OWN, "2026-08-29T20:00",
	{{REPORT, -1, "2026-08-29T20:00"}}, 1, FORECAST_OWN, false,
	"2026-08-31T07:35", "2026-08-31T07:35", DELIVER, NULL},
    {"by the SOP", NONE, MORNING, {{DISPOSE, -1, MORNING}}, 1, FORECAST_SOP,
	false, "2026-09-02T10:00", "2026-09-02T10:00", CHECK,
	"2026-09-01T07:45"},
    {"too few are none", FEW, MORNING, {{DISPOSE, -1, MORNING}}, 1,
	FORECAST_SOP, false, "2026-09-02T10:00", "2026-09-02T10:00", CHECK,
	"2026-09-01T07:45"},
    {"by the SOP, used", NONE, "2026-08-31T07:40", {{DISPOSE, -1, MORNING}}, 1,
	FORECAST_SOP, false, "2026-09-02T10:00", "2026-09-02T10:00", CHECK,
	"2026-09-01T07:45"},
    {"by the SOP, late: once more", NONE, "2026-08-31T08:00",
	{{DISPOSE, -1, MORNING}}, 1, FORECAST_SOP, false, "2026-09-02T10:30",
	"2026-09-02T10:30", CHECK, "2026-09-01T08:15"},
    {"own times and the SOP", SOME, MORNING, {{DISPOSE, -1, MORNING}}, 1,
	FORECAST_MIXED, false, "2026-09-02T09:55", "2026-09-02T10:15", CHECK,
	"2026-09-01T07:40"},
    {"of the last row nothing is known", MOST, MORNING,
	{{DISPOSE, -1, MORNING}}, 1, FORECAST_MIXED, false, "2026-09-01T07:45",
	"2026-09-04T09:15", CHECK, "2026-08-31T08:40"},
    {"nothing known of what is left", NONE, MORNING, {{REPORT, -1, MORNING}}, 1,
	FORECAST_NONE, false, MORNING, MORNING, REPORT, NULL},
    {"first the applicant", OWN, MORNING, {{ACTIVATE, 0, "2026-08-20T07:30"}},
	1, FORECAST_OWN, true, "2026-08-31T09:50", "2026-09-02T07:50", EXAMINE,
	"2026-08-31T09:30"},
    {"returned", OWN, MORNING, {{COMPLETE, -1, MORNING}}, 1, FORECAST_OWN, true,
	"2026-09-01T07:50", "2026-09-04T08:50", CHECK, "2026-08-31T08:30"},
    {"the way back is not on the way", OWN, MORNING, {{COMPLETE, -1, MORNING}},
	1, FORECAST_OWN, true, "2026-09-01T07:50", "2026-09-04T08:50", COMPLETE,
	NULL},
    {"returned, alone among holders", OWN, MORNING,
	{{COMPLETE, 0, MORNING}, {EXAMINE, 1, MORNING}}, 2, FORECAST_OWN, true,
	"2026-09-01T07:50", "2026-09-04T08:50", DELIVER, "2026-09-01T07:45"},
    {"the last holder makes the date", OWN, MORNING,
	{{EXAMINE, 0, MORNING}, {REGISTER, 1, MORNING}}, 2, FORECAST_OWN, false,
	"2026-09-01T07:50", "2026-09-03T08:50", EXAMINE, "2026-08-31T20:00"},
    {"in the other order", OWN, MORNING,
	{{REGISTER, 0, MORNING}, {EXAMINE, 1, MORNING}}, 2, FORECAST_OWN, false,
	"2026-09-01T07:50", "2026-09-03T08:50", EXAMINE, "2026-08-31T20:00"},
    {"a holder waits for the other", OWN, MORNING,
	{{DELIVER, 0, NULL}, {EXAMINE, 1, MORNING}}, 2, FORECAST_OWN, false,
	"2026-08-31T09:50", "2026-09-02T07:50", DELIVER, "2026-08-31T09:45"},
    {"the earliest joining row", OWN, MORNING,
	{{REPORT, 0, NULL}, {EXAMINE, 1, MORNING}}, 2, FORECAST_OWN, false,
	"2026-08-31T09:50", "2026-09-02T07:50", DELIVER, "2026-08-31T09:45"},
    {"beside the letter others wait", OWN, MORNING,
	{{REPORT, 0, NULL}, {DELIVER, -1, MORNING}}, 2, FORECAST_OWN, false,
	"2026-08-31T07:50", "2026-08-31T07:50", REPORT, "2026-08-31T07:50"},
};

static int64_t
at(const char *text)
{
	struct civil c;
	struct err e = {0};

	assert_int_equal(datetime_parse(&c, str_of(text), &e), 0);
	return civil_ms(c, wib);
}

static struct office
office(void)
{
	work_days_sum(&work_week_default, off, 2);
	return (struct office){
	    .zone = wib, .time = {work_week_default, wib, off, 2}};
}

static void
equal_times(int64_t got, const char *want)
{
	struct civil c = civil_of(got, wib);

	if (got != (want ? at(want) : 0))
		fail_msg("%04d-%02u-%02uT%02u:%02u for %s", c.year, c.month,
		    c.day, c.hour, c.minute, want ? want : "nothing");
}

static void
test_line(void **state)
{
	const struct line *l = *state;
	struct row rows[ROWS];
	struct sop sop = table(rows);
	struct office o = office();
	struct forecast_token tokens[4];
	struct forecast_case c = {.office = &o,
	    .sop = &sop,
	    .paces = l->paces,
	    .paces_n = l->paces_n,
	    .tokens = tokens,
	    .tokens_n = (size_t)l->n,
	    .now = at(l->now)};
	struct forecast f;
	struct arena a;

	for (int i = 0; i < l->n; i++)
		tokens[i] = (struct forecast_token){.row = l->at[i].row,
		    .holder = l->at[i].holder,
		    .waiting = !l->at[i].opened,
		    .opened_at = l->at[i].opened ? at(l->at[i].opened) : 0};
	arena_init(&a, 4096);
	forecast_make(&f, &a, &c);
	assert_int_equal(f.basis, l->basis);
	assert_int_equal(f.applicant, l->applicant);
	equal_times(f.likely, l->likely);
	equal_times(f.late, l->late);
	equal_times(f.rows[l->row], l->row_done);
	arena_clear(&a);
}

/* A table whose way forward runs in a circle: still an answer. */
static void
test_circle(void **state)
{
	struct row rows[ROWS];
	struct sop sop = table(rows);
	struct office o = office();
	struct forecast_token t = {DISPOSE, HOLDER_ALL, false, at(MORNING)};
	struct forecast_case c = {.office = &o,
	    .sop = &sop,
	    .tokens = &t,
	    .tokens_n = 1,
	    .now = at(MORNING)};
	struct forecast f;
	struct arena a;

	(void)state;
	rows[REPORT].next[OUT_READ] = DISPOSE;
	arena_init(&a, 4096);
	forecast_make(&f, &a, &c);
	assert_true(f.likely > c.now);
	arena_clear(&a);
}

/* Everywhere, at whatever time of use: never before now, and never is the
 * late date before the likely one. */
static void
test_order(void **state)
{
	struct row rows[ROWS];
	struct sop sop = table(rows);
	struct office o = office();
	struct forecast_token t = {0, HOLDER_ALL, false, at(MORNING)};
	struct forecast_case c = {.office = &o,
	    .sop = &sop,
	    .paces = own,
	    .paces_n = sizeof(own) / sizeof(own[0]),
	    .tokens = &t,
	    .tokens_n = 1};
	struct forecast f;
	struct arena a;

	(void)state;
	arena_init(&a, 65536);
	for (t.row = 0; t.row < ROWS; t.row++)
		for (int i = 0; i < 600; i += 7) {
			c.now = t.opened_at + i * 13 * MS_MINUTE;
			forecast_make(&f, &a, &c);
			assert_true(f.likely >= c.now);
			assert_true(f.late >= f.likely);
			arena_reset(&a);
		}
	arena_clear(&a);
}

int
main(void)
{
	enum { N = sizeof(lines) / sizeof(lines[0]) };
	struct CMUnitTest tests[N + 2] = {
	    cmocka_unit_test(test_circle), cmocka_unit_test(test_order)};

	for (size_t i = 0; i < N; i++)
		tests[i + 2] = (struct CMUnitTest){
		    lines[i].name, test_line, NULL, NULL, &lines[i]};
	return cmocka_run_group_tests_name("forecast", tests, NULL, NULL);
}
