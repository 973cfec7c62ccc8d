-- Other open cases of this office with the same phone number.
-- name: alike_phone
SELECT c.number FROM holder h JOIN cases c ON c.id = h.case_id
WHERE h.phone = $1 AND c.id <> $2 AND c.state IN ('running', 'waiting')
ORDER BY h.id LIMIT 1;

-- name: alike_email
SELECT c.number FROM holder h JOIN cases c ON c.id = h.case_id
WHERE h.email = $1 AND h.email <> '' AND c.id <> $2
    AND c.state IN ('running', 'waiting')
ORDER BY h.id LIMIT 1;

-- name: alike_file
SELECT c.number FROM file f JOIN cases c ON c.id = f.case_id
WHERE f.digest = $1 AND c.id <> $2 AND c.state IN ('running', 'waiting')
LIMIT 1;
