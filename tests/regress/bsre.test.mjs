// The esign module against the simulator over TLS: every call of both
// versions, every fault x every call, and what goes over the wire.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { build, freePort, tempDir, waitFor } from './lib/base.mjs';
import { pdfsig, startSimulator } from './lib/bsre.mjs';
import { makeCertificate } from './lib/mail.mjs';
import { pdf } from './lib/papers.mjs';

const nik = '3399990411870001';
const email = 'citra.contoh@kotacontoh.example';
const name = 'Citra Contoh Lestari';
const passphrase = 'Contoh-Rahasia-1';
const letter = pdf();
const dir = tempDir();
const owns = []; // servers to close
let sim, driver, lines, ca, signed;

before(async () => {
	sim = await startSimulator(path.join(dir.dir, 'sim'));
	ca = sim.root().toString();
	await sim.control('PUT', '/persons',
	    { nik, email, name, status: 'ISSUE', passphrase });
	driver = spawn(`${build}/tests/regress/bsre_call`, [],
	    { stdio: ['pipe', 'pipe', 'inherit'] });
	lines = createInterface({ input: driver.stdout })[Symbol.asyncIterator]();
	signed = (await ask(2, 'sign', { pdf: letter })).result.pdf;
});
after(async () => {
	driver.kill();
	await sim.stop();
	owns.forEach((own) => own.close());
	dir.remove();
});

const boundary = 'paraf-0123456789abcdef';

async function ask(version, call, { pdf: file, ...more } = {}) {
	driver.stdin.write(`${JSON.stringify({ call, version, url: sim.url,
		...sim.account, ca, ms: 5000, boundary, nik, email,
		passphrase: ['sign', 'passphrase'].includes(call) ?
		    passphrase : null,
		passphrase_path: '/api/v2/user/passphrase', name,
		pdf: file?.toString('base64'), ...more })}\n`);
	const a = JSON.parse((await lines.next()).value);

	if (a.result)
		a.result.pdf = Buffer.from(a.result.pdf, 'base64');
	if (a.request)
		a.request.body = Buffer.from(a.request.body, 'base64');
	return a;
}

let count = 0;
const nobody = () => `orang${++count}@kotacontoh.example`;

// Every call that each version has, what it needs and how it ends well.
const calls = [
	[1, 'status', () => ({}), (r) => r.word === 'ISSUE' && r.known === 3],
	[1, 'chain', () => ({}), (r) => r.chain.length === 3],
	[1, 'profile', () => ({}), (r) => /^20\d\d-\d\d-\d\d$/.test(r.expires)],
	[1, 'sign', () => ({ pdf: letter }), (r) => r.pdf.length > 8000 &&
	    /^\w{32}$/.test(r.document)],
	[1, 'verify', () => ({ pdf: signed }), (r) => r.verdict === 'valid' &&
	    r.signer === name],
	[2, 'status', () => ({}), (r) => r.word === 'ISSUE' && r.known === 3],
	[2, 'register', () => ({ email: nobody() }),
		(r) => r.message === 'Pendaftaran berhasil'],
	[2, 'chain', () => ({}), (r) => r.chain.length === 3],
	[2, 'passphrase', () => ({}),
		(r) => r.otpauth.startsWith('otpauth://totp/')],
	[2, 'sign', () => ({ pdf: letter, reason: 'Uji coba' }),
		(r) => r.pdf.length > 8000],
	[2, 'verify', () => ({ pdf: signed }), (r) => r.verdict === 'valid' &&
	    r.signer === name],
];
const once = (call) => ['register', 'passphrase', 'sign'].includes(call);

