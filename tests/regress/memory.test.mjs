// Memory of the daemon's processes is neither swapped nor dumped; where it
// cannot be locked, the log and the administrators' page say so.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { closed, tempDir, waitFor } from './lib/base.mjs';
import { startSimulator } from './lib/bsre.mjs';
import { startWithSimulators } from './lib/consult.mjs';
import { agentOf } from './lib/paraf.mjs';

const office = 'tapin', at = `/${office}/kelola/bsre`;
const account = { versi: 2, jalan_passphrase: '/api/v2/user/passphrase' };
// What a user without rights starts: 64 KiB may be locked.
const few = '-ipc_lock,-sys_ptrace';
const poor = [...(closed ? [] : ['setpriv', '--bounding-set', few,
	'--inh-caps', few]), 'prlimit', '--memlock=65536:65536'];
let dir, sim;

before(async () => {
	dir = tempDir();
	sim = await startSimulator(path.join(dir.dir, 'sim'));
});
after(async () => {
	await sim?.stop();
	dir?.remove();
});

const start = (options) => startWithSimulators({ [office]: sim },
    { account, ...options });
const field = (pid, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm')
    .exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
// Workers and the agent, and not the inspector, which has no secrets.
const secret = (inst) => inst.workers().filter((pid) =>
    execFileSync('ls', ['-l', `/proc/${pid}/fd`], { encoding: 'utf8' })
	.includes('signalfd'));
const warnings = async (inst) => (await (await inst.as(office, 'admin'))
    .page(at)).warnings.map((w) => w.text);

describe('with the right to lock memory', { skip: closed }, () => {
	let inst;

	before(async () => {
		inst = await start({ workers: 2 });
	});
	after(() => inst?.stop());

	// A container may have taken the right from root: then nothing is
	// locked, and they are warned.
	const locked = () => !/memory cannot be locked/.test(inst.log);

	test('workers and the agent lock all they have', (t) => {
		const all = secret(inst);
		assert.equal(all.length, 3);
		assert.ok(all.includes(agentOf(inst)));
		for (const pid of all) {
			t.diagnostic(`locked ${field(pid, 'VmLck')} of ` +
			    `${field(pid, 'VmSize')} KiB, in memory ` +
			    `${field(pid, 'VmRSS')}, swapped ` +
			    `${field(pid, 'VmSwap')}`);
			assert.equal(field(pid, 'VmLck') > field(pid, 'VmRSS'),
			    locked());
			assert.equal(field(pid, 'VmSwap'), 0);
		}
	});
	test('nobody is warned', async () => {
		assert.equal((await warnings(inst)).length === 0, locked());
	});
});

describe('without it', () => {
	let inst;

	before(async () => {
		inst = await start({ workers: 2, wrap: poor });
	});
	after(() => inst?.stop());

	test('the log says so at the start', () => {
		assert.match(inst.log,
		    /warn: memory cannot be locked whole \(LimitMEMLOCK/);
	});
	test('administrators read it in red', async () => {
		const all = await waitFor(async () => {
			const now = await warnings(inst);
			return now.length > 0 && now;
		}, 'a warning');
		assert.equal(all.length, 1);
		assert.match(all[0], /^Memori server belum dapat dikunci/);
		assert.match(all[0], /LimitMEMLOCK=infinity/);
		const r = await (await inst.as(office, 'admin')).go(at,
		    { headers: { Accept: 'text/html' } });
		assert.match(r.text, /class="notice stop" role="alert"[^]*?swap/);
	});
	test('not those whose holders type no passphrase here', async () => {
		inst.sql(office, 'UPDATE bsre_office SET caps = caps & 15');
		assert.deepEqual(await warnings(inst), []);
	});

	// Whoever may not trace others can look into what may be dumped only.
	test('no process can be looked into or leaves a core file', async () => {
		const look = (pid) => {
			const [command, ...words] = [...poor, 'head', '-c0',
				`/proc/${pid}/mem`];
			return spawnSync(command, words).status === 0;
		};
		const [command, ...words] = [...poor, 'sleep', '60'];
		const other = spawn(command, words, { stdio: 'ignore' });
		try {
			await waitFor(() => look(other.pid), 'a look');
			for (const pid of [inst.p.pid, ...inst.workers()]) {
				assert.equal(look(pid), false, `${pid}`);
				assert.match(readFileSync(`/proc/${pid}/limits`,
				    'utf8'), /^Max core file size +0 +0 /m);
			}
		} finally {
			other.kill();
		}
	});
});
