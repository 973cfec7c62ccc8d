// Who is told what, once: cases through their transitions, with the mails as
// a real server took them; links, a new password and the proof of an address
// by mail.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Browser, urlencoded } from './lib/client.mjs';
import { act, apply, carry, tasksOf } from './lib/journey.mjs';
import { startMailServer, writeOutside } from './lib/mail.mjs';
import { addPerson, program, secondOf, startParaf, waitFor }
    from './lib/paraf.mjs';

const offices = ['tapin', 'trenggalek', 'undiksha', 'kudus'];
const nik = '3399990411870001';
let inst, mail;

before(async () => {
	inst = await startParaf({ workers: 1, tenants: offices });
	mail = await startMailServer(path.join(inst.dir.dir, 'mail'));
	writeOutside(`${inst.data}.outside`, null, { surel: { server: mail.url,
		ca: mail.ca, pengirim: 'Paraf Uji <paraf@uji.example>' } });
	// Nobody waits for a digest here.
	for (const office of offices)
		inst.sql(office, `UPDATE person SET notify = 'now';
		    CREATE TRIGGER no_flood AFTER INSERT ON message BEGIN
			UPDATE message SET created_at = created_at - 7200000
			WHERE id = NEW.id;
		    END`);
});
after(async () => {
	await mail?.stop();
	await inst?.stop();
});

const name = (address) => address.split('@')[0];

// "template recipient" of all messages of a case, in their order.
const told = (office, c) => inst.sql(office, `SELECT template, address
    FROM message m JOIN cases c ON c.id = m.case_id
    WHERE c.number = '${c.number}' AND channel = 'mail' ORDER BY m.id`)
    .map(([template, address]) => `${template} ${name(address)}`);
const facts = (office, template) => inst.sql(office, `SELECT facts
    FROM message WHERE template = '${template}' ORDER BY id`)
    .map(([f]) => JSON.parse(f));
const settled = (office) => waitFor(() => inst.sql(office, `SELECT count(*)
    FROM message WHERE state = 'waiting'`)[0][0] === '0', 'the outbox');
const mailsTo = (address, subject) => mail.mails().filter((m) =>
    m.rcpt === address && subject.test(m.subject));
const mailTo = (address, subject) => waitFor(() =>
    mailsTo(address, subject)[0], `mail to ${address}`);
const pathOf = (m) => new URL(m.links[0]).pathname;
// The command as it would run after three months.
function later(...args) {
	const r = spawnSync('faketime', ['-f', '+91d', program, args[0],
		'--data', inst.data, ...args.slice(1)], { encoding: 'utf8' });
	assert.equal(r.status, 0, r.stdout + r.stderr);
	return r.stdout;
}
const guest = () => new Browser(inst.url);

