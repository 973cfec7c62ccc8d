// The holder's passphrase: by the link where the module can set it, with its
// rule, BSrE's answers, QR code and one code; by the holder's word elsewhere.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { tempDir } from './lib/base.mjs';
import { Browser, urlencoded } from './lib/client.mjs';
import { startSimulator } from './lib/bsre.mjs';
import { startWithSimulators } from './lib/consult.mjs';
import { carry, tasksOf } from './lib/journey.mjs';
import { startMailServer, writeOutside } from './lib/mail.mjs';
import { startParaf, waitFor } from './lib/paraf.mjs';
import { codeOf } from './lib/totp.mjs';

const good = 'Laut-7-Teduh', other = 'Bukit-3-Hijau';
const html = { headers: { Accept: 'text/html' } };

describe('the module can set it', () => {
	const address = 'dewi.contoh@tapinkab.go.id';
	let sim, simDir, inst, mail, c, token, b;

	before(async () => {
		simDir = tempDir();
		sim = await startSimulator(path.join(simDir.dir, 'bsre'));
		inst = await startWithSimulators({ tapin: sim }, { workers: 1,
			account: { versi: 2,
				jalan_passphrase: '/api/v2/user/passphrase',
				portal: `${sim.url}/portal` } });
		mail = await startMailServer(path.join(inst.dir.dir, 'mail'));
		writeOutside(`${inst.data}.outside`, null, { surel: {
			server: mail.url, ca: mail.ca,
			pengirim: 'Paraf Uji <paraf@uji.example>' } });
		await waitFor(() => inst.sql('tapin', `SELECT 1 FROM bsre_office
		    WHERE caps <> 0`).length === 1, 'the module');
		c = await carry(inst, 'tapin', { leave: (t) => t.no === '10',
			values: { email: address } });
		token = await linkOf(address);
		b = new Browser(inst.url);
	});
	after(async () => {
		await mail?.stop();
		await inst?.stop();
		await sim?.stop();
		simDir?.remove();
	});
	const mailsTo = (to) => mail.mails().filter((m) => m.rcpt === to &&
	    m.links.some((l) => l.includes('/passphrase/')));
	async function linkOf(to, n = 1) {
		const m = await waitFor(() => mailsTo(to)[n - 1], `link ${n}`);
		return new URL(m.links.find((l) => l.includes('/passphrase/')))
		    .pathname;
	}
	const send = async (first, second = first) => b.send(
	    await b.page(token), 'set',
	    { passphrase: first, passphrase_ulang: second });
	const person = async () => (await sim.control('GET', '/persons'))
	    .find((p) => p.email === address);
	const entries = () => inst.sql('tapin', `SELECT count(*) FROM draft
	    WHERE form LIKE 'otp:%'`)[0][0];
	// Wherever it might have come to lie.
	const nowhere = (r, word) => assert.ok(!r.text.includes(word) &&
	    !inst.log.includes(word), 'it comes back nowhere');

	test('the link has a form for it, and nothing is kept of it',
	    async () => {
		const page = await b.page(token);
		assert.deepEqual(page.fields.map((f) => [f.name, f.type,
			f.autocomplete]), [
			['passphrase', 'password', 'new-password'],
			['passphrase_ulang', 'password', 'new-password']]);
		assert.equal(page.draft, null);
		assert.deepEqual(page.passphrase.rule.map((r) => r.name),
		    ['panjang', 'besar', 'kecil', 'angka', 'tanda', 'ketikan',
			'data_sendiri', 'tebakan']);
		assert.equal(page.passphrase.otp, null);
		const r = await b.go(token, html);
		assert.ok(!r.text.includes('data-draft'));
		assert.match(r.text, /Aturan ini milik kantor/);
	});

	test('whoever is signed in has no such form', async () => {
		const owner = await inst.as('tapin', 'pemohon');
		const [task] = await tasksOf(owner, 'tapin', c.number);
		const page = await owner.page(task.url);
		assert.deepEqual(page.fields.map((f) => f.type),
		    ['checkbox', 'checkbox']);
		assert.equal(page.passphrase.is_set, false);
		const r = await owner.post(task.url, [['csrf', page.csrf],
			['outcome', 'set'], ['passphrase', good],
			['passphrase_ulang', good]], { form: urlencoded });
		assert.equal(r.status, 400);
		nowhere(r, good);
	});

	test('every part of the rule that is broken is named', async () => {
		for (const [word, texts] of [
			['pendek', [/8 sampai 64 huruf/, /huruf besar/, /angka/,
				/tanda, misalnya/]],
			['TANPA-KECIL-7', [/huruf kecil/]],
			['Dewi.Contoh-77', [/tidak memuat NIK, NIP, nama/]],
			['Rahasia1!', [/langsung tertebak/]],
			['Laut-7-Téduh', [/huruf beraksen/]],
			[' Laut-7-Teduh', [/spasi/]]]) {
			const r = await send(word);
			assert.equal(r.status, 422, word);
			assert.deepEqual(r.json.errors.map((e) => e.field),
			    ['passphrase']);
			for (const t of texts)
				assert.match(r.json.errors[0].message, t);
			nowhere(r, word);
			assert.ok(r.json.fields.every((f) => f.value === ''));
		}
		assert.equal((await person()).status, 'NEW');
	});

	test('twice, and both alike', async () => {
		const r = await send(good, other);
		assert.equal(r.status, 422);
		assert.deepEqual(r.json.errors.map((e) => e.field),
		    ['passphrase_ulang']);
		nowhere(r, good);
		nowhere(r, other);
		assert.equal((await send(good, '')).status, 422);
		assert.equal((await send('', '')).status, 422);
	});

	test('not as a draft', async () => {
		const page = await b.page(token);
		const r = await b.post(token, [['csrf', page.csrf],
			['draf', 'simpan'], ['passphrase', good],
			['passphrase_ulang', good]], { form: urlencoded });
		assert.ok([200, 303].includes(r.status), r.text);
		nowhere(r, good);
		assert.equal(inst.sql('tapin', `SELECT count(*) FROM draft
		    WHERE form LIKE 'otp:%'`)[0][0], '0');
	});

	test('BSrE says no: its words, and another try', async () => {
		const put = async (status) => sim.control('PUT', '/persons',
		    { nik: (await person()).nik, email: address, status });
		await put('NOT_REGISTERED');
		const r = await send(good);
		assert.equal(r.status, 422, r.text);
		assert.match(r.json.errors[0].message,
		    /^BSrE tidak menerima .*User tidak terdaftar/);
		nowhere(r, good);
		await put('NEW');
		assert.equal(entries(), '0');
	});

	test('BSrE is away: a sentence, and nothing was set', async () => {
		await sim.fault('passphrase', '503', { times: 1 });
		const r = await send(good);
		assert.equal(r.status, 503, r.text);
		assert.match(r.json.errors[0].message, /^Passphrase belum dibuat\./);
		nowhere(r, good);
		await sim.control('DELETE', '/faults');
		assert.equal(entries(), '0');
	});

	test('nothing says whether it was set: once more, and the last counts',
	    async () => {
		await sim.fault('passphrase', 'reset', { times: 1 });
		const r = await send(other);
		assert.equal(r.status, 503, r.text);
		assert.match(r.json.errors[0].message,
		    /^Belum pasti .*kirim sekali lagi; yang terakhir/);
		nowhere(r, other);
		await sim.control('DELETE', '/faults');
	});

	test('whoever is signed in sends the link to its owner', async () => {
		const owner = await inst.as('tapin', 'pemohon');
		const [task] = await tasksOf(owner, 'tapin', c.number);
		const page = await owner.page(task.url);
		const known = mailsTo(address).length;
		assert.match(page.passphrase.send.text,
		    /^Tautan baru akan dikirim ke d•••@tapinkab\.go\.id dan berlaku 24 jam/);
		const r = await owner.post(page.passphrase.send.action,
		    [['csrf', page.csrf]], { form: urlencoded });
		assert.equal(r.status, 303);
		assert.equal(r.location, task.url);
		const after = await owner.go(task.url, html);
		assert.match(after.text, /Tautan dibuat pada/);
		assert.ok(!after.text.includes('/passphrase/'));
		const old = await b.go(token);
		assert.equal(old.status, 409);
		assert.match(old.json.what, /diganti/);
		token = await linkOf(address, known + 1);
		// Nobody else can.
		const desk = await inst.as('tapin', 'kadis');
		assert.equal((await desk.post(page.passphrase.send.action,
		    [['csrf', (await desk.page(c.url)).csrf]],
		    { form: urlencoded })).status, 403);
	});

	test('it is set: the QR code, and never the passphrase', async () => {
		const r = await send(good);
		assert.equal(r.status, 303, r.text);
		assert.equal(r.location, token);
		assert.equal(entries(), '1');
		assert.equal((await person()).status, 'WAITING_FOR_VERIFICATION');
		const page = await b.page(token);
		assert.deepEqual(page.fields.map((f) => [f.name, f.type,
			f.inputmode, f.autocomplete]),
		    [['kode_otp', 'text', 'numeric', 'one-time-code']]);
		assert.equal(page.draft, null);
		const secret = new URL(page.passphrase.otp.otpauth)
		    .searchParams.get('secret');
		assert.equal(page.passphrase.otp.secret.replaceAll(' ', ''),
		    secret);
		const shown = await b.go(token, html);
		assert.match(shown.text, /<svg class="qr otp"/);
		nowhere(shown, good);
	});

	test('neither signed in nor by tracking is the QR code seen', async () => {
		const otp = (await b.page(token)).passphrase.otp;
		for (const lane of ['pemohon', 'verifikator', 'kadis']) {
			const one = await inst.as('tapin', lane);
			for (const way of [c.url, `${c.url}/langkah/1`]) {
				const r = await one.go(way);
				assert.ok(!r.text.includes('otpauth'), way);
				assert.ok(!r.text.includes(otp.secret), way);
			}
		}
	});

	test('the codes of the step before and after count, no others',
	    async () => {
		const { secret } = (await b.page(token)).passphrase.otp;
		const now = Date.now();
		for (const at of [now - 90000, now + 90000]) {
			const r = await b.send(await b.page(token), 'set',
			    { kode_otp: codeOf(secret, at) });
			assert.equal(r.status, 422);
			assert.match(r.json.errors[0].message, /tidak cocok/);
			assert.equal(r.json.fields[0].value, '');
		}
		const r = await b.send(await b.page(token), 'set',
		    { kode_otp: 'abc' });
		assert.equal(r.status, 422);
		assert.equal((await b.send(await b.page(token), 'set',
		    { kode_otp: '' })).status, 422);
	});

	test('five wrong ones, then a pause', async () => {
		const { secret } = (await b.page(token)).passphrase.otp;
		const wrong = codeOf(secret, Date.now() + 3600000);
		const say = (kode_otp) => b.page(token).then((page) =>
		    b.send(page, 'set', { kode_otp }));
		assert.equal((await say(wrong)).status, 422);
		assert.equal((await say(wrong)).status, 422);
		assert.equal((await say(wrong)).status, 429);
		const right = await say(codeOf(secret));
		assert.equal(right.status, 429, 'not even the right one');
		assert.match(right.json.errors[0].message, /Tunggu satu menit/);
		assert.equal(entries(), '1');
		inst.sql('tapin', `UPDATE attempt SET last_at = last_at - 61000
		    WHERE name LIKE 'otp %'`);
	});

	test('the right code: done, and nothing is left', async () => {
		const { secret } = (await b.page(token)).passphrase.otp;
		const r = await b.send(await b.page(token), 'set',
		    { kode_otp: codeOf(secret, Date.now() - 30000) });
		assert.equal(r.status, 303, r.text);
		assert.equal(r.location, '/tapin/terima-kasih');
		assert.equal(entries(), '0');
		const over = await b.go(token);
		assert.equal(over.status, 409);
		assert.match(over.json.what, /^Tautan ini dipakai pada .*tersimpan/);
		assert.equal(over.json.again, null);
		const v = await inst.as('tapin', 'verifikator');
		const page = await v.page(c.url);
		const row = page.rows.find((one) => one.no === '10');
		assert.equal(row.state, 'done');
		assert.equal(row.outcome, 'set');
		const text = JSON.stringify(page) + inst.sql('tapin',
		    `SELECT detail FROM event WHERE outcome = 'set'`).join();
		assert.match(text, /Kode OTP.*cocok/);
		for (const word of [good, other, secret])
			assert.ok(!text.includes(word) && !inst.log.includes(word));
	});

	test('the word of whoever is signed in ends it too', async () => {
		const known = mailsTo(address).length;
		const one = await carry(inst, 'tapin', { values: { email: address },
			leave: (t) => t.no === '10' });
		token = await linkOf(address, known + 1);
		assert.equal((await send(good)).status, 303);
		assert.equal(entries(), '1');
		const owner = await inst.as('tapin', 'pemohon');
		const [task] = await tasksOf(owner, 'tapin', one.number);
		const r = await owner.send(await owner.page(task.url), 'set');
		assert.equal(r.status, 303);
		assert.equal(entries(), '0');
		assert.equal((await b.go(token)).status, 409);
	});
});

