// The documented calls of BSrE that the module does not make (fetching again
// what signing brought, codes by mail, seals): each with its bytes to the
// simulator and back, and with every fault.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { tempDir, waitFor } from './lib/base.mjs';
import { pdfsig, startSimulator } from './lib/bsre.mjs';
import { file, multipart } from './lib/client.mjs';
import { pdf } from './lib/papers.mjs';
import { nik } from './lib/transcripts.mjs';

const email = 'citra.contoh@kotacontoh.example';
const passphrase = 'Contoh-Rahasia-1';
const letter = pdf();
const subscriber = 'kantor-contoh';
const assumed = (what) => `X-Simulator-Assumption: ${what}`;
const life = assumed('how long the codes of a seal live');
// What the simulator thought up, by the names under which requests and answers
// have it.
const known = { id: '0'.repeat(32) };
let sim, tmp;

before(async () => {
	tmp = tempDir();
	sim = await startSimulator(path.join(tmp.dir, 'bsre'));
	await sim.control('PUT', '/persons', { nik, email, passphrase,
		name: 'Citra Contoh Lestari', status: 'ISSUE' });
});
after(async () => {
	await sim?.stop();
	tmp?.remove();
});

const fill = (text) => text.replace(/\{(\w+)\}/g,
    (all, name) => known[name] ?? all);
const head = (line) => [line, 'Host: esign.kotacontoh.example',
	'Authorization: Basic YXBsaWthc2ktY29udG9oOkNvbnRvaC1SYWhhc2lhLUFwaS0x',
	'Connection: close'];
const get = (address) => fill([...head(`GET ${address} HTTP/1.1`), '', '']
    .join('\r\n'));

function post(address, body) {
	const text = fill(body);

	return [...head(`POST ${address} HTTP/1.1`),
		'Content-Type: application/json',
		`Content-Length: ${text.length}`, '', text].join('\r\n');
}

// Sent as it is; the answer as it came.
function exchange(bytes) {
	return new Promise((resolve) => {
		const parts = [];
		const s = tls.connect({ host: '127.0.0.1', port: sim.port,
			ca: sim.root() }, () => s.write(bytes));

		s.on('data', (d) => parts.push(d));
		s.on('error', () => {});
		s.on('close', () => resolve(Buffer.concat(parts)
		    .toString('latin1')));
	});
}

// Without what is another one each time; of a file in it only that it is one.
function mask(answer) {
	return answer.replace(/^Date: [^\r]*\r\n/m, '')
	    .replace(/"timestamp":"[^"]*"/, '"timestamp":"{time}"')
	    .replace(/"expires":"\d{4}-\d\d-\d\dT[\d:.]{12}\+0000"/,
		'"expires":"{time}"')
	    .replace(/"file":\["JVBERi0[\w+/=]*"\]/, '"file":["{pdf}"]')
	    .replace(/(id_dokumen: )\w{32}/, '$1{id}')
	    .replace(/%PDF-[^]*$/, '{pdf}')
	    .replace(/^Content-Length: \d+\r\n/m, '')
	    .replace(/"totp":"\d{6}"/, '"totp":"{code}"');
}

const answer = (status, body, ...more) => [`HTTP/1.1 ${status}`,
	'Connection: close', 'Content-Type: application/json', ...more, '', body]
    .join('\r\n');
const spring = (status, word, address) => `{"timestamp":"{time}","status":` +
    `${status},"error":"${word}","path":"${address}"}`;
const refusal = (status, text, code, what) => answer(status,
    `{"error":"${text}","status_code":${code}}`, assumed(what));
const noActivation = refusal('400 Bad Request',
    'TOTP Aktivasi salah atau kedaluwarsa', 400, 'how a seal is refused');

async function sealCode(name) {
	const state = path.join(sim.state, 'state.json');

	return waitFor(() => JSON.parse(readFileSync(state, 'utf8'))
	    .seals?.[subscriber]?.[name]?.code, `the ${name} of the seal`);
}

