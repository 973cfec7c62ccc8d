// Who may see and do what; sessions, forms from elsewhere.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser, fill, urlencoded } from './lib/client.mjs';
import { act, apply, tasksOf } from './lib/journey.mjs';
import { addPerson, startParaf } from './lib/paraf.mjs';

const word = 'tujuh kucing di atas genteng';
let inst;

before(async () => {
	inst = await startParaf({ tenants: ['trenggalek', 'tapin'],
		args: ['--trust-proxy'] });
});
after(() => inst?.stop());

const as = (lane, tenant = 'trenggalek') => inst.as(tenant, lane);
const events = (tenant = 'trenggalek') => inst.sql(tenant,
    'SELECT count(*) FROM event')[0][0];

async function register(tenant, email, name = 'Rimba Contoh Buana') {
	const b = new Browser(inst.url);
	const page = await b.page(`/${tenant}/daftar`);
	const r = await b.send(page, null,
	    { nama: name, email, sandi: word, sandi_ulang: word });
	assert.equal(r.status, 303, r.text);
	return b;
}

const fileOf = async (b, url) => (await b.page(url)).documents[0].url;

async function statuses(b, paths) {
	const all = [];
	for (const path of paths)
		all.push((await b.go(path)).status);
	return all;
}

describe('without a session', () => {
	test('to the sign-in page, and back to the page', async () => {
		const owner = await as('pemohon');
		const c = await apply(owner, 'trenggalek');
		const file = await fileOf(owner, c.url);
		const [task] = await tasksOf(await as('kadis'), 'trenggalek',
		    c.number);
		for (const path of ['/trenggalek/tugas', '/trenggalek/akun',
			'/trenggalek/layanan/penerbitan/ajukan', c.url,
			`${c.url}/tanda-terima`, task.url, file]) {
			const b = new Browser(inst.url);
			const r = await b.go(path);
			assert.equal(r.status, 303, path);
			assert.equal(r.location, '/trenggalek/masuk?kembali=' +
			    encodeURIComponent(path));
			const page = await b.page(r.location);
			const { email, password } =
			    inst.account('trenggalek', 'pemohon');
			const back = await b.send(page, null,
			    { email, sandi: password });
			assert.equal(back.status, 303);
			assert.equal(back.location, path);
		}
	});

	test('a number that does not exist is no different', async () => {
		const b = new Browser(inst.url);
		for (const path of ['/trenggalek/permohonan/TTE-2026-09999',
			'/trenggalek/berkas/abcdefghijklmnopqrstuvwx'])
			assert.equal((await b.go(path)).status, 303, path);
	});

	test('a POST changes nothing', async () => {
		const c = await apply(await as('pemohon'), 'trenggalek');
		const kadis = await as('kadis');
		const [task] = await tasksOf(kadis, 'trenggalek', c.number);
		const page = await kadis.page(task.url);
		const was = events();
		const b = new Browser(inst.url);
		await b.page('/trenggalek/masuk');
		const r = await b.send(page, 'forwarded');
		assert.equal(r.status, 303);
		assert.match(r.location, /^\/trenggalek\/masuk/);
		assert.equal(events(), was);
	});
});

