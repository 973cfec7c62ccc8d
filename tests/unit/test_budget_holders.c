/*
 * What pages about BSrE cost: as many statements for one holder as for many,
 * and for one line of a list as for a page of them.
 */
#include "budget.h"

#include "bsre/module.h"
#include "store/bsre.h"
#include "store/certificate.h"
#include "store/message.h"

#define MANY 20

/* Where a case is, and all that may be known there. */
enum place { REGISTER, ACTIVATE, EXAMINE, OVER, PLACES };

static const struct {
	const char *row, *lane;
} places[PLACES] = {
    [REGISTER] = {"4a", "verifikator"},
    [ACTIVATE] = {"4b", "pemohon"},
    [EXAMINE] = {"5", "verifikator"},
    [OVER] = {NULL, NULL},
};

static struct page {
	const char *name;
	enum who who;
	enum place place;
	bool task; /* of the first task, else of the case */
	int most;  /* statements */
} pages[] = {
    {"register, verifier", VERIFIER, REGISTER, false, 19},
    {"register, applicant", APPLICANT, REGISTER, false, 16},
    {"register, task", VERIFIER, REGISTER, true, 19},
    {"activate, verifier", VERIFIER, ACTIVATE, false, 20},
    {"activate, applicant", APPLICANT, ACTIVATE, false, 15},
    {"examine, verifier", VERIFIER, EXAMINE, false, 19},
    {"examine, applicant", APPLICANT, EXAMINE, false, 16},
    {"examine, task", VERIFIER, EXAMINE, true, 16},
    {"over, verifier", VERIFIER, OVER, false, 19},
    {"over, applicant", APPLICANT, OVER, false, 16},
};

static const char *
number_of(enum place place, bool many)
{
	return arena_printf(
	    &fixture.arena, "TTE-2026-9%d%03d", (int)place, many ? MANY : 1);
}

/* What BSrE said, and what somebody saw in AMS. */
static void
add_standing(struct fixture *f, int64_t holder)
{
	const struct standing s = {.holder_id = holder,
	    .api_status = "WAITING_FOR_VERIFICATION",
	    .api_message = "",
	    .api_at = NOW,
	    .ams_status = "NEW",
	    .ams_at = NOW,
	    .ams_by = f->ids[VERIFIER]};

	assert_int_equal(standing_watch(f->db, holder, NOW, NOW, &f->e), 0);
	assert_int_equal(standing_heard(f->db, &s, &f->e), 0);
	assert_int_equal(standing_seen(f->db, &s, &f->e), 0);
}

/* A registration that somebody is asked about. */
static void
add_act(struct fixture *f, const struct task *t, int64_t holder)
{
	struct bsre_act a = {.kind = "register",
	    .case_id = t->case_id,
	    .task_id = t->id,
	    .holder_id = holder,
	    .asked_by = f->ids[VERIFIER],
	    .asked_at = NOW,
	    .state = "question",
	    .doubt = DOUBT_UNKNOWN,
	    .reason = "Sambungan terputus.",
	    .answer = "",
	    .log = ""};

	assert_int_equal(bsre_act_add(f->db, &a, &f->e), 1);
	assert_int_equal(bsre_act_record(f->db, &a, NOW, &f->e), 1);
}

/* A link, the mail that had it, and that it came back. */
static void
add_link(struct fixture *f, const struct task *t, const char *address)
{
	unsigned char hash[TOKEN_HASH] = {0};
	struct message m = {.case_id = t->case_id,
	    .rule = arena_printf(
		&f->arena, "link:%lld:%lld", (long long)t->id, (long long)NOW),
	    .recipient =
		arena_printf(&f->arena, "holder:%lld", (long long)t->holder_id),
	    .channel = "mail",
	    .template = "link",
	    .address = address,
	    .name = "Citra Contoh Lestari",
	    .task_id = t->id,
	    .facts = "{}",
	    .state = "waiting",
	    .created_at = NOW,
	    .try_at = NOW};

	memcpy(hash, &t->id, sizeof(t->id));
	assert_int_equal(
	    link_add(f->db, hash, &(struct link){t->id, NOW, NOW + 1000, 0},
		false, &f->e),
	    0);
	assert_int_equal(message_add(f->db, &m, &f->e), 1);
	assert_int_equal(
	    message_bounced(f->db, &m, "kotak penuh", NOW, &f->e), 0);
}

