// What the agent would have written of BSrE, written by a test and held: no
// agent changes it.
import { carry, tasksOf } from './journey.mjs';

export const STATUS = 1, REGISTER = 2, CHAIN = 4;

const text = (s) => `'${s.replaceAll("'", "''")}'`;

// The office's way.
export function holdWay(inst, office, { caps = STATUS | REGISTER, fault = '',
    open = 'NULL', plain = 0, failures = 0, ok = 'NULL', error = '',
    errorAt = 'NULL', portal = '', trust = '' } = {}) {
	inst.sql(office, `BEGIN IMMEDIATE;
	    DROP TRIGGER IF EXISTS held_insert;
	    DROP TRIGGER IF EXISTS held_update;
	    DELETE FROM bsre_office;
	    INSERT INTO bsre_office (one, module, caps, host, portal, plain,
		fault, trust, failures, open_until, ok_at, error, error_at, at)
		VALUES (1, 'esign', ${caps}, 'bsre.contoh.example:443',
		${text(portal)}, ${plain}, ${text(fault)}, ${text(trust)},
		${failures}, ${open}, ${ok}, ${text(error)}, ${errorAt}, ${Date.now()});
	    CREATE TRIGGER held_insert BEFORE INSERT ON bsre_office
		BEGIN SELECT RAISE(IGNORE); END;
	    CREATE TRIGGER held_update BEFORE UPDATE ON bsre_office
		BEGIN SELECT RAISE(IGNORE); END;
	    COMMIT;`);
}

// A registration, for one holder of c (as caseAt() gives it).
export function holdAct(inst, office, c, { state, tryAt = 'NULL',
    claimedAt = 'NULL', endedAt = 'NULL', doubt = '', reason = '', answer = '',
    code = 0, tries = 1, holder = c.holder }) {
	inst.sql(office, `DELETE FROM bsre_act WHERE task_id = ${c.id}
	    AND holder_id = ${holder};
	    INSERT INTO bsre_act (kind, case_id, task_id, holder_id, asked_by,
		asked_at, state, try_at, tries, claimed_at, ended_at, doubt,
		reason, answer, code) VALUES ('register', ${c.caseId}, ${c.id},
		${holder}, (SELECT min(id) FROM person), ${Date.now()},
		'${state}', ${tryAt}, ${tries}, ${claimedAt}, ${endedAt},
		'${doubt}', ${text(reason)}, ${text(answer)}, ${code})`);
}

// A new case at its open task of that kind: {number, url, task, id, holder,
// caseId, name, email}.
export async function caseAt(inst, office, b, kind, more = {}) {
	const c = await carry(inst, office, { ...more,
	    leave: (t) => t.jenis === kind });
	const [task] = await tasksOf(b, office, c.number);
	const id = Number(task.url.split('/').pop());
	const [[holder, caseId]] = inst.sql(office,
	    `SELECT holder_id, case_id FROM task WHERE id = ${id}`);
	const [[name, email] = []] = inst.sql(office,
	    `SELECT name, email FROM holder WHERE id = ${Number(holder)}`);

	return { ...c, task, id, holder: Number(holder),
	    caseId: Number(caseId), name, email };
}
