// What is handed in goes past the virus scanner: real clamd, one that is
// away, and some that behave badly.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { tempDir, waitFor } from './lib/base.mjs';
import { eicar, fakeClamd, infected, pdfWith, startClamd }
    from './lib/clamd.mjs';
import { file, fill } from './lib/client.mjs';
import { tasksOf } from './lib/journey.mjs';
import { pdf } from './lib/papers.mjs';
import { paraf, startParaf } from './lib/paraf.mjs';

const office = 'trenggalek';
const form = `/${office}/layanan/penerbitan/ajukan`;
const found = /(ditemukan|menemukan) virus/, waiting = /[Mm]enunggu pemeriksaan virus/;
const MIB = 1024 * 1024;

let dir, socket, inst, clamd;

async function begin(policy) {
	dir = tempDir();
	socket = path.join(dir.dir, 'clamd.ctl');
	inst = await startParaf({ tenants: [office],
	    args: ['--virus', policy, '--clamd', socket] });
}
async function end() {
	await inst?.stop();
	await clamd?.stop();
	dir?.remove();
}

// The first file field of the form, its name.
const paper = (page) => page.fields.find((f) => f.type === 'file').name;
const field = (page, name) => page.fields.find((f) => f.name === name);

// Only the files of the draft, and what the page says then.
async function upload(b, data, name = 'surat.pdf') {
	const page = await b.page(form);
	const r = await b.post(page.action, [['csrf', page.csrf],
		[paper(page), file(data, name)], ['draf', 'unggah']]);
	assert.ok([200, 422].includes(r.status), r.text);
	return { status: r.status, page: r.json,
	    files: field(r.json, paper(page)).files,
	    error: r.json.errors.map((e) => e.message).join(' ') };
}

// The whole form, every other file from its example.
async function submit(b, data) {
	const page = await b.page(form);
	const values = data ? { [paper(page)]: file(data) } : {};
	if (!data)
		values[paper(page)] = undefined;
	return b.post(page.action, fill(page, null, values));
}

async function discard(b) {
	for (;;) {
		const page = await b.page(form);
		const f = page.fields.find((one) => one.files?.length);
		if (!f)
			return;
		await b.post(page.action, [['csrf', page.csrf],
			['draf', f.files[0].remove]]);
	}
}

const states = () => inst.sql(office,
    "SELECT 'is ' || scan FROM file ORDER BY created_at, id").flat()
    .map((line) => line.slice(3));
const stored = () => readdirSync(path.join(inst.data, office, 'files'),
    { withFileTypes: true }).flatMap((d) => d.isDirectory() ?
	readdirSync(path.join(inst.data, office, 'files', d.name)) : []);

describe('refuse', () => {
	let b;

	before(async () => {
		await begin('refuse');
		clamd = await startClamd(socket);
		b = await inst.as(office, 'pemohon');
	});
	after(end);
	afterEach(async () => {
		if (!clamd || clamd.over)
			clamd = await startClamd(socket);
		await discard(b);
	});

	test('what is clean is accepted', async () => {
		const up = await upload(b, pdf());
		assert.equal(up.status, 200, up.error);
		assert.equal(up.files[0].scan_text, null);
		assert.deepEqual(states(), ['clean']);
	});

	for (const [name, data] of [['a PDF', infected()],
		['a PDF followed by it', Buffer.concat([pdf(),
		    Buffer.from(`\n${eicar}\n`)])]])
		test(`a virus in ${name} is refused and not kept`, async () => {
			const before = stored().length, rows = states().length;
			const up = await upload(b, data);
			assert.equal(up.status, 422);
			assert.match(up.error, found);
			assert.deepEqual(up.files, []);
			assert.equal(states().length, rows);
			assert.equal(stored().length, before);
			const all = await submit(b, data);
			assert.equal(all.status, 422);
			assert.match(all.text, found);
			assert.doesNotMatch(states().join(), /found/);
		});

	test('what clamd finds too large is refused', async () => {
		const up = await upload(b, pdfWith('x'.repeat(2 * MIB)));
		assert.equal(up.status, 422);
		assert.match(up.error, /terlalu besar untuk diperiksa dari virus/);
		assert.deepEqual(up.files, []);
	});

	test('clamd away: it waits, and is scanned when looked at again',
	    async () => {
		await clamd.stop();
		const up = await upload(b, pdf());
		assert.equal(up.status, 200, up.error);
		assert.match(up.files[0].scan_text, waiting);
		assert.deepEqual(states(), ['waiting']);
		const sent = await submit(b);
		assert.equal(sent.status, 422);
		assert.match(sent.text, waiting);
		const page = await b.page(form);
		assert.match(field(page, paper(page)).files[0].scan_text, waiting);
		clamd = await startClamd(socket);
		const later = await b.page(form);
		assert.equal(field(later, paper(later)).files[0].scan_text, null);
		const r = await submit(b);
		assert.equal(r.status, 303, r.text);
		assert.deepEqual([...new Set(states())], ['clean']);
	});

	test('clamd away: scanned when sent again', async () => {
		await clamd.stop();
		assert.equal((await submit(b, pdf())).status, 422);
		const page = await b.page(form);
		clamd = await startClamd(socket);
		const left = Object.fromEntries(page.fields.map((f) => [f.name,
			f.type === 'file' ? undefined : f.value ?? f.example]));
		const r = await b.post(page.action, fill(page, null, left));
		assert.equal(r.status, 303, r.text);
	});

	test('a virus that came while clamd was away', async () => {
		await clamd.stop();
		assert.equal((await upload(b, infected())).status, 200);
		clamd = await startClamd(socket);
		const page = await b.page(form);
		assert.match(field(page, paper(page)).files[0].scan_text, found);
		const r = await submit(b);
		assert.equal(r.status, 422);
		assert.match(r.text, found);
		assert.equal(states().filter((s) => s === 'found').length, 1);
	});

	test('housekeeping scans what waits', async () => {
		await clamd.stop();
		await upload(b, pdf());
		await upload(b, infected());
		clamd = await startClamd(socket);
		await inst.halt();
		await inst.restart();
		await waitFor(() => !states().includes('waiting'),
		    'end of the wait', 20000);
		assert.ok(states().includes('found'));
	});

	test('clamd that leaves in the middle, or talks nonsense: it waits',
	    async () => {
		await clamd.stop();
		for (const talk of [
			(s) => s.once('data', () => s.destroy()),
			(s) => s.once('data', () => s.end('stream: OK\0')),
			(s) => s.end('x'.repeat(100000)),
			(s) => s.end(),
		]) {
			const fake = await fakeClamd(socket, { talk });
			const up = await upload(b, pdfWith('x'.repeat(MIB / 2)));
			await fake.stop();
			assert.equal(up.status, 200, up.error);
			assert.match(up.files.at(-1).scan_text, waiting);
			await discard(b);
		}
		for (const answer of ['stream: OK', 'OK\0', 'stream: ERROR\0',
			'stream: OK\n\0']) {
			const fake = await fakeClamd(socket,
			    { answer: () => answer });
			const up = await upload(b, pdf());
			await fake.stop();
			assert.match(up.files.at(-1).scan_text, waiting, answer);
			await discard(b);
		}
	});

	test('a slow one is waited for, others are served', async () => {
		await clamd.stop();
		const fake = await fakeClamd(socket, { talk: (s) =>
			s.once('data', () => setTimeout(() =>
			    s.end('stream: Uji FOUND\0'), 1500)) });
		const one = upload(b, pdf());
		const other = await inst.as(office, 'kadis');
		await other.page(`/${office}/tugas`);
		const up = await one;
		await fake.stop();
		assert.equal(up.status, 422);
		assert.match(up.error, found);
	});
});

