// What asking BSrE costs the agent: 300 offices with 20,000 holders who wait
// for their certificates, each asked about at its real pauses, over TLS.  Then
// the same with one office whose server takes calls and says nothing.
// See docs/performance.md.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync }
    from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { freePort, listening, sleep, start } from '../regress/lib/base.mjs';
import { request } from '../regress/lib/http.mjs';
import { agentOf, bench, cpu, line, makeProfiles, memory, paraf, release,
	rowsOf, run } from './agent.mjs';

const offices = Number(process.env.OFFICES || 300);
const holders = Math.ceil(Number(process.env.HOLDERS || 20000) / offices);
const minutes = Number(process.env.MINUTES || 4);
const home = path.join(bench, 'polling');
const data = path.join(home, 'data');
const outside = path.join(home, 'data.outside');
const state = path.join(home, 'bsre');
const target = 5; // % of a core

function makeData() {
	rmSync(home, { recursive: true, force: true });
	for (const dir of [data, outside, state])
		mkdirSync(dir, { recursive: true, mode: 0o700 });
	// Trenggalek has the module.
	const all = makeProfiles(path.join(home, 'profiles'), offices);

	for (let i = 0; i < offices; i += 50)
		run(paraf, ['tenant', 'load', '--data', data,
			...all.slice(i, i + 50)]);
}

async function startSimulator() {
	const [port, control] = [await freePort(), await freePort()];
	const secret = path.join(state, 'kata-sandi');
	const p = start(path.join(release, 'paraf-bsre-sim'), ['--listen',
		`127.0.0.1:${port}`, '--control', `127.0.0.1:${control}`,
		'--state', state, '--user', 'aplikasi-contoh',
		'--password-file', secret]);

	await listening(p, { host: '127.0.0.1', port: control });
	return { p, port, tell: (method, address, o) => request(
	    `http://127.0.0.1:${control}${address}`,
	    { method, body: Buffer.from(JSON.stringify(o)) }) };
}

// All of them wait at BSrE too.
async function addPersons(sim) {
	const total = offices * holders;

	for (let i = 1; i <= total; i += 1000) {
		const r = await sim.tell('PUT', '/persons', Array.from(
		    { length: Math.min(1000, total - i + 1) }, (_, k) => ({
			    nik: `3399990101${String(i + k).padStart(6, '0')}`,
			    email: `orang${i + k}@contoh.example`,
			    name: 'Orang Contoh',
			    status: 'WAITING_FOR_VERIFICATION' })));
		if (r.status !== 200)
			throw new Error(r.text);
	}
}

function setAccount(file, url, secret) {
	writeFileSync(path.join(outside, file), `bsre:
  alamat: ${url}
  pengguna: aplikasi-contoh
  kata_sandi: ${secret}
  ca: root.pem
  penerbit: root.pem
`, { mode: 0o600 });
}

// It takes calls and says nothing.
async function hungServer() {
	const server = net.createServer((s) => {
		server.calls++;
		s.on('error', () => {});
	});

	server.calls = 0;
	await new Promise((r) => { server.listen(0, '127.0.0.1', r); });
	return server;
}

const every = (sql, from = 0) => Array.from({ length: offices - from },
    (_, i) => rowsOf(data, i + from, sql)
	.map(([holder, ...v]) => [`${i + from}:${holder}`, ...v])).flat();

const sorted = (v) => [...v].sort((a, b) => a - b);
const at = (v, share) => v[Math.min(v.length - 1, Math.floor(v.length * share))];

// How much later than due each was asked about that came to be due meanwhile.
async function measure(agent, from) {
	const due = new Map(every('SELECT holder_id, next_at FROM standing ' +
	    'WHERE next_at IS NOT NULL', from)
	    .map(([h, t]) => [h, Number(t)]));
	const begin = Date.now(), used = cpu(agent);
	const each = [];

	for (let i = 0; i < minutes; i++) {
		const before = cpu(agent), t = Date.now();
		await sleep(60000);
		each.push((cpu(agent) - before) * 100000 / (Date.now() - t));
	}
	const share = (cpu(agent) - used) * 100000 / (Date.now() - begin);
	const end = Date.now();
	const heard = new Map(every('SELECT holder_id, api_at FROM standing ' +
	    'WHERE api_at IS NOT NULL', from)
	    .map(([h, t]) => [h, Number(t)]));
	const lag = [];
	let late = 0;

	for (const [h, t] of due) {
		if (t < begin || t > end)
			continue;
		if ((heard.get(h) ?? 0) >= t)
			lag.push(heard.get(h) - t);
		else if (t < end - 60000)
			late++;
	}
	return { share, most: Math.max(...each), lag: sorted(lag), late,
		asked: [...heard.values()].filter((t) => t >= begin).length };
}

function tell({ share, most, lag, late, asked }) {
	line('CPU of the agent', `${share.toFixed(2)} %`, `(<= ${target} %)`);
	line('the most in a minute', `${most.toFixed(2)} %`);
	line('persons asked about in a minute', (asked / minutes).toFixed(0));
	line('asked later than due: median', `${at(lag, 0.5)} ms`);
	line('99 of 100 within', `${at(lag, 0.99)} ms`);
	line('the latest', `${lag.at(-1)} ms`, '(<= 60000 ms)');
	line('a minute after they were due not asked', late);
}

async function serve(check) {
	const port = await freePort();
	const p = start(paraf, ['serve', '--data', data, '--workers', '1',
		'--http', `127.0.0.1:${port}`, '--url', 'https://tte.example',
		'--outside', outside], { stdio: ['ignore', 'ignore', 'ignore'] });
	try {
		// Other programs may have the disk.
		await listening(p, { port, host: '127.0.0.1' }, 60000);
		const agent = await agentOf(p.pid);

		// It opens every database, and asks what has come due since.
		for (let quiet = 0, before = 0; quiet < 3;) {
			await sleep(5000);
			const now = cpu(agent);
			quiet = now - before < 0.75 ? quiet + 1 : 0;
			before = now;
		}
		line('CPU until all is open', `${cpu(agent).toFixed(2)} s`);
		await check(agent);
		line('private memory of the agent',
		    `${memory(agent).toFixed(1)} MB`);
	} finally {
		await p.stop();
	}
}

makeData();
const sim = await startSimulator();
const hung = await hungServer();
try {
	const secret = readFileSync(path.join(state, 'kata-sandi'), 'utf8').trim();

	await addPersons(sim);
	copyFileSync(path.join(state, 'root.pem'), path.join(outside, 'root.pem'));
	setAccount('semua.yaml', `https://127.0.0.1:${sim.port}`, secret);
	run(path.join(release, 'tests/bench/polling'),
	    [data, String(offices), String(holders)]);
	console.log(`${offices} offices, ${offices * holders} holders who wait`);
	await serve(async (agent) => tell(await measure(agent, 0)));

	console.log('the same, and the server of one office hangs: the others');
	setAccount('kantor-0.yaml',
	    `https://127.0.0.1:${hung.address().port}`, secret);
	run('sqlite3', [path.join(data, 'kantor-0', 'paraf.db'),
		'UPDATE standing SET next_at = 1']);
	await serve(async (agent) => tell(await measure(agent, 1)));
	line('calls that the hung server took', hung.calls);
} finally {
	await sim.p.stop();
	hung.close();
	rmSync(home, { recursive: true, force: true });
}
