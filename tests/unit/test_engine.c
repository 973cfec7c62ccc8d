#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "sop/engine.h"

/*
 * A small table with everything that tables have: a letter part, a
 * correction loop, a per-holder part that goes back into the letter part,
 * and a tail that joins.  COMPLETE is printed last, and does not join.
 */
enum {
	APPLY,
	DISPOSE,
	CHECK,
	REGISTER,
	ACTIVATE,
	MATCH,
	DELIVER,
	REPORT,
	CONFIRM,
	COMPLETE,
	ROWS
};

static void
row_set(struct row *r, enum step_kind kind, enum time_owner owner)
{
	*r = (struct row){
	    .kind = kind, .per_holder = kind_get(kind)->per_holder};
	r->owner = owner;
	for (int o = 0; o < OUT_COUNT; o++)
		r->next[o] = ROW_NONE;
}

/* The table above, in the caller's rows. */
static struct sop
table(struct row rows[ROWS])
{
	struct sop s = {.rows = rows, .rows_n = ROWS};

	row_set(&rows[APPLY], STEP_APPLY, OWNER_APPLICANT);
	rows[APPLY].next[OUT_SUBMITTED] = DISPOSE;
	row_set(&rows[DISPOSE], STEP_DISPOSE, OWNER_OFFICE);
	rows[DISPOSE].next[OUT_FORWARDED] = CHECK;
	rows[DISPOSE].next[OUT_RETURNED] = APPLY;
	rows[DISPOSE].next[OUT_REJECTED] = ROW_END;
	row_set(&rows[CHECK], STEP_CHECK, OWNER_OFFICE);
	rows[CHECK].next[OUT_COMPLETE] = REGISTER;
	rows[CHECK].next[OUT_INCOMPLETE] = COMPLETE;
	rows[CHECK].next[OUT_NO_MAILBOX] = COMPLETE;
	rows[CHECK].next[OUT_REJECTED] = ROW_END;
	row_set(&rows[REGISTER], STEP_REGISTER, OWNER_OFFICE);
	rows[REGISTER].next[OUT_REGISTERED] = ACTIVATE;
	rows[REGISTER].next[OUT_REFUSED] = CHECK;
	row_set(&rows[ACTIVATE], STEP_ACTIVATE, OWNER_APPLICANT);
	rows[ACTIVATE].next[OUT_DONE] = MATCH;
	row_set(&rows[MATCH], STEP_MATCH, OWNER_OFFICE);
	rows[MATCH].next[OUT_MATCHED] = DELIVER;
	rows[MATCH].next[OUT_MISMATCHED] = CONFIRM;
	row_set(&rows[DELIVER], STEP_DELIVER, OWNER_OFFICE);
	rows[DELIVER].next[OUT_DELIVERED] = REPORT;
	row_set(&rows[REPORT], STEP_AUDIT, OWNER_OFFICE);
	rows[REPORT].next[OUT_FIT] = CONFIRM;
	rows[REPORT].next[OUT_UNFIT] = DELIVER;
	row_set(&rows[CONFIRM], STEP_CONFIRM, OWNER_OFFICE);
	rows[CONFIRM].next[OUT_DONE] = ROW_END;
	row_set(&rows[COMPLETE], STEP_COMPLETE, OWNER_APPLICANT);
	rows[COMPLETE].next[OUT_RESUBMITTED] = CHECK;
	for (int i = 0; i < ROWS; i++)
		rows[i].joins = flow_row_joins(&s, i);
	return s;
}

struct run {
	struct row rows[ROWS];
	struct sop s;
	struct flow f;
	struct effects fx;
};

static void
begin(struct run *r, int holders)
{
	memset(r, 0, sizeof(*r));
	r->s = table(r->rows);
	flow_start(&r->f, &r->s, holders);
}

static void
step(struct run *r, int row, int holder, enum outcome outcome)
{
	struct flow_event ev = {row, holder, outcome};
	struct flow next;
	struct err e = {0};

	assert_int_equal(flow_apply(&next, &r->fx, &r->s, &r->f, &ev, &e), 0);
	assert_int_equal(e.kind, ERR_NONE);
	r->f = next;
}

