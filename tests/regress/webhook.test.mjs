// The webhook: what goes to an office's gateway, what the answers mean, and
// the receiver of docs/webhook.md.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { appendFileSync, cpSync, readFileSync, writeFileSync }
	from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { build, freePort, listening, start, tempDir, waitFor }
	from './lib/base.mjs';
import { urlencoded } from './lib/client.mjs';
import { apply, carry } from './lib/journey.mjs';
import { makeCertificate, writeOutside } from './lib/mail.mjs';
import { startParaf } from './lib/paraf.mjs';

const office = 'kudus', secret = 'rahasia-yang-panjang-sekali';
const number = 'TTE-2026-00012';
const dir = tempDir();
const files = makeCertificate(path.join(dir.dir, 'ours'));
const others = makeCertificate(path.join(dir.dir, 'others'));
const ca = readFileSync(files.ca, 'utf8');
let driver, lines, gateway, url;
const got = [];
let answer = (rs) => rs.end();

// A gateway by HTTPS that keeps what came and answers as it is told.
before(async () => {
	const data = path.join(dir.dir, 'data');

	execFileSync(`${build}/paraf`, ['tenant', 'load', '--data', data,
		`deploy/tenants/${office}`]);
	driver = spawn(`${build}/tests/regress/hook`, [data, office],
	    { stdio: ['pipe', 'pipe', 'inherit'] });
	lines = createInterface({ input: driver.stdout })[Symbol.asyncIterator]();
	gateway = https.createServer({ key: readFileSync(files.key),
		cert: readFileSync(files.cert) }, (rq, rs) => {
		let body = '';

		rq.setEncoding('utf8').on('data', (s) => { body += s; });
		rq.on('end', () => {
			got.push({ ...rq, method: rq.method, url: rq.url,
				headers: rq.headers, body });
			answer(rs);
		});
	});
	await new Promise((r) => { gateway.listen(0, '127.0.0.1', r); });
	url = `https://127.0.0.1:${gateway.address().port}/paraf`;
});
after(() => {
	driver.kill();
	gateway.closeAllConnections();
	gateway.close();
	dir.remove();
});

async function send(more = {}) {
	const job = { url, host: new URL(more.url ?? url).host, ca, secret,
		now: Date.now(), seconds: 5, ...more,
		message: { id: 41, number, address: '0812-0000-0001',
			...more.message } };

	got.length = 0;
	driver.stdin.write(`${JSON.stringify(job)}\n`);
	return JSON.parse((await lines.next()).value);
}

