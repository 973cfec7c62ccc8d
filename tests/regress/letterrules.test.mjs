// Letters: numbers are given once, what is replaced, who reads which, the
// letter of a form, an office's own template and logo.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Browser, fill } from './lib/client.mjs';
import { apply, carry } from './lib/journey.mjs';
import { fetchPdf, keepPdf, listed, make, readCode, run } from './lib/letters.mjs';
import { png } from './lib/papers.mjs';
import { addPerson, folderOf, startParaf } from './lib/paraf.mjs';

let inst, desk, own, one, two;

before(async () => {
	inst = await startParaf({ tenants: ['undiksha', 'tapin'],
	    args: ['--url', 'https://tte.example'] });
	desk = await inst.as('undiksha', 'upt_tik');
	own = await inst.as('undiksha', 'pengembang');
	one = await carry(inst, 'undiksha');
	two = await carry(inst, 'undiksha');
});
after(() => inst?.stop());

const send = async (b, url, values) => {
	const page = await b.page(url);
	return b.send({ ...page.make, csrf: page.csrf }, null, values);
};
const fact = (page, label) =>
    page.facts.find((f) => f.label === label)?.value;

test('a number of the series, one typed, and none twice', async () => {
	const year = new Date().getFullYear();
	const typed = `002/AUD/UN.48.18.1/${year}`;
	let page = await make(desk, `${one.url}/naskah/audit`);
	assert.equal(fact(page, 'Nomor'), `001/AUD/UN.48.18.1/${year}`);
	page = await make(desk, `${one.url}/naskah/audit`,
	    { nomor: typed.replaceAll('/', ' / ') });
	assert.equal(fact(page, 'Nomor'), typed.replaceAll('/', ' / '));
	const r = await send(desk, `${two.url}/naskah/audit`,
	    { nomor: typed.toLowerCase() });
	assert.equal(r.status, 422);
	assert.match(r.json.make.fields.find((f) => f.name === 'nomor').error,
	    /sudah dipakai/);
	/* The series goes on behind what was typed. */
	page = await make(desk, `${two.url}/naskah/audit`);
	assert.equal(fact(page, 'Nomor'), `003/AUD/UN.48.18.1/${year}`);
});

