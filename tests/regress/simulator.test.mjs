// The simulator of BSrE's interface: every documented call, what it answers
// and what its faults do; certificates and signatures judged by others.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { sleep, tempDir, waitFor } from './lib/base.mjs';
import { pdfsig, startSimulator } from './lib/bsre.mjs';
import { file, multipart } from './lib/client.mjs';
import { pdf } from './lib/papers.mjs';
import { codeOf } from './lib/totp.mjs';

const nik = '3399990411870001';
const email = 'citra.contoh@kotacontoh.example';
const passphrase = 'Contoh-Rahasia-1';
const letter = pdf();
let tmp, sim;

before(async () => {
	tmp = tempDir();
	sim = await startSimulator(path.join(tmp.dir, 'sim'));
	await sim.control('POST', '/settings', { examine_ms: 0 });
});
after(async () => {
	await sim?.stop();
	tmp?.remove();
});

const openssl = (...args) => execFileSync('openssl', args,
    { encoding: 'utf8', cwd: tmp.dir, stdio: ['ignore', 'pipe', 'pipe'] });
const form = (address, parts) => {
	const m = multipart(parts);
	return sim.call('POST', address, { body: m.body, type: m.type });
};
const sign = (more) => sim.post('/api/v2/sign/pdf', { nik, passphrase,
	signatureProperties: [{ tampilan: 'INVISIBLE', reason: 'Uji coba' }],
	file: [letter.toString('base64')], ...more });

test('who does not say the password is refused as by Spring', async () => {
	const r = await sim.post('/api/v2/user/check/status', { nik },
	    { auth: false });

	assert.equal(r.status, 401);
	assert.deepEqual(Object.keys(r.json),
	    ['timestamp', 'status', 'error', 'path']);
	assert.equal(r.json.path, '/api/v2/user/check/status');
});

test('persons that nobody knows', async () => {
	const two = await sim.post('/api/v2/user/check/status',
	    { nik: '3399990000000001' });

	assert.deepEqual([two.json.status, two.json.status_code],
	    ['NO_CERTIFICATE', '2021']);
	const bad = await sim.post('/api/v2/user/check/status', { nik: '12' });

	assert.deepEqual([bad.json.status, bad.json.status_code],
	    ['NOT_REGISTERED', '2011']);
	const one = await sim.call('GET', '/api/user/status/3399990000000001');

	assert.deepEqual(one.json, { status_code: 1110,
	    status: 'NOT_REGISTERED', message: 'User belum terdaftar' });
	const chain = await sim.call('GET',
	    '/api/v2/user/certificate/chain/3399990000000001');

	assert.equal(chain.status, 400);
	assert.equal(chain.headers['content-type'], 'application/json');
	assert.equal(chain.json, null, 'the type says JSON, the body is none');
	assert.equal((await sim.call('GET', '/api/tidak/ada')).status, 404);
});

test('a registration, once; then the portal', async () => {
	const nobody = await sim.post('/api/v2/user/registration',
	    { nama: 'Citra Contoh Lestari', email: '' });

	assert.deepEqual([nobody.status, nobody.json.status_code], [400, 4014]);
	const r = await sim.post('/api/v2/user/registration',
	    { nama: 'Citra Contoh Lestari', email });

	assert.equal(r.json.success, true);
	assert.ok(r.headers['x-simulator-assumption']);
	const again = await sim.post('/api/v2/user/registration',
	    { nama: 'Citra Contoh Lestari', email });

	assert.deepEqual([again.status, again.json.status_code], [400, 4024]);
	const [p] = await sim.control('GET', '/persons');

	assert.equal(p.status, 'NEW');
	const link = `/portal/aktivasi/${p.activation.token}`;
	const fields = (o) => ({ body: new URLSearchParams(o).toString(),
		type: 'application/x-www-form-urlencoded', auth: false });
	const short = await sim.call('POST', link, fields({ nik: '12' }));

	assert.equal(short.status, 422);
	const page = await sim.call('POST', link, fields({ nik, wajah: '1' }));
	const next = page.text.match(/\/portal\/passphrase\/\w+/)[0];

	assert.equal((await sim.call('GET', link)).status, 410, 'once only');
	const weak = await sim.call('POST', next,
	    fields({ passphrase: 'pendek', ulang: 'pendek' }));

	assert.equal(weak.status, 422);
	const other = await sim.call('POST', next,
	    fields({ passphrase, ulang: 'Lain-Rahasia-1' }));

	assert.equal(other.status, 422);
	const done = await sim.call('POST', next,
	    fields({ passphrase, ulang: passphrase }));

	assert.equal(done.status, 200);
	assert.match(done.text, /<svg[\s\S]*otpauth:\/\/totp/);
	await waitFor(async () => (await sim.post('/api/v2/user/check/status',
	    { nik })).json.status === 'ISSUE', 'certificate');
});

