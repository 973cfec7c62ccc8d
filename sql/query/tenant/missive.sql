-- The id that the next one gets, so that the one before it can name it.
-- name: missive_next
SELECT coalesce(max(id), 0) + 1 FROM missive;

-- name: missive_add
INSERT INTO missive (id, code, case_id, submission, holder_id, task_id, kind,
    number, dated, seat, signer_id, form, file_id, sha256, source, made_by,
    made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
    $16, $17);

-- name: missive_get
SELECT id, code, case_id, submission, holder_id, task_id, kind, number, dated,
    seat, signer_id, form, file_id, sha256, source, made_by, made_at,
    replaced_by, withdrawn_at, withdrawn_by, why
FROM missive WHERE id = $1;

-- name: missive_by_code
SELECT id, code, case_id, submission, holder_id, task_id, kind, number, dated,
    seat, signer_id, form, file_id, sha256, source, made_by, made_at,
    replaced_by, withdrawn_at, withdrawn_by, why
FROM missive WHERE code = $1;

-- name: missive_of_file
SELECT id, code, case_id, submission, holder_id, task_id, kind, number, dated,
    seat, signer_id, form, file_id, sha256, source, made_by, made_at,
    replaced_by, withdrawn_at, withdrawn_by, why
FROM missive WHERE file_id = $1;

-- The newest first.
-- name: missive_of_case
SELECT id, code, case_id, submission, holder_id, task_id, kind, number, dated,
    seat, signer_id, form, file_id, sha256, source, made_by, made_at,
    replaced_by, withdrawn_at, withdrawn_by, why
FROM missive WHERE case_id = $1 ORDER BY id DESC;

-- name: missive_current
SELECT id, code, case_id, submission, holder_id, task_id, kind, number, dated,
    seat, signer_id, form, file_id, sha256, source, made_by, made_at,
    replaced_by, withdrawn_at, withdrawn_by, why
FROM missive
WHERE case_id = $1 AND kind = $2 AND coalesce(holder_id, 0) = $3
    AND coalesce(task_id, 0) = $4 AND replaced_by IS NULL
    AND withdrawn_at IS NULL;

-- name: missive_of_form
SELECT id, code, case_id, submission, holder_id, task_id, kind, number, dated,
    seat, signer_id, form, file_id, sha256, source, made_by, made_at,
    replaced_by, withdrawn_at, withdrawn_by, why
FROM missive
WHERE submission = $1 AND kind = $2 AND case_id IS NULL
    AND replaced_by IS NULL;

-- name: missive_replace
UPDATE missive SET replaced_by = $2 WHERE id = $1 AND replaced_by IS NULL;

-- What was printed leads to the scan of it from now on.
-- name: missive_recode
UPDATE missive SET code = $2 WHERE id = $1;

-- name: missive_withdraw
UPDATE missive SET withdrawn_at = $2, withdrawn_by = $3, why = $4
WHERE id = $1 AND withdrawn_at IS NULL AND replaced_by IS NULL;

-- name: missive_files_of_form
SELECT file_id FROM missive WHERE submission = $1 AND case_id IS NULL;

-- The form was handed in.
-- name: missive_claim
UPDATE missive SET case_id = $2 WHERE submission = $1 AND case_id IS NULL;

-- The form of one was thrown away.
-- name: missive_forget
DELETE FROM missive WHERE case_id IS NULL AND submission =
    (SELECT m.submission FROM missive m WHERE m.file_id = $1);

-- 0 rows changed: it was used.
-- name: missive_number_take
INSERT INTO missive_number (number, missive_id, at) VALUES ($1, $2, $3)
ON CONFLICT (number) DO NOTHING;

-- name: missive_number_used
SELECT 1 FROM missive_number WHERE number = $1;