const activation = '/api/v2/seal/get/activation';
const revoke = '/api/v2/seal/revoke/activation';
const sealTotp = '/api/v2/seal/get/totp';
const sealPdf = '/api/v2/seal/pdf';
const download = '/api/sign/download/{id}';
const totp = '/api/v2/sign/get/totp';
const by = `{"idSubscriber":"${subscriber}"`;
const sealing = `${by},"totp":"{seal}","signatureProperties":[{"tampilan":` +
    `"INVISIBLE"}],"file":["${letter.toString('base64')}"]}`;

// In this order: name, the simulator's name of the call, the request, its
// answers in turn, and what the next ones need of them.
const calls = [
	['GET /api/sign/download/{id}, never signed', 'download',
		() => get(download),
		[refusal('404 Not Found', 'Dokumen tidak ditemukan atau sudah ' +
		    'diunduh', 4044, 'the text of this refusal')]],
	['POST /api/sign/pdf, which the next one fetches', 'sign', () => {
		const { body, type } = multipart([
			['file', file(letter)], ['nik', nik],
			['passphrase', passphrase],
			['tampilan', 'invisible']]);

		return [...head('POST /api/sign/pdf HTTP/1.1'),
			`Content-Type: ${type}`,
			`Content-Length: ${body.length}`, '',
			body.toString('latin1')].join('\r\n');
	}, [answer('200 OK', '{pdf}', 'id_dokumen: {id}')
	    .replace('application/json', 'application/pdf')],
	(text) => { known.id = /id_dokumen: (\w+)/.exec(text)[1]; }],
	['GET /api/sign/download/{id}, once only', 'download',
		() => get(download),
		[answer('200 OK', '{pdf}').replace('application/json',
		    'application/pdf'),
		refusal('404 Not Found', 'Dokumen tidak ditemukan atau sudah ' +
		    'diunduh', 4044, 'the text of this refusal')]],
	['POST /api/v2/sign/get/totp', 'totp',
		() => post(totp, `{"nik":"${nik}","data":1}`),
		[answer('200 OK', '{"success":true,"message":"TOTP dapat ' +
		    'dilihat pada aplikasi BeSign Mobile"}',
		assumed('the text of this message'))]],
	['POST /api/v2/sign/get/totp, nobody', 'totp',
		() => post(totp, '{"email":"tiada@kotacontoh.example","data":1}'),
		[refusal('400 Bad Request', 'Penandatangan tidak terdaftar',
		    2011, 'the text of this refusal')]],
	['POST /api/v2/seal/get/activation', 'seal',
		() => post(activation, `${by}}`),
		[answer('200 OK', '{"success":true,"message":"TOTP Aktivasi ' +
		    'berhasil dikirim","data":null}', life)],
		async () => { known.activation = await sealCode('activation'); }],
	['POST /api/v2/seal/get/activation, renewed', 'seal',
		() => post(activation, `${by},"totp":"{activation}"}`),
		[answer('200 OK', '{"success":true,"message":null,"data":{' +
		    '"message":"TOTP Aktivasi masih berlaku","totp":"{code}",' +
		    '"expires":"{time}","result":true}}', life)]],
	['POST /api/v2/seal/get/totp, wrong activation', 'seal',
		() => post(sealTotp, `${by},"data":1,"totp":"x"}`),
		[noActivation]],
	['POST /api/v2/seal/get/totp', 'seal',
		() => post(sealTotp, `${by},"data":1,"totp":"{activation}"}`),
		[answer('200 OK', '{"message":"TOTP berhasil dibuat","totp":' +
		    '"{code}","expires":"{time}","result":true}', life)],
		(text) => { known.seal = /"totp":"(\d+)"/.exec(text)[1]; }],
	['POST /api/v2/seal/pdf, a code once only', 'seal',
		() => post(sealPdf, sealing),
		[answer('200 OK', '{"time":640,"file":["{pdf}"]}', life),
			refusal('400 Bad Request', 'TOTP salah atau kedaluwarsa',
			    400, 'how a seal is refused')]],
	['POST /api/v2/seal/revoke/activation, once only', 'seal',
		() => post(revoke, `${by},"totp":"{activation}"}`),
		[answer('200 OK', '{"success":true,"message":"Aktivasi ' +
		    'dicabut","data":null}', assumed('how a revocation is ' +
		    'answered')), noActivation]],
];

