/*
 * The agent's look at the messages, with a Maildir for a server.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "outbox.h"

/* --- the look ----------------------------------------------------------- */

static void
test_look(void **state)
{
	struct fixture *f = *state;
	int64_t next, id = add(f, NOW, 0);

	add(f, NOW + 500, 0);
	set_maildir(f);
	look(f, NOW, &next);
	assert_int_equal(next, NOW + 500);
	assert_string_equal(get(f, id).state, "sent");
	assert_int_equal(mails(f), 1);
	look(f, NOW + 500, &next);
	assert_int_equal(next, INT64_MAX);
	assert_int_equal(mails(f), 2);
}

/* A predecessor had put it into the Maildir and then died: dead and sent
 * again, it has the same Message-ID. */
static void
test_repeat(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	int64_t next;

	set_maildir(f);
	look(f, NOW, &next);
	assert_int_equal(mails(f), 1);
	assert_int_equal(message_bounced(f->cx.db, &m, "lupa", NOW, &f->e), 0);
	assert_int_equal(message_again(f->cx.db, m.id, NULL, NOW, &f->e), 1);
	assert_int_equal(
	    message_claim(f->cx.db, &m, NOW, NOW + MS_HOUR, &f->e), 1);
	look(f, NOW, &next);
	assert_string_equal(get(f, m.id).state, "waiting");
	f->outlet.begun = false;
	look(f, NOW, &next);
	assert_string_equal(get(f, m.id).state, "sent");
	assert_int_equal(get(f, m.id).tries, 2);
	assert_int_equal(mails(f), 1);
}

static void
test_bounded(void **state)
{
	struct fixture *f = *state;
	int64_t next;

	for (size_t i = 0; i < DELIVER_LOOK + 5; i++)
		add(f, NOW, 0);
	set_maildir(f);
	look(f, NOW, &next);
	assert_int_equal(next, 0);
	assert_int_equal(mails(f), DELIVER_LOOK);
	look(f, NOW, &next);
	assert_int_equal(next, INT64_MAX);
	assert_int_equal(mails(f), DELIVER_LOOK + 5);
}

/* Nobody is told of a task that is closed. */
static void
test_pointless(void **state)
{
	struct fixture *f = *state;
	struct task open = {.case_id = f->case_id,
	    .service = "tanda-tangan-camat",
	    .row_no = "1",
	    .lane = "camat",
	    .opened_at = NOW};
	struct task closed = open;
	int64_t next, ids[2];

	closed.row_no = "2";
	assert_int_equal(db_begin(f->cx.db, &f->e), 0);
	assert_int_equal(task_add(f->cx.db, &open, &f->e), 0);
	assert_int_equal(task_add(f->cx.db, &closed, &f->e), 0);
	assert_int_equal(
	    task_close(f->cx.db, &closed, NOW, 0, "selesai", &f->e), 1);
	assert_int_equal(db_commit(f->cx.db, &f->e), 0);
	ids[0] = add(f, NOW, open.id);
	ids[1] = add(f, NOW, closed.id);
	set_maildir(f);
	look(f, NOW, &next);
	assert_string_equal(get(f, ids[0]).state, "sent");
	assert_string_equal(get(f, ids[1]).state, "dropped");
	assert_int_equal(get(f, ids[1]).tries, 0);
	assert_int_equal(mails(f), 1);
}

