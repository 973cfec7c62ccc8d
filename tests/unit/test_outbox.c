/*
 * The table of messages: claims, tries, ends, and what is kept of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "outbox.h"

/* --- the table ---------------------------------------------------------- */

static void
test_once(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	int64_t id = m.id;

	assert_int_equal(message_add(f->cx.db, &m, &f->e), 0);
	m.tier = 1;
	assert_int_equal(message_add(f->cx.db, &m, &f->e), 1);
	assert_int_not_equal(m.id, id);
	m.channel = "hook";
	assert_int_equal(message_add(f->cx.db, &m, &f->e), 1);
	m.recipient = "person:2";
	assert_int_equal(message_add(f->cx.db, &m, &f->e), 1);
	m.case_id = 0;
	assert_int_equal(message_add(f->cx.db, &m, &f->e), 1);
	assert_int_equal(message_add(f->cx.db, &m, &f->e), 0);
}

static void
test_due(void **state)
{
	struct fixture *f = *state;
	int64_t late = add(f, NOW + 1, 0);
	int64_t second = add(f, NOW - 1, 0);
	int64_t first = add(f, NOW - 2, 0);
	struct message *v;
	size_t n;

	assert_int_equal(
	    message_due(f->cx.db, &f->arena, &v, &n, "mail", NOW, 10, &f->e),
	    0);
	assert_int_equal(n, 2);
	assert_int_equal(v[0].id, first);
	assert_int_equal(v[1].id, second);
	assert_string_equal(v[0].number, "2026.XI-TTE-0001");
	assert_int_equal(
	    message_due(f->cx.db, &f->arena, &v, &n, "mail", NOW + 1, 2, &f->e),
	    0);
	assert_int_equal(n, 2);
	assert_int_equal(message_due(f->cx.db, &f->arena, &v, &n, "hook",
			     NOW + 1, 10, &f->e),
	    0);
	assert_int_equal(n, 0);
	assert_int_equal(next_of(f), NOW - 2);
	(void)late;
}

static void
test_claim(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	struct attempt later = {
	    "later", "450 nanti", "450 nanti", .try_at = NOW + 60000};
	struct attempt sent = {"sent", "250 baik", "", .state = "sent"};
	struct delivery *d;
	size_t n;

	assert_int_equal(
	    message_claim(f->cx.db, &m, NOW - 1, NOW + 900, &f->e), 0);
	assert_int_equal(message_claim(f->cx.db, &m, NOW, NOW + 900, &f->e), 1);
	assert_int_equal(m.tries, 1);
	assert_int_equal(m.first_at, NOW);
	assert_int_equal(next_of(f), NOW + 900);
	assert_int_equal(
	    message_claim(f->cx.db, &m, NOW + 899, NOW + 5000, &f->e), 0);

	/* The process died; then another one has it. */
	assert_int_equal(message_reclaim(f->cx.db, NOW + 5, &n, &f->e), 0);
	assert_int_equal(n, 1);
	assert_int_equal(next_of(f), NOW + 5);
	assert_int_equal(
	    message_claim(f->cx.db, &m, NOW + 5, NOW + 900, &f->e), 1);
	assert_int_equal(get(f, m.id).tries, 2);
	assert_int_equal(get(f, m.id).first_at, NOW);

	assert_int_equal(
	    message_record(f->cx.db, &m, &later, NOW + 6, &f->e), 0);
	assert_int_equal(next_of(f), NOW + 60000);
	assert_string_equal(get(f, m.id).error, "450 nanti");
	assert_int_equal(get(f, m.id).claimed_at, 0);
	assert_int_equal(message_reclaim(f->cx.db, NOW, &n, &f->e), 0);
	assert_int_equal(n, 0);

	assert_int_equal(
	    message_record(f->cx.db, &m, &sent, NOW + 7, &f->e), 0);
	m = get(f, m.id);
	assert_string_equal(m.state, "sent");
	assert_string_equal(m.error, "");
	assert_int_equal(m.ended_at, NOW + 7);
	assert_int_equal(m.try_at, 0);
	assert_int_equal(next_of(f), 0);
	assert_int_equal(delivery_page(f->cx.db, &f->arena, &d, &n, m.id,
			     INT64_MAX, 10, &f->e),
	    0);
	assert_int_equal(n, 2);
	assert_string_equal(d[0].answer, "250 baik");
	assert_string_equal(d[1].result, "later");
}

