// Every mail of every office, as a real server took it: read as a page on a
// phone, its link followed in Chromium without and with a session, and
// dispositions and confirmations done in two taps.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { waitFor } from '../regress/lib/base.mjs';
import { startMailServer, writeOutside } from '../regress/lib/mail.mjs';
import { PHONE, openContext, shot, startBrowser } from './lib/chromium.mjs';
import { Person } from './lib/person.mjs';
import { startProgram } from './lib/program.mjs';
import { file, get, send } from './lib/quick.mjs';
import { accessible, inspect } from './lib/rules.mjs';

const offices = { trenggalek: 'pemohon', kudus: 'pemohon',
	'maluku-utara': 'asn', tapin: 'pemohon', undiksha: 'pengembang' };
const forward = ['forwarded', 'complete', 'resubmitted', 'created', 'sent',
	'registered', 'done', 'matched', 'set', 'issued', 'delivered', 'read',
	'fit', 'granted', 'passed'];
const templates = readdirSync('templates/mail')
    .filter((f) => f.endsWith('.txt') && f !== 'layout.txt')
    .map((f) => f.slice(0, -4)).sort();
const phone = { viewport: PHONE, hasTouch: true };
let browser, program, server;

before(async () => {
	browser = await startBrowser();
	program = await startProgram();
	server = await startMailServer(path.join(program.data, '..', 'mail'));
	writeOutside(`${program.data}.outside`, null, { surel: {
		server: server.url, ca: server.ca,
		pengirim: 'Paraf Uji <paraf@uji.example>' } });
});
after(async () => {
	await browser?.close();
	await program?.stop();
	await server?.stop();
});

class Office {
	constructor(name) {
		Object.assign(this, { name, people: new Map(), seen: new Set(),
			read: new Set() });
		// Nobody waits for a digest here.
		this.sql(`UPDATE person SET notify = 'now';
		    CREATE TRIGGER no_flood AFTER INSERT ON message BEGIN
			UPDATE message SET created_at = created_at - 7200000
			WHERE id = NEW.id;
		    END`);
	}

	sql(text) {
		return execFileSync('sqlite3', ['-batch', '-noheader', '-cmd',
			'.timeout 10000', '-separator', '\t',
			path.join(program.data, this.name, 'paraf.db'), text],
		{ encoding: 'utf8' }).split('\n').filter(Boolean)
		    .map((line) => line.split('\t'));
	}

	async person(lane) {
		if (!this.people.has(lane)) {
			const p = await Person.open(browser, program, this.name,
				lane, phone);

			this.people.set(lane, p);
			await p.signIn();
		}
		return this.people.get(lane);
	}

	laneOf(address) {
		return Object.entries(program.accounts[this.name])
		    .find(([, a]) => a.email === address)?.[0];
	}

	// What came since the last time, when all of it has gone out.
	async news() {
		await waitFor(() => this.sql(`SELECT count(*) FROM message
		    WHERE state = 'waiting'`)[0][0] === '0', 'the outbox', 30000);
		const [[n]] = this.sql(`SELECT count(*) FROM message
		    WHERE state = 'sent' AND channel = 'mail'`);
		const own = () => server.mails().filter((m) => new URL(m.links[0])
		    .pathname.startsWith(`/${this.name}/`));

		await waitFor(() => own().length === Number(n), 'all mails', 30000);
		return own().filter((m) => !this.read.has(m.id) &&
		    this.read.add(m.id));
	}

	template(m) {
		return this.sql(`SELECT template FROM message
		    WHERE id = ${m.id.match(/^<[^.]+\.(\d+)\./)[1]}`)[0][0];
	}

	// Chromium with this mail on a phone, as its reader has it.
	async show(page, m) {
		const bad = [];
		const template = this.template(m);

		await page.setViewportSize(PHONE);
		await page.setContent(m.html);
		if (!this.seen.has(template)) {
			for (const colorScheme of ['light', 'dark']) {
				await page.emulateMedia({ colorScheme });
				bad.push(...await accessible(page));
				await shot(page, `surel-${this.name}-${template}` +
					(colorScheme === 'dark' ? '-gelap' : ''));
			}
			bad.push(...await page.evaluate(() => [
				...(document.documentElement.scrollWidth > innerWidth ?
					['it scrolls sideways'] : []),
				...(document.querySelectorAll('h1').length === 1 ? [] :
					['no single heading'])]));
		}
		this.seen.add(template);
		const button = page.locator('.go a');
		const box = await button.boundingBox();

		if (!box || box.height < 44 || box.x + box.width > PHONE.width)
			bad.push(`the button is ${JSON.stringify(box)}`);
		assert.deepEqual(bad, [], `${this.name} ${template}`);
		return button;
	}

