// The camera in the page of the activation: a made-up camera films a card or
// a face; refusals, absence and a busy camera are said in words.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { tempDir } from '../regress/lib/base.mjs';
import { Activation } from './lib/activation.mjs';
import { DESK, PHONE, openContext, shot, startBrowser } from './lib/chromium.mjs';
import { writeFilm } from './lib/film.mjs';
import { papers } from './lib/papers.mjs';
import { Person } from './lib/person.mjs';
import { startProgram } from './lib/program.mjs';
import { accessible } from './lib/rules.mjs';

let program, home;
const browsers = new Map();

before(async () => {
	program = await startProgram();
	home = tempDir();
});
after(async () => {
	for (const b of browsers.values())
		await b.close();
	await program?.stop();
	home?.remove();
});

// A browser whose camera shows that film; null: it has no camera.
async function browserWith(film, more = []) {
	const key = `${film} ${more}`;

	if (!browsers.has(key)) {
		const file = path.join(home.dir, `${film}.y4m`);
		const flags = [];

		if (film) {
			writeFilm(film, file);
			flags.push('--use-fake-device-for-media-stream',
				`--use-file-for-fake-video-capture=${file}`);
		}
		browsers.set(key, await startBrowser([...flags, ...more]));
	}
	return browsers.get(key);
}

const allowed = { viewport: PHONE, permissions: ['camera'] };

async function toCard(page, url) {
	await page.goto(url);
	await page.getByLabel(/^Data identitas di atas benar/).check();
	await page.getByRole('button', { name: 'Lanjut' }).click();
}

// At the question for the photo of the card.
async function atCard(browser, options = allowed) {
	const a = new Activation(browser, program);
	const { number, path: url } = await a.begin(options);
	const p = await a.person('pemohon');

	await toCard(p.page, url);
	return { a, p, page: p.page, number };
}

const dialog = (page) => page.locator('dialog.camera');
const press = (page, name) =>
	page.getByRole('button', { name, exact: true }).click();

// Both looks of what is on the page, and what axe says of them.
async function look(page, name) {
	for (const viewport of [PHONE, DESK]) {
		await page.setViewportSize(viewport);
		for (const colorScheme of ['light', 'dark']) {
			await page.emulateMedia({ colorScheme });
			assert.deepEqual(await accessible(page), [],
				`${name} ${viewport.width} ${colorScheme}`);
			await shot(page, `kamera-${name}-${viewport.width}${
				colorScheme === 'dark' ? '-gelap' : ''}`, false);
		}
	}
	await page.emulateMedia({ colorScheme: 'light' });
	await page.setViewportSize(PHONE);
}

test('one question after another, with photos from the camera', async () => {
	const { a, p, page, number } = await atCard(await browserWith('card'));

	await page.getByText('Pertanyaan 2 dari 3').waitFor();
	await look(page, 'pertanyaan-ktp');
	await press(page, 'Buka kamera');
	await page.getByRole('button', { name: 'Ambil foto' }).waitFor();
	await look(page, 'ktp');
	await press(page, 'Ambil foto');
	await dialog(page).getByText('Sudah jelas?').waitFor();
	await look(page, 'ktp-diambil');
	await press(page, 'Ambil ulang');
	await press(page, 'Ambil foto');
	await press(page, 'Pakai foto ini');
	await page.locator('.files li[data-id]').waitFor();
	assert.equal(await dialog(page).count(), 0);
	assert.match(await page.locator('.files li').textContent(),
		/foto-ktp\.jpg/);
	await look(page, 'ktp-diterima');
	await press(page, 'Lanjut');
	await page.getByText('Pertanyaan 3 dari 3').waitFor();
	const asked = await page.locator('.challenge').textContent();

	await press(page, 'Buka kamera');
	await page.getByRole('button', { name: 'Ambil foto' }).waitFor();
	assert.equal(await dialog(page).locator('.challenge').textContent(),
		asked, 'the challenge stands over the picture');
	await look(page, 'selfie');
	await press(page, 'Ambil foto');
	await press(page, 'Pakai foto ini');
	await page.locator('[data-camera=selfie] li[data-id]').waitFor();
	await press(page, 'Kembali');
	await press(page, 'Lanjut');
	await press(page, 'Kirim data aktivasi');
	await page.locator('#h-sop').waitFor();
	const sent = await (await p.context.request.get(
		`/trenggalek/permohonan/${number}`,
		{ headers: { accept: 'application/json' } })).json();

	assert.deepEqual(sent.documents.filter((d) => d.is_image)
		.map((d) => d.name).filter((n) => /^foto-/.test(n)).sort(),
	['foto-ktp.jpg', 'foto-selfie.jpg']);
	await mismatch(a, number, asked.replace(/^.*: |\.$/g, ''));
	await p.openTask(number, '6');
	assert.deepEqual(await page.locator('[data-camera]').evaluateAll((all) =>
		all.map((f) => f.dataset.camera)), ['selfie'],
	'only the photo that was wrong is asked for again');
	await page.getByLabel(/^Data identitas di atas benar/).check();
	await press(page, 'Lanjut');
	await page.locator('.warn', { hasText: 'Wajah berbeda dengan foto' })
		.waitFor();
	await shot(page, 'kamera-ulang-selfie-360');
	await press(page, 'Buka kamera');
	await press(page, 'Ambil foto');
	await press(page, 'Pakai foto ini');
	await press(page, 'Kirim data aktivasi');
	await page.locator('#h-sop').waitFor();
	p.quiet();
	await a.close();
});

