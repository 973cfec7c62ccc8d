-- name: event_head
SELECT last_id, hash FROM audit_head WHERE one = 1;

-- name: event_insert
INSERT INTO event (id, case_id, task_id, holder_id, row_no, kind, outcome,
    lane, seat_title, person_id, person_name, edition_id, reason, detail, at,
    prev, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
    $16, $17);

-- name: event_set_head
UPDATE audit_head SET last_id = $1, hash = $2 WHERE one = 1;

-- The whole chain, for the audit.
-- name: event_after
SELECT id, case_id, task_id, holder_id, row_no, kind, outcome, lane,
    seat_title, person_id, person_name, edition_id, reason, detail, at, prev,
    hash
FROM event
WHERE id > $1
ORDER BY id;

-- name: event_of_case
SELECT id, case_id, task_id, holder_id, row_no, kind, outcome, lane,
    seat_title, person_id, person_name, edition_id, reason, detail, at
FROM event
WHERE case_id = $1 AND id > $2 AND kind <> 'read'
ORDER BY id
LIMIT $3;

-- Why the case was last sent back.
-- name: event_last_reason
SELECT reason FROM event
WHERE case_id = $1 AND kind <> 'read'
    AND outcome IN ('returned', 'incomplete', 'no_mailbox')
ORDER BY id DESC LIMIT 1;
