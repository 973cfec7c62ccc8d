-- Official letters that Paraf writes, byte for byte, and their numbers.

-- What stands under a signature.
ALTER TABLE person ADD COLUMN nip TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN rank TEXT NOT NULL DEFAULT ''; -- pangkat (gol.)

CREATE TABLE missive (
	id           INTEGER PRIMARY KEY,
	code         TEXT    NOT NULL UNIQUE, -- of /v/OFFICE-CODE, unguessable
	case_id      INTEGER REFERENCES cases (id), -- NULL: made from a form
	    -- that was not handed in yet; submission tells which
	submission   TEXT    NOT NULL DEFAULT '',
	holder_id    INTEGER REFERENCES holder (id), -- NULL: of the letter
	task_id      INTEGER REFERENCES task (id), -- of kinds that a case may
	    -- have several of: what it tells of
	kind         TEXT    NOT NULL,
	number       TEXT    NOT NULL DEFAULT '', -- as printed
	dated        TEXT    NOT NULL, -- YYYY-MM-DD, as printed
	seat         TEXT    NOT NULL DEFAULT '', -- as printed, with Plt.
	signer_id    INTEGER REFERENCES person (id),
	form         TEXT    NOT NULL CHECK (form IN ('draft', 'signed', 'scan')),
	    -- to be signed with ink; with a certificate; the inked one scanned
	file_id      TEXT    NOT NULL REFERENCES file (id), -- the PDF
	sha256       BLOB    NOT NULL CHECK (length(sha256) = 32), -- of it
	source       BLOB    NOT NULL, -- hash of all that it was made from
	made_by      INTEGER REFERENCES person (id), -- NULL: by no person
	made_at      INTEGER NOT NULL,
	replaced_by  INTEGER REFERENCES missive (id)
	    DEFERRABLE INITIALLY DEFERRED,
	withdrawn_at INTEGER,
	withdrawn_by INTEGER REFERENCES person (id),
	why          TEXT    NOT NULL DEFAULT '' -- it was withdrawn
) STRICT;
CREATE INDEX missive_case ON missive (case_id, id) WHERE case_id IS NOT NULL;
CREATE UNIQUE INDEX missive_current ON missive
    (case_id, kind, coalesce(holder_id, 0), coalesce(task_id, 0))
    WHERE case_id IS NOT NULL AND replaced_by IS NULL
    AND withdrawn_at IS NULL;
CREATE UNIQUE INDEX missive_of_form ON missive (submission, kind)
    WHERE case_id IS NULL AND replaced_by IS NULL;
CREATE INDEX missive_submission ON missive (submission)
    WHERE case_id IS NULL;
CREATE INDEX missive_file ON missive (file_id);
CREATE INDEX missive_replaced ON missive (replaced_by)
    WHERE replaced_by IS NOT NULL;

-- Numbers that were given or typed, without their spaces: never again.
CREATE TABLE missive_number (
	number     TEXT    PRIMARY KEY,
	missive_id INTEGER NOT NULL REFERENCES missive (id)
	    DEFERRABLE INITIALLY DEFERRED,
	at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX missive_number_of ON missive_number (missive_id);