describe('bytes out, bytes in', () => {
	for (const [name, , request, answers, learn] of calls)
		test(name, async () => {
			for (const [i, want] of answers.entries()) {
				const got = await exchange(request());

				assert.equal(mask(got), want);
				if (i > 0)
					continue;
				await learn?.(got);
				if (name.startsWith('GET'))
					assert.ok(/^HTTP.1.1 404/.test(got) ||
					    /%PDF-/.test(got));
			}
		});
	test('what was sealed, poppler accepts', async () => {
		known.activation = undefined;
		await exchange(post(activation, `${by}}`));
		known.activation = await waitFor(async () => {
			const code = await sealCode('activation');
			const r = await exchange(post(sealTotp,
			    `${by},"data":1,"totp":"${code}"}`));

			known.seal = /"totp":"(\d+)"/.exec(r)?.[1];
			return known.seal && code;
		}, 'a code of the seal');
		const r = await exchange(post(sealPdf, sealing));
		const file = /"file":\["([^"]*)"\]/.exec(r)[1];

		assert.match(pdfsig(sim, Buffer.from(file, 'base64'), tmp.dir),
		    /Signature is Valid/);
	});
});

const faults = {
	401: (a) => answer('401 Unauthorized', spring(401, 'Unauthorized', a),
	    'WWW-Authenticate: Basic realm="Realm"'),
	429: (a) => answer('429 Too Many Requests', spring(429,
	    'Too Many Requests', a), 'Retry-After: 2'),
	500: (a) => answer('500 Internal Server Error', spring(500,
	    'Internal Server Error', a)),
	'500-empty': () => answer('500 Internal Server Error', ''),
	503: (a) => answer('503 Service Unavailable', spring(503,
	    'Service Unavailable', a)),
	html: () => answer('200 OK',
	    '<!doctype html><title>Portal</title><p>Silakan masuk.')
	    .replace('application/json', 'text/html'),
	reset: () => '',
	drop: () => '',
};

describe('every fault', () => {
	const seen = new Set();
	const each = calls.map(([, call, request]) => [call, request])
	    .filter(([call, request]) => {
		    const line = request().split('\r\n', 1)[0];
		    const fresh = call !== 'sign' && !seen.has(line);

		    seen.add(line);
		    return fresh;
	    });

	for (const [call, request] of each) {
		const address = request().split(' ')[1].replace(/0{32}/, '{id}');

		for (const [fault, want] of Object.entries(faults))
			test(`${address}: ${fault}`, async () => {
				await sim.fault(call, fault, { times: 1 });
				assert.equal(mask(await exchange(request())),
				    want(fill(address)));
			});
		test(`${address}: cut, empty, of other types`, async () => {
			const answers = [];

			for (const fault of ['truncated', 'empty', 'types']) {
				await sim.fault(call, fault, { times: 1 });
				const got = await exchange(request());
				const at = got.indexOf('\r\n\r\n') + 4;

				answers.push([Number(/Content-Length: (\d+)/
				    .exec(got)[1]), got.slice(at)]);
			}
			const [[n, half], empty, [, other]] = answers;

			assert.equal(half.length, n >> 1);
			assert.deepEqual(empty, [0, '']);
			for (const v of Object.values(JSON.parse(other)))
				assert.notEqual(typeof v, 'number');
		});
	}
});
