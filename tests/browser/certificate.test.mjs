// Two offices from the applicant's letter to the delivered certificate, over
// TLS to a BSrE that nobody works at: no page of its portal is opened and its
// control port is left alone.  The certificate is judged by openssl.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { tempDir, waitFor } from '../regress/lib/base.mjs';
import { startSimulator } from '../regress/lib/bsre.mjs';
import { readMaildir } from '../regress/lib/mail.mjs';
import { codeOf } from '../regress/lib/totp.mjs';
import { DESK, PHONE, openContext, shot, startBrowser } from './lib/chromium.mjs';
import { writeFilm } from './lib/film.mjs';
import { Person, fillForm } from './lib/person.mjs';
import { startProgram } from './lib/program.mjs';
import { get } from './lib/quick.mjs';

const forward = (by, no) => ({ by, no, press: /^Teruskan ke/ });
const complete = (no) => ({ by: 'verifikator', no, press: 'Nyatakan lengkap',
	judge: {} });
const matched = (no) => ({ by: 'verifikator', no, press: 'Cocok', exact: true });
const deliver = (no) => ({ by: 'verifikator', no,
	press: 'Serahkan sertifikat',
	sees: 'diterbitkan penerbit yang dipercaya kantor ini' });

// rows: what the office does before BSrE knows the holder.
const offices = {
	tapin: { name: 'Bayu Contoh Pratama', nik: '3399990512900002',
		nip: '199012052015021002', email: 'bayu.contoh@tapinkab.go.id',
		rows: [forward('kadis', '2'), complete('3'), { by: 'verifikator',
			no: '6', press: 'Nyatakan selesai' }],
		register: '7', activate: '8', match: matched('9'),
		passphrase: '10', examine: '11', deliver: deliver('12') },
	trenggalek: { name: 'Citra Contoh Lestari', nik: '3399990411870001',
		nip: '198711042010011001',
		email: 'citra.contoh@trenggalekkab.go.id',
		rows: [forward('kadis', '2'), forward('kabid', '3'),
			forward('kasi', '4'), complete('5')],
		register: '5.2', activate: '6', match: matched('7'),
		passphrase: '8', examine: '8.1', deliver: deliver('9') },
};

let browser, program, sim, home;

before(async () => {
	const film = path.join((home = tempDir()).dir, 'kartu.y4m');

	writeFilm('card', film);
	sim = await startSimulator(path.join(home.dir, 'bsre'));
	program = await startProgram({ sim });
	browser = await startBrowser(['--use-fake-device-for-media-stream',
		`--use-file-for-fake-video-capture=${film}`]);
});
after(async () => {
	await browser?.close();
	await program?.stop();
	await sim?.stop();
	home?.remove();
});

class Walk {
	constructor(office) {
		Object.assign(this, offices[office], { office,
			people: new Map() });
	}

	async person(lane) {
		if (!this.people.has(lane)) {
			const p = await Person.open(browser, program, this.office,
				lane, { viewport: DESK });

			this.people.set(lane, p);
			await p.signIn();
		}
		return this.people.get(lane);
	}

	async apply() {
		const p = await this.person('pemohon');
		const { page } = p;

		await page.goto(`/${this.office}/layanan/penerbitan/ajukan`);
		await page.getByText('Nomor surat').first().waitFor();
		await fillForm(page, { 'Nama lengkap': this.name,
			'NIK': this.nik, 'NIP': this.nip,
			'Email dinas': this.email });
		await p.press('Kirim permohonan');
		this.number = (await page.locator('.over .num').textContent());
	}

	async act({ by, no, press, judge, exact, sees }) {
		const p = await this.person(by);

		await p.openTask(this.number, no);
		if (sees)
			await p.page.getByText(sees).waitFor();
		await p.fill();
		if (judge)
			await p.judge(judge);
		await shot(p.page, `terbit-${this.office}-${no}`);
		await p.page.locator('.form').getByRole('button',
			{ name: press, exact }).click();
		await p.page.locator('#h-sop').waitFor();
	}

	// The rows that are current, as the applicant's page of the case has them.
	async current() {
		const p = await this.person('pemohon');

		await p.page.goto(`/${this.office}/permohonan/${this.number}`);
		return p.page.locator('tr.current').evaluateAll((all) =>
			all.map((r) => r.id.replace('langkah-', '')));
	}

	async comesTo(no, ms = 120000) {
		await waitFor(async () => (await this.current()).includes(no),
			`row ${no} of ${this.office}`, ms);
	}

	// What the holder got by mail, opened on a phone without an account.
	async link(kind) {
		const url = await waitFor(() => readMaildir(
			path.join(program.data, 'maildir'))
		    .filter((m) => m.rcpt === this.email || m.to === this.email ||
			JSON.stringify(m).includes(this.email))
		    .flatMap((m) => m.links)
		    .find((l) => l.includes(`/${this.office}/${kind}/`)),
		`the ${kind} mail of ${this.office}`);
		const { context, faults } = await openContext(browser,
			{ viewport: PHONE, permissions: ['camera'] });
		const page = await context.newPage();

		await page.goto(url.replace(/^https?:\/\/[^/]+/, program.url));
		return { context, page, faults };
	}