/* Nor is a link sent that opens nothing: past its end, or replaced. */
static void
test_link_over(void **state)
{
	struct fixture *f = *state;
	struct task task = {.case_id = f->case_id,
	    .service = "tanda-tangan-camat",
	    .row_no = "1",
	    .lane = "camat",
	    .opened_at = NOW};
	static const unsigned char hash[32] = "satu";
	static const struct {
		int64_t made, now;
		const char *state;
	} rows[] = {
	    {NOW, NOW, "sent"},
	    {NOW, NOW + MS_HOUR, "dropped"},
	    {NOW - 1, NOW, "dropped"},
	};
	int64_t next;

	assert_int_equal(db_begin(f->cx.db, &f->e), 0);
	assert_int_equal(task_add(f->cx.db, &task, &f->e), 0);
	assert_int_equal(link_add(f->cx.db, hash,
			     &(struct link){.task_id = task.id,
				 .created_at = NOW,
				 .expires_at = NOW + MS_HOUR},
			     false, &f->e),
	    0);
	assert_int_equal(db_commit(f->cx.db, &f->e), 0);
	set_maildir(f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct message m = get(f, add(f, NOW, task.id));

		m.template = "link";
		m.recipient = arena_printf(&f->arena, "holder:%zu", i);
		m.rule = arena_printf(&f->arena, "link:%lld:%lld",
		    (long long)task.id, (long long)rows[i].made);
		assert_int_equal(message_add(f->cx.db, &m, &f->e), 1);
		look(f, rows[i].now, &next);
		assert_string_equal(get(f, m.id).state, rows[i].state);
	}
}

static void
test_no_server(void **state)
{
	struct fixture *f = *state;
	int64_t next, now = NOW, id = add(f, NOW, 0);
	struct message m;

	look(f, now, &next);
	assert_int_equal(next, NOW + MS_HOUR);
	m = get(f, id);
	assert_string_equal(m.error, "Surel belum diatur untuk kantor ini.");
	assert_string_equal(m.state, "waiting");
	assert_int_equal(m.tries, 0);
	while (strcmp(get(f, id).state, "waiting") == 0) {
		assert_true(next > now && next < INT64_MAX);
		now = next;
		look(f, now, &next);
	}
	assert_string_equal(get(f, id).state, "dead");
	assert_string_equal(
	    get(f, id).error, "Surel belum diatur untuk kantor ini.");
	assert_true(now > NOW + RETRY_GIVE_UP);
	assert_true(now < NOW + RETRY_GIVE_UP + 2 * MS_HOUR);

	/* What was put off does not wait for its hour. */
	id = add(f, now, 0);
	look(f, now, &next);
	assert_string_equal(get(f, id).state, "waiting");
	set_maildir(f);
	look(f, now + MS_MINUTE, &next);
	assert_string_equal(get(f, id).state, "sent");
}

/* Nobody listens: after three failures the others are left in peace. */
static void
test_down(void **state)
{
	struct fixture *f = *state;
	int64_t next = -1, now = NOW, tries = 0, ids[6];

	for (size_t i = 0; i < 6; i++)
		ids[i] = add(f, NOW, 0);
	set_server(f, "smtp://127.0.0.1:1");
	for (int i = 0; i < 50 && next != f->outlet.relays[0].paused_until;
	     i++) {
		look(f, now, &next);
		while (deliver_load(f->deliver) > 0) {
			assert_true(net_poll(f->net, 100, NULL, 0, &f->e) >= 0);
			deliver_settle(f->deliver, now);
		}
	}
	assert_true(next > now);
	for (size_t i = 0; i < 6; i++)
		tries += get(f, ids[i]).tries;
	assert_in_range(tries, RELAY_FAILURES, RELAY_FAILURES + 1);
	look(f, next - 1, &next);
	assert_int_equal(deliver_load(f->deliver), 0);
	look(f, next, &next);
	assert_int_equal(deliver_load(f->deliver), 1);
	assert_int_equal(next, INT64_MAX);
}

/* Five days after its first try it is given up, with the last reason. */
static void
test_given_up(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	struct attempt later = {
	    "later", "450 nanti", "450 nanti", .try_at = NOW + RETRY_GIVE_UP};
	int64_t next;

	assert_int_equal(message_claim(f->cx.db, &m, NOW, NOW + 900, &f->e), 1);
	assert_int_equal(message_record(f->cx.db, &m, &later, NOW, &f->e), 0);
	set_maildir(f);
	look(f, NOW + RETRY_GIVE_UP + 1, &next);
	m = get(f, m.id);
	assert_string_equal(m.state, "dead");
	assert_string_equal(m.error, "450 nanti");
	assert_int_equal(mails(f), 0);
}

