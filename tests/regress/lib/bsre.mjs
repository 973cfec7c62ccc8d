// The simulator of BSrE's interface, its control port, and who judges it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { build, freePort, listening, start } from './base.mjs';
import { request } from './http.mjs';

const account = { user: 'aplikasi-contoh', password: 'Contoh-Rahasia-Api-1' };

// A call over TLS: {status, headers, body, text, json}; what breaks it throws.
function call(sim, method, address, { body, type, auth = true } = {}) {
	const headers = {};

	if (auth)
		headers.authorization = 'Basic ' + Buffer.from(
		    `${account.user}:${account.password}`).toString('base64');
	if (body) {
		headers['content-type'] = type;
		headers['content-length'] = Buffer.byteLength(body);
	}
	return new Promise((resolve, reject) => {
		const rq = https.request(sim.url + address, { method, headers,
			ca: sim.root(), agent: false }, (rs) => {
			const parts = [];
			rs.on('data', (d) => parts.push(d));
			rs.on('error', reject);
			rs.on('end', () => {
				const all = Buffer.concat(parts);
				let json = null;
				try {
					json = JSON.parse(all.toString());
				} catch {
					// it was none
				}
				resolve({ status: rs.statusCode,
				    headers: rs.headers, body: all,
				    text: all.toString(), json });
			});
		});
		rq.on('error', reject);
		rq.end(body);
	});
}

// state: its folder.  Kept when it is started there again; at: one that was
// stopped, for the same ports.
export async function startSimulator(state, at = {}) {
	const port = at.port ?? await freePort();
	const control = at.controlPort ?? await freePort();

	mkdirSync(state, { recursive: true, mode: 0o700 });
	const secret = path.join(state, 'kata-sandi');
	writeFileSync(secret, `${account.password}\n`, { mode: 0o600 });
	const p = start(path.join(build, 'paraf-bsre-sim'), ['--listen',
	    `127.0.0.1:${port}`, '--control', `127.0.0.1:${control}`,
	    '--state', state, '--user', account.user, '--password-file',
	    secret]);
	const sim = { p, state, account, port, controlPort: control, url: `https://127.0.0.1:${port}`,
	    root: () => readFileSync(path.join(state, 'root.pem')) };

	await listening(p, { host: '127.0.0.1', port: control });
	sim.call = (...args) => call(sim, ...args);
	sim.post = (address, o, more = {}) => call(sim, 'POST', address,
	    { body: JSON.stringify(o), type: 'application/json', ...more });
	sim.control = async (method, address, o) => {
		const r = await request(`http://127.0.0.1:${control}${address}`,
		    { method, body: o && Buffer.from(JSON.stringify(o)) });
		if (r.status !== 200)
			throw new Error(`${address}: ${r.text}`);
		return r.headers['content-type'] === 'application/json' ?
		    JSON.parse(r.text) : r.body;
	};
	sim.fault = (name, fault, more = {}) => sim.control('POST', '/faults',
	    { call: name, fault, ...more });
	sim.stop = () => p.stop();
	return sim;
}

// pdfsig's word on a file: nothing of ours judges here.
export function pdfsig(sim, pdf, dir) {
	const db = path.join(dir, 'nss');
	const run = (...args) => execFileSync('certutil', ['-d', db, ...args]);

	mkdirSync(db, { recursive: true });
	run('-N', '--empty-password');
	run('-A', '-n', 'root', '-t', 'CT,C,C', '-i',
	    path.join(sim.state, 'root.pem'));
	const name = path.join(dir, 'diperiksa.pdf');
	writeFileSync(name, pdf);
	return execFileSync('pdfsig', ['-nssdir', db, name],
	    { encoding: 'utf8' });
}
