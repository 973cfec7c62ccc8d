// What bad input gets; after each test the same workers answer.
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test }
    from 'node:test';
import { tempDir } from './lib/base.mjs';
import { Browser, file, fill, multipart, urlencoded } from './lib/client.mjs';
import { raw } from './lib/http.mjs';
import { act, apply, tasksOf } from './lib/journey.mjs';
import { jpeg, pdf, png } from './lib/papers.mjs';
import { paraf, startParaf } from './lib/paraf.mjs';

const MIB = 1024 * 1024;
const form = '/kudus/layanan/penerbitan/ajukan';
const letter = 'syarat_surat_permohonan', ktp = 'syarat_scan_ktp';
let inst, b, workers;

before(async () => {
	inst = await startParaf({ tenants: ['kudus'] });
	b = await inst.as('kudus', 'pemohon');
	await inst.as('kudus', 'kadis');
});
after(() => inst?.stop());
beforeEach(() => {
	workers = inst.workers();
});
afterEach(async () => {
	assert.deepEqual(inst.workers(), workers, `a worker died: ${inst.log}`);
	assert.equal((await b.go('/kudus/tugas')).status, 200);
});

const count = (table) => Number(inst.sql('kudus',
    `SELECT count(*) FROM ${table}`)[0][0]);
const errorOf = (page, name) => page.errors.find((e) => e.field === name)
    ?.message;
const fieldOf = (page, name) => page.fields.find((f) => f.name === name);

// A task at the head's desk, as its page.
async function waiting() {
	const c = await apply(b, 'kudus');
	const kadis = await inst.as('kudus', 'kadis');
	const [task] = await tasksOf(kadis, 'kudus', c.number);
	return { c, kadis, task, page: await kadis.page(task.url) };
}

describe('a form with errors', () => {
	test('422, all that was typed, each message beside its field',
	    async () => {
		const typed = { nomor_surat: '<b>"&\'</b> 7', nama: 'Ayu Contoh',
		    nik: '33999904118700', telepon: '12', tanggal_surat: '2026',
		    email: 'ayu@gmail.example', jabatan: '' };
		const cases = count('cases'), events = count('event');
		const r = await b.send(await b.blank(form), null, typed);
		assert.equal(r.status, 422);
		for (const [name, value] of Object.entries(typed))
			assert.equal(fieldOf(r.json, name).value, value, name);
		for (const name of ['nik', 'telepon', 'tanggal_surat', 'email',
			'jabatan']) {
			assert.ok(errorOf(r.json, name), name);
			assert.equal(fieldOf(r.json, name).error,
			    errorOf(r.json, name), name);
		}
		assert.match(errorOf(r.json, 'nik'), /16 angka.*14/);
		assert.ok(!errorOf(r.json, 'nama'));
		assert.equal(count('cases'), cases);
		assert.equal(count('event'), events);
	});

	test('the page for people too, escaped', async () => {
		const r = await b.send(await b.blank(form), null,
		    { nomor_surat: '<b>"&\'</b> 7', nik: '1' },
		    { headers: { Accept: 'text/html' } });
		assert.equal(r.status, 422);
		assert.match(r.headers['content-type'], /^text\/html/);
		assert.ok(r.text.includes('&lt;b&gt;'));
		assert.ok(!r.text.includes('<b>"'));
		assert.match(r.text, /NIK harus 16 angka/);
		assert.match(r.text, /aria-invalid/);
	});

	test('files are kept and need not be sent again', async () => {
		const page = await b.blank(form), was = count('cases');
		const r = await b.send(page, null, { nama: '',
		    [letter]: file(pdf('Surat satu'), 'surat satu.pdf') });
		assert.equal(r.status, 422);
		assert.deepEqual(r.json.errors.map((e) => e.field), ['nama']);
		const values = { nama: 'Ayu Contoh Kirana' };
		for (const f of r.json.fields.filter((one) => one.files?.length))
			values[f.name] = undefined;
		assert.deepEqual(fieldOf(r.json, letter).files.map((f) => f.name),
		    ['surat satu.pdf']);
		const again = await b.send(r.json, null, values);
		assert.equal(again.status, 303, again.text);
		assert.equal(count('cases'), was + 1);
		const c = await b.page(again.location);
		assert.deepEqual(c.documents.map((d) => d.name).sort(),
		    ['berkas.pdf', 'surat satu.pdf']);
		const doc = await b.go(c.documents.find((d) =>
		    d.name === 'surat satu.pdf').url);
		assert.deepEqual(doc.body, pdf('Surat satu'));
	});

	test('a reason that is missing', async () => {
		const { kadis, page } = await waiting();
		const r = await kadis.send(page, 'returned', { alasan: ' ' });
		assert.equal(r.status, 422);
		assert.ok(errorOf(r.json, 'alasan'));
		assert.equal((await kadis.send(page, 'forwarded', {
			alasan: '', sifat: 'entah' })).status, 422);
	});

	test('longer than the field', async () => {
		const r = await b.send(await b.blank(form), null,
		    { nama: 'a'.repeat(101) });
		assert.equal(r.status, 422);
		assert.match(errorOf(r.json, 'nama'), /paling banyak 100/);
		const just = await b.send(await b.blank(form), null,
		    { nama: 'a'.repeat(100) });
		assert.equal(just.status, 303);
	});
});

