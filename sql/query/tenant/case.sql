-- name: series_next
INSERT INTO series (name, last) VALUES ($1, 1)
ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last;

-- name: series_last
SELECT last FROM series WHERE name = $1;

-- name: case_add
INSERT INTO cases (number, edition_id, applicant_id, submission, track_code,
    state, letter, opened_at)
VALUES ($1, $2, $3, $4, $5, 'running', $6, $7);

-- name: case_by_number
SELECT c.id, c.number, c.edition_id, c.applicant_id, p.name, c.track_code,
    c.state, c.letter, c.opened_at, c.closed_at, d.service_id, d.number,
    c.ending, p.email
FROM cases c JOIN person p ON p.id = c.applicant_id
JOIN edition d ON d.id = c.edition_id WHERE c.number = $1;

-- name: case_get
SELECT c.id, c.number, c.edition_id, c.applicant_id, p.name, c.track_code,
    c.state, c.letter, c.opened_at, c.closed_at, d.service_id, d.number,
    c.ending, p.email
FROM cases c JOIN person p ON p.id = c.applicant_id
JOIN edition d ON d.id = c.edition_id WHERE c.id = $1;

-- name: case_by_submission
SELECT number FROM cases WHERE submission = $1 AND applicant_id = $2;

-- name: case_set_state
UPDATE cases SET state = $2, closed_at = $3, ending = $4 WHERE id = $1;

-- name: case_set_letter
UPDATE cases SET letter = $2 WHERE id = $1;

-- name: case_own_page
SELECT '', c.id, c.number, c.state, c.opened_at, c.edition_id,
    c.applicant_id, p.name, (
	SELECT min(u.valid_until) FROM holder u WHERE u.case_id = c.id
	    AND u.valid_until <> '')
FROM cases c JOIN person p ON p.id = c.applicant_id
WHERE c.applicant_id = $1 AND c.id < $2 ORDER BY c.id DESC LIMIT $3;

-- name: holder_add
INSERT INTO holder (case_id, position, name, nik, nik_sealed, nik_key, nik_hash,
    nip, job, unit, email, phone)
VALUES ($1, $2, $3, '', $4, $5, $6, $7, $8, $9, $10, $11);

-- name: holder_update
UPDATE holder SET name = $2, nik = '', nik_sealed = $3, nik_key = $4,
    nik_hash = $5, nip = $6, job = $7, unit = $8, email = $9, phone = $10
WHERE id = $1;

-- name: holder_list
SELECT id, name, nik_sealed, nik_key, nip, job, unit, email, phone, ending,
    waiting_row, serial, valid_from, valid_until
FROM holder WHERE case_id = $1 ORDER BY position;

-- name: holder_get
SELECT id, name, nik_sealed, nik_key, nip, job, unit, email, phone, ending,
    waiting_row, serial, valid_from, valid_until, case_id
FROM holder WHERE id = $1;

-- name: holder_set_flow
UPDATE holder SET ending = $2, waiting_row = $3 WHERE id = $1;

-- name: holder_end_wait
UPDATE holder SET waiting_row = NULL WHERE case_id = $1 AND waiting_row = $2;

-- name: holder_set_email
UPDATE holder SET email = $2 WHERE id = $1;

-- name: holder_set_certificate
UPDATE holder SET serial = $2, valid_from = $3, valid_until = $4
WHERE id = $1;

-- Other open cases of this office with the same NIK, whichever of the
-- office's whole keys made its hash.
-- name: holder_same_nik
SELECT c.number FROM holder h JOIN cases c ON c.id = h.case_id
WHERE h.nik_hash IS NOT NULL AND h.nik_hash IN ($2, $3, $4, $5)
    AND c.id <> $1 AND c.state IN ('running', 'waiting')
ORDER BY h.id LIMIT 3;

-- name: item_put
INSERT INTO item (case_id, holder_id, name, value)
VALUES ($1, $2, $3, $4)
ON CONFLICT (case_id, coalesce(holder_id, 0), name) DO UPDATE
SET value = excluded.value, verdict = '', reason = '', version = version + 1
RETURNING id;

