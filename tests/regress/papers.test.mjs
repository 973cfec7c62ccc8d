// Links, papers, photos, sessions: who gets at what, asked over HTTP.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build, freePort, listening, start, tempDir } from './lib/base.mjs';
import { request } from './lib/http.mjs';

const program = path.join(build, 'paraf');
const office = 'kudus';
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUl' +
    'EQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

let dir, data, base, server;
const accounts = {};

function paraf(...args) {
	const r = spawnSync(program, args, { encoding: 'utf8', timeout: 60000,
		env: { PATH: process.env.PATH, PARAF_DATA: data } });
	assert.equal(r.status, 0, r.stderr);
	return r.stdout;
}

function sql(text) {
	const r = spawnSync('sqlite3', [`${data}/${office}/paraf.db`, text],
	    { encoding: 'utf8' });
	assert.equal(r.status, 0, r.stderr);
	return r.stdout.trim();
}

before(async () => {
	dir = tempDir();
	data = path.join(dir.dir, 'data');
	paraf('tenant', 'load', `deploy/tenants/${office}`);
	paraf('demo', '--data', data);
	for (const line of readFileSync(`${data}/accounts.tsv`, 'utf8')
	    .trim().split('\n')) {
		const [, lane, email, password] = line.split('\t');
		accounts[lane] ??= { email, password };
	}
	const port = await freePort();
	base = `http://127.0.0.1:${port}`;
	server = start(program, ['serve', '--http', `127.0.0.1:${port}`,
		'--workers', '1'], { extraEnv: { PARAF_DATA: data } });
	await listening(server, { host: '127.0.0.1', port });
});
after(async () => {
	await server.stop();
	dir.remove();
});

// A browser that asks for JSON and keeps its cookies.
class Browser {
	cookies = new Map();

