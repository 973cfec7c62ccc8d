// The daemon as an operator begins it: what it answers, and what it refuses.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { freePort, listening, start } from './lib/base.mjs';
import { Command, offices, program } from './lib/command.mjs';
import { request } from './lib/http.mjs';

let c, dir, data;
const paraf = (...args) => c.paraf(...args);
const ok = (...args) => c.ok(...args);

before(() => {
	c = new Command();
	({ dir, data } = c);
	ok('tenant', 'load', `${offices}/kudus`);
	ok('demo', '--data', data);
});
after(() => dir.remove());

describe('serve', () => {
	test('answers over HTTP, sees a new office, ends on SIGINT', async () => {
		const port = await freePort();
		const p = start(program, ['serve', '--data', data, '--demo',
			'--http', `127.0.0.1:${port}`]);
		try {
			const url = `http://127.0.0.1:${port}`;
			await listening(p, { port, host: '127.0.0.1' });
			const first = await request(`${url}/`);
			assert.equal(first.status, 200, first.text);
			assert.match(first.text, /Kabupaten Kudus/);
			assert.doesNotMatch(first.text, /Trenggalek/);
			ok('tenant', 'load', `${offices}/trenggalek`);
			const next = await request(`${url}/`);
			assert.match(next.text, /Trenggalek/);
			p.kill('SIGINT');
			assert.deepEqual(await p.ended, { code: 0, signal: null });
		} finally {
			if (!p.over)
				await p.stop();
		}
	});
	test('begins before there is an office', async () => {
		const port = await freePort();
		const empty = path.join(dir.dir, 'empty');
		const p = start(program, ['serve', '--data', empty, '--workers',
			'1', '--http', `127.0.0.1:${port}`]);
		try {
			await listening(p, { port, host: '127.0.0.1' });
			ok('tenant', 'load', '--data', empty,
			    `${offices}/tapin`);
			const r = await request(`http://127.0.0.1:${port}/tapin/`);
			assert.equal(r.status, 200, p.log);
			assert.match(r.text, /Tapin/);
		} finally {
			await p.stop();
		}
	});
	test('says at once what is wrong with the data folder', () => {
		const r = paraf(['serve', '--http', '127.0.0.1:0', '--data',
			`${dir.dir}/none/none`]);
		assert.equal(r.status, 1);
		assert.match(r.err, /Folder data/);
	});
	test('refuses an address with a slash at its end', () => {
		const r = paraf(['serve', '--http', '127.0.0.1:0',
			'--url', 'https://tte.example/']);
		assert.equal(r.status, 1);
		assert.match(r.err, /--url harus berbentuk/);
	});
	test('refuses a folder of the agent inside the data', () => {
		for (const folder of [data, `${data}/kudus`, `${data}/later`,
			`${data}/later/`, path.relative('.', `${data}/later`)]) {
			const r = paraf(['serve', '--http', '127.0.0.1:0',
				'--outside', folder]);
			assert.equal(r.status, 1);
			assert.match(r.err, /tidak boleh di dalam/);
		}
	});
	test('refuses a master key inside the data', () => {
		for (const key of [`${data}/later.key`, `${data}/control.db`,
			path.relative('.', `${data}/later.key`)]) {
			const r = paraf(['serve', '--http', '127.0.0.1:0',
				'--key', key]);
			assert.equal(r.status, 1);
			assert.match(r.err, /Kunci induk.*tidak boleh di dalam/);
			assert.ok(!existsSync(`${data}/later.key`));
		}
	});
	test('plain CGI', () => {
		const env = { GATEWAY_INTERFACE: 'CGI/1.1', REQUEST_METHOD: 'GET',
			REQUEST_URI: '/kudus/', SERVER_PROTOCOL: 'HTTP/1.1',
			HTTP_HOST: 'kantor.example' };
		const r = paraf([], { env });
		assert.equal(r.status, 0, r.err);
		assert.match(r.out, /^Status: 200/m);
		assert.match(r.out, /Kabupaten Kudus/);
		const bad = paraf([], { env: { ...env,
			PARAF_DATA: `${dir.dir}/none/none` } });
		assert.match(bad.out, /^Status: 503/m);
	});
});
