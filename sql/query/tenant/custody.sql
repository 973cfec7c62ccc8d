-- name: file_set_class
UPDATE file SET class = $2 WHERE id = $1;

-- From here on it is known until when papers of a class are kept: those of
-- one holder, or all of a case that have no date yet.
-- name: file_end_holder
UPDATE file SET erase_at = $4
WHERE case_id = $1 AND holder_id = $2 AND class = $3 AND erase_at IS NULL
    AND erased_at IS NULL;

-- name: file_end_case
UPDATE file SET erase_at = $3
WHERE case_id = $1 AND class = $2 AND erase_at IS NULL AND erased_at IS NULL;

-- What stays of a paper: that it was there.
-- name: file_erase
UPDATE file SET erased_at = $2, key = NULL, key_id = NULL, digest = NULL,
    blob = '', name = '', note = '', thumb = 0
WHERE id = $1 AND erased_at IS NULL;

-- A case with papers of no class: from before there were classes.
-- name: file_classless_case
SELECT case_id FROM file WHERE class = '' AND case_id IS NOT NULL
ORDER BY case_id LIMIT 1;

-- name: reading_add
INSERT INTO reading (event_id, file_id, case_id, holder_id, applicant_id,
    person_id, task_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- The same paper, by the same person, for the same task.
-- name: reading_recent
SELECT task_id, at FROM reading WHERE file_id = $1 AND person_id = $2
ORDER BY id DESC LIMIT 20;

-- name: reading_of_case
SELECT r.id, r.file_id, r.person_id, r.at, c.number, h.name, e.seat_title,
    e.person_name, e.reason, e.detail
FROM reading r JOIN event e ON e.id = r.event_id
JOIN cases c ON c.id = r.case_id LEFT JOIN holder h ON h.id = r.holder_id
WHERE r.case_id = $1 AND r.id < $2 ORDER BY r.id DESC LIMIT $3;

-- name: reading_of_applicant
SELECT r.id, r.file_id, r.person_id, r.at, c.number, h.name, e.seat_title,
    e.person_name, e.reason, e.detail
FROM reading r JOIN event e ON e.id = r.event_id
JOIN cases c ON c.id = r.case_id LEFT JOIN holder h ON h.id = r.holder_id
WHERE r.applicant_id = $1 AND r.id < $2 ORDER BY r.id DESC LIMIT $3;

-- Tasks that have long waited for an applicant: (opened_at, id) is the
-- cursor.
-- name: task_waiting
SELECT t.id, t.case_id, t.opened_at, c.edition_id
FROM task t JOIN cases c ON c.id = t.case_id
WHERE t.closed_at IS NULL AND t.person_id IS NOT NULL AND t.opened_at < $1
    AND (t.opened_at, t.id) > ($2, $3)
ORDER BY t.opened_at, t.id LIMIT 50;

-- When somebody last did something to a case.
-- name: event_last_act
SELECT at FROM event WHERE case_id = $1 AND kind <> 'read' AND kind <> 'erase'
ORDER BY id DESC LIMIT 1;
