-- One office.  Times are milliseconds since 1970 UTC; booleans are 0 and 1.

-- Whoever signs in: applicants and officials alike.
CREATE TABLE person (
	id           INTEGER PRIMARY KEY,
	email        TEXT    NOT NULL UNIQUE,
	name         TEXT    NOT NULL,
	phone        TEXT    NOT NULL DEFAULT '',
	password     TEXT    NOT NULL,
	self_made    INTEGER NOT NULL DEFAULT 0, -- address not proved yet
	created_at   INTEGER NOT NULL
) STRICT;

-- Seats act; persons hold them.  lane is the id that SOP files use.
CREATE TABLE seat (
	id    INTEGER PRIMARY KEY,
	lane  TEXT    NOT NULL UNIQUE,
	title TEXT    NOT NULL,
	role  TEXT    NOT NULL CHECK (role IN ('pejabat', 'verifikator'))
) STRICT;

CREATE TABLE holding (
	id        INTEGER PRIMARY KEY,
	seat_id   INTEGER NOT NULL REFERENCES seat (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	kind      TEXT    NOT NULL CHECK (kind IN ('definitif', 'plt', 'plh')),
	decree    TEXT    NOT NULL DEFAULT '',
	from_at   INTEGER NOT NULL,
	until_at  INTEGER
) STRICT;
CREATE INDEX holding_person ON holding (person_id);
CREATE INDEX holding_seat ON holding (seat_id);

CREATE TABLE session (
	hash       BLOB    PRIMARY KEY, -- of the cookie's value
	person_id  INTEGER NOT NULL REFERENCES person (id),
	agent      TEXT    NOT NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_person ON session (person_id, created_at);
CREATE INDEX session_expiry ON session (expires_at);

-- Wrong passwords by address and client: neither tells whether there is such
-- an account, nor keeps its owner out from elsewhere.
CREATE TABLE attempt (
	name    TEXT    PRIMARY KEY,
	n       INTEGER NOT NULL,
	last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_age ON attempt (last_at);

CREATE TABLE service (
	id         TEXT    PRIMARY KEY,
	position   INTEGER NOT NULL,
	edition_id INTEGER REFERENCES edition (id) -- the one new cases get
) STRICT;

-- The text of an SOP as it was loaded.  Never changed: cases keep theirs.
CREATE TABLE edition (
	id         INTEGER PRIMARY KEY,
	service_id TEXT    NOT NULL REFERENCES service (id),
	number     INTEGER NOT NULL,
	body       TEXT    NOT NULL,
	loaded_at  INTEGER NOT NULL,
	UNIQUE (service_id, number)
) STRICT;

CREATE TABLE cases (
	id           INTEGER PRIMARY KEY,
	number       TEXT    NOT NULL UNIQUE,
	edition_id   INTEGER NOT NULL REFERENCES edition (id),
	applicant_id INTEGER NOT NULL REFERENCES person (id),
	submission   TEXT    NOT NULL UNIQUE, -- the form's own key: once only
	track_code   TEXT    NOT NULL,
	state        TEXT    NOT NULL CHECK
	    (state IN ('running', 'waiting', 'done', 'rejected')),
	letter       TEXT    NOT NULL, -- JSON: number, date, sender, subject
	opened_at    INTEGER NOT NULL,
	closed_at    INTEGER
) STRICT;
CREATE INDEX cases_applicant ON cases (applicant_id, id);

-- The persons of the letter, each with an own way from the verifier on.
CREATE TABLE holder (
	id          INTEGER PRIMARY KEY,
	case_id     INTEGER NOT NULL REFERENCES cases (id),
	position    INTEGER NOT NULL, -- from 0, as in the letter
	name        TEXT    NOT NULL,
	nik         TEXT    NOT NULL,
	nip         TEXT    NOT NULL DEFAULT '',
	job         TEXT    NOT NULL,
	unit        TEXT    NOT NULL,
	email       TEXT    NOT NULL DEFAULT '',
	phone       TEXT    NOT NULL,
	ending      TEXT    NOT NULL DEFAULT '' CHECK
	    (ending IN ('', 'done', 'rejected')),
	waiting_row TEXT, -- at a joining row, for the others
	serial      TEXT    NOT NULL DEFAULT '', -- of the certificate
	valid_from  TEXT    NOT NULL DEFAULT '', -- YYYY-MM-DD
	valid_until TEXT    NOT NULL DEFAULT '',
	UNIQUE (case_id, position)
) STRICT;
CREATE INDEX holder_nik ON holder (nik);

-- One thing waiting to be done, and later the fact that it was done.
CREATE TABLE task (
	id        INTEGER PRIMARY KEY,
	case_id   INTEGER NOT NULL REFERENCES cases (id),
	holder_id INTEGER REFERENCES holder (id), -- NULL: the letter
	row_no    TEXT    NOT NULL,
	lane      TEXT    NOT NULL,   -- whose desk
	person_id INTEGER REFERENCES person (id), -- an applicant's own task
	opened_at INTEGER NOT NULL,
	due_at    INTEGER,            -- NULL: the SOP gives no time
	sort_at   INTEGER NOT NULL,   -- due_at, else opened_at
	closed_at INTEGER,
	closed_by INTEGER REFERENCES person (id),
	outcome   TEXT
) STRICT;
CREATE INDEX task_desk ON task (lane, sort_at, id)
    WHERE closed_at IS NULL AND person_id IS NULL;
CREATE INDEX task_own ON task (person_id, sort_at, id)
    WHERE closed_at IS NULL AND person_id IS NOT NULL;
CREATE INDEX task_done ON task (closed_by, closed_at, id)
    WHERE closed_by IS NOT NULL;
CREATE INDEX task_case ON task (case_id, id);

-- How many open tasks a queue holds, kept with every change: counting at
-- each request would cost what is in the office.
CREATE TABLE queue (
	name TEXT    PRIMARY KEY, -- 'desk:LANE', 'own:PERSON'
	n    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- An uploaded file.  case_id NULL: received, its form not yet accepted.
CREATE TABLE file (
	id         TEXT    PRIMARY KEY, -- unguessable
	case_id    INTEGER REFERENCES cases (id),
	holder_id  INTEGER REFERENCES holder (id),
	owner      TEXT    NOT NULL, -- 'person:7', 'task:12': who sent it
	purpose    TEXT    NOT NULL, -- requirement id, or what a step calls it
	name       TEXT    NOT NULL,
	type       TEXT    NOT NULL, -- judged by content
	size       INTEGER NOT NULL,
	sha256     TEXT    NOT NULL, -- its name on disk
	created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX file_case ON file (case_id, created_at);
CREATE INDEX file_unclaimed ON file (created_at) WHERE case_id IS NULL;
CREATE INDEX file_content ON file (sha256);

-- What was handed in for each requirement, with the verifier's verdict.
CREATE TABLE item (
	id        INTEGER PRIMARY KEY,
	case_id   INTEGER NOT NULL REFERENCES cases (id),
	holder_id INTEGER REFERENCES holder (id),
	name      TEXT    NOT NULL, -- requirement id
	value     TEXT    NOT NULL DEFAULT '',
	file_id   TEXT    REFERENCES file (id),
	verdict   TEXT    NOT NULL DEFAULT '' CHECK
	    (verdict IN ('', 'good', 'wrong')),
	reason    TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX item_case ON item (case_id, coalesce(holder_id, 0), name);

-- Links of 24 hours.  Only the hash is kept.
CREATE TABLE link (
	hash       BLOB    PRIMARY KEY,
	task_id    INTEGER NOT NULL REFERENCES task (id),
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX link_task ON link (task_id, created_at);

-- An API credential, sealed until its receiver has seen it, once.
CREATE TABLE credential (
	id       INTEGER PRIMARY KEY,
	case_id  INTEGER NOT NULL REFERENCES cases (id),
	sealed   BLOB, -- NULL: it was shown
	shown_at INTEGER
) STRICT;
CREATE INDEX credential_case ON credential (case_id, id);

-- Words of number and names, for the search by prefix.
CREATE TABLE word (
	word    TEXT    NOT NULL,
	case_id INTEGER NOT NULL REFERENCES cases (id),
	PRIMARY KEY (word, case_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX word_case ON word (case_id, word);

-- The last number given in a series: 'case:2026'.
CREATE TABLE series (
	name TEXT    PRIMARY KEY,
	last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