describe('NIK, NIP and birth date that disagree', () => {
	const odd = { nip: '198811042010011001' };

	test('a warning and a tick, never a refusal', async () => {
		const r = await b.send(await b.blank(form), null,
		    { ...odd, sudah_dicocokkan: undefined });
		assert.equal(r.status, 422);
		assert.deepEqual(r.json.errors.map((e) => e.field),
		    ['sudah_dicocokkan']);
		assert.ok(r.json.fields.some((f) => f.warning));
		assert.equal(fieldOf(r.json, 'nip').error, null);
		const ticked = await b.send(await b.blank(form), null,
		    { ...odd, sudah_dicocokkan: '1' });
		assert.equal(ticked.status, 303);
	});

	test('no tick is asked for where they agree', async () => {
		assert.equal((await b.send(await b.blank(form), null,
		    { sudah_dicocokkan: undefined })).status, 303);
	});

	test('the desk that checks sees it and ticks', async () => {
		const c = await apply(b, 'kudus', { values: odd });
		for (const lane of ['kadis', 'kabid']) {
			const at = await inst.as('kudus', lane);
			await act(at, (await tasksOf(at, 'kudus', c.number))[0],
			    { outcome: 'forwarded' });
		}
		const kasi = await inst.as('kudus', 'kasi');
		const [task] = await tasksOf(kasi, 'kudus', c.number);
		const page = await kasi.page(task.url);
		assert.ok(page.warnings.length > 0);
		const r = await kasi.send(page, 'complete',
		    { sudah_dicocokkan: undefined });
		assert.equal(r.status, 422);
		assert.ok(errorOf(r.json, 'sudah_dicocokkan'));
		assert.equal((await kasi.send(page, 'complete')).status, 303);
	});
});

describe('a task that is done already', () => {
	test('409: who, what, when; the typed text is there', async () => {
		const { c, kadis, task, page } = await waiting();
		await act(kadis, task, { outcome: 'forwarded' });
		const was = count('event');
		const r = await kadis.send(page, 'returned',
		    { alasan: 'Kop surat <lama>, mohon diganti.' });
		assert.equal(r.status, 409);
		assert.match(r.json.what, new RegExp(`^Langkah ini sudah ` +
		    `diselesaikan oleh ${page.person.name} \\(Kepala Dinas\\) ` +
		    `pada \\w+, \\d+ \\w+ \\d{4} pukul \\d\\d\\.\\d\\d WIB: `));
		assert.deepEqual(r.json.typed.map((t) => [t.name, t.value]),
		    [['alasan', 'Kop surat <lama>, mohon diganti.']]);
		assert.equal(count('event'), was);
		const html = await kadis.send(page, 'returned',
		    { alasan: 'Kop surat <lama>' },
		    { headers: { Accept: 'text/html' } });
		assert.equal(html.status, 409);
		assert.ok(html.text.includes('Kop surat &lt;lama&gt;'));
		assert.equal((await kadis.go(task.url)).status, 409);
		assert.equal((await b.page(c.url)).rows
		    .find((row) => row.no === '1.1').outcome, 'forwarded');
	});

	test('the same moment: one is accepted', async () => {
		for (let i = 0; i < 5; i++) {
			const { c, kadis, task, page } = await waiting();
			const all = await Promise.all(['forwarded', 'forwarded',
				'returned', 'rejected', 'forwarded', 'returned']
			    .map((o) => kadis.send(page, o)));
			assert.deepEqual(all.map((r) => r.status).sort(),
			    [303, 409, 409, 409, 409, 409]);
			const id = task.url.split('/').pop();
			assert.deepEqual(inst.sql('kudus', `SELECT count(*) FROM
			    event WHERE task_id = ${id}`), [['1']]);
			assert.ok(['running', 'waiting', 'rejected'].includes(
			    (await b.page(c.url)).case.state));
		}
	});
});

