// make bench: makes the data, measures, prints figures and ratios beside the
// targets of docs/performance.md.  Nothing here fails for being slow.
//
//	node tests/bench/run.mjs [CASES]
//
// ROUND_SECONDS (5) is the length of a round, ROUNDS (3) their number; ONLY
// names parts ("pages transitions").
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync,
    writeFileSync } from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { freePort, listening, sleep, start, waitFor }
    from '../regress/lib/base.mjs';
import { request } from '../regress/lib/http.mjs';
import { startNginx } from '../regress/lib/servers.mjs';

const here = path.resolve(import.meta.dirname ?? 'tests/bench');
const release = path.resolve('build/release');
const bench = path.resolve('build/bench');
const cases = Number(process.argv[2] || 1000000);
const seconds = Number(process.env.ROUND_SECONDS || 5);
const rounds = Number(process.env.ROUNDS || 3);
const office = '/trenggalek';
const workers = 4, connections = 16;

const program = (name) => path.join(release, 'tests/bench', name);
const paraf = path.join(release, 'paraf');
const run = (command, args) => execFileSync(command, args,
    { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] }).toString();

function line(what, ...figures) {
	console.log(what.padEnd(40) + figures.map((f) => f.padStart(11)).join(''));
}

const n = (v, places = 0) => v.toFixed(places);
const ratio = (v, target) => `${n(v, 2)} (${target})`;

// --- data ----------------------------------------------------------------

function makeData() {
	const data = path.join(bench, String(cases));
	const made = path.join(data, 'made-by');
	const by = ['sql/schema/tenant', 'tests/bench/fill.c'].map((p) =>
	    run('git', ['log', '-1', '--format=%h', '--', p])).join('');

	if (existsSync(made) && readFileSync(made, 'utf8') === by)
		return data;
	rmSync(data, { recursive: true, force: true });
	mkdirSync(data, { recursive: true });
	const begin = Date.now();
	run(paraf, ['tenant', 'load', '--data', data,
		'deploy/tenants/trenggalek']);
	run(paraf, ['demo', '--data', data]);
	const number = run(program('fill'), [data, String(cases)]);
	writeFileSync(path.join(data, 'case'), number);
	writeFileSync(made, by);
	run('sync', []);
	console.log(`${cases} cases made in ${n((Date.now() - begin) / 1000)} s`);
	return data;
}

// 300 offices of one pattern.
function makeOffices() {
	const data = path.join(bench, 'offices');

	if (existsSync(path.join(data, 'complete')))
		return data;
	const from = 'deploy/tenants/trenggalek';
	const profile = readFileSync(`${from}/kantor.yaml`, 'utf8');
	const sop = readFileSync(`${from}/penerbitan.sop.yaml`);
	const folders = [];
	for (let i = 0; i < 300; i++) {
		const dir = path.join(bench, 'profiles', `kantor-${i}`);
		mkdirSync(dir, { recursive: true });
		writeFileSync(path.join(dir, 'kantor.yaml'),
		    profile.replace(/^id: .*$/m, `id: kantor-${i}`));
		writeFileSync(path.join(dir, 'penerbitan.sop.yaml'), sop);
		folders.push(dir);
	}
	run(paraf, ['tenant', 'load', '--data', data, ...folders]);
	writeFileSync(path.join(data, 'complete'), '');
	return data;
}

// --- servers -------------------------------------------------------------

// The log goes to a file: wrk runs while nobody here could read a pipe.
async function serve(command, args, port) {
	const log = openSync(path.join(bench, `${path.basename(command)}.log`),
	    'w');
	const p = start(command, args, { stdio: ['ignore', log, log] });
	closeSync(log);
	await listening(p, { port, host: '127.0.0.1' });
	return p;
}

async function startParaf(data) {
	const port = await freePort(), socket = path.join(bench, 'paraf.sock');
	const p = await serve(paraf, ['serve', '--data', data, '--demo',
		'--workers', String(workers), '--http', `127.0.0.1:${port}`,
		'--fcgi', socket], port);
	const nginx = await startNginx({ socket });
	return { p, nginx, embedded: `http://127.0.0.1:${port}`, nginxUrl: nginx.url };
}

async function startConstant(files) {
	const port = await freePort(), socket = path.join(bench, 'constant.sock');
	const p = await serve(program('constant'),
	    [`127.0.0.1:${port}`, socket, bench, ...files], port);
	const nginx = await startNginx({ socket });
	return { p, nginx, embedded: `http://127.0.0.1:${port}`, nginxUrl: nginx.url };
}

