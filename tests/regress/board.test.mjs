// What the board counts while cases are driven through, who may see it, and
// what a finished case teaches the forecast.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { act, apply, applicants, carry, tasksOf } from './lib/journey.mjs';
import { startParaf } from './lib/paraf.mjs';

const office = 'trenggalek', service = 'penerbitan';
const board = `/${office}/laporan/papan`;
let inst;

before(async () => {
	inst = await startParaf({ tenants: [office, 'kudus', 'undiksha'] });
});
after(() => inst?.stop());

// {row: n} of the office's first service.
async function counts(b, path = board) {
	const { services } = await b.page(path);
	return Object.fromEntries(services[0].rows.filter((r) => r.board)
	    .map((r) => [r.no, r.board.n]));
}

async function step(number, lane, no, outcome) {
	const b = await inst.as(office, lane);
	const task = (await tasksOf(b, office, number)).find((t) => t.no === no);
	await act(b, task, { outcome });
}

test('heads and admins may see it, nobody else', async () => {
	const pages = [board, `${board}/${service}/2`];
	for (const path of pages) {
		for (const [lane, status] of [['kadis', 200], ['kabid', 200],
			['kasi', 200], ['admin', 200], ['verifikator', 403],
			['pemohon', 403]]) {
			const b = await inst.as(office, lane);
			assert.equal((await b.go(path)).status, status,
			    `${lane} ${path}`);
		}
		const kudus = await inst.as('kudus', 'kadis');
		const r = await kudus.go(path);
		assert.equal(r.status, 303, 'the head of another office');
		assert.match(r.location, /\/masuk/);
	}
	const kadis = await inst.as(office, 'kadis');
	const r = await kadis.go(`/${office}/laporan`);
	assert.equal(r.status, 303);
	assert.equal(r.location, board);
	assert.equal((await kadis.page(board)).nav.board_url, board);
	const pemohon = await inst.as(office, 'pemohon');
	assert.equal((await pemohon.page(`/${office}/tugas`)).nav.board_url,
	    null);
	// An office without heads: only its admin.
	const upt = await inst.as('undiksha', 'upt_tik');
	const admin = await inst.as('undiksha', 'admin');
	assert.equal((await upt.go('/undiksha/laporan/papan')).status, 403);
	assert.ok((await admin.page('/undiksha/laporan/papan'))
	    .services.length > 0);
});

test('what is not there is not found', async () => {
	const b = await inst.as(office, 'kadis');
	for (const path of [`${board}/${service}/99`, `${board}/lain/2`,
		`${board}/${service}`])
		assert.equal((await b.go(path)).status, 404, path);
	const empty = await b.page(`${board}/${service}/9`);
	assert.deepEqual(empty.tasks, []);
});

test('each act moves a number', async () => {
	const kadis = await inst.as(office, 'kadis');
	const pemohon = await inst.as(office, 'pemohon');
	assert.deepEqual(await counts(kadis), {});
	const a = await apply(pemohon, office), b = await apply(pemohon, office);
	assert.deepEqual(await counts(kadis), { 2: 2 });
	await step(a.number, 'kadis', '2', 'forwarded');
	assert.deepEqual(await counts(kadis), { 2: 1, 3: 1 });
	await step(b.number, 'kadis', '2', 'returned');
	assert.deepEqual(await counts(kadis), { 1: 1, 3: 1 });
	const page = await kadis.page(board);
	const row = page.services[0].rows.find((r) => r.no === '1');
	assert.equal(row.board.waiting_text, 'Menunggu pemohon');
	await step(a.number, 'kabid', '3', 'rejected');
	assert.deepEqual(await counts(kadis), { 1: 1 });
	await step(b.number, 'pemohon', '1', 'submitted');
	await step(b.number, 'kadis', '2', 'rejected');
	assert.deepEqual(await counts(kadis), {});
});

test('holders of one letter count apart', async () => {
	const kadis = await inst.as(office, 'kadis');
	const c = await carry(inst, office, { persons: 2,
	    leave: (t) => t.no === '6' });
	assert.deepEqual(await counts(kadis), { 6: 2 });
	const { tasks } = await kadis.page(`${board}/${service}/6`);
	assert.deepEqual(tasks.map((t) => t.case), [c.number, c.number]);
	assert.equal(new Set(tasks.map((t) => t.holder)).size, 2);
	assert.ok(tasks.every((t) => t.desk === 'Pemohon/User'));
	inst.sql(office, 'UPDATE task SET closed_at = opened_at, ' +
	    "outcome = 'done' WHERE closed_at IS NULL");
});

test('a case is a link only for whom it has passed', async () => {
	const kadis = await inst.as(office, 'kadis');
	const kasi = await inst.as(office, 'kasi');
	const admin = await inst.as(office, 'admin');
	const c = await apply(await inst.as(office, 'pemohon'), office);
	const list = `${board}/${service}/2`;
	const of = async (b) => (await b.page(list)).tasks
	    .find((t) => t.case === c.number);
	assert.equal((await of(kadis)).url,
	    `/${office}/permohonan/${c.number}`);
	assert.equal((await kadis.go((await of(kadis)).url)).status, 200);
	for (const b of [kasi, admin]) {
		assert.equal((await of(b)).url, null);
		assert.ok([403, 404].includes((await b.go(
		    `/${office}/permohonan/${c.number}`)).status));
	}
	await step(c.number, 'kadis', '2', 'rejected');
});

// Many open tasks at row 3, opened a minute after another, as they would be.
function pour(n) {
	inst.sql(office, `WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL
	    SELECT i + 1 FROM k WHERE i < ${n})
	    INSERT INTO task (case_id, row_no, lane, opened_at, due_at, sort_at,
	    service_id) SELECT (SELECT max(id) FROM cases), '3', 'kabid',
	    t, t + 900000, t + 900000, '${service}' FROM (SELECT
	    (unixepoch() - ${n} * 60 + i * 60) * 1000 AS t FROM k)`);
}

