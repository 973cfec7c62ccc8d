// How those who hold a seat want to be told of new tasks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { urlencoded } from './lib/client.mjs';
import { startParaf } from './lib/paraf.mjs';

const office = 'trenggalek', page = `/${office}/akun`;
let inst;

before(async () => {
	inst = await startParaf({ tenants: [office] });
});
after(() => inst?.stop());

const field = (m) => m.notify.fields[0];
const choice = (m) => field(m).options.find((o) => o.selected)?.value;
async function choose(b, fields) {
	const { csrf } = await b.page(page);
	return b.post(`${page}/surel`, [['csrf', csrf], ...fields],
	    { form: urlencoded });
}

test('as the seat has it, until somebody chooses', async () => {
	for (const [lane, usual, other] of [['verifikator', 'digest', 'now'],
		['kadis', 'now', 'digest']]) {
		const b = await inst.as(office, lane);
		const m = await b.page(page);
		assert.equal(choice(m), usual);
		assert.equal(m.notify.action, `${page}/surel`);
		assert.match(field(m).help, /pukul 07\.30 dan 13\.00/);

		const r = await choose(b, [['surel', other]]);
		assert.equal(r.status, 303);
		assert.equal(r.location, `${page}?tersimpan=surel`);
		const saved = await b.page(r.location);
		assert.equal(choice(saved), other);
		assert.match(saved.notice.text, /disimpan/);
	}
});

test('only one of the two, only with a seat, only with a session', async () => {
	const b = await inst.as(office, 'verifikator');
	const was = choice(await b.page(page));
	for (const fields of [[], [['surel', '']], [['surel', 'nanti']]])
		assert.equal((await choose(b, fields)).status, 422);
	assert.equal(choice(await b.page(page)), was);

	const applicant = await inst.as(office, 'pemohon');
	assert.equal((await applicant.page(page)).notify, null);
	assert.equal((await choose(applicant, [['surel', 'digest']])).status,
	    403);
	assert.equal(String(inst.sql(office,
	    "SELECT count(*) FROM person WHERE notify <> ''").flat()[0]), '2');

	const csrf = [['csrf', 'x'], ['surel', 'now']];
	assert.equal((await b.post(`${page}/surel`, csrf,
	    { form: urlencoded })).status, 403);
});
