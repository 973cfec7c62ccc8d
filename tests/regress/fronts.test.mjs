// The fronts and the processes, tested with a small program on them.
import assert from 'node:assert/strict';
import { existsSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build, freePort, listening, sleep, start, tempDir, waitFor }
    from './lib/base.mjs';
import { raw, record, request } from './lib/http.mjs';
import { startLighttpd, startNginx } from './lib/servers.mjs';

const program = path.join(build, 'tests/regress/echo');
const MIB = 1024 * 1024;

async function startEcho({ args = [], workers = 2, fcgi = true } = {}) {
	const dir = tempDir();
	const port = await freePort();
	const socket = path.join(dir.dir, 'fcgi.sock');
	const p = start(program, ['--http', `127.0.0.1:${port}`,
		...(fcgi ? ['--fcgi', socket] : []), '--workers', `${workers}`,
		'--spool', dir.dir, ...args]);
	await listening(p, { port, host: '127.0.0.1' });
	await waitFor(() => p.log.includes('ready:'), `ready: ${p.log}`);
	const stop = p.stop;
	Object.assign(p, { port, socket, dir: dir.dir,
	    url: `http://127.0.0.1:${port}` });
	p.stop = async () => {
		const end = await stop();
		dir.remove();
		return end;
	};
	return p;
}

function fnv(buf) {
	let h = 2166136261;
	for (const b of buf)
		h = Math.imul(h ^ b, 16777619) >>> 0;
	return h.toString(16).padStart(8, '0');
}

function letters(n) {
	const b = Buffer.alloc(n);
	for (let i = 0; i < n; i += 4096)
		b.fill(97 + (i / 4096) % 26, i, Math.min(i + 4096, n));
	return b;
}

function fields(text) {
	return Object.fromEntries(text.trim().split('\n').map((line) => {
		const at = line.indexOf('=');
		return [line.slice(0, at), line.slice(at + 1)];
	}));
}

const pidOf = async (url) => (await request(`${url}/pid`)).text.split(' ')[0];

// Workers as the kernel knows them.
async function workersOf(p) {
	const { readFile } = await import('node:fs/promises');
	const text = await readFile(
	    `/proc/${p.pid}/task/${p.pid}/children`, 'utf8');
	return text.trim().split(/\s+/).filter(Boolean).map(Number);
}