/* What was recorded late does not wake what is over. */
static void
test_over(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	struct attempt dead = {"refused", "550", "550", .state = "dead"};
	struct attempt later = {"later", "450", "450", .try_at = NOW};
	struct attempt sent = {"sent", "250", "", .state = "sent"};

	assert_int_equal(message_record(f->cx.db, &m, &dead, NOW, &f->e), 0);
	assert_int_equal(message_record(f->cx.db, &m, &later, NOW, &f->e), 0);
	assert_int_equal(message_record(f->cx.db, &m, &sent, NOW, &f->e), 0);
	assert_string_equal(get(f, m.id).state, "dead");
	assert_string_equal(get(f, m.id).error, "550");
	assert_int_equal(next_of(f), 0);
}

static void
test_again(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	struct attempt dead = {"refused", "550", "550", .state = "dead"};
	size_t n;

	assert_int_equal(message_again(f->cx.db, m.id, NULL, NOW, &f->e), 0);
	assert_int_equal(message_claim(f->cx.db, &m, NOW, NOW + 900, &f->e), 1);
	assert_int_equal(message_record(f->cx.db, &m, &dead, NOW, &f->e), 0);
	assert_int_equal(
	    message_again(f->cx.db, m.id, NULL, NOW + 10, &f->e), 1);
	m = get(f, m.id);
	assert_string_equal(m.state, "waiting");
	assert_string_equal(m.error, "");
	assert_string_equal(m.address, "orang1@contoh.example");
	assert_int_equal(m.tries, 0);
	assert_int_equal(m.first_at, 0);
	assert_int_equal(m.ended_at, 0);
	assert_int_equal(m.try_at, NOW + 10);

	assert_int_equal(
	    message_record(f->cx.db, &m, &dead, NOW + 20, &f->e), 0);
	assert_int_equal(message_again(f->cx.db, m.id, "baru@contoh.example",
			     NOW + 30, &f->e),
	    1);
	assert_string_equal(get(f, m.id).address, "baru@contoh.example");

	assert_int_equal(message_record(f->cx.db, &m, &dead, NOW, &f->e), 0);
	assert_int_equal(
	    message_forget(f->cx.db, NOW + MESSAGE_KEPT + 1, 10, &n, &f->e), 0);
	assert_int_equal(n, 1);
	assert_int_equal(message_again(f->cx.db, m.id, NULL, NOW, &f->e), 0);
}

static void
test_bounced(void **state)
{
	struct fixture *f = *state;
	struct message m = get(f, add(f, NOW, 0));
	struct attempt sent = {"sent", "250", "", .state = "sent"};
	struct address_fault fault, *all;
	size_t n;

	assert_int_equal(message_record(f->cx.db, &m, &sent, NOW, &f->e), 0);
	assert_int_equal(
	    message_bounced(f->cx.db, &m, "5.1.1 tidak ada", NOW + 1, &f->e),
	    0);
	assert_string_equal(get(f, m.id).state, "dead");
	assert_string_equal(get(f, m.id).error, "5.1.1 tidak ada");
	assert_int_equal(
	    address_fault_get(f->cx.db, &f->arena, &fault, m.address, &f->e),
	    1);
	assert_string_equal(fault.kind, "bounced");
	assert_int_equal(fault.message_id, m.id);
	fault.kind = "refused";
	assert_int_equal(address_fault_put(f->cx.db, &fault, &f->e), 0);
	assert_int_equal(
	    address_fault_page(f->cx.db, &f->arena, &all, &n, "", 10, &f->e),
	    0);
	assert_int_equal(n, 1);
	assert_string_equal(all[0].kind, "refused");
	assert_int_equal(address_fault_page(f->cx.db, &f->arena, &all, &n,
			     m.address, 10, &f->e),
	    0);
	assert_int_equal(n, 0);
	assert_int_equal(address_fault_clear(f->cx.db, m.address, &f->e), 0);
	assert_int_equal(
	    address_fault_get(f->cx.db, &f->arena, &fault, m.address, &f->e),
	    0);
}

static void
test_worries(void **state)
{
	struct fixture *f = *state;
	struct attempt dead = {"refused", "550", "550", .state = "dead"};
	struct attempt later = {"later", "450", "450", .try_at = NOW + 99999};
	struct message_worries w;
	struct message m;

	assert_int_equal(message_worries(f->cx.db, &w, 0, &f->e), 0);
	assert_int_equal(w.waits_since, 0);
	assert_int_equal(w.dead, 0);
	add(f, NOW + 70, 0);
	m = get(f, add(f, NOW + 80, 0));
	assert_int_equal(message_worries(f->cx.db, &w, 0, &f->e), 0);
	assert_int_equal(w.waits_since, NOW + 70);
	assert_int_equal(
	    message_claim(f->cx.db, &m, NOW + 80, NOW + 900, &f->e), 1);
	assert_int_equal(
	    message_record(f->cx.db, &m, &later, NOW + 81, &f->e), 0);
	assert_int_equal(message_worries(f->cx.db, &w, 0, &f->e), 0);
	assert_int_equal(w.waits_since, NOW);
	assert_int_equal(
	    message_record(f->cx.db, &m, &dead, NOW + 82, &f->e), 0);
	assert_int_equal(message_worries(f->cx.db, &w, 0, &f->e), 0);
	assert_int_equal(w.waits_since, NOW + 70);
	assert_int_equal(w.dead, 1);
	assert_int_equal(w.dead_at, NOW + 82);
	assert_int_equal(message_worries(f->cx.db, &w, NOW + 82, &f->e), 0);
	assert_int_equal(w.dead, 0);
	assert_int_equal(w.dead_at, 0);
}

