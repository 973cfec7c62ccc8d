// Files of a form: their progress, a lost signal, another device, removing
// and replacing, and all of it without JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { waitFor } from '../regress/lib/base.mjs';
import { DESK, PHONE, shot, startBrowser } from './lib/chromium.mjs';
import { papers, pdf } from './lib/papers.mjs';
import { Person, fillForm } from './lib/person.mjs';
import { startProgram } from './lib/program.mjs';
import { get } from './lib/quick.mjs';
import { inspect } from './lib/rules.mjs';
import { startWire } from './lib/wire.mjs';

const FORM = '/trenggalek/layanan/penerbitan/ajukan';
const LETTER = 'Surat Permohonan';
const DECREE = 'Scan SK terakhir';
let browser, program;

before(async () => {
	browser = await startBrowser();
	program = await startProgram();
});
after(async () => {
	await browser?.close();
	await program?.stop();
});

const atForm = (url) => url.pathname === FORM;
const field = (page, label) => page.locator('.field.file', {
	has: page.getByText(label, { exact: true }) });
const input = (page, label) =>
	field(page, label).locator('input[type=file]');
const kept = (page, label) => field(page, label).locator('li[data-id]');
const saved = (page) => page.locator('.saved');
const named = (paper, name) => ({ ...paper, name });
// A letter of that many bytes.
const heavy = (name, bytes) => ({ ...papers.letter, name,
	buffer: pdf(['SURAT PERMOHONAN'], bytes) });

// A person with a form that holds nothing yet.
async function open(options = { viewport: PHONE }, lane = 'pemohon') {
	const p = await Person.open(browser, program, 'trenggalek', lane,
		options);

	await p.signIn();
	await p.page.goto(FORM);
	const old = p.page.getByRole('button', { name: 'Hapus draf' });

	if (await old.count()) {
		await old.click();
		await old.waitFor({ state: 'detached' });
	}
	return p;
}

// Gives set(bytesPerSecond), which changes it: -1 as fast as it goes.
async function slow(page, bytesPerSecond) {
	const cdp = await page.context().newCDPSession(page);
	const set = (up) => cdp.send('Network.emulateNetworkConditions',
		{ offline: false, latency: 0, downloadThroughput: -1,
			uploadThroughput: up });

	await cdp.send('Network.enable');
	await set(bytesPerSecond);
	return set;
}

test('several files at once, each with its own progress', async () => {
	const p = await open();
	const { page } = p;
	const posts = [];

	page.on('request', (r) => {
		if (r.method() === 'POST')
			posts.push(r);
	});
	await page.evaluate(() => {
		window.seen = [];
		new MutationObserver(() => {
			for (const bar of document.querySelectorAll('progress'))
				window.seen.push(bar.value);
		}).observe(document.querySelector('.form'),
			{ subtree: true, childList: true, attributes: true });
	});
	const signal = await slow(page, 400000);

	await input(page, LETTER).setInputFiles([heavy('satu.pdf', 600000),
		heavy('dua.pdf', 300000)]);
	await field(page, LETTER).getByText(/^Mengunggah \d+% dari 5\d\d KB/)
		.waitFor();
	await shot(page, 'unggah-360-berjalan');
	await kept(page, LETTER).nth(1).waitFor();
	await signal(-1);
	const seen = await page.evaluate(() => window.seen);
	const between = [...new Set(seen.filter((v) => v > 0 && v < 1))];

	assert.ok(between.length >= 3, `progress: ${between}`);
	assert.deepEqual(await kept(page, LETTER).locator('a').allInnerTexts()
		.then((all) => all.map((t) => t.split('(')[0].trim())),
	['satu.pdf', 'dua.pdf']);
	assert.equal(posts.length, 2, 'one file in each request');
	assert.equal(await input(page, LETTER).evaluate((el) => el.required),
		false);
	await page.getByText(/^Tersimpan pukul \d\d\.\d\d WIB\.$/).waitFor();
	assert.match(await page.locator('.quota').textContent(),
		/^Sisa ruang .* MB\.$/);
	p.quiet();
	await p.context.close();
});

