-- name: task_add
INSERT INTO task (case_id, holder_id, row_no, lane, person_id, opened_at,
    due_at, sort_at, service_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: task_close
UPDATE task SET closed_at = $2, closed_by = $3, outcome = $4,
    lease_person = NULL, lease_until = NULL
WHERE id = $1 AND closed_at IS NULL;

-- name: task_get
SELECT t.id, t.case_id, t.holder_id, t.row_no, t.lane, t.person_id,
    t.opened_at, t.due_at, t.closed_at, t.closed_by, t.outcome,
    t.lease_person, t.lease_until, k.name
FROM task t LEFT JOIN person k ON k.id = t.lease_person
WHERE t.id = $1;

-- name: task_of_case
SELECT t.id, t.case_id, t.holder_id, t.row_no, t.lane, t.person_id,
    t.opened_at, t.due_at, t.closed_at, t.closed_by, t.outcome,
    t.lease_person, t.lease_until, k.name
FROM task t LEFT JOIN person k ON k.id = t.lease_person
WHERE t.case_id = $1 ORDER BY t.id;

-- A page of one desk's queue: (sort_at, id) is the cursor; last, whether $5
-- has judged it and waits for another's verdict.
-- name: task_desk_page
SELECT t.id, t.row_no, t.lane, t.person_id, t.opened_at, t.due_at, t.sort_at,
    c.number, c.edition_id, c.applicant_id, p.name, h.name, NULL, c.id,
    t.lease_person, t.lease_until, k.name,
    EXISTS (SELECT 1 FROM opinion o WHERE o.task_id = t.id
	AND o.person_id = $5)
FROM task t JOIN cases c ON c.id = t.case_id
JOIN person p ON p.id = c.applicant_id
LEFT JOIN holder h ON h.id = t.holder_id
LEFT JOIN person k ON k.id = t.lease_person
WHERE t.lane = $1 AND t.closed_at IS NULL AND t.person_id IS NULL
    AND (t.sort_at, t.id) > ($2, $3)
ORDER BY t.sort_at, t.id LIMIT $4;

-- name: task_own_page
SELECT t.id, t.row_no, t.lane, t.person_id, t.opened_at, t.due_at, t.sort_at,
    c.number, c.edition_id, c.applicant_id, p.name, h.name, NULL, c.id, NULL, NULL, NULL
FROM task t JOIN cases c ON c.id = t.case_id
JOIN person p ON p.id = c.applicant_id
LEFT JOIN holder h ON h.id = t.holder_id
WHERE t.person_id = $1 AND t.closed_at IS NULL
    AND (t.sort_at, t.id) > ($2, $3)
ORDER BY t.sort_at, t.id LIMIT $4;

-- The first task of these desks that $2 may act on and nobody else has in
-- hand is $2's until $4; what only another may judge now is left to others.
-- name: task_next
UPDATE task SET lease_person = $2, lease_until = $4
WHERE id = (
	SELECT t.id FROM json_each($1) l JOIN task t ON t.id = (
		SELECT q.id FROM task q JOIN cases c ON c.id = q.case_id
		WHERE q.lane = l.value AND q.closed_at IS NULL
		    AND q.person_id IS NULL AND c.applicant_id <> $2
		    AND (q.lease_person IS NULL OR q.lease_person = $2
			OR q.lease_until <= $3)
		    AND NOT EXISTS (SELECT 1 FROM opinion o
			WHERE o.task_id = q.id AND o.person_id = $2)
		ORDER BY q.sort_at, q.id LIMIT 1)
	ORDER BY t.sort_at, t.id LIMIT 1)
RETURNING id, (SELECT number FROM cases WHERE cases.id = task.case_id);

-- An open task of a desk that nobody else has in hand.
-- name: task_hold
UPDATE task SET lease_person = $2, lease_until = $4
WHERE id = $1 AND closed_at IS NULL AND person_id IS NULL
    AND (lease_person IS NULL OR lease_person = $2 OR lease_until <= $3);

-- name: task_let_go
UPDATE task SET lease_person = NULL, lease_until = NULL
WHERE id = $1 AND lease_person = $2;

-- name: task_let_go_all
UPDATE task SET lease_person = NULL, lease_until = NULL
WHERE lease_person = $1;

-- What a person has done, newest first.
-- name: task_done_page
SELECT t.id, t.row_no, t.lane, t.person_id, t.opened_at, t.due_at,
    t.closed_at, c.number, c.edition_id, c.applicant_id, p.name, h.name,
    t.outcome, c.id, NULL, NULL, NULL, (
	SELECT min(u.valid_until) FROM holder u WHERE u.case_id = c.id
	    AND u.valid_until <> '' AND coalesce(t.holder_id, u.id) = u.id)
FROM task t JOIN cases c ON c.id = t.case_id
JOIN person p ON p.id = c.applicant_id
LEFT JOIN holder h ON h.id = t.holder_id
WHERE t.closed_by = $1 AND (t.closed_at, t.id) < ($2, $3)
ORDER BY t.closed_at DESC, t.id DESC LIMIT $4;

-- Cases by the beginning of a word, each once, and whether the person may see
-- each: as applicant, or at a desk held at $4 where the case has been.
-- name: case_search
SELECT w.word, c.id, c.number, c.state, c.opened_at, c.edition_id,
    c.applicant_id, p.name, (
	SELECT min(u.valid_until) FROM holder u WHERE u.case_id = c.id
	    AND u.valid_until <> ''), c.applicant_id = $3 OR EXISTS (
	SELECT 1 FROM task t JOIN seat s ON s.lane = t.lane
	JOIN holding k ON k.seat_id = s.id
	WHERE t.case_id = c.id AND t.person_id IS NULL AND k.person_id = $3
	    AND k.from_at <= $4 AND (k.until_at IS NULL OR k.until_at > $4)
	    AND NOT (k.kind = 'definitif' AND EXISTS (
		SELECT 1 FROM holding o WHERE o.seat_id = k.seat_id
		    AND o.kind = 'plh' AND o.from_at <= $4
		    AND (o.until_at IS NULL OR o.until_at > $4))))
FROM word w JOIN cases c ON c.id = w.case_id
JOIN person p ON p.id = c.applicant_id
WHERE w.word >= $1 AND w.word < $2 AND (w.word, w.case_id) > ($5, $6)
    AND NOT EXISTS (SELECT 1 FROM word b WHERE b.case_id = w.case_id
	AND b.word >= $1 AND b.word < w.word)
ORDER BY w.word, w.case_id;

-- A person's own cases whose number or holders match a pattern: what others
-- filed is not even looked at.
-- name: case_search_own
SELECT '', c.id, c.number, c.state, c.opened_at, c.edition_id,
    c.applicant_id, p.name, (
	SELECT min(u.valid_until) FROM holder u WHERE u.case_id = c.id
	    AND u.valid_until <> '')
FROM cases c JOIN person p ON p.id = c.applicant_id
WHERE c.applicant_id = $1 AND c.id < $2
    AND (lower(c.number) LIKE $3 ESCAPE '\' OR EXISTS (
	SELECT 1 FROM holder h WHERE h.case_id = c.id
	    AND lower(h.name) LIKE $3 ESCAPE '\'))
ORDER BY c.id DESC LIMIT $4;

-- name: queue_add
INSERT INTO queue (name, n) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET n = n + excluded.n;

-- name: queue_get
SELECT n FROM queue WHERE name = $1;

-- name: link_add
INSERT INTO link (hash, task_id, created_at, expires_at, by_holder)
VALUES ($1, $2, $3, $4, $5);

-- Those that holders had sent to themselves after a moment: how many, and the
-- first.
-- name: link_asked
SELECT count(*), min(created_at) FROM link
WHERE task_id = $1 AND created_at > $2 AND by_holder = 1;

-- name: link_get
SELECT task_id, created_at, expires_at, used_at FROM link WHERE hash = $1;

-- name: link_newest
SELECT task_id, created_at, expires_at, used_at FROM link WHERE task_id = $1
ORDER BY created_at DESC LIMIT 1;

-- Of the open tasks of a case: the newest link, and the newest mail that had
-- one.
-- name: link_of_case
SELECT t.id, l.created_at, l.expires_at, l.used_at, m.rule, m.address,
    m.state, m.error, m.ended_at, (
	SELECT count(*) FROM message o WHERE o.task_id = t.id
	    AND o.template = 'link' AND o.channel = 'mail'
	    AND o.state <> 'dropped')
FROM task t JOIN link l ON l.hash = (
	SELECT hash FROM link n WHERE n.task_id = t.id
	ORDER BY n.created_at DESC LIMIT 1)
LEFT JOIN message m ON m.id = (
	SELECT max(n.id) FROM message n WHERE n.task_id = t.id
	    AND n.template = 'link' AND n.channel = 'mail')
WHERE t.case_id = $1 AND t.closed_at IS NULL ORDER BY t.id;

-- name: link_use
UPDATE link SET used_at = $2 WHERE task_id = $1 AND used_at IS NULL;
