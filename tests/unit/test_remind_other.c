/*
 * What else the agenda has: deadlines after a change of the calendar, links,
 * certificates, and the sweep itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "app/recount.h"
#include "remind.h"

/* --- the calendar changes ----------------------------------------------- */

static void
load_year(struct fixture *f, const char *text, const char *when, size_t changed)
{
	struct control *control = tenants_control(app_tenants(f->app));
	struct recount r;

	assert_int_equal(
	    control_put_calendar(control, 2026, text, 1, &f->e), 0);
	assert_true(tenants_refresh(app_tenants(f->app), &f->e) >= 0);
	assert_int_equal(recount_due(f->app, "uji", &r, at(f, when), &f->e), 0);
	assert_int_equal(r.changed, changed);
	assert_int_equal(
	    sweep_ctx(&f->cx, f->app, &f->look, "uji", 1, &f->e), 0);
}

#define OFF(day) "tahun: 2026\nlibur: [{tanggal: 2026-11-" day ", nama: A}]\n"

static void
test_recount(void **state)
{
	struct fixture *f = *state;

	open_task(f, "2", "2026-11-23T08:00", 0);
	open_task(f, "7", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-23T09:00"), "");
	/* Tuesday is off: all comes a day later. */
	load_year(f, OFF("24"), "2026-11-23T10:00", 1);
	assert_string_equal(sweep(f, "2026-11-24T11:30"), "");
	assert_string_equal(sweep(f, "2026-11-25T08:00"), "1 4 remind");
	assert_string_equal(sweep(f, "2026-11-25T11:30"), "1 2 remind");
	assert_string_equal(
	    sweep(f, "2026-11-26T08:00"), "2 2 remind; 2 3 escalate");
}

/* A tier that was told is not told again when its time moves. */
static void
test_recount_told(void **state)
{
	struct fixture *f = *state;

	open_task(f, "2", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-24T11:30"), "1 2 remind");
	load_year(f, OFF("25"), "2026-11-24T12:00", 1);
	assert_string_equal(sweep(f, "2026-11-26T07:59"), "");
	assert_string_equal(sweep(f, "2026-11-26T08:00"), "2 2 remind");
}

/* A day that is worked after all makes it earlier, also where nothing is
 * ever due. */
static void
test_recount_earlier(void **state)
{
	struct fixture *f = *state;

	load_year(f, OFF("24"), "2026-11-23T07:00", 0);
	open_task(f, "7", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-23T09:00"), "");
	load_year(f, OFF("30"), "2026-11-23T10:00", 0);
	assert_string_equal(sweep(f, "2026-11-24T07:59"), "");
	assert_string_equal(sweep(f, "2026-11-24T08:00"), "1 4 remind");
}

/* --- links -------------------------------------------------------------- */

static void
make_link(struct fixture *f, int64_t task, const char *when, int hours, char c)
{
	const struct link l = {.task_id = task,
	    .created_at = at(f, when),
	    .expires_at = at(f, when) + hours * MS_HOUR};
	unsigned char hash[32];

	memset(hash, c, sizeof(hash));
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(link_use(f->db, task, at(f, when), &f->e), 0);
	assert_int_equal(link_add(f->db, hash, &l, false, &f->e), 0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
}

static void
test_link(void **state)
{
	struct fixture *f = *state;
	int64_t task = open_task(f, "6", "2026-11-23T08:00", 1);

	make_link(f, task, "2026-11-23T09:00", 24, 'a');
	assert_string_equal(sweep(f, "2026-11-23T20:59"), "");
	/* The holder has a mailbox of its own. */
	assert_string_equal(
	    sweep(f, "2026-11-23T21:00"), "1 holder:1 link_soon");
	assert_string_equal(sweep(f, "2026-11-24T08:59"), "");
	assert_string_equal(
	    sweep(f, "2026-11-24T09:00"), "2 5 link_over; 2 6 link_over");
	assert_string_equal(sweep(f, "2026-11-25T09:00"), "");
	/* A new one begins anew, and its end is told anew. */
	make_link(f, task, "2026-11-25T09:00", 6, 'b');
	assert_string_equal(sweep(f, "2026-11-25T14:59"), "");
	assert_string_equal(
	    sweep(f, "2026-11-25T15:00"), "2 5 link_over; 2 6 link_over");
}

static void
test_link_used(void **state)
{
	struct fixture *f = *state;
	int64_t task = open_task(f, "6", "2026-11-23T08:00", 1);

	make_link(f, task, "2026-11-23T09:00", 24, 'a');
	assert_int_equal(
	    link_use(f->db, task, at(f, "2026-11-23T10:00"), &f->e), 0);
	assert_string_equal(sweep(f, "2026-11-24T23:00"), "");
}

/* --- certificates ------------------------------------------------------- */

static void
certify(struct fixture *f, int64_t holder, const char *until)
{
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(holder_set_certificate(
			     f->db, holder, "4A1F", "2026-11-20", until, &f->e),
	    0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
}

#define EXPIRY(tier)                                         \
	tier " 1 certificate; " tier " 5 certificate; " tier \
	     " 6 certificate; " tier " holder:1 certificate"

static void
test_certificate(void **state)
{
	struct fixture *f = *state;

	certify(f, 1, "2028-11-20");
	assert_string_equal(sweep(f, "2026-11-20T09:00"), "");
	assert_string_equal(sweep(f, "2028-08-22T07:59"), "");
	assert_string_equal(sweep(f, "2028-08-22T08:00"), EXPIRY("1"));
	assert_string_equal(
	    ask(f, "SELECT facts ->> 'path' FROM message "
		   "ORDER BY recipient LIKE 'person%', id LIMIT 2"),
	    "/layanan/terbit; /permohonan/T-2026-00001");
	assert_string_equal(sweep(f, "2028-09-21T07:59"), "");
	assert_string_equal(sweep(f, "2028-09-21T08:00"), EXPIRY("2"));
	assert_string_equal(sweep(f, "2028-10-21T08:00"), EXPIRY("3"));
	assert_string_equal(sweep(f, "2028-11-06T08:00"), EXPIRY("4"));
	assert_string_equal(sweep(f, "2028-11-13T08:00"), EXPIRY("5"));
	assert_string_equal(sweep(f, "2028-12-13T08:00"), "");
	assert_string_equal(
	    ask(f, "SELECT count(*) FROM agenda WHERE kind = 'certificate'"),
	    "0");
}

/* Late: only the latest; too late: none. */
static void
test_certificate_late(void **state)
{
	struct fixture *f = *state;

	certify(f, 1, "2028-11-20");
	assert_string_equal(sweep(f, "2028-11-07T08:00"), EXPIRY("4"));
	certify(f, 1, "2028-11-21");
	assert_string_equal(sweep(f, "2028-11-21T23:59"), EXPIRY("5"));
	certify(f, 1, "2028-11-22");
	assert_string_equal(sweep(f, "2028-11-23T00:00"), "");
}

/* Who has a later one needs no word about the earlier. */
static void
test_renewed(void **state)
{
	struct fixture *f = *state;
	struct holder h = {.name = "Rimba Contoh Buana",
	    .nik = "3399990411870001",
	    .nip = "",
	    .job = "Analis",
	    .unit = "Uji",
	    .email = "",
	    .phone = ""};
	int64_t id;

	certify(f, 1, "2028-11-20");
	assert_string_equal(sweep(f, "2028-08-22T08:00"), EXPIRY("1"));
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(holder_add(f->db, f->case_id, 1, &h, &id, &f->e), 0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
	certify(f, id, "2030-10-01");
	assert_string_equal(sweep(f, "2028-09-21T08:00"), "");
	assert_string_equal(sweep(f, "2028-10-21T08:00"), "");
	assert_string_equal(
	    ask(f, "SELECT ref FROM agenda WHERE kind = 'certificate'"), "2");
}

/* --- the sweep ---------------------------------------------------------- */

/* One that cannot be looked at holds up no other, and comes again. */
static void
test_broken(void **state)
{
	struct fixture *f = *state;

	certify(f, 1, "2028-11-20");
	open_task(f, "2", "2028-08-17T08:00", 0);
	sql(f, "UPDATE holder SET nik_sealed = x'00'");
	assert_string_equal(sweep(f, "2028-08-22T09:00"), "3 2 remind");
	assert_string_equal(ask(f, "SELECT count(*) FROM agenda"), "3");
}

/* The pulse beats every hour, and says that somebody looks. */
static void
test_pulse(void **state)
{
	struct fixture *f = *state;
	struct agenda a;

	assert_string_equal(sweep(f, "2026-11-23T08:00"), "");
	assert_int_equal(agenda_get(f->db, &a, AGENDA_PULSE, 0, &f->e), 1);
	assert_int_equal(a.next_at, at(f, "2026-11-23T09:00"));
	assert_string_equal(sweep(f, "2026-11-23T10:30"), "");
	assert_int_equal(agenda_get(f->db, &a, AGENDA_PULSE, 0, &f->e), 1);
	assert_int_equal(a.next_at, at(f, "2026-11-23T11:30"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_recount),
	    TEST(test_recount_told),
	    TEST(test_recount_earlier),
	    TEST(test_link),
	    TEST(test_link_used),
	    TEST(test_certificate),
	    TEST(test_certificate_late),
	    TEST(test_renewed),
	    TEST(test_broken),
	    TEST(test_pulse),
	};

	return cmocka_run_group_tests_name("remind_other", tests, NULL, NULL);
}
