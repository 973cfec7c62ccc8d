// The configurations of nginx and lighttpd that are shipped, as they are but
// for ports and folders: what passes through is never put by on a disk.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, readlinkSync,
    statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import tls from 'node:tls';
import { build, freePort, listening, start, tempDir, waitFor }
    from './lib/base.mjs';
import { request } from './lib/http.mjs';

const MIB = 1024 * 1024;
const host = 'tte.kantor.example';
let dir, echo, socket;

before(async () => {
	dir = tempDir();
	socket = path.join(dir.dir, 'fcgi.sock');
	echo = start(path.join(build, 'tests/regress/echo'), ['--http',
		`127.0.0.1:${await freePort()}`, '--fcgi', socket, '--workers',
		'2', '--spool', dir.dir]);
	await waitFor(() => echo.log.includes('ready:'), `ready: ${echo.log}`);
});
after(async () => {
	await echo?.stop();
	dir?.remove();
});

// The shipped file with each of these words replaced; each must be there.
function shipped(name, changes) {
	let text = readFileSync(`deploy/${name}/paraf.conf`, 'utf8');
	for (const [from, to] of changes) {
		assert.ok(text.includes(from), from);
		text = text.replaceAll(from, to);
	}
	// Nothing of this machine is left in it.
	assert.doesNotMatch(text.replace(/^\s*#.*$/gm, ''),
	    /[ ":]\/(run|etc|var)\//);
	return text;
}

// Every open file of a process and its children under a folder.
function openFiles(pid, folder) {
	const pids = [pid, ...readFileSync(
	    `/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/)];
	return pids.filter(Boolean).flatMap((p) => readdirSync(`/proc/${p}/fd`)
	    .map((fd) => {
		try {
			return readlinkSync(`/proc/${p}/fd/${fd}`);
		} catch {
			return '';
		}
	    })).filter((f) => f.startsWith(folder) && !f.endsWith('.log'));
}

// An upload that stops in the middle; finish() sends the rest.
function half(module, options) {
	const body = Buffer.alloc(3 * MIB, 'a');
	let finish;
	const answer = new Promise((resolve, reject) => {
		const rq = module.request({ method: 'POST', path: '/x',
		    headers: { Host: host, 'Content-Length': body.length },
		    ...options }, (rs) => {
			let text = '';
			rs.on('data', (d) => { text += d; });
			rs.on('end', () => resolve(text));
		});
		rq.on('error', reject);
		rq.write(body.subarray(0, 2 * MIB));
		finish = () => rq.end(body.subarray(2 * MIB));
	});
	return { answer, finish };
}

describe('nginx', () => {
	let nginx, plain, secure, run, log;
	const ask = (p, options = {}) => new Promise((resolve, reject) => {
		https.get({ host: '127.0.0.1', port: secure, path: p,
		    servername: host, rejectUnauthorized: false, agent: false,
		    headers: { Host: host }, ...options }, (rs) => {
			let text = '';
			rs.on('data', (d) => { text += d; });
			rs.on('end', () => resolve({ status: rs.statusCode,
			    text }));
		}).on('error', reject);
	});

	before(async () => {
		const home = path.join(dir.dir, 'nginx');
		run = path.join(home, 'run');
		log = path.join(home, 'access.log');
		plain = await freePort();
		secure = await freePort();
		mkdirSync(run, { recursive: true });
		mkdirSync(path.join(home, 'ssl'));
		execFileSync('openssl', ['req', '-x509', '-newkey', 'ec',
			'-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days',
			'2', '-subj', `/CN=${host}`, '-out',
			path.join(home, 'ssl/fullchain.pem'), '-keyout',
			path.join(home, 'ssl/privkey.pem')], { stdio: 'pipe' });
		copyFileSync('/etc/nginx/fastcgi_params',
		    path.join(home, 'fastcgi_params'));
		writeFileSync(path.join(home, 'paraf.conf'), shipped('nginx', [
			['listen [::]:80;', ''],
			['listen [::]:443 ssl default_server;', ''],
			['listen [::]:443 ssl http2;', ''],
			['listen 80;', `listen 127.0.0.1:${plain};`],
			['listen 443 ', `listen 127.0.0.1:${secure} `],
			['/etc/ssl/paraf/', `${home}/ssl/`],
			['unix:/run/paraf/fcgi.sock', `unix:${socket}`],
			['/run/nginx-paraf', `${run}/nginx-paraf`],
		]));
		writeFileSync(path.join(home, 'nginx.conf'), `
daemon off;
${process.getuid() === 0 ? 'user root root;' : ''}
worker_processes 1;
pid ${home}/pid;
error_log stderr warn;
events { worker_connections 256; }
http {
	access_log ${log};
	client_body_temp_path ${home}/disk;
	fastcgi_temp_path ${home}/disk-answers;
	proxy_temp_path ${home}/proxy;
	uwsgi_temp_path ${home}/uwsgi;
	scgi_temp_path ${home}/scgi;
	include paraf.conf;
}
`);
		nginx = start('nginx', ['-c', path.join(home, 'nginx.conf'),
			'-p', home, '-e', 'stderr']);
		await listening(nginx, { port: secure, host: '127.0.0.1' });
	});
	after(() => nginx?.stop());

	test('serves over TLS, and sends others there', async () => {
		const r = await ask('/a%20b?c=d');
		assert.equal(r.status, 200);
		assert.match(r.text, /^path=\/a b$/m);
		assert.match(r.text, /^secure=1$/m);
		const from = await request(`http://127.0.0.1:${plain}/x?y`,
		    { headers: { Host: host } });
		assert.equal(from.status, 301);
		assert.equal(from.headers.location, `https://${host}/x?y`);
	});

	test('another name gets no answer', async () => {
		await assert.rejects(new Promise((resolve, reject) => {
			tls.connect({ host: '127.0.0.1', port: secure,
			    servername: 'lain.example',
			    rejectUnauthorized: false }, resolve)
			    .on('error', reject);
		}), /unrecognized name|alert/i);
	});

	test('an upload is put by in memory only', async () => {
		const up = half(https, { host: '127.0.0.1', port: secure,
		    servername: host, rejectUnauthorized: false, agent: false });
		const files = await waitFor(() => {
			const f = openFiles(nginx.pid, path.dirname(run));
			return f.length && f;
		}, 'a file of the body');
		for (const f of files)
			assert.ok(f.startsWith(`${run}/nginx-paraf-body/`), f);
		up.finish();
		assert.match(await up.answer, /^length=3145728$/m);
	});

	test('an answer that nobody reads is put by in memory only',
	    async () => {
		const s = tls.connect({ host: '127.0.0.1', port: secure,
		    servername: host, rejectUnauthorized: false });
		s.on('error', () => {});
		await new Promise((r) => s.once('secureConnect', r));
		s.pause();
		// Twenty: one would fit into the buffers of the connection.
		s.write(`GET /big HTTP/1.1\r\nHost: ${host}\r\n\r\n`
		    .repeat(20));
		const files = await waitFor(() => {
			const f = openFiles(nginx.pid, path.dirname(run));
			return f.length && f;
		}, 'a file of the answer');
		for (const f of files)
			assert.ok(f.startsWith(`${run}/nginx-paraf-answer/`), f);
		s.destroy();
	});

	test('its folders are its own', () => {
		for (const name of ['body', 'answer'])
			assert.equal(statSync(`${run}/nginx-paraf-${name}`).mode &
			    0o777, 0o700);
	});

	test('addresses that are a secret stay out of the log', async () => {
		await ask('/aktivasi/rahasia-satu');
		await ask('/kudus/passphrase/rahasia-dua');
		await ask('/sandi-baru/rahasia-tiga');
		await ask('/kudus/bukti-alamat/rahasia-empat');
		await ask('/kudus/akhir');
		await waitFor(() => readFileSync(log, 'utf8')
		    .includes('/kudus/akhir'), 'line of the log');
		assert.doesNotMatch(readFileSync(log, 'utf8'), /rahasia/);
	});

	test('guessing is slowed down', async () => {
		const got = await Promise.all([...Array(40)].map(() =>
			ask('/kudus/masuk')));
		const refused = got.filter((r) => r.status === 503).length;
		assert.ok(refused >= 10 && refused <= 20, `${refused}`);
	});
});

describe('lighttpd', () => {
	let lighttpd, port, run;

	before(async () => {
		const home = path.join(dir.dir, 'lighttpd');
		run = path.join(home, 'run');
		port = await freePort();
		for (const d of [run, `${home}/disk`, `${home}/docs`])
			mkdirSync(d, { recursive: true });
		// What Debian's own file says before it includes this one.
		writeFileSync(path.join(home, 'lighttpd.conf'), `
server.modules = ( "mod_indexfile", "mod_access" )
server.document-root = "${home}/docs"
server.upload-dirs = ( "${home}/disk" )
server.bind = "127.0.0.1"
server.port = ${port}
${shipped('lighttpd', [['/run/paraf/fcgi.sock', socket],
	    ['"/run/lighttpd"', `"${run}"`]])}
`);
		lighttpd = start('lighttpd', ['-D', '-f',
			path.join(home, 'lighttpd.conf')]);
		await listening(lighttpd, { port, host: '127.0.0.1' });
	});
	after(() => lighttpd?.stop());

	test('serves', async () => {
		const r = await request(`http://127.0.0.1:${port}/a%20b?c=d`);
		assert.equal(r.status, 200);
		assert.match(r.text, /^path=\/a b$/m);
	});

	test('an upload is put by in memory only', async () => {
		const up = half(http, { host: '127.0.0.1', port, agent: false });
		const files = await waitFor(() => {
			const f = openFiles(lighttpd.pid, path.dirname(run));
			return f.length && f;
		}, 'a file of the body');
		for (const f of files)
			assert.ok(f.startsWith(`${run}/`), f);
		up.finish();
		assert.match(await up.answer, /^length=3145728$/m);
	});
});
