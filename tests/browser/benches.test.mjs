// The verifier's time: a check of seven items and a match by keys alone,
// with no page load between items; the same by touch on a phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, PHONE, shot, startBrowser } from './lib/chromium.mjs';
import { Person } from './lib/person.mjs';
import { startProgram } from './lib/program.mjs';
import { papers } from './lib/papers.mjs';
import { get, send, task } from './lib/quick.mjs';

const office = 'tapin';
let browser, program;
const people = new Map();

before(async () => {
	browser = await startBrowser();
	program = await startProgram();
});
after(async () => {
	await browser?.close();
	await program?.stop();
});

async function person(lane, options = { viewport: DESK }) {
	const key = `${lane} ${JSON.stringify(options)}`;

	if (!people.has(key)) {
		const p = await Person.open(browser, program, office, lane, options);

		people.set(key, p);
		await p.signIn();
	}
	return people.get(key);
}

// A case of so many persons, brought to a row by HTTP.
async function reach(no, persons = 1) {
	const a = await person('pemohon');
	const url = await send(a, `/${office}/layanan/penerbitan/ajukan?orang=${
		persons}`, null, persons > 1 ? { nik_2: '3399990512900002' } : {});
	const number = url.split('/').pop();
	const way = [['2', 'kadis', 'forwarded'], ['3', 'verifikator', 'complete'],
		['6', 'verifikator', 'done'], ['7', 'verifikator', 'registered'],
		['8', 'pemohon', 'done']];

	for (const [row, lane, outcome] of way) {
		if (row === no)
			break;
		const p = await person(lane);

		await send(p, await task(p, number, row), outcome,
			row === '8' ? { foto_ktp: papers.ktp,
				foto_selfie: papers.selfie } : {});
	}
	return number;
}

// Open a page and count what a mouse or another page load would leave.
async function counted(p, path) {
	const seen = { loads: 0 };

	await p.page.goto(path);
	await p.page.locator('.bench.on').waitFor();
	await p.page.evaluate(() => {
		window.pointers = 0;
		for (const name of ['pointerdown', 'pointermove', 'touchstart',
			'wheel'])
			addEventListener(name, () => { window.pointers++; }, true);
	});
	p.page.on('framenavigated', (f) => {
		seen.loads += f === p.page.mainFrame() ? 1 : 0;
	});
	seen.pointers = () => p.page.evaluate(() => window.pointers);
	return seen;
}

async function press(page, ...keys) {
	for (const key of keys)
		await page.keyboard.press(key);
}

const focused = (page) => page.evaluate(() =>
	document.activeElement.value || document.activeElement.id);
const glass = (page) => page.evaluate(() =>
	[...document.querySelectorAll('.frame img')].map((i) =>
		getComputedStyle(i).transform));
const part = (page, name) => page.evaluate((n) => Number.parseFloat(
	document.querySelector('[data-view]').style.getPropertyValue(n)), name);

test('seven items by keys alone', async () => {
	const number = await reach('3', 2);
	const v = await person('verifikator');
	const { page } = v;
	const seen = await counted(v, await task(v, number, '3'));
	const progress = page.locator('[data-progress]');
	const open = page.locator('.check.open h2');

	assert.match(await progress.textContent(), /^0 dari 7 /);
	await shot(page, 'meja-periksa-1280');
	const first = await open.textContent();

	await press(page, '1');
	assert.notEqual(await open.textContent(), first, 'the next one opens');
	await press(page, '?');
	await page.locator('dialog[open]').waitFor();
	await shot(page, 'meja-periksa-1280-tombol');
	await press(page, 'Escape');
	// The papers of a person, one after the other.
	const shown = () => page.locator('[data-viewer] :is(img, iframe)')
		.evaluate((el) => el.src.split('?')[0]);
	const was = await shown();

	await press(page, 'ArrowRight');
	assert.notEqual(await shown(), was);
	await press(page, 'ArrowLeft');
	assert.equal(await shown(), was);
	await press(page, '1', '1', '1', '2');
	assert.match(await progress.textContent(), /^4 dari 7 /);
	await shot(page, 'meja-periksa-1280-alasan');
	await press(page, '9');
	assert.match(await progress.textContent(), /^5 dari 7 /);
	await press(page, 'k', 'j');
	await press(page, '1', '1');
	assert.match(await progress.textContent(), /^7 dari 7 /);
	assert.equal(await focused(page), 'incomplete');
	assert.equal(seen.loads, 0, 'no page load between items');
	assert.equal(await seen.pointers(), 0, 'no pointer was needed');
	await press(page, 'Enter');
	await page.locator('#h-sop').waitFor();
	assert.equal(seen.loads, 1);
	const { events } = await get(v, `/${office}/permohonan/${number}`);

	assert.match(events[0].what, /^3\. .*: Belum lengkap|Tidak lengkap/i);
	v.quiet();
});

test('a match by keys alone', async () => {
	const number = await reach('9');
	const v = await person('verifikator');
	const { page } = v;
	const seen = await counted(v, await task(v, number, '9'));

	assert.match(await page.locator('.ask').textContent(),
		/tidak membandingkan wajah dengan mesin: Anda yang memutuskan/);
	assert.match(await page.locator('figure').last().textContent(),
		/Diminta: \S/);
	await shot(page, 'meja-cocok-1280');
	await press(page, '+', '+', 'r', 'b', 'ArrowLeft', 'ArrowDown');
	assert.ok(await part(page, '--z') > 1.5);
	assert.equal(await part(page, '--r'), 90);
	assert.equal(await part(page, '--b'), 1.25);
	assert.ok(await part(page, '--x') > 0 && await part(page, '--y') < 0);
	await shot(page, 'meja-cocok-1280-diperbesar');
	await press(page, '0');
	assert.equal(await part(page, '--z'), 1);
	assert.equal(await part(page, '--r'), 0);
	const [one, two] = await glass(page);

	assert.equal(one, two, 'both photos under one glass');
	await press(page, '1', '2', '3', '4', '5');
	assert.equal(await focused(page), 'matched');
	assert.equal(seen.loads, 0);
	assert.equal(await seen.pointers(), 0);
	await press(page, 'Enter');
	await page.locator('#h-sop').waitFor();
	assert.match(await page.locator('[id="langkah-9"]').getAttribute('class'),
		/\bdone\b/);
	v.quiet();
});