/* The agent was off for weeks: what it never tried is no failure. */
static void
test_late_agent(void **state)
{
	struct fixture *f = *state;
	int64_t next, id = add(f, NOW, 0);

	set_maildir(f);
	look(f, NOW + 2 * RETRY_GIVE_UP, &next);
	assert_string_equal(get(f, id).state, "sent");
	assert_int_equal(mails(f), 1);
}

/* What cannot be recorded is tried again, but not at every turn. */
static void
test_locked(void **state)
{
	struct fixture *f = *state;
	struct db *other;
	int64_t next;

	add(f, NOW, 0);
	set_server(f, "smtp://127.0.0.1:1");
	look(f, NOW, &next);
	for (int i = 0; i < 50 && net_load(f->net, NULL) > 0; i++)
		assert_true(net_poll(f->net, 100, NULL, 0, &f->e) >= 0);
	assert_int_equal(
	    db_open(&other, DB_TENANT,
		arena_printf(&f->arena, "%s/" OFFICE "/paraf.db", f->dir),
		&f->e),
	    0);
	assert_int_equal(db_begin(other, &f->e), 0);
	assert_int_equal(deliver_settle(f->deliver, NOW), 0);
	db_rollback(other);
	assert_int_equal(deliver_settle(f->deliver, NOW + 999), 0);
	assert_int_equal(deliver_load(f->deliver), 1);
	assert_int_equal(deliver_settle(f->deliver, NOW + 1000), 1);
	db_close(other);
}

/* At the end what is over is recorded, and what cannot have arrived is
 * dropped, with its claim. */
static void
test_finish(void **state)
{
	struct fixture *f = *state;
	int64_t next, ids[] = {add(f, NOW, 0), add(f, NOW, 0)};
	int64_t claims = 0;

	set_server(f, "smtp://127.0.0.1:1");
	look(f, NOW, &next);
	assert_int_equal(deliver_load(f->deliver), 2);
	assert_int_equal(deliver_finish(f->deliver, NOW), 0);
	assert_int_equal(net_load(f->net, NULL), 0);
	for (size_t i = 0; i < 2; i++)
		claims += get(f, ids[i]).claimed_at == NOW;
	assert_int_equal(claims, 2);

	f->outlet.begun = false;
	look(f, NOW, &next);
	for (int i = 0; i < 50 && net_load(f->net, NULL) > 0; i++)
		assert_true(net_poll(f->net, 100, NULL, 0, &f->e) >= 0);
	assert_int_equal(deliver_finish(f->deliver, NOW), 0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(get(f, ids[i]).claimed_at, 0);
}

static void
test_impossible_address(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	struct address_fault fault;
	int64_t next;

	m.rule = "lain";
	m.address = "bukan alamat";
	assert_int_equal(message_add(f->cx.db, &m, &f->e), 1);
	set_maildir(f);
	look(f, NOW, &next);
	assert_string_equal(get(f, m.id).state, "dead");
	assert_int_equal(mails(f), 1);
	assert_int_equal(address_fault_get(f->cx.db, &f->arena, &fault,
			     "bukan alamat", &f->e),
	    1);
	assert_string_equal(fault.kind, "refused");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_look),
	    TEST(test_repeat),
	    TEST(test_bounded),
	    TEST(test_pointless),
	    TEST(test_link_over),
	    TEST(test_no_server),
	    TEST(test_down),
	    TEST(test_given_up),
	    TEST(test_late_agent),
	    TEST(test_locked),
	    TEST(test_finish),
	    TEST(test_impossible_address),
	};

	return cmocka_run_group_tests_name("outbox_look", tests, NULL, NULL);
}
