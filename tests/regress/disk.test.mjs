// The disk is full, the database is locked: 503, and what was acknowledged
// stays.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { file } from './lib/client.mjs';
import { apply, tasksOf } from './lib/journey.mjs';
import { pdf } from './lib/papers.mjs';
import { startParaf } from './lib/paraf.mjs';

const form = '/kudus/layanan/penerbitan/ajukan';

describe('the database is locked', () => {
	let inst, b, kadis, lock;

	before(async () => {
		inst = await startParaf({ tenants: ['kudus'] });
		b = await inst.as('kudus', 'pemohon');
		kadis = await inst.as('kudus', 'kadis');
	});
	after(async () => {
		lock?.kill();
		await inst?.stop();
	});

	const hold = () => new Promise((resolve, reject) => {
		lock = spawn('sqlite3', ['-batch', inst.db('kudus')],
		    { stdio: ['pipe', 'pipe', 'inherit'] });
		lock.on('error', reject);
		lock.stdout.once('data', resolve);
		lock.stdin.write('BEGIN EXCLUSIVE;\nSELECT 1;\n');
	});
	const release = () => new Promise((resolve) => {
		lock.on('close', resolve);
		lock.stdin.end('ROLLBACK;\n');
	});

	test('503 for a change, 200 for a look; later it is done', async () => {
		const c = await apply(b, 'kudus');
		const [task] = await tasksOf(kadis, 'kudus', c.number);
		const page = await kadis.page(task.url);
		const blank = await b.page(form);
		await hold();

		const t = Date.now();
		const [act, filing] = await Promise.all([
			kadis.send(page, 'forwarded'), b.send(blank)]);
		const ms = Date.now() - t;
		for (const r of [act, filing]) {
			assert.equal(r.status, 503, r.text);
			assert.match(r.json.errors[0].message, /coba lagi|sibuk/);
			assert.match(r.json.todo, /tersimpan/);
		}
		assert.ok(ms < 15000, `${ms} ms`);
		for (const url of [c.url, '/kudus/tugas', form])
			assert.equal((await b.go(url)).status, 200, url);
		assert.equal((await kadis.page(task.url)).errors.length, 0);

		await release();
		assert.equal((await kadis.send(page, 'forwarded')).status, 303);
		assert.equal((await b.send(blank)).status, 303);
		assert.equal((await b.send(blank)).status, 303);
		assert.deepEqual(inst.sql('kudus', 'SELECT count(*) FROM cases'),
		    [['2']]);
	});
});

describe('the disk is full', () => {
	// No file may grow over 2 MiB: writing fails where the disk would
	// be full, for files, WAL and spooled bodies alike.
	let inst, b;

	before(async () => {
		inst = await startParaf({ tenants: ['kudus'], fileLimit: 2048 });
		b = await inst.as('kudus', 'pemohon');
	});
	after(() => inst?.stop());

	test('an upload: 503, nothing half is left', async () => {
		const start = pdf();
		const big = Buffer.concat([start,
			Buffer.alloc(3 * 1024 * 1024, 32)]);
		const workers = inst.workers();
		const r = await b.send(await b.page(form), null,
		    { syarat_surat_permohonan: file(big) });
		assert.equal(r.status, 503, r.text);
		assert.deepEqual(readdirSync(path.join(inst.data,
		    'kudus/files/tmp')), []);
		assert.deepEqual(readdirSync(path.join(inst.data, 'spool')), []);
		assert.equal((await b.send(await b.page(form))).status, 303);
		assert.deepEqual(inst.workers(), workers);
	});

	test('until it is full: every 303 is there, the rest was 503',
	    async () => {
		const kept = [];
		const workers = inst.workers();
		let refused = 0;
		for (let i = 0; i < 400 && refused < 10; i++) {
			const page = await b.page(form);
			const r = await b.send(page, null,
			    { nomor_surat: `uji/${i}` });
			if (r.status === 303) {
				kept.push([i, r.location]);
				continue;
			}
			assert.equal(r.status, 503, r.text);
			refused++;
		}
		assert.equal(refused, 10, `${kept.length} were taken`);
		assert.ok(kept.length > 5);
		assert.equal((await b.go('/kudus/tugas')).status, 200);
		assert.equal((await b.go(kept[0][1])).status, 200);
		assert.deepEqual(inst.workers(), workers);

		await inst.halt();
		inst.options.fileLimit = 0;
		await inst.restart();
		for (const [i, url] of kept)
			assert.ok((await b.page(url)).case.number, `${i}`);
		assert.deepEqual(inst.sql('kudus', `SELECT json_extract(letter,
		    '$.nomor_surat') FROM cases WHERE letter LIKE '%uji/%'
		    ORDER BY id`).flat(), kept.map(([i]) => `uji/${i}`));
		assert.deepEqual(inst.sql('kudus', 'PRAGMA integrity_check'),
		    [['ok']]);
		inst.must('audit', 'verify');
		assert.equal((await b.send(await b.page(form))).status, 303);
	});
});