const children = (pid) =>
    readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');

// Private_Dirty of every worker, in MB; the largest.
function memory(pid) {
	return Math.max(...children(pid).map((c) => Number(
	    /Private_Dirty:\s+(\d+)/.exec(
		readFileSync(`/proc/${c}/smaps_rollup`, 'utf8'))[1]) / 1024));
}

// Microseconds of CPU that all workers have used.
function cpu(pid) {
	return children(pid).reduce((sum, c) => {
		const f = readFileSync(`/proc/${c}/stat`, 'utf8').split(') ')[1]
		    .split(' ');
		return sum + (Number(f[11]) + Number(f[12])) * 10000;
	}, 0);
}

async function signIn(base, data, lane) {
	const account = readFileSync(path.join(data, 'accounts.tsv'), 'utf8')
	    .split('\n').map((l) => l.split('\t'))
	    .find((c) => c[0] === office.slice(1) && c[1] === lane);
	const cookie = (r) => r.headers['set-cookie'][0].split(';')[0];
	const page = await request(`${base}${office}/masuk`,
	    { headers: { Accept: 'application/json' } });
	const form = new URLSearchParams({ csrf: JSON.parse(page.text).csrf,
		email: account[2], sandi: account[3] });
	const r = await request(`${base}${office}/masuk`, {
		body: Buffer.from(form.toString()),
		headers: { Cookie: cookie(page),
			'Content-Type': 'application/x-www-form-urlencoded' } });
	if (r.status !== 303)
		throw new Error(`sign-in: ${r.status}`);
	return cookie(r);
}

async function get(url, cookie, accept = 'text/html') {
	const r = await request(url,
	    { headers: { Cookie: cookie, Accept: accept } });
	if (r.status !== 200)
		throw new Error(`${url}: ${r.status}`);
	return r;
}

// --- wrk -----------------------------------------------------------------

// wrk sleeps through its time even if all its threads have ended; a script
// whose thread ends says so, and then wrk is interrupted.
function wrk(args, env = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn('wrk', args,
		    { env: { ...process.env, BENCH: here, ...env } });
		let out = '', said = '';
		child.stdout.on('data', (d) => { out += d; });
		child.stderr.on('data', (d) => {
			said += d;
			if (said.split('end\n').length > Number(env.THREADS))
				child.kill('SIGINT');
		});
		child.on('error', reject);
		child.on('close', () => {
			const json = out.trim().split('\n').pop();
			if (!json.startsWith('{')) {
				reject(new Error(`wrk: ${said}${out}`));
				return;
			}
			const v = JSON.parse(json);
			resolve({ ...v, rate: v.requests / v.us * 1e6 });
		});
	});
}

function median(list) {
	const s = [...list].sort((a, b) => a.rate - b.rate);
	return s[Math.floor(s.length / 2)];
}

async function pound(server, url, cookie) {
	const before = cpu(server.p.pid);
	const r = await wrk(['-t2', `-c${connections}`, `-d${seconds}s`, '--latency',
		'-s', path.join(here, 'report.lua'),
		...(cookie ? ['-H', `Cookie: ${cookie}`] : []), url]);
	return { ...r, cpu: (cpu(server.p.pid) - before) / r.requests };
}

// Page and constant page in turn, so that both meet the same machine.
async function compare(what, front, server, url, cookie, constant, page) {
	const own = [], floor = [];

	for (let i = 0; i < rounds; i++) {
		own.push(await pound(server, server[front] + url, cookie));
		floor.push(await pound(constant, constant[front] + page));
	}
	const o = median(own), f = median(floor);
	line(what, n(o.rate), n(o.p50, 2), n(o.p99, 2), n(o.cpu), n(f.rate),
	    n(f.cpu), ratio(o.rate / f.rate, '>= 0.35'),
	    ratio(o.p99 / o.p50, '<= 4'));
	if (own.some((r) => r.bad) || floor.some((r) => r.bad))
		console.log(`  wrong answers: ${[...own, ...floor]
		    .map((r) => r.bad)}`);
	return o;
}

// --- parts ---------------------------------------------------------------