test('a mismatch by keys opens one photo only', async () => {
	const number = await reach('9');
	const v = await person('verifikator');
	const a = await person('pemohon');
	const seen = await counted(v, await task(v, number, '9'));

	await press(v.page, 'k', '3');
	assert.equal(await focused(v.page), 'mismatched');
	await shot(v.page, 'meja-cocok-1280-salah');
	assert.equal(await seen.pointers(), 0);
	await press(v.page, 'Enter');
	await v.page.locator('#h-sop').waitFor();
	await a.page.goto(await task(a, number, '8'));
	await shot(a.page, 'aktivasi-foto-ulang-1280');
	const fields = await a.page.locator('input[type=file]')
		.evaluateAll((all) => all.map((f) => f.name));

	assert.deepEqual([...new Set(fields)], ['foto_ktp']);
	const text = await a.page.locator('main').textContent();

	assert.match(text, /Foto KTP terkena pantulan cahaya/);
	assert.match(text, /Foto selfie: Sudah sesuai/);
	v.quiet();
	a.quiet();
});

test('by mouse: wheel and drag move both photos', async () => {
	const number = await reach('9');
	const v = await person('verifikator');
	const { page } = v;

	await page.goto(await task(v, number, '9'));
	await page.locator('.bench.on').waitFor();
	const box = await page.locator('.frame').first().boundingBox();
	const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];

	await page.mouse.move(x, y);
	await page.mouse.wheel(0, -300);
	await page.waitForFunction(() => document.querySelector('.zoomed'));
	await page.mouse.down();
	await page.mouse.move(x + 60, y + 30, { steps: 4 });
	await page.mouse.up();
	assert.equal(Math.round(await part(page, '--x')), 60);
	assert.ok(Math.abs(await part(page, '--y') - 30) < 2);
	const [one, two] = await glass(page);

	assert.equal(one, two);
	await page.mouse.dblclick(x, y);
	assert.equal(await part(page, '--z'), 1);
	v.quiet();
});

const phone = { viewport: PHONE, hasTouch: true, isMobile: true };

// Two fingers from `near` to `far` pixels from the middle of a frame.
async function pinch(page, selector, near, far) {
	const [x, y] = await page.locator(selector).first().evaluate((el) => {
		el.scrollIntoView({ block: 'center' });
		const r = el.getBoundingClientRect();

		return [r.x + r.width / 2, r.y + r.height / 2];
	});
	const cdp = await page.context().newCDPSession(page);
	const touch = (type, d) => cdp.send('Input.dispatchTouchEvent', { type,
		touchPoints: d === null ? [] : [{ x: x - d, y, id: 0 },
			{ x: x + d, y, id: 1 }] });

	await touch('touchStart', near);
	for (let i = 1; i <= 8; i++)
		await touch('touchMove', near + (far - near) * i / 8);
	await touch('touchEnd', null);
	await cdp.detach();
}

test('by touch on a phone: pinch, ticks, verdict', async () => {
	const number = await reach('9');
	const v = await person('verifikator', phone);
	const { page } = v;

	await page.goto(await task(v, number, '9'));
	await page.locator('.bench.on').waitFor();
	await shot(page, 'meja-cocok-360');
	await pinch(page, '.frame', 30, 90);
	assert.ok(await part(page, '--z') > 1.8, 'zoomed by two fingers');
	const [one, two] = await glass(page);

	assert.equal(one, two);
	await shot(page, 'meja-cocok-360-diperbesar');
	await page.getByRole('button', { name: 'Semula' }).tap();
	assert.equal(await part(page, '--z'), 1);
	for (const label of await page.locator('.pair label').all())
		await label.tap();
	// The verdict stays at hand.
	const primary = page.getByRole('button', { name: 'Cocok', exact: true });

	assert.ok(await primary.evaluate((b) => {
		const r = b.getBoundingClientRect();

		return r.top >= 0 && r.bottom <= innerHeight;
	}), 'the verdict is in view');
	await primary.tap();
	await page.locator('#h-sop').waitFor();
	v.quiet();
});

test('by touch on a phone: a check', async () => {
	const number = await reach('3');
	const v = await person('verifikator', phone);
	const { page } = v;

	await page.goto(await task(v, number, '3'));
	await page.locator('.bench.on').waitFor();
	await shot(page, 'meja-periksa-360');
	for (let i = 0; i < 4; i++) {
		const item = page.locator('.check.open');

		if (i === 2) {
			await item.getByText('Tidak sesuai', { exact: true }).last()
				.tap();
			await shot(page, 'meja-periksa-360-alasan');
			await item.getByRole('button',
				{ name: 'Berkas salah atau rusak' }).tap();
		} else {
			await item.locator('.chip').first().tap();
		}
	}
	assert.match(await page.locator('[data-progress]').textContent(),
		/^4 dari 4 /);
	assert.equal(await focused(page), 'incomplete');
	assert.ok(await page.evaluate(() =>
		document.documentElement.scrollWidth <= innerWidth));
	await page.getByRole('button', { name: 'Minta dilengkapi' }).tap();
	await page.locator('#h-sop').waitFor();
	v.quiet();
});
