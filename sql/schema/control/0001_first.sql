-- The installation's own database: its offices and its secret.

CREATE TABLE tenant (
	id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 2 AND 40),
	name TEXT NOT NULL CHECK (name <> ''),
	short TEXT NOT NULL CHECK (short <> ''),
	accent TEXT NOT NULL,           -- a colour, #rrggbb
	zone TEXT NOT NULL,             -- WIB, WITA, WIT
	hostname TEXT UNIQUE,           -- stands for the office if set
	profile TEXT NOT NULL,          -- YAML, as uploaded
	position INTEGER NOT NULL,      -- order on the list of offices
	active INTEGER NOT NULL CHECK (active IN (0, 1)),
	created INTEGER NOT NULL        -- ms
) STRICT;

CREATE TABLE setting (
	name TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;

-- Keys of tokens and of searchable hashes are derived from it.  Whoever
-- loses it loses these; it is part of every backup.
CREATE TABLE installation (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	secret BLOB NOT NULL CHECK (length(secret) = 32),
	created INTEGER NOT NULL
) STRICT;
