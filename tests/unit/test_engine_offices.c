/*
 * The engine on the definitions of real offices: every state that can be
 * reached with up to three holders, and random walks with up to five.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glob.h>

#include "sop/engine.h"

enum {
	OFFICES_MIN = 5,
	OFFICES_MAX = 16,
	STATES_MAX = 1 << 19, /* more are not explored */
	WALKS = 10000,
	WALK_FREE =
	    400, /* half of it: steps until only the way forward is left */
	WALK_HOLDERS = 5
};

struct office {
	const char *path;
	struct arena arena;
	const struct sop *s;
};

/* What went wrong, with where it was; cmocka's asserts show only values. */
#define MUST(o, cond)                                                 \
	do {                                                          \
		if (!(cond))                                          \
			fail_msg("%s: not so: %s", (o)->path, #cond); \
	} while (0)

static int
load(void **state)
{
	struct office *o = *state;
	struct sop_problems p = {0};
	char *text;
	size_t n;
	FILE *f = fopen(o->path, "r");

	if (!f)
		return -1;
	arena_init(&o->arena, 16 * MIB);
	text = arena_alloc(&o->arena, LIMIT_SOP_FILE);
	n = fread(text, 1, LIMIT_SOP_FILE, f);
	fclose(f);
	o->s = sop_parse(&o->arena, (struct str){text, n}, &p);
	return o->s ? 0 : -1;
}

static int
unload(void **state)
{
	struct office *o = *state;

	arena_clear(&o->arena);
	return 0;
}

/* Holder h has one token, or the letter covers it, or it has ended. */
static void
check_holder(const struct office *o, const struct flow *f, int h)
{
	int places = f->holder_ending[h] != END_NONE;

	for (int i = 0; i < f->tokens_n; i++)
		places += f->tokens[i].holder == h;
	places += flow_is_covered(f, h);
	MUST(o, places == 1);
}

static void
check_state(const struct office *o, const struct flow *f)
{
	bool letter = f->tokens_n > 0 && f->tokens[0].holder == HOLDER_ALL;
	int active = 0, covered = 0;

	for (int i = 0; i < f->tokens_n; i++) {
		const struct token *t = &f->tokens[i];

		MUST(o, t->row >= 0 && (size_t)t->row < o->s->rows_n);
		MUST(o, t->holder >= HOLDER_ALL && t->holder < f->holders);
		MUST(o, i == 0 || f->tokens[i - 1].holder < t->holder);
		MUST(o, !t->waiting || o->s->rows[t->row].joins);
		MUST(o, t->holder != HOLDER_ALL || !t->waiting);
		MUST(o,
		    t->holder != HOLDER_ALL || !o->s->rows[t->row].per_holder);
		MUST(o, t->holder == HOLDER_ALL || t->waiting ||
			    !o->s->rows[t->row].joins);
		active += !t->waiting;
	}
	for (int h = 0; h < f->holders; h++) {
		check_holder(o, f, h);
		covered += flow_is_covered(f, h);
	}
	MUST(o, (f->ending == END_NONE) == (f->tokens_n > 0));
	MUST(o, f->tokens_n == 0 || active > 0);
	MUST(o, !letter || (active == 1 && covered > 0));
}

/* The effects turn the open tasks of one state into those of the next. */
static void
check_effects(const struct office *o, const struct flow *old,
    const struct flow *new, const struct effects *fx)
{
	struct token open[2 * LIMIT_HOLDERS];
	int n = 0, active = 0, ended = 0;

	for (int i = 0; i < old->tokens_n; i++)
		if (!old->tokens[i].waiting)
			open[n++] = old->tokens[i];
	for (int i = 0; i < fx->n; i++) {
		const struct effect *x = &fx->v[i];
		int at = 0;

		while (at < n &&
		       (open[at].row != x->row || open[at].holder != x->holder))
			at++;
		if (x->kind == EFFECT_OPEN)
			open[n++] = (struct token){x->row, x->holder, false};
		if (x->kind == EFFECT_CLOSE) {
			MUST(o, at < n);
			open[at] = open[--n];
		}
		ended += x->kind == EFFECT_HOLDER_END;
		MUST(o, x->kind != EFFECT_CASE_END ||
			    (i == fx->n - 1 && x->ending == new->ending));
	}
	for (int i = 0; i < new->tokens_n; i++)
		if (!new->tokens[i].waiting) {
			int at = 0;

			active++;
			while (at < n &&
			       (open[at].row != new->tokens[i].row ||
				   open[at].holder != new->tokens[i].holder))
				at++;
			MUST(o, at < n);
		}
	MUST(o, active == n);
	for (int h = 0; h < old->holders; h++)
		ended -= old->holder_ending[h] != new->holder_ending[h];
	MUST(o, ended == 0);
}

/* Whether a page offers the event: an open task, an outcome of its kind. */
static bool
is_offered(
    const struct office *o, const struct flow *f, const struct flow_event *ev)
{
	const struct kind *k = kind_get(o->s->rows[ev->row].kind);

	for (int i = 0; i < f->tokens_n; i++)
		if (f->tokens[i].row == ev->row && !f->tokens[i].waiting &&
		    f->tokens[i].holder == ev->holder)
			for (int j = 0; j < k->outcomes_n; j++)
				if (k->outcomes[j] == ev->outcome)
					return true;
	return false;
}

/* Every reachable state, as a number; see key_of(). */
struct space {
	const struct office *o;
	int holders;
	uint64_t *keys; /* by discovery */
	size_t states;
	uint32_t *slots; /* hash table of index + 1 */
	struct edge {
		uint32_t from, to;
	} * edges;
	size_t edges_n, edges_cap;
};

/* One digit for the letter, one for each holder. */
static uint64_t
key_of(const struct office *o, const struct flow *f)
{
	uint64_t rows = o->s->rows_n, key = rows;
	int first = 0;

	if (f->tokens_n > 0 && f->tokens[0].holder == HOLDER_ALL) {
		key = (uint64_t)f->tokens[0].row;
		first = 1;
	}
	for (int h = 0; h < f->holders; h++) {
		uint64_t digit = (uint64_t)f->holder_ending[h];

		for (int i = first; i < f->tokens_n; i++)
			if (f->tokens[i].holder == h)
				digit = 3 + 2 * (uint64_t)f->tokens[i].row +
					f->tokens[i].waiting;
		key = key * (3 + 2 * rows) + digit;
	}
	return key;
}

static struct flow
flow_of(const struct office *o, int holders, uint64_t key)
{
	uint64_t rows = o->s->rows_n, digits[WALK_HOLDERS];
	struct flow f = {.holders = holders};
	bool done = false;

	for (int h = holders; h-- > 0; key /= 3 + 2 * rows)
		digits[h] = key % (3 + 2 * rows);
	if (key < rows)
		f.tokens[f.tokens_n++] =
		    (struct token){(int)key, HOLDER_ALL, false};
	for (int h = 0; h < holders; h++) {
		if (digits[h] < 3)
			f.holder_ending[h] = (enum ending)digits[h];
		else
			f.tokens[f.tokens_n++] =
			    (struct token){(int)(digits[h] - 3) / 2, h,
				(digits[h] - 3) % 2 == 1};
		done = done || digits[h] == END_DONE;
	}
	if (f.tokens_n == 0)
		f.ending = done ? END_DONE : END_REJECTED;
	return f;
}

/* The index of a state, which may be new. */
static uint32_t
state_index(struct space *sp, uint64_t key)
{
	size_t mask = 2 * STATES_MAX - 1;
	size_t at = (size_t)((key * 0x9e3779b97f4a7c15U) >> 20) & mask;

	for (; sp->slots[at]; at = (at + 1) & mask)
		if (sp->keys[sp->slots[at] - 1] == key)
			return sp->slots[at] - 1;
	if (sp->states == STATES_MAX)
		fail_msg("%s: too many states", sp->o->path);
	sp->keys[sp->states++] = key;
	sp->slots[at] = (uint32_t)sp->states;
	return (uint32_t)sp->states - 1;
}

static void
add_edge(struct space *sp, uint32_t from, uint32_t to)
{
	if (sp->edges_n == sp->edges_cap) {
		sp->edges_cap = sp->edges_cap ? 2 * sp->edges_cap : 1024;
		sp->edges =
		    realloc(sp->edges, sp->edges_cap * sizeof(sp->edges[0]));
		assert_non_null(sp->edges);
	}
	sp->edges[sp->edges_n++] = (struct edge){from, to};
}

/* One event at one state: accepted if and only if it is offered. */
static void
try_event(struct space *sp, uint32_t from, const struct flow *f,
    const struct flow_event *ev)
{
	static const struct effects no_effects;
	const struct office *o = sp->o;
	struct flow next = {.holders = -7};
	struct effects fx = no_effects;
	struct err e = {0};

	if (!is_offered(o, f, ev)) {
		MUST(o, flow_apply(&next, &fx, o->s, f, ev, &e) == -1);
		MUST(o, e.kind == ERR_CONFLICT || e.kind == ERR_INPUT);
		MUST(o, next.holders == -7 && fx.n == 0);
		return;
	}
	MUST(o, flow_apply(&next, &fx, o->s, f, ev, &e) == 0);
	check_state(o, &next);
	check_effects(o, f, &next, &fx);
	add_edge(sp, from, state_index(sp, key_of(o, &next)));
}

/* From every state an end can be reached: go back from the ends. */
static void
check_no_dead_end(struct space *sp)
{
	bool *good = calloc(sp->states, sizeof(bool)), more = true;
	size_t n = 0;

	assert_non_null(good);
	for (size_t i = 0; i < sp->states; i++)
		good[i] =
		    flow_of(sp->o, sp->holders, sp->keys[i]).ending != END_NONE;
	while (more) {
		more = false;
		for (size_t i = sp->edges_n; i-- > 0;)
			if (good[sp->edges[i].to] && !good[sp->edges[i].from])
				more = good[sp->edges[i].from] = true;
	}
	for (size_t i = 0; i < sp->states; i++)
		n += good[i];
	MUST(sp->o, n == sp->states);
	free(good);
}

static void
explore_state(struct space *sp, uint32_t i)
{
	struct flow f = flow_of(sp->o, sp->holders, sp->keys[i]);

	MUST(sp->o, key_of(sp->o, &f) == sp->keys[i]);
	for (int row = 0; (size_t)row < sp->o->s->rows_n; row++)
		for (int h = HOLDER_ALL; h <= sp->holders; h++)
			for (int out = 0; out < OUT_COUNT; out++)
				try_event(sp, i, &f,
				    &(struct flow_event){
					row, h, (enum outcome)out});
}

static void
explore(const struct office *o, int holders)
{
	struct space sp = {.o = o, .holders = holders};
	struct flow f;

	sp.keys = calloc(STATES_MAX, sizeof(sp.keys[0]));
	sp.slots = calloc(2 * STATES_MAX, sizeof(sp.slots[0]));
	assert_non_null(sp.keys);
	assert_non_null(sp.slots);
	flow_start(&f, o->s, holders);
	check_state(o, &f);
	state_index(&sp, key_of(o, &f));
	for (uint32_t i = 0; i < sp.states; i++)
		explore_state(&sp, i);
	check_no_dead_end(&sp);
	print_message("%s: %d holders, %zu states, %zu ways\n", o->path,
	    holders, sp.states, sp.edges_n);
	free(sp.keys);
	free(sp.slots);
	free(sp.edges);
}

static void
test_one_holder(void **state)
{
	explore(*state, 1);
}

static void
test_two_holders(void **state)
{
	explore(*state, 2);
}

static void
test_three_holders(void **state)
{
	explore(*state, 3);
}

static uint32_t
next_random(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)(*seed >> 33) % below;
}

