// The letter of recommendation: Paraf writes it when its step is done, with a
// number typed or the next; looked at before, scanned at once or afterwards.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { tempDir } from './lib/base.mjs';
import { file, urlencoded } from './lib/client.mjs';
import { carry } from './lib/journey.mjs';
import { beforeRecommendation, letterUrl, letters, look, recommended, standing }
	from './lib/recommendation.mjs';
import { jpeg, pdf } from './lib/papers.mjs';
import { startParaf } from './lib/paraf.mjs';

const office = 'kudus';
const sha256 = (b) => createHash('sha256').update(b).digest('hex');
let dir, inst;

before(async () => {
	dir = tempDir();
	inst = await startParaf({ tenants: [office], workers: 2 });
});
after(async () => {
	await inst?.stop();
	dir?.remove();
});

const none = { surat_rekomendasi: undefined };
const numbers = () => inst.sql(office,
    'SELECT number FROM missive_number ORDER BY at').flat();

test('looked at before it is written: no number is given, nothing kept',
    async () => {
	const { b, task, ...c } = await beforeRecommendation(inst, office);
	const page = await b.page(task.url);
	const r = await b.go(page.recommend.preview_url);

	assert.equal(r.status, 200, r.text);
	assert.equal(r.headers['content-type'], 'application/pdf');
	const { check, text } = look(dir.dir, r.body);
	assert.match(check, /No syntax or stream encoding errors/);
	assert.match(text, /PRATINJAU: belum tercatat/);
	assert.match(text, /REKOMENDASI/i);
	assert.deepEqual(letters(inst, office, c), []);
	assert.deepEqual(numbers(), []);
	const other = await inst.as(office, 'pemohon');
	assert.equal((await other.go(page.recommend.preview_url)).status, 404);
	assert.equal(page.recommend.url, null);

	// The next number of the office; no scan is needed.
	const sent = await b.send(page, 'sent', none);
	assert.equal(sent.status, 303, sent.text);
	const [m, ...more] = letters(inst, office, c);
	assert.deepEqual(more, []);
	assert.equal(m.form, 'draft');
	assert.ok(m.number && m.seat);
	assert.deepEqual(numbers().length, 1);
	const kept = await b.go(letterUrl(c, m, '/berkas.pdf'));
	assert.equal(sha256(kept.body), m.sha256);
	const paper = look(dir.dir, kept.body).text;
	assert.ok(paper.includes(m.number), paper);
	assert.doesNotMatch(paper, /PRATINJAU|UU ITE/);
	const detail = inst.sql(office, `SELECT detail FROM event
	    WHERE outcome = 'sent'`).flat().join();
	assert.ok(detail.includes(m.number));
});

test('a number typed by hand, and never twice', async () => {
	const one = await beforeRecommendation(inst, office);
	const typed = '555.1/0042/SEKRET/2026';
	const first = await one.b.send(await one.b.page(one.task.url), 'sent',
	    { ...none, nomor_surat: typed, tanggal_surat: '2026-11-20' });
	assert.equal(first.status, 303, first.text);
	const m = standing(inst, office, one);
	assert.equal(m.number, typed);

	const two = await beforeRecommendation(inst, office);
	const page = await two.b.page(two.task.url);
	for (const again of [typed, ' 555.1 / 0042 /sekret/ 2026',
		standing(inst, office, one).number]) {
		const r = await two.b.send(page, 'sent',
		    { ...none, nomor_surat: again });
		assert.equal(r.status, 422, r.text);
		assert.deepEqual(r.json.errors.map((e) => e.field),
		    ['nomor_surat']);
		assert.match(r.json.errors[0].message, /sudah dipakai/);
		assert.equal(r.json.fields[0].value, again.trim());
	}
	assert.deepEqual(letters(inst, office, two), []);
	const r = await two.b.send(await two.b.page(two.task.url), 'sent',
	    { ...none, nomor_surat: '' });
	assert.equal(r.status, 303, r.text);
	assert.notEqual(standing(inst, office, two).number, typed);
});

test('a date that is none, beside its field', async () => {
	const { b, task, ...c } = await beforeRecommendation(inst, office);
	const r = await b.send(await b.page(task.url), 'sent',
	    { ...none, tanggal_surat: '2026-02-30' });

	assert.equal(r.status, 422);
	assert.deepEqual(r.json.errors.map((e) => e.field), ['tanggal_surat']);
	assert.deepEqual(letters(inst, office, c), []);
});

test('with its scan at once: the scan is the letter', async () => {
	const { b, task, ...c } = await beforeRecommendation(inst, office);
	const scan = pdf();
	const r = await b.send(await b.page(task.url), 'sent',
	    { surat_rekomendasi: file(scan, 'rekomendasi.pdf') });

	assert.equal(r.status, 303, r.text);
	const [draft, now, ...more] = letters(inst, office, c);
	assert.deepEqual(more, []);
	assert.deepEqual([draft.form, now.form], ['draft', 'scan']);
	assert.equal(draft.replaced, now.id);
	assert.equal(now.number, draft.number);
	assert.notEqual(now.code, draft.code);
	assert.equal(now.sha256, sha256(scan));
	const kept = await b.go(letterUrl(c, now, '/berkas.pdf'));
	assert.deepEqual(kept.body, scan);
});

