-- name: key_list
SELECT id, master, wrapped, created_at, destroyed_at FROM office_key
ORDER BY id;

-- name: key_newest
SELECT coalesce(max(id), 0) FROM office_key WHERE wrapped IS NOT NULL;

-- The first one of an office; another process may have been faster.
-- name: key_first
INSERT INTO office_key (master, wrapped, created_at)
SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM office_key);

-- Whether a file on disk is still wanted, and has a small picture.
-- name: file_by_blob
SELECT max(thumb) FROM file WHERE blob = $1 AND erased_at IS NULL
GROUP BY blob;
