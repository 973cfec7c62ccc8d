-- All services, those too that take no new cases, with their newest edition.
-- name: board_services
SELECT s.id, s.edition_id IS NULL, coalesce(s.edition_id,
    (SELECT e.id FROM edition e WHERE e.service_id = s.id
	ORDER BY e.number DESC LIMIT 1))
FROM service s ORDER BY s.position, s.id;

-- The rows of a service with open tasks, each found by a jump in the index;
-- of each no more than $3 tasks are looked at: how many, since when the
-- oldest of them waits, how many are late at $2.
-- name: board_rows
WITH RECURSIVE at (row_no) AS (
	SELECT (SELECT min(f.row_no) FROM task f
	    WHERE f.service_id = $1 AND f.closed_at IS NULL)
	UNION ALL
	SELECT (SELECT min(t.row_no) FROM task t WHERE t.service_id = $1
	    AND t.closed_at IS NULL AND t.row_no > at.row_no)
	FROM at WHERE at.row_no IS NOT NULL)
SELECT at.row_no,
    (SELECT count(*) FROM (SELECT 1 FROM task t WHERE t.service_id = $1
	AND t.row_no = at.row_no AND t.closed_at IS NULL
	ORDER BY t.sort_at LIMIT $3) few),
    (SELECT min(few.opened_at) FROM (SELECT t.opened_at FROM task t
	WHERE t.service_id = $1 AND t.row_no = at.row_no
	AND t.closed_at IS NULL ORDER BY t.sort_at LIMIT $3) few),
    (SELECT count(*) FROM (SELECT 1 FROM task t WHERE t.service_id = $1
	AND t.row_no = at.row_no AND t.closed_at IS NULL AND t.sort_at < $2
	ORDER BY t.sort_at LIMIT $3) few)
FROM at WHERE at.row_no IS NOT NULL;

-- The open tasks of a row, those due first in front: (sort_at, opened_at, id)
-- is the cursor; last, whether the case has been at one of the desks $7, or
-- is the reader's own.
-- name: board_page
SELECT t.id, t.row_no, t.lane, t.person_id, t.opened_at, t.due_at, t.sort_at,
    c.number, c.edition_id, c.applicant_id, p.name, h.name, c.id,
    t.lease_person, t.lease_until, k.name, c.applicant_id = $8 OR EXISTS (
	SELECT 1 FROM task s JOIN json_each($7) l ON l.value = s.lane
	WHERE s.case_id = c.id AND s.person_id IS NULL)
FROM task t JOIN cases c ON c.id = t.case_id
JOIN person p ON p.id = c.applicant_id
LEFT JOIN holder h ON h.id = t.holder_id
LEFT JOIN person k ON k.id = t.lease_person
WHERE t.service_id = $1 AND t.row_no = $2 AND t.closed_at IS NULL
    AND (t.sort_at, t.opened_at, t.id) > ($3, $4, $5)
ORDER BY t.sort_at, t.opened_at, t.id LIMIT $6;