/* Refused with that error, and nothing is written. */
static void
refused(struct run *r, struct flow_event ev, enum err_kind kind)
{
	struct flow next, old;
	struct effects fx, fx_old;
	struct err e = {0};

	memset(&next, 0x5a, sizeof(next));
	memset(&fx, 0x5a, sizeof(fx));
	memcpy(&old, &next, sizeof(old));
	memcpy(&fx_old, &fx, sizeof(fx_old));
	assert_int_equal(flow_apply(&next, &fx, &r->s, &r->f, &ev, &e), -1);
	assert_int_equal(e.kind, kind);
	assert_memory_equal(&next, &old, sizeof(old));
	assert_memory_equal(&fx, &fx_old, sizeof(fx_old));
}

/* The place of the holder's token, which waits or not; else -1. */
static bool
stands(const struct run *r, int row, int holder, bool waiting)
{
	for (int i = 0; i < r->f.tokens_n; i++)
		if (r->f.tokens[i].row == row &&
		    r->f.tokens[i].holder == holder &&
		    r->f.tokens[i].waiting == waiting)
			return true;
	return false;
}

static void
assert_effect(const struct run *r, int i, enum effect_kind kind, int row,
    int holder, enum ending ending)
{
	assert_true(i < r->fx.n);
	assert_int_equal(r->fx.v[i].kind, kind);
	assert_int_equal(r->fx.v[i].row, row);
	assert_int_equal(r->fx.v[i].holder, holder);
	assert_int_equal(r->fx.v[i].ending, ending);
}

/* To the first per-holder row. */
static void
split(struct run *r, int holders)
{
	begin(r, holders);
	step(r, APPLY, HOLDER_ALL, OUT_SUBMITTED);
	step(r, DISPOSE, HOLDER_ALL, OUT_FORWARDED);
	step(r, CHECK, HOLDER_ALL, OUT_COMPLETE);
}

/* One holder from REGISTER to the row after DELIVER. */
static void
deliver(struct run *r, int holder)
{
	step(r, REGISTER, holder, OUT_REGISTERED);
	step(r, ACTIVATE, holder, OUT_DONE);
	step(r, MATCH, holder, OUT_MATCHED);
	step(r, DELIVER, holder, OUT_DELIVERED);
}

static void
test_joins(void **state)
{
	struct row rows[ROWS];
	struct sop s = table(rows);

	(void)state;
	for (int i = 0; i < ROWS; i++)
		assert_int_equal(rows[i].joins, i == REPORT || i == CONFIRM);
	/* Nothing joins where nothing splits. */
	for (int i = 0; i < ROWS; i++)
		rows[i].per_holder = false;
	for (int i = 0; i < ROWS; i++)
		assert_false(flow_row_joins(&s, i));
}

static void
test_start(void **state)
{
	struct run r;

	(void)state;
	begin(&r, 3);
	assert_int_equal(r.f.tokens_n, 1);
	assert_true(stands(&r, APPLY, HOLDER_ALL, false));
	for (int h = 0; h < 3; h++)
		assert_true(flow_is_covered(&r.f, h));
	r.rows[APPLY].per_holder = true;
	flow_start(&r.f, &r.s, 3);
	assert_int_equal(r.f.tokens_n, 3);
	assert_true(stands(&r, APPLY, 2, false));
	assert_false(flow_is_covered(&r.f, 2));
}

static void
test_split(void **state)
{
	struct run r;

	(void)state;
	split(&r, 3);
	assert_int_equal(r.f.tokens_n, 3);
	assert_int_equal(r.fx.n, 4);
	assert_effect(&r, 0, EFFECT_CLOSE, CHECK, HOLDER_ALL, END_NONE);
	for (int h = 0; h < 3; h++) {
		assert_true(stands(&r, REGISTER, h, false));
		assert_effect(&r, h + 1, EFFECT_OPEN, REGISTER, h, END_NONE);
	}
}

static void
test_returned(void **state)
{
	struct run r;

	(void)state;
	begin(&r, 2);
	step(&r, APPLY, HOLDER_ALL, OUT_SUBMITTED);
	step(&r, DISPOSE, HOLDER_ALL, OUT_RETURNED);
	assert_int_equal(r.f.tokens_n, 1);
	assert_true(stands(&r, APPLY, HOLDER_ALL, false));
	assert_int_equal(r.f.ending, END_NONE);
	step(&r, APPLY, HOLDER_ALL, OUT_SUBMITTED);
	assert_true(stands(&r, DISPOSE, HOLDER_ALL, false));
}