test('a scan afterwards: number and code stay', async () => {
	const c = await recommended(inst, office);
	const m = standing(inst, office, c);
	const b = await inst.as(office, 'verifikator');
	const url = letterUrl(c, m, '/pindaian');

	assert.equal((await (await inst.as(office, 'pemohon')).go(url)).status,
	    404);
	const empty = await b.send(await b.page(url), null,
	    { pindaian: undefined });
	assert.equal(empty.status, 422);
	assert.equal(empty.json.errors[0].field, 'pindaian');
	const bad = await b.send(await b.page(url), null,
	    { pindaian: file(Buffer.from('bukan PDF'), 'surat.pdf') });
	assert.equal(bad.status, 422, bad.text);
	assert.deepEqual(letters(inst, office, c), [m]);

	const r = await b.send(await b.page(url), null,
	    { pindaian: file(jpeg(), 'surat.jpg', 'image/jpeg') });
	assert.equal(r.status, 303, r.text);
	assert.equal(r.location, letterUrl(c, m));
	const now = standing(inst, office, c);
	assert.equal(now.form, 'scan');
	assert.equal(now.number, m.number);
	assert.equal(now.code, m.code, 'what is printed leads to the scan');
	assert.deepEqual(inst.sql(office, `SELECT count(*) FROM missive
	    WHERE code = '${m.code}'`), [['1']]);
	// A better one takes its place; the page of the first is over.
	assert.equal((await b.go(url)).status, 409);
	const better = await b.send(await b.page(letterUrl(c, now, '/pindaian')),
	    null, { pindaian: file(pdf(), 'surat.pdf') });
	assert.equal(better.status, 303, better.text);
	assert.deepEqual(letters(inst, office, c).map((l) => l.form),
	    ['draft', 'scan', 'scan']);
	assert.equal(standing(inst, office, c).code, m.code);
});

test('the same step again: the letter as it is, once it has a scan',
    async () => {
	const { b, task, ...c } = await beforeRecommendation(inst, office);
	const r = await b.send(await b.page(task.url), 'sent',
	    { surat_rekomendasi: file(pdf(), 'rekomendasi.pdf') });
	assert.equal(r.status, 303, r.text);
	const m = standing(inst, office, c);

	// BSrE does not take the persons; the check and the letter again.
	await carry(inst, office, { started: c,
		plan: [{ no: '4a', outcome: 'refused' }],
		leave: (t) => t.jenis === 'recommend' });
	const again = await beforeAgain(c);
	assert.deepEqual(again.page.fields.map((f) => f.name),
	    ['surat_rekomendasi', 'alasan']);
	assert.equal(again.page.recommend.preview_url, null);
	const sent = await b.send(again.page, 'sent', none);
	assert.equal(sent.status, 303, sent.text);
	assert.deepEqual(standing(inst, office, c), m);

	async function beforeAgain() {
		const task2 = (await b.page(`/${office}/tugas`)).tasks
		    .find((t) => t.case === c.number && t.jenis === 'recommend');
		return { page: await b.page(task2.url) };
	}
});

test('two letters at once have two numbers', async () => {
	const both = [await beforeRecommendation(inst, office),
		await beforeRecommendation(inst, office)];
	const pages = await Promise.all(both.map((x) => x.b.page(x.task.url)));
	const sent = await Promise.all(both.map((x, i) =>
		x.b.send(pages[i], 'sent', { ...none, nomor_surat: '' })));

	assert.deepEqual(sent.map((r) => r.status), [303, 303]);
	const [one, two] = both.map((x) => standing(inst, office, x).number);
	assert.notEqual(one, two);
	assert.equal(new Set(numbers()).size, numbers().length);
});

test('nothing of a form is taken that is not ours', async () => {
	const c = await recommended(inst, office);
	const m = standing(inst, office, c);
	const b = await inst.as(office, 'verifikator');
	const r = await b.post(letterUrl(c, m, '/pindaian'), [['csrf', 'palsu'],
		['pindaian', file(pdf(), 'surat.pdf')]]);

	assert.equal(r.status, 403);
	assert.deepEqual(letters(inst, office, c), [m]);
	const none2 = await b.go(letterUrl(c, { id: 999999 }, '/pindaian'));
	assert.equal(none2.status, 404);
	assert.equal((await b.go(`${c.url}/naskah/karangan/pindaian`)).status,
	    404);
	assert.equal((await b.post(letterUrl(c, m, '/tanda-tangan'),
	    [['csrf', 'x']], { form: urlencoded })).status, 404);
});
