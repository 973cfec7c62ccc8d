-- name: service_put
INSERT INTO service (id, position) VALUES ($1, $2)
ON CONFLICT (id) DO UPDATE SET position = excluded.position;

-- name: service_set_edition
UPDATE service SET edition_id = $2 WHERE id = $1;

-- It takes no new cases any more.
-- name: service_withdraw
UPDATE service SET edition_id = NULL WHERE id = $1;

-- name: service_list
SELECT id, edition_id FROM service WHERE edition_id IS NOT NULL
ORDER BY position, id;

-- name: service_get
SELECT id, edition_id FROM service WHERE id = $1 AND edition_id IS NOT NULL;

-- name: edition_add
INSERT INTO edition (service_id, number, body, loaded_at)
VALUES ($1, $2, $3, $4);

-- name: edition_last
SELECT id, number, body, loaded_at FROM edition WHERE service_id = $1
ORDER BY number DESC LIMIT 1;

-- name: edition_get
SELECT service_id, number, body, loaded_at FROM edition WHERE id = $1;
