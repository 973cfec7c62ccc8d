/*
 * Pages cost what is on them: no named statement may walk through a table
 * that grows, nor sort what an index could give in order.  Every statement
 * of sql/query is judged by itself, those added later too.  What is allowed
 * stands in the two lists below, each with its reason.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "store/sql.h"

/* Tables that may be walked through, as they stay small. */
static const struct {
	const char *table, *why;
} small[] = {
    {"tenant", "the offices of one installation"},
    {"calendar", "a row a year"},
    {"seat", "the seats of one office"},
    {"holding", "who held the seats of one office: grows by appointments"},
    {"service", "the services of one office"},
    {"office_key", "the keys of one office: grows by rotations"},
};

/* Statements whose sorting is allowed, as few rows come to be sorted. */
static const struct {
	const char *query, *why;
} sorted[] = {
    {"tenant_list", "the offices of one installation, read when changed"},
    {"service_list", "the services of one office"},
    {"board_services", "the services of one office"},
    {"holder_same_nik", "the open cases of one person"},
    {"task_next", "the first of each desk that one person holds"},
    {"held_page", "what is held for one person, twice a day"},
    {"roll_before_nik", "the holders of one person"},
    {"roll_before_email", "the holders of one person"},
    {"holding_list", "the seats of one office, on an administrator's page"},
};

/* What a statement makes for itself and may walk through, as it is bounded. */
static const struct {
	const char *query, *name, *why;
} bounded[] = {
    {"board_rows", "at", "the rows of one SOP with open tasks"},
    {"board_rows", "few", "cut off at a limit"},
    {"message_dead", "few", "cut off at a limit"},
    {"held_drop", "desk", "the seats that one person holds"},
};

static sqlite3 *handles[2]; /* of the two kinds, with their schema */

static bool
is_small(const char *table, size_t n)
{
	for (size_t i = 0; i < sizeof(small) / sizeof(small[0]); i++)
		if (strlen(small[i].table) == n &&
		    strncmp(small[i].table, table, n) == 0)
			return true;
	return false;
}

static bool
may_sort(const char *query)
{
	for (size_t i = 0; i < sizeof(sorted) / sizeof(sorted[0]); i++)
		if (strcmp(sorted[i].query, query) == 0)
			return true;
	return false;
}

static bool
is_bounded(const char *query, const char *name, size_t n)
{
	for (size_t i = 0; i < sizeof(bounded) / sizeof(bounded[0]); i++)
		if (strcmp(bounded[i].query, query) == 0 &&
		    strlen(bounded[i].name) == n &&
		    strncmp(bounded[i].name, name, n) == 0)
			return true;
	return false;
}

static bool
in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The word that ends before p, and in *n its length. */
static const char *
word_before(const char *sql, const char *p, size_t *n)
{
	const char *end;

	while (p > sql && !in_word(p[-1]))
		p--;
	end = p;
	while (p > sql && in_word(p[-1]))
		p--;
	*n = (size_t)(end - p);
	return p;
}

/*
 * SQLite names an alias where there is one.  Whether the name, or what it
 * stands for at some place of the statement ("FROM seat s", "seat AS s"),
 * is a small table.
 */
static bool
scan_allowed(const char *sql, const char *name, size_t n)
{
	const char *p = sql, *w;
	size_t len;

	if (is_small(name, n))
		return true;
	while ((p = strstr(p, " ")) != NULL) {
		p++;
		if (strncmp(p, name, n) != 0 || in_word(p[n]))
			continue;
		w = word_before(sql, p, &len);
		if (len == 2 && strncasecmp(w, "as", 2) == 0)
			w = word_before(sql, w, &len);
		if (is_small(w, len))
			return true;
	}
	return false;
}

/* What is wrong with one line of a plan, or NULL. */
static const char *
judge(const struct query_text *t, const char *line)
{
	const char *name = line + 5, *at;

	if (strstr(line, "TEMP B-TREE") && strstr(line, "ORDER BY"))
		return may_sort(t->name) ? NULL : "sorts its rows";
	if (strncmp(line, "SCAN ", 5) != 0 ||
	    strncmp(name, "CONSTANT ROW", 12) == 0)
		return NULL;
	/* Full text and JSON tables have an index of their own; 0: is none. */
	at = strstr(name, "VIRTUAL TABLE INDEX ");
	if (at && strcmp(at + 20, "0:") != 0)
		return NULL;
	if (is_bounded(t->name, name, strcspn(name, " ")) ||
	    scan_allowed(t->sql, name, strcspn(name, " ")))
		return NULL;
	return "walks through a table that grows";
}