describe('the same application twice', () => {
	test('one after the other: one case', async () => {
		const page = await b.blank(form), was = count('cases');
		const first = await b.send(page), second = await b.send(page);
		assert.equal(first.status, 303);
		assert.equal(second.status, 303);
		assert.equal(second.location, first.location);
		assert.equal(count('cases'), was + 1);
	});

	test('at the same moment: one case', async () => {
		const page = await b.blank(form), was = count('cases');
		const all = await Promise.all([1, 2, 3, 4, 5].map(() =>
		    b.send(page)));
		assert.deepEqual(all.map((r) => r.status),
		    [303, 303, 303, 303, 303]);
		assert.equal(new Set(all.map((r) => r.location)).size, 1);
		assert.equal(count('cases'), was + 1);
	});

	test("another's key gives no case of theirs away", async () => {
		const page = await b.blank(form);
		const first = await b.send(page);
		const kasi = await inst.as('kudus', 'kasi');
		const mine = await kasi.blank(form);
		const r = await kasi.send(mine, null, { kiriman:
		    fieldOf(page, 'kiriman').value });
		assert.notEqual(r.location, first.location);
		assert.ok([303, 409, 422].includes(r.status), `${r.status}`);
	});
});

describe('files', () => {
	const send = async (values) => b.send(await b.blank(form), null, values);

	for (const [name, data, ok] of [
		['a text named .pdf', Buffer.from('bukan pdf sama sekali\n')],
		['a program named .pdf', Buffer.from('\x7fELF\x02\x01\x01' +
		    '\0'.repeat(200), 'latin1')],
		['a page', Buffer.from('<!doctype html><script>1</script>')],
		['a picture with a script', Buffer.from('<svg xmlns="http://' +
		    'www.w3.org/2000/svg"><script>1</script></svg>')],
		['an empty file', Buffer.alloc(0)],
		['a PDF', pdf(), true],
		['a PNG named .pdf', png(), true],
		['a JPEG named .pdf', jpeg(), true],
	])
		test(`by content: ${name}`, async () => {
			const page = await b.blank(form);
			const files = count('file');
			const r = await b.send(page, null,
			    { [letter]: file(data) });
			assert.equal(r.status, ok ? 303 : 422, r.text);
			if (ok)
				return;
			assert.ok(errorOf(r.json, letter));
			assert.deepEqual(fieldOf(r.json, letter).files, []);
			assert.equal(fieldOf(r.json, ktp).files.length, 1,
			    'the other one');
			assert.equal(count('file'), files + 1);
		});

	test('5 MB is taken, a byte more is not', async () => {
		const size = (n) => pdf('Surat', n);
		const just = await send({ [letter]: file(size(5 * MIB)) });
		assert.equal(just.status, 303);
		const over = await send({ [letter]: file(size(5 * MIB + 1)) });
		assert.equal(over.status, 422);
		assert.match(errorOf(over.json, letter), /5 MB/);
		assert.equal(fieldOf(over.json, letter).max_bytes, 5 * MIB);
	});

	test('none where one is needed', async () => {
		const r = await send({ [letter]: undefined });
		assert.equal(r.status, 422);
		assert.match(errorOf(r.json, letter), /belum diunggah/);
	});

	test('an odd name does no harm', async () => {
		const name = '..\\..\\etc\\"; x=y; é.pdf'.replaceAll('"', '%22');
		const r = await send({ [letter]: file(pdf(), name) });
		assert.equal(r.status, 303);
		const c = await b.page(r.location);
		const doc = await b.go(c.documents[0].url);
		assert.equal(doc.status, 200);
		assert.match(doc.headers['content-disposition'],
		    /^inline; filename\*=UTF-8''[\w.%~-]+$/);
	});

	test('nothing temporary is left', () => {
		const left = inst.sql('kudus', `SELECT count(*) FROM file
		    WHERE case_id IS NULL AND owner NOT LIKE 'person:%'`);
		assert.deepEqual(left, [['0']]);
		assert.deepEqual(readdir('kudus/files/tmp'), []);
	});
});

