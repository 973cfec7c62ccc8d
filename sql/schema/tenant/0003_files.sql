-- Papers kept encrypted, drafts, custody, second opinions, tasks in hand.

-- The office's own keys, each wrapped by the installation's master key.  The
-- newest that is whole seals; older ones only open.
CREATE TABLE office_key (
	id           INTEGER PRIMARY KEY,
	master       TEXT    NOT NULL, -- fingerprint of the master key
	wrapped      BLOB,             -- NULL: destroyed
	created_at   INTEGER NOT NULL,
	destroyed_at INTEGER
) STRICT;

-- nik stays for what was kept in clear before this migration, and is ''
-- as soon as it has been sealed.
ALTER TABLE holder ADD COLUMN nik_sealed BLOB;
ALTER TABLE holder ADD COLUMN nik_key INTEGER REFERENCES office_key (id);
ALTER TABLE holder ADD COLUMN nik_hash BLOB; -- keyed, for look-up
DROP INDEX holder_nik;
CREATE INDEX holder_nik_hash ON holder (nik_hash) WHERE nik_hash IS NOT NULL;
CREATE INDEX holder_nik_key ON holder (nik_key, id) WHERE nik_key IS NOT NULL;
CREATE INDEX holder_nik_clear ON holder (id) WHERE nik <> '';
ALTER TABLE credential ADD COLUMN key_id INTEGER REFERENCES office_key (id);
    -- NULL: sealed before this migration, or shown
CREATE INDEX credential_key ON credential (key_id) WHERE key_id IS NOT NULL;
CREATE INDEX credential_clear ON credential (id)
    WHERE key_id IS NULL AND sealed IS NOT NULL;
CREATE INDEX holder_email ON holder (email) WHERE email <> '';
CREATE INDEX holder_phone ON holder (phone);

-- Several files may stand for one item; version counts what was handed in.
ALTER TABLE item ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE file RENAME COLUMN sha256 TO blob; -- its name on disk
DROP INDEX file_content;
CREATE INDEX file_blob ON file (blob);
ALTER TABLE file ADD COLUMN form TEXT NOT NULL DEFAULT ''; -- of the draft
ALTER TABLE file ADD COLUMN item_id INTEGER REFERENCES item (id); -- NULL:
    -- of no item, or replaced by others
ALTER TABLE file ADD COLUMN key BLOB; -- sealed; NULL: in clear, or erased
ALTER TABLE file ADD COLUMN key_id INTEGER REFERENCES office_key (id);
ALTER TABLE file ADD COLUMN thumb INTEGER NOT NULL DEFAULT 0; -- 1: has one
ALTER TABLE file ADD COLUMN digest BLOB; -- keyed hash of what was sent
ALTER TABLE file ADD COLUMN scan TEXT NOT NULL DEFAULT ''; -- for viruses:
    -- '' not asked, 'clean', 'found', 'waiting', 'missed'
ALTER TABLE file ADD COLUMN note TEXT NOT NULL DEFAULT ''; -- what a selfie
    -- had to show
ALTER TABLE file ADD COLUMN class TEXT NOT NULL DEFAULT ''; -- of custody
ALTER TABLE file ADD COLUMN erase_at INTEGER; -- NULL: no date yet
ALTER TABLE file ADD COLUMN erased_at INTEGER;
UPDATE file SET item_id = (SELECT i.id FROM item i WHERE i.file_id = file.id);
ALTER TABLE item DROP COLUMN file_id;
CREATE INDEX file_item ON file (item_id) WHERE item_id IS NOT NULL;
CREATE INDEX file_form ON file (owner, form, created_at)
    WHERE case_id IS NULL;
CREATE INDEX file_key ON file (key_id, id) WHERE key_id IS NOT NULL;
CREATE INDEX file_digest ON file (digest) WHERE digest IS NOT NULL;
CREATE INDEX file_clear ON file (id) WHERE key IS NULL AND erased_at IS NULL;
CREATE INDEX file_scan ON file (id) WHERE scan = 'waiting';
CREATE INDEX file_erase ON file (erase_at, id)
    WHERE erase_at IS NOT NULL AND erased_at IS NULL;
CREATE INDEX file_classless ON file (case_id)
    WHERE class = '' AND case_id IS NOT NULL;
CREATE INDEX task_waiting ON task (opened_at, id)
    WHERE closed_at IS NULL AND person_id IS NOT NULL; -- for the applicant

-- What somebody has typed into a form and not yet sent, sealed.
CREATE TABLE draft (
	owner      TEXT    NOT NULL, -- 'person:7', 'task:12'
	form       TEXT    NOT NULL, -- 'ajukan:penerbitan', 'langkah:12'
	sealed     BLOB    NOT NULL, -- JSON
	key_id     INTEGER NOT NULL REFERENCES office_key (id),
	updated_at INTEGER NOT NULL,
	PRIMARY KEY (owner, form)
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_key ON draft (key_id);
CREATE INDEX draft_age ON draft (updated_at);

-- Bytes of files kept, by whose they are, changed with every file.
CREATE TABLE usage (
	name  TEXT    PRIMARY KEY, -- 'office', 'person:7', 'case:12'
	bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO usage (name, bytes) SELECT 'office', coalesce(sum(size), 0)
FROM file;
INSERT INTO usage (name, bytes) SELECT 'case:' || case_id, sum(size)
FROM file WHERE case_id IS NOT NULL GROUP BY case_id;
INSERT INTO usage (name, bytes) SELECT owner, sum(size)
FROM file WHERE case_id IS NULL GROUP BY owner;

-- The events that tell who opened which paper, by paper and by case.
CREATE TABLE reading (
	id        INTEGER PRIMARY KEY,
	event_id  INTEGER NOT NULL,
	file_id   TEXT    NOT NULL,
	case_id   INTEGER NOT NULL,
	holder_id INTEGER,
	applicant_id INTEGER NOT NULL, -- of the case
	person_id INTEGER NOT NULL, -- who opened it
	task_id   INTEGER, -- for which task
	at        INTEGER NOT NULL
) STRICT;
CREATE INDEX reading_file ON reading (file_id, person_id, id);
CREATE INDEX reading_case ON reading (case_id, id);
CREATE INDEX reading_applicant ON reading (applicant_id, id);
DROP INDEX event_case;
CREATE INDEX event_story ON event (case_id, id) WHERE kind <> 'read';

-- The verdicts on one match, each given without sight of the others.
CREATE TABLE opinion (
	id        INTEGER PRIMARY KEY,
	task_id   INTEGER NOT NULL REFERENCES task (id),
	person_id INTEGER NOT NULL REFERENCES person (id),
	verdict   TEXT    NOT NULL CHECK
	    (verdict IN ('matched', 'mismatched', 'doubt')),
	reason    TEXT    NOT NULL DEFAULT '',
	detail    TEXT    NOT NULL, -- JSON: what the form said
	at        INTEGER NOT NULL,
	UNIQUE (task_id, person_id)
) STRICT;

-- Who has an open task in hand, until when: a lease, never a lock.
ALTER TABLE task ADD COLUMN lease_person INTEGER REFERENCES person (id);
ALTER TABLE task ADD COLUMN lease_until INTEGER;
CREATE INDEX task_lease ON task (lease_person) WHERE lease_person IS NOT NULL;

-- How a closed case ended: 'issued', 'rejected', 'abandoned'.
ALTER TABLE cases ADD COLUMN ending TEXT NOT NULL DEFAULT '';
UPDATE cases SET ending = CASE state WHEN 'done' THEN 'issued'
    WHEN 'rejected' THEN 'rejected' ELSE '' END;
