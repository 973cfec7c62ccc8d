// pictures.mjs - remakes the pictures of the README and of the guide from a
// running program with made-up persons:  node tests/browser/pictures.mjs
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tempDir, waitFor } from '../regress/lib/base.mjs';
import { startSimulator } from '../regress/lib/bsre.mjs';
import { readMaildir } from '../regress/lib/mail.mjs';
import { startBrowser } from './lib/chromium.mjs';
import { writeFilm } from './lib/film.mjs';
import { indexedPng, papers } from './lib/papers.mjs';
import { Person, fillForm } from './lib/person.mjs';
import { startProgram } from './lib/program.mjs';
import { file, get, send, task } from './lib/quick.mjs';
import { codeOf } from '../regress/lib/totp.mjs';

const dir = path.resolve('docs/images');
const office = 'trenggalek';
const home = tempDir();
const film = path.join(home.dir, 'card.y4m');

writeFilm('card', film);
const browser = await startBrowser(['--use-fake-device-for-media-stream',
	`--use-file-for-fake-video-capture=${film}`]);
const sim = await startSimulator(path.join(home.dir, 'bsre'));
const program = await startProgram({ sim });
const people = new Map();

async function person(lane) {
	if (!people.has(lane)) {
		const p = await Person.open(browser, program, office, lane,
			{ viewport: { width: 390, height: 780 },
				permissions: ['camera'] });

		people.set(lane, p);
		await p.signIn();
	}
	return people.get(lane);
}

// The line that says "demonstration" has no place in a picture.
const quiet = (page) => page.locator('.demo').evaluateAll((all) =>
	all.forEach((el) => el.remove()));

// Runs in a page: the 256 most frequent colours, and the nearest of them for
// every pixel.
async function reduce(source) {
	const image = new Image();

	image.src = `data:image/png;base64,${source}`;
	await image.decode();
	const { width, height } = image;
	const canvas = new OffscreenCanvas(width, height);
	const pen = canvas.getContext('2d');

	pen.drawImage(image, 0, 0);
	const pixels = new Uint32Array(pen.getImageData(0, 0, width, height)
		.data.buffer);
	const count = new Map();

	for (const p of pixels)
		count.set(p, (count.get(p) ?? 0) + 1);
	const rgb = (p) => [p & 255, (p >> 8) & 255, (p >> 16) & 255];
	const palette = [...count].sort((a, b) => b[1] - a[1]).slice(0, 256)
		.map(([p]) => rgb(p));
	const far = (a, b) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 +
	    (a[2] - b[2]) ** 2;
	const nearest = new Map();

	for (const p of count.keys()) {
		let best = 0;

		for (let i = 1; i < palette.length; i++)
			if (far(rgb(p), palette[i]) < far(rgb(p), palette[best]))
				best = i;
		nearest.set(p, best);
	}
	let index = '';

	for (const p of pixels)
		index += String.fromCharCode(nearest.get(p));
	return { width, height, palette, index: btoa(index) };
}

async function picture(page, name, size, options) {
	await page.setViewportSize(size);
	await quiet(page);
	const png = await page.screenshot({ animations: 'disabled', ...options });
	const desk = await browser.newPage();
	const r = await desk.evaluate(reduce, png.toString('base64'));

	await desk.close();
	writeFileSync(path.join(dir, `${name}.png`), indexedPng(r.width,
		r.height, Buffer.from(r.index, 'base64'), r.palette));
}

const phone = (page, name, height = 780) =>
	picture(page, name, { width: 390, height });

async function pass(number, steps) {
	for (const [no, lane, outcome, values] of steps) {
		const p = await person(lane);

		await send(p, await task(p, number, no), outcome, values);
	}
}

const applicant = await person('pemohon');
const [head, verifier] = [await person('kadis'), await person('verifikator')];
const base = `/${office}/permohonan`;

mkdirSync(dir, { recursive: true });
await applicant.page.goto(`/${office}/layanan/penerbitan/ajukan`);
await fillForm(applicant.page);
await applicant.page.evaluate(() => scrollTo(0, 0));
await phone(applicant.page, 'mengajukan');

const decree = applicant.page.locator('.field.file').nth(1);