	// Both photos by the camera.
	async sendPhotos() {
		const { context, page, faults } = await this.link('aktivasi');
		const press = (name) => page.getByRole('button',
			{ name, exact: true }).click();

		await page.getByLabel(/^Data identitas di atas benar/).check();
		await press('Lanjut');
		for (const which of ['ktp', 'selfie']) {
			await press('Buka kamera');
			await press('Ambil foto');
			await press('Pakai foto ini');
			await page.locator(`[data-camera=${which}] li[data-id]`)
			    .waitFor();
			if (which === 'ktp')
				await press('Lanjut');
		}
		await press('Kirim data aktivasi');
		await page.getByRole('heading', { name: 'Terima kasih' }).waitFor();
		assert.deepEqual(faults, []);
		await context.close();
	}

	// Typed twice; then the code of an app that has scanned the picture.
	async setPassphrase() {
		const { context, page, faults } = await this.link('passphrase');
		const secret = `Kereta-${this.office}-Malam-7!`;

		await page.getByLabel('Passphrase', { exact: true }).fill(secret);
		await page.getByLabel('Passphrase sekali lagi').fill(secret);
		await shot(page, `terbit-${this.office}-passphrase`);
		await page.getByRole('button', { name: 'Buat passphrase' }).click();
		await page.locator('svg.otp, #galat').waitFor();
		await shot(page, `terbit-${this.office}-otp`);
		assert.equal(await page.locator('#galat').count(), 0);
		await page.getByText('Tidak dapat memindai?').click();
		const key = await page.locator('details .code').textContent();
		await page.getByLabel('Kode di aplikasi itu sekarang')
		    .fill(codeOf(key));
		await page.getByRole('button', { name: 'Periksa kode' }).click();
		await page.getByRole('heading', { name: 'Terima kasih' }).waitFor();
		assert.deepEqual(faults, []);
		await context.close();
	}

	async download() {
		const p = await this.person('pemohon');

		await this.current();
		await shot(p.page, `terbit-${this.office}-selesai`);
		this.shown = (await p.page.locator('#h-pemilik ~ * .num').first()
			.textContent()).trim();
		const files = {};

		for (const kind of ['-rantai.pem', '.pem', '.der']) {
			const link = p.page.locator(`a[href*="/sertifikat/"][href$="${
				kind}"]`).and(p.page.locator(kind === '.pem' ?
				':not([href$="-rantai.pem"])' : '*'));
			const rs = await p.context.request.get(
				await link.first().getAttribute('href'));

			assert.equal(rs.status(), 200);
			files[kind] = path.join(home.dir, `${this.office}${kind}`);
			writeFileSync(files[kind], await rs.body());
		}
		return files;
	}

	async close() {
		for (const p of this.people.values()) {
			p.quiet();
			await p.context.close();
		}
	}
}

const openssl = (...args) => execFileSync('openssl', args,
	{ encoding: 'utf8' });

function judge(w, files) {
	const root = path.join(sim.state, 'root.pem');
	const text = openssl('x509', '-in', files['.pem'], '-noout', '-subject',
		'-issuer', '-serial', '-ext', 'subjectAltName,keyUsage');

	assert.match(text, new RegExp(`CN = ${w.name}`));
	assert.match(text, new RegExp(`email:${w.email}`));
	assert.equal(/serial=(\w+)/.exec(text)[1].replace(/^0+/, ''),
		w.shown.replace(/^0+/, ''), 'the one that the page tells of');
	assert.match(text, /Digital Signature, Non Repudiation/);
	assert.match(openssl('verify', '-CAfile', root, '-untrusted',
		files['-rantai.pem'], files['.pem']), /: OK\n$/);
	assert.equal(openssl('x509', '-inform', 'der', '-in', files['.der']),
		openssl('x509', '-in', files['.pem']));
}

async function walk(office) {
	const w = new Walk(office);

	try {
		await w.apply();
		for (const row of w.rows)
			await w.act(row);
		await w.act({ by: 'verifikator', no: w.register,
			press: 'Lanjutkan pendaftaran' });
		await w.comesTo(w.activate);
		await w.sendPhotos();
		await w.act(w.match);
		await w.setPassphrase();
		// The agent asks; BSrE takes half a minute.
		await w.comesTo(w.deliver.no, 240000);
		await w.act(w.deliver);
		judge(w, await w.download());
	} catch (e) {
		for (const [lane, p] of w.people)
			await shot(p.page, `gagal-terbit-${office}-${lane}`);
		console.error(program.log());
		throw e;
	}
	await w.close();
}

test('from the letter to the certificate', { concurrency: 2 }, (t) =>
	Promise.all(Object.keys(offices).map((office) =>
		t.test(office, () => walk(office)))));

test('nobody was at BSrE, and it was asked once to register each', async () => {
	const log = await sim.control('GET', '/log');
	const of = (call) => log.filter((l) => l.call === call).length;

	assert.deepEqual(log.filter((l) => /^\/portal/.test(l.path)), []);
	assert.equal(of('register'), 2);
	assert.equal(of('passphrase'), 2);
	assert.ok(of('status') >= 2 && of('chain') >= 2);
});
