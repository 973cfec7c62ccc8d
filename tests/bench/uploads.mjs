// Throughput and memory of uploads through both fronts, beside `cat` to disk
// with fsync in the same run.
//
//	node tests/bench/uploads.mjs
//
// ROUNDS (3) rounds.  Figures, never a failure.
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync,
    writeFileSync } from 'node:fs';
import path from 'node:path';
import { tempDir } from '../regress/lib/base.mjs';
import { file, multipart } from '../regress/lib/client.mjs';
import { record } from '../regress/lib/http.mjs';
import { pdf } from '../regress/lib/papers.mjs';

process.env.PARAF_BUILD ??= 'build/release';
const { startParaf } = await import('../regress/lib/paraf.mjs');
const MIB = 1024 * 1024;
const rounds = Number(process.env.ROUNDS || 3);
const form = '/kudus/layanan/penerbitan/ajukan';
const letter = 'syarat_surat_permohonan';
const dir = tempDir();

// An office that takes 50 MB.
function office() {
	const to = path.join(dir.dir, 'kudus');
	mkdirSync(to);
	cpSync('deploy/tenants/kudus', to, { recursive: true });
	appendFileSync(path.join(to, 'kantor.yaml'),
	    'kuota: {permohonan: 10 GB, orang: 10 GB, kantor: 10 GB}\n');
	const sop = path.join(to, 'penerbitan.sop.yaml');
	writeFileSync(sop, readFileSync(sop, 'utf8').replace(
	    'nama: Surat Permohonan\n    bentuk: berkas\n',
	    'nama: Surat Permohonan\n    bentuk: berkas\n' +
	    '    batas: 50 MB\n    jumlah: 100\n'));
	return to;
}

const inst = await startParaf({ load: [office()] });
const b = await inst.as('kudus', 'pemohon');
const cookie = () => [...b.jar].map((c) => c.join('=')).join('; ');

// The bytes of one POST, as each front gets them.
function overHttp(target, { body, type }) {
	return [Buffer.from(`POST ${target} HTTP/1.1\r\n` +
	    `Host: ${new URL(inst.url).host}\r\nConnection: close\r\n` +
	    'Accept: application/json\r\n' +
	    `Cookie: ${cookie()}\r\nContent-Type: ${type}\r\n` +
	    `Content-Length: ${body.length}\r\n\r\n`), body];
}

function overFcgi(target, { body, type }) {
	const len = (s) => (s.length < 128 ? Buffer.from([s.length]) :
	    Buffer.from([128 | s.length >>> 24, s.length >>> 16 & 255,
		s.length >>> 8 & 255, s.length & 255]));
	const pair = (name, value) => {
		const [k, v] = [Buffer.from(name), Buffer.from(value)];
		return Buffer.concat([len(k), len(v), k, v]);
	};
	const all = [
		record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])),
		record(4, Buffer.concat([pair('REQUEST_METHOD', 'POST'),
			pair('REQUEST_URI', target), pair('HTTP_HOST', 'x'),
			pair('HTTP_ACCEPT', 'application/json'),
			pair('HTTP_COOKIE', cookie()), pair('CONTENT_TYPE', type),
			pair('CONTENT_LENGTH', `${body.length}`)])),
		record(4)];
	for (let i = 0; i < body.length; i += 65528)
		all.push(record(5, body.subarray(i, i + 65528)));
	return [...all, record(5)];
}

const fronts = {
	http: { to: new URL(inst.url).host, bytes: overHttp },
	fcgi: { to: inst.socket, bytes: overFcgi },
};

async function form_of(size, n) {
	const page = await b.page(form);
	return { action: page.action, ...multipart([['csrf', page.csrf],
		['draf', 'unggah'], [letter, file(pdf(`berkas ${n}`, size),
		    `${n}.pdf`)]]) };
}

// Processor time of all processes of the program so far, in seconds.  A
// child of the inspector may end while we look: its parent has its time then.
function cpu() {
	let ticks = 0;
	for (const pid of [inst.p.pid, ...descendants(inst.p.pid)]) {
		const f = read(`/proc/${pid}/stat`).replace(/.*\) /, '')
		    .split(' ');
		ticks += f.slice(11, 15).reduce((a, x) => a + Number(x), 0);
	}
	return ticks / 100;
}

