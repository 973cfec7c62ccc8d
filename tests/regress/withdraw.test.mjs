// A letter is withdrawn by the seat that signed it or by an admin, and the
// page of its code says so at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser } from './lib/client.mjs';
import { carry } from './lib/journey.mjs';
import { fetchPdf, make } from './lib/letters.mjs';
import { sha256 } from './lib/missives.mjs';
import { startParaf } from './lib/paraf.mjs';

const office = 'kudus';
let inst, desk, head, admin, own, c, letter;

before(async () => {
	inst = await startParaf({ tenants: [office] });
	[desk, head, admin, own] = await Promise.all(['verifikator', 'kadis',
		'admin', 'pemohon'].map((lane) => inst.as(office, lane)));
	c = await carry(inst, office, { leave: (t) => t.no === '3.1' });
	letter = await make(desk, `${c.url}/naskah/rekomendasi`);
});
after(() => inst?.stop());

const idOf = (page) => new URL(page.missive.pdf_url, 'http://x')
    .searchParams.get('id');
const withdrawal = (page, kind = 'rekomendasi') =>
    `${c.url}/naskah/${kind}/tarik?id=${idOf(page)}`;
const reasons = () => inst.sql(office, `SELECT reason, person_name FROM event
    WHERE kind = 'missive' AND outcome = 'withdrawn' ORDER BY id`);
const outside = async (page) => {
	const url = page.facts.find((f) => f.label === 'Alamat pemeriksaan').value;

	return new Browser(inst.url).page(url.slice(url.indexOf('/v/')));
};

test('a new letter holds, and its hash is that of its file', async () => {
	const page = await outside(letter);

	assert.equal(page.state, 'berlaku');
	assert.equal(page.sha256, sha256(await fetchPdf(desk, letter)));
});

test('it is not for others to withdraw', async () => {
	const at = withdrawal(letter);

	assert.equal((await desk.page(`${c.url}/naskah/rekomendasi`))
	    .missive.withdraw_url, null);
	for (const [b, status] of [[desk, 404], [own, 404],
		[await inst.as(office, 'kabid'), 404],
		[new Browser(inst.url), 303]]) {
		assert.equal((await b.go(at)).status, status);
		const r = await b.post(at, [['csrf', 'x'], ['alasan', 'Keliru']]);

		assert.equal(r.status, status);
	}
	assert.deepEqual(reasons(), []);
});

test('neither without a reason nor from another site', async () => {
	const page = await head.page(withdrawal(letter));

	assert.equal(page.stands, true);
	assert.equal((await head.send(page, null, { alasan: '  ' })).status, 422);
	assert.equal((await head.post(page.action,
	    [['csrf', 'x'.repeat(64)], ['alasan', 'Keliru']])).status, 403);
	assert.equal((await head.send(page, null,
	    { alasan: 'x'.repeat(301) })).status, 422);
	assert.deepEqual(reasons(), []);
	assert.equal((await outside(letter)).state, 'berlaku');
});

test('the seat that signs withdraws it', async () => {
	const there = await head.page(`${c.url}/naskah/rekomendasi`);

	assert.equal(there.missive.withdraw_url, withdrawal(letter));
	const page = await head.page(there.missive.withdraw_url);
	const r = await head.send(page, null,
	    { alasan: 'Nomornya keliru; naskah dibuat ulang.' });

	assert.equal(r.status, 303, r.text);
	const done = await head.page(r.location);

	assert.equal(done.stands, false);
	assert.equal(done.title, 'Naskah ditarik');
	const out = await outside(letter);

	assert.equal(out.state, 'ditarik');
	assert.match(out.state_text, /Alasan: Nomornya keliru/);
	assert.equal(reasons().length, 1);
	assert.equal(reasons()[0][0], 'Nomornya keliru; naskah dibuat ulang.');
	const story = JSON.stringify(await desk.page(c.url));

	assert.match(story, /ditarik/);
});