/* Put off again and again as there is no server, it still waits. */
static void
test_worries_unset(void **state)
{
	struct fixture *f = *state;
	struct message_worries w;
	int64_t next;

	add(f, NOW + 5, 0);
	for (int i = 0; i < 3; i++) {
		look(f, NOW + 5 + i * MS_HOUR, &next);
		assert_int_equal(message_worries(f->cx.db, &w, 0, &f->e), 0);
		assert_int_equal(w.waits_since, NOW);
	}
}

/* How many days ago it ended, -1: it waits; and whether it is emptied. */
static struct kept {
	const char *name;
	int days;
	bool emptied;
} kept[] = {
    {"kept: waits", -1, false},
    {"kept: 89 days", 89, false},
    {"kept: 90 days", 90, false},
    {"emptied: 91 days", 91, true},
    {"emptied: a year", 365, true},
};

static void
test_kept(void **state)
{
	const struct kept *k = *state;
	struct fixture *f;
	struct attempt dead = {"refused", "550", "550", .state = "dead"};
	int64_t now = NOW + 1000 * MS_DAY;
	struct message m;
	size_t n;

	assert_int_equal(setup((void **)&f), 0);
	m = get(f, add(f, NOW, 0));
	if (k->days >= 0)
		assert_int_equal(message_record(f->cx.db, &m, &dead,
				     now - k->days * MS_DAY, &f->e),
		    0);
	assert_int_equal(message_forget(f->cx.db, now, 10, &n, &f->e), 0);
	assert_int_equal(n, k->emptied);
	m = get(f, m.id);
	assert_string_equal(m.facts, k->emptied ? "{}" : FACTS);
	assert_string_equal(
	    m.address, k->emptied ? "" : "orang1@contoh.example");
	assert_string_equal(m.name, k->emptied ? "" : "Orang Contoh");
	assert_string_equal(m.error, k->emptied || k->days < 0 ? "" : "550");
	assert_int_equal(message_forget(f->cx.db, now, 10, &n, &f->e), 0);
	assert_int_equal(n, 0);
	/* Still the same notice: it is not told again. */
	assert_int_equal(message_add(f->cx.db, &m, &f->e), 0);
	assert_int_equal(
	    message_forget(f->cx.db, now + 400 * MS_DAY, 10, &n, &f->e), 0);
	assert_int_equal(n, k->days < 0 ? 0 : k->emptied ? 1 : 2);
	assert_int_equal(teardown((void **)&f), 0);
}

static void
test_faults_kept(void **state)
{
	struct fixture *f = *state;
	struct address_fault fault = {.address = "orang@contoh.example",
	    .kind = "refused",
	    .reason = "550",
	    .message_id = 1,
	    .at = NOW};
	size_t n;

	assert_int_equal(address_fault_put(f->cx.db, &fault, &f->e), 0);
	assert_int_equal(
	    message_forget(f->cx.db, NOW + FAULT_KEPT, 10, &n, &f->e), 0);
	assert_int_equal(n, 0);
	assert_int_equal(
	    message_forget(f->cx.db, NOW + FAULT_KEPT + 1, 10, &n, &f->e), 0);
	assert_int_equal(n, 1);
	assert_int_equal(address_fault_get(f->cx.db, &f->arena, &fault,
			     "orang@contoh.example", &f->e),
	    0);
}

int
main(void)
{
	const struct CMUnitTest fixed[] = {
	    TEST(test_once),
	    TEST(test_due),
	    TEST(test_claim),
	    TEST(test_over),
	    TEST(test_again),
	    TEST(test_bounced),
	    TEST(test_worries),
	    TEST(test_worries_unset),
	    TEST(test_faults_kept),
	};
	enum {
		NFIXED = sizeof(fixed) / sizeof(fixed[0]),
		NKEPT = sizeof(kept) / sizeof(kept[0])
	};
	struct CMUnitTest tests[NFIXED + NKEPT];

	memcpy(tests, fixed, sizeof(fixed));
	for (size_t i = 0; i < NKEPT; i++)
		tests[NFIXED + i] = (struct CMUnitTest){
		    kept[i].name, test_kept, NULL, NULL, &kept[i]};
	return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