describe('all is well', () => {
	for (const [version, call, more, good] of calls)
		test(`v${version} ${call}`, async () => {
			const { result, error } = await ask(version, call, more());

			assert.equal(error, undefined);
			assert.equal(result.kind, 'ok', result.reason);
			assert.ok(good(result), JSON.stringify(result));
		});
	for (const version of [1, 2])
		test(`what v${version} signs, poppler accepts`, async () => {
			const { result } = await ask(version, 'sign',
			    { pdf: letter, location: 'Kota Contoh' });

			assert.match(pdfsig(sim, result.pdf,
			    path.join(dir.dir, `v${version}`)),
			/Signature is Valid[\s\S]*Certificate is Trusted/);
		});
	test('openssl accepts the chain', async () => {
		const { result } = await ask(2, 'chain');
		const pem = result.chain.map(({ der }, i) => {
			const file = path.join(dir.dir, `c${i}.pem`);
			writeFileSync(file, '-----BEGIN CERTIFICATE-----\n' +
			    `${der.match(/.{1,64}/g).join('\n')}\n` +
			    '-----END CERTIFICATE-----\n');
			return file;
		});
		assert.match(execFileSync('openssl', ['verify', '-CAfile', pem[2],
			'-untrusted', pem[1], pem[0]], { encoding: 'utf8' }),
		/: OK/);
	});
	test('five megabytes there and back', async () => {
		const large = pdf('Lampiran', 5 << 20);
		const { result } = await ask(2, 'sign', { pdf: large });
		assert.equal(result.kind, 'ok', result.reason);
		assert.equal(result.pdf.subarray(0, 5).toString(), '%PDF-');
	});
});

