// A holder with a phone: the passphrase by the link of a mail, judged while
// it is typed; the QR code as an independent reader reads it, its code typed;
// and BSrE's own page where the module cannot set a passphrase.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { tempDir, waitFor } from '../regress/lib/base.mjs';
import { startSimulator } from '../regress/lib/bsre.mjs';
import { startWithSimulators, writeAccount }
	from '../regress/lib/consult.mjs';
import { carry } from '../regress/lib/journey.mjs';
import { startMailServer, writeOutside } from '../regress/lib/mail.mjs';
import { codeOf } from '../regress/lib/totp.mjs';
import { PHONE, openContext, shots, startBrowser }
	from './lib/chromium.mjs';
import { inspect } from './lib/rules.mjs';

const phone = { viewport: PHONE, hasTouch: true };
const good = 'Laut-7-Teduh';
const address = 'dewi.contoh@tapinkab.go.id';
const rows = readFileSync('tests/data/passphrases.tsv', 'utf8').trimEnd()
	.split('\n').map((line) => line.split('\t'));
let browser, dir, sim, inst, mail, context, faults, page;

before(async () => {
	browser = await startBrowser();
	dir = tempDir();
	sim = await startSimulator(path.join(dir.dir, 'bsre'));
	inst = await startWithSimulators({ tapin: sim }, { account: {
		versi: 2, jalan_passphrase: '/api/v2/user/passphrase' } });
	mail = await startMailServer(path.join(dir.dir, 'mail'));
	writeOutside(`${inst.data}.outside`, null, { surel: {
		server: mail.url, ca: mail.ca,
		pengirim: 'Paraf Uji <paraf@uji.example>' } });
	await waitFor(() => inst.sql('tapin', `SELECT 1 FROM bsre_office
	    WHERE caps <> 0`).length === 1, 'the module');
	({ context, faults } = await openContext(browser,
		{ baseURL: inst.url, ...phone }));
	page = await context.newPage();
	await page.goto(await linkOf());
});
after(async () => {
	await browser?.close();
	await mail?.stop();
	await inst?.stop();
	await sim?.stop();
	dir?.remove();
});

// A new case at the holder's passphrase; its link as the mail has it.
async function linkOf() {
	const known = links().length;
	await carry(inst, 'tapin', { leave: (t) => t.no === '10',
		values: { email: address } });
	return waitFor(() => links()[known], 'the link');
}
const links = () => mail.mails().filter((m) => m.rcpt === address)
	.flatMap((m) => m.links).filter((l) => l.includes('/passphrase/'))
	.map((l) => new URL(l).pathname);
const first = () => page.getByLabel('Passphrase', { exact: true });
const second = () => page.getByLabel('Passphrase sekali lagi');
const press = (name) => page.locator('.form')
	.getByRole('button', { name }).click();

// The page as it stands is right at both widths and in both schemes.
async function look(name) {
	await inspect({ page, faults }, `passphrase-${name}`, async () => null);
	await page.setViewportSize(PHONE);
}

test('the script judges as the program does', async () => {
	const script = await page.locator('script[src*="passphrase"]')
		.getAttribute('src');

	for (const [text, parts, strength] of rows) {
		const said = await page.evaluate(async ([src, t]) => {
			const list = document.querySelector('[data-rule]');
			list.dataset.words = ['3399990411870001',
				'198704112010011001', 'b.santoso',
				'budisantoso,s.kom.', 'budi', 'santoso', 's.kom']
				.join('\n');
			// A module of its own, so that it reads these words.
			const js = await import(`${src}?${Math.random()}`);
			return [js.broken(t).join(','), js.strength(t)];
		}, [script, text]);
		assert.deepEqual(said, [parts, Number(strength)], text);
	}
	await page.reload();
});

test('the rule is ticked off while it is typed', async () => {
	const state = (part) => page.locator(`[data-part=${part}]`)
		.getAttribute('class');

	assert.equal(await page.getByRole('heading', { name: 'Riwayat' }).count(),
	    0, 'a link is about its step alone');
	await look('kosong');
	await first().pressSequentially('laut');
	assert.match(await state('kecil'), /kept/);
	assert.match(await state('besar'), /broken/);
	assert.match(await state('panjang'), /broken/);
	await page.getByText(/Kekuatan: mudah ditebak; \d aturan belum/).waitFor();
	await look('setengah');
	await first().fill('Dewi.Contoh-77');
	assert.match(await state('data_sendiri'), /broken/);
	await first().fill(good);
	assert.equal(await page.locator('.rule .broken').count(), 0);
	await page.getByText('sangat kuat; semua aturan terpenuhi').waitFor();
	await second().fill('Laut-7-Tedoh');
	await page.getByText('Berbeda dengan yang di atas.').waitFor();
	await second().fill(good);
	await page.getByText('Sama dengan yang di atas.').waitFor();
	await look('baik');
});

test('shown while asked for, and masked when it is sent', async () => {
	assert.equal(await first().getAttribute('type'), 'password');
	await page.getByRole('button', { name: 'Tampilkan' }).click();
	assert.equal(await first().getAttribute('type'), 'text');
	assert.equal(await second().getAttribute('type'), 'text');
	await page.getByRole('button', { name: 'Sembunyikan' }).click();
	assert.equal(await first().getAttribute('type'), 'password');
	// Nothing of it is kept by the browser's own means either.
	assert.equal(await page.evaluate(() => JSON.stringify(localStorage) +
		JSON.stringify(sessionStorage)), '{}{}');
});

