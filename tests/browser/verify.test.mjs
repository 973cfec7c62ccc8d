// Is this letter genuine?  A changed byte, a replaced and a withdrawn letter
// are told apart: in the browser, where the file goes nowhere, and by the
// server without JavaScript; on a phone and at a desk; by keyboard alone.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startSimulator } from '../regress/lib/bsre.mjs';
import { carry } from '../regress/lib/journey.mjs';
import { make } from '../regress/lib/letters.mjs';
import { writeOutside } from '../regress/lib/mail.mjs';
import { addMissive, withdraw } from '../regress/lib/missives.mjs';
import { pdf } from '../regress/lib/papers.mjs';
import { startParaf, waitFor } from '../regress/lib/paraf.mjs';
import { addSigner, signPdf, signerName } from '../regress/lib/signing.mjs';
import { DESK, PHONE, openContext, shot, startBrowser }
	from './lib/chromium.mjs';
import { inspect } from './lib/rules.mjs';

const office = 'kudus';
const letter = pdf('Surat rekomendasi');
const changed = Buffer.from(letter);
const sizes = [['phone', PHONE], ['desk', DESK]];
const posts = [];
let browser, inst, sim, signed, letters;

changed[changed.indexOf('rekomendasi')] ^= 1;

before(async () => {
	inst = await startParaf({ tenants: [office] });
	sim = await startSimulator(path.join(inst.dir.dir, 'sim'));
	await addSigner(sim);
	signed = await signPdf(sim, letter);
	writeOutside(`${inst.data}.outside`, office, { bsre:
		{ penerbit: path.join(sim.state, 'issuing.pem') } });
	await waitFor(() => inst.sql(office,
		"SELECT 1 FROM bsre_office WHERE trust <> ''").length === 1,
	'the issuers of the office', 30000);
	const old = addMissive(inst, office, letter);

	letters = { old, current: addMissive(inst, office, letter),
		next: addMissive(inst, office, pdf('Yang baru'),
			{ before: old.id, made_at: Date.UTC(2026, 10, 23, 3) }),
		gone: addMissive(inst, office, letter),
		signed: addMissive(inst, office, signed, { form: 'signed',
			seat: 'Kepala Dinas Komunikasi dan Informatika' }) };
	withdraw(inst, office, letters.gone.id,
		'Nomor surat keliru; naskah dibuat ulang.',
		Date.UTC(2026, 10, 24, 3));
	browser = await startBrowser();
});
after(async () => {
	await browser?.close();
	await sim?.stop();
	await inst?.stop();
});

async function open(viewport, options) {
	const { context, faults } = await openContext(browser,
		{ viewport, ...options });
	const page = await context.newPage();

	posts.length = 0;
	page.on('request', (rq) => rq.method() === 'POST' &&
		posts.push(rq.url()));
	return { context, faults, page };
}

const go = (page, m) => page.goto(inst.url + m.path);
const asFile = (buffer, name = 'naskah.pdf') => ({ name,
	mimeType: 'application/pdf', buffer });
const verdict = (page) => page.locator('[data-sha256]:visible');
const submit = (page) => page.getByRole('button',
	{ name: 'Periksa tanda tangan di server' }).click();
const close = async ({ context, faults }) => {
	assert.deepEqual(faults, []);
	await context.close();
};

// What a file shows on the page of a letter: the class and the words.
const rows = [
	['the same', 'current', letter, 'ok',
		/^Isi berkas sama dengan naskah yang kami simpan\.$/],
	['a changed byte', 'current', changed, 'stop',
		/^Berkas ini berbeda dengan naskah yang kami simpan/],
	['a replaced letter', 'old', letter, 'late',
		/^Isi berkas sama .* tetapi naskah ini sudah diganti/],
	['a withdrawn letter', 'gone', letter, 'stop',
		/^Isi berkas sama .* tetapi naskah ini sudah ditarik/],
	['a changed byte of a replaced one', 'old', changed, 'stop',
		/^Berkas ini berbeda/],
];

