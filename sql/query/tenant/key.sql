-- name: key_list
SELECT id, master, wrapped, created_at, destroyed_at FROM office_key
ORDER BY id;

-- name: key_newest
SELECT coalesce(max(id), 0) FROM office_key WHERE wrapped IS NOT NULL;

-- The first one of an office; another process may have been faster.
-- name: key_first
INSERT INTO office_key (master, wrapped, created_at)
SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM office_key);

-- name: key_add
INSERT INTO office_key (master, wrapped, created_at) VALUES ($1, $2, $3);

-- name: key_rewrap
UPDATE office_key SET master = $2, wrapped = $3 WHERE id = $1;

-- name: key_remove
DELETE FROM office_key WHERE id = $1;

-- name: key_destroy
UPDATE office_key SET wrapped = NULL, destroyed_at = $1
WHERE wrapped IS NOT NULL;

-- name: key_destroy_drafts
DELETE FROM draft WHERE key_id IN
    (SELECT id FROM office_key WHERE wrapped IS NULL);

-- What a key seals.
-- name: key_uses
SELECT (SELECT count(*) FROM file WHERE key_id = $1),
    (SELECT count(*) FROM holder WHERE nik_key = $1),
    (SELECT count(*) FROM draft WHERE key_id = $1),
    (SELECT count(*) FROM credential WHERE key_id = $1);

-- What a key should seal, and does not.  "id > 0" opens the small index.
-- name: key_clear
SELECT (SELECT count(*) FROM file
	WHERE key IS NULL AND erased_at IS NULL AND id > ''),
    (SELECT count(*) FROM holder WHERE nik <> '' AND id > 0),
    (SELECT count(*) FROM credential
	WHERE key_id IS NULL AND sealed IS NOT NULL AND id > 0);

-- Batches, to seal anew what another key has sealed.
-- name: rekey_file_page
SELECT id, key, key_id FROM file WHERE key_id = $1 LIMIT 200;

-- name: rekey_file
UPDATE file SET key = $2, key_id = $3 WHERE id = $1;

-- name: rekey_nik_page
SELECT id, nik_sealed, nik_key FROM holder WHERE nik_key = $1 LIMIT 200;

-- name: rekey_nik
UPDATE holder SET nik = '', nik_sealed = $2, nik_key = $3, nik_hash = $4
WHERE id = $1;

-- name: rekey_draft_page
SELECT owner, form, sealed, key_id FROM draft WHERE key_id = $1 LIMIT 200;

-- name: rekey_draft
UPDATE draft SET sealed = $3, key_id = $4 WHERE owner = $1 AND form = $2;

-- name: rekey_credential_page
SELECT id, sealed, key_id FROM credential WHERE key_id = $1 LIMIT 200;

-- name: rekey_credential
UPDATE credential SET sealed = $2, key_id = $3 WHERE id = $1;

-- Batches of what was kept in clear, or under the installation's secret.
-- name: clear_nik_page
SELECT id, nik FROM holder WHERE nik <> '' AND id > 0 LIMIT 200;

-- name: clear_credential_page
SELECT id, sealed FROM credential
WHERE key_id IS NULL AND sealed IS NOT NULL AND id > 0 LIMIT 200;

-- name: clear_file_page
SELECT id, blob FROM file
WHERE key IS NULL AND erased_at IS NULL AND id > $1 ORDER BY id LIMIT 20;

-- name: clear_file_done
UPDATE file SET blob = $2, key = $3, key_id = $4
WHERE id = $1 AND key IS NULL AND blob = $5 AND erased_at IS NULL;

-- Whether a file on disk is still wanted, and has a small picture.
-- name: file_by_blob
SELECT max(thumb) FROM file WHERE blob = $1 AND erased_at IS NULL
GROUP BY blob;