test('a fault is named beside its field, and the fields are empty',
	async () => {
	await second().fill('Bukit-3-Hijau');
	await press('Buat passphrase');
	await page.getByText('Passphrase yang kedua berbeda').first().waitFor();
	assert.equal(await first().inputValue(), '');
	assert.equal(await second().inputValue(), '');
	await look('berbeda');
});

test('the QR code is read by another program, and its code proves it',
	async () => {
	await first().fill(good);
	await second().fill(good);
	await press('Buat passphrase');
	await page.getByRole('img', { name: 'Kode QR' }).waitFor();
	await look('kode');
	const png = path.join(shots, 'passphrase-qr.png');
	await page.getByRole('img', { name: 'Kode QR' }).screenshot(
		{ path: png });
	const read = execFileSync('zbarimg', ['-q', '--raw', png],
		{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
		.trim();
	assert.match(read, /^otpauth:\/\/totp\/.*secret=[A-Z2-7]+/);
	const secret = new URL(read).searchParams.get('secret');
	await page.getByText('Tidak dapat memindai?').click();
	assert.equal((await page.locator('details .code').textContent())
		.replace(/Salin.*|\s/g, ''), secret);
	// Opened again, before the code: the same.
	await page.reload();
	await page.getByRole('img', { name: 'Kode QR' }).waitFor();
	const field = page.getByLabel('Kode di aplikasi itu sekarang');
	assert.equal(await field.getAttribute('autocomplete'), 'one-time-code');
	assert.equal(await field.getAttribute('inputmode'), 'numeric');
	const code = codeOf(secret);
	await field.fill(code === '000000' ? '000001' : '000000');
	await press('Periksa kode');
	await page.getByText('Kode itu tidak cocok').first().waitFor();
	await look('salah');
	await field.fill(codeOf(secret).replace(/^(...)/, '$1 '));
	await press('Periksa kode');
	await page.getByText('sudah diterima dan tersimpan').waitFor();
});

test('afterwards the link is over', async () => {
	const [link] = links();

	await page.goto(link);
	await page.getByRole('heading', { name: 'Tautan ini sudah dipakai' })
		.waitFor();
	await page.getByText('Tautan ini dipakai pada').waitFor();
	assert.equal(await page.getByRole('button',
		{ name: 'Kirim tautan baru' }).count(), 0);
	await look('selesai');
});

test('without scripts it works the same', async () => {
	const link = await linkOf();
	const own = await openContext(browser, { baseURL: inst.url, ...phone,
		javaScriptEnabled: false });
	const plain = await own.context.newPage();

	await plain.goto(link);
	await plain.getByLabel('Passphrase', { exact: true }).fill('pendek');
	await plain.getByLabel('Passphrase sekali lagi').fill('pendek');
	await plain.locator('.form .actions').getByRole('button').click();
	await plain.getByText('Belum sesuai aturan').first().waitFor();
	await plain.getByLabel('Passphrase', { exact: true }).fill(good);
	await plain.getByLabel('Passphrase sekali lagi').fill(good);
	await plain.locator('.form .actions').getByRole('button').click();
	await plain.getByRole('img', { name: 'Kode QR' }).waitFor();
	await own.context.close();
	assert.deepEqual(own.faults, []);
});

test('a link that is over offers another', async () => {
	const link = await linkOf();

	inst.sql('tapin', `UPDATE link SET created_at = created_at - 90000000,
	    expires_at = expires_at - 90000000 WHERE used_at IS NULL`);
	await page.goto(link);
	await page.getByText('Tautan ini berakhir pada').waitFor();
	await look('berakhir');
	await page.getByRole('button', { name: 'Kirim tautan baru' }).click();
	await page.getByText('d•••@tapinkab.go.id').first().waitFor();
	await page.getByText('Tautan yang terbaru dibuat pada').waitFor();
	await look('dikirim');
});

test('where the module cannot: BSrE\'s own page, and the word', async () => {
	writeAccount(inst, 'tapin', sim, { versi: 2,
		portal: `${sim.url}/portal/` });
	await waitFor(() => inst.sql('tapin', `SELECT 1 FROM bsre_office
	    WHERE portal <> ''`).length === 1, 'the portal');
	await page.goto(await linkOf());
	const way = page.getByRole('link', { name: 'Buka halaman BSrE' });
	assert.equal(await way.getAttribute('href'), `${sim.url}/portal/`);
	assert.equal(await first().count(), 0);
	await look('kata');
	// There, with the links of BSrE's own mail.
	const person = (await sim.control('GET', '/persons'))
		.find((p) => p.email === address);
	const own = await openContext(browser, { ...phone,
		ignoreHTTPSErrors: true });
	const portal = await own.context.newPage();
	await portal.goto(`${sim.url}/portal/aktivasi/${
		person.activation.token}`);
	await portal.getByLabel('NIK').fill('3399990411870001');
	await portal.getByLabel('Wajah saya').check();
	await portal.getByRole('button', { name: 'Aktifkan' }).click();
	await portal.getByRole('link', { name: 'Buat passphrase' }).click();
	await portal.getByLabel('Passphrase').fill(good);
	await portal.getByLabel('Ulangi').fill(good);
	await portal.getByRole('button', { name: 'Simpan' }).click();
	await portal.getByRole('img', { name: 'Kode QR' }).waitFor();
	await own.context.close();
	await page.getByLabel('Saya sudah membuat passphrase').check();
	await page.getByLabel('Saya sudah memindai').check();
	await press('Nyatakan passphrase dibuat');
	await page.getByText('sudah diterima dan tersimpan').waitFor();
});

test('nothing complained', () => {
	assert.deepEqual(faults, []);
	assert.ok(!inst.log.includes(good));
});
