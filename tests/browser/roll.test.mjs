// Statuses of many people at BSrE: a file goes up, the page follows by
// itself, and the report tells what has changed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { tempDir, waitFor } from '../regress/lib/base.mjs';
import { startSimulator } from '../regress/lib/bsre.mjs';
import { writeAccount } from '../regress/lib/consult.mjs';
import { DESK, PHONE, shot, startBrowser } from './lib/chromium.mjs';
import { Person } from './lib/person.mjs';
import { startProgram } from './lib/program.mjs';
import { inspect } from './lib/rules.mjs';

const office = 'tapin', base = `/${office}/kelola/bsre/daftar`;
const home = tempDir();
const N = 70;
const names = ['Citra Contoh Lestari', 'Bayu Contoh', 'Sekar Ayu Contoh'];
const people = Array.from({ length: N }, (_, i) => ({
	nik: `339999041187${String(i + 1).padStart(4, '0')}`,
	email: `pegawai.contoh.${i + 1}@dinas-kesehatan.tapin.example`,
	name: `${names[i % 3]} ${i + 1}`,
	status: i % 9 === 0 ? 'ISSUE' : 'WAITING_FOR_VERIFICATION' }));
const csv = Buffer.from('NIK;Nama;Email\r\n' + people.map((p) =>
    `${p.nik};${p.name};${p.email}\r\n`).join(''));
let browser, program, sim, verifier;

before(async () => {
	sim = await startSimulator(path.join(home.dir, 'sim'));
	await sim.control('PUT', '/persons', people);
	browser = await startBrowser();
	program = await startProgram();
	writeAccount(program, office, sim);
	await waitFor(() => Number(execFileSync('sqlite3', ['-cmd',
		'.timeout 10000', path.join(program.data, office, 'paraf.db'),
		'SELECT caps FROM bsre_office'])) > 0, 'the way to BSrE', 30000);
	verifier = await open('verifikator', { viewport: DESK });
});
after(async () => {
	await browser?.close();
	await program?.stop();
	await sim?.stop();
	home.remove();
});

async function open(lane, options) {
	const p = await Person.open(browser, program, office, lane, options);

	await p.signIn();
	return p;
}
const at = (address) => (page) => page.goto(address);
const send = (page) => page.locator('.form').getByRole('button',
	{ name: 'Periksa status' }).click();

// A list goes up from the page; its address.
async function upload(page, title) {
	await page.goto(base);
	await page.getByLabel('Nama daftar').fill(title);
	await page.getByLabel('atau unggah berkas CSV').setInputFiles(
	    { name: 'pegawai.csv', mimeType: 'text/csv', buffer: csv });
	await send(page);
	await page.waitForURL(/\/daftar\/\d+$/);
	return new URL(page.url()).pathname;
}

test('the way there, and the empty page', async () => {
	const { page } = verifier;

	await page.goto(`/${office}/tugas`);
	await page.locator('.me summary').click();
	await page.getByRole('link', { name: 'Status BSrE' }).click();
	await page.waitForURL(new RegExp(`${base}$`));
	await inspect(verifier, 'bsre-daftar', at(base));
});

test('bad lines are told one by one', async () => {
	const { page } = verifier;

	await inspect(verifier, 'bsre-daftar-salah', async () => {
		await page.goto(base);
		await page.getByLabel('Tempel daftarnya').fill(
		    `nik;nama\n${people[0].nik};Satu\n3,39999E+15;Dua\n123;Tiga`);
		await send(page);
		await page.getByText('Baris 3').waitFor();
	});
	await page.getByText('Excel mengubah NIK menjadi 3,39999E+15').waitFor();
	assert.match(await page.getByLabel('Tempel daftarnya').inputValue(),
	    /123;Tiga/);
	await page.getByLabel('Lewati yang salah, periksa 1 orang').check();
	await send(page);
	await page.waitForURL(/\/daftar\/\d+$/);
	await page.getByText('ISSUE: sertifikat terbit dan aktif').waitFor();
	verifier.quiet();
});

test('the page follows by itself', async () => {
	const { page } = verifier;

	await sim.fault('', 'delay', { ms: 250, times: -1 });
	const url = await upload(page, 'Dinas Kesehatan');

	await page.getByRole('heading', { name: 'Sedang diperiksa' }).waitFor();
	await inspect(verifier, 'bsre-daftar-berjalan', at(url));
	await page.goto(url);
	await page.evaluate(() => { window.same = true; });
	await sim.control('DELETE', '/faults');
	await page.getByRole('heading', { name: 'Sedang diperiksa' })
	    .waitFor({ state: 'detached' });
	assert.equal(await page.evaluate(() => window.same), true,
	    'without a reload');
	assert.match(await page.locator('.tabs').innerText(), /Semua\s+70/);
	await inspect(verifier, 'bsre-daftar-selesai', at(url));
});

test('what has changed', async () => {
	const { page } = verifier;

	await sim.control('PUT', '/persons', [[4, 'ISSUE'], [40, 'SUSPEND']]
	    .map(([i, status]) => ({ nik: people[i].nik, status })));
	const url = await upload(page, 'Dinas Kesehatan, minggu kedua');

	await page.getByRole('heading', { name: 'Sedang diperiksa' })
	    .waitFor({ state: 'detached' });
	await page.getByRole('link', { name: /^Berubah/ }).click();
	await page.waitForURL(/tampil=berubah$/);
	assert.equal(await page.locator('.tasks li').count(), 2);
	await page.getByText('sebelumnya WAITING_FOR_VERIFICATION').first()
	    .waitFor();
	await inspect(verifier, 'bsre-daftar-berubah', at(`${url}?tampil=berubah`));
	await inspect(verifier, 'bsre-daftar-banyak', at(base));
	await page.goto(url);
	await page.getByRole('link', { name: 'Berikutnya' }).click();
	await page.getByText(people[N - 1].name).waitFor();
	assert.equal(await page.locator('.tasks li').count(), N - 50);
});

test('without JavaScript, on a phone', async () => {
	const p = await open('admin',
	    { viewport: PHONE, javaScriptEnabled: false });
	const { page } = p;

	await sim.fault('', 'delay', { ms: 300, times: 20 });
	await page.goto(`/${office}/kelola/bsre`);
	await page.getByRole('link', { name: 'Status banyak orang' }).click();
	await page.getByLabel('Tempel daftarnya').fill(people.slice(0, 20)
	    .map((one) => `${one.nik}\t${one.name}`).join('\n'));
	await send(page);
	await page.waitForURL(/\/daftar\/\d+$/);
	await shot(page, 'bsre-daftar-tanpa-js-360');
	while (await page.getByRole('link', { name: 'Muat ulang' }).count() > 0)
		await page.getByRole('link', { name: 'Muat ulang' }).click();
	assert.equal(await page.locator('.tasks li').count(), 20);
	const [file] = await Promise.all([page.waitForEvent('download'),
		page.getByRole('link', { name: 'Unduh semua (CSV)' }).click()]);

	assert.match(file.suggestedFilename(), /^status-bsre-\d+\.csv$/);
	assert.equal(readFileSync(await file.path(), 'utf8').split('\r\n').length,
	    22);
	p.quiet();
	await p.context.close();
});
