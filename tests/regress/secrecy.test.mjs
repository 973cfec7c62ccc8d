// A passphrase is found nowhere: not in files, logs or the memory of any
// process, after many of them went through both fronts beside other work, nor
// is the secret of one-time codes, nor outside the agent the account of the
// API.  Whatever finds nothing here finds one that is there.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync }
	from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { closed, tempDir } from './lib/base.mjs';
import { startSimulator } from './lib/bsre.mjs';
import { Browser, multipart, urlencoded } from './lib/client.mjs';
import { startWithSimulators, toPassphrase } from './lib/consult.mjs';
import { agentOf, sleep, waitFor } from './lib/paraf.mjs';
import { startNginx } from './lib/servers.mjs';
import { laneOf, standing } from './lib/recommendation.mjs';
import { codeOf } from './lib/totp.mjs';

// The first is slow, some come one by one, some try all that is wrong, the
// others come at once.
const SINGLE = 4, TRIERS = 5, CROWD = 10;
const PERSONS = 1 + SINGLE + TRIERS + CROWD;
const NAME = 'Dinas Komunikasi dan Informatika Kabupaten Tapin';
// Of the simulator, two for each trier; more in a row open the breaker.
const faults = ['503', 'drop', 'reset', 'html', '500', 'truncated', 'empty',
	'types', 'delay', '500-empty'];

// Letters and digits by chance, so that each half of it is like no other
// text, and what URLs, JSON and HTML write in another way.
function word(tail = '-7Aa"\\&+%/ <x') {
	const letters = randomBytes(90).toString('base64')
	    .replace(/[^A-Za-z]/g, '').slice(0, 28);

	assert.equal(letters.length, 28);
	return letters + tail;
}

// The secret of one-time codes: as text, which base64 writes in three ways.
function formsOfSecret(text) {
	return [text, text.slice(0, 16), text.slice(-16),
		text.match(/.{1,4}/g).join(' '), ...[0, 1, 2].map((i) =>
		    Buffer.from('\0'.repeat(i) + text).toString('base64')
			.slice(i ? 4 : 0, 24))];
}

// Every form in which it might lie somewhere; of base64 what does not depend
// on its neighbours.
function formsOf(text) {
	const forms = [text, text.slice(0, 14), text.slice(14, 28),
		encodeURIComponent(text), JSON.stringify(text).slice(1, -1),
		new URLSearchParams({ a: text }).toString().slice(2),
		Buffer.from(text).toString('hex')];

	for (let i = 0; i < 3; i++)
		for (const encoding of ['base64', 'base64url']) {
			const all = Buffer.from('\0'.repeat(i) +
			    text.slice(0, 28)).toString(encoding);
			forms.push(all.slice(i ? 4 : 0, 32));
		}
	return forms;
}

