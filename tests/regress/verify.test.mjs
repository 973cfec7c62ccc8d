// Is this letter genuine?  The page of a code: what it says and what it does
// not, who guesses, and files that are held against the letter.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { startSimulator } from './lib/bsre.mjs';
import { Browser, file } from './lib/client.mjs';
import { writeOutside } from './lib/mail.mjs';
import { addMissive, newCode, sha256, withdraw } from './lib/missives.mjs';
import { jpeg, pdf } from './lib/papers.mjs';
import { startParaf, waitFor } from './lib/paraf.mjs';
import { addSigner, revokeSigner, signPdf, signerName }
    from './lib/signing.mjs';

const office = 'kudus';
const other = 'maluku-utara'; // its id has the sign that parts the code
const letter = pdf('Surat rekomendasi');
let inst, sim, signed, guest;

before(async () => {
	inst = await startParaf({ tenants: [office, other], workers: 2 });
	sim = await startSimulator(path.join(inst.dir.dir, 'sim'));
	await addSigner(sim);
	signed = await signPdf(sim, letter);
	writeOutside(`${inst.data}.outside`, office, { bsre:
	    { penerbit: path.join(sim.state, 'issuing.pem') } });
	await waitFor(() => inst.sql(office,
	    "SELECT 1 FROM bsre_office WHERE trust <> ''").length === 1,
	'the issuers of the office', 30000);
});
after(async () => {
	await sim?.stop();
	await inst?.stop();
});
beforeEach(() => {
	guest = new Browser(inst.url);
	for (const o of [office, other])
		inst.sql(o, 'DELETE FROM attempt');
});

const fact = (page, label) =>
    page.facts.find((f) => f.label === label)?.value;
const check = (m, data, name) => guest.post(`${m.path}/periksa`,
    [['berkas', file(data, name ?? 'naskah.pdf')]]);
const shown = (r) => r.json.verdicts.filter((v) => v.shown)
    .map((v) => v.text);

function changed(data, from, to) {
	const out = Buffer.from(data.toString('latin1').replace(from, to),
	    'latin1');

	assert.ok(!out.equals(data));
	assert.equal(out.length, data.length);
	return out;
}

test('what everybody may know of a letter', async () => {
	const m = addMissive(inst, office, letter);
	const r = await guest.go(m.path);

	assert.equal(r.status, 200);
	assert.equal(r.headers['cache-control'], 'no-store');
	assert.equal(r.headers['x-robots-tag'], 'noindex, nofollow');
	assert.equal(r.headers['set-cookie'], undefined);
	assert.equal(r.json.state, 'berlaku');
	assert.equal(r.json.sha256, sha256(letter));
	assert.equal(fact(r.json, 'Jenis naskah'), 'Surat rekomendasi');
	assert.equal(fact(r.json, 'Nomor'), '000.6.5/012/UJI/2026');
	assert.equal(fact(r.json, 'Tanggal'), '21 November 2026');
	assert.equal(fact(r.json, 'Jabatan penanda tangan'),
	    'Plt. Kepala Dinas');
	assert.match(fact(r.json, 'Tanda tangan'), /tinta/);
	assert.equal(r.json.person, null);
	assert.equal(r.json.nav, null);
});

test('nothing of a person is there', async () => {
	const account = inst.account(office, 'pemohon');
	const [[id, name]] = inst.sql(office, `SELECT id, name FROM person
	    WHERE email = '${account.email}'`);
	const m = addMissive(inst, office, letter);

	inst.sql(office, `UPDATE missive SET signer_id = ${id},
	    made_by = ${id}, withdrawn_by = ${id} WHERE id = ${m.id}`);
	for (const accept of ['application/json', 'text/html']) {
		const r = await guest.go(m.path, { headers: { accept } });

		assert.equal(r.status, 200);
		assert.ok(!r.text.includes(name), accept);
		assert.ok(!r.text.includes(account.email), accept);
	}
});

test('an office whose id has the same sign', async () => {
	const m = addMissive(inst, other, letter);
	const page = await guest.page(m.path);

	assert.match(fact(page, 'Kantor'), /Maluku Utara/);
});

test('a code in capitals and with blanks is the same', async () => {
	const m = addMissive(inst, office, letter);

	assert.equal((await guest.go(m.path.toUpperCase()
	    .replace('/V/', '/v/'))).status, 200);
	const typed = `${office}-${m.code}`.toUpperCase()
	    .replace(/(.{5})/g, '$1 ');
	const r = await guest.go(`/v/?kode=${encodeURIComponent(typed)}`);

	assert.equal(r.status, 303);
	assert.equal(r.location, m.path);
	const whole = await guest.go('/v/?kode=' +
	    encodeURIComponent(`https://tte.example${m.path}`));

	assert.equal(whole.location, m.path);
});

test('the page on which a code is typed', async () => {
	for (const where of ['/v', '/v/']) {
		const r = await guest.go(where);

		assert.equal(r.status, 200);
		assert.equal(r.json.typed, '');
	}
	const r = await guest.go('/v/?kode=bukan+kode');

	assert.equal(r.status, 422);
	assert.equal(r.json.typed, 'bukan kode');
	assert.match(r.json.error, /tanda hubung/);
});