// The verifier finds by key that the selfie shows another face.
async function mismatch(a, number, asked) {
	const v = await a.person('verifikator');

	await v.page.setViewportSize(DESK);
	await v.openTask(number, '7');
	await v.page.getByText(asked).waitFor();
	await v.page.keyboard.press('s');
	await v.page.keyboard.press('1');
	await shot(v.page, 'kamera-pencocokan-1280');
	await press(v.page, 'Tidak cocok');
	await v.page.locator('#h-sop').waitFor();
	v.quiet();
}

test('a card in focus is cut out of the picture', async () => {
	const { a, page } = await atCard(await browserWith('card'));

	await press(page, 'Buka kamera');
	await press(page, 'Ambil foto');
	const { width, height } = await page.locator('.stage canvas')
		.evaluate(({ width, height }) => ({ width, height }));

	assert.ok(width > 1000 && width < 1280, `${width} pixels wide`);
	assert.ok(Math.abs(width / height - 1.586) < 0.15, `${width}:${height}`);
	await a.close();
});

test('a blurred card is warned of, and may be used', async () => {
	const { a, page } = await atCard(await browserWith('blurred card'));

	await press(page, 'Buka kamera');
	await press(page, 'Ambil foto');
	await dialog(page).getByText('Foto tampak buram').waitFor();
	await look(page, 'buram');
	await press(page, 'Ambil ulang');
	await press(page, 'Ambil foto');
	await press(page, 'Pakai foto ini');
	await page.locator('.files li[data-id]').waitFor();
	await a.close();
});

const light = (page) => page.evaluate(() => window.tracks
	.filter((t) => t.readyState === 'live').length);

test('the camera goes out when the window is closed or hidden', async () => {
	const { a, page } = await atCard(await browserWith('card'));
	const hide = (hidden) => page.evaluate((hidden) => {
		Object.defineProperty(document, 'hidden',
			{ configurable: true, value: hidden });
		document.dispatchEvent(new Event('visibilitychange'));
	}, hidden);

	await page.evaluate(() => {
		const media = navigator.mediaDevices;
		const real = media.getUserMedia.bind(media);

		window.tracks = [];
		media.getUserMedia = async (what) => {
			const stream = await real(what);

			window.tracks.push(...stream.getTracks());
			return stream;
		};
	});
	await press(page, 'Buka kamera');
	await page.getByRole('button', { name: 'Ambil foto' }).waitFor();
	assert.equal(await light(page), 1);
	await hide(true);
	assert.equal(await light(page), 0, 'hidden');
	await hide(false);
	await page.waitForFunction(() => window.tracks.length === 2);
	await page.getByRole('button', { name: 'Ambil foto' }).waitFor();
	await page.keyboard.press('Escape');
	await dialog(page).waitFor({ state: 'detached' });
	assert.equal(await light(page), 0, 'closed by Escape');
	await press(page, 'Buka kamera');
	await press(page, 'Ambil foto');
	assert.equal(await light(page), 0, 'taken');
	await press(page, 'Tutup');
	assert.equal(await page.locator('.files li').count(), 0);
	await a.close();
});