static void
test_all_rejected(void **state)
{
	struct run r;

	(void)state;
	begin(&r, 2);
	step(&r, APPLY, HOLDER_ALL, OUT_SUBMITTED);
	step(&r, DISPOSE, HOLDER_ALL, OUT_REJECTED);
	assert_int_equal(r.f.tokens_n, 0);
	assert_int_equal(r.f.ending, END_REJECTED);
	assert_int_equal(r.fx.n, 4);
	assert_effect(&r, 1, EFFECT_HOLDER_END, ROW_END, 0, END_REJECTED);
	assert_effect(&r, 2, EFFECT_HOLDER_END, ROW_END, 1, END_REJECTED);
	assert_effect(
	    &r, 3, EFFECT_CASE_END, ROW_END, HOLDER_ALL, END_REJECTED);
	assert_false(flow_is_waiting(&r.f, &r.s));
}

/* One holder goes back over letter rows alone; the others go on. */
static void
test_one_goes_back(void **state)
{
	struct run r;

	(void)state;
	split(&r, 3);
	step(&r, REGISTER, 1, OUT_REFUSED);
	assert_true(stands(&r, CHECK, 1, false));
	for (int h = 0; h < 3; h++)
		assert_int_equal(r.f.tokens[h].holder, h);
	assert_true(stands(&r, REGISTER, 0, false));
	step(&r, CHECK, 1, OUT_INCOMPLETE);
	assert_true(stands(&r, COMPLETE, 1, false));
	deliver(&r, 0);
	deliver(&r, 2);
	assert_true(stands(&r, REPORT, 0, true));
	assert_true(stands(&r, REPORT, 2, true));
	assert_int_equal(r.f.tokens_n, 3);
	step(&r, COMPLETE, 1, OUT_RESUBMITTED);
	step(&r, CHECK, 1, OUT_COMPLETE);
	deliver(&r, 1);
	assert_int_equal(r.f.tokens_n, 1);
	assert_true(stands(&r, REPORT, HOLDER_ALL, false));
}

static void
test_one_rejected(void **state)
{
	struct run r;

	(void)state;
	split(&r, 2);
	deliver(&r, 0);
	step(&r, REGISTER, 1, OUT_REFUSED);
	step(&r, CHECK, 1, OUT_REJECTED);
	assert_int_equal(r.f.holder_ending[1], END_REJECTED);
	assert_int_equal(r.fx.n, 3);
	assert_effect(&r, 1, EFFECT_HOLDER_END, ROW_END, 1, END_REJECTED);
	assert_effect(&r, 2, EFFECT_OPEN, REPORT, HOLDER_ALL, END_NONE);
	step(&r, REPORT, HOLDER_ALL, OUT_FIT);
	step(&r, CONFIRM, HOLDER_ALL, OUT_DONE);
	assert_int_equal(r.f.holder_ending[0], END_DONE);
	assert_int_equal(r.f.holder_ending[1], END_REJECTED);
	assert_int_equal(r.f.ending, END_DONE);
}

static void
test_each_rejected(void **state)
{
	struct run r;

	(void)state;
	split(&r, 2);
	for (int h = 0; h < 2; h++) {
		assert_int_equal(r.f.ending, END_NONE);
		step(&r, REGISTER, h, OUT_REFUSED);
		step(&r, CHECK, h, OUT_REJECTED);
	}
	assert_int_equal(r.f.ending, END_REJECTED);
	assert_effect(
	    &r, 2, EFFECT_CASE_END, ROW_END, HOLDER_ALL, END_REJECTED);
}

static void
test_join(void **state)
{
	struct run r;

	(void)state;
	split(&r, 2);
	deliver(&r, 0);
	assert_int_equal(r.fx.n, 2);
	assert_effect(&r, 0, EFFECT_CLOSE, DELIVER, 0, END_NONE);
	assert_effect(&r, 1, EFFECT_WAIT, REPORT, 0, END_NONE);
	deliver(&r, 1);
	assert_int_equal(r.fx.n, 3);
	assert_effect(&r, 1, EFFECT_WAIT, REPORT, 1, END_NONE);
	assert_effect(&r, 2, EFFECT_OPEN, REPORT, HOLDER_ALL, END_NONE);
	assert_int_equal(r.f.tokens_n, 1);
}

