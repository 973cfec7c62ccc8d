-- name: due_last
SELECT coalesce(max(id), 0) FROM task;

-- A stretch of ids, so that what is read at once is bounded however many
-- tasks of it are closed.
-- name: due_page
SELECT t.id, t.row_no, t.opened_at, t.due_at, c.edition_id
FROM task t JOIN cases c ON c.id = t.case_id
WHERE t.id > $1 AND t.id <= $2 AND t.closed_at IS NULL AND t.due_at IS NOT NULL
ORDER BY t.id;

-- name: due_set
UPDATE task SET due_at = $2, sort_at = $2 WHERE id = $1 AND closed_at IS NULL;
