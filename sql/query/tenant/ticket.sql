-- name: ticket_add
INSERT INTO ticket (hash, kind, person_id, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING;

-- name: ticket_get
SELECT kind, person_id, created_at, expires_at, used_at FROM ticket
WHERE hash = $1;

-- name: ticket_count
SELECT count(*) FROM ticket
WHERE person_id = $1 AND created_at > $3 AND kind = $2;

-- name: ticket_use
UPDATE ticket SET used_at = $3
WHERE person_id = $1 AND kind = $2 AND used_at IS NULL;

-- name: ticket_expire
DELETE FROM ticket WHERE expires_at <= $1;
