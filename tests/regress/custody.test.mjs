// Papers: who opened which, when and for which row; until when they are
// kept; how they go on their day; and cases that their applicant has left.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync }
    from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { tempDir } from './lib/base.mjs';
import { act, applicants, apply, carry, tasksOf } from './lib/journey.mjs';
import { addPerson, folderOf, program, startParaf, waitFor }
    from './lib/paraf.mjs';
import { Browser } from './lib/client.mjs';
import { request } from './lib/http.mjs';

const office = 'trenggalek', shared = 'contoh', quick = 'contoh-cepat';
applicants[quick] = applicants[shared];
let inst, dir, done;

// The same office, whose papers are kept for no time at all.
function quickOffice() {
	dir = tempDir();
	cpSync(folderOf(shared), dir.dir, { recursive: true });
	const change = (file, from, to) => {
		const name = path.join(dir.dir, file);
		const text = readFileSync(name, 'utf8');
		assert.ok(text.includes(from), from);
		writeFileSync(name, text.replace(from, to));
	};
	change('kantor.yaml', 'id: contoh', `id: ${quick}`);
	change('tanda-tangan-camat.sop.yaml', 'terbit: 2 tahun',
	    'terbit: 0 hari');
}

before(async () => {
	quickOffice();
	inst = await startParaf({ tenants: [office, shared],
		load: [dir.dir] });
});
after(async () => {
	await inst?.stop();
	dir?.remove();
});

// The command as it would run so many days from now.
function later(days, ...args) {
	const r = spawnSync('faketime', ['-f', `+${days}d`, program, args[0],
		'--data', inst.data, ...args.slice(1)], { encoding: 'utf8' });
	assert.equal(r.status, 0, r.stdout + r.stderr);
	return r.stdout;
}

const files = (tenant) => inst.sql(tenant, 'SELECT id, purpose, blob, ' +
    "coalesce(erased_at, 0), hex(coalesce(key, '')), name FROM file " +
    'ORDER BY id').map(([id, purpose, blob, erased, key, name]) =>
    ({ id, purpose, blob, erased: Number(erased), key, name }));
const onDisk = (tenant) => readdirSync(path.join(inst.data, tenant, 'files'),
    { recursive: true, withFileTypes: true }).filter((f) => f.isFile())
    .map((f) => f.name).filter((n) => !n.endsWith('.t')).sort();
// What the rows say that there has to be.
const kept = (tenant) => [...new Set(files(tenant).filter((f) => !f.erased)
    .map((f) => f.blob))].sort();
const audit = (tenant) => inst.must('audit', 'verify', tenant);
const text = async (b, url) => (await b.go(url, { headers: {
	Accept: 'text/html' } })).text;

test('who opened a paper is told, for which row, to whom it belongs',
    async () => {
	const verifier = await inst.as(office, 'verifikator');
	let match;

	done = await carry(inst, office, { leave: (t) =>
	    t.jenis === 'match' ? (match = t) : false });
	assert.ok(match, 'a match was left');
	const page = await verifier.page(match.url);
	const [ktp] = page.photos;
	assert.match(ktp.url, /\?langkah=\d+$/);
	assert.equal((await verifier.go(ktp.url)).status, 200);

	const owner = await inst.as(office, 'pemohon');
	const { readings } = await owner.page(done.url);
	assert.equal(readings.length, 1);
	assert.match(readings[0].what, /^Foto KTP/);
	assert.match(readings[0].who, /, .*Verifikator/i);
	assert.match(readings[0].purpose, new RegExp(`^langkah ${match.no}, `));
	assert.match(readings[0].at, /\d{4} pukul \d\d\.\d\d W/);
	const all = await owner.page(`/${office}/akun/berkas`);
	assert.equal(all.readings[0].case, done.number);
	assert.deepEqual(
	    [all.readings[0].who, all.readings[0].purpose],
	    [readings[0].who, readings[0].purpose]);
	assert.match(await text(owner, done.url), /Siapa membuka berkas/);

	// Whoever may see the case sees it too; nobody else does.
	const seen = await verifier.page(`${done.url}/pembaca`);
	assert.equal(seen.readings[0].who, 'Anda sendiri');
	addPerson(inst, office, 'lain@contoh.example', 'Bagas Contoh Utama',
	    'kalimat yang panjang');
	const other = await Browser.signedIn(inst.url, office,
	    'lain@contoh.example', 'kalimat yang panjang');
	assert.equal((await other.go(`${done.url}/pembaca`)).status, 404);
	assert.equal((await other.go(ktp.url)).status, 404);
	assert.deepEqual((await other.page(`/${office}/akun/berkas`)).readings,
	    []);
	assert.deepEqual(inst.sql(office,
	    "SELECT count(*) FROM event WHERE kind = 'read'"), [['1']]);
});

