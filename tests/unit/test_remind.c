/*
 * Tasks that are due by the agenda: who is told what when, and that nobody
 * is told twice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "remind.h"

/* --- tasks -------------------------------------------------------------- */

/* 2 days at the desk of 2: its superior is nobody, so the admins. */
static void
test_before_at_after(void **state)
{
	struct fixture *f = *state;

	open_task(f, "2", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-23T08:00"), "");
	assert_string_equal(sweep(f, "2026-11-24T11:29"), "");
	assert_string_equal(sweep(f, "2026-11-24T11:30"), "1 2 remind");
	assert_string_equal(sweep(f, "2026-11-24T11:31"), "");
	assert_string_equal(sweep(f, "2026-11-25T07:59"), "");
	assert_string_equal(sweep(f, "2026-11-25T08:00"), "2 2 remind");
	assert_string_equal(sweep(f, "2026-11-26T07:59"), "");
	/* There is no stand-in, and none is missed: the seat is held. */
	assert_string_equal(sweep(f, "2026-11-26T08:00"), "3 2 remind");
	assert_string_equal(sweep(f, "2026-11-27T08:00"), "5 8 escalate");
	assert_string_equal(sweep(f, "2027-11-27T08:00"), "");
}

/* The stand-in by `pengganti`, then whoever handed the letter down. */
static void
test_upwards(void **state)
{
	struct fixture *f = *state;

	open_task(f, "3", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-24T08:00"), "2 3 remind");
	assert_string_equal(
	    sweep(f, "2026-11-25T08:00"), "3 3 remind; 4 4 remind");
	assert_string_equal(sweep(f, "2026-11-26T08:00"), "5 2 escalate");
	/* The case was never at that desk, so it could not be opened. */
	assert_string_equal(
	    ask(f, "SELECT facts ->> 'path', facts ->> 'desk_text' "
		   "FROM message WHERE template = 'escalate'"),
	    "/laporan/papan Di meja Kepala Bidang (kabid@uji.example).");
}

/* Whoever had the case at the own desk gets to it. */
static void
test_upwards_to_case(void **state)
{
	struct fixture *f = *state;

	close_task(
	    f, open_task(f, "2", "2026-11-20T08:00", 0), "2026-11-20T09:00");
	open_task(f, "3", "2026-11-23T08:00", 0);
	sweep(f, "2026-11-26T08:00");
	assert_string_equal(
	    ask(f, "SELECT recipient, facts ->> 'path' FROM message "
		   "WHERE template = 'escalate'"),
	    "person:2 /permohonan/T-2026-00001");
}

/* Two at one desk; above it, he who last handed down. */
static void
test_desk_of_two(void **state)
{
	struct fixture *f = *state;

	open_task(f, "4", "2026-11-20T08:00", 0);
	assert_string_equal(
	    sweep(f, "2026-11-24T11:30"), "1 5 remind; 1 6 remind");
	assert_string_equal(
	    sweep(f, "2026-11-25T08:00"), "2 5 remind; 2 6 remind");
	assert_string_equal(
	    sweep(f, "2026-11-26T08:00"), "3 5 remind; 3 6 remind");
	assert_string_equal(sweep(f, "2026-11-27T08:00"), "5 3 escalate");
}

/* Three persons of one letter: one reminder, and for who is left too. */
static void
test_together(void **state)
{
	struct fixture *f = *state;
	struct holder h = {.name = "Lain Contoh",
	    .nik = "3399990411870002",
	    .nip = "",
	    .job = "Analis",
	    .unit = "Uji",
	    .email = "",
	    .phone = ""};
	int64_t id, first;

	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(holder_add(f->db, f->case_id, 1, &h, &id, &f->e), 0);
	assert_int_equal(holder_add(f->db, f->case_id, 2, &h, &id, &f->e), 0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
	first = open_task(f, "5", "2026-11-23T08:00", 1);
	open_task(f, "5", "2026-11-23T08:00", 2);
	open_task(f, "5", "2026-11-23T08:00", 3);
	open_task(f, "5", "2026-11-23T09:00", 1);
	assert_string_equal(
	    sweep(f, "2026-11-25T08:00"), "1 5 remind; 1 6 remind");
	assert_string_equal(
	    ask(f, "SELECT DISTINCT facts ->> 'holder', facts ->> 'path', "
		   "task_id FROM message"),
	    "3 orang /permohonan/T-2026-00001 3");
	assert_string_equal(
	    sweep(f, "2026-11-25T09:00"), "1 5 remind; 1 6 remind");
	assert_string_equal(
	    ask(f, "SELECT DISTINCT task_id FROM message"), "3; 4");
	close_task(f, first, "2026-11-25T10:00");
	assert_string_equal(sweep(f, "2027-11-25T08:00"), "");
}

/* What BSrE does is asked of who records it. */
static void
test_outside(void **state)
{
	struct fixture *f = *state;

	open_task(f, "5", "2026-11-23T08:00", 1);
	assert_string_equal(sweep(f, "2026-11-25T07:59"), "");
	assert_string_equal(
	    sweep(f, "2026-11-25T08:00"), "1 5 remind; 1 6 remind");
	assert_string_equal(sweep(f, "2027-11-25T08:00"), "");
}

/* A row's own rules, and none at all. */
static void
test_own_rules(void **state)
{
	struct fixture *f = *state;

	open_task(f, "7", "2026-11-23T08:00", 0);
	open_task(f, "8", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-24T08:00"), "1 4 remind");
	assert_string_equal(sweep(f, "2026-11-25T08:00"), "2 3 escalate");
	assert_string_equal(sweep(f, "2027-11-25T08:00"), "");
}

/* While there is a Plh., the one who is away is left alone. */
static void
test_plh(void **state)
{
	struct fixture *f = *state;

	open_task(f, "2", "2026-11-23T08:00", 0);
	seat(f, "kadis", OTHER, "plh", at(f, "2026-11-24T00:00"),
	    at(f, "2026-11-26T00:00"));
	assert_string_equal(sweep(f, "2026-11-24T11:30"), "1 7 remind");
	assert_string_equal(sweep(f, "2026-11-25T08:00"), "2 7 remind");
	assert_string_equal(sweep(f, "2026-11-26T08:00"), "3 2 remind");
}

/* A Plt. beside a holder stands in; alone, it is the holder. */
static void
test_plt(void **state)
{
	struct fixture *f = *state;

	open_task(f, "2", "2026-11-23T08:00", 0);
	seat(f, "kadis", OTHER, "plt", 1, 0);
	assert_string_equal(sweep(f, "2026-11-25T08:00"), "2 2 remind");
	assert_string_equal(
	    sweep(f, "2026-11-26T08:00"), "3 2 remind; 4 7 remind");
	open_task(f, "2", "2026-12-01T08:00", 0);
	leave(f, "kadis", KADIS, at(f, "2026-12-01T09:00"));
	assert_string_equal(
	    sweep(f, "2026-12-02T11:30"), "1 7 remind; 5 8 escalate");
	assert_string_equal(sweep(f, "2026-12-03T08:00"), "2 7 remind");
}

/* What is at an empty desk goes up: stand-in, superior, admin. */
static void
test_vacant(void **state)
{
	struct fixture *f = *state;

	open_task(f, "3", "2026-11-23T08:00", 0);
	leave(f, "kabid", KABID, at(f, "2026-11-23T12:00"));
	/* An hour later it is noticed, and told once. */
	assert_string_equal(sweep(f, "2026-11-23T12:59"), "0 8 empty_desk");
	assert_string_equal(sweep(f, "2026-11-23T14:59"), "");
	assert_string_equal(sweep(f, "2026-11-24T08:00"), "2 4 remind");
	leave(f, "sekban", SEKBAN, at(f, "2026-11-24T12:00"));
	assert_string_equal(sweep(f, "2026-11-25T08:00"), "3 2 escalate");
	leave(f, "kadis", KADIS, at(f, "2026-11-25T12:00"));
	assert_string_equal(sweep(f, "2026-11-26T08:00"), "5 8 escalate");
}

/* The applicant of a case has no say in it at a desk. */
static void
test_own_case(void **state)
{
	struct fixture *f = *state;

	leave(f, "kabid", KABID, 2);
	seat(f, "kabid", APPLICANT, "definitif", 1, 0);
	open_task(f, "3", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-24T08:00"), "2 4 remind");
}

/* What was sent back and comes again has a clock of its own. */
static void
test_return(void **state)
{
	struct fixture *f = *state;
	int64_t first = open_task(f, "2", "2026-11-23T08:00", 0), own;

	assert_string_equal(sweep(f, "2026-11-24T11:30"), "1 2 remind");
	close_task(f, first, "2026-11-24T12:00");
	own = open_task(f, "1", "2026-11-24T12:00", 0);
	assert_string_equal(sweep(f, "2026-11-27T11:59"), "");
	assert_string_equal(
	    sweep(f, "2026-11-27T12:00"), "1 1 remind_applicant");
	close_task(f, own, "2026-11-30T08:00");
	open_task(f, "2", "2026-11-30T08:00", 0);
	assert_string_equal(sweep(f, "2026-12-01T11:29"), "");
	assert_string_equal(sweep(f, "2026-12-01T11:30"), "1 2 remind");
}

/* After 3, 7 and 14 days, and a week before the case is closed. */
static void
test_applicant(void **state)
{
	struct fixture *f = *state;

	/* The case was last acted on at 2 November: until 1 January. */
	open_task(f, "1", "2026-11-02T08:00", 0);
	assert_string_equal(
	    sweep(f, "2026-11-05T08:00"), "1 1 remind_applicant");
	assert_string_equal(
	    sweep(f, "2026-11-09T08:00"), "2 1 remind_applicant");
	assert_string_equal(
	    sweep(f, "2026-11-16T08:00"), "3 1 remind_applicant");
	assert_string_equal(sweep(f, "2026-12-24T23:59"), "");
	assert_string_equal(
	    sweep(f, "2026-12-25T00:00"), "4 1 remind_applicant");
	assert_string_equal(sweep(f, "2027-12-25T00:00"), "");
}

/* What happens meanwhile puts the end off, and its reminder too. */
static void
test_abandonment_moves(void **state)
{
	struct fixture *f = *state;
	struct event ev = {.case_id = f->case_id,
	    .kind = "link",
	    .outcome = "made",
	    .detail = "[]",
	    .at = at(f, "2026-12-20T08:00")};
	int64_t desk;

	open_task(f, "1", "2026-11-02T08:00", 0);
	desk = open_task(f, "8", "2026-11-02T08:00", 1);
	assert_string_equal(
	    sweep(f, "2026-11-16T08:00"), "3 1 remind_applicant");
	close_task(f, desk, "2026-12-01T08:00");
	assert_int_equal(db_begin(f->db, &f->e), 0);
	assert_int_equal(event_append(f->db, &ev, NULL, &f->e), 0);
	assert_int_equal(db_commit(f->db, &f->e), 0);
	assert_string_equal(sweep(f, "2027-02-10T23:59"), "");
	assert_string_equal(
	    sweep(f, "2027-02-11T00:00"), "4 1 remind_applicant");
}

/* Two days without an agent: the latest of each, and none of them twice. */
static void
test_late(void **state)
{
	struct fixture *f = *state;

	open_task(f, "3", "2026-11-23T08:00", 0);
	assert_string_equal(sweep(f, "2026-11-23T09:00"), "");
	assert_string_equal(sweep(f, "2026-11-26T10:00"),
	    "3 3 remind; 4 4 remind; 5 2 escalate");
	assert_string_equal(sweep(f, "2027-11-26T10:00"), "");
}

/* Who is both is told once. */
static void
test_both(void **state)
{
	struct fixture *f = *state;

	leave(f, "kabid", KABID, 2);
	seat(f, "kabid", KADIS, "definitif", 1, 0);
	open_task(f, "3", "2026-11-23T08:00", 0);
	assert_string_equal(
	    sweep(f, "2026-11-26T10:00"), "3 2 remind; 4 4 remind");
}

static void
test_mute(void **state)
{
	struct fixture *f = *state;

	open_task(f, "4", "2026-11-20T08:00", 0);
	assert_int_equal(mute_put(f->db, LOKET, f->case_id, 1, &f->e), 0);
	assert_int_equal(mute_put(f->db, LOKET, f->case_id, 2, &f->e), 0);
	assert_string_equal(sweep(f, "2026-11-24T11:30"), "1 6 remind");
	assert_int_equal(mute_drop(f->db, LOKET, f->case_id, &f->e), 0);
	assert_string_equal(
	    sweep(f, "2026-11-25T08:00"), "2 5 remind; 2 6 remind");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_before_at_after),
	    TEST(test_upwards),
	    TEST(test_upwards_to_case),
	    TEST(test_desk_of_two),
	    TEST(test_together),
	    TEST(test_outside),
	    TEST(test_own_rules),
	    TEST(test_plh),
	    TEST(test_plt),
	    TEST(test_vacant),
	    TEST(test_own_case),
	    TEST(test_return),
	    TEST(test_applicant),
	    TEST(test_abandonment_moves),
	    TEST(test_late),
	    TEST(test_both),
	    TEST(test_mute),
	};

	return cmocka_run_group_tests_name("remind", tests, NULL, NULL);
}
