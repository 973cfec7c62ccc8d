-- The append-only log of everything that was done, a chain of hashes.  No
-- foreign keys: the log outlives what it speaks of.

CREATE TABLE event (
	id INTEGER PRIMARY KEY,         -- 1, 2, 3, ... without holes
	case_id INTEGER,
	task_id INTEGER,
	holder_id INTEGER,
	row_no TEXT,                    -- the SOP row's key
	kind TEXT NOT NULL,
	outcome TEXT,
	lane TEXT,
	seat_title TEXT,
	person_id INTEGER,
	person_name TEXT,
	edition_id INTEGER,
	reason TEXT,
	detail TEXT,                    -- JSON
	at INTEGER NOT NULL,            -- ms
	prev BLOB NOT NULL CHECK (length(prev) = 32),
	hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX event_case ON event (case_id, id);

-- The last link, so that a missing tail is seen.
CREATE TABLE audit_head (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	last_id INTEGER NOT NULL,
	hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

INSERT INTO audit_head (one, last_id, hash) VALUES (1, 0, zeroblob(32));

CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN
	SELECT RAISE(ABORT, 'event: append only');
END;

CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN
	SELECT RAISE(ABORT, 'event: append only');
END;

-- Also against INSERT OR REPLACE, which deletes without a trigger.
CREATE TRIGGER event_in_order BEFORE INSERT ON event
WHEN NEW.id <> (SELECT last_id + 1 FROM audit_head)
BEGIN
	SELECT RAISE(ABORT, 'event: not the next');
END;