describe('other offices and other desks', () => {
	test("an officer of another office", async () => {
		const c = await apply(await as('pemohon'), 'trenggalek');
		const kadis = await as('kadis', 'tapin');
		assert.equal((await kadis.go(c.url)).status, 303);
		assert.equal((await kadis.go(c.url.replace('trenggalek',
		    'tapin'))).status, 404);
		const b = new Browser(inst.url);
		b.jar.set('paraf-trenggalek', kadis.jar.get('paraf-tapin'));
		assert.equal((await b.go('/trenggalek/tugas')).status, 303,
		    'a session is worth nothing elsewhere');
	});

	test("a subordinate before the superior's disposition", async () => {
		const owner = await as('pemohon');
		const c = await apply(owner, 'trenggalek');
		const kadis = await as('kadis'), kabid = await as('kabid');
		const [task] = await tasksOf(kadis, 'trenggalek', c.number);
		const file = await fileOf(owner, c.url);
		const search = async (b) => (await b.page('/trenggalek/tugas' +
		    `?cari=${c.number}`)).tasks.length;

		assert.deepEqual(await statuses(kabid, [c.url, task.url, file,
			`${c.url}/tanda-terima`]), [403, 403, 404, 403]);
		assert.deepEqual(await tasksOf(kabid, 'trenggalek', c.number),
		    []);
		assert.equal(await search(kabid), 0);
		assert.equal(await search(kadis), 1);
		const r = await kabid.post(task.url, fill({ ...await kadis
		    .page(task.url), csrf: (await kabid.page('/trenggalek/akun'))
		    .csrf }, 'forwarded'));
		assert.equal(r.status, 403);

		await act(kadis, task, { outcome: 'forwarded' });
		assert.deepEqual(await statuses(kabid, [c.url, task.url, file]),
		    [200, 403, 200]);
		assert.equal(await search(kabid), 1);
	});

	test('another applicant', async () => {
		const owner = await as('pemohon');
		const c = await apply(owner, 'trenggalek');
		const file = await fileOf(owner, c.url);
		const [task] = await tasksOf(await as('kadis'), 'trenggalek',
		    c.number);
		const other = await register('trenggalek',
		    'rimba@contoh.example');
		assert.deepEqual(await statuses(other, [c.url, task.url, file,
			`${c.url}/tanda-terima`]), [404, 404, 404, 404]);
		assert.deepEqual((await other.page('/trenggalek/tugas?cari=' +
		    c.number)).tasks, []);
		assert.deepEqual((await other.page('/trenggalek/tugas?antrean=' +
		    'permohonan')).tasks, []);
		// A desk's name in the address gives nothing.
		assert.deepEqual((await other.page('/trenggalek/tugas?antrean=' +
		    'kadis')).tasks, []);
		assert.equal((await (await as('kadis'))
		    .go(`${c.url}/tanda-terima`)).status, 403);
	});

	test("a file not yet sent is its sender's alone", async () => {
		const b = await as('pemohon');
		const page = await b.page(
		    '/trenggalek/layanan/penerbitan/ajukan');
		const r = await b.send(page, null, { nama: '' });
		assert.equal(r.status, 422);
		const field = r.json.fields.find((f) => f.files?.length);
		const [kept] = field.files;
		const other = await register('trenggalek',
		    'embun@contoh.example');
		assert.equal((await b.go(kept.url)).status, 200);
		assert.equal((await other.go(kept.url)).status, 404);
		assert.equal((await (await as('verifikator')).go(kept.url))
		    .status, 404);

		// Nor can it be taken or removed by another.
		const form = await other.page(
		    '/trenggalek/layanan/penerbitan/ajukan');
		const stolen = await other.send(form, null, {
			[field.name]: undefined, draf: kept.remove });
		assert.equal(stolen.status, 200);
		assert.equal((await b.go(kept.url)).status, 200);
		const none = await other.send(form, null, {
			[field.name]: undefined });
		assert.equal(none.status, 422);
	});
});

