// `make run` from where it has built and loaded the offices: the simulator of
// BSrE beside the daemon, and offices that reach it.
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { canConnect, freePort, listening, start, waitFor }
    from './lib/base.mjs';
import { Command, program } from './lib/command.mjs';
import { request } from './lib/http.mjs';

let c;
const file = (office) => `${c.data}.outside/${office}.yaml`;

before(() => {
	c = new Command();
	c.ok('tenant', 'load', ...['kudus', 'tapin', 'trenggalek']
	    .map((id) => `deploy/tenants/${id}`));
});
after(() => c.dir.remove());

const isOpen = (port) => canConnect({ port, host: '127.0.0.1' });

// Run it while check(port, process) does.
async function run(check) {
	const port = await freePort(3);
	const p = start('deploy/try.sh', [program, c.data, String(port)]);
	try {
		await listening(p, { port, host: '127.0.0.1' }, 60000);
		await check(port, p);
	} finally {
		if (!p.over)
			await p.stop();
	}
	return port;
}

// Whoever sits at an office with a module can sign: the list says as whom.
const signers = () => readFileSync(`${c.data}/pejabat.tsv`, 'utf8').trim()
    .split('\n').map((line) => line.split('\t'));
function knowsSigners(persons) {
	const known = new Map(persons.map((p) => [p.nik, p]));
	assert.equal(persons.length, signers().length);
	assert.deepEqual([...new Set(signers().map(([office]) => office))],
	    ['tapin', 'trenggalek']);
	for (const [office, lane, email, nik, passphrase] of signers()) {
		assert.match(nik, /^339999\d{10}$/);
		assert.match(passphrase, /^Contoh-[a-z2-9]{12}-7$/);
		assert.match(email, new RegExp(`^${lane}2?@${office}\\.example$`));
		assert.equal(known.get(nik).email, email);
		assert.equal(known.get(nik).status, 'ISSUE');
		assert.equal(known.get(nik).certificates.length, 1);
	}
}

describe('the trial', () => {
	test('two offices reach the simulator; it ends with the server',
	    async () => {
		const port = await run(async (port, p) => {
			assert.match(p.log, new RegExp(`^Buka .*:${port}/ .* BSrE: ` +
			    `simulator di https://127.0.0.1:${port + 1}/`, 'm'));
			for (const office of ['tapin', 'trenggalek'])
				assert.match(readFileSync(file(office), 'utf8'),
				    new RegExp(`alamat: https://.*:${port + 1}$`, 'm'));
			assert.throws(() => statSync(file('kudus')),
			    { code: 'ENOENT' });
			const persons = await request(
			    `http://127.0.0.1:${port + 2}/persons`);
			knowsSigners(JSON.parse(persons.text));
			assert.equal((await request(
			    `http://127.0.0.1:${port}/tapin/`)).status, 200);
			p.kill('SIGINT');
			assert.deepEqual(await p.ended,
			    { code: 0, signal: null });
		});
		await waitFor(async () => !await isOpen(port + 2), 'its end');
	});
	test('nobody else can read its secrets', () => {
		for (const name of [file('tapin'), `${c.data}/pejabat.tsv`,
			`${c.data}.bsre/kata-sandi`, `${c.data}.bsre/root.key`])
			assert.equal(statSync(name).mode & 0o777, 0o600, name);
		assert.equal(statSync(`${c.data}.bsre`).mode & 0o777, 0o700);
	});
	test('again elsewhere: settings follow, but for those changed by hand',
	    async () => {
		const own = `${readFileSync(file('tapin'), 'utf8')}# saya\n`;
		const was = readFileSync(`${c.data}.bsre/kata-sandi`, 'utf8');
		const list = signers();
		writeFileSync(file('tapin'), own);
		await run(async (port, p) => {
			assert.deepEqual(signers(), list);
			knowsSigners(JSON.parse((await request(
			    `http://127.0.0.1:${port + 2}/persons`)).text));
			assert.match(p.log, /^tapin: pengaturan .* tetap$/m);
			assert.equal(readFileSync(file('tapin'), 'utf8'), own);
			assert.match(readFileSync(file('trenggalek'), 'utf8'),
			    new RegExp(`alamat: https://.*:${port + 1}$`, 'm'));
		});
		assert.equal(readFileSync(`${c.data}.bsre/kata-sandi`, 'utf8'),
		    was);
	});
	test('a taken port is told at once', async () => {
		const port = await freePort(3);
		const taken = net.createServer();
		await new Promise((r) => {
			taken.listen(port + 1, '127.0.0.1', r);
		});
		const p = start('deploy/try.sh', [program, c.data, String(port)]);
		assert.deepEqual(await p.ended, { code: 1, signal: null });
		taken.close();
	});
});