static void
test_plan(void **state)
{
	const struct query_text *t = *state;
	const char *line, *wrong;
	char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", t->sql);
	sqlite3_stmt *stmt = NULL;
	int bad = 0, rc;

	rc = sqlite3_prepare_v2(handles[t->db], sql, -1, &stmt, NULL);
	if (rc != SQLITE_OK)
		fail_msg("%s: %s", t->name, sqlite3_errmsg(handles[t->db]));
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		line = (const char *)sqlite3_column_text(stmt, 3);
		wrong = judge(t, line);
		if (wrong) {
			print_error("%s %s: %s\n", t->name, wrong, line);
			bad++;
		}
	}
	sqlite3_finalize(stmt);
	sqlite3_free(sql);
	assert_int_equal(rc, SQLITE_DONE);
	assert_int_equal(bad, 0);
}

/* The test itself: plans as SQLite words them. */
static const struct {
	const char *name, *sql, *line;
	bool good;
} lines[] = {
    {"x", "SELECT id FROM tenant", "SCAN tenant", true},
    {"x", "SELECT * FROM task", "SCAN task", false},
    {"x", "SELECT * FROM task t", "SCAN t", false},
    {"x", "SELECT * FROM task t", "SCAN t USING INDEX task_case", false},
    {"x", "SELECT * FROM seat s", "SCAN s", true},
    {"x", "SELECT * FROM seat AS s", "SCAN s", true},
    {"x", "SELECT * FROM task s JOIN seat t ON 1", "SCAN s", false},
    {"x", "SELECT * FROM seats s", "SCAN s", false},
    {"x", "SELECT * FROM task", "SEARCH task USING INDEX i (a=?)", true},
    {"x", "SELECT 1", "SCAN CONSTANT ROW", true},
    {"x", "SELECT * FROM w", "SCAN w VIRTUAL TABLE INDEX 0:M1", true},
    {"x", "SELECT * FROM w", "SCAN w VIRTUAL TABLE INDEX 0:", false},
    {"board_rows", "SELECT 1", "SCAN few", true},
    {"board_rows", "SELECT 1", "SCAN fewer", false},
    {"x", "SELECT 1", "SCAN few", false},
    {"x", "SELECT 1", "USE TEMP B-TREE FOR ORDER BY", false},
    {"x", "SELECT 1", "USE TEMP B-TREE FOR LAST TERM OF ORDER BY", false},
    {"x", "SELECT 1", "USE TEMP B-TREE FOR RIGHT PART OF ORDER BY", false},
    {"x", "SELECT 1", "USE TEMP B-TREE FOR DISTINCT", true},
    {"tenant_list", "SELECT 1", "USE TEMP B-TREE FOR ORDER BY", true},
};

static void
test_judge(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const struct query_text t = {
		    .name = lines[i].name, .sql = lines[i].sql};
		bool good = judge(&t, lines[i].line) == NULL;

		if (good != lines[i].good)
			fail_msg("%s: %s", lines[i].sql, lines[i].line);
	}
}

static void
must_exist(const char *query)
{
	for (size_t q = 0; q < QUERY_COUNT; q++)
		if (strcmp(query_texts[q].name, query) == 0)
			return;
	fail_msg("no statement %s", query);
}

/* An entry for a statement that is gone would hide a later namesake. */
static void
test_lists_are_current(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(sorted) / sizeof(sorted[0]); i++)
		must_exist(sorted[i].query);
	for (size_t i = 0; i < sizeof(bounded) / sizeof(bounded[0]); i++)
		must_exist(bounded[i].query);
}

static int
open_schemas(void **state)
{
	char *words = NULL;

	(void)state;
	for (int i = 0; i < 2; i++)
		if (sqlite3_open(":memory:", &handles[i]) != SQLITE_OK)
			return -1;
	for (size_t i = 0; i < migrations_n; i++) {
		const struct migration *m = &migrations[i];

		if (sqlite3_exec(handles[m->db], m->sql, NULL, NULL, &words) ==
		    SQLITE_OK)
			continue;
		print_error("%s: %s\n", m->name, words);
		sqlite3_free(words);
		return -1;
	}
	return 0;
}

static int
close_schemas(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++)
		sqlite3_close(handles[i]);
	return 0;
}

int
main(void)
{
	static struct query_text texts[QUERY_COUNT];
	struct CMUnitTest tests[QUERY_COUNT + 2] = {
	    cmocka_unit_test(test_judge),
	    cmocka_unit_test(test_lists_are_current)};

	for (size_t i = 0; i < QUERY_COUNT; i++) {
		texts[i] = query_texts[i];
		tests[i + 2] = (struct CMUnitTest){
		    texts[i].name, test_plan, NULL, NULL, &texts[i]};
	}
	return cmocka_run_group_tests_name(
	    "query_plan", tests, open_schemas, close_schemas);
}
