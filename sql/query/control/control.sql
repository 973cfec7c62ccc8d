-- Changes when another connection has committed.
-- name: control_version
PRAGMA data_version;

-- name: tenant_list
SELECT id, name, short, accent, zone, hostname, profile, position, active,
    created
FROM tenant
ORDER BY position, id;

-- The day of creation stays.
-- name: tenant_put
INSERT INTO tenant (id, name, short, accent, zone, hostname, profile,
    position, active, created)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, short = excluded.short,
    accent = excluded.accent, zone = excluded.zone,
    hostname = excluded.hostname, profile = excluded.profile,
    position = excluded.position, active = excluded.active;

-- name: calendar_list
SELECT year, body FROM calendar ORDER BY year;

-- name: calendar_put
INSERT INTO calendar (year, body, loaded) VALUES ($1, $2, $3)
ON CONFLICT (year) DO UPDATE SET body = excluded.body,
    loaded = excluded.loaded;

-- name: setting_get
SELECT value FROM setting WHERE name = $1;

-- name: setting_put
INSERT INTO setting (name, value) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: setting_first
INSERT INTO setting (name, value) VALUES ($1, $2)
ON CONFLICT (name) DO NOTHING;

-- name: installation_secret
SELECT secret FROM installation WHERE one = 1;

-- The first process to open a new installation makes the secret.
-- name: installation_create
INSERT INTO installation (one, secret, created) VALUES (1, $1, $2)
ON CONFLICT (one) DO NOTHING;

-- name: office_text_get
SELECT body FROM office_text WHERE tenant = $1 AND name = $2;

-- name: office_text_put
INSERT INTO office_text (tenant, name, body) VALUES ($1, $2, $3)
ON CONFLICT (tenant, name) DO UPDATE SET body = excluded.body;

-- name: office_text_clear
DELETE FROM office_text WHERE tenant = $1;
