// The next case by one key, and who has which in hand, on a telephone and at
// a desk.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, PHONE, shot, startBrowser } from './lib/chromium.mjs';
import { Person } from './lib/person.mjs';
import { startProgram } from './lib/program.mjs';
import { file } from './lib/quick.mjs';
import { inspect } from './lib/rules.mjs';

const office = 'trenggalek';
let browser, program, applicant, kadis, other;

before(async () => {
	browser = await startBrowser();
	program = await startProgram();
	program.run(['user', 'add', '--seat', 'kadis', '--kind', 'plt', office,
		`rina@${office}.example`, 'Rina Contoh Maharani'],
	'tujuh kucing di atas genteng\n');
	program.accounts[office].plt = { email: `rina@${office}.example`,
		password: 'tujuh kucing di atas genteng' };
	[applicant, kadis, other] = await Promise.all(
		['pemohon', 'kadis', 'plt'].map((lane) => Person.open(browser,
			program, office, lane, { viewport: DESK })));
	for (const p of [applicant, kadis, other])
		await p.signIn();
});
after(async () => {
	await browser?.close();
	await program?.stop();
});

test('n takes the oldest, another gets the next', async () => {
	const first = await file(applicant, 'penerbitan');
	const second = await file(applicant, 'penerbitan');

	await kadis.page.goto(`/${office}/tugas`);
	await kadis.page.keyboard.press('n');
	await kadis.page.getByText('Langkah 2 ·').waitFor();
	assert.ok(kadis.page.url().includes(first));
	await kadis.page.getByText(/^Anda memegang permohonan ini sampai pukul/)
		.waitFor();

	await other.page.setViewportSize(PHONE);
	await other.page.goto(`/${office}/tugas`);
	await other.page.getByRole('button', { name: 'Ambil berikutnya' })
		.click();
	await other.page.getByText('Langkah 2 ·').waitFor();
	assert.ok(other.page.url().includes(second));
});

test('n in the search field is a letter', async () => {
	await kadis.page.goto(`/${office}/tugas`);
	await kadis.page.keyboard.press('/');
	await kadis.page.keyboard.press('n');
	assert.equal(await kadis.page.getByLabel('Cari nomor atau nama')
		.inputValue(), 'n');
});

test('who has it in hand stands in the list and on the page', async (t) => {
	await t.test('list', () => inspect(other, 'antrean-dipegang',
		(page) => page.goto(`/${office}/tugas`)));
	await other.page.getByText(/^dipegang .* sampai \d\d\.\d\d WIB$/)
		.waitFor();
	const held = other.page.locator('.task',
		{ hasText: kadis.name }).locator('.go');
	const path = await held.getAttribute('href');

	await t.test('page of another', () => inspect(other,
		'langkah-dipegang', (page) => page.goto(path)));
	await other.page.getByText(new RegExp(
		`^Sedang dipegang ${kadis.name} sampai pukul`)).waitFor();
	await t.test('page of the holder', () => inspect(kadis,
		'langkah-memegang', (page) => page.goto(path)));
	await kadis.page.getByRole('button', { name: 'Lepaskan' }).click();
	await kadis.page.getByRole('heading', { name: 'Tugas', level: 1 })
		.waitFor();
	await t.test('page of nobody', () => inspect(other, 'langkah-bebas',
		(page) => page.goto(path)));
	await other.page.getByRole('button', { name: 'Pegang' }).click();
	await other.page.getByRole('button', { name: 'Lepaskan' }).waitFor();
});

test('nothing left is said politely', async () => {
	await kadis.page.goto(`/${office}/tugas`);
	await kadis.page.keyboard.press('n');
	await kadis.page.getByText(/^Tidak ada lagi yang dapat diambil/)
		.waitFor();
	await shot(kadis.page, 'antrean-habis');
	for (const p of [applicant, kadis, other])
		p.quiet();
});
