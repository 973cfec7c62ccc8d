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
		assert.equal((await open(first)).status, 409);
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
		assert.match(r.json.what, /Minta tautan baru/);
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
		const b = new Browser(inst.url);
		const r = await b.send(await b.page(url.pathname), 'done');
		assert.equal(r.status, 303);
		assert.equal(r.location, '/tapin/terima-kasih');
		const again = await open(url);
		assert.equal(again.status, 409);
		const owner = await as('pemohon');
		const row = (await owner.page(c.url)).rows
		    .find((one) => one.no === '8');
		assert.equal(row.state, 'done');
		assert.equal(row.outcome, 'done');
		const end = await carry(inst, 'tapin', { started: c });
		assert.equal(end.page.case.state, 'done');
	});
});