describe('the same answers through every front', () => {
	let echo, nginx, lighttpd, cgi;
	const fronts = ['embedded', 'nginx', 'lighttpd', 'cgi'];
	const url = {};

	before(async () => {
		echo = await startEcho();
		nginx = await startNginx({ socket: echo.socket });
		lighttpd = await startLighttpd({ socket: echo.socket });
		cgi = await startLighttpd({ cgi: program });
		Object.assign(url, { embedded: echo.url, nginx: nginx.url,
		    lighttpd: lighttpd.url, cgi: cgi.url });
	});
	after(async () => {
		for (const p of [nginx, lighttpd, cgi, echo])
			await p?.stop();
	});

	for (const f of fronts) {
		test(`${f}: address, query, headers`, async () => {
			const r = await request(
			    `${url[f]}/a%20b/%C3%A9?c=d%26e&f=%20`,
			    { headers: { Cookie: 'k=v', Host: 'kantor.example' } });
			const got = fields(r.text);
			assert.equal(r.status, 200);
			assert.equal(got.method, 'GET');
			assert.equal(got.path, '/a b/é');
			assert.equal(got.query, 'c=d%26e&f=%20');
			assert.equal(got.host, 'kantor.example');
			assert.equal(got.agent, 'k=v');
			assert.equal(got.remote, '127.0.0.1');
			assert.equal(got.secure, '0');
			assert.equal(r.headers['content-length'],
			    `${r.body.length}`);
			assert.ok(r.headers.date);
			assert.equal(r.headers['transfer-encoding'], undefined);
		});

		test(`${f}: a small and a 20 MB body`, async () => {
			for (const n of [0, 1, 65535, 65536, 65537, 20 * MIB]) {
				const body = letters(n);
				const r = await request(`${url[f]}/x`, { body,
				    method: 'POST', headers: {
				        'Content-Type': 'text/plain',
				        'Content-Length': n } });
				const got = fields(r.text);
				assert.equal(r.status, 200, `${n}`);
				assert.equal(got.method, 'POST');
				assert.equal(got.type, 'text/plain');
				assert.equal(got.length, `${n}`);
				assert.equal(got.hash, fnv(body), `${n}`);
			}
		});

		test(`${f}: a chunked upload`, async () => {
			const body = [letters(100), letters(70000), letters(3)];
			const r = await request(`${url[f]}/x`, { body });
			const got = fields(r.text);
			assert.equal(got.length, '70103');
			assert.equal(got.hash, fnv(Buffer.concat(body)));
		});

		test(`${f}: HEAD has the length of GET and no body`, async () => {
			for (const p of ['/big', '/file', '/constant']) {
				const g = await request(url[f] + p);
				const h = await request(url[f] + p,
				    { method: 'HEAD' });
				assert.equal(h.status, 200);
				assert.equal(h.body.length, 0);
				assert.equal(h.headers['content-length'],
				    `${g.body.length}`);
			}
		});

		test(`${f}: a large page and a file`, async () => {
			for (const p of ['/big', '/file']) {
				const r = await request(url[f] + p);
				assert.equal(r.status, 200);
				assert.ok(r.body.equals(letters(3 * MIB)), p);
			}
		});

		test(`${f}: a damaged file is cut off`, async () => {
			await assert.rejects(request(`${url[f]}/half`,
			    { timeout: 5000 }));
			assert.equal((await request(`${url[f]}/constant`))
			    .text, 'constant\n');
		});

		test(`${f}: 304 without body`, async () => {
			const r = await request(`${url[f]}/empty`);
			assert.equal(r.status, 304);
			assert.equal(r.headers.etag, '"e"');
			assert.equal(r.body.length, 0);
			assert.equal(r.headers['transfer-encoding'], undefined);
			/* libmicrohttpd cannot leave the length out. */
			if (f !== 'embedded')
				assert.equal(r.headers['content-length'],
				    undefined);
		});

		test(`${f}: 413 over the limit, the rest goes on`, async () => {
			const r = await raw({ port: Number(new URL(url[f]).port),
			    host: '127.0.0.1' }, Buffer.concat([Buffer.from(
			    'POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n' +
			    `Content-Length: ${64 * MIB + 1}\r\n\r\n`),
			    f === 'embedded' ? Buffer.alloc(0)
			        : Buffer.alloc(64 * MIB + 1)]), 20000);
			assert.match(r, /^HTTP\/1.1 413 /);
			assert.match(r, /Kiriman terlalu besar/);
			assert.equal((await request(url[f])).status, 200);
		});

		test(`${f}: a bad address is 400, a long one 414`, async () => {
			const bad = await request(`${url[f]}/a?b=%ff`);
			assert.equal(bad.status, 400);
			/* lighttpd refuses bad UTF-8 in its own words. */
			if (f === 'embedded' || f === 'nginx')
				assert.match(bad.text, /Nomor permintaan: \d+/);
			const long = await request(
			    `${url[f]}/${'x'.repeat(2100)}`);
			assert.equal(long.status, 414);
		});

		test(`${f}: a page over its limit is 500`, async () => {
			const r = await request(`${url[f]}/endless`);
			assert.equal(r.status, 500);
			assert.match(r.text, /Terjadi kesalahan/);
		});

		test(`${f}: forwarded headers are not believed`, async () => {
			const r = await request(url[f], { headers: {
			    'X-Forwarded-For': '203.0.113.9',
			    'X-Forwarded-Host': 'lain.example',
			    'X-Forwarded-Proto': 'https' } });
			const got = fields(r.text);
			assert.equal(got.remote, '127.0.0.1');
			assert.match(got.host, /^127\.0\.0\.1/);
			assert.equal(got.secure, '0');
		});
	}

	test('request numbers differ', async () => {
		const seen = new Set();
		for (let i = 0; i < 50; i++)
			for (const f of fronts)
				seen.add((await request(`${url[f]}/pid`))
				    .text.split(' ')[1]);
		assert.equal(seen.size, 200);
	});

	test('embedded: chunked over the limit is 413', async () => {
		const r = await request(`${url.embedded}/x`,
		    { body: Array(65).fill(Buffer.alloc(MIB)) });
		assert.equal(r.status, 413);
	});

	test('embedded: many requests on one connection', async () => {
		const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
		for (let i = 0; i < 20; i++) {
			const body = i % 2 ? letters(70000) : undefined;
			const r = await request(`${url.embedded}/x`,
			    { agent, body });
			assert.equal(fields(r.text).length,
			    i % 2 ? '70000' : '0');
		}
		agent.destroy();
	});

	test('embedded: slow uploads do not hold up others', async () => {
		const slow = [...Array(8)].map(() => {
			const s = net.connect(echo.port, '127.0.0.1');
			s.on('error', () => {});
			s.write('POST /x HTTP/1.1\r\nHost: a\r\n' +
			    'Content-Length: 1000\r\n\r\nabc');
			return s;
		});
		await sleep(100);
		const t = Date.now();
		for (let i = 0; i < 10; i++)
			assert.equal((await request(url.embedded)).status, 200);
		assert.ok(Date.now() - t < 1000);
		slow.forEach((s) => s.destroy());
	});

	test('FastCGI: an upload cut short is a failure', async () => {
		const text = (s) => Buffer.from(s);
		const pair = (k, v) => Buffer.concat([
			Buffer.from([k.length, v.length]), text(k), text(v)]);
		const params = Buffer.concat([pair('REQUEST_METHOD', 'POST'),
			pair('REQUEST_URI', '/x'), pair('CONTENT_LENGTH', '10')]);
		const got = await raw(echo.socket, Buffer.concat([
			record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])),
			record(4, params), record(4),
			record(5, text('abc')), record(5)]));
		assert.match(got, /Status: 400 /);
	});

	test('the socket is for the owner and the group only', () => {
		assert.equal(statSync(echo.socket).mode & 0o777, 0o660);
	});
});

