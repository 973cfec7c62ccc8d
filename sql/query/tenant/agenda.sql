-- name: agenda_put
INSERT INTO agenda (kind, ref, told, next_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (kind, ref) DO UPDATE
SET told = excluded.told, next_at = excluded.next_at;

-- One that is there stays as it is.
-- name: agenda_add
INSERT INTO agenda (kind, ref, told, next_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING;

-- Only one that is still there.
-- name: agenda_set
UPDATE agenda SET told = $3, next_at = $4 WHERE kind = $1 AND ref = $2;

-- name: agenda_drop
DELETE FROM agenda WHERE kind = $1 AND ref = $2;

-- name: agenda_get
SELECT kind, ref, told, next_at FROM agenda WHERE kind = $1 AND ref = $2;

-- What is due, longest first.
-- name: agenda_due
SELECT kind, ref, told, next_at FROM agenda WHERE next_at <= $1
ORDER BY next_at, kind, ref LIMIT $2;

-- name: agenda_next
SELECT next_at FROM agenda WHERE next_at >= 0 ORDER BY next_at LIMIT 1;

-- Open tasks of these ids are looked at again.
-- name: agenda_again
UPDATE agenda SET next_at = $3
WHERE kind = 'task' AND ref > $1 AND ref <= $2 AND next_at > $3;