test('a lost signal: the upload goes on by itself, once', async () => {
	const wire = await startWire(program);
	const p = await open({ viewport: PHONE, baseURL: wire.url });
	const { page } = p;
	const signal = await slow(page, 200000);
	const lost = field(page, LETTER).getByText('Tidak ada sambungan.');

	await input(page, LETTER).setInputFiles(heavy('surat.pdf', 800000));
	await field(page, LETTER).getByText(/^Mengunggah [1-9]/).waitFor();
	wire.cut();
	await lost.waitFor();
	await shot(page, 'unggah-360-terputus');
	await signal(-1);
	wire.mend();
	await kept(page, LETTER).waitFor();
	assert.equal(await kept(page, LETTER).count(), 1);

	// Chosen while there is none.
	await p.context.setOffline(true);
	await input(page, LETTER).setInputFiles(papers.decree);
	await lost.waitFor();
	await p.context.setOffline(false);
	await kept(page, LETTER).nth(1).waitFor();
	await page.reload();
	assert.equal(await kept(page, LETTER).count(), 2);
	await p.context.close();
	wire.stop();
});

test('an answer that is lost does not double the file', async () => {
	const p = await open();
	const { page } = p;
	let lost = 0;

	await page.route(atForm, async (route) => {
		if (route.request().method() !== 'POST' || lost++ > 0)
			return route.continue();
		await route.fetch();
		return route.abort();
	});
	await input(page, LETTER).setInputFiles(papers.letter);
	await kept(page, LETTER).waitFor();
	assert.equal(lost, 1);
	await page.reload();
	assert.equal(await kept(page, LETTER).count(), 1);
	await p.context.close();
});

test('what is cancelled when it has arrived is taken back', async () => {
	const p = await open();
	const { page } = p;
	const posts = [];
	let there, gone;
	const arrived = new Promise((resolve) => { there = resolve; });
	const removed = new Promise((resolve) => { gone = resolve; });

	await page.route(atForm, async (route) => {
		if (route.request().method() !== 'POST')
			return route.continue();
		posts.push(1);
		const response = await route.fetch();
		if (posts.length === 1)
			return there(); // and the answer is never heard
		await route.fulfill({ response });
		return gone();
	});
	await input(page, LETTER).setInputFiles(papers.letter);
	await arrived;
	await field(page, LETTER).getByRole('button', { name: 'Batal' }).click();
	await removed;
	await page.unroute(atForm);
	await page.reload();
	assert.equal(await kept(page, LETTER).count(), 0);
	assert.equal(posts.length, 2);
	await p.context.close();
});

test('what was typed is saved; without a signal on this device', async () => {
	const p = await open();
	const { page } = p;
	const copies = () => page.evaluate(() => Object.keys(localStorage)
		.filter((k) => k.startsWith('paraf draft')).length);

	await page.getByLabel('Jabatan', { exact: true }).fill('Kepala Seksi Contoh');
	assert.equal(await copies(), 1, 'a copy until the server has it');
	await page.getByText(/^Tersimpan pukul/).waitFor();
	assert.equal(await copies(), 0);
	await p.context.setOffline(true);
	await page.getByLabel('Unit kerja').fill('Bagian Contoh');
	await page.getByText('Belum tersimpan: tidak ada sambungan.').waitFor();
	await shot(page, 'draf-360-tanpa-sambungan');
	await page.locator('.form').getByRole('button',
		{ name: 'Kirim permohonan' }).click();
	assert.equal(await copies(), 1);
	await p.context.setOffline(false);
	await page.getByText(/^Tersimpan pukul/).waitFor();
	assert.equal(await copies(), 0);
	await page.reload();
	assert.equal(await page.getByLabel('Unit kerja').inputValue(),
		'Bagian Contoh');

	// Closed before the server heard of it.
	await page.route(atForm, (route) => route.request().method() ===
		'POST' ? route.abort() : route.continue());
	await page.getByLabel('Unit kerja').fill('Bagian Lain');
	await page.unroute(atForm);
	await page.goto('/trenggalek/');
	await page.goto(FORM);
	assert.equal(await page.getByLabel('Unit kerja').inputValue(),
		'Bagian Lain');
	await page.getByText(/^Tersimpan pukul/).waitFor();
	assert.equal(await copies(), 0);
	await p.context.close();
});