describe('a passphrase is found nowhere', { skip: closed }, () => {
	const words = []; // all that were typed
	let dir, sim, inst, nginx, patterns, tokens, emails, secrets;

	const typed = (...args) => {
		const w = word(...args);
		words.push(w);
		return w;
	};

	before(async () => {
		dir = tempDir();
		patterns = path.join(dir.dir, 'patterns');
		mkdirSync(path.join(dir.dir, 'cores'));
		sim = await startSimulator(path.join(dir.dir, 'bsre'));
		inst = await startWithSimulators({ tapin: sim }, { workers: 2,
			account: { versi: 2,
				jalan_passphrase: '/api/v2/user/passphrase' } });
		nginx = await startNginx({ socket: inst.socket,
			server: 'access_log access.log; error_log error.log ' +
			    'debug;' });
		await waitFor(() => inst.sql('tapin', `SELECT 1 FROM bsre_office
		    WHERE caps <> 0`).length === 1, 'the module');
		({ tokens } = await toPassphrase(inst, 'tapin', '10', PERSONS));
		emails = inst.sql('tapin', 'SELECT email FROM holder').flat();
	});
	after(async () => {
		await nginx?.stop();
		await inst?.stop();
		await sim?.stop();
		dir?.remove();
	});

	// What of these forms stands in a file or folder.
	function grep(where, forms) {
		writeFileSync(patterns, forms.join('\n') + '\n');
		const r = spawnSync('grep', ['-raoFf', patterns, where],
		    { env: { LC_ALL: 'C' }, maxBuffer: 1 << 28 });
		assert.ok(r.status < 2, r.stderr.toString());
		return r.stdout.toString().split('\n').filter(Boolean);
	}
	const found = (where, list = words) =>
	    grep(where, list.flatMap(formsOf));

	// All memory of a process, also what is kept out of core files.
	async function dump(pid) {
		const to = path.join(dir.dir, 'cores', `${pid}`);

		await promisify(execFile)('gcore', ['-a', '-o', to, `${pid}`]);
		assert.ok(statSync(`${to}.${pid}`).size > 1 << 20);
		return `${to}.${pid}`;
	}
	// In how many of the processes, all dumped at once.
	async function holders(pids, list) {
		const cores = await Promise.all(pids.map(dump));
		const n = cores.filter((core) => found(core, list).length > 0);

		cores.forEach((core) => rmSync(core));
		return n.length;
	}

	// Workers and the agent: those that wait for SIGTERM by a descriptor.
	// The inspector does not.
	const processes = () => inst.workers().filter((pid) =>
	    execFileSync('ls', ['-l', `/proc/${pid}/fd`], { encoding: 'utf8' })
		.includes('signalfd'));

	// The account of the API, as text and as it goes to BSrE.
	function formsOfAccount() {
		const { user, password } = sim.account;

		return [password, Buffer.from(`${user}:${password}`)
		    .toString('base64')];
	}

	async function post(base, token, first, { second = first,
	    form = multipart, draft, agent } = {}) {
		const b = new Browser(base);
		const page = await b.page(token);
		return b.post(token, [['csrf', page.csrf], draft ?
		    ['draf', 'simpan'] : ['outcome', 'set'],
			['passphrase', first], ['passphrase_ulang', second]],
		    { form, agent });
	}

	// People at other work, until told to stop.
	async function bustle(stop) {
		while (!stop.now) {
			const b = await Browser.signedIn(stop.base, 'tapin',
			    inst.account('tapin', 'verifikator').email,
			    inst.account('tapin', 'verifikator').password);
			for (const at of ['', 'tugas', 'lacak', 'kelola/pesan',
				'akun'])
				await b.go(`/tapin/${at}`, { headers: {
					Accept: 'text/html' } });
		}
	}

	// In ways in which no page of ours asks for it.
	async function wrongly(token) {
		const b = new Browser(inst.url);
		const { csrf } = await b.page(token);
		const secret = (w) => ({ data: Buffer.from(w), name: 'p.txt',
		    type: 'text/plain' });

		await post(inst.url, token, typed());
		await b.post(token, [['csrf', csrf], ['outcome', 'set'],
			['passphrase', secret(typed())]]);
		await b.post(token, [['csrf', csrf], ['isi', 'x'.repeat(300000)],
			['passphrase', typed()]]);
		await b.post(token, [['csrf', csrf], [typed(), 'x']]);
		await b.post(token, [['passphrase', typed()]], { form: () => ({
			type: 'application/json',
			body: Buffer.from(`{"passphrase":"${typed()}"}`) }) });
		await b.go(`${token}?passphrase=${encodeURIComponent(typed())}`);
		// By the account of someone, to an unknown link, and without
		// a proof that the form is ours.
		const own = await inst.as('tapin', 'pemohon');
		await own.post(tokens.at(-1), [['csrf', 'palsu'],
			['passphrase', typed()]], { form: urlencoded });
		await own.post('/tapin/passphrase/' + 'a'.repeat(43),
		    [['csrf', 'x'], ['passphrase', typed()]]);
	}

	test('what the search can find', async () => {
		const planted = word();
		const file = path.join(inst.data, 'spool', 'lupa');

		for (const form of [(w) => w, encodeURIComponent,
			(w) => JSON.stringify(w),
			(w) => Buffer.from(w).toString('hex'),
			...[0, 1, 2].map((i) => (w) => Buffer.from(
			    'x'.repeat(i) + `${w}yz`).toString('base64')),
			(w) => `...${w.slice(0, 20)}`,
			(w) => `...${w.slice(12)}`]) {
			writeFileSync(file, `a=1&b=${form(planted)}&c=2`);
			assert.equal(found(inst.data, [planted]).length > 0, true,
			    `${form}`);
			assert.deepEqual(found(inst.data, [word()]), []);
		}
		rmSync(file);
	});

	test('while it is on its way it is there', async () => {
		const half = word();

		// A body that does not end, in the memory of one worker.
		const s = net.connect(inst.port, '127.0.0.1');
		s.write('POST /tapin/passphrase/x HTTP/1.1\r\nHost: x\r\n' +
		    'Content-Type: application/x-www-form-urlencoded\r\n' +
		    `Content-Length: 4000\r\n\r\npassphrase=${half}`);
		await waitFor(() => holders(processes(), [half]),
		    'half of a form', 25000);
		s.destroy();
		words.push(half);

		// One that BSrE thinks about: in one worker and the agent.
		await sim.fault('passphrase', 'delay', { ms: 12000, times: 1 });
		const slow = typed();
		const answer = post(inst.url, tokens[0], slow);
		await sleep(2000);
		assert.equal(await holders(processes(), [slow]), 2,
		    'worker and agent');
		await answer;
		await sim.control('DELETE', '/faults');
	});

	// Nobody else is there whose work could write over what was left, and
	// connections stay open.
	test('right after its answer it is gone', async () => {
		const agent = new http.Agent({ keepAlive: true });

		for (const [i, token] of tokens.slice(1, 1 + SINGLE).entries()) {
			const base = [inst.url, nginx.url][i % 2];
			const w = typed();
			const r = await post(base, token, w,
			    { form: [multipart, urlencoded][i >> 1], agent });

			assert.equal(r.status, 303, r.text);
			const cores = await Promise.all(processes().map(dump));
			const page = await new Browser(base).page(token);
			const secret = new URL(page.passphrase.otp.otpauth)
			    .searchParams.get('secret');
			for (const core of cores) {
				assert.deepEqual(found(core, [w]), []);
				assert.deepEqual(grep(core,
				    formsOfSecret(secret)), []);
				rmSync(core);
			}
		}
		agent.destroy();
	});

	test('many, right and wrong, through both fronts', async () => {
		const bases = [inst.url, nginx.url];
		const forms = [multipart, urlencoded];
		const stops = bases.map((base) => ({ base, now: false }));
		const others = stops.map(bustle);
		const seen = new Map();
		let n = 0;
		const one = async (token, w, more = {}) => {
			const r = await post(bases[n++ % 2], token, w,
			    { form: forms[(n >> 1) % 2], ...more });
			seen.set(r.status, (seen.get(r.status) ?? 0) + 1);
			for (const x of words)
				assert.ok(!r.text.includes(x.slice(0, 14)));
			return r;
		};

		const triers = tokens.slice(1 + SINGLE, 1 + SINGLE + TRIERS);
		const mails = emails.slice(1 + SINGLE);
		for (const [i, token] of triers.entries()) {
			await Promise.all([
				one(token, typed('tanpatanda')),
				one(token, typed(), { second: typed() }),
				one(token, typed(), { draft: true })]);
			for (const fault of faults.slice(2 * i, 2 * i + 2)) {
				await sim.fault('passphrase', fault,
				    { ms: 500, times: 1 });
				await one(token, typed());
				await sim.control('DELETE', '/faults');
			}
			// BSrE does not know the person, then it does.
			for (const status of ['NOT_REGISTERED', 'NEW']) {
				await sim.control('PUT', '/persons',
				    { email: mails[i], status });
				await Promise.all([one(token, typed()),
					one(token, typed())]);
			}
		}
		// All others at once; who finds no room types it again.
		await Promise.all(tokens.slice(-CROWD).map(async (token) => {
			while ((await one(token, typed())).status !== 303)
				assert.ok(seen.get(503) < 200, 'it goes on');
		}));
		await wrongly(triers[0]);
		stops.forEach((s) => { s.now = true; });
		await Promise.all(others);
		assert.ok(words.length > 40, `${words.length}`);
		assert.equal(inst.sql('tapin', `SELECT 1 FROM draft
		    WHERE form LIKE 'otp:%'`).length, PERSONS,
		`each was set: ${[...seen].join(' ')}`);
		for (const status of [303, 422, 503])
			assert.ok(seen.get(status) >= 5, `${[...seen]}`);
	});

	// Some see the QR code, and some of these prove it; of most the agent
	// alone has had the secret.
	test('the secrets of one-time codes', async () => {
		// The simulator writes what it knows a little later.
		await waitFor(() => {
			const { persons } = JSON.parse(readFileSync(
			    path.join(sim.state, 'state.json')));
			secrets = Object.values(persons).map((p) => p.totp)
			    .filter(Boolean);
			return new Set(secrets).size === PERSONS;
		}, 'all secrets');
		for (const [i, token] of tokens.slice(0, 4).entries()) {
			const b = new Browser([inst.url, nginx.url][i % 2]);
			const page = await b.page(token);
			const secret = new URL(page.passphrase.otp.otpauth)
			    .searchParams.get('secret');
			const r = await b.go(token,
			    { headers: { Accept: 'text/html' } });

			assert.ok(secrets.includes(secret));
			assert.match(r.text, /<svg class="qr otp"/);
			if (i < 2)
				assert.equal((await b.send(page, 'set',
				    { kode_otp: codeOf(secret) })).status, 303);
		}
		assert.equal(inst.sql('tapin', `SELECT 1 FROM draft
		    WHERE form LIKE 'otp:%'`).length, PERSONS - 2);
		// Whoever looks for them finds them.
		assert.ok(grep(path.join(sim.state, 'state.json'),
		    formsOfSecret(secrets[0])).length > 0);
	});

	// Made by hand, and signed by whoever signs it.
	test('letters signed with it, and not', async () => {
		const [[number]] = inst.sql('tapin', 'SELECT number FROM cases');
		const url = `/tapin/permohonan/${number}`;
		const v = await inst.as('tapin', 'verifikator');
		const made = await v.post(`${url}/naskah/rekomendasi`, [['csrf',
			(await v.page(url)).csrf]], { form: urlencoded });
		assert.equal(made.status, 303, made.text);
		const m = standing(inst, 'tapin', { number });
		const lane = laneOf(inst, 'tapin', m.signer);
		const b = await inst.as('tapin', lane);
		const nik = '6399990411700001', good = typed();
		const send = async (w, form) => {
			const at = `${url}/naskah/rekomendasi/tanda-tangan`;
			const r = await b.post(at, [['csrf',
				(await b.page(at)).csrf],
			['nik_penanda_tangan', nik], ['passphrase', w]], { form });
			for (const x of words)
				assert.ok(!r.text.includes(x.slice(0, 14)));
			return r.status;
		};

		await sim.control('PUT', '/persons', { nik,
			email: inst.account('tapin', lane).email,
			name: 'Pejabat Contoh', status: 'ISSUE', passphrase: good });
		await waitFor(() => inst.sql('tapin', `UPDATE bsre_office
		    SET try_at = ${Date.now()} RETURNING 1`).length, 'a try');
		for (const [i, fault] of ['500-empty', 'reset', 'drop'].entries()) {
			const form = [multipart, urlencoded][i % 2];

			assert.equal(await send(typed(), form), 422);
			await sim.fault('sign', fault, { times: 1 });
			assert.equal(await send(good, form), 503, fault);
			await sim.control('DELETE', '/faults');
		}
		assert.equal(await send(good, multipart), 303);
		assert.equal(standing(inst, 'tapin', { number }).form, 'signed');
	});

	test('in no file and no log', () => {
		const log = path.join(dir.dir, 'log');
		writeFileSync(log, inst.log + nginx.log + sim.p.log);

		for (const where of [inst.dir.dir, `${inst.data}.outside`,
			nginx.dir, sim.state, log])
			assert.deepEqual(found(where), [], where);
		for (const where of [inst.dir.dir, nginx.dir, log])
			assert.deepEqual(grep(where,
			    secrets.flatMap(formsOfSecret)), [], where);
		assert.deepEqual(grep(log, formsOfAccount()), []);
		assert.deepEqual(grep(inst.dir.dir, formsOfAccount())
		    .filter((l) => !l.startsWith(`${inst.data}.outside/`)), []);
		assert.ok(readFileSync(path.join(nginx.dir, 'access.log'))
		    .includes('/tapin/passphrase/'), 'it did log');
		assert.ok(grep(log, [`workers`]).length > 0, 'so did Paraf');
	});

	test('in no memory of any process', async (t) => {
		const inner = processes(), agent = agentOf(inst);
		const all = [inst.p.pid, ...inst.workers()];
		let bytes = 0;

		assert.equal(inner.length, 3, 'two workers and the agent');
		assert.ok(inner.includes(agent));
		assert.ok(all.length >= 5, 'and those that read nothing secret');
		for (const pid of all) {
			const core = await dump(pid);
			bytes += statSync(core).size;
			// What is known to be there is found: in all of them
			// where the data lie, in some the office's name.
			assert.ok(grep(core, [inst.data]).length > 0);
			assert.equal(grep(core, [NAME]).length > 0,
			    inner.includes(pid));
			assert.deepEqual(found(core), [], `${pid}`);
			assert.deepEqual(grep(core,
			    secrets.flatMap(formsOfSecret)), [], `${pid}`);
			assert.equal(grep(core, formsOfAccount()).length > 0,
			    pid === agent, 'the account is the agent\'s');
			rmSync(core);
		}
		t.diagnostic(`${words.length} passphrases and ` +
		    `${secrets.length} secrets, ${all.length} processes of ` +
		    `${bytes >> 20} MB together`);
	});
});
