-- name: person_add
INSERT INTO person (email, name, phone, password, self_made, created_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: person_by_email
SELECT id, email, name, phone, password, self_made, admin, notify, nip,
    rank
FROM person WHERE email = $1;

-- name: person_get
SELECT id, email, name, phone, password, self_made, admin, notify, nip,
    rank
FROM person WHERE id = $1;

-- name: person_page
SELECT id, email, name, phone FROM person WHERE id > $1 ORDER BY id LIMIT $2;

-- Who looks after the office's use of Paraf.
-- name: person_admins
SELECT id, email, name, phone, password, self_made, admin, notify, nip,
    rank
FROM person WHERE admin = 1 ORDER BY id LIMIT $1;

-- name: person_set_admin
UPDATE person SET admin = $2 WHERE id = $1;

-- name: person_proved
UPDATE person SET self_made = 0 WHERE id = $1;

-- A wrong try; those before $3 are forgotten.
-- name: attempt_add
INSERT INTO attempt (name, n, last_at) VALUES ($1, 1, $2)
ON CONFLICT (name) DO UPDATE
SET n = CASE WHEN last_at < $3 THEN 1 ELSE n + 1 END,
    last_at = excluded.last_at;

-- name: attempt_get
SELECT n FROM attempt WHERE name = $1 AND last_at >= $2;

-- name: attempt_clear
DELETE FROM attempt WHERE name = $1;

-- name: attempt_expire
DELETE FROM attempt WHERE last_at < $1;

-- name: person_set_password
UPDATE person SET password = $2 WHERE id = $1;

-- What stands under a signature.
-- name: person_set_rank
UPDATE person SET nip = $2, rank = $3 WHERE id = $1;

-- name: person_set_notify
UPDATE person SET notify = $2 WHERE id = $1;

-- name: seat_put
INSERT INTO seat (lane, title, role) VALUES ($1, $2, $3)
ON CONFLICT (lane) DO UPDATE SET title = excluded.title, role = excluded.role;

-- name: seat_by_lane
SELECT id, lane, title, role FROM seat WHERE lane = $1;

-- name: holding_add
INSERT INTO holding (seat_id, person_id, kind, decree, from_at, until_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: holding_end
UPDATE holding SET until_at = $3
WHERE seat_id = $1 AND person_id = $2 AND (until_at IS NULL OR until_at > $3);

-- Who holds and held which seat; a seat without anybody is there too.
-- name: holding_list
SELECT s.lane, s.title, s.role, h.person_id, h.kind, h.decree, h.from_at,
    h.until_at, p.name, p.email
FROM seat s LEFT JOIN holding h ON h.seat_id = s.id
LEFT JOIN person p ON p.id = h.person_id
ORDER BY s.id, h.id;

-- The seats a person holds now.  While a daily substitute (Plh.) is named,
-- the definitive holder does not act (SE BKN 1/SE/I/2021).
-- name: holding_now
SELECT s.lane, s.title, s.role, h.kind
FROM holding h JOIN seat s ON s.id = h.seat_id
WHERE h.person_id = $1 AND h.from_at <= $2
    AND (h.until_at IS NULL OR h.until_at > $2)
    AND NOT (h.kind = 'definitif' AND EXISTS (
	SELECT 1 FROM holding o WHERE o.seat_id = h.seat_id AND o.kind = 'plh'
	    AND o.from_at <= $2 AND (o.until_at IS NULL OR o.until_at > $2)))
ORDER BY h.id;

-- name: session_add
INSERT INTO session (hash, person_id, agent, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5);

-- name: session_get
SELECT p.id, p.email, p.name, p.phone, p.admin FROM session s
JOIN person p ON p.id = s.person_id WHERE s.hash = $1 AND s.expires_at > $2;

-- name: session_end
DELETE FROM session WHERE hash = $1;

-- name: session_end_others
DELETE FROM session WHERE person_id = $1 AND hash <> $2;

-- name: session_expire
DELETE FROM session WHERE expires_at <= $1;

-- name: session_list
SELECT agent, created_at, hash = $2 FROM session
WHERE person_id = $1 AND expires_at > $3 ORDER BY created_at LIMIT 50;

-- Who may act from a seat now, by the rule of holding_now.
-- name: seat_people
SELECT p.id, p.email, p.name, p.phone, p.self_made, p.admin, p.notify, h.kind,
    p.nip, p.rank
FROM seat s JOIN holding h ON h.seat_id = s.id
JOIN person p ON p.id = h.person_id
WHERE s.lane = $1 AND h.from_at <= $2
    AND (h.until_at IS NULL OR h.until_at > $2)
    AND NOT (h.kind = 'definitif' AND EXISTS (
	SELECT 1 FROM holding o WHERE o.seat_id = h.seat_id AND o.kind = 'plh'
	    AND o.from_at <= $2 AND (o.until_at IS NULL OR o.until_at > $2)))
ORDER BY h.id LIMIT 50;

-- name: admin_people
SELECT id, email, name, phone, self_made, admin, notify, '', nip,
    rank
FROM person WHERE admin = 1 ORDER BY id LIMIT 50;