describe('an official who applies', () => {
	test('is refused at the own desk, and the task is not listed',
	    async () => {
		const kadis = await as('kadis');
		const c = await apply(kadis, 'trenggalek');
		const [[id]] = inst.sql('trenggalek', `SELECT t.id FROM task t
		    JOIN cases c ON c.id = t.case_id WHERE c.number =
		    '${c.number}' AND t.closed_at IS NULL`);
		const url = `${c.url}/langkah/${id}`;
		const was = events();

		assert.deepEqual(await tasksOf(kadis, 'trenggalek', c.number),
		    []);
		const seen = await kadis.go(url);
		assert.equal(seen.status, 403);
		assert.match(seen.json.what, /sendiri/);
		const page = await kadis.page('/trenggalek/akun');
		const r = await kadis.post(url, [['csrf', page.csrf],
			['outcome', 'forwarded'], ['sifat', 'biasa'],
			['instruksi', 'proses']]);
		assert.equal(r.status, 403);
		assert.equal(events(), was);
		assert.equal((await kadis.page(c.url)).act, null);

		// Another holder of the seat does it.
		addPerson(inst, 'trenggalek', 'guntur@trenggalek.example',
		    'Guntur Contoh Purnama', word,
		    { seat: 'kadis', kind: 'plt' });
		const plt = await Browser.signedIn(inst.url, 'trenggalek',
		    'guntur@trenggalek.example', word);
		const [task] = await tasksOf(plt, 'trenggalek', c.number);
		await act(plt, task, { outcome: 'forwarded' });
		const row = (await plt.page(c.url)).rows
		    .find((one) => one.no === '2');
		assert.equal(row.by,
		    'Guntur Contoh Purnama, Plt. Kepala Dinas');
		inst.must('user', 'unseat', 'trenggalek',
		    'guntur@trenggalek.example', 'kadis');
		assert.equal((await plt.go(c.url)).status, 404,
		    'nothing is left without the seat');
	});
});

test("a verifier files on someone's behalf, and sees that case", async () => {
	const v = await as('verifikator'), owner = await as('pemohon');
	const { email } = inst.account('trenggalek', 'pemohon');
	const c = await apply(v, 'trenggalek', { values: { atas_nama: email } });
	assert.equal((await owner.page(c.url)).tracking.number,
	    decodeURIComponent(c.number));
	const page = await v.page(c.url);
	assert.equal(page.tracking, null);
	assert.match(page.events[0].who, /Verifikator/);

	// The papers are those of the other, as the log tells.
	const { url } = page.documents[0];
	const { email: own } = inst.account('trenggalek', 'verifikator');
	assert.equal((await v.go(url)).status, 200);
	assert.match((await owner.page(c.url)).readings[0].who, /Verifikator/);
	inst.must('user', 'unseat', 'trenggalek', own, 'verifikator');
	assert.equal((await v.go(url)).status, 404, 'without the seat');
	inst.must('user', 'seat', 'trenggalek', own, 'verifikator');
	assert.equal((await (await as('kabid')).go(c.url)).status, 403);
	const other = await as('kasi');
	const form = await other.page('/trenggalek/layanan/penerbitan/ajukan');
	assert.ok(!form.fields.some((f) => f.name === 'atas_nama'));
	assert.equal((await other.send(form, null, { atas_nama: email }))
	    .status, 400);
});

test('a Plh stands for the definitive holder while it lasts', async () => {
	const c = await apply(await as('pemohon'), 'trenggalek');
	const kabid = await as('kabid'), kadis = await as('kadis');
	await act(kadis, (await tasksOf(kadis, 'trenggalek', c.number))[0],
	    { outcome: 'forwarded' });
	const [task] = await tasksOf(kabid, 'trenggalek', c.number);

	addPerson(inst, 'trenggalek', 'plh@trenggalek.example',
	    'Cempaka Contoh Nirmala', word, { seat: 'kabid', kind: 'plh' });
	const plh = await Browser.signedIn(inst.url, 'trenggalek',
	    'plh@trenggalek.example', word);
	assert.deepEqual(await tasksOf(kabid, 'trenggalek', c.number), []);
	assert.notEqual((await kabid.go(task.url)).status, 200);
	const [same] = await tasksOf(plh, 'trenggalek', c.number);
	assert.equal(same.url, task.url);
	await act(plh, same, { outcome: 'returned' });
	const row = (await kadis.page(c.url)).events[0];
	assert.match(row.who, /^Cempaka Contoh Nirmala, Plh\. Kabid/);

	inst.must('user', 'unseat', 'trenggalek', 'plh@trenggalek.example',
	    'kabid');
	assert.equal((await kabid.go(c.url)).status, 200);
	assert.notEqual((await plh.go(c.url)).status, 200);
});

