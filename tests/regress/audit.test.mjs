// Whoever can write the database can change the log, but not unseen.
import assert from 'node:assert/strict';
import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { apply, carry } from './lib/journey.mjs';
import { startParaf } from './lib/paraf.mjs';

const office = 'undiksha';
let inst;

before(async () => {
	inst = await startParaf({ tenants: [office, 'tapin'] });
	for (let i = 0; i < 3; i++)
		await carry(inst, office);
	await apply(await inst.as('tapin', 'pemohon'), 'tapin');
	await inst.halt();
});
after(() => inst?.stop());

const verify = () => inst.paraf('audit', 'verify');

// Do it on a database without its triggers, look, and put the file back.
function tampered(sql) {
	const db = inst.db(office), kept = `${db}.kept`;
	inst.sql(office, 'PRAGMA wal_checkpoint(TRUNCATE)');
	copyFileSync(db, kept);
	inst.sql(office, `DROP TRIGGER event_no_update;
		DROP TRIGGER event_no_delete; DROP TRIGGER event_in_order;
		${sql}`);
	const r = verify();
	for (const tail of ['-wal', '-shm'])
		rmSync(db + tail, { force: true });
	renameSync(kept, db);
	assert.equal(verify().code, 0, 'put back');
	return r;
}

test('a log that nobody touched is whole', () => {
	const r = verify();
	assert.equal(r.code, 0, r.out + r.err);
	assert.match(r.out, /^undiksha: utuh, terakhir \d+ [0-9a-f]{64}$/m);
	assert.match(r.out, /^tapin: utuh/m);
});

describe('the triggers refuse', () => {
	for (const [name, sql] of [
		['a change', "UPDATE event SET reason = 'x' WHERE id = 5"],
		['a removal', 'DELETE FROM event WHERE id = 5'],
		['a number twice', `INSERT OR REPLACE INTO event SELECT * FROM
		    event WHERE id = 5`],
		['a number ahead', `INSERT INTO event (id, kind, at, prev, hash)
		    VALUES (900, 'x', 1, zeroblob(32), zeroblob(32))`],
	])
		test(name, () => {
			assert.throws(() => inst.sql(office, sql),
			    /event: (append only|not the next)/);
			assert.equal(verify().code, 0);
		});
});

describe('without them it is found', () => {
	// Where in the log: a quarter, the first, the last.
	const at = '(SELECT max(id) / 4 FROM event)';
	const last = '(SELECT max(id) FROM event)';
	const changes = ['case_id = 1 + coalesce(case_id, 0)', 'task_id = 0',
		"holder_id = 77", "row_no = '9'", "kind = 'lain'",
		"outcome = 'rejected'", "lane = 'x'", "seat_title = 'Plt. X'",
		'person_id = 1 + coalesce(person_id, 0)',
		"person_name = 'Orang Lain'",
		'edition_id = 1 + coalesce(edition_id, 0)', "reason = 'x'",
		"detail = '[1]'", 'at = at + 1', 'prev = zeroblob(32)',
		'hash = zeroblob(32)'];

	for (const set of changes)
		for (const [where, id] of [['inside', at], ['at the end', last]])
			test(`changed ${where}: ${set}`, () => {
				const r = tampered(`UPDATE event SET ${set}
				    WHERE id = ${id};`);
				assert.equal(r.code, 1, r.out);
				assert.match(r.out, /^undiksha: RUSAK: /m);
				assert.match(r.out, /^tapin: utuh/m);
			});
	for (const [name, sql, words] of [
		['removed inside', `DELETE FROM event WHERE id = ${at};`,
		    /dihapus/],
		['the first removed', 'DELETE FROM event WHERE id = 1;',
		    /dihapus/],
		['the last removed', `DELETE FROM event WHERE id = ${last};`,
		    /dihapus/],
		['the tail removed', `DELETE FROM event WHERE id > ${at};`,
		    /dihapus/],
		['all removed', 'DELETE FROM event;', /dihapus/],
		['removed, the others moved up', `DELETE FROM event
		    WHERE id = 5; UPDATE event SET id = id - 1 WHERE id > 5;`,
		    /./],
		['inserted at the end', `INSERT INTO event SELECT id + 1,
		    case_id, task_id, holder_id, row_no, kind, outcome, lane,
		    seat_title, person_id, person_name, edition_id, reason,
		    detail, at, hash, hash FROM event WHERE id = ${last};`,
		    /disisipkan|diubah/],
		['inserted inside', `UPDATE event SET id = -id - 1
		    WHERE id > 5; UPDATE event SET id = -id WHERE id < 0;
		    INSERT INTO event SELECT 6, case_id, task_id, holder_id,
		    row_no, kind, outcome, lane, seat_title, person_id,
		    person_name, edition_id, reason, detail, at, hash, hash
		    FROM event WHERE id = 5;`, /./],
		['two exchanged', `UPDATE event SET id = -5 WHERE id = 5;
		    UPDATE event SET id = 5 WHERE id = 6;
		    UPDATE event SET id = 6 WHERE id = -5;`, /./],
		['the head moved back', `DELETE FROM event WHERE id = ${last};
		    UPDATE audit_head SET last_id = last_id - 1;`, /./],
	])
		test(name, () => {
			const r = tampered(sql);
			assert.equal(r.code, 1, r.out);
			assert.match(r.out, /^undiksha: RUSAK: peristiwa \d+ /m);
			assert.match(r.out, words);
		});
});