function readdir(name) {
	return readdirSync(path.join(inst.data, name));
}

describe('over a limit: 413', () => {
	const post = (parts, how) => b.post(form, parts, { form: how });
	const many = (n) => Array.from({ length: n }, (_, i) => [`a${i}`, '1']);

	test('fields', async () => {
		assert.equal((await post(many(1001))).status, 413);
		assert.equal((await post(many(999))).status, 400, 'unknown');
	});
	test('one text', async () => {
		const { csrf } = await b.blank(form);
		for (const how of [multipart, urlencoded])
			assert.equal((await post([['csrf', csrf], ['nama',
				'a'.repeat(16 * 1024 + 1)]], how)).status, 413);
	});
	test('files in one form', async () => {
		const { csrf } = await b.blank(form), was = count('file');
		assert.equal((await post([['csrf', csrf], ...Array.from(
		    { length: 101 }, () => [letter, file(pdf())])])).status, 413);
		assert.equal(count('file'), was);
	});
	test('a form without files', async () => {
		const page = await b.page('/kudus/akun');
		const parts = [['csrf', page.csrf], ...Array.from({ length: 20 },
		    (_, i) => [`a${i}`, 'a'.repeat(15000)])];
		for (const how of [multipart, urlencoded])
			assert.equal((await b.post('/kudus/akun', parts,
			    { form: how })).status, 413);
	});
	test('a body, said before it is sent', async () => {
		const got = await raw({ port: inst.port, host: '127.0.0.1' },
		    'POST /kudus/masuk HTTP/1.1\r\nHost: x\r\n' +
		    'Content-Type: multipart/form-data; boundary=x\r\n' +
		    `Content-Length: ${65 * MIB}\r\n\r\n`, 2000);
		assert.match(got, /^HTTP\/1\.1 413 /);
		assert.match(got, /<h1>Terlalu besar/, 'a page, like others');
	});
	test('an address', async () => {
		const r = await b.go(`/kudus/tugas?cari=${'a'.repeat(2100)}`);
		assert.equal(r.status, 414);
	});
});

