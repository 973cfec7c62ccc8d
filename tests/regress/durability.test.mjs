// kill -9 of random workers, and of everything at once, while persons work:
// what was answered is there, nothing is there twice.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fill } from './lib/client.mjs';
import { sleep } from './lib/base.mjs';
import { startParaf } from './lib/paraf.mjs';

const office = 'undiksha', form = `/${office}/layanan/pengajuan-sistem/ajukan`;
const clients = 8, perCase = 30;
const wanted = { answers: 2000, workers: 60, all: 5 };
const still = 120000; // ms without one answer: then nothing works any more
// Who acts at each row, what comes next, and the text that carries the key.
const loop = {
	2: ['upt_tik', 'fit', 'hasil_audit'],
	4: ['upt_tik', 'granted', 'nama_klien'],
	5: ['pengembang', 'problem', 'hasil_uji'],
};
let inst, desks;
const answered = new Set(); // keys with a 303
const sent = new Set();
const filed = new Map();    // the form's key -> address of its case
let workersKilled = 0, allKilled = 0, retries = 0, stop = false;

before(async () => {
	inst = await startParaf({ tenants: [office], workers: 4 });
	desks = { upt_tik: await inst.as(office, 'upt_tik'),
	    pengembang: await inst.as(office, 'pengembang') };
});
after(() => inst?.stop());

const enough = () => stop || answered.size >= wanted.answers &&
    workersKilled >= wanted.workers && allKilled >= wanted.all;

// Again and again until there is an answer.  {r, again}
async function insist(ask) {
	for (let again = false; ; again = true) {
		try {
			const r = await ask(again);
			if (r.status !== 503)
				return { r, again };
		} catch (e) {
			if (!['ECONNREFUSED', 'ECONNRESET', 'EPIPE']
			    .includes(e.code) && e.message !== 'timeout')
				throw e;
		}
		retries++;
		assert.ok(!stop, 'nobody answers any more');
		await sleep(20);
	}
}

const look = async (b, url) => {
	const { r } = await insist(() => b.go(url));
	assert.equal(r.status, 200, r.text);
	return r.json;
};

async function file() {
	const b = desks.pengembang;
	const page = await look(b, form);
	const key = page.fields.find((f) => f.name === 'kiriman').value;
	const { r } = await insist(() => b.send(page));
	assert.equal(r.status, 303, r.text);
	filed.set(key, r.location);
	return r.location;
}

const forms = {}; // a row's form, which is the same for every case

// One transition of a case that only this client touches.
async function step(url, row, key) {
	const [lane, outcome, name] = loop[row];
	const b = desks[lane];
	const { act } = await look(b, url);
	assert.ok(act, `row ${row} of ${url} is not open`);
	forms[row] ??= await look(b, act.url);
	const parts = fill(forms[row], outcome, { [name]: key });
	sent.add(key);
	// Now and then somebody does not wait for the answer.
	const hasty = Math.random() < 0.05 ? { timeout: 2 } : {};
	const { r, again } = await insist((second) =>
	    b.post(act.url, parts, second ? {} : hasty));
	if (r.status === 303)
		answered.add(key);
	else // the first answer was lost
		assert.ok(r.status === 409 && again, `${r.status} ${r.text}`);
}

async function client(id) {
	for (let n = 0; !enough(); n++) {
		const url = await file();
		for (let i = 0; i < perCase && !enough(); i++)
			await step(url, [2, 4, 5][i % 3], `kunci-${id}-${n}-${i}.`);
	}
}

// Until so many more are answered: how fast that goes is not looked at.
async function progress(more) {
	const until = answered.size + more;
	for (let at = answered.size, since = Date.now();
		answered.size < until && !stop; await sleep(5)) {
		if (answered.size !== at)
			[at, since] = [answered.size, Date.now()];
		stop = Date.now() - since > still;
	}
}

