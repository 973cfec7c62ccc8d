// The same pages with the real agent and the simulator of BSrE: what the
// verifier sees while it fails, and that a case goes on when it ends.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startSimulator } from './lib/bsre.mjs';
import { tempDir, waitFor } from './lib/base.mjs';
import { startWithSimulators } from './lib/consult.mjs';
import { carry, tasksOf } from './lib/journey.mjs';

const office = 'tapin';
let dir, sim, inst, desk;

before(async () => {
	dir = tempDir();
	sim = await startSimulator(dir.dir);
	inst = await startWithSimulators({ [office]: sim });
	desk = await inst.as(office, 'verifikator');
	await waitFor(() => inst.sql(office,
	    'SELECT 1 FROM bsre_office WHERE caps > 0').length, 'the way', 20000);
});
after(async () => {
	await inst?.stop();
	await sim?.stop();
	dir?.remove();
});
beforeEach(() => sim.control('DELETE', '/faults'));

// A case at its open task of that kind, of a person BSrE has not seen yet.
async function at(kind) {
	const c = await carry(inst, office, { leave: (t) => t.jenis === kind });
	const [task] = await tasksOf(desk, office, c.number);

	inst.sql(office, `UPDATE holder SET email = 'orang' || id ||
	    '@tapin.example'`);
	assert.equal(task?.jenis, kind, JSON.stringify(c.trace));
	const id = Number(task.url.split('/').pop());
	const [[email]] = inst.sql(office, `SELECT h.email FROM task t
	    JOIN holder h ON h.id = t.holder_id WHERE t.id = ${id}`);
	return { ...c, task, id, email };
}
const outcome = (c) => inst.sql(office, `SELECT coalesce(outcome, '')
    FROM task WHERE id = ${c.id}`).flat()[0] ?? '';
const sent = async () => (await sim.control('GET', '/log'))
    .filter((l) => l.call === 'register').length;
const press = async (c, values) => desk.send(await desk.page(c.task.url),
    'registered', values);

test('registered by the module, in one go', async () => {
	const c = await at('register');
	const r = await press(c);

	assert.equal(r.status, 303, r.text);
	await waitFor(() => outcome(c) === 'registered', 'the registration');
	const known = (await sim.control('GET', '/persons'))
	    .filter((p) => p.email === c.email);
	assert.equal(known.length, 1);
	const page = await desk.page(c.url);
	await waitFor(async () => (await desk.page(c.url)).holders[0].standing
	    .api?.status, 'a status');
	assert.equal(page.holders[0].name, c.page.holders[0].name);
});

test('BSrE is away: the page says why, and goes on when it is back',
    async () => {
	const c = await at('register');
	await sim.fault('register', '503', { times: -1 });
	const r = await press(c);

	assert.equal(r.status, 303, r.text);
	assert.equal(r.location, c.task.url);
	const { bsre } = await desk.page(c.task.url);
	assert.equal(bsre.state, 'waits', JSON.stringify(bsre.lines));
	assert.match(bsre.lines[0].text, /^Belum terkirim: /);
	await sim.control('DELETE', '/faults');
	await waitFor(async () => {
		if (outcome(c))
			return true;
		await press(c).catch(() => {});
		return false;
	}, 'the registration', 30000);
	assert.equal(outcome(c), 'registered');
});

test('cut off after the request: a question, answered', async () => {
	const c = await at('register');
	await sim.fault('register', 'reset', { times: 1 });
	const before = await sent();
	assert.equal((await press(c)).status, 303);
	const page = await waitFor(async () => {
		const p = await desk.page(c.task.url);
		return p.bsre.state === 'doubt' && p;
	}, 'the question');

	assert.equal(page.bsre.lines[0].doubt.kind, 'unknown');
	assert.equal(await sent(), before + 1);
	assert.equal((await press(c)).status, 303);
	assert.equal(outcome(c), 'registered');
	assert.equal(await sent(), before + 1);
});

test('known there already: nothing is sent, and somebody is asked',
    async () => {
	const c = await at('register');
	await sim.control('PUT', '/persons', { nik: '3399010411870099',
	    email: c.email, name: 'ORANG LAIN', status: 'ISSUE' });
	const before = await sent();

	assert.equal((await press(c)).status, 303);
	const page = await waitFor(async () => {
		const p = await desk.page(c.task.url);
		return p.bsre.state === 'doubt' && p;
	}, 'the question');
	assert.equal(page.bsre.lines[0].doubt.kind, 'known');
	assert.equal(await sent(), before);
	assert.equal((await press(c)).status, 303);
	assert.equal(outcome(c), 'registered');
});

test('asked now: the answer stands on the page of the examination',
    async () => {
	const c = await at('examine');
	const heard = () => Number(inst.sql(office, `SELECT coalesce(api_at, 0)
	    FROM standing s JOIN task t ON t.holder_id = s.holder_id
	    WHERE t.id = ${c.id}`)[0]?.[0] ?? 0);
	const first = await waitFor(heard, 'a first answer');
	const page = await desk.page(c.task.url);

	assert.match(page.bsre.standings[0].api.text, /^NEW: /);
	const r = await desk.post(page.bsre.ask_action, [['csrf', page.csrf]]);
	assert.equal(r.status, 303, r.text);
	await waitFor(() => heard() > first, 'another answer');
	const { bsre } = await desk.page(c.task.url);
	assert.notEqual(bsre.mark, page.bsre.mark);
	assert.equal(bsre.standings[0].api.asking, false);

	// Issued there: the task ends without anybody, and leads on.
	await sim.control('PUT', '/persons', { email: c.email, status: 'ISSUE' });
	await desk.post(page.bsre.ask_action, [['csrf', page.csrf]]);
	await waitFor(() => outcome(c) === 'issued', 'the certificate', 20000);
	const late = await desk.go(c.task.url);
	assert.equal(late.status, 303);
	assert.equal(late.location, c.url);
});
