// Links of 24 hours, by which somebody without an account does one step.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser, urlencoded } from './lib/client.mjs';
import { carry } from './lib/journey.mjs';
import { startParaf } from './lib/paraf.mjs';

let inst;

before(async () => {
	inst = await startParaf({ tenants: ['tapin'] });
});
after(() => inst?.stop());

const as = (lane) => inst.as('tapin', lane);

describe('links of 24 hours', () => {
	let c;

	// A case that waits at tapin's row 8, and a new link to it.
	before(async () => {
		c = await carry(inst, 'tapin', { leave: (t) => t.no === '8' });
	});
	const link = async () => {
		const v = await as('verifikator');
		const page = await v.page(c.url);
		const way = page.links[0].create_action;
		const r = await v.post(way, [['csrf', page.csrf]],
		    { form: urlencoded });
		assert.equal(r.status, 200, r.text);
		return new URL(r.json.links[0].url);
	};
	const open = (url) => new Browser(inst.url).go(url.pathname);

	test('its holder acts without an account, on this alone', async () => {
		const url = await link();
		assert.match(url.pathname, /^\/tapin\/aktivasi\/[\w-]{20,}$/);
		const b = new Browser(inst.url);
		const page = await b.page(url.pathname);
		assert.ok(page.fields.some((f) => f.name === 'foto_selfie'));
		assert.equal((await b.go(c.url)).status, 303);
		assert.equal((await b.go('/tapin/tugas')).status, 303);
		const bad = await b.send(page, 'done',
		    { data_benar: undefined });
		assert.equal(bad.status, 422);
		const kept = bad.json.fields.filter((f) => f.files?.length);
		assert.equal(kept.length, 2, 'both photos are kept');
	});

	test('a new one replaces it', async () => {
		const first = await link(), second = await link();
		const over = await open(first);
		assert.equal(over.status, 409);
		assert.match(over.json.what, /diganti dengan yang lebih baru/);
		assert.equal((await open(second)).status, 200);
	});

	test('it ends', async () => {
		const url = await link();
		const [[hours]] = inst.sql('tapin', `SELECT (expires_at -
		    created_at) / 3600000 FROM link WHERE used_at IS NULL`);
		assert.equal(hours, '24');
		inst.sql('tapin', `UPDATE link SET expires_at = created_at
		    WHERE used_at IS NULL`);
		const r = await open(url);
		assert.equal(r.status, 409);
		assert.match(r.json.what, /^Tautan ini berakhir pada /);
	});

	test('an unknown one', async () => {
		assert.equal((await new Browser(inst.url)
		    .go(`/tapin/aktivasi/${'a'.repeat(43)}`)).status, 404);
	});

	test('only a verifier makes one, and the clear text is not stored',
	    async () => {
		const v = await as('verifikator');
		const way = (await v.page(c.url)).links[0].create_action;
		for (const lane of ['pemohon', 'kadis']) {
			const b = await as(lane);
			const { csrf, links } = await b.page(c.url);
			assert.deepEqual(links, []);
			assert.equal((await b.post(way, [['csrf', csrf]],
			    { form: urlencoded })).status, 403, lane);
		}
		const token = (await link()).pathname.split('/').pop();
		assert.ok(!inst.sql('tapin', 'SELECT quote(hash) FROM link')
		    .join().includes(Buffer.from(token).toString('hex')
		    .toUpperCase()));
	});

	test('once used, it is used', async () => {
		const url = await link();
		const b = new Browser(inst.url), second = new Browser(inst.url);
		const old = await second.page(url.pathname);
		const r = await b.send(await b.page(url.pathname), 'done');
		assert.equal(r.status, 303);
		assert.equal(r.location, '/tapin/terima-kasih');
		const again = await open(url);
		assert.equal(again.status, 409);
		assert.equal(again.json.title, 'Tautan ini sudah dipakai');
		assert.match(again.json.what, /^Tautan ini dipakai pada /);
		assert.doesNotMatch(again.json.what, /tidak dicatat/);
		assert.equal(again.json.again, null);
		// What a second window still had open is told as much.
		const late = await second.send(old, 'done');
		assert.equal(late.status, 409);
		assert.equal(late.json.title, 'Tautan ini sudah dipakai');
		assert.match(late.json.what, /kirim tidak dicatat/);
		assert.deepEqual(late.json.errors, [{ field: null,
			message: 'Tautan ini sudah dipakai.' }]);
		assert.equal(late.json.again, null);
		const owner = await as('pemohon');
		const row = (await owner.page(c.url)).rows
		    .find((one) => one.no === '8');
		assert.equal(row.state, 'done');
		assert.equal(row.outcome, 'done');
		const end = await carry(inst, 'tapin', { started: c });
		assert.equal(end.page.case.state, 'done');
	});
});

