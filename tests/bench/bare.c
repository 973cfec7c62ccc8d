/*
 * bare - the rows that one disposition writes, as a bare SQLite transaction:
 * what a durable transition costs at least on this disk.
 *
 *	bare DATABASE N FROM-LANE TO-LANE
 *
 * N open tasks of the one desk are closed and opened at the other.  Prints
 * transactions per second, and the latencies' median, 99 % and maximum in
 * milliseconds.  Same switches as the program's own connections.  The hashes
 * it writes are no chain: the office's log is not whole afterwards.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/random.h"

enum {
	CLOSE,
	QUEUE,
	PACE,
	FORGET,
	OPEN,
	REMIND,
	TELL,
	CASE,
	EVENT,
	HEAD,
	LAST,
	PICK,
	BEGIN,
	COMMIT,
	STATEMENTS
};

static const char *const sql[STATEMENTS] = {
    [CLOSE] = "UPDATE task SET closed_at = ?2, closed_by = ?3, "
	      "outcome = 'forwarded', lease_person = NULL, lease_until = NULL "
	      "WHERE id = ?1 AND closed_at IS NULL",
    [QUEUE] = "UPDATE queue SET n = n + ?2 WHERE name = 'desk:' || ?1",
    [PACE] = "INSERT INTO pace (service_id, row_no, minutes, at) "
	     "VALUES ('penerbitan', '2', 15, ?1)",
    [FORGET] = "DELETE FROM agenda WHERE kind = 'task' AND ref = ?1",
    [OPEN] = "INSERT INTO task (case_id, row_no, lane, opened_at, due_at, "
	     "sort_at, service_id) VALUES (?1, '3', ?2, ?3, ?3 + 900000, "
	     "?3 + 900000, 'penerbitan')",
    [REMIND] = "INSERT INTO agenda (kind, ref, next_at) "
	       "VALUES ('task', ?1, ?2 + 900000)",
    [TELL] = "INSERT INTO message (case_id, rule, tier, recipient, channel, "
	     "template, address, name, person_id, task_id, facts, state, "
	     "created_at, try_at) VALUES (?1, 'task:' || ?2, 0, "
	     "'person:' || ?4, 'mail', 'task', 'kabid@trenggalek.example', "
	     "'Laras Contoh Prasaja', ?4, ?2, '{\"number\":"
	     "\"TTE-2026-00001\",\"service\":\"Layanan Penerbitan Sertifikat "
	     "Elektronik untuk Tanda Tangan Elektronik\",\"applicant\":"
	     "\"Sekar Contoh Wening\",\"path\":\"/permohonan/"
	     "TTE-2026-00001/langkah/3\",\"path_label\":\"Beri disposisi\","
	     "\"row_no\":\"3\",\"activity\":\"Menelaah disposisi dan "
	     "menindaklanjuti disposisi\",\"act\":\"Mohon beri disposisi "
	     "atas permohonan ini.\"}', 'waiting', ?3, ?3)",
    [CASE] = "UPDATE cases SET state = 'running', closed_at = NULL "
	     "WHERE id = ?1",
    [EVENT] = "INSERT INTO event (id, case_id, task_id, row_no, kind, "
	      "outcome, lane, seat_title, person_id, person_name, edition_id, "
	      "reason, detail, at, prev, hash) VALUES (?1, ?2, ?3, '2', "
	      "'dispose', 'forwarded', 'kadis', 'Kepala Dinas', ?5, "
	      "'Sekar Contoh Wening', 1, '', '[{\"label\":\"Dengan hormat "
	      "harap\",\"value\":\"Untuk ditindaklanjuti\"},{\"label\":"
	      "\"Sifat\",\"value\":\"Biasa\"}]', ?4, ?6, ?6)",
    [HEAD] = "UPDATE audit_head SET last_id = ?1, hash = ?2 WHERE one = 1",
    [LAST] = "SELECT last_id FROM audit_head",
    [PICK] = "SELECT id, case_id FROM task WHERE lane = ?1 AND "
	     "closed_at IS NULL AND person_id IS NULL ORDER BY sort_at DESC "
	     "LIMIT ?2",
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
};

struct bare {
	sqlite3 *db;
	sqlite3_stmt *st[STATEMENTS];
	const char *from, *to;
	sqlite3_int64 person;
};

static void __attribute__((noreturn)) die(struct bare *b)
{
	fprintf(stderr, "bare: %s\n", sqlite3_errmsg(b->db));
	exit(1);
}

static void
step(struct bare *b, int s)
{
	int rc = sqlite3_step(b->st[s]);

	sqlite3_reset(b->st[s]);
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		die(b);
}

static void
count(struct bare *b, const char *lane, int n)
{
	sqlite3_bind_text(b->st[QUEUE], 1, lane, -1, SQLITE_STATIC);
	sqlite3_bind_int(b->st[QUEUE], 2, n);
	step(b, QUEUE);
}

/* The task that was opened: to be thought of, and told. */
static void
announce(
    struct bare *b, sqlite3_int64 task, sqlite3_int64 cs, sqlite3_int64 now)
{
	sqlite3_bind_int64(b->st[REMIND], 1, task);
	sqlite3_bind_int64(b->st[REMIND], 2, now);
	step(b, REMIND);
	sqlite3_bind_int64(b->st[TELL], 1, cs);
	sqlite3_bind_int64(b->st[TELL], 2, task);
	sqlite3_bind_int64(b->st[TELL], 3, now);
	sqlite3_bind_int64(b->st[TELL], 4, b->person);
	step(b, TELL);
}

