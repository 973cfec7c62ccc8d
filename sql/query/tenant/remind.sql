-- What a reminder of an open task says.
-- name: remind_task
SELECT t.id, t.case_id, t.holder_id, t.row_no, t.lane, t.person_id,
    t.opened_at, t.due_at, c.number, c.edition_id, c.applicant_id, p.name,
    h.name, h.email, h.phone
FROM task t JOIN cases c ON c.id = t.case_id
JOIN person p ON p.id = c.applicant_id
LEFT JOIN holder h ON h.id = t.holder_id
WHERE t.id = $1 AND t.closed_at IS NULL;

-- The open tasks of a row that came together: one reminder for all.
-- name: remind_together
SELECT count(*), min(id), max(id) FROM task
WHERE case_id = $1 AND closed_at IS NULL AND row_no = $2 AND opened_at = $3;

-- name: remind_certificate
SELECT h.id, h.case_id, c.number, c.edition_id, c.applicant_id, p.name,
    h.name, h.email, h.phone, h.valid_until, h.nik_sealed, h.nik_key,
    n.service_id
FROM holder h JOIN cases c ON c.id = h.case_id
JOIN edition n ON n.id = c.edition_id
JOIN person p ON p.id = c.applicant_id
WHERE h.id = $1 AND h.valid_until <> '';

-- A certificate of the same NIK that is valid for longer, whichever of the
-- office's whole keys made its hash.
-- name: holder_renewed
SELECT 1 FROM holder
WHERE nik_hash IS NOT NULL AND nik_hash IN ($3, $4, $5, $6) AND id <> $1
    AND valid_until > $2
LIMIT 1;

-- Whether somebody of the office has a case in hand.
-- name: case_at_desk
SELECT 1 FROM task
WHERE case_id = $1 AND closed_at IS NULL AND person_id IS NULL LIMIT 1;

-- Whether a case is or was at a desk that a person holds, by the rule of
-- holding_now.
-- name: case_seen
SELECT 1 FROM task t JOIN seat s ON s.lane = t.lane
JOIN holding h ON h.seat_id = s.id
WHERE t.case_id = $1 AND t.person_id IS NULL AND h.person_id = $2
    AND h.from_at <= $3 AND (h.until_at IS NULL OR h.until_at > $3)
    AND NOT (h.kind = 'definitif' AND EXISTS (
	SELECT 1 FROM holding o WHERE o.seat_id = h.seat_id AND o.kind = 'plh'
	    AND o.from_at <= $3 AND (o.until_at IS NULL OR o.until_at > $3)))
LIMIT 1;

-- Desks at which something waits.
-- name: desks_waiting
SELECT substr(name, 6) FROM queue
WHERE name >= 'desk:' AND name < 'desk;' AND n > 0 ORDER BY name;

-- When the last holder of a seat left it, before $2.
-- name: seat_left
SELECT max(h.until_at) FROM seat s JOIN holding h ON h.seat_id = s.id
WHERE s.lane = $1 AND h.until_at <= $2;

-- Whether something waits at a desk that came before $2.
-- name: desk_older
SELECT 1 FROM task
WHERE lane = $1 AND closed_at IS NULL AND person_id IS NULL
    AND opened_at < $2
LIMIT 1;

-- name: mute_put
INSERT INTO mute (person_id, case_id, at) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING;

-- name: mute_drop
DELETE FROM mute WHERE person_id = $1 AND case_id = $2;

-- name: mute_get
SELECT 1 FROM mute WHERE person_id = $1 AND case_id = $2;
