// Every file of tests/data/files/ through a browser's form: a clear message
// or a paper, nothing half, the same processes; and the inspector itself,
// seen from outside and killed.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { closed, waitFor } from './lib/base.mjs';
import { file } from './lib/client.mjs';
import { startParaf, zygotesOf } from './lib/paraf.mjs';

const folder = 'tests/data/files';
const table = JSON.parse(readFileSync(path.join(folder, 'files.json')));
const form = '/kudus/layanan/penerbitan/ajukan';
const letter = 'syarat_surat_permohonan';
let inst, b, page;

before(async () => {
	inst = await startParaf({ tenants: ['kudus'] });
	b = await inst.as('kudus', 'pemohon');
	page = await b.blank(form);
});
after(async () => {
	await inst?.stop();
});

const bytes = (name) => readFileSync(path.join(folder, name));
const blobs = () => readdirSync(path.join(inst.data, 'kudus/files'),
    { recursive: true, withFileTypes: true }).filter((d) => d.isFile());
const draf = (wish, parts = []) => b.post(page.action,
    [['csrf', page.csrf], ['draf', wish], ...parts]);
const send = (row) => draf('unggah', [[letter, file(bytes(row.file),
    row.file, row.type)]]);
const filesOf = (r) => r.json.fields.find((f) => f.name === letter).files;

const locked = () => zygotesOf(inst).inspector;

describe('files of every kind', () => {
	let processes;
	before(() => {
		processes = inst.workers();
	});
	// Judged by content, these are a whole PDF or photo, whatever the name.
	const misnamed = ['pdf.jpg', 'jpeg.pdf', 'jpeg-and-pdf.pdf'];
	// Heavy ones are seen by tests/unit/test_paper_files.c.
	const rows = table.filter((row) => !row.large && !row.giant);
	for (const row of rows)
		test(row.file, async () => {
			const good = row.verdict === 'ok' ||
			    misnamed.includes(row.file);
			const was = blobs().length;
			const r = await send(row);
			assert.equal(r.status, good ? 200 : 422, r.text);
			if (good) {
				const [kept] = filesOf(r);
				assert.ok(kept, 'it is in the draft');
				const got = await b.go(kept.url);
				assert.equal(got.status, 200);
				assert.equal(got.body.includes('Exif'), false);
				if (row.absent)
					assert.equal(got.body.includes(row.absent),
					    false);
				assert.equal((await draf(kept.remove)).status,
				    200);
			} else {
				const text = r.json.errors
				    .map((e) => e.message).join(' ');
				assert.ok(text.length > 20, text);
				assert.equal(filesOf(r).length, 0);
			}
			assert.equal(blobs().length, was);
			assert.deepEqual(readdirSync(path.join(inst.data,
			    'kudus/files/tmp')), []);
			assert.deepEqual(inst.workers(), processes, inst.log);
		});

	test('the file names what is wrong with it', async () => {
		for (const [name, words] of [
			['encrypted-user.pdf', 'dilindungi kata sandi'],
			['js-open.pdf', 'JavaScript'],
			['launch-open.pdf', 'menjalankan program'],
			['attachment.pdf', 'membawa berkas'],
			['cut-60.pdf', 'rusak'],
			['huge.png', '60 megapiksel'],
		]) {
			const r = await send(table.find((t) => t.file === name));
			const text = r.json.errors.map((e) => e.message).join();
			assert.ok(text.includes(words), text);
		}
	});
});

describe('the inspector', { skip: closed }, () => {
	test('is one locked process with two descriptors', () => {
		const [pid, ...more] = locked();
		assert.ok(pid);
		assert.deepEqual(more, []);
		assert.match(readFileSync(`/proc/${pid}/status`, 'utf8'),
		    /^NoNewPrivs:\t1$/m);
		assert.deepEqual(readdirSync(`/proc/${pid}/fd`).sort(),
		    ['2', '3']);
		assert.equal(statSync(`/proc/${pid}/fd/3`).isSocket(), true);
	});

	test('killed, it comes back for the same workers', async () => {
		const [was] = locked();
		const others = inst.workers().filter((pid) => pid !== was);
		const good = table.find((t) => t.file === 'gps.jpg');
		for (let i = 0; i < 3; i++) {
			const [now] = locked();
			process.kill(now, 'SIGKILL');
			// A dying one may still take a question with it.
			await waitFor(() => !inst.workers().includes(now),
			    'its end');
			const r = await send(good);
			assert.equal(r.status, 200, r.text);
			await draf(filesOf(r)[0].remove);
			await waitFor(() => locked().length === 1 &&
			    locked()[0] !== now, 'a new inspector');
		}
		assert.deepEqual(inst.workers().filter(
		    (pid) => !locked().includes(pid)), others);
		assert.match(inst.log, /the inspector .* by signal 9/);
	});

	test('it ends with the master', async () => {
		const all = inst.workers();
		await inst.stop();
		inst = undefined;
		for (const pid of all)
			assert.throws(() => process.kill(pid, 0));
	});
});