const mac = (at, body) =>
    `v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;

describe('what goes out', () => {
	test('the notice, signed', async () => {
		answer = (rs) => rs.end('diterima\nbaris kedua');
		assert.deepEqual(await send(), { result: 'sent',
			of_server: false, wait: 0, answer: 'HTTP 200' });
		const [{ method, url: at, headers, body }] = got;
		const { id, ...rest } = JSON.parse(body);

		assert.equal(`${method} ${at}`, 'POST /paraf');
		assert.equal(headers['content-type'],
		    'application/json; charset=utf-8');
		assert.match(id, /^kudus-41-[0-9a-f]{16}$/);
		assert.equal(headers['x-paraf-delivery'], id);
		assert.deepEqual(rest, { office, event: 'task', case: number,
			name: 'Citra Contoh Lestari', phone: '6281200000001',
			subject: 'Unggah kelengkapan',
			text: 'Yth. Citra\nBaris 2\n',
			url: 'https://tte.example/kudus/tugas',
			at: '2026-11-23T09:15:00+07:00' });
		assert.ok(Math.abs(headers['x-paraf-timestamp'] -
		    Date.now() / 1000) < 5);
		assert.equal(headers['x-paraf-signature'],
		    mac(headers['x-paraf-timestamp'], body));
	});
	test('again: the same body and id, another time', async () => {
		answer = (rs) => rs.end();
		await send({ now: 1795400000000 });
		const [a] = got.splice(0);
		await send({ now: 1795400060000 });
		const [b] = got.splice(0);
		assert.equal(a.body, b.body);
		assert.equal(b.headers['x-paraf-timestamp'], '1795400060');
		assert.notEqual(a.headers['x-paraf-signature'],
		    b.headers['x-paraf-signature']);
	});
	test('another notice has another id', async () => {
		await send();
		const [a] = got.splice(0);
		await send({ message: { id: 42 } });
		assert.notEqual(a.headers['x-paraf-delivery'],
		    got[0].headers['x-paraf-delivery']);
	});
	for (const [given, phone] of [['+62 812 0000 0001', '6281200000001'],
		['(0291) 438713', ''], ['', ''], ['0812', '']])
		test(`phone ${given || 'missing'}`, async () => {
			await send({ message: { address: given } });
			assert.equal(JSON.parse(got[0].body).phone, phone);
		});
});

describe('what the answer means', () => {
	const server = { result: 'later', of_server: true };
	const code = (status, headers = {}) => (rs) => {
		rs.writeHead(status, headers);
		rs.end();
	};

	for (const [name, how, want, wait = 0] of [
		['204', code(204), { result: 'sent', of_server: false }],
		['302', code(302, { Location: 'https://127.0.0.1:1/' }), server],
		['400', code(400), { result: 'refused', of_server: false }],
		['401', code(401), { result: 'refused', of_server: false }],
		['408', code(408), server],
		['410', code(410), { result: 'refused', of_server: false }],
		['429', code(429, { 'Retry-After': '120' }), server, 120000],
		['500', code(500), server],
		['503 for a day', code(503, { 'Retry-After': '86400' }), server,
			3600000],
		['503 until a date', code(503, { 'Retry-After':
			new Date(Date.now() + 90000).toUTCString() }), server,
		90000],
		['200 that is cut off', (rs) => {
			rs.writeHead(200, { 'Content-Length': '100' });
			rs.write('a');
			setTimeout(() => rs.destroy(), 100);
		}, { result: 'sent', of_server: false }],
		['200 without end', (rs) => {
			const more = () => rs.destroyed ||
			    rs.write('x'.repeat(65536), more);
			more();
		}, { result: 'sent', of_server: false }],
		['cut off', (rs) => rs.destroy(), server],
	])
		test(name, async () => {
			answer = how;
			const r = await send();
			assert.deepEqual({ result: r.result,
				of_server: r.of_server }, want, r.answer);
			assert.ok(Math.abs(r.wait - wait) <= 2000, `${r.wait}`);
			assert.equal(got.length, 1);
		});
	test('hangs', async () => {
		answer = () => {};
		const begin = Date.now();
		const r = await send({ seconds: 1 });
		assert.equal(r.result, 'later');
		assert.match(r.answer, /terlalu lama/);
		assert.ok(Date.now() - begin < 5000);
	});
	test('what it says is one printable line', async () => {
		answer = (rs) => {
			rs.writeHead(422);
			rs.end(Buffer.concat([Buffer.from(
			    `a\x1b[31m\t${'é'.repeat(300)}\n`)]));
		};
		const r = await send();
		assert.match(r.answer, /^HTTP 422: a\?\[31m\?é+$/);
		assert.ok(Buffer.byteLength(r.answer) < 240);
		answer = (rs) => {
			rs.writeHead(422);
			rs.end(Buffer.from([0x61, 0xff, 0xfe]));
		};
		assert.equal((await send()).answer, 'HTTP 422: a??');
	});
	for (const [said, kept] of [
		['{"to":"6281200000001","code":131026}',
			'{"to":"xxxxxxxxxxxxx","code":131026}'],
		['+62 812-0000-0001 tidak terdaftar',
			'+xx xxx-xxxx-xxxx tidak terdaftar'],
		['0812 0000', 'xxxx xxxx'],
		['galat 1234567, 12', 'galat 1234567, 12'],
		['lihat https://tte.example/t/rahasia', 'lihat https'],
		['{"url":"https:\\/\\/tte.example\\/t\\/rahasia"}',
			'{"url":"https'],
	])
		test(`of it is kept: ${kept}`, async () => {
			answer = (rs) => {
				rs.writeHead(400);
				rs.end(said);
			};
			assert.equal((await send()).answer, `HTTP 400: ${kept}`);
		});
});

describe('to whom nothing is said', () => {
	test('a certificate of others', async () => {
		answer = (rs) => rs.end();
		const r = await send({ ca: readFileSync(others.ca, 'utf8') });
		assert.equal(r.result, 'later');
		assert.match(r.answer, /tidak dipercaya/);
		assert.equal(got.length, 0);
	});
	test('a host without TLS, but for this machine', async () => {
		const r = await send({ url: 'http://gateway.example/paraf' });
		assert.match(r.error, /harus https/);
		assert.match((await send({ url: 'ftp://127.0.0.1/' })).error,
		    /harus https/);
	});
	test('nobody there', async () => {
		const r = await send({
			url: `https://127.0.0.1:${await freePort()}/` });
		assert.equal(r.result, 'later');
		assert.match(r.answer, /tidak dapat dihubungi/);
	});
});