/* One waits further down the tail: the letter takes it along. */
static void
test_join_at_two_rows(void **state)
{
	struct run r;

	(void)state;
	split(&r, 3);
	for (int h = 0; h < 2; h++)
		deliver(&r, h);
	step(&r, REGISTER, 2, OUT_REGISTERED);
	step(&r, ACTIVATE, 2, OUT_DONE);
	step(&r, MATCH, 2, OUT_MISMATCHED);
	assert_int_equal(r.f.tokens_n, 2);
	assert_true(stands(&r, REPORT, HOLDER_ALL, false));
	assert_true(stands(&r, CONFIRM, 2, true));
	assert_false(flow_is_covered(&r.f, 2));
	/* Back for the two that the letter covers, not for the third. */
	step(&r, REPORT, HOLDER_ALL, OUT_UNFIT);
	assert_int_equal(r.f.tokens_n, 3);
	assert_true(stands(&r, DELIVER, 0, false));
	assert_true(stands(&r, DELIVER, 1, false));
	assert_true(stands(&r, CONFIRM, 2, true));
	step(&r, DELIVER, 1, OUT_DELIVERED);
	step(&r, DELIVER, 0, OUT_DELIVERED);
	step(&r, REPORT, HOLDER_ALL, OUT_FIT);
	assert_int_equal(r.f.tokens_n, 1);
	assert_true(flow_is_covered(&r.f, 2));
	step(&r, CONFIRM, HOLDER_ALL, OUT_DONE);
	assert_int_equal(r.f.ending, END_DONE);
	assert_int_equal(r.f.holder_ending[2], END_DONE);
}

static void
test_waiting_clock(void **state)
{
	struct run r;

	(void)state;
	begin(&r, 2);
	assert_true(flow_is_waiting(&r.f, &r.s));
	split(&r, 2);
	assert_false(flow_is_waiting(&r.f, &r.s));
	step(&r, REGISTER, 0, OUT_REGISTERED);
	assert_false(flow_is_waiting(&r.f, &r.s));
	step(&r, REGISTER, 1, OUT_REGISTERED);
	assert_true(flow_is_waiting(&r.f, &r.s));
	/* Who waits for the others does not keep the clock running. */
	step(&r, ACTIVATE, 0, OUT_DONE);
	assert_false(flow_is_waiting(&r.f, &r.s));
	step(&r, MATCH, 0, OUT_MISMATCHED);
	assert_true(flow_is_waiting(&r.f, &r.s));
}

static void
test_refused(void **state)
{
	struct run r;

	(void)state;
	split(&r, 2);
	deliver(&r, 0);
	/* Holder 0 waits at REPORT, holder 1 is at REGISTER. */
	refused(&r, (struct flow_event){REPORT, 0, OUT_FIT}, ERR_CONFLICT);
	refused(
	    &r, (struct flow_event){REGISTER, 0, OUT_REGISTERED}, ERR_CONFLICT);
	refused(&r, (struct flow_event){REGISTER, HOLDER_ALL, OUT_REGISTERED},
	    ERR_CONFLICT);
	refused(
	    &r, (struct flow_event){REGISTER, 2, OUT_REGISTERED}, ERR_CONFLICT);
	refused(&r, (struct flow_event){ROW_END, 1, OUT_DONE}, ERR_CONFLICT);
	refused(&r, (struct flow_event){ROW_NONE, 1, OUT_DONE}, ERR_CONFLICT);
	refused(&r, (struct flow_event){ROWS, 1, OUT_DONE}, ERR_CONFLICT);
	refused(&r, (struct flow_event){REGISTER, 1, OUT_DONE}, ERR_INPUT);
	refused(&r, (struct flow_event){REGISTER, 1, OUT_COUNT}, ERR_INPUT);
	/* Nothing is possible once the case is over. */
	begin(&r, 1);
	step(&r, APPLY, HOLDER_ALL, OUT_SUBMITTED);
	step(&r, DISPOSE, HOLDER_ALL, OUT_REJECTED);
	for (int row = 0; row < ROWS; row++)
		for (int o = 0; o < OUT_COUNT; o++)
			for (int h = -1; h < 2; h++)
				refused(&r,
				    (struct flow_event){
					row, h, (enum outcome)o},
				    ERR_CONFLICT);
}

