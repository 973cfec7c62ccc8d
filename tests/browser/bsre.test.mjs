// The pages of what BSrE has to say, as a verifier sees them: one that waits
// goes on by itself, a question is answered on a phone, three facts stand
// apart on a desk.  The agent and the simulator of BSrE are real.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { startSimulator } from '../regress/lib/bsre.mjs';
import { tempDir, waitFor } from '../regress/lib/base.mjs';
import { startWithSimulators } from '../regress/lib/consult.mjs';
import { carry, tasksOf } from '../regress/lib/journey.mjs';
import { DESK, PHONE, shot, startBrowser } from './lib/chromium.mjs';
import { Person } from './lib/person.mjs';
import { inspect } from './lib/rules.mjs';

const office = 'tapin';
let dir, sim, inst, browser, desk, verifier;

before(async () => {
	dir = tempDir();
	sim = await startSimulator(path.join(dir.dir, 'sim'));
	inst = await startWithSimulators({ [office]: sim });
	desk = await inst.as(office, 'verifikator');
	await waitFor(() => inst.sql(office,
	    'SELECT 1 FROM bsre_office WHERE caps > 0').length, 'the way', 20000);
	browser = await startBrowser();
	verifier = await Person.open(browser, inst, office, 'verifikator');
	await verifier.signIn();
});
after(async () => {
	await browser?.close();
	await inst?.stop();
	await sim?.stop();
	dir?.remove();
});
beforeEach(() => sim.control('DELETE', '/faults'));

// The address of the case's open task of that kind.
async function at(kind) {
	const c = await carry(inst, office, { leave: (t) => t.jenis === kind });
	const [task] = await tasksOf(desk, office, c.number);

	assert.equal(task.jenis, kind);
	inst.sql(office, `UPDATE holder SET email = 'orang' || id ||
	    '@tapin.example'`);
	return { ...c, task };
}
const go = (url) => async (page) => page.goto(url);
const tryNow = () => inst.sql(office, `UPDATE bsre_act SET
    try_at = ${Date.now()} WHERE state = 'waiting'`);

test('both ways are offered; what is typed from AMS is asked for only there',
    async () => {
	const { page } = verifier;
	const { task } = await at('register');

	await inspect(verifier, 'daftar-pilih', go(task.url));
	const hand = page.getByLabel('Status yang terlihat di AMS');

	assert.equal(await hand.isVisible(), false);
	await page.getByLabel('Sudah saya daftarkan di AMS').check();
	assert.equal(await hand.isVisible(), true);
	await page.setViewportSize(PHONE);
	await shot(page, 'daftar-ams-360');
	verifier.quiet();
});

test('a page that waits goes on by itself', async () => {
	const { page } = verifier;
	const { task, url } = await at('register');

	await sim.fault('status', '503', { times: -1 });
	await page.goto(task.url);
	await page.getByRole('button', { name: 'Lanjutkan pendaftaran' }).click();
	await page.getByText('Belum terkirim').waitFor();
	await inspect(verifier, 'daftar-tunggu', go(task.url));
	await sim.control('DELETE', '/faults');
	inst.sql(office, `UPDATE bsre_office SET try_at = ${Date.now()}`);
	tryNow();
	await page.waitForURL(`**${url}`, { timeout: 60000 });
	verifier.quiet();
});

test('it does not take away what somebody began to type', async () => {
	const { page } = verifier;
	const { task } = await at('register');

	await sim.fault('status', '503', { times: -1 });
	await page.goto(task.url);
	await page.getByRole('button', { name: 'Lanjutkan pendaftaran' }).click();
	await page.getByText('Belum terkirim').waitFor();
	await page.getByLabel('Alasan BSrE menolak').fill('Nama tidak');
	inst.sql(office, `UPDATE bsre_act SET reason = 'Alasan lain.',
	    try_at = ${Date.now() + 10000} WHERE state = 'waiting'`);
	await page.getByRole('link', { name: 'Muat ulang halaman' })
	    .waitFor({ timeout: 60000 });
	assert.equal(await page.getByLabel('Alasan BSrE menolak').inputValue(),
	    'Nama tidak');
	verifier.quiet();
});

test('a question is answered on a phone', async () => {
	const { page } = verifier;
	const { task, url } = await at('register');

	await sim.fault('register', 'reset', { times: 1 });
	await page.setViewportSize(PHONE);
	await page.goto(task.url);
	await page.getByRole('button', { name: 'Lanjutkan pendaftaran' }).click();
	await page.getByText('Data sudah dikirim, tetapi').waitFor();
	await inspect(verifier, 'daftar-tanya', go(task.url));
	await page.setViewportSize(PHONE);
	await page.getByRole('button', { name: 'Simpan jawaban' }).click();
	await page.getByRole('alert').waitFor();
	await shot(page, 'daftar-tanya-galat-360');
	await page.getByLabel('Sudah terdaftar di BSrE, catat').check();
	await page.getByRole('button', { name: 'Simpan jawaban' }).click();
	await page.waitForURL(`**${url}`);
	verifier.quiet();
});

test('three facts on a desk, and the answer to "Periksa sekarang"',
    async () => {
	const { page } = verifier;
	const { task, url, number } = await at('examine');
	const { holder } = inst.sql(office, `SELECT h.email FROM holder h
	    JOIN cases c ON c.id = h.case_id WHERE c.number = '${number}'`)
	    .map(([email]) => ({ holder: email }))[0];

	await inspect(verifier, 'periksa', go(task.url));
	await page.setViewportSize(DESK);
	for (const label of ['Langkah di Paraf', 'Menurut API BSrE',
		'Terlihat di AMS'])
		await page.getByText(label, { exact: true }).waitFor();
	await sim.control('PUT', '/persons',
	    { email: holder, status: 'SUSPEND' });
	await page.getByRole('button', { name: 'Periksa sekarang' }).click();
	await page.getByText('SUSPEND: akun ditangguhkan').first()
	    .waitFor({ timeout: 30000 });
	await shot(page, 'periksa-jawaban-1280');
	await inspect(verifier, 'permohonan-bsre', go(url));
	verifier.quiet();
});