test('a code that leads nowhere says nothing more', async () => {
	const m = addMissive(inst, office, letter);
	const answers = [];

	for (const code of [`${office}-${newCode()}`, `${other}-${m.code}`,
		`tidak-ada-${m.code}`, `${office}-${m.code}x`,
		`${office}-${m.code.slice(1)}`, `-${m.code}`, m.code,
		`${office}_${m.code}`, `${office}-${m.code.slice(0, 19)}%27`,
		`${office}-${m.code.slice(0, 19)}%C3%A9`]) {
		const r = await guest.go(`/v/${code}`);

		assert.equal(r.status, 404, code);
		delete r.json.typed;
		answers.push(JSON.stringify(r.json));
	}
	assert.equal(new Set(answers).size, 1);
});

test('who guesses is stopped, also before a code that is right', async () => {
	const m = addMissive(inst, office, letter);
	const there = addMissive(inst, other, letter);

	for (let i = 0; i < 30; i++)
		assert.equal((await guest.go(`/v/${office}-${newCode()}`))
		    .status, 404);
	for (const where of [m.path, `/v/${office}-${newCode()}`]) {
		const r = await guest.go(where);

		assert.equal(r.status, 429);
		assert.equal(r.headers['retry-after'], '900');
		assert.ok(!r.text.includes(sha256(letter)));
	}
	assert.equal((await check(m, letter)).status, 429);
	assert.equal((await guest.go(there.path)).status, 200);
	inst.sql(office, `UPDATE attempt SET last_at = last_at - 900001`);
	assert.equal((await guest.go(m.path)).status, 200);
});

test('looking at what is there is no guess', async () => {
	const m = addMissive(inst, office, letter);

	for (let i = 0; i < 35; i++)
		assert.equal((await guest.go(m.path)).status, 200);
	assert.deepEqual(inst.sql(office, 'SELECT * FROM attempt'), []);
});

test('replaced, with its day', async () => {
	const old = addMissive(inst, office, letter);
	const next = addMissive(inst, office, pdf('Yang baru'), { before: old.id,
	    made_at: Date.UTC(2026, 10, 23, 3) });
	const page = await guest.page(old.path);

	assert.equal(page.state, 'diganti');
	assert.match(page.state_text, /23 November 2026/);
	assert.ok(!JSON.stringify(page).includes(next.code));
	assert.equal((await guest.page(next.path)).state, 'berlaku');
	assert.match(shown(await check(old, letter))[0],
	    /sama dengan naskah .* tetapi naskah ini sudah diganti/);
});

test('withdrawn, with its day and reason', async () => {
	const m = addMissive(inst, office, letter);

	withdraw(inst, office, m.id, 'Nomornya <keliru>',
	    Date.UTC(2026, 10, 24, 3));
	const page = await guest.page(m.path);

	assert.equal(page.state, 'ditarik');
	assert.match(page.state_text,
	    /24 November 2026.*Alasan: Nomornya <keliru>/);
	assert.match(shown(await check(m, letter))[0],
	    /sama dengan naskah .* tetapi naskah ini sudah ditarik/);
	const html = await guest.go(m.path, { headers: { accept: 'text/html' } });

	assert.ok(html.text.includes('&lt;keliru&gt;'));
	assert.ok(!html.text.includes('<keliru>'));
});

test('the paper that was signed with ink shows its draft\'s code', async () => {
	const scan = pdf('Hasil pindai'), again = pdf('Hasil pindai lagi');
	const draft = addMissive(inst, office, letter);
	const first = addMissive(inst, office, scan,
	    { form: 'scan', before: draft.id });

	for (const [data, text] of [[scan, /kami simpan\.$/],
		[letter, /sebelum ditandatangani/], [again, /berbeda/]]) {
		const r = await check(draft, data);

		assert.equal(r.json.state, 'berlaku');
		assert.match(shown(r)[0], text);
	}
	const second = addMissive(inst, office, again,
	    { form: 'scan', before: first.id });

	assert.equal((await guest.page(draft.path)).sha256, sha256(again));
	withdraw(inst, office, second.id, 'Cap salah');
	assert.equal((await guest.page(draft.path)).state, 'ditarik');
});

test('signed with a certificate afterwards, its draft is replaced', async () => {
	const draft = addMissive(inst, office, letter);
	const final = addMissive(inst, office, signed,
	    { form: 'signed', before: draft.id });

	assert.equal((await guest.page(draft.path)).state, 'diganti');
	assert.match(fact(await guest.page(final.path), 'Tanda tangan'),
	    /elektronik/);
});

test('a form that was not handed in', async () => {
	const m = addMissive(inst, office, letter,
	    { kind: 'permohonan', loose: true });
	const page = await guest.page(m.path);

	assert.match(fact(page, 'Belum diajukan'), /formulir/);
});

/* --- files --------------------------------------------------------------- */