static void
test_most_holders(void **state)
{
	struct run r;

	(void)state;
	split(&r, LIMIT_HOLDERS);
	assert_int_equal(r.fx.n, LIMIT_HOLDERS + 1);
	for (int h = LIMIT_HOLDERS - 1; h >= 0; h--)
		deliver(&r, h);
	step(&r, REPORT, HOLDER_ALL, OUT_FIT);
	step(&r, CONFIRM, HOLDER_ALL, OUT_DONE);
	assert_int_equal(r.fx.n, LIMIT_HOLDERS + 2);
	assert_int_equal(r.f.ending, END_DONE);
}

static void
abandon(struct run *r)
{
	struct flow next;

	flow_abandon(&next, &r->fx, &r->s, &r->f);
	r->f = next;
}

static void
test_abandoned_letter(void **state)
{
	struct run r;

	(void)state;
	begin(&r, 2);
	step(&r, APPLY, HOLDER_ALL, OUT_SUBMITTED);
	step(&r, DISPOSE, HOLDER_ALL, OUT_RETURNED);
	abandon(&r);
	assert_int_equal(r.f.tokens_n, 0);
	assert_int_equal(r.f.ending, END_REJECTED);
	assert_int_equal(r.fx.n, 4);
	assert_effect(&r, 0, EFFECT_CLOSE, APPLY, HOLDER_ALL, END_NONE);
	assert_effect(&r, 1, EFFECT_HOLDER_END, ROW_END, 0, END_REJECTED);
	assert_effect(&r, 2, EFFECT_HOLDER_END, ROW_END, 1, END_REJECTED);
	assert_effect(
	    &r, 3, EFFECT_CASE_END, ROW_END, HOLDER_ALL, END_REJECTED);
}

/* Whoever waits for those who are left behind goes on without them. */
static void
test_abandoned_some(void **state)
{
	struct run r;

	(void)state;
	split(&r, 3);
	deliver(&r, 1);
	step(&r, REGISTER, 0, OUT_REGISTERED);
	step(&r, REGISTER, 2, OUT_REGISTERED);
	abandon(&r);
	assert_int_equal(r.f.holder_ending[0], END_REJECTED);
	assert_int_equal(r.f.holder_ending[1], END_NONE);
	assert_int_equal(r.f.holder_ending[2], END_REJECTED);
	assert_int_equal(r.f.tokens_n, 1);
	assert_true(stands(&r, REPORT, HOLDER_ALL, false));
	assert_int_equal(r.f.ending, END_NONE);
	step(&r, REPORT, HOLDER_ALL, OUT_FIT);
	step(&r, CONFIRM, HOLDER_ALL, OUT_DONE);
	assert_int_equal(r.f.holder_ending[1], END_DONE);
	assert_int_equal(r.f.ending, END_DONE);
}

static void
test_abandoned_most(void **state)
{
	struct run r;

	(void)state;
	begin(&r, LIMIT_HOLDERS);
	step(&r, APPLY, HOLDER_ALL, OUT_SUBMITTED);
	step(&r, DISPOSE, HOLDER_ALL, OUT_FORWARDED);
	step(&r, CHECK, HOLDER_ALL, OUT_COMPLETE);
	for (int h = 0; h < LIMIT_HOLDERS; h++)
		step(&r, REGISTER, h, OUT_REGISTERED);
	abandon(&r);
	assert_int_equal(r.fx.n, 2 * LIMIT_HOLDERS + 1);
	assert_int_equal(r.f.ending, END_REJECTED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_joins),
	    cmocka_unit_test(test_start),
	    cmocka_unit_test(test_split),
	    cmocka_unit_test(test_returned),
	    cmocka_unit_test(test_all_rejected),
	    cmocka_unit_test(test_one_goes_back),
	    cmocka_unit_test(test_one_rejected),
	    cmocka_unit_test(test_each_rejected),
	    cmocka_unit_test(test_join),
	    cmocka_unit_test(test_abandoned_letter),
	    cmocka_unit_test(test_abandoned_some),
	    cmocka_unit_test(test_abandoned_most),
	    cmocka_unit_test(test_join_at_two_rows),
	    cmocka_unit_test(test_waiting_clock),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_most_holders),
	};

	return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