describe('a case and its notices', () => {
	test('to whom each step is told', async () => {
		const c = await carry(inst, 'tapin', { plan: [{ no: '3',
			outcome: 'incomplete', values: {
				alasan: `NIK ${nik} tidak sama dengan KTP.` } }] });

		assert.deepEqual(told('tapin', c), [
			'task kadis', 'received pemohon',
			'task verifikator', 'task verifikator2',
			// The verifier asks by telephone first: row 4.
			'task verifikator2',
			'own_task pemohon',
			'task verifikator', 'task verifikator2',
			'task verifikator2', 'task verifikator2',
			'link citra.contoh1',
			'task verifikator', 'task verifikator2',
			'link citra.contoh1',
			'task verifikator', 'task verifikator2',
			'task verifikator2',
			'issued_holder citra.contoh1', 'done pemohon']);
	});

	test('each goes once, and says nothing it should not', async () => {
		await settled('tapin');
		const rows = inst.sql('tapin', `SELECT address FROM message
		    WHERE state = 'sent' AND channel = 'mail'`);
		const mails = mail.mails();
		assert.ok(rows.length > 2);
		assert.equal(mails.length, rows.length);
		assert.equal(new Set(mails.map((m) => m.id)).size, mails.length);
		assert.deepEqual(mails.map((m) => m.rcpt).sort(),
		    rows.map(([a]) => a).sort());
		for (const m of mails) {
			const [link] = m.links;
			for (const part of [m.subject, m.text, m.html])
				assert.doesNotMatch(part.replaceAll(link, ''),
				    /\d{16}|\{\{|\}\}|undefined|null/);
			assert.ok(m.text.includes(link), m.text);
			assert.match(m.subject, /TTE-2026-\d+/);
			assert.ok(m.subject.length < 90, m.subject);
		}
		const [own] = facts('tapin', 'own_task');
		assert.equal(own.reason,
		    'NIK (nomor disamarkan) tidak sama dengan KTP.');
		assert.doesNotMatch(JSON.stringify(inst.sql('tapin',
		    'SELECT facts FROM message')), /\d{16}/);
	});

	test('one thread for a case', () => {
		const mails = mail.mails().filter((m) =>
		    m.rcpt === 'pemohon@tapin.example');
		assert.ok(mails.length > 1);
		assert.equal(new Set(mails.map((m) => m.thread)).size, 1);
	});

	test('a letter with two holders: one notice a desk, one link each',
	    async () => {
		const slow = 'Bagas Contoh Utama';
		const c = await carry(inst, 'trenggalek', { persons: 2, values: {
			nama_2: slow, nik_2: '3399990411870002',
			email_2: 'bagas.contoh2@trenggalekkab.go.id' },
		leave: (t) => t.no === '6' && t.holder === slow });
		const all = told('trenggalek', c);

		assert.equal(all.filter((t) => t.startsWith('link ')).length, 3);
		assert.deepEqual(all.filter((t) => !/^(task|link) /.test(t)), [
			'received pemohon', 'issued_holder citra.contoh1',
			'issued pemohon']);
		const [two] = facts('trenggalek', 'task')
		    .filter((f) => f.holder === '2 orang');
		assert.equal(two.row_no, '5.2');
		assert.equal(two.path, `/permohonan/${c.number}`);
		assert.equal(all.length, new Set(inst.sql('trenggalek',
		    'SELECT rule, tier, recipient FROM message')
		    .map((r) => r.join())).size);

		// Who is left behind.
		later('sweep', 'trenggalek');
		assert.deepEqual(told('trenggalek', c).slice(all.length), [
			'refused_holder bagas.contoh2', 'refused pemohon',
			'done pemohon']);
		assert.match(facts('trenggalek', 'refused')[0].reason,
		    /^Tidak dilanjutkan pemohon selama/);
	});

	test('a refusal reaches the applicant, not holders who knew of nothing',
	    async () => {
		const c = await carry(inst, 'kudus', { plan: [{ no: '1.1',
			outcome: 'rejected',
			values: { alasan: 'Bukan pegawai kabupaten.' } }] });
		assert.deepEqual(told('kudus', c), ['task kadis',
			'received pemohon', 'rejected pemohon']);
	});

	test('what an applicant returned is asked back', async () => {
		const b = await inst.as('kudus', 'pemohon');
		const c = await apply(b, 'kudus');
		const [t] = await tasksOf(await inst.as('kudus', 'kadis'), 'kudus',
		    c.number);
		await act(await inst.as('kudus', 'kadis'), t, {
			outcome: 'returned',
			values: { alasan: 'Surat belum sah.' } });
		assert.deepEqual(told('kudus', c), ['task kadis',
			'received pemohon', 'own_task pemohon']);
		const [f] = facts('kudus', 'own_task');
		assert.equal(f.reason, 'Surat belum sah.');
		const page = await b.page(`/kudus${f.path}`);
		assert.equal(page.case.number, c.number);
	});

	test('a case that is left', () => {
		assert.match(later('sweep', 'kudus'), /, 1 permohonan ditutup/);
		const [f] = facts('kudus', 'abandoned');
		assert.match(f.reason, /^Tidak dilanjutkan pemohon selama/);
	});

	test('a credential waits', async () => {
		const c = await carry(inst, 'undiksha');
		const all = told('undiksha', c);
		assert.deepEqual(all.filter((t) => t.endsWith(' pengembang')), [
			'received pengembang', 'own_task pengembang',
			'credential pengembang', 'done pengembang']);
		assert.doesNotMatch(JSON.stringify(facts('undiksha', 'credential')),
		    /sandi"|secret/);
	});

	test('a second opinion: the other one in the seat', async () => {
		const c = await carry(inst, 'tapin',
		    { leave: (t) => t.no === '9' });
		const v = await inst.as('tapin', 'verifikator');
		const [t] = await tasksOf(v, 'tapin', c.number);
		const n = told('tapin', c).length;
		await act(v, t, { outcome: 'doubt',
			values: { alasan: 'Sudut foto tidak biasa.' } });
		assert.deepEqual(told('tapin', c).slice(n),
		    ['second verifikator2']);
		const [f] = facts('tapin', 'second');
		assert.equal(f.reason, undefined);
		const { email, password } = secondOf(
		    inst.account('tapin', 'verifikator'));
		const other = await Browser.signedIn(inst.url, 'tapin', email,
		    password);
		assert.ok((await other.page(`/tapin${f.path}`)).outcomes);
	});

	test('nobody in the seat: the administrators', async () => {
		inst.sql('kudus', `UPDATE holding SET until_at = 2 WHERE seat_id =
		    (SELECT id FROM seat WHERE lane = 'kabid')`);
		const c = await carry(inst, 'kudus');
		assert.deepEqual(told('kudus', c), ['task kadis',
			'received pemohon', 'empty_desk admin']);
		assert.equal(facts('kudus', 'empty_desk')[0].seat,
		    'Kabid Informatika');
	});
});

describe('links by mail', () => {
	let c, first;

	before(async () => {
		c = await carry(inst, 'tapin', { leave: (t) => t.no === '8',
			values: { email: 'dewi.contoh@tapinkab.go.id' } });
		await settled('tapin');
		first = await mailTo('dewi.contoh@tapinkab.go.id', /aktivasi/);
	});

	test('opens the very page, without an account', async () => {
		assert.match(pathOf(first), /^\/tapin\/aktivasi\/[\w-]{43}$/);
		const page = await guest().page(pathOf(first));
		assert.ok(page.fields.some((f) => f.name === 'foto_selfie'));
		assert.ok(first.text.includes('Tautan berlaku sampai'));
	});

	test('is in the log, by nobody', async () => {
		const page = await (await inst.as('tapin', 'verifikator'))
		    .page(c.url);
		const [ev] = page.events.filter((x) => /Tautan/.test(x.what));
		assert.equal(ev.who, 'Sistem');
		assert.match(ev.what, /Dikirim$/);
		assert.match(inst.must('audit', 'verify', 'tapin'), /utuh/);
	});

	test('a verifier sees where it went, and sends it again', async () => {
		const v = await inst.as('tapin', 'verifikator');
		const page = await v.page(c.url);
		const [l] = page.links;
		assert.match(l.sent_text, new RegExp('^Tautan dikirim ke ' +
		    'dewi.contoh@tapinkab.go.id pada .*, berlaku sampai '));
		assert.equal(l.button, 'Kirim ulang tautan');
		const r = await v.post(l.create_action, [['csrf', page.csrf]],
		    { form: urlencoded });
		assert.match(r.json.links[0].sent_text, new RegExp('^Tautan ' +
		    '(ke-2 menunggu dikirim|dikirim 2 kali, terakhir) ke '));
		const second = await waitFor(() => mailsTo(
		    'dewi.contoh@tapinkab.go.id', /aktivasi/)
		    .find((m) => m.id !== first.id), 'the second mail');
		assert.equal(pathOf(second), new URL(r.json.links[0].url).pathname);
		assert.equal((await guest().go(pathOf(first))).status, 409);
		assert.equal((await guest().go(pathOf(second))).status, 200);
	});

	test('where mails come back, the applicant is asked', async () => {
		inst.sql('tapin', `INSERT INTO address_fault VALUES (
		    'dewi.contoh@tapinkab.go.id', 'refused',
		    '550 5.1.1 no such user', 1, ${Date.now()})`);
		const v = await inst.as('tapin', 'verifikator');
		const page = await v.page(c.url);
		assert.equal(page.links[0].button, 'Buat tautan baru');
		assert.match(page.faults[0].text, /dewi\.contoh.*no such user/);
		assert.deepEqual((await (await inst.as('tapin', 'pemohon'))
		    .page(c.url)).faults, []);
		const n = told('tapin', c).length;
		await carry(inst, 'tapin', { started: c,
			leave: (t) => t.no === '10' });
		assert.deepEqual(told('tapin', c).slice(n), [
			'task verifikator', 'task verifikator2',
			'own_task pemohon']);
	});

	test('no token is kept', () => {
		const token = pathOf(first).split('/').pop();
		for (const table of ['message', 'link', 'event'])
			assert.ok(!inst.sql('tapin', `SELECT * FROM ${table}`)
			    .flat().some((v) => v.includes(token)), table);
	});
});

describe('a new password', () => {
	const address = 'lupa@tapin.example';
	const ask = async (email) => {
		const b = guest();
		const page = await b.page('/tapin/lupa-sandi');
		return b.send(page, null, { email }, { form: urlencoded });
	};
	const link = (n) => waitFor(() =>
	    mailsTo(address, /kata sandi baru/)[n - 1] &&
	    mailsTo(address, /kata sandi baru/).length === n &&
	    mailsTo(address, /kata sandi baru/), 'the link');

	before(() => addPerson(inst, 'tapin', address, 'Eka Contoh',
	    'sandi lama yang panjang'));

	test('the answer is the same for whoever asks', async () => {
		const known = await ask(address);
		const unknown = await ask('tidakada@tapin.example');
		const clean = (r) => r.text.replaceAll(/[0-9a-f]{64}/g, '')
		    .replaceAll(/[\w.]+@tapin\.example/g, '');
		assert.equal(known.status, 200);
		assert.equal(clean(known), clean(unknown));
		assert.match(known.json.notice.text, /^Bila alamat itu/);
		await link(1);
		assert.deepEqual(mailsTo('tidakada@tapin.example', /./), []);
	});

	test('works once, and ends all sessions', async () => {
		const old = await Browser.signedIn(inst.url, 'tapin', address,
		    'sandi lama yang panjang');
		const [m] = await link(1);
		const b = guest();
		const page = await b.page(pathOf(m));
		const fill = { sandi: 'sandi baru yang panjang',
			sandi_ulang: 'sandi baru yang panjang' };
		assert.equal((await b.send(page, null, { ...fill,
			sandi_ulang: 'lain' }, { form: urlencoded })).status, 422);
		const r = await b.send(page, null, fill, { form: urlencoded });
		assert.equal(r.status, 200, r.text);
		assert.match(r.json.notice.text, /sudah diganti/);
		assert.equal((await b.send(page, null, fill,
		    { form: urlencoded })).status, 409);
		assert.equal((await b.go(pathOf(m))).status, 409);
		assert.equal((await old.go('/tapin/akun')).status, 303);
		await assert.rejects(Browser.signedIn(inst.url, 'tapin', address,
		    'sandi lama yang panjang'));
		await Browser.signedIn(inst.url, 'tapin', address, fill.sandi);
	});

	test('is over after an hour; an unknown one is none', async () => {
		await ask(address);
		const all = await link(2);
		const fresh = [];
		for (const m of all)
			if ((await guest().go(pathOf(m))).status === 200)
				fresh.push(m);
		assert.equal(fresh.length, 1);
		assert.deepEqual(inst.sql('tapin', `SELECT DISTINCT expires_at -
		    created_at FROM ticket WHERE kind = 'password'`),
		    [['3600000']]);
		inst.sql('tapin', `UPDATE ticket SET
		    expires_at = ${Date.now()}`);
		assert.equal((await guest().go(pathOf(fresh[0]))).status, 409);
		assert.equal((await guest().go(
		    `/tapin/sandi-baru/${'a'.repeat(43)}`)).status, 404);
	});

	test('no other password leaves a link that works', async () => {
		const word = 'sandi ketiga yang panjang';
		inst.sql('tapin', `UPDATE ticket SET used_at = NULL,
		    expires_at = ${Date.now() + 3600000}
		    WHERE kind = 'password'`);
		const open = () => inst.sql('tapin', `SELECT count(*) FROM ticket
		    WHERE kind = 'password' AND used_at IS NULL`)[0][0];
		assert.notEqual(open(), '0');
		const b = await Browser.signedIn(inst.url, 'tapin', address,
		    'sandi baru yang panjang');
		const page = await b.page('/tapin/akun');
		const r = await b.send(page, null, {
			sandi_lama: 'sandi baru yang panjang', sandi: word,
			sandi_ulang: word }, { form: urlencoded });
		assert.equal(r.status, 200, r.text);
		assert.equal(open(), '0');
	});

	test('three an hour for one account, twenty for one client',
	    async () => {
		await ask(address);
		await ask(address);
		assert.deepEqual(inst.sql('tapin', `SELECT count(*) FROM ticket
		    WHERE kind = 'password'`), [['3']]);
		let last;
		for (let i = 0; i < 20; i++)
			last = await ask('tidakada@tapin.example');
		assert.equal(last.status, 429);
		assert.equal((await ask(address)).status, 429);
	});

	test('never by another way than mail', () => {
		assert.deepEqual(inst.sql('tapin', `SELECT count(*) FROM message
		    WHERE template IN ('password', 'address')
		    AND channel <> 'mail'`), [['0']]);
	});
});

describe('the proof of an address', () => {
	const email = 'baru@contoh.example';
	const proved = () => inst.sql('tapin', `SELECT self_made FROM person
	    WHERE email = '${email}'`)[0][0] === '0';
	let b;

	test('is asked of who registers', async () => {
		b = guest();
		const page = await b.page('/tapin/daftar');
		const r = await b.send(page, null, { nama: 'Fajar Contoh', email,
			telepon: '081200000001', sandi: 'sandi yang panjang',
			sandi_ulang: 'sandi yang panjang' },
		{ form: urlencoded });
		assert.equal(r.status, 303, r.text);
		const account = await b.page('/tapin/akun');
		assert.match(account.proof.text, /belum terbukti/);
		assert.ok(!proved());
	});

	test('can be sent again', async () => {
		const page = await b.page('/tapin/akun');
		await mailTo(email, /buktikan/);
		const r = await b.post(page.proof.action, [['csrf', page.csrf]],
		    { form: urlencoded });
		assert.equal(r.status, 303, r.text);
		await waitFor(() => mailsTo(email, /buktikan/).length === 2,
		    'the second mail');
	});

	test('has no word of who typed the address', () => {
		const [m] = mailsTo(email, /buktikan/);
		assert.deepEqual(inst.sql('tapin', `SELECT DISTINCT name
		    FROM message WHERE address = '${email}'`), [['Pemilik akun']]);
		for (const part of [m.text, m.html]) {
			assert.doesNotMatch(part, /Fajar/);
			assert.match(part, /Yth\. Pemilik akun/);
		}
	});

	test('nobody gives it but the account', async () => {
		const [m] = mailsTo(email, /buktikan/);
		const path = pathOf(m);
		const own = await b.page(path);
		const applicant = await inst.as('tapin', 'pemohon');
		for (const other of [guest(), applicant]) {
			const r = await other.go(path);
			assert.equal(r.status, 303, r.text);
			assert.equal(r.location, '/tapin/masuk?kembali=' +
			    encodeURIComponent(path));
			const { csrf } = await other.page('/tapin/lupa-sandi');
			const act = await other.post(own.action, [['csrf', csrf]],
			    { form: urlencoded });
			assert.equal(act.status, 303, act.text);
			assert.match(act.location, /^\/tapin\/masuk\?/);
		}
		assert.ok(!proved());
	});

	test('is given by a tap, not by looking at the page', async () => {
		const [m] = mailsTo(email, /buktikan/);
		const other = guest();
		const login = await other.page((await other.go(pathOf(m))).location);
		const back = await other.send(login, null,
		    { email, sandi: 'sandi yang panjang' }, { form: urlencoded });
		assert.equal(back.location, pathOf(m));
		const page = await other.page(back.location);
		assert.equal(page.address, email);
		assert.ok(!proved());
		const r = await other.send(page, null, {}, { form: urlencoded });
		assert.equal(r.status, 200, r.text);
		assert.ok(proved());
		assert.equal((await other.go(pathOf(m))).status, 409);
		assert.equal((await b.page('/tapin/akun')).proof, null);
	});

	test('a link for one thing is none for another', async () => {
		const b2 = guest();
		const [m] = mailsTo(email, /buktikan/);
		const token = pathOf(m).split('/').pop();
		assert.equal((await b2.go(`/tapin/sandi-baru/${token}`)).status,
		    409);
		assert.equal((await b2.go(`/tapin/aktivasi/${token}`)).status,
		    404);
		assert.equal((await b2.go(`/kudus/bukti-alamat/${token}`)).status,
		    404);
	});

	test('twenty for one client; the account is made all the same',
	    async () => {
		inst.sql('tapin', `UPDATE attempt SET n = 20
		    WHERE name LIKE 'address %'`);
		const many = 'ramai@contoh.example';
		const other = guest();
		const r = await other.send(await other.page('/tapin/daftar'), null,
		    { nama: 'Gilang Contoh', email: many,
			telepon: '081200000001', sandi: 'sandi yang panjang',
			sandi_ulang: 'sandi yang panjang' },
		    { form: urlencoded });
		assert.equal(r.status, 303, r.text);
		assert.match((await other.page('/tapin/akun')).proof.text,
		    /belum terbukti/);
		assert.deepEqual(inst.sql('tapin', `SELECT count(*) FROM message
		    WHERE address = '${many}'`), [['0']]);
	});

	test('an address where mails come back is shown to its owner',
	    async () => {
		inst.sql('tapin', `INSERT INTO address_fault VALUES ('${email}',
		    'bounced', 'mailbox full', 1, ${Date.now()})`);
		const page = await b.page('/tapin/akun');
		assert.match(page.fault_text, /baru@contoh.*mailbox full/);
	});
});