test('the signed file: the same, whole, trusted', async () => {
	const m = addMissive(inst, office, signed, { form: 'signed' });
	const r = await check(m, signed);

	assert.equal(r.status, 200);
	assert.deepEqual(shown(r),
	    ['Isi berkas sama dengan naskah yang kami simpan.']);
	assert.equal(r.json.signatures.level, 'ok');
	const [s] = r.json.signatures.signers;

	assert.equal(s.name, signerName);
	assert.deepEqual([s.intact, s.whole, s.trusted], [true, true, true]);
	assert.equal(fact(s, 'Dipercaya'), 'ya');
	assert.match(fact(s, 'Waktu, menurut penanda tangan'), /pukul .* WIB$/);
	assert.match(fact(s, 'Penerbit sertifikat'), /Simulator Issuing CA/);
});

test('files that are not the signed one', async () => {
	const m = addMissive(inst, office, signed, { form: 'signed' });
	const rows = [
		['a changed byte', changed(signed, /(\/MediaBox \[ 0 0 )5/, '$16'),
		    /tidak cocok/],
		['something behind', Buffer.concat([signed,
			Buffer.from('\n% lagi\n')]), /ditambah atau diubah/],
		['the letter without a signature', letter,
		    /tidak memiliki tanda tangan/],
		['half of it', signed.subarray(0, signed.length / 2), /rusak/],
		['a photo', jpeg(), /bukan PDF/],
		['a text', Buffer.from('halo'), /bukan PDF/],
		['an empty file', Buffer.alloc(0), /bukan PDF/],
	];

	for (const [name, data, text] of rows) {
		const r = await check(m, data);

		assert.equal(r.status, 200, name);
		assert.match(shown(r)[0], /^Berkas ini berbeda/, name);
		assert.match(r.json.signatures.text, text, name);
		assert.notEqual(r.json.signatures.level, 'ok', name);
	}
});

test('an office that has not set its issuers', async () => {
	const m = addMissive(inst, other, signed, { form: 'signed' });
	const r = await check(m, signed);

	assert.equal(r.json.signatures.level, 'wait');
	assert.equal(fact(r.json.signatures.signers[0], 'Dipercaya'),
	    'belum dapat diperiksa');
});

test('a certificate that was revoked since', async () => {
	const m = addMissive(inst, office, signed, { form: 'signed' });

	await revokeSigner(sim);
	const list = await sim.control('GET', '/crl');

	inst.sql(office, `UPDATE bsre_office SET crl =
	    x'${Buffer.from(list).toString('hex')}'`);
	const r = await check(m, signed);

	assert.match(r.json.signatures.text, /tidak dapat dipercaya/);
	assert.match(fact(r.json.signatures.signers[0], 'Dipercaya'), /dicabut/);
	inst.sql(office, 'UPDATE bsre_office SET crl = NULL');
});

test('forms that no page has sent', async () => {
	const m = addMissive(inst, office, letter);
	const where = `${m.path}/periksa`;

	assert.equal((await guest.post(where, [['x', 'y']])).status, 422);
	assert.equal((await guest.post(where,
	    [['lain', file(letter)]])).status, 422);
	assert.equal((await guest.go(where, { method: 'POST',
	    body: Buffer.from('{}'),
	    headers: { 'Content-Type': 'application/json' } })).status, 400);
	assert.equal((await guest.go(where, { method: 'POST',
	    body: Buffer.from('--b\r\nContent-Disp'), headers:
	    { 'Content-Type': 'multipart/form-data; boundary=b' } })).status,
	400);
	assert.equal((await guest.go(where)).status, 405);
	assert.equal((await guest.post(m.path, [['x', 'y']])).status, 405);
	const two = await guest.post(where, [['berkas', file(letter)],
		['berkas', file(signed)]]);

	assert.match(shown(two)[0], /^Isi berkas sama/);
});

test('a file that is too large', async () => {
	const m = addMissive(inst, office, letter);
	const r = await check(m, Buffer.concat([letter,
		Buffer.alloc(21 << 20)]));

	assert.equal(r.status, 422);
	assert.match(r.json.error, /20 MB/);
	assert.equal((await check(m, letter)).status, 200);
});

test('who sends file after file is stopped', async () => {
	const m = addMissive(inst, office, letter);

	inst.sql(office, `INSERT INTO attempt (name, n, last_at)
	    VALUES ('berkas naskah 127.0.0.1', 58, ${Date.now()})`);
	assert.equal((await check(m, letter)).status, 200);
	assert.equal((await check(m, letter)).status, 200);
	assert.equal((await check(m, letter)).status, 429);
	assert.equal((await guest.go(m.path)).status, 200);
});

test('nothing of the files is kept', async () => {
	const files = (o) => inst.sql(o, 'SELECT count(*) FROM file')[0][0];
	const before = files(office);
	const m = addMissive(inst, office, letter);

	await check(m, letter);
	assert.equal(files(office), before);
	assert.ok(!inst.log.includes(m.code));
	assert.equal(readFileSync(inst.db(office)).includes('naskah.pdf'), false);
});

test('the front page and an office lead to where a code is typed', async () => {
	for (const where of ['/', `/${office}/`]) {
		const r = await guest.go(where, { headers: { accept: 'text/html' } });

		assert.match(r.text, /href="\/v\/">Periksa keasliannya</);
	}
});