describe('the session', () => {
	const cookie = async (headers) => (await new Browser(inst.url)
	    .go('/trenggalek/masuk', { headers }))
	    .headers['set-cookie'][0];

	test('HttpOnly, SameSite; Secure behind TLS', async () => {
		const plain = await cookie({});
		assert.match(plain, /^paraf-trenggalek=[\w-]{32,}; /);
		assert.match(plain, /; HttpOnly/);
		assert.match(plain, /; SameSite=(Lax|Strict)/);
		assert.doesNotMatch(plain, /; Secure/);
		assert.match(await cookie({ 'X-Forwarded-Proto': 'https' }),
		    /; HttpOnly; .*; Secure$/);
	});

	test('X-Forwarded-Proto means nothing without --trust-proxy',
	    async () => {
		const other = await startParaf({ tenants: ['tapin'] });
		try {
			const r = await new Browser(other.url).go('/tapin/masuk',
			    { headers: { 'X-Forwarded-Proto': 'https' } });
			assert.doesNotMatch(r.headers['set-cookie'][0],
			    /Secure/);
		} finally {
			await other.stop();
		}
	});

	test('signing in gives a new one, signing out ends it', async () => {
		const b = new Browser(inst.url);
		const page = await b.page('/trenggalek/masuk');
		const before = b.jar.get('paraf-trenggalek');
		const { email, password } = inst.account('trenggalek', 'kasi');
		await b.send(page, null, { email, sandi: password });
		const during = b.jar.get('paraf-trenggalek');
		assert.notEqual(during, before);
		const { csrf } = await b.page('/trenggalek/akun');
		const r = await b.post('/trenggalek/keluar', [['csrf', csrf]],
		    { form: urlencoded });
		assert.equal(r.status, 303);
		b.jar.set('paraf-trenggalek', during);
		assert.equal((await b.go('/trenggalek/tugas')).status, 303);
	});

	test('ends in time', async () => {
		const b = await register('trenggalek', 'surya@contoh.example');
		assert.equal((await b.go('/trenggalek/tugas')).status, 200);
		inst.sql('trenggalek', `UPDATE session SET expires_at = 1
		    WHERE person_id = (SELECT id FROM person
		    WHERE email = 'surya@contoh.example')`);
		assert.equal((await b.go('/trenggalek/tugas')).status, 303);
	});

	test('a new password ends the others', async () => {
		const mail = 'ratih@contoh.example';
		const b = await register('trenggalek', mail);
		const other = await Browser.signedIn(inst.url, 'trenggalek',
		    mail, word);
		const page = await b.page('/trenggalek/akun');
		const fresh = 'delapan burung di atas kabel';
		const r = await b.send(page, null, { sandi_lama: word,
		    sandi: fresh, sandi_ulang: fresh });
		assert.equal(r.status, 200);
		assert.equal((await b.go('/trenggalek/tugas')).status, 200);
		assert.equal((await other.go('/trenggalek/tugas')).status, 303);
		await assert.rejects(Browser.signedIn(inst.url, 'trenggalek',
		    mail, word), /422/);
	});

	test('the database holds neither cookies nor passwords', async () => {
		const b = await as('kadis');
		const dump = inst.sql('trenggalek', `SELECT quote(hash) FROM
		    session UNION SELECT password FROM person`).join('\n');
		const token = b.jar.get('paraf-trenggalek');
		assert.ok(!dump.includes(token));
		assert.ok(!dump.includes(Buffer.from(token).toString('hex')
		    .toUpperCase()));
		assert.ok(!dump.includes(word));
		assert.match(dump, /\$argon2id\$/);
	});
});

describe('where sign-in leads', () => {
	for (const back of ['//evil.example/', 'https://evil.example/',
		'/\\evil.example', '/trenggalek//evil.example', 'evil.example',
		'/tapin/tugas', '/trenggalek', '\t//evil.example',
		'/trenggalek/\r\nSet-Cookie: x=1', 'javascript:alert(1)',
		'/trenggalek/\\evil.example'])
		test(`not by ?kembali=${JSON.stringify(back)}`, async () => {
			const b = new Browser(inst.url);
			const page = await b.page('/trenggalek/masuk?kembali=' +
			    encodeURIComponent(back));
			const { email, password } =
			    inst.account('trenggalek', 'kasi');
			const r = await b.send(page, null,
			    { email, sandi: password });
			assert.equal(r.status, 303);
			assert.match(r.location, /^\/trenggalek\/[^\s]*$/);
			assert.equal(new URL(r.location, inst.url).host,
			    new URL(inst.url).host);
			assert.ok(!r.headers['set-cookie'].some((c) =>
			    c.startsWith('x=')));
		});
});