test('two at once have two numbers', async () => {
	const made = await Promise.all([one, two].map((c) =>
	    send(desk, `${c.url}/naskah/serah-api`)));
	assert.deepEqual(made.map((r) => r.status), [303, 303]);
	const pages = await Promise.all(made.map((r) =>
	    desk.page(r.location)));
	const numbers = pages.map((p) => fact(p, 'Nomor')).sort();
	assert.match(numbers[0], /^001\/BA\//);
	assert.match(numbers[1], /^002\/BA\//);
});

test('made again it is the same, changed it replaces', async () => {
	const url = `${one.url}/naskah/audit`;
	const first = await desk.page(url);
	const again = await make(desk, url);
	assert.equal(fact(again, 'SHA-256'), fact(first, 'SHA-256'));
	const changed = await make(desk, url, { tanggal: '2026-01-02' });
	assert.equal(fact(changed, 'Nomor'), fact(first, 'Nomor'));
	assert.equal(fact(changed, 'Tanggal'), '2 Januari 2026');
	assert.notEqual(fact(changed, 'SHA-256'), fact(first, 'SHA-256'));
	const old = changed.others.find((o) => o.url.endsWith(
	    `id=${first.missive.pdf_url.split('=').pop()}`));
	assert.equal(old.state_text, 'Sudah diganti');
	const bytes = await fetchPdf(desk, changed);
	assert.equal(createHash('sha256').update(bytes).digest('hex'),
	    fact(changed, 'SHA-256'));
	/* The old one is kept byte for byte. */
	const kept = await fetchPdf(desk, await desk.page(old.url));
	assert.equal(createHash('sha256').update(kept).digest('hex'),
	    fact(first, 'SHA-256'));
});

test('who reads which', async () => {
	addPerson(inst, 'undiksha', 'lain@undiksha.example', 'Lain Contoh',
	    'kata sandi yang panjang');
	const other = await Browser.signedIn(inst.url, 'undiksha',
	    'lain@undiksha.example', 'kata sandi yang panjang');
	const nobody = new Browser(inst.url);
	const url = `${one.url}/naskah/audit`;
	const page = await own.page(url);
	assert.equal(page.make, null, 'the applicant makes no audit');
	const id = page.missive.pdf_url.split('=').pop();
	const [[file]] = inst.sql('undiksha',
	    `SELECT file_id FROM missive WHERE id = ${id}`);
	assert.equal((await other.go(url)).status, 404);
	assert.equal((await other.go(page.missive.pdf_url)).status, 404);
	assert.equal((await nobody.go(url)).status, 303, 'to the sign-in page');
	for (const b of [own, desk, other])
		assert.equal((await b.go(`/undiksha/berkas/${file}`)).status, 404);
	const page404 = await own.go(`${one.url}/naskah/laporan`);
	assert.equal(page404.status, 404);
	assert.equal((await own.go(`${one.url}/naskah/tidak-ada`)).status, 404);
	assert.equal((await own.go(`${two.url}/naskah/audit?id=${id}`)).status,
	    404, 'of another case');
});

test('the letter of a form, and its case', async () => {
	const b = await inst.as('tapin', 'pemohon');
	const form = await b.blank('/tapin/layanan/penerbitan/ajukan');
	let r = await b.post(form.letter_url, fill(form, null,
	    { jabatan: '' }));
	assert.equal(r.status, 422, 'what the letter needs is missing');
	const parts = fill(form, null, { nomor_surat: '' })
	    .filter(([, v]) => typeof v !== 'object');
	r = await b.post(form.letter_url, parts);
	assert.equal(r.status, 303, r.text);
	const pdf = await b.go(r.location, { headers: { Accept: '*/*' } });
	assert.equal(pdf.status, 200);
	const { text, file } = keepPdf('tapin', 'formulir', pdf.body);
	assert.match(text, /Yth\. Kepala Dinas Komunikasi dan Informatika/);
	assert.match(text, /Kepala Bagian Umum,/);
	assert.match(readCode(file), /\/v\/tapin-/);
	const c = await apply(b, 'tapin', { });
	const list = await listed(b, c.url);
	assert.ok(list.some((m) => m.title === 'Surat permohonan'));
});

test('a form thrown away takes its letter along', async () => {
	const b = await inst.as('tapin', 'pemohon');
	const count = () => +inst.sql('tapin',
	    'SELECT count(*) FROM missive WHERE case_id IS NULL')[0][0];
	const form = await b.blank('/tapin/layanan/penerbitan/ajukan');
	const parts = fill(form, null).filter(([, v]) => typeof v !== 'object');
	assert.equal((await b.post(form.letter_url, parts)).status, 303);
	assert.equal(count(), 1);
	await b.blank('/tapin/layanan/penerbitan/ajukan');
	assert.equal(count(), 0);
});

test('an own template, a logo, and mistakes in them', async () => {
	const dir = path.join(inst.dir.dir, 'undiksha');
	cpSync(folderOf('undiksha'), dir, { recursive: true });
	mkdirSync(path.join(dir, 'surat'));
	const put = (name, text) => writeFileSync(path.join(dir, name), text);
	const load = () => inst.paraf('tenant', 'load', dir);
	put('surat/audit.txt', '@kop\n\n@judul {{tidak_ada}}\n');
	assert.match(load().err, /tidak_ada/);
	put('surat/audit.txt', '@kop\n\n@judull {{number}}\n');
	assert.match(load().err, /tidak dapat disusun.*line 3/);
	put('surat/audit.txt', '@kop\n\n@judul HASIL UJI {{number}}\n\n' +
	    'Kepada {{contact.name}}.\n');
	put('logo.png', 'bukan gambar');
	assert.match(load().err, /Logo harus berupa PNG/);
	put('logo.png', png());
	assert.equal(load().code, 0);
	const page = await make(desk, `${two.url}/naskah/audit`);
	const { text, file } = keepPdf('undiksha', 'audit-sendiri',
	    await fetchPdf(desk, page));
	assert.match(text, /HASIL UJI 003\/AUD/);
	assert.match(run('pdfimages', '-list', file), /image/);
});

test('NIP and rank of who signs', async () => {
	const page = await desk.page('/undiksha/akun');
	let r = await desk.send({ ...page.rank, csrf: page.csrf }, null,
	    { nip: '12', pangkat: 'Pembina (IV/a)' });
	assert.equal(r.status, 422);
	r = await desk.send({ ...page.rank, csrf: page.csrf }, null,
	    { nip: '19750909 199903 1 901', pangkat: 'Pembina (IV/a)' });
	assert.equal(r.status, 303, r.text);
	const letter = await make(desk, `${one.url}/naskah/audit`);
	const { text } = keepPdf('undiksha', 'audit-pangkat',
	    await fetchPdf(desk, letter));
	assert.doesNotMatch(text, /undefined/);
	const r2 = inst.must('user', 'rank', 'undiksha',
	    inst.account('undiksha', 'upt_tik').email, '--rank',
	    'Penata (III/c)');
	assert.match(r2, /disimpan/);
	assert.deepEqual(inst.sql('undiksha', 'SELECT nip, rank FROM person ' +
	    "WHERE email LIKE 'upt_tik@%'"), [['', 'Penata (III/c)']]);
	assert.equal((await own.page('/undiksha/akun')).rank, null);
});

test('who acts in a seat is named so', async () => {
	const email = 'pengganti@undiksha.example';
	const password = 'kata sandi yang panjang';
	addPerson(inst, 'undiksha', email, 'Pengganti Contoh', password);
	for (const [kind, says] of [['plt', 'Plt.'], ['plh', 'Plh.']]) {
		inst.must('user', 'seat', 'undiksha', email, 'upt_tik', '--kind',
		    kind, '--decree', 'SP 1 Tahun 2026');
		const b = await Browser.signedIn(inst.url, 'undiksha', email,
		    password);
		const letter = await make(b, `${one.url}/naskah/serah-api`);
		const { text } = keepPdf('undiksha', `serah-api-${kind}`,
		    await fetchPdf(b, letter));
		assert.ok(text.includes(
		    `${says} Kepala UPT Teknologi Informasi dan Komunikasi,`), text);
		assert.match(text, /Pengganti Contoh/);
		inst.must('user', 'unseat', 'undiksha', email, 'upt_tik');
	}
});