test('the certificate, its chain, and a list that revokes it', async () => {
	const { json } = await sim.call('GET',
	    `/api/v2/user/certificate/chain/${nik}`);
	const der = json.data.map((s) => Buffer.from(s, 'base64'));

	der.forEach((d, i) => writeFileSync(path.join(tmp.dir, `c${i}.der`), d));
	for (let i = 0; i < 3; i++)
		openssl('x509', '-inform', 'der', '-in', `c${i}.der`, '-out',
		    `c${i}.pem`);
	assert.match(openssl('verify', '-CAfile', 'c2.pem', '-untrusted',
	    'c1.pem', 'c0.pem'), /: OK/);
	assert.match(openssl('x509', '-in', 'c0.pem', '-noout', '-ext',
	    'keyUsage,subjectAltName'),
	/Digital Signature, Non Repudiation[\s\S]*citra\.contoh@/);
	const profile = await sim.call('GET', `/api/user/profile/${nik}`);

	assert.match(profile.json.data.sertifikat[0].berlaku_sampai,
	    /^\d\d-\d\d-20\d\d$/);

	await sim.control('PUT', '/persons', { nik: '3399990512900002',
	    email: 'bayu.contoh@kotacontoh.example', name: 'Bayu Contoh Pratama',
	    status: 'ISSUE' });
	await sim.control('PUT', '/persons', { nik: '3399990512900002',
	    status: 'REVOKE' });
	writeFileSync(path.join(tmp.dir, 'crl.der'),
	    await sim.control('GET', '/crl'));
	assert.match(openssl('crl', '-inform', 'der', '-in', 'crl.der',
	    '-noout', '-text', '-CAfile', 'c1.pem'),
	/Revoked Certificates:\s+Serial Number: [0-9A-F]{32}\s/);
	openssl('crl', '-inform', 'der', '-in', 'crl.der', '-out', 'crl.pem');
	assert.match(openssl('verify', '-crl_check', '-CRLfile', 'crl.pem',
	    '-CAfile', 'c2.pem', '-untrusted', 'c1.pem', 'c0.pem'), /: OK/);
	assert.equal((await sim.call('GET', '/api/user/status/3399990512900002'))
	    .json.status, 'REVOKE');
});

