-- What leaves the machine, whom it reminds of what, and how long things take.

-- The outbox: a row for each notice and recipient, written in the transaction
-- that caused it.
CREATE TABLE message (
	id         INTEGER PRIMARY KEY,
	case_id    INTEGER REFERENCES cases (id), -- NULL: of no case
	rule       TEXT    NOT NULL, -- what it is about: 'task:12', 'end:7'
	tier       INTEGER NOT NULL, -- 0 the notice, from 1 its reminders
	recipient  TEXT    NOT NULL, -- 'person:7', 'holder:12'
	channel    TEXT    NOT NULL CHECK (channel IN ('mail', 'hook')),
	template   TEXT    NOT NULL, -- of templates/mail
	address    TEXT    NOT NULL, -- mail: its address; hook: a phone, or ''
	name       TEXT    NOT NULL, -- of the recipient
	person_id  INTEGER REFERENCES person (id), -- whose digest may take it
	task_id    INTEGER REFERENCES task (id),   -- pointless when that closes
	facts      TEXT    NOT NULL, -- JSON: what the template says
	state      TEXT    NOT NULL CHECK (state IN
	    ('held', 'waiting', 'sent', 'digested', 'dropped', 'dead')),
	created_at INTEGER NOT NULL,
	try_at     INTEGER,          -- only of waiting ones: when it is due
	tries      INTEGER NOT NULL DEFAULT 0,
	first_at   INTEGER,          -- the first try; given up in days from it
	claimed_at INTEGER,          -- a try is under way since
	ended_at   INTEGER,
	error      TEXT    NOT NULL DEFAULT '' -- why not yet, or never
) STRICT;
CREATE UNIQUE INDEX message_once ON message
    (coalesce(case_id, 0), rule, tier, recipient, channel);
CREATE INDEX message_due ON message (channel, try_at, id)
    WHERE try_at IS NOT NULL;
CREATE INDEX message_claimed ON message (claimed_at)
    WHERE claimed_at IS NOT NULL;
CREATE INDEX message_held ON message (person_id, id) WHERE state = 'held';
CREATE INDEX message_state ON message (state, id);
CREATE INDEX message_ended ON message (ended_at) -- and says something still
    WHERE facts <> '{}' OR address <> '' OR name <> '' OR error <> '';
CREATE INDEX message_dead ON message (state, ended_at)
    WHERE state = 'dead';
CREATE INDEX message_case ON message (case_id, id) WHERE case_id IS NOT NULL;
CREATE INDEX message_task ON message (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX message_person ON message (person_id, created_at)
    WHERE person_id IS NOT NULL;

-- Every try, with what the other side said.
CREATE TABLE delivery (
	id         INTEGER PRIMARY KEY,
	message_id INTEGER NOT NULL REFERENCES message (id),
	at         INTEGER NOT NULL,
	result     TEXT    NOT NULL CHECK (result IN
	    ('sent', 'later', 'refused', 'bounced')),
	answer     TEXT    NOT NULL
) STRICT;
CREATE INDEX delivery_message ON delivery (message_id, id);
CREATE INDEX delivery_age ON delivery (at);

-- Addresses that a server refused or that came back, until one arrives.
CREATE TABLE address_fault (
	address    TEXT    PRIMARY KEY,
	kind       TEXT    NOT NULL CHECK (kind IN ('refused', 'bounced')),
	reason     TEXT    NOT NULL,
	message_id INTEGER NOT NULL,
	at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX address_fault_age ON address_fault (at);

-- When something has to be thought of next: the one place that is looked at.
-- What is due before its tiers are known is looked at and gets its plan.
CREATE TABLE agenda (
	kind    TEXT    NOT NULL CHECK (kind IN
	    ('task', 'link', 'certificate', 'digest', 'pulse')),
	ref     INTEGER NOT NULL, -- id of task (also of a link), holder, person
	told    INTEGER NOT NULL DEFAULT 0, -- a bit for each tier that is over
	next_at INTEGER NOT NULL,
	PRIMARY KEY (kind, ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX agenda_next ON agenda (next_at, kind, ref);
INSERT INTO agenda (kind, ref, next_at) SELECT 'task', id, opened_at
FROM task WHERE closed_at IS NULL;
INSERT INTO agenda (kind, ref, next_at) SELECT 'certificate', id, 0
FROM holder WHERE valid_until <> '';
INSERT INTO agenda (kind, ref, next_at) VALUES ('pulse', 0, 0);

-- Who wants no reminders of a case.
CREATE TABLE mute (
	person_id INTEGER NOT NULL REFERENCES person (id),
	case_id   INTEGER NOT NULL REFERENCES cases (id),
	at        INTEGER NOT NULL,
	PRIMARY KEY (person_id, case_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE person ADD COLUMN admin INTEGER NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN notify TEXT NOT NULL DEFAULT '' CHECK
    (notify IN ('', 'now', 'digest')); -- '': as the seat has it
CREATE INDEX person_admin ON person (admin, id) WHERE admin = 1;

-- A password to be set anew, an address to be proved: by a link, once.
CREATE TABLE ticket (
	hash       BLOB    PRIMARY KEY,
	kind       TEXT    NOT NULL CHECK (kind IN ('password', 'address')),
	person_id  INTEGER NOT NULL REFERENCES person (id),
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_person ON ticket (person_id, created_at);
CREATE INDEX ticket_expiry ON ticket (expires_at);

-- Open tasks by row, for the board.
ALTER TABLE task ADD COLUMN service_id TEXT NOT NULL DEFAULT '';
UPDATE task SET service_id = (SELECT e.service_id FROM cases c
    JOIN edition e ON e.id = c.edition_id WHERE c.id = task.case_id);
CREATE INDEX task_board ON task
    (service_id, row_no, closed_at, sort_at, opened_at)
    WHERE closed_at IS NULL;

-- How long rows took lately, in minutes as their Waktu counts; row_no '':
-- whole cases.
CREATE TABLE pace (
	id         INTEGER PRIMARY KEY,
	service_id TEXT    NOT NULL REFERENCES service (id),
	row_no     TEXT    NOT NULL,
	minutes    INTEGER NOT NULL,
	at         INTEGER NOT NULL
) STRICT;
CREATE INDEX pace_row ON pace (service_id, row_no, id);

-- What they come to, counted now and then.
CREATE TABLE pace_sum (
	service_id TEXT    NOT NULL REFERENCES service (id),
	row_no     TEXT    NOT NULL,
	n          INTEGER NOT NULL,
	median     INTEGER NOT NULL,
	p90        INTEGER NOT NULL,
	upto       INTEGER NOT NULL, -- the last pace.id that is in it
	PRIMARY KEY (service_id, row_no)
) STRICT, WITHOUT ROWID;
