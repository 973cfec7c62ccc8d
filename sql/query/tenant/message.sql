-- Added only if the same notice is not there already.
-- name: message_add
INSERT INTO message (case_id, rule, tier, recipient, channel, template,
    address, name, person_id, task_id, facts, state, created_at, try_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT DO NOTHING;

-- name: message_told
SELECT 1 FROM message
WHERE coalesce(case_id, 0) = $1 AND recipient = $2 LIMIT 1;

-- One whose try is under way is left to it.
-- name: message_drop
UPDATE message SET state = 'dropped', try_at = NULL, ended_at = $3
WHERE task_id = $1 AND template = $2 AND state IN ('held', 'waiting')
    AND claimed_at IS NULL;

-- Last, whether its task is closed, with all that a notice of several tells
-- of; lists do not ask that.
-- name: message_get
SELECT m.id, m.case_id, m.rule, m.tier, m.recipient, m.channel, m.template,
    m.address, m.name, m.person_id, m.task_id, m.facts, m.state, m.created_at,
    m.try_at, m.tries, m.first_at, m.claimed_at, m.ended_at, m.error, c.number,
    t.closed_at IS NOT NULL AND (substr(m.rule, 1, 5) <> 'task:' OR NOT EXISTS (
	SELECT 1 FROM task o
	WHERE o.case_id = t.case_id AND o.row_no = t.row_no
	    AND o.opened_at = t.opened_at AND o.closed_at IS NULL))
FROM message m LEFT JOIN cases c ON c.id = m.case_id
LEFT JOIN task t ON t.id = m.task_id
WHERE m.id = $1;

-- Waiting ones of a channel that are due, the longest first.  A claimed one is due again
-- only when its claim has run out.
-- name: message_due
SELECT m.id, m.case_id, m.rule, m.tier, m.recipient, m.channel, m.template,
    m.address, m.name, m.person_id, m.task_id, m.facts, m.state, m.created_at,
    m.try_at, m.tries, m.first_at, m.claimed_at, m.ended_at, m.error, c.number,
    t.closed_at IS NOT NULL AND (substr(m.rule, 1, 5) <> 'task:' OR NOT EXISTS (
	SELECT 1 FROM task o
	WHERE o.case_id = t.case_id AND o.row_no = t.row_no
	    AND o.opened_at = t.opened_at AND o.closed_at IS NULL))
FROM message m LEFT JOIN cases c ON c.id = m.case_id
LEFT JOIN task t ON t.id = m.task_id
WHERE m.channel = $1 AND m.try_at <= $2 ORDER BY m.try_at, m.id LIMIT $3;

-- name: message_next
SELECT try_at FROM message WHERE channel = $1 AND try_at > 0
ORDER BY try_at LIMIT 1;

-- Of one state, newest first.
-- name: message_page
SELECT m.id, m.case_id, m.rule, m.tier, m.recipient, m.channel, m.template,
    m.address, m.name, m.person_id, m.task_id, m.facts, m.state, m.created_at,
    m.try_at, m.tries, m.first_at, m.claimed_at, m.ended_at, m.error, c.number,
    0
FROM message m LEFT JOIN cases c ON c.id = m.case_id
WHERE m.state = $1 AND m.id < $2 ORDER BY m.id DESC LIMIT $3;

-- Of one case, newest first.
-- name: message_of_case
SELECT m.id, m.case_id, m.rule, m.tier, m.recipient, m.channel, m.template,
    m.address, m.name, m.person_id, m.task_id, m.facts, m.state, m.created_at,
    m.try_at, m.tries, m.first_at, m.claimed_at, m.ended_at, m.error, c.number,
    0
FROM message m LEFT JOIN cases c ON c.id = m.case_id
WHERE m.case_id = $1 AND m.id < $2 ORDER BY m.id DESC LIMIT $3;

-- name: message_count
SELECT count(*) FROM message WHERE state = $1;

-- name: message_waits
SELECT min(CASE WHEN first_at IS NULL THEN try_at ELSE created_at END)
FROM message WHERE state = 'waiting';

-- name: message_dead
SELECT count(*), max(ended_at) FROM (SELECT ended_at FROM message
    WHERE state = 'dead' AND ended_at > $1
    ORDER BY ended_at DESC LIMIT $2) few;

-- A try begins; the claim runs out at $3.
-- name: message_claim
UPDATE message SET claimed_at = $2, try_at = $3, tries = tries + 1,
    first_at = coalesce(first_at, $2)
WHERE id = $1 AND state = 'waiting' AND try_at <= $2;

-- What a process that is no more had claimed is due at once.
-- name: message_reclaim
UPDATE message SET claimed_at = NULL, try_at = $1
WHERE claimed_at > 0 AND state = 'waiting';

-- name: message_later
UPDATE message SET claimed_at = NULL, try_at = $2, error = $3,
    first_at = coalesce(first_at, $4)
WHERE id = $1 AND state = 'waiting';

-- Those that were put off without a try, as nothing was set up.
-- name: message_hasten
UPDATE message SET try_at = $2
WHERE channel = $1 AND try_at > $2 AND tries = 0 AND first_at > 0
    AND state = 'waiting';

-- name: message_end
UPDATE message SET claimed_at = NULL, try_at = NULL, state = $2, ended_at = $3,
    error = $4
WHERE id = $1 AND state = 'waiting';

-- name: message_bounce
UPDATE message SET state = 'dead', ended_at = $2, error = $3
WHERE id = $1 AND state = 'sent';

-- A dead one that has not been emptied waits again, to the same address or
-- to another.
-- name: message_again
UPDATE message SET state = 'waiting', try_at = $2, tries = 0, first_at = NULL,
    ended_at = NULL, error = '', address = coalesce($3, address)
WHERE id = $1 AND state = 'dead' AND facts <> '{}';

-- name: message_empty
UPDATE message SET facts = '{}', address = '', name = '', error = ''
WHERE id IN (SELECT id FROM message WHERE ended_at < $1
    AND (facts <> '{}' OR address <> '' OR name <> '' OR error <> '')
    ORDER BY ended_at LIMIT $2);

-- name: delivery_add
INSERT INTO delivery (message_id, at, result, answer)
VALUES ($1, $2, $3, $4);

-- name: delivery_of_message
SELECT id, message_id, at, result, answer FROM delivery
WHERE message_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- name: delivery_drop_old
DELETE FROM delivery
WHERE id IN (SELECT id FROM delivery WHERE at < $1 ORDER BY at LIMIT $2);

-- name: address_fault_put
INSERT INTO address_fault (address, kind, reason, message_id, at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (address) DO UPDATE SET kind = excluded.kind,
    reason = excluded.reason, message_id = excluded.message_id,
    at = excluded.at;

-- name: address_fault_get
SELECT address, kind, reason, message_id, at FROM address_fault
WHERE address = $1;

-- Of the applicant of a case, then of its holders with another address.
-- name: address_fault_of_case
SELECT f.address, f.kind, f.reason, f.message_id, f.at, p.name
FROM cases c JOIN person p ON p.id = c.applicant_id
JOIN address_fault f ON f.address = p.email
WHERE c.id = $1
UNION ALL
SELECT f.address, f.kind, f.reason, f.message_id, f.at, h.name
FROM cases c JOIN person p ON p.id = c.applicant_id
JOIN holder h ON h.case_id = c.id
JOIN address_fault f ON f.address = h.email
WHERE c.id = $1 AND lower(h.email) <> lower(p.email);

-- name: address_fault_page
SELECT address, kind, reason, message_id, at FROM address_fault
WHERE address > $1 ORDER BY address LIMIT $2;

-- name: address_fault_clear
DELETE FROM address_fault WHERE address = $1;

-- name: address_fault_drop_old
DELETE FROM address_fault WHERE address IN (SELECT address FROM address_fault
    WHERE at < $1 ORDER BY at LIMIT $2);