test('forwarded headers of a trusted proxy', async () => {
	const echo = await startEcho({ args: ['--proxy'] });
	const r = await request(echo.url, { headers: {
	    'X-Forwarded-For': '198.51.100.1, 203.0.113.9',
	    'X-Forwarded-Host': 'kantor.example',
	    'X-Forwarded-Proto': 'https' } });
	const got = fields(r.text);
	assert.equal(got.remote, '203.0.113.9');
	assert.equal(got.host, 'kantor.example');
	assert.equal(got.secure, '1');
	/* nginx passes the browser's own on: never believed over FastCGI. */
	const nginx = await startNginx({ socket: echo.socket });
	const own = fields((await request(nginx.url, { headers: {
	    'X-Forwarded-For': '203.0.113.9',
	    'X-Forwarded-Proto': 'https' } })).text);
	assert.equal(own.remote, '127.0.0.1');
	assert.equal(own.secure, '0');
	await nginx.stop();
	await echo.stop();
});

describe('processes', () => {
	for (const signal of ['SIGKILL', 'SIGSEGV'])
		test(`a worker ended by ${signal} is replaced`, async () => {
			const echo = await startEcho();
			const old = await workersOf(echo);
			assert.equal(old.length, 2);
			process.kill(old[0], signal);
			await waitFor(async () => {
				const now = await workersOf(echo);
				return now.length === 2 && !now.includes(old[0]);
			}, 'new worker', 1000);
			for (let i = 0; i < 10; i++)
				assert.equal((await request(echo.url)).status, 200);
			await echo.stop();
		});

	test('a crash costs one request, in nginx a 502', async () => {
		const echo = await startEcho();
		const nginx = await startNginx({ socket: echo.socket });
		assert.equal((await request(`${nginx.url}/crash`)).status, 502);
		await assert.rejects(request(`${echo.url}/crash`));
		for (let i = 0; i < 10; i++) {
			assert.equal((await request(nginx.url)).status, 200);
			assert.equal((await request(echo.url)).status, 200);
		}
		await nginx.stop();
		await echo.stop();
	});

	test('SIGTERM: the request in hand is answered', async () => {
		const echo = await startEcho();
		const nginx = await startNginx({ socket: echo.socket });
		const running = [echo.url, nginx.url].map((u) =>
			request(`${u}/slow?ms=1500`));
		await sleep(300);
		const end = echo.stop();
		for (const r of await Promise.all(running)) {
			assert.equal(r.status, 200);
			assert.equal(r.text, 'slow\n');
		}
		assert.deepEqual(await end, { code: 0, signal: null });
		assert.ok(!existsSync(echo.socket));
		await nginx.stop();
	});

	test('SIGTERM: an idle keep-alive client holds nobody', async () => {
		const echo = await startEcho();
		const agent = new http.Agent({ keepAlive: true });
		await request(echo.url, { agent });
		const t = Date.now();
		assert.deepEqual(await echo.stop(), { code: 0, signal: null });
		assert.ok(Date.now() - t < 2000);
		agent.destroy();
	});

	test('SIGTERM is seen under load', async () => {
		const echo = await startEcho({ fcgi: false });
		let go = true;
		const clients = [...Array(16)].map(async () => {
			while (go)
				await request(`${echo.url}/constant`)
				    .catch(() => sleep(5));
		});
		await sleep(300);
		const t = Date.now();
		assert.deepEqual(await echo.stop(), { code: 0, signal: null });
		assert.ok(Date.now() - t < 4000, `${Date.now() - t} ms`);
		go = false;
		await Promise.all(clients);
	});

	test('SIGHUP under load: no request fails', async () => {
		const echo = await startEcho();
		const nginx = await startNginx({ socket: echo.socket });
		const agent = new http.Agent({ keepAlive: true });
		const old = await workersOf(echo);
		let go = true, served = 0;
		const load = async (url, options) => {
			while (go) {
				const r = await request(url, options);
				assert.equal(r.status, 200);
				served++;
			}
		};
		const clients = [];
		for (let i = 0; i < 4; i++)
			clients.push(load(`${echo.url}/constant`),
			    load(`${nginx.url}/constant`),
			    load(`${nginx.url}/slow?ms=5`));
		for (let i = 0; i < 5; i++) {
			await sleep(300);
			echo.kill('SIGHUP');
			await waitFor(() => echo.log.split('reload: done')
			    .length === i + 2, 'reload');
		}
		await sleep(300);
		go = false;
		await Promise.all(clients);
		agent.destroy();
		assert.ok(served > 500, `${served}`);
		await waitFor(async () => (await workersOf(echo)).length === 2,
		    'old workers gone');
		for (const pid of await workersOf(echo))
			assert.ok(!old.includes(pid));
		await nginx.stop();
		await echo.stop();
	});

	test('SIGHUP with workers that do not start: the old stay', async () => {
		const dir = tempDir();
		const broken = path.join(dir.dir, 'broken');
		const echo = await startEcho({ args: ['--broken', broken] });
		const old = await workersOf(echo);
		writeFileSync(broken, '');
		echo.kill('SIGHUP');
		await waitFor(() => echo.log.includes('running workers stay'),
		    'refusal');
		await waitFor(async () => (await workersOf(echo)).length === 2,
		    'failed workers gone');
		assert.deepEqual(await workersOf(echo), old);
		unlinkSync(broken);
		echo.kill('SIGHUP');
		await waitFor(() => echo.log.includes('reload: done'), 'reload');
		assert.equal((await request(echo.url)).status, 200);
		await echo.stop();
		dir.remove();
	});

	test('a hung worker is killed and replaced', async () => {
		const echo = await startEcho({ args: ['--seconds', '1'] });
		const nginx = await startNginx({ socket: echo.socket });
		const t = Date.now();
		assert.equal((await request(`${nginx.url}/hang`)).status, 502);
		assert.ok(Date.now() - t < 3000);
		await assert.rejects(request(`${echo.url}/hang`));
		assert.equal((await request(echo.url)).status, 200);
		assert.match(echo.log, /hangs in a request/);
		await nginx.stop();
		await echo.stop();
	});

	test('half a FastCGI record, then silence', async () => {
		const echo = await startEcho({ args: ['--seconds', '1'] });
		const nginx = await startNginx({ socket: echo.socket });
		const half = [...Array(2)].map(() => {
			const s = net.connect(echo.socket);
			s.on('error', () => {});
			s.write(Buffer.from([1, 1, 0, 1, 0]));
			return s;
		});
		const mute = net.connect(echo.socket);
		mute.on('error', () => {});
		await sleep(100);
		/* Both workers are held: the watchdog frees them. */
		const t = Date.now();
		assert.equal((await request(nginx.url)).status, 200);
		assert.ok(Date.now() - t < 4000);
		half.forEach((s) => s.destroy());
		mute.destroy();
		await nginx.stop();
		await echo.stop();
	});

	test('fastcgi_keep_conn does not pin workers', async () => {
		const echo = await startEcho();
		const nginx = await startNginx({ socket: echo.socket,
		    location: 'fastcgi_keep_conn on;' });
		const t = Date.now();
		await Promise.all([...Array(8)].map(async () => {
			for (let i = 0; i < 25; i++)
				assert.equal((await request(nginx.url)).status,
				    200);
		}));
		assert.ok(Date.now() - t < 4000, `${Date.now() - t} ms`);
		await nginx.stop();
		await echo.stop();
	});

	test('workers that end at once are started with pauses', async () => {
		const dir = tempDir();
		const broken = path.join(dir.dir, 'broken');
		const port = await freePort();
		writeFileSync(broken, '');
		const p = start(program, ['--http', `127.0.0.1:${port}`,
			'--workers', '2', '--broken', broken]);
		await waitFor(() => p.log.includes('next try in 400 ms'), 'pause');
		assert.ok(p.log.split('Sengaja gagal').length < 30);
		unlinkSync(broken);
		await waitFor(() => p.log.includes('ready: 2'), 'ready');
		assert.deepEqual(await p.stop(), { code: 0, signal: null });
		dir.remove();
	});

	test('workers end with their master', async () => {
		const echo = await startEcho();
		const old = await workersOf(echo);
		echo.kill('SIGKILL');
		await echo.ended;
		await waitFor(() => old.every((pid) => !existsSync(`/proc/${pid}`)),
		    'workers gone');
		/* The name it left behind is taken over. */
		assert.ok(existsSync(echo.socket));
		const again = start(program, ['--fcgi', echo.socket]);
		await listening(again, echo.socket);
		/* But not from a living server. */
		const third = start(program, ['--fcgi', echo.socket]);
		assert.equal((await third.ended).code, 1);
		assert.match(third.log, /sedang dipakai/);
		await again.stop();
		assert.ok(!existsSync(echo.socket));
	});

	test('an address in use is a failed start', async () => {
		const echo = await startEcho();
		const p = start(program, ['--http', `127.0.0.1:${echo.port}`]);
		assert.equal((await p.ended).code, 1);
		assert.match(p.log, /tidak dapat dibuka/);
		await echo.stop();
	});
});