describe('BSrE says no', () => {
	const rows = [
		['v1 status of nobody', 1, 'status', { nik: '3399990000000001' },
			{ kind: 'ok', code: 1110, word: 'NOT_REGISTERED' }],
		['v2 status of nobody', 2, 'status', { nik: '3399990000000001' },
			{ kind: 'ok', code: 2021, word: 'NO_CERTIFICATE' }],
		['v1 wrong passphrase', 1, 'sign',
			{ pdf: letter, passphrase: 'Salah-Sekali-1' },
			{ kind: 'refused', code: 2031,
				message: 'Passphrase anda salah' }],
		['v2 wrong passphrase', 2, 'sign',
			{ pdf: letter, passphrase: 'Salah-Sekali-1' },
			{ kind: 'refused', code: 2031,
				message: 'Passphrase anda salah' }],
		['registered twice', 2, 'register', {},
			{ kind: 'refused', code: 4024 }],
		['passphrase against the rule', 2, 'passphrase',
			{ passphrase: 'pendek' }, { kind: 'refused', code: 4015 }],
		['chain of nobody', 2, 'chain', { nik: '3399990000000001' },
			{ kind: 'refused', status: 400,
				message: 'User tidak ditemukan' }],
		['profile of nobody', 1, 'profile', { nik: '3399990000000001' },
			{ kind: 'refused', status: 404 }],
		['v1 unsigned', 1, 'verify', { pdf: letter },
			{ kind: 'ok', verdict: 'unsigned' }],
		['v2 unsigned', 2, 'verify', { pdf: letter },
			{ kind: 'ok', verdict: 'unsigned' }],
		['wrong account', 2, 'status', { password: 'Salah-Sekali-1' },
			{ kind: 'auth', status: 401 }],
		['wrong path', 2, 'status', { url: () => `${sim.url}/esign` },
			{ kind: 'broken', status: 404 }],
	];

	for (const [what, version, call, more, want] of rows)
		test(what, async () => {
			const { result } = await ask(version, call,
			    { ...more, ...more.url && { url: more.url() } });
			for (const key of Object.keys(want))
				assert.equal(result[key], want[key], key);
		});
	test('v1 and v2 changed after signing', async () => {
		const other = Buffer.from(signed.toString('latin1').replace(
		    /(\/MediaBox \[ 0 0 )(\d)/,
		    (m, head, d) => head + (9 - d)), 'latin1');
		for (const version of [1, 2])
			assert.equal((await ask(version, 'verify',
			    { pdf: other })).result.verdict, 'invalid');
	});
});

// What each fault means to what may be repeated, and to what is sent once.
const faults = {
	delay: ['unreachable', 'unknown', /lama menjawab/],
	401: ['auth', 'auth', /kata sandi API/],
	429: ['busy', 'busy', /jumlah permintaan/],
	500: ['broken', 'unknown', /gangguan/],
	'500-empty': ['broken', 'unknown', /gangguan/],
	503: ['busy', 'busy', /tidak tersedia/],
	html: ['broken', 'unknown', /halaman web/],
	truncated: ['unreachable', 'unknown', /terputus/],
	empty: ['broken', 'unknown', /tanpa isi/],
	reset: ['unreachable', 'unknown', /terputus/],
	drop: ['unreachable', 'unknown', /terputus/],
	types: ['ok', 'ok', /^$/],
};
const arrived = async (call) => (await sim.control('GET', '/log'))
    .filter((l) => l.call === call).length;

describe('every fault x every call', () => {
	for (const [fault, [reads, acts, reason]] of Object.entries(faults))
		for (const [version, call, more, good] of calls)
			test(`${fault}: v${version} ${call}`, async () => {
				const given = more();
				await sim.control('DELETE', '/faults');
				await sim.fault(call, fault,
				    { ms: fault === 'delay' ? 900 : 0 });
				const { result } = await ask(version, call,
				    { ...given, ms: fault === 'delay' ? 500 : 5000 });

				assert.equal(result.kind,
				    once(call) ? acts : reads, result.reason);
				assert.match(result.reason, reason);
				assert.equal(result.wait, fault === '429' ? 2 : 0);
				assert.ok(result.kind !== 'ok' || good(result));
				// What nobody waits for is not logged.
				if (once(call) && fault !== 'delay')
					assert.equal(await waitFor(() =>
					    arrived(call), 'request'), 1);
				// And it is over.
				if (call === 'register')
					await onlyOnce(given.email, result.kind);
				else
					assert.ok(good((await ask(version, call,
					    more())).result));
			});
});

// A registration that may have been done is not asked for again: what there
// is of the person tells.  Others are.
async function onlyOnce(address, kind) {
	const found = async () => (await sim.control('GET', '/persons'))
	    .filter((p) => p.email === address).length;

	if (kind !== 'unknown' && kind !== 'ok')
		assert.equal((await ask(2, 'register', { email: address }))
		    .result.kind, 'ok');
	assert.ok(await found() <= 1);
	if (kind !== 'unknown')
		assert.equal(await found(), 1);
}

describe('servers that are not to be trusted, or not there', () => {
	test('a certificate that has ended', async () => {
		await sim.control('POST', '/tls', { expired: true });
		await waitFor(async () => {
			const { result } = await ask(2, 'status');
			return /tidak dapat dipercaya/.test(result.reason);
		}, 'expired certificate');
		await sim.control('DELETE', '/faults');
		for (const [version, call, more] of calls) {
			const { result } = await ask(version, call, more());
			assert.equal(result.kind, 'unreachable', call);
			assert.match(result.reason, /tidak dapat dipercaya/);
		}
		assert.deepEqual(await sim.control('GET', '/log'), []);
		await sim.control('POST', '/tls', { expired: false });
		await waitFor(async () => (await ask(2, 'status'))
		    .result.kind === 'ok', 'renewal');
	});
	test('another authority', async () => {
		const other = makeCertificate(path.join(dir.dir, 'other'));
		await sim.control('DELETE', '/faults');
		for (const [version, call, more] of calls) {
			const { result } = await ask(version, call, { ...more(),
				ca: readFileSync(other.ca, 'utf8') });
			assert.equal(result.kind, 'unreachable', call);
			assert.match(result.reason, /tidak dapat dipercaya/);
		}
		assert.deepEqual(await sim.control('GET', '/log'), []);
	});
	test('nobody listens', async () => {
		const url = `https://127.0.0.1:${await freePort()}`;
		for (const [version, call, more] of calls) {
			const { result } = await ask(version, call,
			    { ...more(), url });
			assert.equal(result.kind, 'unreachable', call);
			assert.match(result.reason, /tidak dapat dihubungi/);
		}
	});
	test('plain HTTP only where it is allowed', async () => {
		const server = http.createServer((rq, rs) => rs.end(
		    '{"status_code":1111,"status":"ISSUE"}'));
		await new Promise((r) => { server.listen(0, '127.0.0.1', r); });
		owns.push({ close: () => server.close() });
		const url = `http://127.0.0.1:${server.address().port}`;
		assert.match((await ask(2, 'status', { url })).error, /https/);
		assert.equal((await ask(2, 'status', { url, plain: true }))
		    .result.word, 'ISSUE');
	});
});

// A server that keeps what came; answer(rq, rs, body) does the rest.
async function ownServer(answer) {
	const files = makeCertificate(path.join(dir.dir, `own${++count}`));
	const got = [];
	const server = https.createServer({ key: readFileSync(files.key),
		cert: readFileSync(files.cert) }, (rq, rs) => {
		const parts = [];
		rq.on('data', (d) => parts.push(d));
		rq.on('end', () => {
			const body = Buffer.concat(parts);
			got.push({ line: `${rq.method} ${rq.url} ${rq.httpVersion}`,
				headers: rq.rawHeaders, body });
			answer(rq, rs, got.length);
		});
	});
	await new Promise((r) => { server.listen(0, '127.0.0.1', r); });
	const own = { got, ca: readFileSync(files.ca, 'utf8'),
		host: `127.0.0.1:${server.address().port}`,
		url: `https://127.0.0.1:${server.address().port}`,
		close: () => {
			server.closeAllConnections();
			server.close();
		} };

	owns.push(own);
	return own;
}

test('what goes over the wire is what the module said', async (t) => {
	const own = await ownServer((rq, rs) => rs.end('{}'));

	for (const [version, call, more] of calls)
		await t.test(`v${version} ${call}`, async () => {
			own.got.length = 0;
			const { request } = await ask(version, call,
			    { ...more(), url: own.url, ca: own.ca });
			const [{ line, headers, body }] = own.got;
			const length = request.method === 'GET' ? [] :
				['Content-Length', String(request.body.length)];

			assert.equal(line, `${request.method} ${
				request.url.slice(own.url.length)} 1.1`);
			assert.deepEqual(headers, ['Host', own.host, 'User-Agent',
				'Paraf', ...request.headers, ...length]);
			assert.ok(body.equals(request.body));
			assert.equal(request.once, once(call));
		});
});

// libcurl sends a request again by itself where a connection that it kept
// turns out to be closed.
test('an old connection that ends: what is sent once is sent once',
    async (t) => {
	for (const [version, call, more] of calls)
		await t.test(`v${version} ${call}`, async () => {
			const served = new WeakMap();
			const own = await ownServer((rq, rs) => {
				const n = (served.get(rq.socket) ?? 0) + 1;
				served.set(rq.socket, n);
				if (n > 1)
					rq.socket.destroy();
				else
					rs.end('{}');
			});
			const to = { url: own.url, ca: own.ca, keep: true };

			await ask(2, 'status', to); // leaves a connection
			own.got.length = 0;
			await ask(version, call, { ...more(), ...to });
			assert.equal(own.got.length, once(call) ? 1 : 2);
				});
});

test('a redirect is not followed', async () => {
	const own = await ownServer((rq, rs) => {
		rs.writeHead(302, { location: `${sim.url}/api/v2/user/check/status` });
		rs.end();
	});
	const { result } = await ask(2, 'status', { url: own.url, ca: own.ca });

	assert.equal(result.kind, 'broken');
	assert.match(result.reason, /mengalihkan/);
	assert.equal(own.got.length, 1);
});

test('an answer without end is cut', async () => {
	const own = await ownServer((rq, rs) => {
		const more = () => rs.destroyed || rs.write('x'.repeat(65536), more);
		more();
	});
	const { result } = await ask(2, 'status', { url: own.url, ca: own.ca });

	assert.equal(result.kind, 'unreachable');
});

test('no answer repeats a secret', async () => {
	const secret = 'Sangat-"Rahasia"-9';
	const own = await ownServer((rq, rs) => {
		rs.writeHead(400, { 'content-type': 'application/json' });
		rs.end(JSON.stringify({ error: `tidak sesuai: ${
			own.got.at(-1).body.toString()}`, status_code: 4015 }));
	});
	const { result } = await ask(2, 'passphrase',
	    { passphrase: secret, url: own.url, ca: own.ca });

	assert.deepEqual([result.kind, result.code], ['refused', 4015]);
	assert.match(result.message, /\(disamarkan\)/);
	assert.doesNotMatch(JSON.stringify(result), /Rahasia/);
	assert.doesNotMatch(result.log, new RegExp(nik));
});
