// The pages of letters, on a phone and on a desk; and a letter that a form
// opens in another tab.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, shot, startBrowser } from './lib/chromium.mjs';
import { Person } from './lib/person.mjs';
import { startProgram } from './lib/program.mjs';
import { get, send, task } from './lib/quick.mjs';
import { inspect } from './lib/rules.mjs';

let browser, program, own, desk, number;

before(async () => {
	program = await startProgram();
	browser = await startBrowser();
	const open = async (lane) => {
		const p = await Person.open(browser, program, 'tapin', lane,
			{ viewport: DESK });

		await p.signIn();
		return p;
	};
	own = await open('pemohon');
	const kadis = await open('kadis');

	desk = await open('verifikator');
	number = (await send(own, '/tapin/layanan/penerbitan/ajukan?orang=3'))
		.split('/').pop();
	await send(kadis, await task(kadis, number, '2'), 'forwarded');
});
after(async () => {
	await browser?.close();
	await program?.stop();
});

const at = (rest = '') => `/tapin/permohonan/${number}${rest}`;

async function make(p, kind) {
	const { page } = p;

	await page.goto(at(`/naskah/${kind}`));
	await page.getByRole('button', { name: 'Buat naskah' }).click();
	await page.getByRole('link', { name: 'Buka PDF' }).waitFor();
}

test('the pages of letters', async () => {
	const go = (p, path) => () => p.page.goto(path);

	await inspect(desk, 'naskah-belum', go(desk, at('/naskah/disposisi')));
	await make(desk, 'disposisi');
	await make(desk, 'tanda-terima');
	await inspect(desk, 'naskah-ada', go(desk, at('/naskah/tanda-terima')));
	await inspect(desk, 'naskah-orang', go(desk, at('/naskah/pernyataan')));
	await inspect(desk, 'naskah-daftar', go(desk, at()));
	await inspect(own, 'naskah-pemohon', go(own, at()));
	await inspect(desk, 'akun-pangkat', go(desk, '/tapin/akun'));
	await inspect(own, 'ajukan-naskah',
		go(own, '/tapin/layanan/penerbitan/ajukan'));
});

test('the letter of a form opens beside it', async () => {
	const { page, context } = own;

	await page.setViewportSize(DESK);
	await page.goto('/tapin/layanan/penerbitan/ajukan');
	for (const [label, text] of [['Nama lengkap', 'Citra Contoh Lestari'],
		['NIK', '3399990411870001'], ['Jabatan', 'Kepala Subbagian'],
		['Unit kerja', 'Bagian Umum'], ['Nomor HP/WA', '081200000001'],
		['Tanggal surat', '2026-11-22']])
		await page.getByLabel(label, { exact: true }).fill(text);
	const [tab] = await Promise.all([context.waitForEvent('page'),
		page.getByRole('button', { name: 'Buatkan surat permohonan' })
			.click()]);
	await tab.waitForURL(/\/berkas\//, { waitUntil: 'commit' })
		.catch(() => {});
	await shot(page, 'ajukan-naskah-dibuat');
	const pdf = await context.request.get(tab.url());
	assert.equal(pdf.headers()['content-type'], 'application/pdf');
	assert.equal(await page.getByLabel('Unit kerja', { exact: true })
		.inputValue(), 'Bagian Umum', 'the form stays');
	await tab.close();
	/* And it can still be sent at once. */
	const model = await get(own, '/tapin/layanan/penerbitan/ajukan');
	assert.equal(model.fields.find((f) => f.name === 'unit_kerja').value,
		'Bagian Umum', 'it was kept as a draft');
});