describe('service manager', () => {
	const manager = path.join(build, 'tests/regress/manager');

	// As systemd does it: a listening socket as descriptor 3.
	async function activated(where, name) {
		const p = start(manager, ['listen', `${where}`, 'sh', '-c',
			'LISTEN_PID=$$ exec "$0" --workers 2', program],
		    { extraEnv: { LISTEN_FDS: '1', LISTEN_FDNAMES: name } });
		await waitFor(() => p.over || p.log.includes('ready:'), 'ready');
		return p;
	}

	test('socket activation: http', async () => {
		const port = await freePort();
		const p = await activated(port, 'http');
		const r = await request(`http://127.0.0.1:${port}/constant`);
		assert.equal(r.text, 'constant\n');
		assert.deepEqual(await p.stop(), { code: 0, signal: null });
	});

	test('socket activation: fcgi', async () => {
		const dir = tempDir();
		const socket = path.join(dir.dir, 'a.sock');
		const p = await activated(socket, 'fcgi');
		const nginx = await startNginx({ socket });
		const r = await request(`${nginx.url}/constant`);
		assert.equal(r.text, 'constant\n');
		assert.deepEqual(await p.stop(), { code: 0, signal: null });
		/* The name belongs to the service manager. */
		assert.ok(existsSync(socket));
		await nginx.stop();
		dir.remove();
	});

	test('socket activation: an unknown name is refused', async () => {
		const p = await activated(await freePort(), 'lain');
		assert.equal((await p.ended).code, 1);
		assert.match(p.log, /bernama http atau fcgi/);
	});

	test('a listening standard input is FastCGI', async () => {
		const dir = tempDir();
		const socket = path.join(dir.dir, 'a.sock');
		const p = start(manager, ['listen', socket, 'sh', '-c',
			'exec "$0" --workers 2 <&3', program]);
		await waitFor(() => p.log.includes('ready:'), 'ready');
		const nginx = await startNginx({ socket });
		assert.equal((await request(nginx.url)).status, 200);
		await nginx.stop();
		await p.stop();
		dir.remove();
	});

	test('notifications', async () => {
		const dir = tempDir();
		const socket = path.join(dir.dir, 'notify');
		const inbox = start(manager, ['notify', socket]);
		await waitFor(() => existsSync(socket), 'socket');
		const port = await freePort();
		const p = start('sh', ['-c', 'WATCHDOG_PID=$$ exec "$0" ' +
			`--http 127.0.0.1:${port} --workers 3`, program],
		    { extraEnv: { NOTIFY_SOCKET: socket,
		        WATCHDOG_USEC: '400000' } });
		const said = (what) => waitFor(() => what.test(inbox.log), what);
		await said(/^READY=1$/m);
		await said(/^STATUS=3 of 3 workers ready, \d+ requests/m);
		await said(/(^WATCHDOG=1\n[^]*){4}/m);
		p.kill('SIGHUP');
		await said(/^RELOADING=1\nMONOTONIC_USEC=\d+$[^]*^READY=1$/m);
		await p.stop();
		await said(/^STOPPING=1$/m);
		await inbox.stop();
		dir.remove();
	});
});
