-- name: pace_add
INSERT INTO pace (service_id, row_no, minutes, at) VALUES ($1, $2, $3, $4);

-- A whole case, from its letter until now.
-- name: pace_add_case
INSERT INTO pace (service_id, row_no, minutes, at)
SELECT $2, '', max(0, $3 - opened_at) / 60000, $3 FROM cases WHERE id = $1;

-- name: pace_upto
SELECT coalesce(max(upto), 0) FROM pace_sum;

-- What is in no sum yet.
-- name: pace_new
SELECT id, service_id, row_no FROM pace WHERE id > $1 ORDER BY id LIMIT $2;

-- The last of a row, newest first.
-- name: pace_last
SELECT id, minutes FROM pace WHERE service_id = $1 AND row_no = $2
ORDER BY id DESC LIMIT $3;

-- name: pace_sum_put
INSERT INTO pace_sum (service_id, row_no, n, median, p90, upto)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (service_id, row_no) DO UPDATE SET n = excluded.n,
    median = excluded.median, p90 = excluded.p90, upto = excluded.upto;

-- name: pace_prune
DELETE FROM pace WHERE service_id = $1 AND row_no = $2 AND id < $3;

-- name: pace_of_service
SELECT service_id, row_no, n, median, p90 FROM pace_sum WHERE service_id = $1;

-- name: pace_of_cases
SELECT p.service_id, p.row_no, p.n, p.median, p.p90
FROM service s CROSS JOIN pace_sum p
WHERE p.service_id = s.id AND p.row_no = '';