test('a closed browser, another device: everything is there', async () => {
	const p = await open();

	await p.page.getByLabel('Jabatan', { exact: true }).fill('Kepala Seksi Contoh');
	await input(p.page, LETTER).setInputFiles(papers.letter);
	await kept(p.page, LETTER).waitFor();
	await p.page.getByText(/^Tersimpan pukul/).waitFor();
	// All of it, in however many savings.
	await waitFor(async () => (await get(p, FORM)).fields.some((f) =>
		f.name === 'jabatan' && f.value === 'Kepala Seksi Contoh'),
	'the draft');
	await p.context.close();

	const again = await Person.open(browser, program, 'trenggalek',
		'pemohon', { viewport: DESK });

	await again.signIn();
	await again.page.goto(FORM);
	assert.equal(await again.page.getByLabel('Jabatan', { exact: true }).inputValue(),
		'Kepala Seksi Contoh');
	assert.equal(await kept(again.page, LETTER).count(), 1);
	assert.match(await saved(again.page).textContent(), /^Tersimpan pukul/);
	await again.page.getByRole('button', { name: 'Hapus draf' }).click();
	await kept(again.page, LETTER).waitFor({ state: 'detached' });
	assert.equal(await again.page.getByLabel('Jabatan', { exact: true }).inputValue(), '');
	again.quiet();
	await again.context.close();
});

test('remove, replace, cancel, refuse', async () => {
	const p = await open({ viewport: DESK });
	const { page } = p;
	const box = field(page, LETTER);

	await input(page, LETTER).setInputFiles([named(papers.letter, 'a.pdf'),
		named(papers.decree, 'b.pdf')]);
	await kept(page, LETTER).nth(1).waitFor();
	await box.getByRole('button', { name: 'Hapus a.pdf' }).click();
	await box.getByText('a.pdf').first().waitFor({ state: 'detached' });
	assert.equal(await kept(page, LETTER).count(), 1);

	const chooser = page.waitForEvent('filechooser');

	await box.getByRole('button', { name: 'Ganti b.pdf' }).click();
	await (await chooser).setFiles(named(papers.report, 'c.pdf'));
	await box.getByText('c.pdf').first().waitFor();
	await box.getByText('b.pdf').first().waitFor({ state: 'detached' });

	// Told before it is sent, told by the server.
	await input(page, LETTER).setInputFiles([
		{ name: 'catatan.txt', mimeType: 'text/plain',
			buffer: Buffer.from('teks') },
		{ name: 'kosong.pdf', mimeType: 'application/pdf',
			buffer: Buffer.alloc(0) },
		heavy('berat.pdf', 6 * 1048576),
		{ name: 'palsu.pdf', mimeType: 'application/pdf',
			buffer: Buffer.from('bukan PDF sama sekali') }]);
	await box.getByText('Jenis berkas ini tidak diterima. Pilih PDF')
		.waitFor();
	await box.getByText('Berkas ini kosong.').waitFor();
	await box.getByText(/^Berkas paling besar 5 MB; yang dipilih 6 MB\.$/)
		.waitFor();
	await box.locator('li', { hasText: 'palsu.pdf' }).locator('.err')
		.waitFor();
	await shot(page, 'unggah-1280-ditolak');
	await page.setViewportSize(PHONE);
	await shot(page, 'unggah-360-ditolak');

	// The form waits for a decision about them.
	await fillForm(page, { [LETTER]: null });
	await page.locator('.form').getByRole('button',
		{ name: 'Kirim permohonan' }).click();
	await page.getByText('Ada berkas yang tidak diterima.').waitFor();
	for (let n = await box.getByRole('button', { name: 'Buang' }).count();
		n > 0; n--)
		await box.getByRole('button', { name: 'Buang' }).first().click();

	const signal = await slow(page, 100000);

	await input(page, LETTER).setInputFiles(heavy('batal.pdf', 4500000));
	await box.getByText(/^Mengunggah/).waitFor();
	await box.getByRole('button', { name: 'Batal' }).click();
	await box.getByText('batal.pdf').first().waitFor({ state: 'detached' });
	assert.equal(await box.locator('li').count(), 1);
	await signal(-1);

	// What had arrived all the same is taken back after a moment.
	await page.waitForTimeout(3000);
	await waitFor(async () => {
		await page.reload();
		return await kept(page, LETTER).count() === 1;
	}, 'one file');
	p.faults.length = 0; // The server's refusal.
	await p.context.close();
});