test('one person, paper and row within ten minutes is one opening',
    async () => {
	const verifier = await inst.as(office, 'verifikator');
	const [match] = await tasksOf(verifier, office, done.number);
	const [ktp] = (await verifier.page(match.url)).photos;
	const reads = () => Number(inst.sql(office,
	    "SELECT count(*) FROM event WHERE kind = 'read'")[0][0]);

	await verifier.go(ktp.url);
	await Promise.all([1, 2, 3].map(() => verifier.go(ktp.url)));
	assert.equal(reads(), 1);
	// For another row it is another opening.
	const earlier = inst.sql(office, `SELECT id FROM task WHERE lane =
	    'verifikator' AND closed_at IS NOT NULL ORDER BY id LIMIT 1`)[0][0];
	const bare = ktp.url.replace(/\?.*/, '');
	await verifier.go(`${bare}?langkah=${earlier}`);
	assert.equal(reads(), 2);
	// A row of nobody's: the newest that the reader has.
	await verifier.go(`${bare}?langkah=999999`);
	await verifier.go(`${bare}?langkah=x`);
	await verifier.go(bare);
	assert.equal(reads(), 2);
	// Whoever sent it may look at it unseen.
	const owner = await inst.as(office, 'pemohon');
	assert.equal((await owner.go(bare)).status, 200);
	assert.equal(reads(), 2);
	assert.ok((await owner.page(done.url)).events.every((e) =>
	    /^[1-9]/.test(e.what)), 'no part of the story');
	audit(office);
});

test('after the end the custodian opens, and no other desk', async () => {
	done = await carry(inst, office, { started: done });
	assert.equal(done.page.case.state, 'done');
	const head = await inst.as(office, 'kadis');
	const verifier = await inst.as(office, 'verifikator');
	const letter = files(office).find((f) => f.purpose.includes('surat'));
	const url = `/${office}/berkas/${letter.id}`;

	assert.equal((await head.go(url)).status, 404);
	assert.deepEqual((await head.page(done.url)).documents, []);
	assert.equal((await verifier.go(url)).status, 200);
	const owner = await inst.as(office, 'pemohon');
	assert.equal((await owner.go(url)).status, 200);
	const { documents } = await owner.page(done.url);
	assert.match(documents.find((d) => d.url.startsWith(url)).keeping_text,
	    /^Disimpan oleh .*Verifikator.* sampai \d+ [A-Z][a-z]+ 20\d\d\.$/i);
	assert.match(await text(owner, done.url), /Disimpan oleh /);
});

test('papers go on their day, as the files themselves show', async () => {
	const photos = files(office).filter((f) => f.purpose.startsWith('foto_'));
	const others = files(office).length - photos.length;

	assert.equal(photos.length, 2);
	for (const f of photos)
		assert.ok(onDisk(office).includes(f.blob), f.purpose);
	assert.match(later(29, 'erase', office), /: 0 berkas dihapus/);
	assert.match(later(31, 'erase', '--dry-run', office),
	    /Foto KTP[^]*: 2 berkas\n/);
	assert.equal(files(office).filter((f) => f.erased).length, 0);
	assert.match(inst.must('erase', '--dry-run', '--until', '2099-12-31',
	    office), new RegExp(`: ${photos.length + others} berkas`));
	assert.equal(inst.paraf('erase', '--until', '2099-12-31').code, 2);

	assert.match(later(31, 'erase', office), /: 2 berkas dihapus/);
	for (const f of files(office)) {
		const photo = photos.find((p) => p.id === f.id);

		assert.equal(f.erased > 0, !!photo, f.purpose);
		if (!photo)
			continue;
		assert.ok(photo.key, 'was encrypted');
		assert.deepEqual([f.key, f.name, f.blob], ['', '', '']);
		assert.ok(!onDisk(office).some((n) => n.startsWith(photo.blob)),
		    'content');
		// Nor is its name, or its sealed key, in the database.
		for (const end of ['', '-wal']) {
			const name = inst.db(office) + end;
			const data = existsSync(name) ? readFileSync(name) : '';

			assert.equal(data.includes(photo.blob), false, name);
			assert.equal(data.includes(Buffer.from(photo.key,
			    'hex')), false, name);
		}
		assert.equal((await (await inst.as(office, 'verifikator')).go(
		    `/${office}/berkas/${f.id}`)).status, 410);
	}
	assert.deepEqual(onDisk(office), kept(office));
	inst.must('check', office);

	// That it was there, and that it went, is known.
	const owner = await inst.as(office, 'pemohon');
	const page = await owner.page(done.url);
	const gone = page.documents.filter((d) => !d.url);
	assert.equal(gone.length, 2);
	assert.match(gone[0].keeping_text, /^Sudah dihapus pada /);
	assert.match(page.events[0].what, /^2 berkas dihapus/);
	assert.match(page.headline, /^Selesai pada /);
	const r = await owner.go(`/${office}/berkas/${photos[0].id}`,
	    { headers: { Accept: 'text/html' } });
	assert.equal(r.status, 410);
	assert.match(r.text, /sudah dihapus pada .* sesuai jadwal penyimpanan/);
	assert.deepEqual(inst.sql(office, 'SELECT count(*), count(holder_id), ' +
	    "min(detail) LIKE '%Golongan%' FROM event WHERE kind = 'erase'"),
	    [['2', '2', '1']]);
	assert.equal(page.readings.length, 3, 'who saw it is still known');

	const events = () => inst.sql(office, 'SELECT count(*) FROM event');
	const n = events();
	assert.match(later(31, 'erase', office), /: 0 berkas dihapus/);
	assert.match(later(31, 'sweep', office), /: 0 berkas dihapus, 0 /);
	assert.deepEqual(events(), n, 'nothing twice');
	audit(office);
});