describe('nothing that a browser sends: 400', () => {
	const type = 'multipart/form-data; boundary=x';
	const url = 'application/x-www-form-urlencoded';
	const part = (name, value, rest = '') => '--x\r\nContent-Disposition: ' +
	    `form-data; name="${name}"${rest}\r\n\r\n${value}\r\n`;
	let csrf;

	before(async () => {
		({ csrf } = await b.blank(form));
	});
	for (const [name, ctype, body] of [
		['bad UTF-8 in a form', url, () => `csrf=${csrf}&nama=%ff%fe`],
		['NUL in a form', url, () => `csrf=${csrf}&nama=a%00b`],
		['half a percent', url, () => `csrf=${csrf}&nama=%4`],
		['no hex', url, () => `csrf=${csrf}&nama=%zz`],
		['a nameless field', url, () => `csrf=${csrf}&=1`],
		['bad UTF-8 in a part', type, () => Buffer.concat([Buffer.from(
		    part('csrf', csrf) + '--x\r\nContent-Disposition: ' +
		    'form-data; name="nama"\r\n\r\n'), Buffer.from([0xc3, 0x28]),
		    Buffer.from('\r\n--x--\r\n')])],
		['NUL in a part', type, () => `${part('csrf', csrf)}${
		    part('nama', 'a\0b')}--x--\r\n`],
		['NUL in a name', type, () => `${part('a\0b', '1')}--x--\r\n`],
		['no end', type, () => part('csrf', csrf)],
		['an end in a head', type, () => '--x\r\nContent-Dispo'],
		['no boundary in the body', type, () => 'halo'],
		['an empty body', type, () => ''],
		['no boundary', 'multipart/form-data', () => 'halo'],
		['a head without a name', type, () =>
		    '--x\r\nContent-Type: a/b\r\n\r\nhalo\r\n--x--\r\n'],
		['an unknown field', type, () => `${part('csrf', csrf)}${
		    part('is_admin', '1')}--x--\r\n`],
		['a field twice', type, () => `${part('csrf', csrf)}${
		    part('nama', 'a')}${part('nama', 'b')}--x--\r\n`],
		['a file as a text field', type, () => `${part('csrf', csrf)}${
		    part('nama', 'a', '; filename="a.txt"')}--x--\r\n`],
		['an unknown file', type, () => `${part('csrf', csrf)}${
		    part('f', 'a', '; filename="a.txt"')}--x--\r\n`],
		['JSON', 'application/json', () => '{"nama":"a"}'],
		['no type', undefined, () => 'nama=a'],
	])
		test(name, async () => {
			const was = count('cases'), files = count('file');
			const r = await b.go(form, { method: 'POST',
			    body: Buffer.from(body()), headers:
			    ctype ? { 'Content-Type': ctype } : {} });
			assert.equal(r.status, 400, r.text);
			assert.ok(r.json.errors[0].message);
			assert.equal(count('cases'), was);
			assert.equal(count('file'), files);
		});

	test('an outcome that the step does not have', async () => {
		const { kadis, page } = await waiting();
		for (const o of ['issued', 'x', ''])
			assert.equal((await kadis.post(page.action,
			    fill(page, o || undefined))).status, 400, o);
	});

	test('every beginning of a form', async () => {
		const page = await b.blank(form), was = count('cases');
		const { body, type: t } = multipart(fill(page));
		for (let n = 0; n < body.length - 4;
		    n += Math.ceil(body.length / 150)) {
			const r = await b.go(form, { method: 'POST',
			    body: body.subarray(0, n),
			    headers: { 'Content-Type': t } });
			assert.equal(r.status, 400, `${n} of ${body.length}`);
		}
		assert.equal(count('cases'), was);
	});

	test('cookies of every kind', async () => {
		for (const c of ['paraf-kudus=', 'paraf-kudus=x; paraf-kudus=y',
			'=', ';;;', `paraf-kudus=${'a'.repeat(4000)}`,
			'paraf-kudus=%00', 'paraf-kudus="é"']) {
			const r = await new Browser(inst.url).go('/kudus/tugas',
			    { headers: { Cookie: Buffer.from(c)
				.toString('latin1') } });
			assert.ok([303, 400].includes(r.status), c);
		}
	});
});

describe('addresses and methods', () => {
	test('404', async () => {
		for (const url of ['/x', '/x/', '/kudus/x', '/kudus/tugas/x',
			'/kudus/permohonan/x', '/kudus/layanan/x',
			'/kudus/layanan/x/ajukan', '/kudus/berkas/x',
			'/kudus/permohonan/x/langkah/1', '/static/x',
			'/kudus/aktivasi/x', '/KUDUS/'])
			assert.equal((await b.go(url)).status, 404, url);
		const { c } = await waiting();
		for (const task of ['0', '999999', '-1', 'x', '1%20',
			'99999999999999999999'])
			assert.equal((await b.go(`${c.url}/langkah/${task}`))
			    .status, 404, task);
	});
	test("another case's task", async () => {
		const one = await waiting(), other = await waiting();
		const id = one.task.url.split('/').pop();
		assert.equal((await one.kadis.go(`${other.c.url}/langkah/${id}`))
		    .status, 404);
	});
	test('405', async () => {
		const { csrf } = await b.page('/kudus/tugas');
		for (const url of ['/', '/kudus/', '/kudus/tugas', '/sehat',
			'/kudus/layanan/penerbitan'])
			assert.equal((await b.post(url, [['csrf', csrf]]))
			    .status, 405, url);
		assert.equal((await b.go('/kudus/keluar')).status, 405);
		for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
			assert.equal((await b.go('/kudus/tugas', { method }))
			    .status, 405, method);
	});
	test('a cursor that is none', async () => {
		for (const s of ['x', '1', '1-', '-', '1-x', '1~2', '%00'])
			assert.ok([200, 400].includes((await b.go(
			    `/kudus/tugas?setelah=${s}`)).status), s);
	});
	test('a search that is none', async () => {
		for (const s of ['%25', '_', '*', "'", '"', 'a', '%F0%9F%98%80',
			'AND OR', '--', '\\'])
			assert.equal((await b.go(`/kudus/tugas?cari=${s}`))
			    .status, 200, s);
	});
});