test('a poor photo is shown with what is wrong, and decided on', async () => {
	const p = await open();
	const { page } = p;
	const small = { ...papers.selfie, name: 'kecil.png' };

	await input(page, LETTER).setInputFiles(small);
	await field(page, LETTER).getByText(/Foto terlalu kecil/).waitFor();
	await shot(page, 'unggah-360-peringatan');
	const chooser = page.waitForEvent('filechooser');

	await page.getByRole('button', { name: 'Ambil ulang' }).click();
	await (await chooser).setFiles(small);
	await page.getByRole('button', { name: 'Pakai foto ini' }).click();
	await kept(page, LETTER).waitFor();
	assert.match(await kept(page, LETTER).textContent(), /kecil\.jpg/);
	p.quiet();
	await p.context.close();
});

test('dropping files', async () => {
	const p = await open({ viewport: DESK });
	const { page } = p;
	const drop = (selector, names) => page.evaluate(([selector, names]) => {
		const data = new DataTransfer();
		const event = (type) => new DragEvent(type, { bubbles: true,
			cancelable: true, dataTransfer: data });
		const target = document.querySelector(selector);

		for (const name of names)
			data.items.add(new File(['%PDF-1.4\n%%EOF\n'], name,
				{ type: 'application/pdf' }));
		target.dispatchEvent(event('dragover'));
		const over = target.classList.contains('over');

		return { over, kept: !target.dispatchEvent(event('drop')) };
	}, [selector, names]);

	assert.deepEqual(await drop('.zone', ['x.pdf', 'y.pdf']),
		{ over: true, kept: true });
	await page.locator('.field.file').first().locator('li').nth(1).waitFor();
	assert.equal((await drop('h1', ['z.pdf'])).kept, true,
		'a file beside a field does not take the page away');
	p.faults.length = 0; // What was dropped is no whole PDF.
	await p.context.close();
});

test('leaving while a file is on its way', async () => {
	const p = await open();
	const { page } = p;
	const asked = [];

	page.on('dialog', (d) => {
		asked.push(d.type());
		d.accept();
	});
	await page.getByLabel('Jabatan', { exact: true }).click();
	await slow(page, 100000);
	await input(page, LETTER).setInputFiles(heavy('surat.pdf', 900000));
	await field(page, LETTER).getByText(/^Mengunggah/).waitFor();
	await page.goto('/trenggalek/');
	assert.deepEqual(asked, ['beforeunload']);
	await p.context.close();
});