test('what is kept for no time goes at once', async () => {
	await carry(inst, quick);
	const letter = () => files(quick).find((f) =>
	    f.purpose.includes('surat_tugas'));

	const { blob } = letter();

	// By the server itself: a new agent begins with a round.
	assert.ok(onDisk(quick).includes(blob));
	process.kill(inst.p.pid, 'SIGHUP');
	await waitFor(() => !onDisk(quick).includes(blob), 'the erasure');
	assert.ok(letter().erased > 0);
	const r = await (await inst.as(quick, 'loket')).go('/sehat');
	assert.equal(r.json.status, 'sehat');
	assert.ok(r.json.round_seconds < 60, r.text);
	const plain = await request(`${inst.url}/sehat`);
	assert.match(plain.text,
	    /^sehat\npemeliharaan terakhir: \d+ detik lalu\n/);
	assert.deepEqual(onDisk(quick), kept(quick));
	assert.match(inst.must('sweep', quick), /: 0 berkas dihapus/);
	audit(quick);
});

test('a case that its applicant has left is closed', async () => {
	const b = await inst.as(office, 'pemohon');
	const c = await apply(b, office);
	const head = await inst.as(office, 'kadis');
	const [task] = await tasksOf(head, office, c.number);

	await act(head, task, { outcome: 'returned',
	    values: { alasan: 'Surat belum ditandatangani.' } });
	const [own] = await tasksOf(b, office, c.number);
	assert.match(later(89, 'sweep', office), /, 0 permohonan ditutup/);
	assert.match(later(91, 'sweep', office), /, 1 permohonan ditutup/);
	const page = await b.page(c.url);
	assert.equal(page.case.state, 'rejected');
	assert.match(page.headline,
	    /^Ditutup pada .*: Tidak dilanjutkan pemohon selama 90 hari\.$/);
	assert.equal(page.events[0].what, 'Permohonan ditutup');
	assert.equal(page.events[0].who, 'Sistem');
	assert.deepEqual(await tasksOf(b, office, c.number), []);
	assert.notEqual((await b.go(own.url, { headers: {
		Accept: 'text/html' } })).status, 500);
	assert.deepEqual(inst.sql(office,
	    "SELECT ending FROM cases WHERE state = 'rejected'"),
	    [['abandoned']]);
	assert.match(later(91, 'sweep', office), /, 0 permohonan ditutup/);
	// Its papers by their own time: 90 days after that.
	assert.match(later(180, 'erase', '--dry-run', office), /: 0 berkas/);
	assert.match(later(182, 'erase', '--dry-run', office), /: 2 berkas/);
	audit(office);
});

test('who is left behind does not end the others', async () => {
	const slow = 'Bagas Contoh Utama';
	const c = await carry(inst, shared, { persons: 2, values: {
		nama_2: slow, nik_2: '3399990411870002' },
	leave: (t) => t.no === '5' && t.holder === slow });
	assert.equal(c.page.case.state, 'waiting');

	assert.match(later(62, 'sweep', shared), /, 1 permohonan ditutup/);
	const end = await carry(inst, shared, { started: c, persons: 2 });
	assert.equal(end.page.case.state, 'done');
	assert.deepEqual(inst.sql(shared, 'SELECT h.name, h.ending FROM holder ' +
	    'h JOIN cases c ON c.id = h.case_id ORDER BY h.id').map((r) => r[1]),
	    ['done', 'rejected']);
	assert.equal(inst.sql(shared, 'SELECT ending FROM cases')[0][0],
	    'issued');
	audit(shared);
});

test('a case that cannot be read does not keep the papers of others',
    async () => {
	const before = files(office).filter((f) => !f.erased).length;
	assert.ok(before > 1);
	const [id, number] = inst.sql(office, `SELECT c.id, c.letter FROM cases c
	    JOIN file f ON f.case_id = c.id WHERE f.erased_at IS NULL
	    ORDER BY c.id DESC LIMIT 1`)[0];
	const due = files(office).find((f) => !f.erased).id;

	inst.sql(office, `UPDATE file SET class = '' WHERE case_id = ${id};
	    UPDATE cases SET letter = '[]' WHERE id = ${id};
	    UPDATE file SET erase_at = 1 WHERE id = '${due}'`);
	assert.match(later(0, 'sweep', office), /: 1 berkas dihapus/);
	inst.sql(office, `UPDATE cases SET letter = '${number}'
	    WHERE id = ${id}`);
});
