-- What an office asks of BSrE, and what BSrE says.

-- The office's way there as the agent found it; all others know it from here.
CREATE TABLE bsre_office (
	one         INTEGER PRIMARY KEY CHECK (one = 1),
	module      TEXT    NOT NULL, -- 'manual', 'esign', or a module's name
	caps        INTEGER NOT NULL, -- what it can do; 0: all is done by hand
	host        TEXT    NOT NULL, -- 'esign.kota.example:443'; '' none
	portal      TEXT    NOT NULL, -- for a holder, by hand: 'https://...'; ''
	plain       INTEGER NOT NULL, -- 1: without TLS
	fault       TEXT    NOT NULL, -- why the settings cannot be used; ''
	trust       TEXT    NOT NULL, -- PEM: who may issue certificates; ''
	crl         BLOB,             -- DER or PEM: which were revoked
	failures    INTEGER NOT NULL DEFAULT 0, -- in a row
	open_until  INTEGER,          -- left alone until then; NULL: not
	ok_at       INTEGER,          -- it answered last
	error       TEXT    NOT NULL DEFAULT '', -- the last failure
	error_at    INTEGER,
	try_at      INTEGER,          -- an admin wants it tried, since
	tried_at    INTEGER,          -- it was, last
	tried       INTEGER NOT NULL DEFAULT 0 CHECK (tried BETWEEN 0 AND 3),
	    -- what came of it, see enum bsre_tried
	tried_why   TEXT    NOT NULL DEFAULT '', -- if not an answer
	tried_ms    INTEGER NOT NULL DEFAULT 0,  -- how long it took
	at          INTEGER NOT NULL
) STRICT;

-- How a holder stands at BSrE, by what the API says and by what somebody saw
-- in AMS: two facts beside ours, which is the open task.
CREATE TABLE standing (
	holder_id   INTEGER PRIMARY KEY REFERENCES holder (id),
	api_status  TEXT    NOT NULL DEFAULT '', -- as BSrE writes it
	api_code    INTEGER NOT NULL DEFAULT 0,
	api_message TEXT    NOT NULL DEFAULT '',
	api_since   INTEGER,          -- it was said first
	api_at      INTEGER,          -- and last
	ams_status  TEXT    NOT NULL DEFAULT '',
	ams_at      INTEGER,
	ams_by      INTEGER REFERENCES person (id),
	error       TEXT    NOT NULL DEFAULT '', -- why there is no answer
	error_at    INTEGER,
	tries       INTEGER NOT NULL DEFAULT 0,  -- failures in a row
	since       INTEGER,          -- asked about since
	next_at     INTEGER           -- when to ask again; NULL: not
) STRICT;
CREATE INDEX standing_next ON standing (next_at, holder_id)
    WHERE next_at IS NOT NULL;

-- Acts at BSrE that are sent once and never again by themselves.
CREATE TABLE bsre_act (
	id         INTEGER PRIMARY KEY,
	kind       TEXT    NOT NULL CHECK (kind IN ('register')),
	case_id    INTEGER NOT NULL REFERENCES cases (id),
	task_id    INTEGER NOT NULL REFERENCES task (id),
	holder_id  INTEGER NOT NULL REFERENCES holder (id),
	asked_by   INTEGER NOT NULL REFERENCES person (id),
	asked_at   INTEGER NOT NULL,
	state      TEXT    NOT NULL CHECK (state IN
	    ('waiting', 'sending', 'question', 'done', 'dropped')),
	try_at     INTEGER,           -- only of waiting ones
	tries      INTEGER NOT NULL DEFAULT 0,
	claimed_at INTEGER,           -- only of those that are being sent
	ended_at   INTEGER,
	doubt      TEXT    NOT NULL DEFAULT '', -- the question's name
	reason     TEXT    NOT NULL DEFAULT '', -- for people: why not yet, or why
	    -- somebody is asked
	answer     TEXT    NOT NULL DEFAULT '', -- BSrE's own words
	code       INTEGER NOT NULL DEFAULT 0,  -- and number
	log        TEXT    NOT NULL DEFAULT ''  -- of the exchange, without persons
) STRICT;
CREATE UNIQUE INDEX bsre_act_once ON bsre_act (task_id, holder_id, kind)
    WHERE state <> 'dropped';
CREATE INDEX bsre_act_due ON bsre_act (try_at, id) WHERE try_at IS NOT NULL;
CREATE INDEX bsre_act_claimed ON bsre_act (claimed_at)
    WHERE claimed_at IS NOT NULL;
CREATE INDEX bsre_act_task ON bsre_act (task_id, id);

-- The certificate of a holder, as the module brought it or somebody pasted it.
CREATE TABLE certificate (
	holder_id INTEGER PRIMARY KEY REFERENCES holder (id),
	der       BLOB    NOT NULL,
	chain     BLOB    NOT NULL, -- those above it, DER one after the other
	source    TEXT    NOT NULL CHECK (source IN ('module', 'pasted')),
	at        INTEGER NOT NULL
) STRICT;

-- Lists of people whose statuses are asked for together.  Who they are stands
-- sealed among the drafts (owner 'roll:7', form 'roll:7:0' for the first
-- hundred), here only what BSrE said.
CREATE TABLE roll (
	id       INTEGER PRIMARY KEY,
	title    TEXT    NOT NULL,
	made_by  INTEGER REFERENCES person (id), -- NULL: by the command
	made_at  INTEGER NOT NULL,
	total    INTEGER NOT NULL,
	done     INTEGER NOT NULL DEFAULT 0,
	ended_at INTEGER
) STRICT;
CREATE INDEX roll_made ON roll (made_at);
CREATE INDEX roll_open ON roll (ended_at, made_at);
CREATE TABLE roll_row (
	roll_id   INTEGER NOT NULL REFERENCES roll (id),
	position  INTEGER NOT NULL, -- from 0, as in the list
	subject   BLOB    NOT NULL, -- keyed hash of NIK or address
	address   BLOB,             -- and of the address beside a NIK
	before    TEXT    NOT NULL DEFAULT '', -- status at the last time
	before_at INTEGER,
	outcome   TEXT    NOT NULL DEFAULT 'waiting' CHECK (outcome IN
	    ('waiting', 'new', 'changed', 'same', 'unknown', 'failed')),
	status    TEXT    NOT NULL DEFAULT '', -- as BSrE writes it now
	code      INTEGER NOT NULL DEFAULT 0,
	error     TEXT    NOT NULL DEFAULT '', -- why there is none
	asked_at  INTEGER,          -- of the answer
	tries     INTEGER NOT NULL DEFAULT 0,
	try_at    INTEGER,          -- NULL: it is over
	PRIMARY KEY (roll_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX roll_row_due ON roll_row (try_at, roll_id, position)
    WHERE try_at IS NOT NULL;
CREATE INDEX roll_row_outcome ON roll_row (roll_id, outcome, position);
CREATE INDEX roll_row_subject ON roll_row (subject, asked_at)
    WHERE asked_at IS NOT NULL;
CREATE INDEX roll_row_address ON roll_row (address, asked_at)
    WHERE address IS NOT NULL AND asked_at IS NOT NULL;

-- When somebody last opened a list: it shows persons, so that is on record.
CREATE TABLE roll_reading (
	roll_id   INTEGER NOT NULL REFERENCES roll (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	at        INTEGER NOT NULL,
	PRIMARY KEY (roll_id, person_id)
) STRICT, WITHOUT ROWID;

-- A new link that its holder asked for, over an old one.
ALTER TABLE link ADD COLUMN by_holder INTEGER NOT NULL DEFAULT 0;