for (const [size, viewport] of sizes)
	test(`in the browser, ${size}`, async () => {
		const p = await open(viewport);

		for (const [name, which, data, level, text] of rows) {
			await go(p.page, letters[which]);
			await p.page.getByLabel('Berkas PDF naskah ini')
				.setInputFiles(asFile(data));
			await verdict(p.page).waitFor();
			assert.equal(await verdict(p.page).count(), 1, name);
			assert.match(await verdict(p.page).innerText(), text, name);
			assert.match(await verdict(p.page).getAttribute('class'),
				new RegExp(`\\b${level}\\b`), name);
			await shot(p.page, `naskah-${viewport.width}-` +
				name.replaceAll(' ', '-'));
		}
		assert.deepEqual(posts, []); // no file went anywhere
		await close(p);
	});

for (const [size, viewport] of sizes)
	test(`without JavaScript, ${size}`, async () => {
		const p = await open(viewport, { javaScriptEnabled: false });

		for (const [name, which, data, level, text] of rows) {
			await go(p.page, letters[which]);
			await p.page.getByLabel('Berkas PDF naskah ini')
				.setInputFiles(asFile(data));
			await submit(p.page);
			const said = p.page.locator('#hasil .headline').first();

			assert.match(await said.innerText(), text, name);
			assert.match(await said.getAttribute('class'),
				new RegExp(`\\b${level}\\b`), name);
			assert.equal(await verdict(p.page).count(), 0, name);
		}
		assert.equal(posts.length, rows.length);
		await shot(p.page, `naskah-tanpa-js-${viewport.width}`);
		await close(p);
	});

test('signatures, by the server', async () => {
	for (const [, viewport] of sizes) {
		const p = await open(viewport);

		await go(p.page, letters.signed);
		await p.page.getByLabel('Berkas PDF naskah ini')
			.setInputFiles(asFile(signed, 'rekomendasi.pdf'));
		await verdict(p.page).waitFor();
		await submit(p.page);
		const result = p.page.locator('#hasil');

		assert.match(await result.innerText(),
			/Isi berkas sama dengan naskah yang kami simpan\./);
		assert.match(await result.innerText(),
			/penanda tangannya dari penerbit yang dipercaya\./);
		assert.equal(await result.getByRole('heading', { level: 4 })
			.innerText(), signerName);
		await shot(p.page, `naskah-tanda-tangan-${viewport.width}`);
		// Another file is compared again, and the old result is gone.
		await p.page.getByLabel('Berkas PDF naskah ini')
			.setInputFiles(asFile(changed));
		await verdict(p.page).waitFor();
		assert.match(await verdict(p.page).innerText(), /berbeda/);
		assert.equal(await result.isVisible(), false);
		await close(p);
	}
});