function read(file) {
	try {
		return readFileSync(file, 'utf8');
	} catch (e) {
		if (e.code !== 'ENOENT' && e.code !== 'ESRCH')
			throw e;
		return '';
	}
}

function descendants(pid) {
	const own = read(`/proc/${pid}/task/${pid}/children`)
	    .trim().split(/\s+/).filter(Boolean).map(Number);
	return own.flatMap((p) => [p, ...descendants(p)]);
}

const memory = (name, pid) => Number(new RegExp(`${name}:\\s+(\\d+)`)
    .exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
const pids = () => descendants(inst.p.pid).filter((pid) =>
    read(`/proc/${pid}/status`).includes('VmRSS') &&
    !read(`/proc/${pid}/cmdline`).includes('inspector'));

async function clear() {
	const page = await b.page(form);
	await b.post(page.action, [['csrf', page.csrf], ['draf', 'buang']]);
}

// cat of n files of that size at the same time, each with fsync.
function cats(size, n) {
	const source = path.join(dir.dir, 'source');
	writeFileSync(source, pdf('cat', size));
	const begin = process.hrtime.bigint();
	return Promise.all(Array.from({ length: n }, (_, i) =>
	    new Promise((resolve) => spawn('sh', ['-c',
		    'cat "$0" >"$1" && sync "$1"', source,
		    path.join(dir.dir, `cat${i}`)]).on('close', resolve))))
	    .then(() => Number(process.hrtime.bigint() - begin) / 1e9);
}

async function uploads(front, size, n) {
	const files = [];
	for (let i = 0; i < n; i++) {
		const f = await form_of(size, i);
		files.push(path.join(dir.dir, `${front}${i}`));
		writeFileSync(files[i],
		    Buffer.concat(fronts[front].bytes(f.action, f)));
	}
	execFileSync('sync', files);
	const was = pids().map((pid) => {
		writeFileSync(`/proc/${pid}/clear_refs`, '5');
		return [pid, memory('VmRSS', pid)];
	});
	const used = cpu();
	const s = Number(execFileSync('build/release/tests/bench/push',
	    [fronts[front].to, ...files]));
	const grown = Math.max(...was.map(([pid, rss]) =>
	    memory('VmHWM', pid) - rss));
	const processor = cpu() - used;
	await clear();
	return { s, grown, processor };
}

const median = (v) => v.sort((x, y) => x - y)[v.length >> 1];
console.log('MB/s (median), and processor seconds for each 100 MB; memory: ' +
    'what a process grew by, MB\n');
for (const [size, n] of [[50 * MIB, 1], [5 * MIB, 8]]) {
	const mb = size * n / MIB;
	const out = { cat: [], http: [], fcgi: [] };
	const grown = { http: 0, fcgi: 0 }, used = { http: [], fcgi: [] };
	for (const f of Object.keys(fronts))
		await uploads(f, 64 * 1024, 2);
	for (let i = 0; i < rounds; i++) {
		out.cat.push(mb / await cats(size, n));
		for (const f of Object.keys(fronts)) {
			const r = await uploads(f, size, n);
			out[f].push(mb / r.s);
			used[f].push(r.processor * 100 / mb);
			grown[f] = Math.max(grown[f], r.grown);
		}
	}
	const cat = median(out.cat);
	console.log(`${n} x ${size / MIB} MB`.padEnd(12) +
	    `cat+fsync ${cat.toFixed(0).padStart(5)}`);
	for (const f of Object.keys(fronts)) {
		const v = median(out[f]);
		console.log(`  ${f}`.padEnd(12) + `${v.toFixed(0).padStart(5)}` +
		    `  ${(100 * v / cat).toFixed(0).padStart(4)} % of cat` +
		    `  ${median(used[f]).toFixed(2)} s` +
		    `  +${grown[f].toFixed(1)} MB`);
	}
}
await inst.stop();
rmSync(dir.dir, { recursive: true, force: true });
