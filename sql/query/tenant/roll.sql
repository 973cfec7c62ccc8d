-- name: roll_add
INSERT INTO roll (title, made_by, made_at, total) VALUES ($1, $2, $3, $4);

-- name: roll_row_add
INSERT INTO roll_row (roll_id, position, subject, address, before, before_at,
    try_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: roll_get
SELECT r.id, r.title, r.made_by, p.name, r.made_at, r.total, r.done,
    r.ended_at
FROM roll r LEFT JOIN person p ON p.id = r.made_by WHERE r.id = $1;

-- name: roll_page
SELECT r.id, r.title, r.made_by, p.name, r.made_at, r.total, r.done,
    r.ended_at
FROM roll r LEFT JOIN person p ON p.id = r.made_by
WHERE r.id < $1 ORDER BY r.id DESC LIMIT $2;

-- name: roll_open
SELECT id FROM roll WHERE ended_at IS NULL ORDER BY made_at LIMIT 1;

-- name: roll_row_page
SELECT roll_id, position, subject, before, before_at, outcome, status, code,
    error, asked_at, tries, try_at
FROM roll_row WHERE roll_id = $1 AND position >= $2
ORDER BY position LIMIT $3;

-- name: roll_row_page_of
SELECT roll_id, position, subject, before, before_at, outcome, status, code,
    error, asked_at, tries, try_at
FROM roll_row WHERE roll_id = $1 AND outcome = $4 AND position >= $2
ORDER BY position LIMIT $3;

-- name: roll_count
SELECT outcome, count(*) FROM roll_row WHERE roll_id = $1 GROUP BY outcome;

-- name: roll_row_due
SELECT roll_id, position, subject, before, before_at, outcome, status, code,
    error, asked_at, tries, try_at
FROM roll_row WHERE try_at <= $1 ORDER BY try_at, roll_id, position LIMIT $2;

-- name: roll_row_next
SELECT try_at FROM roll_row WHERE try_at IS NOT NULL ORDER BY try_at LIMIT 1;

-- name: roll_row_over
UPDATE roll_row SET outcome = $3, status = $4, code = $5, error = $6,
    asked_at = $7, tries = tries + 1, try_at = NULL
WHERE roll_id = $1 AND position = $2 AND try_at IS NOT NULL;

-- name: roll_row_later
UPDATE roll_row SET error = $3, tries = tries + 1, try_at = $4
WHERE roll_id = $1 AND position = $2 AND try_at IS NOT NULL;

-- name: roll_hasten
UPDATE roll_row SET try_at = $1 WHERE try_at > $1;

-- name: roll_advance
UPDATE roll SET done = done + $2,
    ended_at = CASE WHEN done + $2 >= total THEN $3 ELSE ended_at END
WHERE id = $1;

-- name: roll_give_up
UPDATE roll_row SET outcome = 'failed', try_at = NULL,
    error = CASE WHEN error = '' THEN $2 ELSE error END
WHERE roll_id = $1 AND outcome = 'waiting';

-- What the same subject was said to be the last time.
-- name: roll_before
SELECT status, asked_at FROM roll_row
WHERE subject = $1 AND asked_at IS NOT NULL
ORDER BY asked_at DESC LIMIT 1;

-- The same of whom a list named by a NIK and that address.
-- name: roll_before_address
SELECT status, asked_at FROM roll_row
WHERE address = $1 AND asked_at IS NOT NULL
ORDER BY asked_at DESC LIMIT 1;

-- name: roll_before_nik
SELECT s.api_status, s.api_at FROM holder h
JOIN standing s ON s.holder_id = h.id
WHERE h.nik_hash IS NOT NULL AND h.nik_hash IN ($1, $2, $3, $4)
    AND s.api_at IS NOT NULL
ORDER BY s.api_at DESC LIMIT 1;

-- name: roll_before_email
SELECT s.api_status, s.api_at FROM holder h
JOIN standing s ON s.holder_id = h.id
WHERE h.email = $1 AND h.email <> '' AND s.api_at IS NOT NULL
ORDER BY s.api_at DESC LIMIT 1;

-- name: roll_late
SELECT id FROM roll WHERE ended_at IS NULL AND made_at < $1
ORDER BY made_at LIMIT 1;

-- name: roll_old
SELECT id FROM roll WHERE made_at < $1 ORDER BY made_at LIMIT 1;

-- name: roll_drop_rows
DELETE FROM roll_row WHERE roll_id = $1;

-- name: roll_drop_readings
DELETE FROM roll_reading WHERE roll_id = $1;

-- name: roll_drop
DELETE FROM roll WHERE id = $1;

-- One opening, unless there was one since $4.
-- name: roll_read
INSERT INTO roll_reading (roll_id, person_id, at) VALUES ($1, $2, $3)
ON CONFLICT (roll_id, person_id) DO UPDATE SET at = excluded.at
WHERE at < $4;