/* Some open task and some outcome; more and more often the way forward. */
static struct flow_event
choose(const struct office *o, const struct flow *f, uint64_t *seed, int step)
{
	const struct token *t;
	const struct kind *k;
	uint32_t pick = 0;

	do
		t = &f->tokens[next_random(seed, (uint32_t)f->tokens_n)];
	while (t->waiting);
	k = kind_get(o->s->rows[t->row].kind);
	if (next_random(seed, WALK_FREE) >= (uint32_t)step + WALK_FREE / 2)
		pick = next_random(seed, (uint32_t)k->outcomes_n);
	return (struct flow_event){t->row, t->holder, k->outcomes[pick]};
}

static void
test_walks(void **state)
{
	const struct office *o = *state;
	int most = WALK_FREE / 2 + WALK_HOLDERS * 2 * (int)o->s->rows_n;
	int longest = 0, done = 0;
	uint64_t seed = 20260831;

	for (int i = 0; i < WALKS; i++) {
		struct flow f, next;
		struct effects fx;
		struct err e = {0};
		int step = 0;

		flow_start(&f, o->s, 1 + i % WALK_HOLDERS);
		for (; f.ending == END_NONE; step++) {
			struct flow_event ev = choose(o, &f, &seed, step);

			MUST(o, step < most);
			MUST(o, flow_apply(&next, &fx, o->s, &f, &ev, &e) == 0);
			check_state(o, &next);
			check_effects(o, &f, &next, &fx);
			f = next;
		}
		longest = step > longest ? step : longest;
		done += f.ending == END_DONE;
	}
	MUST(o, done > 0);
	print_message("%s: %d walks, longest %d, %d done\n", o->path, WALKS,
	    longest, done);
}