async function pages(server, cookie, number) {
	const urls = { inbox: `${office}/tugas`,
		case: `${office}/permohonan/${number}` };
	const files = [];
	for (const [name, url] of Object.entries(urls)) {
		const r = await get(server.nginxUrl + url, cookie);
		files.push(path.join(bench, `${name}.html`));
		writeFileSync(files.at(-1), r.body);
		line(`${name} page`, `${r.body.length} B`,
		    `${zlib.gzipSync(r.body).length} B gz`);
	}
	const constant = await startConstant(files);
	line('', 'requests/s', 'p50 ms', 'p99 ms', 'CPU us', 'constant',
	    'CPU us', 'ratio', 'p99/p50');
	for (const front of ['nginxUrl', 'embedded'])
		for (const [i, [name, url]] of Object.entries(urls).entries())
			await compare(`${name}, ${front === 'embedded' ? front :
			    'nginx + FastCGI'}`, front, server, url, cookie,
			    constant, `/${i}`);
	await constant.nginx.stop();
	await constant.p.stop();
}

function openTasks(data, lane, count) {
	const list = path.join(bench, 'tasks');
	const text = run(program('fill'), [data, 'open', lane, String(count)]);
	const paths = text.trim().split('\n').map((l) => {
		const [number, id] = l.split(' ');
		return `${office}/permohonan/${number}/langkah/${id}`;
	});
	writeFileSync(list, paths.join('\n') + '\n');
	return { list, n: paths.length };
}

function post(server, front, data, cookie, body, threads, count) {
	const tasks = openTasks(data, 'kadis', count);
	return wrk([`-t${threads}`, `-c${threads}`, '-d120s', '--timeout', '60s',
		'--latency', '-s', path.join(here, 'post.lua'), server[front]],
	    { LIST: tasks.list, BODY: body, COOKIE: cookie,
		    THREADS: String(threads) });
}

async function transitions(server, data) {
	const cookie = await signIn(server.nginxUrl, data, 'kadis');
	const { csrf } = JSON.parse((await get(`${server.nginxUrl}${office}/tugas`,
	    cookie, 'application/json')).text);
	const body = new URLSearchParams({ csrf, outcome: 'forwarded',
		instruksi: 'tindaklanjuti', sifat: 'biasa', alasan: '' }).toString();
	const count = Math.max(200, Math.min(3000, Math.floor(cases / 400)));
	const http = [], direct = [], bare = [];

	for (let i = 0; i < rounds; i++) {
		http.push(await post(server, 'nginxUrl', data, cookie, body, 1, count));
		direct.push(await post(server, 'embedded', data, cookie, body, 1, count));
		const [rate, p50, p99, max] = run(program('bare'),
		    [`${data}${office}/paraf.db`, String(count), 'kadis',
			'kabid']).trim().split(' ').map(Number);
		bare.push({ rate, p50, p99, max });
	}
	const b = median(bare);
	line('one writer', 'changes/s', 'p50 ms', 'p99 ms', 'bad', 'ratio',
	    'p99 ratio');
	line('bare SQLite transaction', n(b.rate), n(b.p50, 2), n(b.p99, 2));
	for (const [name, list] of [['nginx + FastCGI', http],
		['embedded', direct]]) {
		const h = median(list);
		line(`transition, ${name}`, n(h.rate), n(h.p50, 2), n(h.p99, 2),
		    String(h.bad), ratio(h.rate / b.rate, '>= 0.5'),
		    ratio(h.p99 / b.p99, '<= 5'));
	}
	const four = await post(server, 'nginxUrl', data, cookie, body, 4, 4 * count);
	line('four writers, nginx + FastCGI', n(four.rate), n(four.p50, 2),
	    n(four.p99, 2), String(four.bad), `longest ${n(four.max)} ms`);
}

async function searches(server, cookies) {
	line('search', 'requests/s', 'p50 ms', 'p99 ms');
	for (const [who, cookie] of Object.entries(cookies))
		for (const [what, word] of [['common', 'tte'], ['year', '2026'],
			['name', 'contoh'], ['rare', '04711'], ['none', 'zzzz']]) {
			const r = await wrk(['-t1', '-c4', '-d1s', '--latency', '-s',
				path.join(here, 'report.lua'), '-H',
				`Cookie: ${cookie}`,
				`${server.embedded}${office}/tugas?cari=${word}`]);
			line(`${who}: ${what} (${word})`, n(r.rate), n(r.p50, 2),
			    n(r.p99, 2), r.bad ? `${r.bad} bad` : '');
		}
}