	// Without a session: by the sign-in page to the very page, or straight to
	// it where the link is for somebody without an account.
	async follow(m) {
		const { context, faults } = await openContext(browser,
			{ baseURL: program.url, ...phone });
		const page = await context.newPage();
		const lane = this.laneOf(m.rcpt);
		const url = m.links[0];
		const open = /\/(aktivasi|passphrase|sandi-baru)\/|\/$/;

		await (await this.show(page, m)).tap();
		if (!open.test(url) && lane && !/\/layanan\//.test(url)) {
			await page.getByLabel('Kata sandi').waitFor();
			assert.equal(new URL(page.url()).pathname,
				`/${this.name}/masuk`);
			const a = program.accounts[this.name][lane];

			await page.getByLabel('Email').fill(a.email);
			await page.getByLabel('Kata sandi').fill(a.password);
			await page.locator('.form').getByRole('button',
				{ name: 'Masuk' }).tap();
		}
		await page.waitForURL(url);
		await page.locator('main h1').waitFor();
		assert.equal(await page.getByText('Galat').count(), 0, url);
		assert.deepEqual(faults, []);
		await context.close();
	}

	// With a session: one tap, and the page is there.
	async tap(m) {
		const lane = this.laneOf(m.rcpt);
		const p = lane ? await this.person(lane) : null;

		if (!p)
			return null;
		// Away from the page before, whose policy would hold here.
		await p.page.goto('about:blank');
		await (await this.show(p.page, m)).tap();
		await p.page.waitForURL(m.links[0]);
		await p.page.locator('main h1').waitFor();
		assert.equal(await p.page.getByText('Galat').count(), 0);
		return p;
	}

	async close() {
		for (const p of this.people.values()) {
			p.quiet();
			await p.context.close();
		}
	}
}

// The second tap: the main button.
async function press(p, number) {
	await p.page.locator('.form .btn.primary').tap();
	await p.page.waitForURL(new RegExp(`/permohonan/${number}$`));
	await p.page.locator('#h-sop').waitFor();
}

// {task, p}: an open task of the case, and who has it.
async function openTask(o, number) {
	for (const lane of Object.keys(program.accounts[o.name])) {
		if (/ 2$|^admin$/.test(lane))
			continue;
		const p = await o.person(lane);
		const { tasks } = await get(p, `/${o.name}/tugas`);
		const task = tasks.find((t) => t.case === number);

		if (task)
			return { task, p };
	}
	return null;
}

async function act(o, number, { task, p }, mails) {
	const form = await get(p, task.url);
	const m = mails.find((x) => new URL(x.links[0]).pathname === task.url &&
	    o.laneOf(x.rcpt));

	if (['dispose', 'confirm'].includes(task.jenis)) {
		assert.ok(m, `no mail for ${task.no} of ${o.name}`);
		await press(await o.tap(m), number);
		return 1;
	}
	await send(p, task.url, forward.find((f) => form.outcomes
	    .some((x) => x.name === f)));
	return 0;
}

// Templates whose time would not come in this test, with what they say.
function write(o, number, wanted) {
	const lane = offices[o.name];
	const { email } = program.accounts[o.name][lane];
	const ofCase = { number, service: 'Layanan contoh',
		applicant: 'Citra Contoh Lestari', holder: 'Bayu Contoh Pratama' };
	const ofTask = { ...ofCase, row_no: '3',
		activity: 'Memeriksa berkas permohonan',
		title: 'berkas menunggu diperiksa', act: 'Mohon periksa berkas ini.',
		due_text: 'Senin, 23 November 2026 pukul 09.15 WIB',
		time_text: 'Batas waktunya lewat 1 hari.', seat: 'Kepala Dinas' };
	const end = { ...ofCase, reason: 'Surat belum sah.',
		result: 'Sertifikat elektronik', until_text: '1 Januari 2027',
		days: 30, code: 'abcd23456789' };
	const others = {
		password: { until_text: 'Senin pukul 10.15' },
		address: { until_text: 'Senin pukul 10.15' },
		digest: { all: 3, has_late: true, late: 1, has_more: true, more: 1,
			groups: [{ title: 'Memeriksa berkas permohonan', lines: [
				{ number, who: 'Citra Contoh Lestari', desk: null,
					when: 'terlambat 2 hari, batas 20-11-2026 09.15',
					late: true, path: `/permohonan/${number}` },
				{ number, who: 'Bayu Contoh Pratama',
					desk: 'Kepala Dinas', when: 'sejak 20-11-2026 09.15',
					late: false, path: `/permohonan/${number}` }] }] },
	};
	const task = /^(task|own_task|second|empty_desk|remind|escalate|link)/;
	const factsOf = (template) => JSON.stringify({
		path: `/permohonan/${number}`, path_label: 'Lihat permohonan',
		...others[template] ?? (task.test(template) ? ofTask : end) })
	    .replaceAll("'", "''");

	for (const template of wanted)
		o.sql(`INSERT INTO message (case_id, rule, tier, recipient,
		    channel, template, address, name, facts, state, created_at,
		    try_at) SELECT id, 'uji:${template}', 1, 'person:1', 'mail',
		    '${template}', '${email}', 'Citra Contoh Lestari',
		    '${factsOf(template)}',
		    'waiting', ${Date.now()},
		    ${Date.now()} FROM cases
		    WHERE number = '${number}'`);
}

