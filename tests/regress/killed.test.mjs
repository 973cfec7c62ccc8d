// kill -9 while files come in: after each, no row without its file, and
// nothing of what was sent is readable anywhere in the data folder.
// KILLS=500 node --test tests/regress/killed.test.mjs
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { sleep } from './lib/base.mjs';
import { file } from './lib/client.mjs';
import { pdf } from './lib/papers.mjs';
import { startParaf } from './lib/paraf.mjs';

const kills = Number(process.env.KILLS ?? 30), most = 55000 /* ms */;
const office = 'kudus', form = `/${office}/layanan/penerbitan/ajukan`;
const mark = 'POLA-RAHASIA-CONTOH ', letter = 'syarat_surat_permohonan';
const lanes = ['pemohon', 'kadis', 'kabid', 'kasi'];
let inst, stop = false, sent = 0, retries = 0;

before(async () => {
	inst = await startParaf({ tenants: [office], workers: 3 });
	for (const lane of lanes)
		await inst.as(office, lane);
});
after(() => inst?.stop());

// An answer, or null if nobody is there to give one.
async function ask(work) {
	try {
		const r = await work();
		return r.status === 503 ? null : r;
	} catch (e) {
		if (!['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(e.code) &&
		    !/timeout|aborted|socket hang up/.test(e.message))
			throw e;
		return null;
	}
}

// Files and typed text into the draft; now and then all is handed in, and
// now and then thrown away, so that the folder stays small.
async function client(lane) {
	const b = await inst.as(office, lane);
	for (let n = 0; !stop; n++) {
		const r = await ask(() => b.go(form));
		if (r?.status !== 200) {
			retries++;
			await sleep(10);
			continue;
		}
		const { action, csrf } = r.json;
		const parts = n % 4 === 3 ? [['draf', 'buang']] :
		    [['draf', n % 2 ? 'unggah' : 'simpan'], ['nama', mark],
			[letter, file(pdf(mark.repeat(4000 + 97 * (n % 50))),
			    `${n}.pdf`)]];
		const done = await ask(() => b.post(action,
		    [['csrf', csrf], ...parts]));
		if (!done)
			retries++;
		else
			assert.ok([200, 303, 422].includes(done.status),
			    done.text);
		sent++;
	}
}

// What the file of a row has to be long: 24, and 17 for every 64 KiB.
const onDisk = (size) => 24 + size + 17 * Math.max(1,
    Math.ceil(size / 65536));

const rows = () => inst.sql(office, 'SELECT id, blob, size FROM file');

function rowsWithoutFile() {
	const all = rows();
	const bad = all.filter(([, blob, size]) => {
		const name = path.join(inst.data, office, 'files',
		    blob.slice(0, 2), blob);
		try {
			return statSync(name).size !== onDisk(Number(size));
		} catch {
			return true;
		}
	});
	// Those removed while we looked.
	const now = bad.length ? new Set(rows().map(([id]) => id)) : null;
	return bad.filter(([id]) => now.has(id));
}

function readable() {
	const found = [];
	for (const name of readdirSync(inst.data, { recursive: true })) {
		const full = path.join(inst.data, name);
		try {
			if (statSync(full).isFile() &&
			    readFileSync(full).includes(mark))
				found.push(name);
		} catch (e) {
			if (e.code !== 'ENOENT')
				throw e;
		}
	}
	return found;
}

test('files under kill -9', { timeout: 20 * 60 * 1000 }, async (t) => {
	const begun = Date.now();
	const clients = Promise.all(lanes.map(client));
	let done = 0, all = 0;
	try {
		for (; done < kills; done++) {
			if (!process.env.KILLS && Date.now() - begun > most)
				break;
			await sleep(5 + Math.random() * 90);
			const pids = inst.workers();
			if (done % 10 === 9) {
				await inst.killAll();
				all++;
			} else if (pids.length > 0) {
				process.kill(pids[Math.floor(Math.random() *
				    pids.length)], 'SIGKILL');
			}
			assert.deepEqual(readable(), [], `kill ${done}`);
			assert.deepEqual(rowsWithoutFile(), [], `kill ${done}`);
			if (done % 10 === 9)
				await inst.restart();
		}
	} finally {
		stop = true;
		await clients;
	}
	t.diagnostic(`${done} kills (${all} of everything) in ` +
	    `${Date.now() - begun} ms; ${sent} forms sent, ${retries} lost`);
	assert.ok(done >= Math.min(kills, 10));
	assert.ok(sent > done);
});

test('what is left can be read, counted and removed', async () => {
	assert.deepEqual(inst.sql(office, 'PRAGMA integrity_check'), [['ok']]);
	const [[kept]] = inst.sql(office, `SELECT bytes FROM usage
	    WHERE name = 'office'`);
	const [[real]] = inst.sql(office,
	    'SELECT coalesce(sum(size), 0) FROM file');
	assert.equal(kept, real);
	for (const lane of lanes) {
		const b = await inst.as(office, lane);
		const page = await b.page(form);
		for (const f of page.fields.find((x) => x.name === letter).files)
			assert.ok((await b.go(f.url)).body.includes(mark));
		await b.blank(form);
	}
	assert.equal(rows().length, 0);
});