static void
transition(struct bare *b, sqlite3_int64 task, sqlite3_int64 cs)
{
	unsigned char hash[32];
	sqlite3_int64 now = clock_now(), event;

	step(b, BEGIN);
	sqlite3_bind_int64(b->st[CLOSE], 1, task);
	sqlite3_bind_int64(b->st[CLOSE], 2, now);
	sqlite3_bind_int64(b->st[CLOSE], 3, b->person);
	step(b, CLOSE);
	sqlite3_bind_int64(b->st[FORGET], 1, task);
	step(b, FORGET);
	count(b, b->from, -1);
	sqlite3_bind_int64(b->st[PACE], 1, now);
	step(b, PACE);
	sqlite3_bind_int64(b->st[OPEN], 1, cs);
	sqlite3_bind_text(b->st[OPEN], 2, b->to, -1, SQLITE_STATIC);
	sqlite3_bind_int64(b->st[OPEN], 3, now);
	step(b, OPEN);
	announce(b, sqlite3_last_insert_rowid(b->db), cs, now);
	count(b, b->to, 1);
	sqlite3_bind_int64(b->st[CASE], 1, cs);
	step(b, CASE);
	if (sqlite3_step(b->st[LAST]) != SQLITE_ROW)
		die(b);
	event = sqlite3_column_int64(b->st[LAST], 0) + 1;
	sqlite3_reset(b->st[LAST]);
	random_bytes(hash, sizeof(hash));
	sqlite3_bind_int64(b->st[EVENT], 1, event);
	sqlite3_bind_int64(b->st[EVENT], 2, cs);
	sqlite3_bind_int64(b->st[EVENT], 3, task);
	sqlite3_bind_int64(b->st[EVENT], 4, now);
	sqlite3_bind_int64(b->st[EVENT], 5, b->person);
	sqlite3_bind_blob(b->st[EVENT], 6, hash, 32, SQLITE_STATIC);
	step(b, EVENT);
	sqlite3_bind_int64(b->st[HEAD], 1, event);
	sqlite3_bind_blob(b->st[HEAD], 2, hash, 32, SQLITE_STATIC);
	step(b, HEAD);
	step(b, COMMIT);
}

static void
open_db(struct bare *b, const char *path)
{
	if (sqlite3_open(path, &b->db) != SQLITE_OK ||
	    sqlite3_exec(b->db,
		"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
		"PRAGMA foreign_keys=ON; PRAGMA cache_size=-4000;"
		"PRAGMA mmap_size=268435456; PRAGMA busy_timeout=5000",
		NULL, NULL, NULL) != SQLITE_OK)
		die(b);
	for (int i = 0; i < STATEMENTS; i++)
		if (sqlite3_prepare_v2(b->db, sql[i], -1, &b->st[i], NULL) !=
		    SQLITE_OK)
			die(b);
	b->person = 1;
}

static int
by_size(const void *a, const void *b)
{
	long long x = *(const long long *)a, y = *(const long long *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	struct bare b = {0};
	sqlite3_int64(*v)[2];
	long long *us, all = 0;
	int max, n = 0;

	if (argc != 5) {
		fprintf(stderr, "bare DATABASE N FROM-LANE TO-LANE\n");
		return 2;
	}
	max = (int)strtol(argv[2], NULL, 10);
	b.from = argv[3];
	b.to = argv[4];
	v = calloc((size_t)max, sizeof(*v));
	us = calloc((size_t)max, sizeof(*us));
	if (max <= 0 || !v || !us)
		return 1;
	open_db(&b, argv[1]);
	sqlite3_bind_text(b.st[PICK], 1, b.from, -1, SQLITE_STATIC);
	sqlite3_bind_int(b.st[PICK], 2, max);
	for (; n < max && sqlite3_step(b.st[PICK]) == SQLITE_ROW; n++) {
		v[n][0] = sqlite3_column_int64(b.st[PICK], 0);
		v[n][1] = sqlite3_column_int64(b.st[PICK], 1);
	}
	sqlite3_reset(b.st[PICK]);
	for (int i = 0; i < n; i++) {
		us[i] = clock_steady_us();
		transition(&b, v[i][0], v[i][1]);
		us[i] = clock_steady_us() - us[i];
		all += us[i];
	}
	qsort(us, (size_t)n, sizeof(*us), by_size);
	if (n > 0)
		printf("%.0f %.3f %.3f %.3f\n", n * 1e6 / (double)all,
		    (double)us[n / 2] / 1e3, (double)us[n - 1 - n / 100] / 1e3,
		    (double)us[n - 1] / 1e3);
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(b.st[i]);
	sqlite3_close(b.db);
	free(v);
	free(us);
	return 0;
}
