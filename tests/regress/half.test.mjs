// A case that is half automatic: version 1 of the API registers nobody and has
// no passphrase, but tells statuses and gives certificates.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startSimulator } from './lib/bsre.mjs';
import { tempDir, waitFor } from './lib/base.mjs';
import { startWithSimulators } from './lib/consult.mjs';
import { act, carry, tasksOf } from './lib/journey.mjs';

const office = 'tapin';
const nama = 'Citra Contoh Lestari';
const nik = '3399990411870001', email = 'citra.contoh@tapinkab.go.id';
let dir, sim, inst, desk, c;

before(async () => {
	dir = tempDir();
	sim = await startSimulator(dir.dir);
	inst = await startWithSimulators({ [office]: sim },
	    { account: { versi: 1 } });
	desk = await inst.as(office, 'verifikator');
});
after(async () => {
	await inst?.stop();
	await sim?.stop();
	dir?.remove();
});
const log = async (call) => (await sim.control('GET', '/log'))
    .filter((l) => l.call === call);
const shown = async () => (await desk.page(c.url)).holders[0].standing;

test('registered in AMS, as by hand', async () => {
	c = await carry(inst, office, { values: { nama, nik, email },
	    leave: (t) => t.jenis === 'register' });
	const [task] = await tasksOf(desk, office, c.number);
	const page = await desk.page(task.url);

	assert.equal(page.bsre, null);
	assert.ok(page.ams.some((l) => l.value === nik));
	await act(desk, task, { outcome: 'registered',
	    values: { status_ams: 'NEW' } });
	assert.deepEqual(await log('register'), []);
});

test('from then on the API tells how the holder stands, beside AMS',
    async () => {
	const api = await waitFor(async () => (await shown()).api?.status,
	    'a status');

	// Whoever is not known there is so.
	assert.equal(api, 'NOT_REGISTERED');
	assert.equal((await shown()).ams.status, 'NEW');
	await sim.control('PUT', '/persons', { nik, email,
	    name: nama, status: 'WAITING_FOR_VERIFICATION' });
});

test('the passphrase is the holder\'s word, and BSrE\'s page', async () => {
	await carry(inst, office, { started: c,
	    leave: (t) => t.jenis === 'passphrase' });
	const applicant = await inst.as(office, 'pemohon');
	const [task] = await tasksOf(applicant, office, c.number);
	const page = await applicant.page(task.url);

	assert.deepEqual(page.fields.map((f) => f.name),
	    ['passphrase_dibuat', 'otp_dipindai']);
	await act(applicant, task, { outcome: 'set' });
	assert.deepEqual(await log('passphrase'), []);
});

test('the certificate comes by itself and ends the examination', async () => {
	const [task] = await tasksOf(desk, office, c.number);

	assert.equal(task.jenis, 'examine');
	await waitFor(async () => (await shown()).api.status ===
	    'WAITING_FOR_VERIFICATION', 'the status');
	await sim.control('PUT', '/persons', { nik, status: 'ISSUE' });
	const page = await desk.page(task.url);
	const r = await desk.post(page.bsre.ask_action, [['csrf', page.csrf]]);

	assert.equal(r.status, 303, r.text);
	await waitFor(async () => (await tasksOf(desk, office, c.number))
	    .some((t) => t.jenis === 'deliver'), 'the delivery');
	const { holders } = await desk.page(c.url);

	assert.ok(holders[0].certificate.downloads);
	const done = await carry(inst, office, { started: c });

	assert.equal(done.page.case.state, 'done');
	assert.deepEqual(await log('register'), []);
});
