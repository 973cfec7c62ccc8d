-- By the index of what is held: a person's other messages are many.

-- What is pointless of what is held for a person: its tasks are closed, the
-- person left its desk, or every desk, or it is a reminder of a case that the
-- person muted.  Who holds what: by the rule of holding_now.
-- name: held_drop
WITH desk AS MATERIALIZED (
    SELECT s.lane FROM holding h JOIN seat s ON s.id = h.seat_id
    WHERE h.person_id = $1 AND h.from_at <= $2
	AND (h.until_at IS NULL OR h.until_at > $2)
	AND NOT (h.kind = 'definitif' AND EXISTS (
	    SELECT 1 FROM holding o WHERE o.seat_id = h.seat_id
		AND o.kind = 'plh' AND o.from_at <= $2
		AND (o.until_at IS NULL OR o.until_at > $2))))
UPDATE message INDEXED BY message_held SET state = 'dropped', ended_at = $2
WHERE person_id = $1 AND state = 'held' AND (EXISTS (
	SELECT 1 FROM task t
	WHERE t.id = message.task_id AND t.closed_at IS NOT NULL
	    AND (substr(message.rule, 1, 5) <> 'task:' OR NOT EXISTS (
		SELECT 1 FROM task o
		WHERE o.case_id = t.case_id AND o.row_no = t.row_no
		    AND o.opened_at = t.opened_at AND o.closed_at IS NULL)))
    OR (template IN ('task', 'second') AND EXISTS (
	SELECT 1 FROM task t
	WHERE t.id = message.task_id
	    AND t.lane NOT IN (SELECT lane FROM desk)))
    OR (template IN ('remind', 'escalate')
	AND NOT EXISTS (SELECT 1 FROM desk)
	AND NOT EXISTS (SELECT 1 FROM person p
	    WHERE p.id = $1 AND p.admin = 1))
    OR (tier > 0 AND EXISTS (
	SELECT 1 FROM mute u
	WHERE u.person_id = $1 AND u.case_id = message.case_id)));

-- What is left, each task once, by what was told of it last: what is over
-- longest first, and last what has no end.
-- name: held_page
SELECT m.template, m.facts, m.created_at, t.opened_at, t.due_at
FROM message m INDEXED BY message_held LEFT JOIN task t ON t.id = m.task_id
WHERE m.person_id = $1 AND m.state = 'held' AND NOT EXISTS (
    SELECT 1 FROM message o WHERE o.person_id = $1 AND o.state = 'held'
	AND o.task_id = m.task_id AND o.id > m.id)
ORDER BY t.due_at IS NULL, t.due_at, coalesce(t.opened_at, m.created_at), m.id
LIMIT $2;

-- How many that are, and how many of them were due at $2.
-- name: held_count
SELECT count(*), coalesce(sum(t.due_at < $2), 0)
FROM message m INDEXED BY message_held LEFT JOIN task t ON t.id = m.task_id
WHERE m.person_id = $1 AND m.state = 'held' AND NOT EXISTS (
    SELECT 1 FROM message o WHERE o.person_id = $1 AND o.state = 'held'
	AND o.task_id = m.task_id AND o.id > m.id);

-- name: held_take
UPDATE message INDEXED BY message_held SET state = 'digested', ended_at = $2
WHERE person_id = $1 AND state = 'held';

-- Whether a person was told more than $3 things at once since a moment.
-- name: told_more
SELECT 1 FROM message WHERE person_id = $1 AND created_at > $2
    AND channel = 'mail' AND state IN ('waiting', 'sent', 'dead')
LIMIT 1 OFFSET $3;
