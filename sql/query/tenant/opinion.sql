-- name: opinion_add
INSERT INTO opinion (task_id, person_id, verdict, reason, detail, at)
VALUES ($1, $2, $3, $4, $5, $6);

-- The verdicts on all matches of a case, task by task.
-- name: opinion_of_case
SELECT o.id, o.task_id, o.person_id, p.name, o.verdict, o.reason, o.detail,
    o.at
FROM task t JOIN opinion o ON o.task_id = t.id
JOIN person p ON p.id = o.person_id
WHERE t.case_id = $1 ORDER BY t.id;

-- Whether somebody else than these two sits in that seat now (as in
-- holding_now).
-- name: seat_another
SELECT 1 FROM seat s JOIN holding h ON h.seat_id = s.id
WHERE s.lane = $1 AND h.person_id NOT IN ($2, $3) AND h.from_at <= $4
    AND (h.until_at IS NULL OR h.until_at > $4)
    AND NOT (h.kind = 'definitif' AND EXISTS (
	SELECT 1 FROM holding o WHERE o.seat_id = h.seat_id AND o.kind = 'plh'
	    AND o.from_at <= $4 AND (o.until_at IS NULL OR o.until_at > $4)))
LIMIT 1;