// Says which sentence stands there, and that a file does as well.
async function refused(page, words, name) {
	await press(page, 'Buka kamera');
	await dialog(page).getByText(words).waitFor();
	await look(page, name);
	const chooser = page.waitForEvent('filechooser');

	await press(page, 'Pilih dari berkas');
	await (await chooser).setFiles(papers.ktp);
	await page.locator('.files li[data-id]').waitFor();
}

test('permission refused', async () => {
	const { a, page } = await atCard(await browserWith('card'),
		{ viewport: PHONE });

	await refused(page, /Izin kamera ditolak\. Izinkan kamera/, 'ditolak');
	await a.close();
});

test('no camera', async () => {
	const { a, page } = await atCard(await browserWith(null));

	await refused(page, /Kamera tidak ditemukan/, 'tidak-ada');
	await a.close();
});

test('a camera that another program uses, and then no longer', async () => {
	const { a, page } = await atCard(await browserWith('card'));

	await page.evaluate(() => {
		const media = navigator.mediaDevices;
		const real = media.getUserMedia.bind(media);

		media.getUserMedia = (what) => {
			media.getUserMedia = real;
			return Promise.reject(new DOMException('in use',
				'NotReadableError'));
		};
	});
	await press(page, 'Buka kamera');
	await dialog(page).getByText(/sedang dipakai aplikasi lain/).waitFor();
	await press(page, 'Coba lagi');
	await page.getByRole('button', { name: 'Ambil foto' }).waitFor();
	await a.close();
});

test('an address without https', async () => {
	const browser = await browserWith('card', [
		'--host-resolver-rules=MAP kantor.example 127.0.0.1']);
	const a = new Activation(browser, program);
	const { path: url } = await a.begin(allowed);
	const other = await Person.open(browser, program, 'trenggalek',
		'pemohon', { viewport: PHONE,
			baseURL: program.url.replace('127.0.0.1', 'kantor.example') });

	await other.signIn();
	await toCard(other.page, url);
	assert.equal(await other.page.evaluate(() => isSecureContext), false);
	await refused(other.page, /hanya dapat dibuka lewat alamat https/, 'http');
	await other.context.close();
	await a.close();
});

test('two cameras', async () => {
	const { a, page } = await atCard(await startBrowser([
		'--use-fake-device-for-media-stream=device-count=2']));
	const device = () => page.locator('video').evaluate((v) =>
		v.srcObject.getVideoTracks()[0].getSettings().deviceId);

	await press(page, 'Buka kamera');
	await page.getByRole('button', { name: 'Ganti kamera' }).waitFor();
	const first = await device();

	await press(page, 'Ganti kamera');
	await page.waitForFunction((first) => {
		const stream = document.querySelector('video')?.srcObject;

		return stream && stream.getVideoTracks()[0].getSettings()
			.deviceId !== first;
	}, first);
	await page.getByRole('button', { name: 'Ganti kamera' }).waitFor();
	await press(page, 'Ganti kamera');
	await page.waitForFunction((first) => document.querySelector('video')
		?.srcObject?.getVideoTracks()[0].getSettings().deviceId ===
		first, first);
	await a.close();
	await a.browser.close();
});

test('only pages with a field for the camera may use it', async () => {
	const { context } = await openContext(await browserWith('card'),
		{ baseURL: program.url });
	const header = async (path) => (await context.request.get(path))
		.headers()['permissions-policy'];

	for (const path of ['/', '/trenggalek/', '/trenggalek/masuk',
		'/trenggalek/lacak'])
		assert.match(await header(path), /^camera=\(\),/, path);
	const { a, p, page } = await atCard(await browserWith('card'));
	const asked = await p.context.request.get(page.url());

	assert.match(asked.headers()['permissions-policy'], /^camera=\(self\),/);
	await context.close();
	await a.close();
});