describe('another one, for whoever has an old one', () => {
	const address = 'rani.contoh@tapinkab.go.id';
	let c, token, b;

	// The page of the old link, over since an hour.
	before(async () => {
		c = await carry(inst, 'tapin', { leave: (t) => t.no === '8',
			values: { email: address } });
		const v = await as('verifikator');
		const page = await v.page(c.url);
		const r = await v.post(page.links[0].create_action,
		    [['csrf', page.csrf]], { form: urlencoded });
		token = new URL(r.json.links[0].url).pathname;
		inst.sql('tapin', `UPDATE link SET created_at = created_at -
		    90000000, expires_at = expires_at - 90000000
		    WHERE used_at IS NULL`);
		b = new Browser(inst.url);
	});
	const links = (what) => inst.sql('tapin', `SELECT ${what} FROM link l
	    JOIN task t ON t.id = l.task_id JOIN cases c ON c.id = t.case_id
	    WHERE c.number = '${c.number}'`)[0];
	const mails = () => Number(inst.sql('tapin', `SELECT count(*)
	    FROM message m JOIN cases c ON c.id = m.case_id
	    WHERE c.number = '${c.number}' AND template = 'link'
		AND address = '${address}'`)[0][0]);
	const ask = (page, way = page.again.action) => b.post(way,
	    [['csrf', page.csrf]], { form: urlencoded });

	test('says when it ended, and where another would go', async () => {
		const r = await b.go(token);
		assert.equal(r.status, 409);
		assert.match(r.json.what, /^Tautan ini berakhir pada .*WITA\.$/);
		assert.match(r.json.again.text, /r•••@tapinkab\.go\.id/);
		assert.ok(!r.text.includes(address), 'the address is not told');
		assert.equal(r.json.again.action, `${token}/baru`);
		const html = await b.go(token, { headers: { Accept: 'text/html' } });
		assert.equal(html.status, 409);
		assert.match(html.text, /Kirim tautan baru/);
		assert.ok(!html.text.includes(c.number), 'nothing of the case');
	});

	test('only with the code of a page', async () => {
		const r = await b.post(`${token}/baru`, [], { form: urlencoded });
		assert.equal(r.status, 403);
		assert.deepEqual(links('sum(by_holder)'), ['0']);
		assert.equal((await b.go(`${token}/baru`)).status, 405);
	});

	test('goes by mail and nowhere else', async () => {
		const before = mails();
		const page = (await b.go(token)).json;
		const r = await ask(page);
		assert.equal(r.status, 303);
		assert.equal(r.location, token);
		assert.equal(mails(), before + 1);
		assert.deepEqual(links('sum(by_holder)'), ['1']);
		const after = await b.go(token);
		assert.equal(after.status, 409);
		assert.match(after.json.newer, /untuk r•••@tapinkab\.go\.id/);
		assert.ok(!/aktivasi\/(?!.*baru)[\w-]{43}/.test(
		    after.text.replaceAll(token, '')), 'it is not on the page');
		const [ev] = (await (await as('verifikator')).page(c.url)).events
		    .filter((one) => /Tautan/.test(one.what));
		assert.match(JSON.stringify(ev), /Pemegang tautan lama/);
		assert.match(inst.must('audit', 'verify', 'tapin'), /utuh/);
	});

	test('three in 24 hours, and the office sees how many', async () => {
		const before = mails();
		for (let i = 0; i < 2; i++)
			assert.equal((await ask((await b.go(token)).json)).status,
			    303);
		const page = (await b.go(token)).json;
		assert.equal(page.again, null);
		assert.match(page.todo, /tiga kali dikirim dalam 24 jam.*sesudah/);
		const r = await ask(page, `${token}/baru`);
		assert.equal(r.status, 429);
		assert.match(r.json.todo, /tiga kali/);
		assert.equal(mails(), before + 2);
		assert.deepEqual(links('sum(by_holder)'), ['3']);
		// A verifier still can; and a day later the holder.
		const v = await as('verifikator');
		const own = await v.page(c.url);
		// However far the mails are by now.
		assert.match(own.links[0].sent_text,
		    /^Tautan( ke-\d)? (menunggu )?dikirim /);
		assert.equal((await v.post(own.links[0].create_action,
		    [['csrf', own.csrf]], { form: urlencoded })).status, 200);
		inst.sql('tapin', `UPDATE link SET created_at = created_at -
		    86500000 WHERE by_holder = 1`);
		assert.equal((await ask((await b.go(token)).json)).status, 303);
	});

	test('one that still holds brings no other', async () => {
		const v = await as('verifikator');
		const page = await v.page(c.url);
		const r = await v.post(page.links[0].create_action,
		    [['csrf', page.csrf]], { form: urlencoded });
		const good = new URL(r.json.links[0].url).pathname;
		const before = mails();
		const again = await ask((await b.go(good)).json, `${good}/baru`);
		assert.equal(again.status, 303);
		assert.equal(again.location, good);
		assert.equal(mails(), before);
		assert.equal((await b.go(good)).status, 200);
	});

	test('no address that takes mail: the verifier', async () => {
		inst.sql('tapin', `UPDATE holder SET email = '' WHERE case_id =
		    (SELECT id FROM cases WHERE number = '${c.number}')`);
		const page = (await b.go(token)).json;
		assert.equal(page.again, null);
		assert.match(page.todo, /verifikator/);
		assert.equal((await ask(page, `${token}/baru`)).status, 409);
	});

	test('an unknown one brings nothing', async () => {
		const page = (await b.go(token)).json;
		assert.equal((await ask(page,
		    `/tapin/aktivasi/${'a'.repeat(43)}/baru`)).status, 404);
	});
});