static void
test_joins(void **state)
{
	const struct office *o = *state;

	for (int i = 0; (size_t)i < o->s->rows_n; i++)
		MUST(o, (o->s->rows[i].joins != 0) == flow_row_joins(o->s, i));
}

static size_t
find(struct office *offices, glob_t *g)
{
	int rc = glob("deploy/tenants/*/*.sop.yaml", 0, NULL, g);

	if (rc == 0)
		rc = glob(
		    "tests/data/tenants/*/*.sop.yaml", GLOB_APPEND, NULL, g);
	if ((rc != 0 && rc != GLOB_NOMATCH) || g->gl_pathc < OFFICES_MIN ||
	    g->gl_pathc > OFFICES_MAX)
		return 0;
	for (size_t i = 0; i < g->gl_pathc; i++)
		offices[i].path = g->gl_pathv[i];
	return g->gl_pathc;
}

int
main(void)
{
	static struct office offices[OFFICES_MAX];
	struct CMUnitTest tests[5 * OFFICES_MAX];
	glob_t g;
	size_t n = 0, count = find(offices, &g);

	if (count == 0) {
		fprintf(stderr, "definitions of offices not found\n");
		return 1;
	}
	for (size_t i = 0; i < count; i++) {
		struct office *o = &offices[i];

		tests[n++] =
		    (struct CMUnitTest){"joins", test_joins, load, unload, o};
		tests[n++] = (struct CMUnitTest){
		    "one holder", test_one_holder, load, unload, o};
		tests[n++] = (struct CMUnitTest){
		    "two holders", test_two_holders, load, unload, o};
		tests[n++] = (struct CMUnitTest){
		    "three holders", test_three_holders, load, unload, o};
		tests[n++] = (struct CMUnitTest){
		    "random walks", test_walks, load, unload, o};
	}
	n = (size_t)_cmocka_run_group_tests(
	    "engine_offices", tests, n, NULL, NULL);
	globfree(&g);
	return (int)n;
}
