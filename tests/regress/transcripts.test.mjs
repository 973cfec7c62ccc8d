// The golden transcripts of lib/transcripts.mjs: bytes out, bytes in.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { build } from './lib/base.mjs';
import { always, answer, boundary, email, flipped, nik, retyped,
	transcripts } from './lib/transcripts.mjs';

let driver, lines, server, got, next;

before(async () => {
	driver = spawn(path.resolve(build, 'tests/regress/bsre_call'), [],
	    { stdio: ['pipe', 'pipe', 'inherit'] });
	lines = createInterface({ input: driver.stdout })[Symbol.asyncIterator]();
	server = net.createServer((socket) => {
		let all = Buffer.alloc(0);

		socket.on('error', () => {});
		socket.on('data', (d) => {
			all = Buffer.concat([all, d]);
			const text = all.toString('latin1');
			const end = text.indexOf('\r\n\r\n');
			const body = /\r\nContent-Length: (\d+)\r\n/.exec(
			    text.slice(0, end + 2));

			if (end >= 0 && all.length >= end + 4 +
			    Number(body?.[1] ?? 0)) {
				got.push(all);
				socket.end(next);
			}
		});
	});
	await new Promise((r) => { server.listen(0, '127.0.0.1', r); });
});
after(() => {
	driver.kill();
	server.close();
});

// What the module makes of that answer; the request is in got.
async function ask({ version, call, more }, bytes) {
	const { pdf, ...rest } = more;

	[got, next] = [[], bytes];
	driver.stdin.write(`${JSON.stringify({ call, version, plain: true,
		url: `http://127.0.0.1:${server.address().port}`, ms: 5000,
		user: 'aplikasi', password: 'Contoh-Rahasia-Api-1', nik, email,
		name: 'Citra Contoh Lestari', boundary,
		pdf: pdf?.toString('base64'), ...rest })}\n`);
	const { result, error } = JSON.parse((await lines.next()).value);

	assert.equal(error, undefined);
	return { ...result, pdf: Buffer.from(result.pdf, 'base64') };
}

for (const t of transcripts)
	describe(t.name, () => {
		test('the request, byte for byte', async () => {
			await ask(t, answer(503, ''));
			assert.equal(got.length, 1);
			assert.equal(got[0].toString('latin1').replace(
			    `127.0.0.1:${server.address().port}`,
			    'esign.kotacontoh.example'), t.request);
		});
		for (const [name, bytes, want] of t.answers)
			test(`answer: ${name}`, async () => {
				const result = await ask(t, bytes);

				for (const key of Object.keys(want))
					assert.deepEqual(result[key], want[key],
					    key);
				assert.equal(result.reason === '',
				    result.kind === 'ok');
				assert.equal(got.length, 1);
			});
	});

const called = transcripts.filter((o) => o.answers.length > 0);

describe('what any call may be answered', () => {
	for (const t of called)
		for (const [name, bytes, reads, acts, code = 0] of always)
			test(`${t.name}: ${name}`, async () => {
				const got = await ask(t, bytes);

				// Nobody there: a 404 means so of a profile.
				if (t.call === 'profile' && /^a path/.test(name))
					assert.equal(got.kind, 'refused');
				else
					assert.equal(got.kind, ['sign', 'register']
					    .includes(t.call) ? acts : reads);
				assert.equal(got.wait, name === '429' ? 7 : 0);
				assert.equal(got.code, code);
				assert.notEqual(got.reason, '');
			});
});

describe('what is right, in another dress', () => {
	for (const t of called) {
		const [name, bytes] = t.answers[0];
		const ways = [...retyped,
			...bytes.endsWith('}') ? [['other types', flipped]] : []];

		for (const [dress, way] of ways)
			test(`${t.name}: ${name}, ${dress}`, async () => {
				const { log, latency, ...want } = await ask(t, bytes);
				const other = await ask(t, way(bytes));

				assert.equal(want.kind, 'ok');
				for (const key of Object.keys(want))
					assert.deepEqual(other[key], want[key],
					    key);
			});
	}
});