// The code of the page, as an office would copy it.
describe('the receiver of docs/webhook.md', () => {
	const file = path.join(dir.dir, 'receiver.py');
	let receiver, port;
	const handed = () => receiver.log.split('\n')
	    .filter((l) => /^62/.test(l));
	const post = (body, { at = `${Math.floor(Date.now() / 1000)}`,
		sign = mac(at, body) } = {}) => new Promise((resolve, reject) => {
		const rq = http.request({ port, method: 'POST', headers: {
			'Content-Type': 'application/json',
			'X-Paraf-Timestamp': at, 'X-Paraf-Signature': sign },
		agent: false }, (rs) => {
			rs.resume().on('end', () => resolve(rs.statusCode));
		});
		rq.on('error', reject).end(body);
	});
	const up = async () => {
		port = await freePort();
		receiver = start('python3', [file, `${port}`,
			path.join(dir.dir, 'known.db')],
		{ extraEnv: { PARAF_SECRET: secret } });
		await listening(receiver, { port, host: '127.0.0.1' });
	};
	const notice = (id) => JSON.stringify({ id, phone: '6281200000001',
		subject: id });

	before(async () => {
		const [, code] = readFileSync('docs/webhook.md', 'utf8')
		    .match(/```python\n([\s\S]*?)```/);

		writeFileSync(file, code);
		await up();
	});
	after(() => receiver.stop());

	test('hands on what Paraf sends, without TLS on this machine',
	    async () => {
		const r = await send({ url: `http://127.0.0.1:${port}/` });
		assert.equal(r.result, 'sent', r.answer);
		await waitFor(() => handed().length === 1);
		assert.equal(handed()[0], '6281200000001 Unggah kelengkapan');
	});
	test('once, however often it comes, and after its own restart',
	    async () => {
		assert.equal((await send({ url: `http://127.0.0.1:${port}/` }))
		    .result, 'sent');
		await receiver.stop();
		await up();
		assert.equal((await send({ url: `http://127.0.0.1:${port}/` }))
		    .result, 'sent');
		assert.equal(await post(notice('lain')), 200);
		await waitFor(() => handed().length > 0);
		assert.deepEqual(handed(), ['6281200000001 lain']);
	});
	test('a recorded request is worth nothing later', async () => {
		const at = `${Math.floor(Date.now() / 1000) - 301}`;
		assert.equal(await post(notice('lama'), { at }), 408);
		assert.equal(await post(notice('nanti'), { at:
			`${Math.floor(Date.now() / 1000) + 400}` }), 408);
	});
	test('a new time needs a new signature', async () => {
		const at = `${Math.floor(Date.now() / 1000)}`;
		const body = notice('palsu');
		assert.equal(await post(body,
		    { at, sign: mac(`${at - 301}`, body) }), 401);
		assert.equal(await post(body.replace('palsu', 'palsv'),
		    { at, sign: mac(at, body) }), 401);
		assert.equal(await post(body, { at, sign: '' }), 401);
		assert.equal(await post(body, { at, sign: 'v1=é' }), 401);
	});
	test('what is no notice is kept for later', async () => {
		assert.equal(await post('{}'), 503);
		assert.equal(await post('bukan json'), 503);
	});
	test('and nothing of that was handed on', () =>
		assert.deepEqual(handed(), ['6281200000001 lain']));
});

