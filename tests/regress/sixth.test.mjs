// An office that nobody thought of when the program was written; and a
// change of its SOP while a case is under way.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { tempDir } from './lib/base.mjs';
import { act, apply, carry, tasksOf } from './lib/journey.mjs';
import { folderOf, startParaf } from './lib/paraf.mjs';

const office = 'contoh', sop = 'tanda-tangan-camat.sop.yaml';
let inst, dir;

before(async () => {
	inst = await startParaf({ tenants: [office] });
	dir = tempDir();
	cpSync(folderOf(office), dir.dir, { recursive: true });
});
after(async () => {
	await inst?.stop();
	dir?.remove();
});

function change(from, to) {
	const file = path.join(dir.dir, sop);
	const text = readFileSync(file, 'utf8');
	assert.ok(text.includes(from), from);
	writeFileSync(file, text.replace(from, to));
}

const load = () => inst.must('tenant', 'load', dir.dir);
const texts = (page) => page.rows.map((r) => r.kegiatan);

test('runs to its end, each row by its own lane', async () => {
	const c = await carry(inst, office);
	assert.deepEqual(c.trace, ['2 loket complete', '3 analis registered',
		'4 kecamatan done', '5 kecamatan set', '6 analis issued',
		'7 loket delivered', '8 loket done']);
	assert.equal(c.page.case.state, 'done');
	assert.match(decodeURIComponent(c.number), /^\d{4}\.[IVX]+-TTE-0001$/);
	const lane = (no) => c.page.rows.find((r) => r.no === no).lane;
	assert.equal(lane('6'), 'balai');
	assert.equal(lane('2'), 'loket');
});

test('its loops, and several persons joined at the last row', async () => {
	const c = await carry(inst, office, { persons: 3, values: {
		nama_2: 'Bagas Contoh Utama', nama_3: 'Dewi Contoh Rahayu',
		nik_3: '3399990411870003' }, plan: [
		{ no: '2', outcome: 'incomplete' },
		{ no: '3', outcome: 'refused', holder: 'Bagas Contoh Utama' },
		{ no: '6', outcome: 'denied', holder: 'Dewi Contoh Rahayu' },
	] });
	const times = (start) => c.trace.filter((l) =>
	    l.startsWith(start)).length;
	assert.equal(c.page.case.state, 'done');
	assert.equal(times('2.1 kecamatan resubmitted'), 1);
	assert.equal(times('7 loket delivered'), 3);
	assert.equal(times('8 loket done'), 1, 'one closing for all');
	assert.equal(c.trace[c.trace.length - 1], '8 loket done');
});

test('the same text makes no edition', () => {
	assert.match(load(), /edisi 1, tidak berubah/);
	assert.deepEqual(inst.sql(office, 'SELECT number FROM edition'),
	    [['1']]);
});

test('a changed SOP is for new cases, a running one keeps its own',
    async () => {
	const b = await inst.as(office, 'kecamatan');
	const analis = await inst.as(office, 'analis');
	const old = await apply(b, office);
	const before = texts(await b.page(old.url));

	change('kegiatan: Mendaftarkan calon pemilik',
	    'kegiatan: Mendaftarkan calon pemilik di sistem baru');
	change('lanjut: {delivered: 8}', 'lanjut: {delivered: selesai}');
	change(/\n  - no: 8\n[\s\S]*$/.exec(readFileSync(
	    path.join(dir.dir, sop), 'utf8'))[0], '\n');
	assert.match(load(), /edisi 2, baru/);

	const fresh = await apply(b, office);
	const rows = texts(await b.page(fresh.url));
	assert.deepEqual(texts(await b.page(old.url)), before);
	assert.equal(rows.length, before.length - 1);
	assert.ok(rows.includes('Mendaftarkan calon pemilik di sistem baru'));
	assert.ok(!before.includes('Mendaftarkan calon pemilik di sistem baru'));

	// Both desks show the words of the case's own edition.
	const loket = await inst.as(office, 'loket');
	for (const [c, words] of [[old, before], [fresh, rows]]) {
		const [task] = await tasksOf(loket, office, c.number);
		await act(loket, task, { outcome: 'complete' });
		const [next] = await tasksOf(analis, office, c.number);
		assert.ok(words.includes(next.kegiatan), next.kegiatan);
	}
	const ends = [];
	for (const c of [old, fresh])
		ends.push(await carry(inst, office, { started: c }));
	assert.deepEqual(ends.map((e) => e.page.case.state), ['done', 'done']);
	assert.deepEqual(ends.map((e) => e.trace[e.trace.length - 1]),
	    ['8 loket done', '7 loket delivered']);
});

test('a mistake in the SOP: nothing is loaded, the office goes on',
    async () => {
	change('lanjut: {registered: 4, refused: 2}',
	    'lanjut: {registered: 44, refused: 2}');
	const r = inst.paraf('tenant', 'load', dir.dir);
	assert.equal(r.code, 1);
	assert.match(r.out + r.err, new RegExp(`${sop}:\\d+:\\d+: galat: `));
	assert.deepEqual(inst.sql(office, 'SELECT max(number) FROM edition'),
	    [['2']]);
	assert.equal((await carry(inst, office)).page.case.state, 'done');
});