test('a signature of version 2 that poppler accepts', async () => {
	const r = await sign();

	assert.equal(r.status, 200);
	assert.deepEqual(Object.keys(r.json), ['time', 'file']);
	const signed = Buffer.from(r.json.file[0], 'base64');
	const word = pdfsig(sim, signed, tmp.dir);

	assert.match(word, /Total document signed/);
	assert.match(word, /Signature is Valid/);
	assert.match(word, /Certificate is Trusted/);
	const v = await sim.post('/api/v2/verify/pdf',
	    { file: signed.toString('base64') });

	assert.equal(v.json.conclusion, 'VALID');
	assert.equal(v.json.signatureInformations[0].signerName,
	    'Citra Contoh Lestari');
	for (const key of ['timestampInfomation', 'certificateDetails'])
		assert.ok(key in v.json.signatureInformations[0], key);
	const [own] = v.json.signatureInformations[0].certificateDetails;

	assert.ok('signatureAlgoritm' in own);
	assert.match(own.serialNumber, /^[0-9]{30,40}$/);

	// Another page size: one digit.
	const changed = Buffer.from(signed.toString('latin1').replace(
	    /(\/MediaBox \[ 0 0 )(\d)/, (m, before, d) => before + (9 - d)),
	'latin1');

	assert.equal(changed.length, signed.length);
	assert.ok(!changed.equals(signed));
	assert.equal((await sim.post('/api/v2/verify/pdf',
	    { file: changed.toString('base64') })).json.conclusion, 'INVALID');
	const longer = Buffer.concat([signed, Buffer.from('\n% lagi\n')]);

	assert.equal((await sim.post('/api/v2/verify/pdf',
	    { file: longer.toString('base64') })).json.conclusion, 'INVALID');
	assert.equal((await sim.post('/api/v2/verify/pdf',
	    { file: letter.toString('base64') })).json.conclusion,
	'NO_SIGNATURE');
	assert.equal((await sim.post('/api/v2/verify/pdf',
	    { file: 'AAAA' })).status, 500);
});

test('wrong passphrase, one-time codes, nobody', async () => {
	const wrong = await sign({ passphrase: 'Salah-Sekali-1' });

	assert.deepEqual([wrong.status, wrong.json], [400,
	    { error: 'Passphrase anda salah', status_code: 2031 }]);
	assert.equal((await sign({ nik: '3399990000000001' }))
	    .json.status_code, 2011);
	const persons = await sim.control('GET', '/persons');
	const { totp: secret } = persons.find((p) => p.nik === nik);
	const { now } = await sim.control('GET', '/clock');
	const code = codeOf(secret, now);

	const two = await sign({ passphrase: undefined, totp: code,
		file: [letter, letter].map((f) => f.toString('base64')) });

	assert.equal(two.json.file.length, 2, 'one code for a whole call');
	assert.equal((await sign({ passphrase: undefined, totp: code })).status,
	    400, 'each code once');
	assert.match((await sim.post('/api/v2/sign/get/totp', { nik, data: 1 }))
	    .json.message, /BeSign/);
});

test('version 1: sign, fetch once, verify', async () => {
	const parts = [['file', file(letter)], ['nik', nik],
	    ['passphrase', passphrase], ['tampilan', 'invisible']];
	const r = await form('/api/sign/pdf', parts);

	assert.equal(r.headers['content-type'], 'application/pdf');
	assert.equal(r.body.subarray(0, 5).toString(), '%PDF-');
	const id = r.headers.id_dokumen;
	const got = await sim.call('GET', `/api/sign/download/${id}`);

	assert.ok(got.body.equals(r.body));
	const again = await sim.call('GET', `/api/sign/download/${id}`);

	assert.deepEqual([again.status, again.json.status_code], [404, 4044]);
	const v = await form('/api/sign/verify', [['signed_file',
	    file(r.body)]]);

	assert.equal(v.json.summary, 'VALID');
	assert.equal(v.json.details[0].info_signer.signer_name,
	    'Citra Contoh Lestari');
	const plain = await form('/api/sign/verify', [['signed_file',
	    file(letter)]]);

	assert.deepEqual([plain.json.jumlah_signature, plain.json.summary],
	    [0, null]);
	const none = await form('/api/sign/pdf', parts.slice(1));

	assert.equal(none.status, 400);
	const nameless = multipart(parts);

	assert.notEqual((await sim.call('POST', '/api/sign/pdf', {
		body: nameless.body.toString('latin1')
		    .replace('; name="nik"', ''), type: nameless.type })
	    .catch(() => ({ status: 0 }))).status, 200);
	assert.equal((await form('/api/sign/pdf', parts)).status, 200);
	assert.equal((await form('/api/sign/pdf', [...parts.slice(0, 2),
	    ['passphrase', 'Salah-Sekali-1'], parts[3]])).json.status_code, 2031);
});

test('the seal: activation, code, document', async () => {
	const id = { idSubscriber: 'kantor-contoh' };
	const first = await sim.post('/api/v2/seal/get/activation', id);

	assert.deepEqual(first.json, { success: true,
	    message: 'TOTP Aktivasi berhasil dikirim', data: null });
	const state = async () => JSON.parse(await waitFor(() => {
		const s = readFileSync(path.join(sim.state, 'state.json'), 'utf8');
		return s.includes('kantor-contoh') && s;
	}, 'state')).seals['kantor-contoh'];
	const { activation } = await state();
	const renewed = await sim.post('/api/v2/seal/get/activation',
	    { ...id, totp: activation.code });

	assert.match(renewed.json.data.expires, /\+0000$/);
	const code = await sim.post('/api/v2/seal/get/totp', { ...id,
	    totp: activation.code, data: '1' });
	const seal = (totpCode) => sim.post('/api/v2/seal/pdf', { ...id,
	    totp: totpCode, signatureProperties: [{ tampilan: 'INVISIBLE' }],
	    file: [letter.toString('base64')] });
	const sealed = await seal(code.json.totp);

	assert.match(pdfsig(sim, Buffer.from(sealed.json.file[0], 'base64'),
	    path.join(tmp.dir, 'seal')), /Signature is Valid/);
	assert.equal((await seal(code.json.totp)).status, 400, 'once only');
	await sim.post('/api/v2/seal/revoke/activation',
	    { ...id, totp: activation.code });
	assert.equal((await sim.post('/api/v2/seal/get/totp', { ...id,
	    totp: activation.code })).status, 400);
});

test('time: a link ends, a certificate expires', async () => {
	const late = 'dewi.contoh@kotacontoh.example';

	await sim.post('/api/v2/user/registration',
	    { nama: 'Dewi Contoh', email: late });
	const find = async () => (await sim.control('GET', '/persons'))
	    .find((p) => p.email === late);
	const link = `/portal/aktivasi/${(await find()).activation.token}`;

	assert.equal((await sim.call('GET', link)).status, 200);
	await sim.control('POST', '/clock', { ms: 24 * 3600 * 1000 });
	assert.equal((await sim.call('GET', link)).status, 410);
	await sim.control('POST', '/clock', { ms: 2 * 366 * 24 * 3600 * 1000 });
	assert.equal((await sim.call('GET', `/api/user/status/${nik}`))
	    .json.status, 'EXPIRED');
	const refused = await sign();

	assert.equal(refused.status, 400);
});

test('faults: each is what it says, and then it is over', async (t) => {
	const ask = () => sim.call('GET', `/api/user/status/${nik}`);
	const cut = async () => {
		try {
			await ask();
			return 'answered';
		} catch (e) {
			return e.code ?? e.message;
		}
	};
	const good = (await ask()).text;

	for (const [name, status] of [['401', 401], ['429', 429], ['500', 500],
	    ['500-empty', 500], ['503', 503], ['html', 200], ['empty', 200]])
		await t.test(name, async () => {
			await sim.fault('status', name);
			const r = await ask();
			assert.equal(r.status, status);
			assert.notEqual(r.text, good);
			if (name === '429')
				assert.equal(r.headers['retry-after'], '2');
			if (name === 'html')
				assert.equal(r.headers['content-type'], 'text/html');
			if (name.endsWith('empty'))
				assert.equal(r.body.length, 0);
			assert.equal((await ask()).text, good);
		});
	for (const name of ['truncated', 'reset', 'drop'])
		await t.test(name, async () => {
			await sim.fault('status', name);
			assert.notEqual(await cut(), 'answered');
			assert.equal((await ask()).text, good);
		});
	await t.test('types', async () => {
		await sim.fault('status', 'types');
		assert.equal(typeof (await ask()).json.status_code, 'string');
	});
	await t.test('delay holds up nobody else', async () => {
		await sim.fault('status', 'delay', { ms: 600 });
		const begun = Date.now();
		const slow = ask().then(() => Date.now() - begun);
		await sleep(100);
		await sim.post('/api/v2/user/check/status', { nik });
		const quick = Date.now() - begun;
		assert.ok(await slow >= 600);
		assert.ok(quick < 600, `${quick} ms`);
	});
	await t.test('reset does it and does not tell', async () => {
		await sim.fault('register', 'reset');
		await assert.rejects(sim.post('/api/v2/user/registration',
		    { nama: 'Eka Contoh', email: 'eka@kotacontoh.example' }));
		assert.ok((await sim.control('GET', '/persons'))
		    .some((p) => p.email === 'eka@kotacontoh.example'));
		await sim.fault('register', 'drop');
		await assert.rejects(sim.post('/api/v2/user/registration',
		    { nama: 'Fajar Contoh', email: 'fajar@kotacontoh.example' }));
		assert.ok(!(await sim.control('GET', '/persons'))
		    .some((p) => p.email === 'fajar@kotacontoh.example'));
	});
	await t.test('a TLS certificate that has ended', async () => {
		await sim.control('POST', '/tls', { expired: true });
		await waitFor(async () => await cut() === 'CERT_HAS_EXPIRED',
		    'expired certificate');
		await sim.control('POST', '/tls', { expired: false });
		await waitFor(async () => (await ask()).text === good, 'renewal');
	});
});

test('started again it is the same authority with the same persons',
    async () => {
	const root = sim.root();
	const persons = await sim.control('GET', '/persons');

	await sim.stop();
	sim = await startSimulator(sim.state);
	assert.ok(sim.root().equals(root));
	assert.deepEqual(await sim.control('GET', '/persons'), persons);
	const log = readFileSync(path.join(sim.state, 'state.json'), 'utf8');

	assert.ok(!log.includes(passphrase), 'passphrases are hashes');
});
