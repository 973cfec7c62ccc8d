// An official with a phone signs a letter: masked, shown while asked for, sent
// once, refused with a reason, signed; and the scan of an inked one.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { tempDir } from '../regress/lib/base.mjs';
import { startSimulator } from '../regress/lib/bsre.mjs';
import { startWithSimulators } from '../regress/lib/consult.mjs';
import { laneOf, letterUrl, recommended, standing }
	from '../regress/lib/recommendation.mjs';
import { pdf } from '../regress/lib/papers.mjs';
import { PHONE, openContext, startBrowser } from './lib/chromium.mjs';
import { inspect } from './lib/rules.mjs';

const office = 'kudus', nik = '3399990411700001';
const passphrase = 'Bukit-5-Terjal';
let browser, dir, sim, inst, page, faults, c, m;

before(async () => {
	browser = await startBrowser();
	dir = tempDir();
	sim = await startSimulator(path.join(dir.dir, 'bsre'));
	inst = await startWithSimulators({ [office]: sim },
	    { workers: 2, account: { versi: 2 } });
	c = await recommended(inst, office);
	m = standing(inst, office, c);
	const lane = laneOf(inst, office, m.signer);
	const { email } = inst.account(office, lane);
	await sim.control('PUT', '/persons', { nik, email,
		name: 'Pejabat Contoh', status: 'ISSUE', passphrase });
	page = await signedIn(lane);
});
after(async () => {
	await browser?.close();
	await inst?.stop();
	await sim?.stop();
	dir?.remove();
});

async function signedIn(lane) {
	const { email, password } = inst.account(office, lane);
	const own = await openContext(browser, { baseURL: inst.url,
		viewport: PHONE, hasTouch: true });
	const one = await own.context.newPage();

	faults = own.faults;
	await one.goto(`/${office}/masuk`);
	await one.getByLabel('Email').fill(email);
	await one.getByLabel('Kata sandi').fill(password);
	await one.getByRole('button', { name: 'Masuk', exact: true }).click();
	await one.waitForURL((u) => !u.pathname.endsWith('/masuk'));
	return one;
}
const field = (label) => page.getByLabel(label, { exact: true });
const press = () => page.locator('.form')
	.getByRole('button', { name: 'Tanda tangani' }).click();
async function look(name) {
	await inspect({ page, faults }, `naskah-${name}`, async () => null);
	await page.setViewportSize(PHONE);
}

test('masked, and shown while asked for', async () => {
	await page.goto(letterUrl(c, m, '/tanda-tangan'));
	await look('tanda-tangan');
	for (const label of ['NIK Anda', 'Passphrase sertifikat']) {
		assert.equal(await field(label).getAttribute('type'), 'password');
		assert.equal(await field(label).getAttribute('autocomplete'),
		    'off');
	}
	await page.getByRole('button', { name: 'Tampilkan' }).click();
	assert.equal(await field('NIK Anda').getAttribute('type'), 'text');
	await page.getByRole('button', { name: 'Sembunyikan' }).click();
	assert.equal(await field('NIK Anda').getAttribute('type'), 'password');
});

test('refused: why, empty fields, and nothing in the browser', async () => {
	await field('NIK Anda').fill(nik);
	await field('Passphrase sertifikat').fill('Bukit-6-Terjal');
	await press();
	await page.getByText(/Naskah belum ditandatangani\./).first().waitFor();
	assert.equal(await field('NIK Anda').inputValue(), '');
	assert.equal(await field('Passphrase sertifikat').inputValue(), '');
	assert.equal(await page.evaluate(() => JSON.stringify(localStorage) +
		JSON.stringify(sessionStorage)), '{}{}');
	await look('tanda-tangan-ditolak');
});

test('sent once, and signed', async () => {
	await field('NIK Anda').fill(nik);
	await field('Passphrase sertifikat').fill(passphrase);
	await page.getByRole('button', { name: 'Tampilkan' }).click();
	await sim.control('DELETE', '/faults');
	await sim.fault('sign', 'delay', { ms: 1500, times: 1 });
	// Pressed twice at once, and looked at before the answer comes.
	assert.deepEqual(await page.evaluate(() => {
		const form = document.querySelector('.form');

		form.requestSubmit();
		form.requestSubmit();
		return [form.elements.passphrase.type,
			form.querySelector('[role=status]').textContent];
	}), ['password', 'Dikirim ke BSrE. Tunggu, paling lama 20 detik.']);
	await page.waitForURL((u) => u.pathname.endsWith('/naskah/rekomendasi'));
	assert.equal(standing(inst, office, c).form, 'signed');
	assert.equal((await sim.control('GET', '/log'))
		.filter((l) => l.path.endsWith('/sign/pdf')).length, 1);
	await look('ditandatangani');
});

test('the scan of another, from the phone', async () => {
	const other = await recommended(inst, office);
	const letter = standing(inst, office, other);
	const name = path.join(dir.dir, 'surat.pdf');

	writeFileSync(name, pdf());
	page = await signedIn('verifikator');
	await page.goto(letterUrl(other, letter, '/pindaian'));
	await page.locator('input[type=file]').setInputFiles(name);
	await page.getByText('surat.pdf').first().waitFor();
	await look('pindaian');
	await page.getByRole('button', { name: 'Simpan pindaian' }).click();
	await page.waitForURL((u) => u.pathname.endsWith('/naskah/rekomendasi'));
	const now = standing(inst, office, other);
	assert.deepEqual([now.form, now.code], ['scan', letter.code]);
});

test('nothing complained', () => {
	assert.deepEqual(faults, []);
	assert.ok(!inst.log.includes(passphrase) && !inst.log.includes(nik));
});
