// Mail through real SMTP: what `paraf mail test` says of good and bad servers,
// that no secret is ever written, and what comes back by `paraf bounce`.
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { start } from './lib/base.mjs';
import { fakeSmtp, makeCertificate, readMaildir, startMailServer,
	writeOutside } from './lib/mail.mjs';
import { paraf, program, startParaf, waitFor } from './lib/paraf.mjs';

const secret = 'kata-sandi-yang-rahasia';
const to = 'sekar@kantor.example';
const sender = 'Kantor Contoh <surel@kudus.example>';

describe('mail', () => {
	let inst, server, other, outside;
	const fakes = [];
	const fake = async (options) => {
		const f = await fakeSmtp(options);
		fakes.push(f);
		return f;
	};

	before(async () => {
		inst = await startParaf({ workers: 1, tenants: ['kudus', 'tapin',
			'trenggalek'],
		    args: ['--url', 'https://tte.example'] });
		outside = `${inst.data}.outside`;
		server = await startMailServer(path.join(inst.dir.dir, 'real'));
		other = makeCertificate(path.join(inst.dir.dir, 'other'),
		    'other');
	});
	after(async () => {
		for (const f of [server, ...fakes, inst])
			await f?.stop();
	});

	const use = (surel, office = 'kudus') => writeOutside(outside, office,
	    { surel: { pengirim: sender, ...surel } });

	// The command beside servers of this process; {code, out}.
	async function run(...args) {
		const [a, b, ...rest] = args;
		const p = start(program, [a, b, '--data', inst.data, ...rest]);
		const { code } = await p.ended;
		assert.ok(!p.log.includes(secret), 'no secret is written');
		return { code, out: p.log };
	}
	const send = (office = 'kudus') => run('mail', 'test', office, to);

	async function refused(say) {
		const n = server.mails().length;
		const r = await send();
		assert.equal(r.code, 1, r.out);
		assert.match(r.out, say);
		assert.equal(server.mails().length, n);
	}

	test('the demonstration keeps its mails in a folder', async () => {
		const file = path.join(outside, 'semua.yaml');
		assert.equal(readFileSync(file, 'utf8'), 'surel:\n' +
		    `  server: "maildir:${inst.data}/maildir"\n` +
		    '  pengirim: "Paraf <paraf@contoh.example>"\n');
		const r = await send('tapin');
		assert.equal(r.code, 0, r.out);
		const mails = readMaildir(`${inst.data}/maildir`)
		    .filter((m) => m.to.includes(to));
		assert.equal(mails.length, 1);
		assert.equal(mails[0].from, '"Paraf" <paraf@contoh.example>');
		inst.must('demo');
		assert.match(readFileSync(file, 'utf8'), /maildir:/);
	});

	test('STARTTLS, verified by the issuers of the file', async () => {
		use({ server: server.url, ca: server.ca });
		const r = await send();
		assert.equal(r.code, 0, r.out);
		assert.match(r.out, /diterima: 250 /);
		const [mail, ...rest] = server.mails();
		assert.equal(rest.length, 0);
		assert.equal(mail.rcpt, to);
		assert.equal(mail.headers['x-mailfrom'], 'surel@kudus.example');
		assert.equal(mail.from, '"Kantor Contoh" <surel@kudus.example>');
		assert.match(mail.subject, /^Uji surel Paraf: /);
		assert.match(mail.id, /^<kudus\.uji\.\w+@kudus\.example>$/);
		assert.equal(mail.headers['auto-submitted'], 'auto-generated');
		assert.match(mail.text, /Tidak ada yang perlu Anda lakukan/);
	});

	test('issuers that are not there any more', async () => {
		rmSync(path.join(outside, `kudus-${path.basename(server.ca)}`));
		await refused(/tidak dapat dipakai.*kudus\.yaml:4:7/);
	});

	test('a certificate of another issuer', async () => {
		use({ server: server.url, ca: other.ca });
		await refused(/Sertifikat server surel tidak dipercaya/);
		use({ server: server.url });
		await refused(/Sertifikat server surel tidak dipercaya/);
	});

	test('a server without STARTTLS, and one that is allowed to be',
	    async () => {
		const plain = await startMailServer(
		    path.join(inst.dir.dir, 'plain'), { tls: false });
		use({ server: plain.url });
		await refused(/tidak menawarkan STARTTLS/);
		assert.equal(plain.mails().length, 0);
		use({ server: plain.url, tanpa_tls: 'ya' });
		assert.equal((await send()).code, 0);
		assert.equal(plain.mails().length, 1);
		await plain.stop();
	});

	test('a login, right and wrong', async () => {
		const f = await fake({ tls: other,
		    auth: { user: 'paraf', password: secret } });
		use({ server: f.url, ca: other.ca, pengguna: 'paraf',
		    kata_sandi: secret });
		let r = await send();
		assert.equal(r.code, 0, r.out);
		use({ server: f.url, ca: other.ca, pengguna: 'paraf',
		    kata_sandi: `${secret}x` });
		await refused(/kata sandi surel ditolak \(535 5\.7\.8/);
		use({ server: f.url, ca: other.ca });
		await refused(/530 5\.7\.0/);
		assert.equal(f.accepted.length, 1);
		// The password goes out after STARTTLS only.
		use({ server: f.url, ca: server.ca, pengguna: 'paraf',
		    kata_sandi: secret });
		const logins = f.logins.length;
		await refused(/tidak dipercaya/);
		assert.equal(f.logins.length, logins);
	});

	test('answers of a server are given as it said them', async () => {
		const f = await fake();
		use({ server: f.url, tanpa_tls: 'ya' });
		f.refused.add(to);
		await refused(/tidak terkirim: 550 5\.1\.1 .*no such user/);
		f.refused.clear();
		for (const [mode, say] of [
			['later', /450 4\.2\.1 try again later/],
			['busy', /421 4\.3\.2/],
			['bad-sender', /553 5\.7\.1/],
			['spam', /554 5\.7\.1/],
			['cut-before', /terputus sebelum server surel menjawab/],
			['cut-after', /terputus sebelum server surel menjawab/],
		]) {
			f.mode = mode;
			await refused(say);
		}
		await f.down();
		await refused(/tidak dapat dihubungi/);
		use({ server: 'smtp://tidak-ada.invalid' });
		await refused(/tidak ditemukan/);
	});

	test('what is wrong in a file is said with its place', async () => {
		const file = use({ server: 'smtp://surel.example', port: '25',
		    pengguna: 'paraf', kata_sandi: secret });
		let r = await run('mail', 'check');
		assert.equal(r.code, 1);
		assert.match(r.out, /kudus\.yaml:4:3: galat: Kunci "port" tidak/);
		assert.match(r.out, /^tapin: surel ke maildir:/m);
		r = await run('mail', 'check', 'tapin');
		assert.equal(r.code, 0, r.out);
		assert.ok(!r.out.includes('kudus'));
		use({ server: 'smtp://surel.example', pengguna: 'paraf',
		    kata_sandi: secret, pantulan: 'balik@kudus.example' });
		r = await run('mail', 'check', 'kudus');
		assert.equal(r.code, 0, r.out);
		assert.match(r.out, new RegExp('kudus: surel lewat ' +
		    'smtp://surel\\.example:587, STARTTLS, masuk sebagai paraf, ' +
		    'pengirim surel@kudus\\.example, pantulan balik@kudus'));
		chmodSync(file, 0o640);
		await refused(/tidak dapat dipakai.*kudus\.yaml:1:1/);
		r = await run('mail', 'check');
		assert.match(r.out, /kudus\.yaml:1:1: galat: .*chmod 600/);
		r = await run('mail', 'check', 'bukan-kantor');
		assert.equal(r.code, 1);
		r = await run('mail', 'test', 'bukan-kantor', to);
		assert.equal(r.code, 1);
		r = await run('mail', 'test', 'tapin', 'bukan alamat');
		assert.equal(r.code, 1);
		assert.match(r.out, /Alamat email tidak dikenal/);
	});

	describe('what comes back', () => {
		let mail;

		const row = () => inst.sql('kudus', `SELECT state, error FROM
		    message WHERE rule = 'uji:1'`)[0];
		const rows = (text) => inst.sql('kudus', text);
		const take = (text, ...args) => paraf(['bounce', ...args],
		    { data: inst.data, input: text });
		// A report as a mail server makes it.
		const report = ({ id = mail.id, action = 'failed',
		    status = '5.1.1' } = {}) =>
		    `From: MAILER-DAEMON@kantor.example\r\nTo: ${sender}\r\n` +
		    'Content-Type: multipart/report; ' +
		    'report-type=delivery-status; boundary="batas"\r\n\r\n' +
		    '--batas\r\nContent-Type: text/plain\r\n\r\nMaaf.\r\n' +
		    '--batas\r\nContent-Type: message/delivery-status\r\n\r\n' +
		    'Reporting-MTA: dns; mx.kantor.example\r\n\r\n' +
		    `Final-Recipient: rfc822; ${to}\r\nAction: ${action}\r\n` +
		    `Status: ${status}\r\n` +
		    'Diagnostic-Code: smtp; 550 tidak ada kotak surat\r\n' +
		    '    seperti itu\r\n\r\n' +
		    '--batas\r\nContent-Type: text/rfc822-headers\r\n\r\n' +
		    `Message-ID: ${id}\r\nSubject: Halo\r\n--batas--\r\n`;

		before(async () => {
			const now = Date.now();
			use({ server: server.url, ca: server.ca });
			server.clear();
			inst.sql('kudus', `INSERT INTO message (rule, tier,
			    recipient, channel, template, address, name, facts,
			    state, created_at, try_at) VALUES ('uji:1', 0,
			    'person:1', 'mail', 'received', '${to}',
			    'Sekar Contoh', '{"number":"TTE-1",
			    "path":"/permohonan/TTE-1",
			    "path_label":"Buka permohonan"}', 'waiting',
			    ${now}, ${now})`);
			mail = await waitFor(() => server.mails()
			    .find((m) => m.rcpt === to), 'the mail');
			await waitFor(() => row()[0] === 'sent', 'its record');
		});

		test('one id for one message, that only we can make', () =>
			assert.match(mail.id,
			    /^<kudus\.\d+\.[0-9a-f]{24}@kudus\.example>$/));

		test('what is forged or foreign changes nothing', () => {
			const [, number, mac] = /kudus\.(\d+)\.(\w+)/
			    .exec(mail.id);
			const wrong = mac.replace(/^./, (c) =>
			    (c === '0' ? '1' : '0'));
			for (const [what, text, ...args] of [
				['wrong MAC', report({ id:
				    `<kudus.${number}.${wrong}@kudus.example>` })],
				['another message', report({ id:
				    `<kudus.${number}1.${mac}@kudus.example>` })],
				['another office', report({ id:
				    `<tapin.${number}.${mac}@kudus.example>` })],
				['no MAC', report({ id:
				    `<kudus.${number}@kudus.example>` })],
				['half a MAC', report({ id: `<kudus.${number}.` +
				    `${mac.slice(0, 12)}@kudus.example>` })],
				['for another office', report(), 'tapin'],
				['no report', `Message-ID: ${mail.id}\n\nHalo\n`],
				['nothing', ''],
			]) {
				const r = take(text, ...args);
				assert.equal(r.code, 0, what + r.err);
				assert.match(r.out, /^diabaikan/, what);
				assert.ok(!r.out.includes('kudus'), what);
			}
			assert.deepEqual(row(), ['sent', '']);
			assert.equal(rows('SELECT * FROM address_fault').length, 0);
		});

		test('a delay is no failure', () => {
			const r = take(report({ action: 'delayed',
			    status: '4.4.1' }));
			assert.equal(r.code, 0);
			assert.match(r.out, /belum gagal/);
			assert.deepEqual(row(), ['sent', '']);
		});

		test('a failure is kept beside the message and the address', () => {
			const why = '5.1.1 550 tidak ada kotak surat seperti itu';
			const r = take(report(), 'kudus');
			assert.equal(r.code, 0, r.err);
			assert.match(r.out, /^kudus: pesan \d+ kembali: 5\.1\.1 550/);
			assert.deepEqual(row(), ['dead', why]);
			assert.deepEqual(rows('SELECT address, kind, reason FROM ' +
			    'address_fault'), [[to, 'bounced', why]]);
			assert.deepEqual(rows(`SELECT result FROM delivery
			    ORDER BY id`), [['sent'], ['bounced']]);
		});

		test('the same report again is known', () => {
			const r = take(report());
			assert.equal(r.code, 0);
			assert.match(r.out, /sudah dicatat gagal/);
			assert.equal(rows('SELECT * FROM delivery').length, 2);
		});

		test('what cannot be recorded now must be handed in again', () => {
			const r = take(report(), '--key', '/tidak/ada');
			assert.equal(r.code, 75);
		});
	});

	test('a server that is silent in the midst holds up nobody else',
	    async () => {
		const mute = await fake({ mode: 'mute' });
		const refusing = await fake({ mode: 'mute' });
		const put = (office, n) => inst.sql(office, `WITH RECURSIVE
		    i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i
		    WHERE n < ${n}) INSERT INTO message (rule, tier, recipient,
		    channel, template, address, name, facts, state, created_at,
		    try_at) SELECT 'diam:' || n, 0, 'person:1', 'mail',
		    'received', 'orang' || n || '@kantor.example',
		    'Orang Contoh', '{"number":"TTE-1",
		    "path":"/permohonan/TTE-1",
		    "path_label":"Buka permohonan"}', 'waiting', ${Date.now()},
		    ${Date.now()} FROM i`);

		refusing.refused.add('orang1@kantor.example');
		use({ server: mute.url, tanpa_tls: 'ya' });
		put('kudus', 3);
		await waitFor(() => mute.bodies === 2, 'two silent mails');
		use({ server: refusing.url, tanpa_tls: 'ya' }, 'tapin');
		put('tapin', 1);
		await waitFor(() => refusing.quits === 1, 'a silent farewell');
		const begun = Date.now();
		writeOutside(outside, 'trenggalek', { surel: { server:
		    server.url, ca: server.ca, pengirim: sender } });
		server.clear();
		put('trenggalek', 20);
		await waitFor(() => server.mails().length === 20, 'all mails');
		assert.ok(Date.now() - begun < 8000);
		assert.equal(mute.bodies, 2);
		assert.equal(mute.open, 2);
		// And the agent can be ended beside them.
		const end = Date.now();
		await inst.halt();
		assert.ok(Date.now() - end < 5000, 'the agent ends soon');
	});

	test('nothing of a password is in the log', () =>
		assert.ok(!inst.log.includes(secret)));
});
