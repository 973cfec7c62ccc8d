// The board: the SOP with what waits at each row, and the list behind each
// number; and what an applicant reads about the time it will take.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { DESK, PHONE, shot, startBrowser } from './lib/chromium.mjs';
import { Person } from './lib/person.mjs';
import { startProgram } from './lib/program.mjs';
import { file, get, send, task } from './lib/quick.mjs';
import { inspect } from './lib/rules.mjs';

const office = 'trenggalek', service = 'penerbitan';
const board = `/${office}/laporan/papan`;
const people = {};
let browser, program, numbers;

before(async () => {
	browser = await startBrowser();
	program = await startProgram();
	for (const lane of ['pemohon', 'kadis', 'kabid', 'kasi', 'verifikator']) {
		people[lane] = await Person.open(browser, program, office, lane,
			{ viewport: DESK, reducedMotion: 'reduce' });
		await people[lane].signIn();
	}
	const way = [['kadis', '2', 'forwarded'], ['kabid', '3', 'forwarded'],
		['kasi', '4', 'forwarded'], ['verifikator', '5', 'complete'],
		['verifikator', '5.2', 'registered']];

	// One case each further on: two stay at row 2, one at 3, ... one at 6.
	numbers = [];
	for (let i = 0; i <= way.length + 1; i++)
		numbers.push(await file(people.pemohon, service));
	for (let i = 0; i < numbers.length; i++)
		for (const [lane, no, outcome] of way.slice(0, Math.max(0, i - 1)))
			await send(people[lane],
				await task(people[lane], numbers[i], no), outcome);
	// The first has waited for three days.
	execFileSync('sqlite3', ['-cmd', '.timeout 10000',
		path.join(program.data, office, 'paraf.db'),
		`UPDATE task SET opened_at = opened_at - 259200000,
		due_at = due_at - 259200000, sort_at = sort_at - 259200000
		WHERE closed_at IS NULL AND case_id = (SELECT id FROM cases
		WHERE number = '${numbers[0]}')`]);
});
after(async () => {
	await browser?.close();
	await program?.stop();
});

const at = (path) => (page) => page.goto(path);

test('the board holds the rules of all pages', () =>
	inspect(people.kadis, 'papan', at(board)));

test('and so do its lists', () =>
	inspect(people.kadis, 'papan-langkah', at(`${board}/${service}/2`)));

test('a number stands on the symbol of its row', async () => {
	const { page } = people.kadis;

	for (const viewport of [PHONE, DESK]) {
		await page.setViewportSize(viewport);
		await page.goto(board);
		const rows = await page.locator('tr.busy').evaluateAll((all) =>
			all.map((tr) => {
				const mark = tr.querySelector('.shape text');
				const m = mark.getBoundingClientRect();
				const s = mark.closest('.shape')
					.getBoundingClientRect();

				return { no: tr.querySelector('.no').textContent,
					n: mark.textContent,
					said: tr.querySelector('.here a .num')
						.textContent,
					within: m.left >= s.left && m.right <= s.right &&
					    m.top >= s.top && m.bottom <= s.bottom &&
					    m.width > 0 };
			}));

		assert.deepEqual(rows.map((r) => [r.no, r.n]),
			[['2', '2'], ['3', '1'], ['4', '1'], ['5', '1'],
				['5.2', '1'], ['6', '1']]);
		assert.ok(rows.every((r) => r.within && r.said === r.n),
			JSON.stringify(rows));
	}
});

test('from the menu to the cases of a row, in two taps', async () => {
	const { page } = people.kadis;

	await page.setViewportSize(PHONE);
	await page.goto(`/${office}/tugas`);
	await page.getByRole('link', { name: 'Papan' }).click();
	await page.getByRole('link', { name: '2 menunggu di langkah 2' }).click();
	await page.getByRole('heading', { name: 'Papan: langkah 2', level: 1 })
		.waitFor();
	for (const number of numbers.slice(0, 2))
		assert.equal(await page.getByRole('link', { name: number })
			.count(), 1);
	assert.equal(await page.locator('.task').count(), 2);
	await page.getByRole('link', { name: numbers[0] }).click();
	await page.getByRole('heading', { name: 'Perjalanan permohonan' })
		.waitFor();
	people.kadis.quiet();
});

test('what is late says so, beside what is not', async () => {
	const { page } = people.kadis;

	await page.goto(board);
	const row = page.locator('tr.busy.late');

	assert.equal(await row.count(), 1);
	assert.match(await row.locator('.here').textContent(),
		/2 menunggu[^]*1 dalam waktu[^]*1 lewat waktu[^]*tertua 3 hari/);
	assert.match(await page.locator('.headline').textContent(),
		/7 menunggu, 1 melewati waktu SOP/);
});

test('what waits for the applicant says so', async () => {
	const { page } = people.kadis;

	await page.goto(board);
	const row = page.locator('tr.busy.waiting');

	assert.equal(await row.count(), 1);
	assert.match(await row.textContent(), /Menunggu pemohon/);
});

test('on paper', async () => {
	const { page } = people.kadis;

	await page.setViewportSize(DESK);
	await page.goto(board);
	await page.emulateMedia({ media: 'print', colorScheme: 'light' });
	await shot(page, 'hal-papan-cetak');
	const sheets = await page.pdf({ preferCSSPageSize: true });

	await page.emulateMedia({ media: null });
	assert.ok(sheets.length > 10000, 'the printed board has content');
});

test('who is neither head nor admin has no board', async () => {
	for (const lane of ['pemohon', 'verifikator']) {
		const { page, context } = people[lane];

		await page.goto(`/${office}/tugas`);
		assert.equal(await page.getByRole('link', { name: 'Papan' })
			.count(), 0, lane);
		assert.equal((await context.request.get(board)).status(), 403);
	}
});

test('the applicant reads when it is likely to be done', async () => {
	const { page } = people.pemohon;
	const m = await get(people.pemohon,
		`/${office}/permohonan/${numbers[0]}`);

	await page.setViewportSize(PHONE);
	await page.goto(`/${office}/permohonan/${numbers[0]}`);
	assert.equal(await page.locator('.forecast').textContent(),
		m.forecast.text);
	assert.match(m.forecast.text, /kemungkinan selesai \w+, \d+ \w+ \d{4}/i);
	assert.equal(await page.locator('#langkah-9 .note')
		.filter({ hasText: 'Perkiraan selesai' }).count(), 1);
	await shot(page, 'perkiraan-360');
	await page.goto(`/${office}/permohonan/${numbers.at(-1)}`);
	assert.match(await page.locator('.forecast').textContent(),
		/^Bila Anda menyelesaikan langkah ini hari ini, /);
	await page.setViewportSize(DESK);
	await shot(page, 'perkiraan-1280');
});
