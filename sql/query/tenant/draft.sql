-- name: draft_get
SELECT sealed, key_id, updated_at FROM draft WHERE owner = $1 AND form = $2;

-- name: draft_put
INSERT INTO draft (owner, form, sealed, key_id, updated_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (owner, form) DO UPDATE SET sealed = excluded.sealed,
    key_id = excluded.key_id, updated_at = excluded.updated_at;

-- name: draft_drop
DELETE FROM draft WHERE owner = $1 AND form = $2;

-- name: draft_drop_old
DELETE FROM draft WHERE updated_at < $1;

-- name: file_of_form
SELECT id, case_id, holder_id, item_id, owner, form, purpose, name, type, size,
    blob, key, key_id, thumb, digest, scan, note, class, erase_at, erased_at,
    created_at
FROM file WHERE owner = $1 AND form = $2 AND case_id IS NULL
ORDER BY created_at;

-- name: file_set_form
UPDATE file SET form = $2 WHERE id = $1 AND case_id IS NULL;

-- name: file_set_scan
UPDATE file SET scan = $2 WHERE id = $1;

-- name: usage_add
INSERT INTO usage (name, bytes) VALUES ($1, max($2, 0))
ON CONFLICT (name) DO UPDATE SET bytes = max(bytes + $2, 0);

-- name: usage_get
SELECT name, bytes FROM usage WHERE name IN ($1, $2, $3);