describe('an SOP file with mistakes', () => {
	const head = `judul: Contoh\nnomor: 1\nhasil: Contoh\n` +
	    'pelaksana:\n' +
	    '  - {id: a, jabatan: Pemohon, peran: pemohon}\n' +
	    '  - {id: v, jabatan: Verifikator, peran: verifikator}\n' +
	    'langkah:\n';
	const row = (no, lane, kind, next) => `  - {no: ${no}, kegiatan: K, ` +
	    `pelaksana: ${lane}, jenis: ${kind}, lanjut: ${next}}\n`;
	const first = row(1, 'a', 'apply', '{submitted: 2}');
	const end = '{done: selesai}';
	let dir;

	before(() => {
		dir = tempDir();
	});
	after(() => dir?.remove());
	const check = (text) => {
		const name = path.join(dir.dir, 'uji.sop.yaml');
		writeFileSync(name, text);
		return paraf(['sop', 'check', name]);
	};

	test('none: status 0', () => {
		const r = check(head + first + row(2, 'v', 'confirm', end));
		assert.equal(r.code, 0, r.out + r.err);
	});
	for (const [name, text, line] of [
		['unknown key', `warna: x\n${head}${first}${
		    row(2, 'v', 'confirm', end)}`, 1],
		['unknown lane', head + first + row(2, 'z', 'confirm', end), 9],
		['unknown kind', head + first + row(2, 'v', 'terbang', end), 9],
		['outcome without a target', head + first +
		    row(2, 'v', 'confirm', '{done: 7}'), 9],
		['outcome of another kind', head + first +
		    row(2, 'v', 'confirm', '{done: selesai, issued: 1}'), 9],
		['outcome missing', head + first + row(2, 'v', 'dispose',
		    '{forwarded: selesai}'), 9],
		['number twice', head + first + row(2, 'v', 'confirm', end) +
		    row(2, 'v', 'confirm', end), 10],
		['row that nothing leads to', head + first +
		    row(2, 'v', 'confirm', end) + row(3, 'v', 'confirm', end),
		    10],
		['row without an end', head + first +
		    row(2, 'v', 'confirm', '{done: 2}'), 9],
		['no YAML', `${head}  - {no: 1\n`, 9],
	])
		test(name, () => {
			const r = check(text);
			const out = r.out + r.err;
			assert.equal(r.code, 1, out);
			assert.match(out, /uji\.sop\.yaml:\d+:\d+: galat: ./);
			assert.match(out, new RegExp(`:${line}:\\d+: galat: `));
			assert.match(out, /uji\.sop\.yaml:/);
		});
	test('every mistake at once', () => {
		const r = check(`warna: x\n${head}${first}${
		    row(2, 'z', 'terbang', '{done: 7}')}`);
		assert.ok((r.out + r.err).match(/: galat: /g).length >= 3,
		    r.out + r.err);
	});
});

test('a form is taken though its warning is gone meanwhile', async () => {
	const [one, other] = [await apply(b, 'kudus'), await apply(b, 'kudus')];
	const desk = async (lane, c) => {
		const who = await inst.as('kudus', lane);
		const [task] = await tasksOf(who, 'kudus', c.number);
		return [who, task];
	};
	for (const lane of ['kadis', 'kabid'])
		for (const c of [one, other]) {
			const [who, task] = await desk(lane, c);
			await act(who, task, { outcome: 'forwarded' });
		}
	const [kasi, task] = await desk('kasi', one);
	const page = await kasi.page(task.url);

	assert.match(page.warnings.map((w) => w.text).join(), /NIK ini juga/);
	assert.equal(fieldOf(page, 'sudah_dicocokkan').type, 'checkbox');
	for (const c of inst.sql('kudus', `SELECT t.id FROM task t JOIN cases c
	    ON c.id = t.case_id WHERE t.closed_at IS NULL
	    AND c.number <> '${one.number}'`))
		inst.sql('kudus', `UPDATE cases SET state = 'rejected' WHERE id =
		    (SELECT case_id FROM task WHERE id = ${c[0]})`);
	assert.equal((await kasi.page(task.url)).warnings.length, 0);
	assert.equal((await kasi.send(page, 'complete')).status, 303);
});
