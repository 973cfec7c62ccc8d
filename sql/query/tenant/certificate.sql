-- name: certificate_put
INSERT INTO certificate (holder_id, der, chain, source, at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (holder_id) DO UPDATE SET der = excluded.der,
    chain = excluded.chain, source = excluded.source, at = excluded.at;

-- name: certificate_get
SELECT holder_id, der, chain, source, at FROM certificate WHERE holder_id = $1;

-- Of the holders of a case; $2: of that one alone, or 0.
-- name: certificate_list
SELECT c.holder_id, c.der, c.chain, c.source, c.at
FROM holder h JOIN certificate c ON c.holder_id = h.id
WHERE h.case_id = $1 AND ($2 = 0 OR h.id = $2) ORDER BY h.position;

-- name: certificate_of_case
SELECT c.holder_id FROM holder h JOIN certificate c ON c.holder_id = h.id
WHERE h.case_id = $1 ORDER BY h.position;