// Made up, they are not sent: only a link that is still good goes out.
const links = ['address', 'link', 'link_soon', 'password'];

for (const name of Object.keys(offices))
	test(`${name}: every mail leads to its page`, async () => {
		const o = new Office(name);
		const applicant = await o.person(offices[name]);
		const home = await get(applicant, `/${name}/`);
		const number = await file(applicant,
			home.services[0].url.split('/').pop());
		let taps = 0, mails = await o.news();

		for (let left = 40; left > 0; left--) {
			for (const m of mails)
				await o.follow(m);
			const next = await openTask(o, number);

			if (!next)
				break;
			taps += await act(o, number, next, mails);
			mails = await o.news();
		}
		assert.ok(taps > 0, 'nothing was done by taps');
		assert.equal((await get(applicant,
			`/${name}/permohonan/${number}`)).case.state, 'done');
		write(o, number, templates.filter((t) => !o.seen.has(t) &&
			!links.includes(t)));
		for (const m of await o.news())
			await o.tap(m);
		assert.deepEqual(templates.filter((t) => !o.seen.has(t) &&
			!links.includes(t)), []);
		await o.close();
	});

test('a new password and the proof of an address, on a phone', async () => {
	const address = 'fajar@contoh.example', secret = 'kalimat yang panjang';
	const person = await openContext(browser, { baseURL: program.url,
		...phone });
	const page = person.page = await person.context.newPage();
	const mail = (subject) => waitFor(() => server.mails().find((m) =>
	    m.rcpt === address && subject.test(m.subject)), 'the mail', 30000);
	const button = (name) => page.locator('main').getByRole('button',
	    { name });

	await page.goto('/kudus/daftar');
	await page.getByLabel('Nama lengkap').fill('Fajar Contoh');
	await page.getByLabel('Email').fill(address);
	await page.getByLabel('Nomor HP/WA').fill('081200000001');
	await page.getByLabel('Kata sandi', { exact: true }).fill(secret);
	await page.getByLabel('Kata sandi sekali lagi').fill(secret);
	await button('Buat akun').tap();
	await page.getByText('Fajar Contoh').first().waitFor();
	await inspect(person, 'akun-belum-terbukti', (p) =>
	    p.goto('/kudus/akun'));
	const proof = (await mail(/buktikan/)).links[0];
	await inspect(person, 'bukti-alamat', (p) => p.goto(proof));
	await page.setViewportSize(PHONE);
	await button('Ya, saya yang membuatnya').tap();
	await page.getByText('sudah terbukti').waitFor();
	await page.goto('/kudus/akun');
	assert.equal(await button('Kirim tautan bukti lagi').count(), 0);

	await page.locator('.me summary').tap();
	await page.getByRole('button', { name: 'Keluar' }).tap();
	await page.goto('/kudus/masuk');
	await page.getByRole('link', { name: 'Lupa kata sandi' }).tap();
	await page.getByLabel('Email akun Anda').fill(address);
	await button('Kirim tautan').tap();
	await page.getByText('Bila alamat itu mempunyai akun').waitFor();
	await shot(page, 'lupa-sandi-terkirim');
	const link = (await mail(/kata sandi baru/)).links[0];
	await inspect(person, 'sandi-baru', (p) => p.goto(link));
	await page.setViewportSize(PHONE);
	await page.getByLabel('Kata sandi', { exact: true }).fill(`${secret}!`);
	await page.getByLabel('Kata sandi sekali lagi').fill(`${secret}!`);
	await button('Simpan kata sandi').tap();
	await page.getByText('sudah diganti').waitFor();
	await page.locator('main').getByRole('link', { name: 'Masuk' }).tap();
	await page.getByLabel('Email').fill(address);
	await page.getByLabel('Kata sandi').fill(`${secret}!`);
	await page.locator('.form').getByRole('button', { name: 'Masuk' }).tap();
	await page.getByRole('heading', { name: 'Tugas', level: 1 }).waitFor();
	assert.deepEqual(person.faults, []);
	await person.context.close();
});