async function growth(server, cookie, number) {
	const list = path.join(bench, 'mixed');
	const inbox = JSON.parse((await get(`${server.nginxUrl}${office}/tugas`,
	    cookie, 'application/json')).text);
	const paths = [`${office}/tugas`, inbox.next,
		`${office}/permohonan/${number}`, `${office}/tugas?antrean=selesai`,
		`${office}/tugas?cari=sekar`, inbox.tasks[0].url,
		inbox.tasks[0].case_url, `${office}/`, `${office}/akun`,
		`${office}/layanan/penerbitan`, '/', '/sehat',
		'/static/paraf.css', `${office}/lacak`];
	writeFileSync(list, paths.join('\n') + '\n');
	const all = [memory(server.p.pid)];
	for (let i = 0; i < 2; i++) {
		const r = await wrk(['-t2', `-c${connections}`, '-d600s', '--latency',
			'-s', path.join(here, 'mixed.lua'), server.embedded],
		    { LIST: list, COOKIE: cookie, COUNT: '100000',
			    THREADS: '2' });
		if (r.bad)
			console.log(`  ${r.bad} of them not 200`);
		await sleep(200);
		all.push(memory(server.p.pid));
	}
	line('private memory of the largest worker', ...all.map((m) =>
	    `${n(m, 1)} MB`), `${n(all[2] - all[1], 2)} (0)`,
	    ratio(all[1], '<= 10'));
	console.log('  (before, after 100,000 mixed requests, after 200,000)');
}

async function weight(server, cookie) {
	const first = await get(`${server.nginxUrl}${office}/tugas`, cookie);
	const gz = (b) => zlib.gzipSync(b, { level: 6 }).length;
	const links = new Set([...first.text.matchAll(
	    /(?:href|src)="([^"#]+\.(?:css|js|svg)[^"#]*)/g)].map((m) => m[1]));
	let all = gz(first.body), again = all;
	for (const l of links) {
		const r = await get(server.nginxUrl + l, cookie);
		all += gz(r.body);
		if (!/max-age=[1-9]/.test(r.headers['cache-control'] || ''))
			again += gz(r.body);
	}
	line('inbox, first visit / later, compressed', `${all} B`, `${again} B`,
	    '<= 60 KB', '<= 8 KB');
}

async function startUp() {
	const data = makeOffices(), port = await freePort(), ms = [];

	for (let i = 0; i < rounds; i++) {
		const begin = process.hrtime.bigint();
		const p = start(paraf, ['serve', '--data', data, '--workers', '4',
			'--http', `127.0.0.1:${port}`]);
		await waitFor(async () => (await request(
		    `http://127.0.0.1:${port}/kantor-${i}/`)).status === 200);
		ms.push(Number(process.hrtime.bigint() - begin) / 1e6);
		await p.stop();
	}
	line('start to first answer, 300 offices',
	    `${n(ms.sort((a, b) => a - b)[1] ?? ms[0])} ms`, '(<= 150)');
}

// --- the board -----------------------------------------------------------

// One after the other, over the embedded front: what one look costs.
async function board(server, cookie) {
	const urls = { board: `${office}/laporan/papan`,
		'board, row 5': `${office}/laporan/papan/penerbitan/5` };

	for (const [name, url] of Object.entries(urls)) {
		const ms = [];
		const before = cpu(server.p.pid);

		for (let i = 0; i < 200; i++) {
			const begin = process.hrtime.bigint();
			await get(server.embedded + url, cookie);
			ms.push(Number(process.hrtime.bigint() - begin) / 1e6);
		}
		const us = (cpu(server.p.pid) - before) / ms.length;

		ms.sort((a, b) => a - b);
		line(name, `p50 ${n(ms[100], 2)} ms`, `p99 ${n(ms[197], 2)} ms`,
		    `CPU ${n(us)} us`);
	}
}

// --- all -----------------------------------------------------------------

const data = makeData();
const number = readFileSync(path.join(data, 'case'), 'utf8').trim();
const server = await startParaf(data);
try {
	const verifier = await signIn(server.nginxUrl, data, 'verifikator');
	const applicant = await signIn(server.nginxUrl, data, 'pemohon');
	const head = await signIn(server.nginxUrl, data, 'kadis');
	console.log(`${cases} cases, ${workers} workers, ${connections} ` +
	    `connections, median of ${rounds} rounds of ${seconds} s`);
	const parts = {
		pages: () => pages(server, verifier, number),
		searches: () => searches(server, { verifier, applicant }),
		growth: () => growth(server, verifier, number),
		weight: () => weight(server, verifier),
		board: () => board(server, head),
		transitions: () => transitions(server, data),
		startUp,
	};
	for (const [name, part] of Object.entries(parts))
		if (!process.env.ONLY || process.env.ONLY.includes(name))
			await part();
} finally {
	await server.nginx.stop();
	await server.p.stop();
}