describe('warn', () => {
	before(async () => {
		await begin('warn');
		clamd = await startClamd(socket);
	});
	after(end);

	test('a virus is taken in, and both are told of it', async () => {
		const b = await inst.as(office, 'pemohon');
		const up = await upload(b, infected());
		assert.equal(up.status, 200, up.error);
		assert.match(up.files[0].scan_text, found);
		const r = await submit(b);
		assert.equal(r.status, 303, r.text);
		const number = r.location.split('/').pop();
		const kadis = await inst.as(office, 'kadis');
		const [task] = await tasksOf(kadis, office, number);
		const html = await kadis.go(task.url,
		    { headers: { Accept: 'text/html' } });
		assert.match(html.text, found);
		assert.equal(states().filter((s) => s === 'found').length, 1);
	});

	test('what cannot be scanned is taken in, and marked', async () => {
		const b = await inst.as(office, 'pemohon');
		const up = await upload(b, pdfWith('x'.repeat(2 * MIB)));
		assert.equal(up.status, 200, up.error);
		assert.match(up.files[0].scan_text, /Tidak sempat diperiksa/);
		await clamd.stop();
		await discard(b);
		const away = await upload(b, infected());
		assert.equal(away.status, 200);
		assert.match(away.files[0].scan_text, /Tidak sempat diperiksa/);
	});
});

describe('off', () => {
	before(() => begin('off'));
	after(end);

	test('nobody is asked', async () => {
		const fake = await fakeClamd(socket, { answer: () => 'x' });
		const b = await inst.as(office, 'pemohon');
		const up = await upload(b, infected());
		assert.equal(up.status, 200, up.error);
		assert.equal(up.files[0].scan_text, null);
		assert.equal(fake.asked, 0);
		assert.deepEqual(states(), ['']);
		await fake.stop();
	});
});

test('settings that make no sense are refused', () => {
	const home = tempDir();
	for (const [args, why] of [
		[['--clamd', '/run/c.ctl'], /--clamd tanpa --virus/],
		[['--virus', 'warn'], /perlu --clamd/],
		[['--virus', 'refuse'], /perlu --clamd/],
		[['--virus', 'on', '--clamd', '/run/c.ctl'],
		    /--virus harus off, warn, atau refuse/],
		[['--virus', 'warn', '--clamd', 'c.ctl'], /diawali garis miring/],
		[['--virus', 'warn', '--clamd', `/${'x'.repeat(120)}`],
		    /paling panjang 107/],
	]) {
		const r = paraf(['serve', '--http', '127.0.0.1:1', ...args],
		    { data: home.dir });
		assert.notEqual(r.code, 0);
		assert.match(r.err, why);
		assert.deepEqual(readdirSync(home.dir), []);
	}
	home.remove();
});