test('late ones, more than are counted, and page after page', async () => {
	const kadis = await inst.as(office, 'kadis');
	pour(40);
	let row = (await kadis.page(board)).services[0].rows
	    .find((r) => r.no === '3').board;
	assert.equal(row.n, 40);
	assert.ok(row.late_n >= 24 && row.late_n <= 26, `${row.late_n}`);
	assert.equal(row.late_text, String(row.late_n));
	assert.equal(row.within_text, String(40 - row.late_n));
	assert.match(row.oldest_text, /^(39|40) menit$/);
	const seen = [];
	let next = `${board}/${service}/3`, pages = 0;
	while (next) {
		const page = await kadis.page(next);
		seen.push(...page.tasks.map((t) => t.opened));
		next = page.next;
		pages++;
	}
	assert.equal(pages, 2);
	assert.equal(seen.length, 40);
	assert.deepEqual(seen, [...seen].sort());
	pour(1200);
	row = (await kadis.page(board)).services[0].rows
	    .find((r) => r.no === '3').board;
	assert.equal(row.n, 1000);
	assert.equal(row.more, true);
	assert.equal(row.mark, '1000+');
	assert.equal(row.count_text, 'lebih dari 1.000');
	assert.equal(row.late_text, 'lebih dari 1.000');
	assert.equal(row.within_text, null);
	inst.sql(office, 'DELETE FROM agenda WHERE kind = \'task\'; ' +
	    "DELETE FROM task WHERE closed_at IS NULL AND row_no = '3'");
	assert.deepEqual(await counts(kadis), {});
});

test('rows of older editions stand below the table', async () => {
	const kadis = await inst.as(office, 'kadis');
	const c = await carry(inst, office, { leave: (t) => t.no === '9' });
	const sop = path.join(inst.dir.dir, 'penerbitan.sop.yaml');
	writeFileSync(sop, readFileSync(
	    `deploy/tenants/${office}/penerbitan.sop.yaml`, 'utf8')
	    .replace('- no: 9\n', '- no: 10\n')
	    .replace('{issued: 9,', '{issued: 10,'));
	assert.deepEqual(await counts(kadis), { 9: 1 });
	inst.must('sop', 'load', office, service, sop);
	assert.deepEqual(await counts(kadis), {});
	const [s] = (await kadis.page(board)).services;
	assert.deepEqual(s.old.map((o) => [o.row_no, o.n]), [['9', 1]]);
	assert.equal(s.n, 1);
	const html = await kadis.go(board, { headers: { Accept: 'text/html' } });
	assert.match(html.text, /Edisi lama[^]*Langkah 9/);
	const list = await kadis.page(s.old[0].url);
	assert.match(list.kegiatan, /edisi SOP yang lama/);
	assert.deepEqual(list.tasks.map((t) => t.case), [c.number]);
	await carry(inst, office, { started: c });
	assert.deepEqual((await kadis.page(board)).services[0].old, []);
});

test('what was done is measured, and tells when others will be', async () => {
	const pemohon = await inst.as('kudus', applicants.kudus);
	const home = async () => (await pemohon.page('/kudus/')).services[0];
	const first = await apply(pemohon, 'kudus');
	const before = await pemohon.page(first.url);
	assert.equal((await home()).lately, null);
	assert.equal(before.forecast.basis, 'sop');
	assert.match(before.forecast.text, /^Menurut SOP kemungkinan selesai /);
	for (let i = 0; i < 5; i++)
		await carry(inst, 'kudus',
		    { started: i ? undefined : first });
	const ways = inst.sql('kudus', 'SELECT row_no, count(*) FROM pace ' +
	    'GROUP BY row_no ORDER BY row_no');
	assert.deepEqual(ways[0], ['', '5']);
	assert.ok(ways.length > 8 && ways.every((w) => w[1] === '5'),
	    JSON.stringify(ways));
	assert.ok(!ways.some((w) => w[0] === '1'), 'filing takes no time');
	inst.must('sweep');
	const sums = inst.sql('kudus', 'SELECT row_no, n FROM pace_sum ' +
	    'ORDER BY row_no');
	assert.deepEqual(sums, ways);
	assert.equal((await home()).lately, '9 dari 10 dalam 1 jam');
	assert.equal((await pemohon.page((await home()).url)).lately,
	    '9 dari 10 dalam 1 jam');
	const next = await apply(pemohon, 'kudus');
	const page = await pemohon.page(next.url);
	assert.equal(page.forecast.basis, 'own');
	assert.match(page.forecast.text,
	    /^Kemungkinan selesai .*; 9 dari 10 permohonan seperti ini selesai /);
	assert.ok(page.rows.filter((r) => r.state === 'later')
	    .some((r) => /^\d+ \w+ \d{4}$/.test(r.forecast_text)));
	const form = await pemohon.page('/kudus/lacak');
	const found = await pemohon.send(form, null,
	    { nomor: next.number, kode: page.tracking.code });
	assert.equal(found.json.result.forecast.text, page.forecast.text);
	// What is over has none, and what was refused teaches nothing.
	assert.equal((await pemohon.page(first.url)).forecast, null);
	await act(await inst.as('kudus', 'kadis'), (await tasksOf(
	    await inst.as('kudus', 'kadis'), 'kudus', next.number))[0],
	    { outcome: 'rejected' });
	assert.deepEqual(inst.sql('kudus',
	    "SELECT count(*) FROM pace WHERE row_no = ''"), [['5']]);
});