	async send(url, options = {}) {
		const r = await request(base + url, { ...options, headers: {
			Accept: 'application/json',
			Cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`)
			    .join('; '),
			...options.headers } });
		for (const c of r.headers['set-cookie'] ?? []) {
			const [, k, v] = c.match(/^([^=]+)=([^;]*)/);
			this.cookies.set(k, v);
		}
		if (r.headers['content-type']?.startsWith('application/json'))
			r.json = JSON.parse(r.text);
		return r;
	}

	// Fill the form at url with its examples and what is given here.
	async fill(url, values = {}) {
		const { json } = await this.send(url);
		const parts = [['csrf', json.csrf]];
		for (const f of json.fields) {
			const first = f.options.length ? f.options[0].value : '';
			parts.push([f.name, values[f.name] ?? (f.type === 'file' ?
			    png : f.type === 'checkbox' ? '1' :
			    f.value || f.example || first)]);
		}
		if (values.outcome)
			parts.push(['outcome', values.outcome]);
		return this.post(json.action, parts);
	}

	post(url, parts) {
		const chunks = [];
		for (const [name, value] of parts) {
			const file = Buffer.isBuffer(value);
			chunks.push(Buffer.from('--batas\r\nContent-Disposition: ' +
			    `form-data; name="${name}"` +
			    `${file ? '; filename="a.png"' : ''}\r\n\r\n`),
			Buffer.from(value), Buffer.from('\r\n'));
		}
		chunks.push(Buffer.from('--batas--\r\n'));
		return this.send(url, { body: Buffer.concat(chunks), headers: {
			'Content-Type': 'multipart/form-data; boundary=batas' } });
	}

	async open(path) {
		return (await this.send(`/${office}${path}`)).json;
	}

	async task() {
		return (await this.open('/tugas')).tasks[0];
	}

	async act(outcome, values = {}) {
		const r = await this.fill((await this.task()).url,
		    { outcome, ...values });
		assert.equal(r.status, 303, r.text.slice(0, 300));
		return r;
	}
}

async function signIn(lane) {
	const b = new Browser();
	const r = await b.fill(`/${office}/masuk`, { email: accounts[lane].email,
		sandi: accounts[lane].password });
	assert.equal(r.status, 303, r.text.slice(0, 300));
	return b;
}

async function file(b, values = {}) {
	const { services } = await b.open('/');
	const r = await b.fill(`${services[0].url}/ajukan`, values);
	assert.equal(r.status, 303, r.text.slice(0, 300));
	return r.headers.location;
}

const link = (url, id) => `${url}/langkah/${id}/tautan`;

async function makeLink(b, url, id) {
	const { csrf } = await b.open('/tugas');
	return b.post(link(url, id), [['csrf', csrf]]);
}

const openTask = () => sql('SELECT max(id) FROM task WHERE closed_at IS NULL');

describe('the link for the applicant', () => {
	test('is not for a verifier who has not got the letter yet', async () => {
		const applicant = await signIn('pemohon');
		const verifier = await signIn('verifikator');
		const url = await file(applicant);
		await (await signIn('kadis')).act('returned');
		const r = await makeLink(verifier, url, openTask());
		assert.equal(r.status, 403);
		assert.equal(sql('SELECT count(*) FROM link'), '0');
		await applicant.act('submitted');
		await (await signIn('kadis')).act('rejected',
		    { alasan: 'Contoh saja.' });
	});
});

describe('files', () => {
	let applicant, verifier, kadis, url, photo, paper;

	before(async () => {
		applicant = await signIn('pemohon');
		verifier = await signIn('verifikator');
		kadis = await signIn('kadis');
		url = await file(applicant);
		await kadis.act('forwarded');
		await (await signIn('kabid')).act('forwarded');
		await (await signIn('kasi')).act('complete');
		await verifier.act('sent');
		await verifier.act('registered');
	});

	const may = async (b, id) =>
	    (await b.send(`/${office}/berkas/${id}`)).status;
	const listed = async (b) => (await b.send(url)).json.documents
	    .map((d) => d.url.split('/').pop());

	test('no link stands for an applicant at the correction', async () => {
		const other = await file(applicant);
		await kadis.act('forwarded');
		await (await signIn('kabid')).act('forwarded');
		await (await signIn('kasi')).act('complete');
		await verifier.act('sent');
		await verifier.act('refused', { alasan: 'Contoh saja.' });
		await (await signIn('kasi')).act('incomplete',
		    { alasan: 'Contoh saja.' });
		const { json } = await verifier.send(other);
		assert.deepEqual(json.links, []);
		assert.equal((await makeLink(verifier, other, openTask())).status,
		    403);
		await applicant.act('submitted');
		await kadis.act('rejected', { alasan: 'Contoh saja.' });
	});
	test('a link shows its holder no other papers', async () => {
		const { json } = await makeLink(verifier, url, openTask());
		const place = new URL(json.links[0].url).pathname;
		assert.match((await verifier.send(url)).json.events[0].what,
		    /^4b\. Tautan untuk pemohon: Dibuat/);
		const phone = new Browser();
		const page = (await phone.send(place)).json;
		assert.deepEqual(page.documents, []);
		assert.deepEqual(page.history, []);
		const r = await phone.fill(place, { outcome: 'done' });
		assert.equal(r.status, 303, r.text.slice(0, 300));
		photo = sql("SELECT id FROM file WHERE purpose = 'foto_selfie'");
		paper = sql("SELECT id FROM file WHERE purpose LIKE 'syarat%'" +
		    ' AND case_id = (SELECT id FROM cases WHERE number = ' +
		    `'${url.split('/').pop()}') LIMIT 1`);
	});
	test('a photo is for verifiers only', async () => {
		assert.equal(await may(verifier, photo), 200);
		assert.equal(await may(kadis, photo), 404);
		assert.equal(await may(applicant, photo), 404);
		assert.ok((await listed(verifier)).includes(photo));
		assert.ok(!(await listed(kadis)).includes(photo));
		assert.ok(!(await listed(applicant)).includes(photo));
	});
	test('a paper is for who has the seat now', async () => {
		for (const b of [applicant, kadis, verifier])
			assert.equal(await may(b, paper), 200);
		paraf('user', 'unseat', office, accounts.kadis.email, 'kadis');
		assert.equal(await may(kadis, paper), 404);
		assert.equal(await may(applicant, paper), 200);
		paraf('user', 'seat', office, accounts.kadis.email, 'kadis');
		assert.equal(await may(kadis, paper), 200);
	});
});

test('a second sign-in ends the session before it', async () => {
	const b = await signIn('pemohon');
	const old = new Browser();
	old.cookies = new Map(b.cookies);
	assert.equal((await old.send(`/${office}/tugas`)).status, 200);
	const r = await b.fill(`/${office}/masuk`,
	    { email: accounts.pemohon.email, sandi: accounts.pemohon.password });
	assert.equal(r.status, 303);
	assert.equal((await old.send(`/${office}/tugas`)).status, 303);
	assert.equal((await b.send(`/${office}/tugas`)).status, 200);
});

describe('search', () => {
	let applicant, url;
	const found = async (word) => (await applicant.open('/tugas?cari=' +
	    encodeURIComponent(word))).tasks.map((t) => t.case_url);

	before(async () => {
		applicant = await signIn('pemohon');
		url = await file(applicant, { nama: "Nu'manul Contoh" });
	});

	test('finds a name with an apostrophe', async () => {
		assert.deepEqual(await found("nu'manul"), [url]);
	});
	test('finds a name that was corrected', async () => {
		await (await signIn('kadis')).act('returned');
		await applicant.act('submitted', { nama: 'Zulaikha Contoh' });
		assert.deepEqual(await found('zulaikha'), [url]);
	});
});

test('an invisible character in a name is refused', async () => {
	const b = await signIn('pemohon');
	const { services } = await b.open('/');
	for (const nama of ['Citra\nContoh', 'Citra\u0007Contoh']) {
		const r = await b.fill(`${services[0].url}/ajukan`, { nama });
		assert.equal(r.status, 422);
		assert.deepEqual(r.json.errors.map((e) => e.field), ['nama']);
	}
	const { action, csrf } = (await b.send(`${services[0].url}/ajukan`))
	    .json;
	assert.equal((await b.post(action, [['csrf', csrf],
		['draf', 'buang']])).status, 303);
});;

test('a long address survives the way over the sign-in page', async () => {
	const long = `/${office}/permohonan/${'x'.repeat(900)}`;
	const r = await new Browser().send(long);
	assert.equal(r.status, 303);
	assert.equal(new URL(r.headers.location, base).searchParams
	    .get('kembali'), long);
});

test('a verifier files in the own seat, on the behalf of another', async () => {
	const url = await file(await signIn('verifikator'),
	    { atas_nama: accounts.pemohon.email });
	const applicant = await signIn('pemohon');
	const { json } = await applicant.send(url);
	const [first] = json.rows;
	assert.match(first.by, /, Verifikator, atas nama pemohon$/);
	assert.match(sql('SELECT detail FROM event ORDER BY id DESC LIMIT 1'),
	    /atas nama/);
	const own = await applicant.send(await file(applicant));
	assert.match(own.json.rows[0].by, /, Pemohon$/);
});
