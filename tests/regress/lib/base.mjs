// What every regression test needs: ports, folders, child processes, waiting.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const build = path.resolve(process.env.PARAF_BUILD || 'build/debug');

const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

const isFree = (port) => new Promise((resolve) => {
	const s = net.createServer();

	s.on('error', () => resolve(false));
	s.listen(port, '127.0.0.1', () => s.close(() => resolve(true)));
});

// The first of n ports of the loopback in a row that were free a moment ago,
// below those that the system gives to connections and above those that
// Chromium refuses.
export async function freePort(n = 1) {
	for (;;) {
		const port = 11000 + Math.floor(Math.random() * 20000);
		let i = 0;

		while (i < n && await isFree(port + i))
			i++;
		if (i === n)
			return port;
	}
}

// Whether the descriptors of a locked process cannot be looked at.
export const closed = process.getuid() !== 0 && 'needs root';

export const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

// Until probe() is truthy; its value.  What it throws counts as "not yet".
export async function waitFor(probe, what = 'condition', ms = 60000) {
	const end = Date.now() + ms;
	let last;
	for (;;) {
		try {
			const v = await probe();
			if (v)
				return v;
		} catch (e) {
			last = e;
		}
		if (Date.now() > end)
			throw new Error(`no ${what} after ${ms} ms` +
			    (last ? `: ${last.message}` : ''));
		await sleep(10);
	}
}

export function canConnect(where) {
	return new Promise((resolve) => {
		const s = net.connect(where);
		s.on('connect', () => { s.destroy(); resolve(true); });
		s.on('error', () => resolve(false));
	});
}

export function tempDir() {
	const dir = mkdtempSync(path.join(tmpdir(), 'paraf-test-'));
	return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

// Children that have not ended; none outlives this process.
const alive = new Set();
process.on('exit', () => {
	for (const { pid, detached } of alive)
		try {
			process.kill(detached ? -pid : pid, 'SIGKILL');
		} catch {
			// it was over
		}
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
	process.on(signal, () => process.exit(1));

// Start a program.  log: all it said; ended: {code, signal}; stop(): SIGTERM
// and wait, SIGKILL after 15 s.
export function start(command, args, { extraEnv = {}, ...options } = {}) {
	const child = spawn(command, args, {
		env: { ...env, ...extraEnv },
		stdio: ['ignore', 'pipe', 'pipe'],
		...options,
	});
	const p = { child, pid: child.pid, log: '', over: false,
	    detached: !!options.detached };
	if (p.pid)
		alive.add(p);
	for (const s of [child.stdout, child.stderr])
		s?.on('data', (d) => { p.log += d; });
	p.ended = new Promise((resolve, reject) => {
		child.on('error', (e) => { p.over = true; reject(e); });
		child.on('close', (code, signal) => {
			p.over = true;
			alive.delete(p);
			resolve({ code, signal });
		});
	});
	p.ended.catch((e) => { p.log += e.message; });
	p.kill = (signal) => child.kill(signal);
	p.stop = async () => {
		const t = setTimeout(() => child.kill('SIGKILL'), 15000);
		child.kill('SIGTERM');
		const end = await p.ended;
		clearTimeout(t);
		return end;
	};
	return p;
}

// Wait until p listens; if it ends before, say why.
export function listening(p, where, ms = 10000) {
	return waitFor(async () => {
		if (p.over)
			throw new Error(p.log);
		return canConnect(where);
	}, `listener ${JSON.stringify(where)}: ${p.log}`, ms);
}