// From an act on a page to the gateway and its log.
describe('by the agent', () => {
	const folder = path.join(dir.dir, office);
	const nik = '3399990411870001';
	let inst;
	const rows = (where) => inst.sql(office, `SELECT id, state, error
	    FROM message WHERE channel = 'hook' AND ${where}`);
	const due = (id) => inst.sql(office, `UPDATE message SET try_at = 1
	    WHERE id = ${id} AND state = 'waiting'`);

	before(async () => {
		cpSync(`deploy/tenants/${office}`, folder, { recursive: true });
		appendFileSync(`${folder}/kantor.yaml`, 'webhook: ya\n');
		got.length = 0;
		answer = (rs) => rs.end();
		inst = await startParaf({ load: [folder],
			args: ['--url', 'https://tte.example'] });
		writeOutside(`${inst.data}.outside`, office, { webhook: {
			alamat: url, rahasia: secret, ca: files.ca } });
	});
	after(() => inst?.stop());

	test('each notice once, signed, without the number of a person',
	    async () => {
		const quiet = () => waitFor(() =>
		    rows("state = 'waiting'").length === 0, 'notices', 30000);
		const c = await apply(await inst.as(office, 'pemohon'), office);

		await quiet();
		for (const no of ['1.1', '2']) {
			await carry(inst, office, { started: c,
				leave: (t) => t.no !== no });
			await quiet();
		}
		const no = c.number;
		const ids = got.map((g) => JSON.parse(g.body).id);
		assert.equal(new Set(ids).size, ids.length);
		assert.equal(ids.length, rows("state = 'sent'").length);
		assert.ok(ids.length >= 4, `${ids}`);
		for (const { headers, body } of got) {
			const o = JSON.parse(body);
			assert.equal(headers['x-paraf-signature'],
			    mac(headers['x-paraf-timestamp'], body));
			assert.equal(o.office, office);
			assert.equal(o.case, no);
			assert.ok(o.url.startsWith('https://tte.example/kudus'));
			assert.ok(o.text.includes(no) && o.subject);
			assert.ok(!body.includes(nik) && !/\d{16}/.test(body),
			    body);
		}
	});
	test('500 and then 200: the same id', async () => {
		let failed = 0;
		got.length = 0;
		answer = (rs) => {
			rs.statusCode = failed++ === 0 ? 500 : 200;
			rs.end();
		};
		await apply(await inst.as(office, 'pemohon'), office);
		await waitFor(() => rows("state = 'waiting' AND error <> ''")
		    .length === 1, 'failure');
		const [[id, , error]] = rows("state = 'waiting' AND error <> ''");
		assert.match(error, /HTTP 500/);
		due(id);
		await waitFor(() => rows(`id = ${id}`)[0][1] === 'sent', 'sent');
		const of = got.map((g) => JSON.parse(g.body).id)
		    .filter((x) => x.startsWith(`${office}-${id}-`));
		assert.equal(of.length, 2);
		assert.equal(new Set(of).size, 1);
	});
	test('410: given up, seen by the administrator, and sent again',
	    async () => {
		answer = (rs) => {
			rs.writeHead(410);
			rs.end('nomor tidak terdaftar');
		};
		await apply(await inst.as(office, 'pemohon'), office);
		await waitFor(() => rows("state = 'dead'").length > 0, 'dead');
		const [[id]] = rows("state = 'dead'");
		const b = await inst.as(office, 'admin');
		const at = `/${office}/kelola/pesan/${id}`;
		const page = await b.page(at);
		assert.equal(page.deliveries[0].what, 'Ditolak');
		assert.equal(page.deliveries[0].answer,
		    'HTTP 410: nomor tidak terdaftar');
		answer = (rs) => rs.end('ok');
		const r = await b.post(page.again_action, [['csrf', page.csrf]],
		    { form: urlencoded });
		assert.equal(r.status, 303, r.text);
		await waitFor(() => rows(`id = ${id}`)[0][1] === 'sent', 'sent');
		assert.deepEqual((await b.page(at)).deliveries
		    .map((d) => d.what), ['Diterima server', 'Ditolak']);
	});
	test('an office without gives nothing away', async () => {
		got.length = 0;
		writeFileSync(`${folder}/kantor.yaml`, readFileSync(
		    `${folder}/kantor.yaml`, 'utf8').replace('webhook: ya',
		    'webhook: tidak'));
		assert.equal(inst.paraf('tenant', 'load', folder).code, 0);
		const n = rows('1').length;
		await apply(await inst.as(office, 'pemohon'), office);
		assert.equal(rows('1').length, n);
	});
});