test('a file that is dropped', async () => {
	const p = await open(DESK);

	await go(p.page, letters.current);
	const data = await p.page.evaluateHandle((bytes) => {
		const d = new DataTransfer();

		d.items.add(new File([new Uint8Array(bytes)], 'jatuh.pdf'));
		return d;
	}, [...changed]);

	await p.page.dispatchEvent('.zone', 'dragover', { dataTransfer: data });
	assert.match(await p.page.locator('.zone').getAttribute('class'), /over/);
	await p.page.dispatchEvent('.zone', 'drop', { dataTransfer: data });
	await verdict(p.page).waitFor();
	assert.match(await verdict(p.page).innerText(), /berbeda/);
	assert.match(await p.page.locator('[data-chosen]').innerText(),
		/^jatuh\.pdf \(/);
	await close(p);
});

test('without TLS the browser computes nothing, the server does', async () => {
	const p = await open(PHONE);

	await p.page.addInitScript(() => Object.defineProperty(crypto, 'subtle',
		{ value: undefined }));
	await go(p.page, letters.current);
	await p.page.getByLabel('Berkas PDF naskah ini')
		.setInputFiles(asFile(letter));
	assert.equal(await p.page.locator('[data-local]').isVisible(), false);
	await submit(p.page);
	assert.match(await p.page.locator('#hasil').innerText(),
		/Isi berkas sama/);
	await close(p);
});

test('by keyboard: the code, the file, the server', async () => {
	const p = await open(DESK);
	const at = () => p.page.evaluate(() => document.activeElement.id ||
		document.activeElement.textContent.trim());
	const tabTo = async (what) => {
		for (let i = 0; i < 20 && await at() !== what; i++)
			await p.page.keyboard.press('Tab');
		assert.equal(await at(), what);
	};

	await p.page.goto(`${inst.url}/v/`);
	await tabTo('f-kode');
	await p.page.keyboard.type(`${office} - ${letters.current.code}`
		.toUpperCase());
	await p.page.keyboard.press('Enter');
	await p.page.waitForURL(inst.url + letters.current.path);
	await tabTo('f-berkas');
	const chooser = p.page.waitForEvent('filechooser');

	await p.page.keyboard.press('Space');
	await (await chooser).setFiles(asFile(letter));
	await verdict(p.page).waitFor();
	await tabTo('Periksa tanda tangan di server');
	await p.page.keyboard.press('Enter');
	await p.page.locator('#hasil').waitFor();
	await close(p);
});

test('the pages keep the rules', async () => {
	const p = await open(PHONE);

	await inspect(p, 'naskah-kode', (page) =>
		page.goto(`${inst.url}/v/`));
	await inspect(p, 'naskah-kode-salah', (page) =>
		page.goto(`${inst.url}/v/${office}-salah`), 404);
	for (const which of ['current', 'old', 'gone', 'signed'])
		await inspect(p, `naskah-${which}`, (page) =>
			go(page, letters[which]));
	await inspect(p, 'naskah-hasil', async (page) => {
		await go(page, letters.signed);
		await page.getByLabel('Berkas PDF naskah ini')
			.setInputFiles(asFile(signed));
		const [response] = await Promise.all([
			page.waitForResponse((r) => r.request().method() ===
				'POST'), submit(page)]);

		await page.locator('#hasil').waitFor();
		return response;
	});
	await p.context.close();
});

async function signIn(page, lane) {
	const { email, password } = inst.account(office, lane);

	await page.goto(`${inst.url}/${office}/masuk`);
	await page.getByLabel('Email').fill(email);
	await page.getByLabel('Kata sandi').fill(password);
	await page.getByRole('button', { name: 'Masuk', exact: true }).click();
	await page.waitForURL(/tugas/);
}

test('withdrawn by the head, and seen at once by who holds it', async () => {
	const c = await carry(inst, office, { leave: (t) => t.no === '3.1' });
	const at = `${c.url}/naskah/rekomendasi`;
	const { facts } = await make(await inst.as(office, 'verifikator'), at);
	const url = facts.find((f) => f.label === 'Alamat pemeriksaan').value;
	const outside = await open(PHONE);
	const head = await open(PHONE);
	const state = () => outside.page.goto(inst.url +
		url.slice(url.indexOf('/v/'))).then(() =>
		outside.page.locator('.headline').first().innerText());

	assert.match(await state(), /tercatat di kantor dan berlaku/);
	await signIn(head.page, 'kadis');
	await head.page.goto(inst.url + at);
	await head.page.getByRole('link', { name: 'Tarik naskah ini' }).click();
	const form = head.page.url();

	await inspect(head, 'naskah-tarik', (page) => page.goto(form));
	await head.page.getByLabel('Alasan penarikan')
		.fill('Nomornya keliru; naskah dibuat ulang.');
	await head.page.getByRole('button', { name: 'Tarik naskah' }).click();
	await head.page.getByRole('heading', { name: 'Naskah ditarik' }).waitFor();
	await inspect(head, 'naskah-ditarik', (page) => page.goto(form));
	assert.match(await state(), /ditarik .* Alasan: Nomornya keliru/);
	await close(outside);
	await close(head);
});

test('the page on which an admin types a code keeps the rules', async () => {
	const p = await open(PHONE);

	await signIn(p.page, 'admin');
	await inspect(p, 'kelola-naskah', (page) =>
		page.goto(`${inst.url}/${office}/kelola/naskah`));
	await close(p);
});