await decree.locator('input[type=file]').setInputFiles(papers.ktp);
await decree.locator('.thumb').waitFor();
await decree.locator('li[data-id]').nth(1).waitFor();
await applicant.page.getByText(/^Tersimpan pukul/).waitFor();
await applicant.page.getByText('Berkas persyaratan').evaluate((el) =>
	el.scrollIntoView());
await phone(applicant.page, 'unggah');
await applicant.page.reload();
await applicant.page.getByRole('button', { name: 'Hapus draf' }).click();
await decree.locator('li').first().waitFor({ state: 'detached' });

const number = await file(applicant, 'penerbitan');

await file(applicant, 'penerbitan', { nama: 'Bayu Contoh Pratama' });
await file(applicant, 'penerbitan', { nama: 'Dewi Contoh Anjani' });
await applicant.page.goto(`${base}/${number}/tanda-terima`);
await phone(applicant.page, 'tanda-terima');
await head.page.goto(`/${office}/tugas`);
await phone(head.page, 'tugas', 640);
await head.openTask(number, '2');
await phone(head.page, 'disposisi', 900);

await pass(number, [['2', 'kadis', 'forwarded'], ['3', 'kabid', 'forwarded'],
	['4', 'kasi', 'forwarded']]);
await verifier.page.setViewportSize({ width: 1180, height: 820 });
await verifier.openTask(number, '5');
await verifier.page.locator('.bench.on').waitFor();
await verifier.page.keyboard.press('1');
await verifier.page.evaluate(() => document.querySelector('.ask')
	.scrollIntoView());
await verifier.page.waitForTimeout(3000); // the PDF draws itself
await picture(verifier.page, 'pemeriksaan', { width: 1180, height: 820 });
await pass(number, [['5', 'verifikator', 'complete']]);
await verifier.openTask(number, '5.2');
await verifier.page.evaluate(() => document.querySelector('.ask')
	.scrollIntoView());
await picture(verifier.page, 'pendaftaran', { width: 1180, height: 640 });
await pass(number, [['5.2', 'verifikator', 'registered']]);

await head.page.goto(`${base}/${number}/naskah/rekomendasi`);
await head.page.getByRole('button', { name: 'Buat naskah' }).click();
const letter = head.page.getByRole('link', { name: 'Buka PDF' });

await letter.waitFor();
const pdf = path.join(home.dir, 'rekomendasi.pdf');

writeFileSync(pdf, await (await head.context.request.get(
	await letter.getAttribute('href'))).body());
execFileSync('pdftoppm', ['-r', '72', '-png', '-f', '1', '-singlefile', pdf,
	path.join(dir, 'surat-rekomendasi')]);
await head.page.getByRole('link', { name: 'Tanda tangani' }).waitFor();
await phone(head.page, 'naskah', 1060);
await head.page.goto(await head.page.getByRole('link',
	{ name: 'Lihat halaman pemeriksaan' }).getAttribute('href'));
await head.page.locator('input[type=file]').setInputFiles(pdf);
await head.page.getByText('Isi berkas sama').waitFor();
await head.page.evaluate(() => scrollTo(0, 0));
await phone(head.page, 'keaslian', 1240);

await applicant.page.goto(`${base}/${number}`);
await phone(applicant.page, 'permohonan', 900);

await pass(await file(applicant, 'penerbitan'), [['2', 'kadis', 'forwarded'],
	['3', 'kabid', 'forwarded']]);
await pass(await file(applicant, 'penerbitan'), [['2', 'kadis', 'forwarded']]);
execFileSync('sqlite3', ['-cmd', '.timeout 10000',
	path.join(program.data, office, 'paraf.db'),
	`UPDATE task SET opened_at = opened_at - 93600000,
	due_at = due_at - 172800000, sort_at = sort_at - 172800000
	WHERE closed_at IS NULL AND row_no IN ('2', '4')
	AND case_id <> (SELECT max(case_id) FROM task WHERE row_no = '2'
	AND closed_at IS NULL)`]);
await head.page.goto(`/${office}/laporan/papan`);
await picture(head.page, 'papan', { width: 1180, height: 820 });
await head.page.setViewportSize({ width: 390, height: 780 });
await applicant.openTask(number, '6');
await applicant.page.getByLabel(/^Data identitas/).check();
await applicant.page.getByRole('button', { name: 'Lanjut' }).click();
await applicant.page.getByRole('button', { name: 'Buka kamera' }).click();
await applicant.page.getByRole('button', { name: 'Ambil foto' }).waitFor();
await applicant.page.waitForTimeout(1000); // the film begins
await phone(applicant.page, 'kamera-ktp', 640);