describe('the module cannot', () => {
	let inst;

	before(async () => {
		inst = await startParaf({ tenants: ['tapin'], workers: 1 });
	});
	after(() => inst?.stop());

	test('the holder\'s word, by link and signed in', async () => {
		const c = await carry(inst, 'tapin', { leave: (t) => t.no === '10',
			values: { email: 'dewi.contoh@tapinkab.go.id' } });
		const v = await inst.as('tapin', 'verifikator');
		const page = await v.page(c.url);
		const r = await v.post(page.links[0].create_action,
		    [['csrf', page.csrf]], { form: urlencoded });
		const b = new Browser(inst.url);
		const form = await b.page(new URL(r.json.links[0].url).pathname);
		assert.deepEqual(form.fields.map((f) => f.name),
		    ['passphrase_dibuat', 'otp_dipindai']);
		assert.equal(form.passphrase.send, null);
		const owner = await inst.as('tapin', 'pemohon');
		const [task] = await tasksOf(owner, 'tapin', c.number);
		const own = await owner.page(task.url);
		assert.equal(own.passphrase.send, null);
		const way = `${task.url}/tautan`;
		assert.equal((await owner.post(way, [['csrf', own.csrf]],
		    { form: urlencoded })).status, 403);
		assert.equal((await b.send(form, 'set')).status, 303);
	});

	test('the portal of the office, where it has one', async () => {
		const c = await carry(inst, 'tapin', { leave: (t) => t.no === '10' });
		inst.sql('tapin', `UPDATE bsre_office SET
		    portal = 'https://portal.example/'`);
		const owner = await inst.as('tapin', 'pemohon');
		const [task] = await tasksOf(owner, 'tapin', c.number);
		const page = await owner.page(task.url);
		assert.equal(page.passphrase.portal, 'https://portal.example/');
		const r = await owner.go(task.url, html);
		assert.match(r.text, /href="https:\/\/portal\.example\/"/);
	});
});