describe('a form from elsewhere', () => {
	let c, task, page, kadis;

	before(async () => {
		c = await apply(await as('pemohon'), 'trenggalek');
		kadis = await as('kadis');
		[task] = await tasksOf(kadis, 'trenggalek', c.number);
		page = await kadis.page(task.url);
	});
	for (const [name, csrf] of [
		['without a token', () => undefined],
		['with an empty token', () => ''],
		['with another token', () => 'a'.repeat(64)],
		["with the token of another's session", async () =>
		    (await (await as('kabid')).page('/trenggalek/akun')).csrf],
		['with the token of nobody', async () => (await new Browser(
		    inst.url).page('/trenggalek/masuk')).csrf],
	])
		test(name, async () => {
			const token = await csrf(), was = events();
			const parts = fill(page, 'forwarded')
			    .filter(([n]) => n !== 'csrf');
			if (token !== undefined)
				parts.push(['csrf', token]);
			for (const form of [undefined, urlencoded]) {
				const r = await kadis.post(task.url, parts,
				    { form });
				assert.equal(r.status, 403);
			}
			assert.equal(events(), was);
		});

	test('uploads nothing either', async () => {
		const b = await as('pemohon');
		const form = await b.page(
		    '/trenggalek/layanan/penerbitan/ajukan');
		const count = () => inst.sql('trenggalek',
		    'SELECT count(*) FROM file')[0][0];
		const was = count();
		const r = await b.send({ ...form, csrf: 'x' });
		assert.equal(r.status, 403);
		assert.equal(count(), was);
	});

	test('nor signs in or out', async () => {
		const b = await as('kasi');
		for (const path of ['/trenggalek/masuk', '/trenggalek/keluar',
			'/trenggalek/akun', '/trenggalek/lacak'])
			assert.notEqual((await b.post(path, [['csrf', 'x']],
			    { form: urlencoded })).status, 303, path);
		assert.equal((await b.go('/trenggalek/tugas')).status, 200);
	});

	test('and with the right one it is done', async () => {
		assert.equal((await kadis.send(page, 'forwarded')).status, 303);
	});
});