test('sending waits for the files, and sends once', async () => {
	const p = await open();
	const { page } = p;
	const sent = [];

	page.on('request', (r) => {
		if (r.isNavigationRequest() && r.method() === 'POST')
			sent.push(r.url());
	});
	await fillForm(page, { [LETTER]: null, [DECREE]: null });
	const signal = await slow(page, 300000);

	await input(page, LETTER).setInputFiles(heavy('surat.pdf', 600000));
	await input(page, DECREE).setInputFiles(papers.decree);
	const go = page.locator('.form').getByRole('button',
		{ name: 'Kirim permohonan' });

	await go.click();
	await page.getByText('Menunggu berkas selesai diunggah').waitFor();
	await go.click();
	await page.locator('#h-sop').waitFor();
	await signal(-1);
	assert.equal(sent.length, 1);
	assert.match(await page.locator('.docs').textContent(),
		/surat\.pdf[\s\S]*sk-terakhir\.pdf/);
	await page.goto(FORM);
	assert.equal(await kept(page, LETTER).count(), 0, 'a new form is empty');
	assert.equal(await page.getByLabel('Jabatan', { exact: true }).inputValue(), '');
	p.quiet();
	await p.context.close();
});

test('a refused file beside one under way', async () => {
	const p = await open();
	const { page } = p;

	await fillForm(page, { [LETTER]: null });
	await kept(page, DECREE).waitFor();
	await input(page, DECREE).setInputFiles({ name: 'kosong.pdf',
		mimeType: 'application/pdf', buffer: Buffer.alloc(0) });
	await field(page, DECREE).getByText('Berkas ini kosong.').waitFor();
	const signal = await slow(page, 300000);

	await input(page, LETTER).setInputFiles(heavy('surat.pdf', 1500000));
	await page.locator('.form').getByRole('button',
		{ name: 'Kirim permohonan' }).click();
	await page.getByText('Menunggu berkas selesai diunggah').waitFor();
	await signal(-1);
	await page.getByText('Ada berkas yang tidak diterima.').waitFor();
	p.quiet();
	await p.context.close();
});

test('without JavaScript', async () => {
	const p = await open({ viewport: PHONE, javaScriptEnabled: false });
	const { page } = p;
	const save = () => page.getByRole('button', { name: 'Simpan dulu' })
		.click();

	await page.getByLabel('Jabatan', { exact: true }).fill('Kepala Seksi Contoh');
	await input(page, LETTER).setInputFiles([named(papers.letter, 'a.pdf'),
		named(papers.decree, 'b.pdf')]);
	await save();
	await kept(page, LETTER).nth(1).waitFor();
	await shot(page, 'unggah-360-tanpa-js');
	assert.equal(await page.getByLabel('Jabatan', { exact: true }).inputValue(),
		'Kepala Seksi Contoh');
	await page.getByLabel('Unit kerja').fill('Bagian Contoh');
	await page.getByRole('button', { name: 'Hapus a.pdf' }).click();
	await page.getByText('a.pdf').first().waitFor({ state: 'detached' });
	assert.equal(await kept(page, LETTER).count(), 1);
	assert.equal(await page.getByLabel('Unit kerja').inputValue(),
		'Bagian Contoh');
	await fillForm(page, { [LETTER]: null });
	await page.getByLabel('Jabatan', { exact: true }).press('Enter');
	await page.locator('#h-sop').waitFor();
	assert.match(await page.locator('.docs').textContent(), /b\.pdf/);
	p.quiet();
	await p.context.close();
});

test('the rules of pages hold with files in the form', async () => {
	const p = await open({ viewport: DESK });

	await input(p.page, LETTER).setInputFiles([papers.letter, papers.decree]);
	await kept(p.page, LETTER).nth(1).waitFor();
	await input(p.page, DECREE).setInputFiles(papers.ktp);
	await kept(p.page, DECREE).waitFor();
	await inspect(p, 'ajukan-berkas', (page) => page.goto(FORM));
	assert.equal(await kept(p.page, DECREE).locator('img')
		.evaluate((img) => img.naturalWidth), 320,
	'a small picture from the server');
	await p.context.close();
});
