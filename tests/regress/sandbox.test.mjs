// The locks of the real processes, seen from outside; a daemon that cannot
// lock itself; and the alarms of an agent that no longer works.  What locked
// processes can do is tried by tests/unit/test_sandbox*.c.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync }
	from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build, closed, freePort, listening, start, tempDir, waitFor }
	from './lib/base.mjs';
import { request } from './lib/http.mjs';
import { folderOf, program, startParaf } from './lib/paraf.mjs';

const refuse = path.join(build, 'tests/regress/refuse');
const read = (file) => readFileSync(file, 'utf8');
const health = async (url, json = true) => (await request(`${url}/sehat`,
    { headers: json ? { Accept: 'application/json' } : {} }));

describe('every process of the daemon', () => {
	let inst, all;
	before(async () => {
		inst = await startParaf({ tenants: ['kudus'], workers: 2 });
		await waitFor(() => existsSync(`${inst.data}/agent.beat`), 'a beat');
		await waitFor(() => inst.workers().length === 5 &&
		    inst.workers().every((pid) => /^Seccomp:\t2$/m.test(
			read(`/proc/${pid}/status`))), 'five locked processes');
		all = inst.workers();
	});
	after(() => inst?.stop());

	// Where the descriptors of a process lead.
	const files = (pid) => readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
		try {
			return [spawnSync('readlink', [`/proc/${pid}/fd/${fd}`],
			    { encoding: 'utf8' }).stdout.trim()];
		} catch {
			return [];
		}
	});

	test('filters its calls and gains no rights', () => {
		for (const pid of all)
			assert.match(read(`/proc/${pid}/status`),
			    /^NoNewPrivs:\t1\nSeccomp:\t2$/m);
	});
	test('leaves no core file', () => {
		for (const pid of all)
			assert.match(read(`/proc/${pid}/limits`),
			    /^Max core file size +0 +0 /m);
	});
	test('holds nothing of the key or the agent\'s folder open',
	    { skip: closed }, () => {
		for (const pid of all)
			for (const f of files(pid))
				assert.doesNotMatch(f, /\.key|\.outside/);
	});
	test('but the agent has no listening socket', { skip: closed }, () => {
		const tcp = read('/proc/net/tcp').split('\n')
		    .map((l) => l.trim().split(/\s+/))
		    .filter((l) => l[3] === '0A' && Number.parseInt(
			l[1]?.split(':')[1], 16) === inst.port)
		    .map((l) => `socket:[${l[9]}]`);
		assert.equal(tcp.length, 1);
		const holders = all.filter((pid) => files(pid).includes(tcp[0]));
		assert.equal(holders.length, 2);
	});
	test('says so on /sehat', async () => {
		const r = JSON.parse((await health(inst.url)).text);
		assert.equal(r.landlock, true);
		assert.deepEqual(r.alarms, []);
	});
	test('after a reload too', async () => {
		process.kill(inst.p.pid, 'SIGHUP');
		await waitFor(() => inst.workers().length === 5 &&
		    inst.workers().filter((pid) => all.includes(pid)).length === 2 &&
		    inst.workers().every((pid) => /^Seccomp:\t2$/m.test(
			read(`/proc/${pid}/status`))), 'new locked processes');
		assert.equal((await health(inst.url)).status, 200);
	});

	test('an agent that stands still is an alarm, once',
	    { skip: closed }, async () => {
		const now = Date.now();
		const beat = path.join(inst.data, 'agent.beat');
		const n = (t) => String(t).padStart(15, '0');
		const name = (s) => s.padEnd(39);
		const agent = () => inst.workers().find((pid) =>
		    files(pid).some((f) => f.endsWith('/kudus/paraf.db')) &&
		    !files(pid).some((f) => f.includes('eventpoll')));
		await waitFor(agent, 'the agent');
		process.kill(agent(), 'SIGSTOP');
		// As it would be after more than three minutes.
		writeFileSync(beat, [n(now), n(now + 1), n(now), name('kudus'),
			n(now - 3700000), name('kudus'), n(0), n(0), name(''),
			n(now)].join(' ') + '\n');
		await waitFor(() => /alarm agent begins/.test(inst.log), 'alarm');
		assert.match(inst.log, /alarm mail of kudus begins: for 37\d\d s/);
		const r = await health(inst.url, false);
		assert.equal(r.status, 200);
		assert.match(r.text, /^alarm agent: Proses pemeliharaan/m);
		assert.match(r.text, /^alarm mail: Ada pesan/m);
		assert.doesNotMatch(r.text, /kudus/);
		process.kill(agent(), 'SIGCONT');
		process.kill(inst.p.pid, 'SIGHUP');
		await waitFor(() => /alarm agent ends/.test(inst.log), 'its end',
		    20000);
		assert.match(inst.log, /alarm mail of kudus ends/);
		assert.equal(inst.log.match(/alarm agent begins/g).length, 1);
	});
});

describe('a daemon that cannot lock itself', () => {
	let dir, data;
	before(() => {
		dir = tempDir();
		data = path.join(dir.dir, 'data');
		const r = spawnSync(program, ['tenant', 'load', '--data', data,
			folderOf('kudus')]);
		assert.equal(r.status, 0);
	});
	after(() => dir.remove());

	const serve = (what, port = 0) => [what, program, 'serve', '--data',
		data, '--http', `127.0.0.1:${port}`, '--workers', '1'];

	for (const [what, says] of [['seccomp', /sandbox: seccomp: errno 1/],
		['landlock', /landlock: restrict_self: errno 1/]])
		test(`ends at once, without ${what}`, () => {
			const r = spawnSync(refuse, serve(what), {
				encoding: 'utf8', timeout: 60000 });
			assert.equal(r.status, 1, r.stderr);
			assert.match(r.stderr, says);
			assert.match(r.stderr, /Proses ini gagal dikunci\./);
		});
	test('plain CGI answers 503', () => {
		const r = spawnSync(refuse, ['seccomp', program], {
			encoding: 'utf8', timeout: 60000,
			env: { PATH: process.env.PATH, PARAF_DATA: data,
				GATEWAY_INTERFACE: 'CGI/1.1',
				REQUEST_METHOD: 'GET', REQUEST_URI: '/kudus/',
				SERVER_PROTOCOL: 'HTTP/1.1',
				HTTP_HOST: 'kantor.example' } });
		assert.match(r.stdout, /^Status: 503/m);
		assert.match(r.stderr, /gagal dikunci/);
	});
	test('ends at once without Landlock in the kernel', () => {
		const r = spawnSync(refuse, serve('kernel'), {
			encoding: 'utf8', timeout: 60000,
			env: { ...process.env, PARAF_WITHOUT_LANDLOCK: '0' } });
		assert.equal(r.status, 1, r.stderr);
		assert.match(r.stderr, /Kernel ini tanpa Landlock/);
	});
	for (const [what, option, value] of [
		['the option', ['--without-landlock'], ''],
		['the variable', [], '1'], ['--demo', ['--demo'], '']])
		test(`${what} lets it go on, and it says so`, async () => {
			const port = await freePort();
			const p = start(refuse, [...serve('kernel', port), ...option],
			    { extraEnv: { PARAF_WITHOUT_LANDLOCK: value } });
			try {
				await listening(p, { port, host: '127.0.0.1' });
				const url = `http://127.0.0.1:${port}`;
				assert.match(p.log, /no Landlock here: workers and the agent/);
				assert.equal(JSON.parse((await health(url)).text).landlock,
				    false);
				assert.match((await health(url, false)).text,
				    /^tanpa Landlock: /m);
			} finally {
				await p.stop();
			}
		});
});