describe('headers', () => {
	test('a strict policy on every answer', async () => {
		const owner = await as('pemohon');
		const c = await apply(owner, 'trenggalek');
		const paths = ['/', '/trenggalek/', '/trenggalek/masuk', c.url,
			'/trenggalek/tugas', '/trenggalek/tidak-ada',
			'/trenggalek/layanan/penerbitan/ajukan',
			'/trenggalek/warna.css', await fileOf(owner, c.url)];
		for (const path of paths) {
			const r = await owner.go(path,
			    { headers: { Accept: 'text/html' } });
			const csp = r.headers['content-security-policy'];
			assert.match(csp, /default-src 'none'/, path);
			assert.match(csp, path.includes('/berkas/') ?
			    /frame-ancestors 'self'/ : /frame-ancestors 'none'/,
			    path);
			assert.match(csp, /form-action '(self|none)'/, path);
			assert.match(csp, /base-uri 'none'/, path);
			assert.doesNotMatch(csp, /unsafe|\*|data:|http/, path);
			assert.equal(r.headers['x-content-type-options'],
			    'nosniff', path);
			if (!r.headers['content-type'].includes('html'))
				continue;
			assert.doesNotMatch(r.text, /<script(?![^>]* src=)/,
			    path);
			assert.doesNotMatch(r.text,
			    /<style|\sstyle=|\son[a-z]+=|javascript:/, path);
			assert.equal(r.headers['cache-control'], 'no-store');
		}
	});

	test('static files are kept by version', async () => {
		const b = new Browser(inst.url);
		const { assets } = await b.page('/');
		for (const path of Object.values(assets)) {
			const r = await b.go(path);
			assert.equal(r.status, 200, path);
			assert.match(r.headers['cache-control'],
			    /max-age=31536000, immutable/, path);
			const again = await b.go(path, { headers:
			    { 'If-None-Match': r.headers.etag } });
			assert.equal(again.status, 304, path);
			assert.equal(again.body.length, 0);
			const old = await b.go(`${path.split('?')[0]}?v=old`);
			assert.doesNotMatch(old.headers['cache-control'],
			    /immutable/);
		}
		assert.equal((await b.go('/static/..%2fparaf.db')).status, 400);
		assert.equal((await b.go('/static/tidak.css')).status, 404);
	});

	test("a paper is sent as what it is, for its reader alone", async () => {
		const owner = await as('pemohon');
		const c = await apply(owner, 'trenggalek');
		const r = await owner.go(await fileOf(owner, c.url));
		assert.equal(r.headers['content-type'], 'application/pdf');
		assert.match(r.headers['cache-control'], /private/);
		assert.match(r.headers['content-disposition'],
		    /filename\*=UTF-8''berkas\.pdf$/);
		assert.equal(r.body.subarray(0, 5).toString(), '%PDF-');
	});
});

describe('guessing', () => {
	const mail = 'jaka@contoh.example';
	const sign = async (email, sandi) => {
		const b = new Browser(inst.url);
		return b.send(await b.page('/trenggalek/masuk'), null,
		    { email, sandi });
	};

	test('a wrong password and an unknown e-mail look alike', async () => {
		await register('trenggalek', mail);
		const wrong = await sign(mail, 'bukan kata sandinya');
		const unknown = await sign('nihil@contoh.example', 'apa saja');
		assert.equal(wrong.status, 422);
		assert.equal(unknown.status, 422);
		assert.deepEqual(wrong.json.errors, unknown.json.errors);
	});

	test('after ten tries there is a pause, for that address and client', async () => {
		inst.sql('trenggalek', 'DELETE FROM attempt');
		let last;
		for (let i = 0; i < 10; i++)
			last = await sign(mail, `bukan yang ke-${i}`);
		assert.equal(last.status, 422);
		last = await sign(mail, word);
		assert.equal(last.status, 429, 'even the right one');
		assert.match(last.json.errors[0].message, /15 menit/);
		const { email, password } = inst.account('trenggalek', 'kasi');
		assert.equal((await sign(email, password)).status, 303);
		/* Nobody learns by it whether there is such an account. */
		for (let i = 0; i < 10; i++)
			last = await sign('tidak.ada@contoh.example', `x${i}`);
		assert.equal(last.status, 422);
		last = await sign('tidak.ada@contoh.example', 'x');
		assert.equal(last.status, 429);
		/* The owner is elsewhere, or 15 minutes have passed. */
		inst.sql('trenggalek', `UPDATE attempt SET last_at = 1
		    WHERE name LIKE '${mail} %'`);
		assert.equal((await sign(mail, word)).status, 303);
	});

	test('tracking: wrong number and wrong code look alike', async () => {
		const owner = await as('pemohon');
		const c = await apply(owner, 'trenggalek');
		const { number, code } = (await owner.page(c.url)).tracking;
		const b = new Browser(inst.url);
		const ask = async (nomor, kode) => b.send(
		    await b.page('/trenggalek/lacak'), null, { nomor, kode });
		const good = await ask(number, code);
		assert.equal(good.status, 200);
		assert.equal(good.json.result.state, 'running');
		const a = await ask(number, 'a'.repeat(code.length));
		const d = await ask('TTE-2026-09999', code);
		assert.equal(a.status, 422);
		assert.equal(d.status, 422);
		assert.deepEqual(a.json.errors, d.json.errors);
		assert.equal(a.json.result, null);
	});
});