async function killer() {
	for (let n = 1; !stop; n++) {
		await progress(Math.random() * 50);
		await sleep(Math.random() * 60);
		const pids = inst.workers();
		if (stop || pids.length === 0)
			continue;
		if (n % 12 === 0) {
			await inst.killAll();
			allKilled++;
			await inst.restart();
			continue;
		}
		try {
			process.kill(pids[Math.floor(Math.random() *
			    pids.length)], 'SIGKILL');
			workersKilled++;
		} catch {
			// it had been replaced
		}
	}
}

test('2,000 transitions under kill -9', async (t) => {
	const begun = Date.now();
	const death = killer();
	try {
		await Promise.all(Array.from({ length: clients },
		    (_, id) => client(id)));
	} finally {
		stop = true;
		await death;
	}
	t.diagnostic(`${answered.size} answered in ${Date.now() - begun} ms; ` +
	    `${sent.size - answered.size} answers lost, ${retries} retries, ` +
	    `${workersKilled} workers and ${allKilled} times all killed`);
	assert.ok(answered.size >= wanted.answers, `${answered.size}`);
	assert.ok(workersKilled >= wanted.workers, `${workersKilled}`);
	assert.ok(allKilled >= wanted.all, `${allKilled}`);
});

test('every answered one is there, none twice', () => {
	const seen = new Map();
	for (const [detail] of inst.sql(office, `SELECT replace(detail,
	    char(10), ' ') FROM event WHERE detail LIKE '%kunci-%'`))
		for (const key of detail.match(/kunci-[\d-]+\./g))
			seen.set(key, (seen.get(key) ?? 0) + 1);
	assert.deepEqual([...answered].filter((k) => !seen.has(k)), []);
	assert.deepEqual([...seen].filter(([k, n]) => n !== 1 || !sent.has(k)),
	    []);
	assert.deepEqual(inst.sql(office, `SELECT task_id FROM event
	    WHERE task_id IS NOT NULL GROUP BY task_id
	    HAVING count(*) > 1`), []);
	// A closed task has its event, an open one has none.
	assert.deepEqual(inst.sql(office, `SELECT t.id FROM task t
	    LEFT JOIN event e ON e.task_id = t.id
	    WHERE (t.closed_at IS NULL) <> (e.id IS NULL)`), []);
});

test('every application is there once, with its papers', () => {
	const rows = inst.sql(office, `SELECT submission, number FROM cases`);
	for (const [key, url] of filed)
		assert.deepEqual(rows.filter(([k]) => k === key)
		    .map(([, number]) => number),
		    [decodeURIComponent(url.split('/').pop())]);
	assert.equal(rows.length, filed.size, 'none by a lost answer twice');
	const files = inst.sql(office, `SELECT blob FROM file
	    WHERE case_id IS NOT NULL`).flat();
	assert.ok(files.length >= 2 * filed.size);
	assert.equal(new Set(files).size, files.length);
	for (const name of files)
		assert.ok(statSync(path.join(inst.data, office, 'files',
		    name.slice(0, 2), name)).size > 0);
});

test('the log, the database and the queues are whole', () => {
	inst.must('audit', 'verify');
	assert.deepEqual(inst.sql(office, 'PRAGMA integrity_check'), [['ok']]);
	assert.deepEqual(inst.sql(office, 'PRAGMA foreign_key_check'), []);
	const kept = inst.sql(office, `SELECT name, n FROM queue WHERE n <> 0
	    ORDER BY name`);
	const real = inst.sql(office, `SELECT CASE WHEN person_id IS NULL
	    THEN 'desk:' || lane ELSE 'own:' || person_id END AS name, count(*)
	    FROM task WHERE closed_at IS NULL GROUP BY name ORDER BY name`);
	assert.ok(real.length > 0);
	assert.deepEqual(kept, real);
	// Each case that is not over has exactly one open task here.
	assert.deepEqual(inst.sql(office, `SELECT c.id FROM cases c
	    WHERE c.closed_at IS NULL AND 1 <> (SELECT count(*) FROM task t
	    WHERE t.case_id = c.id AND t.closed_at IS NULL)`), []);
});
