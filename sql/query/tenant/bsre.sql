-- name: bsre_office_get
SELECT module, caps, host, portal, plain, fault, trust, crl, failures,
    open_until, ok_at, error, error_at, try_at, tried_at, tried, tried_why,
    tried_ms, at
FROM bsre_office WHERE one = 1;

-- name: bsre_office_put
INSERT INTO bsre_office (one, module, caps, host, portal, plain, fault, trust,
    crl, failures, open_until, ok_at, error, error_at, at)
VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (one) DO UPDATE SET module = excluded.module,
    caps = excluded.caps, host = excluded.host, portal = excluded.portal,
    plain = excluded.plain, fault = excluded.fault, trust = excluded.trust,
    crl = excluded.crl, failures = excluded.failures,
    open_until = excluded.open_until, ok_at = excluded.ok_at,
    error = excluded.error, error_at = excluded.error_at, at = excluded.at;

-- name: bsre_office_wish
SELECT try_at FROM bsre_office WHERE one = 1;

-- name: bsre_office_try
UPDATE bsre_office SET try_at = $1 WHERE one = 1;

-- What came of the try that was wanted at $1; a later wish stays.
-- name: bsre_office_tried
UPDATE bsre_office SET tried_at = $2, tried = $3, tried_why = $4,
    tried_ms = $5, try_at = CASE WHEN try_at > $1 THEN try_at END
WHERE one = 1;

-- name: standing_get
SELECT s.holder_id, s.api_status, s.api_code, s.api_message, s.api_since,
    s.api_at, s.ams_status, s.ams_at, s.ams_by, p.name, s.error, s.error_at,
    s.tries, s.since, s.next_at
FROM standing s LEFT JOIN person p ON p.id = s.ams_by
WHERE s.holder_id = $1;

-- name: standing_of_case
SELECT s.holder_id, s.api_status, s.api_code, s.api_message, s.api_since,
    s.api_at, s.ams_status, s.ams_at, s.ams_by, p.name, s.error, s.error_at,
    s.tries, s.since, s.next_at
FROM holder h JOIN standing s ON s.holder_id = h.id
LEFT JOIN person p ON p.id = s.ams_by
WHERE h.case_id = $1 ORDER BY h.position;

-- What lists tell of tasks, given as a JSON array: how their holders stand,
-- and how far their acts are, see enum bsre_acts.
-- name: bsre_briefs
SELECT t.id, s.api_status, s.api_at, s.error, (
	SELECT max(CASE WHEN a.state = 'question' THEN 3
	    WHEN a.reason <> '' THEN 2 ELSE 1 END)
	FROM bsre_act a WHERE a.task_id = t.id
	    AND a.state IN ('waiting', 'sending', 'question'))
FROM json_each($1) j JOIN task t ON t.id = j.value
LEFT JOIN standing s ON s.holder_id = t.holder_id;

-- name: standing_watch
INSERT INTO standing (holder_id, since, next_at) VALUES ($1, $2, $3)
ON CONFLICT (holder_id) DO UPDATE SET since = excluded.since, tries = 0,
    next_at = min(coalesce(next_at, excluded.next_at), excluded.next_at);

-- name: standing_unwatch
UPDATE standing SET next_at = NULL WHERE holder_id = $1;

-- name: standing_due
SELECT holder_id, tries, since, next_at, api_status FROM standing
WHERE next_at <= $1 ORDER BY next_at, holder_id LIMIT $2;

-- name: standing_next
SELECT next_at FROM standing WHERE next_at IS NOT NULL
ORDER BY next_at LIMIT 1;

-- name: standing_hasten
UPDATE standing SET next_at = $1 WHERE next_at > $1 AND tries > 0;

-- name: standing_heard
UPDATE standing SET
    api_since = CASE WHEN api_status = $2 AND api_since IS NOT NULL
	THEN api_since ELSE $5 END,
    api_status = $2, api_code = $3, api_message = $4, api_at = $5,
    error = '', error_at = NULL, tries = 0, next_at = $6
WHERE holder_id = $1;

-- name: standing_unheard
UPDATE standing SET error = $2, error_at = $3, tries = tries + 1,
    next_at = $4
WHERE holder_id = $1;

-- name: standing_seen
INSERT INTO standing (holder_id, ams_status, ams_at, ams_by)
VALUES ($1, $2, $3, $4)
ON CONFLICT (holder_id) DO UPDATE SET ams_status = excluded.ams_status,
    ams_at = excluded.ams_at, ams_by = excluded.ams_by;

-- name: bsre_act_add
INSERT INTO bsre_act (kind, case_id, task_id, holder_id, asked_by, asked_at,
    state, try_at)
VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $6)
ON CONFLICT DO NOTHING;

-- name: bsre_act_list
SELECT id, kind, case_id, task_id, holder_id, asked_by, asked_at, state,
    try_at, tries, claimed_at, ended_at, doubt, reason, answer, code, log
FROM bsre_act WHERE task_id = $1 AND state <> 'dropped' ORDER BY id;

-- Those of the open tasks of a case that are not over.
-- name: bsre_act_of_case
SELECT a.id, a.kind, a.case_id, a.task_id, a.holder_id, a.asked_by,
    a.asked_at, a.state, a.try_at, a.tries, a.claimed_at, a.ended_at, a.doubt,
    a.reason, a.answer, a.code, a.log
FROM task t JOIN bsre_act a ON a.task_id = t.id
WHERE t.case_id = $1 AND t.closed_at IS NULL
    AND a.state IN ('waiting', 'sending', 'question')
ORDER BY t.id, a.id;

-- name: bsre_act_due
SELECT id, kind, case_id, task_id, holder_id, asked_by, asked_at, state,
    try_at, tries, claimed_at, ended_at, doubt, reason, answer, code, log
FROM bsre_act WHERE try_at <= $1 ORDER BY try_at, id LIMIT $2;

-- name: bsre_act_next
SELECT try_at FROM bsre_act WHERE try_at IS NOT NULL ORDER BY try_at LIMIT 1;

-- name: bsre_act_get
SELECT id, kind, case_id, task_id, holder_id, asked_by, asked_at, state,
    try_at, tries, claimed_at, ended_at, doubt, reason, answer, code, log
FROM bsre_act WHERE id = $1;

-- name: bsre_act_hasten
UPDATE bsre_act SET try_at = $1 WHERE try_at > $1;

-- name: bsre_act_claim
UPDATE bsre_act SET state = 'sending', try_at = NULL, claimed_at = $2,
    tries = tries + 1
WHERE id = $1 AND state = 'waiting';

-- name: bsre_act_record
UPDATE bsre_act SET state = $2, try_at = $3, claimed_at = NULL, doubt = $4,
    reason = $5, answer = $6, code = $7, log = $8,
    ended_at = CASE WHEN $2 = 'done' THEN $9 END
WHERE id = $1 AND state <> 'dropped';

-- name: bsre_act_drop
UPDATE bsre_act SET state = 'dropped', try_at = NULL, ended_at = $2
WHERE id = $1 AND state IN ('waiting', 'question');

-- name: bsre_act_reclaim
UPDATE bsre_act SET state = 'question', claimed_at = NULL, doubt = 'unknown',
    reason = $1
WHERE claimed_at IS NOT NULL;