static void
add_certificate(struct fixture *f, int64_t holder)
{
	const struct certificate_row c = {.holder_id = holder,
	    .der = STR("der"),
	    .chain = STR(""),
	    .source = "module",
	    .at = NOW};

	assert_int_equal(certificate_put(f->db, &c, &f->e), 0);
	assert_int_equal(holder_set_certificate(f->db, holder, "4A1F",
			     "2026-11-21", "2028-11-21", &f->e),
	    0);
}

static void
add_wide(struct fixture *f, enum place place, bool many)
{
	int64_t id = add_letter(f, number_of(place, many));
	struct task seen = add_task(f, id, 0, "3.1", "verifikator", 0);

	assert_int_equal(
	    task_close(f->db, &seen, NOW, f->ids[VERIFIER], "sent", &f->e), 1);
	for (int i = 0; i < (many ? MANY : 1); i++) {
		const char *email = arena_printf(&f->arena,
		    "pegawai%d.%d.%d@kudus.example", (int)place, many, i);
		int64_t holder = add_holder(f, id, i, email);
		struct task t;

		add_standing(f, holder);
		if (place == OVER) {
			add_certificate(f, holder);
			continue;
		}
		t = add_task(f, id, holder, places[place].row,
		    places[place].lane,
		    place == ACTIVATE ? f->ids[APPLICANT] : 0);
		if (place == REGISTER)
			add_act(f, &t, holder);
		if (place == ACTIVATE)
			add_link(f, &t, email);
	}
}

static int
setup_wide(void **state)
{
	const struct bsre_office o = {.module = "esign",
	    .caps = BSRE_CAN(BSRE_STATUS) | BSRE_CAN(BSRE_REGISTER),
	    .host = "",
	    .portal = "",
	    .fault = "",
	    .trust = "",
	    .error = "",
	    .at = NOW};
	struct fixture *f = &fixture;

	if (setup(state) < 0 || db_begin(f->db, &f->e) < 0)
		return -1;
	assert_int_equal(bsre_office_put(f->db, &o, &f->e), 0);
	for (int p = 0; p < PLACES; p++) {
		add_wide(f, (enum place)p, false);
		add_wide(f, (enum place)p, true);
	}
	return db_commit(f->db, &f->e);
}

/* The page of a case, or of its first task that is open. */
static const char *
target_of(struct fixture *f, const struct page *p, bool many)
{
	const char *number = number_of(p->place, many);
	struct casefile c;
	struct task *v;
	size_t n, i = 0;

	assert_int_equal(
	    case_by_number(f->db, &f->arena, &c, number, &f->e), 1);
	assert_int_equal(task_list(f->db, &f->arena, &v, &n, c.id, &f->e), 0);
	while (i < n && v[i].closed_at)
		i++;
	return p->task
		   ? arena_printf(&f->arena,
			 "/kudus/permohonan/%s/langkah/%lld", number,
			 (long long)v[i].id)
		   : arena_printf(&f->arena, "/kudus/permohonan/%s", number);
}

static void
one_as_many(void **state)
{
	const struct page *p = *state;
	const char *one = target_of(&fixture, p, false);
	const char *many = target_of(&fixture, p, true);
	struct arena a;
	int n;

	arena_init(&a, LIMIT_REQUEST_ARENA);
	n = ask(&fixture, p->who, one, &a);
	print_message("%s: %d statements\n", p->name, n);
	assert_in_range(n, 1, p->most);
	assert_int_equal(ask(&fixture, p->who, many, &a), n);
	arena_clear(&a);
}

/* A page of lines about BSrE: one statement more than of others. */
static void
inbox_of_bsre(void **state)
{
	static const char desk[] = "/kudus/tugas?antrean=verifikator";
	struct arena a;
	int done, n;

	(void)state;
	arena_init(&a, LIMIT_REQUEST_ARENA);
	ask(&fixture, VERIFIER, desk, &a); /* the edition is read once */
	n = ask(&fixture, VERIFIER, desk, &a);
	done = ask(&fixture, VERIFIER, "/kudus/tugas?antrean=selesai", &a);
	print_message("inbox: %d statements, of what is done %d\n", n, done);
	assert_int_equal(n, done + 1);
	arena_clear(&a);
}

int
main(void)
{
	enum { N = sizeof(pages) / sizeof(pages[0]) };
	struct CMUnitTest tests[N + 1] = {cmocka_unit_test(inbox_of_bsre)};

	for (size_t i = 0; i < N; i++)
		tests[i + 1] = (struct CMUnitTest){
		    pages[i].name, one_as_many, NULL, NULL, &pages[i]};
	return cmocka_run_group_tests_name(
	    "budget_holders", tests, setup_wide, teardown);
}