-- name: item_judge
UPDATE item SET verdict = $2, reason = $3 WHERE id = $1 AND version = $4;

-- name: item_list
SELECT id, holder_id, name, value, version, verdict, reason
FROM item WHERE case_id = $1 ORDER BY coalesce(holder_id, 0), name;

-- name: file_add
INSERT INTO file (id, owner, form, purpose, name, type, size, blob, key,
    key_id, thumb, digest, scan, note, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: file_claim
UPDATE file SET case_id = $2, holder_id = $3, item_id = $4
WHERE id = $1 AND owner = $5 AND case_id IS NULL RETURNING size;

-- What stood for an item until now stays in the case, but not for the item.
-- name: file_release
UPDATE file SET item_id = NULL WHERE item_id = $1;

-- name: file_get
SELECT id, case_id, holder_id, item_id, owner, form, purpose, name, type, size,
    blob, key, key_id, thumb, digest, scan, note, class, erase_at, erased_at,
    created_at
FROM file WHERE id = $1;

-- name: file_of_case
SELECT id, case_id, holder_id, item_id, owner, form, purpose, name, type, size,
    blob, key, key_id, thumb, digest, scan, note, class, erase_at, erased_at,
    created_at
FROM file WHERE case_id = $1 ORDER BY created_at;

-- Files of drafts that came while the virus scanner was away.
-- name: file_waiting
SELECT id, case_id, holder_id, item_id, owner, form, purpose, name, type, size,
    blob, key, key_id, thumb, digest, scan, note, class, erase_at, erased_at,
    created_at
FROM file WHERE scan = 'waiting' AND id > '' ORDER BY id LIMIT $1;

-- name: file_page
SELECT id, case_id, holder_id, item_id, owner, form, purpose, name, type, size,
    blob, key, key_id, thumb, digest, scan, note, class, erase_at, erased_at,
    created_at
FROM file WHERE id > $1 AND erased_at IS NULL ORDER BY id LIMIT 100;

-- Received long ago for a form that was never handed in, and whose draft
-- nobody has touched since.
-- name: file_unclaimed
SELECT id, case_id, holder_id, item_id, owner, form, purpose, name, type, size,
    blob, key, key_id, thumb, digest, scan, note, class, erase_at, erased_at,
    created_at
FROM file WHERE case_id IS NULL AND created_at < $1
    AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.owner = file.owner
	AND d.form = file.form AND d.updated_at >= $1)
ORDER BY created_at LIMIT 20;

-- In a case, but of no class yet.
-- name: file_classless
SELECT id, case_id, holder_id, item_id, owner, form, purpose, name, type, size,
    blob, key, key_id, thumb, digest, scan, note, class, erase_at, erased_at,
    created_at
FROM file WHERE class = '' AND case_id = $1 LIMIT 500;

-- What is to be erased until $1, those due first in front: (erase_at, id) is
-- the cursor.
-- name: file_due
SELECT id, case_id, holder_id, item_id, owner, form, purpose, name, type, size,
    blob, key, key_id, thumb, digest, scan, note, class, erase_at, erased_at,
    created_at
FROM file WHERE erase_at IS NOT NULL AND erased_at IS NULL AND erase_at <= $1
    AND (erase_at, id) > ($2, $3)
ORDER BY erase_at, id LIMIT 50;

-- name: file_remove
DELETE FROM file WHERE id = $1 AND case_id IS NULL;

-- name: file_has_content
SELECT 1 FROM file WHERE blob = $1 LIMIT 1;

-- name: credential_add
INSERT INTO credential (case_id, sealed, key_id) VALUES ($1, $2, $3);

-- The newest of a case; NULL once it was shown.
-- name: credential_last
SELECT id, sealed, key_id FROM credential WHERE case_id = $1
ORDER BY id DESC LIMIT 1;

-- name: credential_shown
UPDATE credential SET sealed = NULL, key_id = NULL, shown_at = $2
WHERE id = $1 AND sealed IS NOT NULL;

-- name: word_put
INSERT INTO word (word, case_id) VALUES ($1, $2)
ON CONFLICT (word, case_id) DO NOTHING;
