-- Added only if the same notice is not there already.
-- name: message_add
INSERT INTO message (case_id, rule, tier, recipient, channel, template,
    address, name, person_id, task_id, facts, state, created_at, try_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT DO NOTHING;