test('only once', async () => {
	const page = await head.page(withdrawal(letter));
	const r = await head.send(page, null, { alasan: 'Sekali lagi' });

	assert.equal(r.status, 409);
	assert.equal(reasons().length, 1);
	assert.equal((await head.page(`${c.url}/naskah/rekomendasi`))
	    .missive.withdraw_url, null);
});

test('a new one holds beside it, with another code and number', async () => {
	const next = await make(desk, `${c.url}/naskah/rekomendasi`);

	assert.notEqual(idOf(next), idOf(letter));
	assert.equal((await outside(next)).state, 'berlaku');
	assert.equal((await outside(letter)).state, 'ditarik');
});

test('one that is made anew tells that the old one is replaced', async () => {
	const old = await desk.page(`${c.url}/naskah/rekomendasi`);
	const next = await make(desk, `${c.url}/naskah/rekomendasi`,
	    { tanggal: '2026-11-20' });

	assert.notEqual(idOf(next), idOf(old));
	const page = await outside(old);

	assert.equal(page.state, 'diganti');
	assert.equal((await outside(next)).state, 'berlaku');
	const r = await head.send(await head.page(withdrawal(old)), null,
	    { alasan: 'Sudah diganti' });

	assert.equal(r.status, 409);
});

test('an admin withdraws by the code, and reads nothing else', async () => {
	const now = await desk.page(`${c.url}/naskah/rekomendasi`);
	const url = now.facts.find((f) => f.label === 'Alamat pemeriksaan').value;
	const seek = (code) => admin.go(`/${office}/kelola/naskah?kode=` +
	    encodeURIComponent(code));

	assert.equal((await admin.go(`${c.url}/naskah/rekomendasi`)).status, 404);
	assert.equal((await seek(`${office}-abcdefghjkmnpqrstuvw`)).status, 422);
	assert.equal((await seek('apa saja')).status, 422);
	assert.equal((await desk.go(`/${office}/kelola/naskah`)).status, 403);
	const r = await seek(url.split('/').pop().toUpperCase());

	assert.equal(r.status, 303);
	assert.equal(r.location, withdrawal(now));
	const page = await admin.page(r.location);
	const [[name]] = inst.sql(office, 'SELECT name FROM holder LIMIT 1');

	assert.ok(!JSON.stringify(page).includes(name));
	assert.equal((await admin.send(page, null,
	    { alasan: 'Atas permintaan kepala dinas.' })).status, 303);
	assert.equal((await outside(now)).state, 'ditarik');
	assert.equal(reasons().length, 2);
});

test('addresses that are not quite right', async () => {
	const id = idOf(letter);

	for (const at of [`${c.url}/naskah/rekomendasi/tarik`,
		`${c.url}/naskah/rekomendasi/tarik?id=x`,
		`${c.url}/naskah/rekomendasi/tarik?id=999999`,
		`${c.url}/naskah/tanda-terima/tarik?id=${id}`,
		`${c.url}/naskah/lain/tarik?id=${id}`,
		`/${office}/permohonan/TIDAK-ADA/naskah/rekomendasi/tarik?id=${id}`])
		assert.equal((await head.go(at)).status, 404, at);
});

test('the code on the inked paper follows its scan, also when withdrawn', async () => {
	const two = await carry(inst, office, { leave: (t) => t.no === '4a' });
	const [[code], [, sum]] = inst.sql(office, `SELECT m.code,
	    lower(hex(m.sha256)) FROM missive m JOIN cases c ON
	    c.id = m.case_id WHERE c.number = '${two.number}' AND
	    m.kind = 'rekomendasi' ORDER BY m.id`);
	const look = () => new Browser(inst.url).page(`/v/${office}-${code}`);

	assert.equal((await look()).state, 'berlaku');
	assert.equal((await look()).sha256, sum);
	const there = await head.page(`${two.url}/naskah/rekomendasi`);
	const r = await head.send(await head.page(there.missive.withdraw_url),
	    null, { alasan: 'Cap dinas belum ada.' });

	assert.equal(r.status, 303, r.text);
	assert.equal((await look()).state, 'ditarik');
	assert.match((await look()).state_text, /Cap dinas belum ada/);
});