await pass(number, [['6', 'pemohon', 'done',
	{ foto_ktp: papers.ktp, foto_selfie: papers.selfie }]]);
await verifier.page.setViewportSize({ width: 1280, height: 1500 });
await verifier.page.goto(`${base}/${number}`);
await quiet(verifier.page);
const low = await verifier.page.evaluate(() => {
	const row = (no) => document.getElementById(`langkah-${no}`)
		.getBoundingClientRect();

	scrollTo(0, row('5').top -
		document.querySelector('.sop thead').offsetHeight);
	return row('8').bottom;
});
await picture(verifier.page, 'tabel-sop', { width: 1280, height: 1500 },
	{ clip: { x: 0, y: 0, width: 1280, height: low } });
await verifier.openTask(number, '7');
await verifier.page.locator('.bench.on').waitFor();
await verifier.page.keyboard.press('1');
await verifier.page.evaluate(() => document.querySelector('.ask')
	.scrollIntoView());
await picture(verifier.page, 'pencocokan', { width: 1180, height: 860 });

const { tracking } = await get(applicant, `${base}/${number}`);
const { page } = applicant;

await page.goto(`/${office}/lacak?nomor=${number}`);
await page.getByLabel('Kode lacak').fill(tracking.code);
await page.locator('.form').getByRole('button').click();
await page.locator('#h-hasil').waitFor();
await phone(page, 'melacak', 900);

await pass(number, [['7', 'verifikator', 'matched']]);
const link = await waitFor(() => readMaildir(path.join(program.data,
	'maildir')).flatMap((m) => m.links)
    .find((l) => /\/passphrase\//.test(l)), 'the mail', 30000);
const holder = await (await browser.newContext()).newPage();

await holder.setViewportSize({ width: 390, height: 900 });
await holder.goto(`${program.url}${new URL(link).pathname}`);
await holder.getByLabel('Passphrase', { exact: true }).fill('Kereta-Malam-7!');
await holder.locator('.rule').evaluate((el) => el.scrollIntoView());
await phone(holder, 'passphrase', 900);
await holder.getByLabel('Passphrase sekali lagi').fill('Kereta-Malam-7!');
await holder.getByRole('button', { name: 'Buat passphrase' }).click();
await holder.locator('svg.otp').waitFor();
await holder.locator('.notice.ok').evaluate((el) => el.scrollIntoView());
await phone(holder, 'kode-otp', 720);
await holder.getByText('Tidak dapat memindai?').click();
await holder.getByLabel('Kode di aplikasi itu sekarang').fill(codeOf(await
	holder.locator('details .code').textContent()));
await holder.getByRole('button', { name: 'Periksa kode' }).click();
await holder.getByRole('heading', { name: 'Terima kasih' }).waitFor();
await verifier.openTask(number, '8.1');
await verifier.page.locator('#h-keadaan').evaluate((el) =>
	el.scrollIntoView());
await picture(verifier.page, 'keadaan-bsre', { width: 1180, height: 640 });

const { email } = (await sim.control('GET', '/persons'))
	.find((x) => x.status === 'WAITING_FOR_VERIFICATION');

await sim.control('PUT', '/persons', { email, status: 'ISSUE' });
await verifier.page.getByRole('button', { name: 'Periksa sekarang' }).click();
await verifier.page.waitForURL(`**${base}/${number}`, { timeout: 60000 });
await verifier.openTask(number, '9');
await verifier.page.locator('h2', { hasText: 'Sertifikat' }).first()
	.evaluate((el) => el.scrollIntoView());
await picture(verifier.page, 'penyerahan', { width: 1180, height: 760 });
await pass(number, [['9', 'verifikator', 'delivered']]);
await page.goto(`${base}/${number}`);
await page.getByRole('heading', { name: 'Calon pemilik' })
	.evaluate((el) => el.scrollIntoView());
await phone(page, 'sertifikat', 420);

const admin = await person('admin');

await admin.page.goto(`/${office}/kelola/bsre`);
await picture(admin.page, 'kelola-bsre', { width: 1180, height: 820 });

await browser.close();
await program.stop();
await sim.stop();
home.remove();
