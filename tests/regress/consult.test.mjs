// What the agent asks of BSrE for its offices, against every fault of the
// simulator x every call: the case waits with a reason, goes on when the
// fault has ended, nobody is registered twice, and no worker waits long.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { tempDir } from './lib/base.mjs';
import { startSimulator } from './lib/bsre.mjs';
import { acts, ask, startWithSimulators, toRegister }
    from './lib/consult.mjs';
import { carry } from './lib/journey.mjs';
import { agentOf, sleep, waitFor } from './lib/paraf.mjs';

const office = 'contoh';
const lane = 'analis';
const limits = { status: 1, daftar: 1, sertifikat: 1 }; // s
const slow = { name: 'too slow', kind: 'delay', ms: 2500 };

// What each fault makes of a call: it is done all the same, it is tried
// later, or of a registration nobody knows.
const plain = (kind, more = {}) => ({ name: kind, kind, ...more });
const done = [plain('delay', { ms: 300 }), plain('types')];
const later = ['401', '429', '503'].map((kind) => plain(kind));
const vague = [...['500', '500-empty', 'html', 'truncated', 'empty', 'reset',
	'drop'].map((kind) => plain(kind)), slow];
// What is cut off on a connection that was kept, libcurl reads again itself.
const cut = ['reset', 'drop'];
const all = [...done, ...later, ...vague];

// One Paraf, one simulator, one letter at its register row; what the slowest
// page took meanwhile.
async function open(persons, batas_waktu = limits) {
	const dir = tempDir();
	const sim = await startSimulator(path.join(dir.dir, 'sim'));
	const inst = await startWithSimulators({ [office]: sim },
	    { account: { batas_waktu } });
	const letter = await toRegister(inst, office, '3', persons);
	const b = await inst.as(office, lane);
	const it = { dir, sim, inst, letter, b, worst: 0, over: false };

	inst.sql(office, `UPDATE holder SET email = 'orang' || id ||
	    '@contoh.example'`);
	it.probe = (async () => {
		while (!it.over) {
			const begun = Date.now();
			const r = await b.go(`/${office}/tugas`);
			assert.equal(r.status, 200);
			it.worst = Math.max(it.worst, Date.now() - begun);
			await sleep(50);
		}
	})();
	return it;
}

async function close(it) {
	it.over = true;
	await it.probe;
	await it.inst.stop();
	await it.sim.stop();
	it.dir.remove();
}

const taskUrl = (it, id) =>
    `/${office}/permohonan/${it.letter.number}/langkah/${id}`;
const actOf = (it, id) => acts(it.inst, office, `a.task_id = ${id}`)[0];
const standingOf = (it, id) => it.inst.sql(office, `SELECT s.api_status,
    s.error, coalesce(s.next_at, 0), coalesce(s.api_at, 0) FROM standing s JOIN task t
    ON t.holder_id = s.holder_id WHERE t.id = ${id}`)[0];
const arm = (it, call, f) => it.sim.fault(call, f.kind,
    { times: 1, ...(f.ms ? { ms: f.ms } : {}) });

// As if an administrator pressed "Coba sekarang".
const tryNow = (it) => it.inst.sql(office,
    `UPDATE bsre_office SET try_at = ${Date.now()}`);

// The form of the register page, by somebody who waits for the answer.
async function send(it, id, values) {
	const page = await it.b.page(taskUrl(it, id));
	const r = await it.b.send(page, 'registered', values);

	assert.equal(r.status, 303, r.text);
}

async function shows(it, url, reason) {
	const r = await it.b.go(url, { headers: { Accept: 'text/html' } });

	assert.equal(r.status, 200);
	assert.ok(reason.length > 10 && r.text.includes(reason), reason);
}

// Registered, and heard of; the next question about it is far.
async function settled(it, id) {
	const a = await waitFor(() => {
		const now = actOf(it, id);
		return now.outcome === 'registered' && now;
	}, 'the registration');

	assert.equal(a.state, 'done');
	await waitFor(() => standingOf(it, id)?.[0] === 'NEW', 'its status');
	it.inst.sql(office, `UPDATE standing SET next_at = next_at + 3600000
	    WHERE next_at IS NOT NULL`);
	return a;
}

async function waitsForLater(it, id) {
	const a = await waitFor(() => {
		const now = actOf(it, id);
		return now.state === 'waiting' && now.reason && now;
	}, 'the reason');

	assert.match(a.reason, /\. Dicoba lagi dengan sendirinya\.$/);
	assert.ok(a.at > Date.now() - 2000, 'a pause');
	await shows(it, taskUrl(it, id), a.reason);
	tryNow(it);
}

async function isAsked(it, id) {
	const a = await waitFor(() => {
		const now = actOf(it, id);
		return now.state === 'question' && now;
	}, 'the question');
	const page = await it.b.page(taskUrl(it, id));
	const field = page.fields.find((f) => f.name.startsWith('jawab_'));
	const persons = await it.sim.control('GET', '/persons');
	const there = persons.some((p) => p.email === a.email);

	assert.equal(a.doubt, 'unknown');
	assert.match(a.reason, /Tidak diketahui apakah BSrE sudah mencatat/);
	await shows(it, taskUrl(it, id), a.reason);
	// It stays a question, whatever happens meanwhile.
	tryNow(it);
	await sleep(1200);
	assert.equal(actOf(it, id).state, 'question');
	await send(it, id, { [field.name]: there ? 'ada' : 'lagi' });
}

async function checkRegistered(it) {
	const log = (await it.sim.control('GET', '/log'))
	    .filter((l) => l.call === 'register');
	const persons = await it.sim.control('GET', '/persons');

	assert.equal(persons.length, it.letter.ids.length);
	assert.equal(new Set(persons.map((p) => p.email)).size,
	    persons.length);
	// Whoever is registered already is refused with 400.
	assert.deepEqual(log.filter((l) => l.status === 400), []);
}

const questions = () => {
	let it;

	before(async () => {
		it = await open(all.length);
	});
	after(() => close(it));

	for (const [i, f] of all.entries())
		test(`status: ${f.name}`, async () => {
			const id = it.letter.ids[i];

			await arm(it, 'status', f);
			await send(it, id, { cara: 'paraf' });
			if (!done.includes(f) && !cut.includes(f.kind))
				await waitsForLater(it, id);
			else
				tryNow(it);
			await settled(it, id);
		});

	test('each was registered once', () => checkRegistered(it));

	test('all come to where BSrE examines', async () => {
		await carry(it.inst, office, { started: it.letter, limit: 200,
		    leave: (t) => t.no === '6' });
		it.examine = it.inst.sql(office, `SELECT t.id, h.email
		    FROM task t JOIN holder h ON h.id = t.holder_id
		    WHERE t.row_no = '6' AND t.closed_at IS NULL
		    ORDER BY h.id`);
		assert.equal(it.examine.length, all.length);
		await waitFor(() => it.inst.sql(office,
		    `SELECT 1 FROM standing WHERE next_at <= ${Date.now()}`)
		    .length === 0, 'the statuses');
	});

	// Of those who wait there, every answer is asked for again and again.
	const due = (id) => it.inst.sql(office, `UPDATE standing SET next_at = 1
	    WHERE holder_id = (SELECT holder_id FROM task WHERE id = ${id})`);
	const far = () => it.inst.sql(office, `UPDATE standing
	    SET next_at = ${Date.now() + 3600000} WHERE next_at IS NOT NULL`);

	for (const [i, f] of all.entries())
		test(`standing: ${f.name}`, async () => {
			const [id] = it.examine[i];
			const answered = () => standingOf(it, id)[3];

			far();
			const was = answered();
			await arm(it, 'status', f);
			due(id);
			const [status, error] = await waitFor(() => {
				const now = standingOf(it, id);
				return (now[1] || now[3] !== was) && now;
			}, 'an answer');
			assert.equal(status, 'NEW', 'what was known stays');
			if (!done.includes(f) && !cut.includes(f.kind))
				assert.ok(error, 'and the reason is kept');
			if (error)
				await shows(it, taskUrl(it, id), error);
			await waitFor(() => {
				tryNow(it);
				due(id);
				return answered() !== was &&
				    !standingOf(it, id)[1];
			}, 'the next answer');
			await it.sim.control('DELETE', '/faults');
		});

	for (const [i, f] of all.entries())
		test(`chain: ${f.name}`, async () => {
			const [id, email] = it.examine[i];
			const closed = () => it.inst.sql(office,
			    `SELECT coalesce(outcome, 'open') FROM task
			    WHERE id = ${id}`)[0][0];

			await arm(it, 'chain', f);
			await it.sim.control('PUT', '/persons',
			    { email, status: 'ISSUE' });
			it.inst.sql(office, `UPDATE standing SET next_at = 1
			    WHERE holder_id = (SELECT holder_id FROM task
			    WHERE id = ${id})`);
			if (!done.includes(f)) {
				const s = await waitFor(() => {
					const now = standingOf(it, id);
					return (now[1] || (cut.includes(f.kind) &&
					    closed() === 'issued')) && now;
				}, 'the reason');
				if (closed() === 'issued')
					return;
				assert.equal(s[0], 'ISSUE');
				assert.match(s[1],
				    /^Sertifikat belum dapat diambil dari BSrE/);
				assert.ok(s[2] > Date.now() + 30000);
				assert.equal(closed(), 'open');
				await shows(it, taskUrl(it, id), s[1]);
				tryNow(it);
			}
			await waitFor(() => closed() === 'issued',
			    'the certificate');
		});

	test('each has its certificate, by nobody, once', () => {
		assert.deepEqual(it.inst.sql(office, `SELECT person_name,
		    seat_title, count(*), count(DISTINCT holder_id)
		    FROM event WHERE row_no = '6' AND outcome = 'issued'
		    GROUP BY 1, 2`), [['BSrE (API)',
			'Balai Besar Sertifikasi Elektronik',
			`${all.length}`, `${all.length}`]]);
		// All are known, so nothing is asked any more.
		assert.deepEqual(it.inst.sql(office,
		    'SELECT count(next_at), count(*) FROM standing'),
		[['0', `${all.length}`]]);
	});

	test('pages meanwhile', (t) => {
		t.diagnostic(`the slowest page took ${it.worst} ms`);
	});
};

const registrations = () => {
	let it;

	before(async () => {
		it = await open(all.length + 3);
	});
	after(() => close(it));

	for (const [i, f] of all.entries())
		test(`register: ${f.name}`, async () => {
			const id = it.letter.ids[i];

			await arm(it, 'register', f);
			await send(it, id, { cara: 'paraf' });
			if (later.includes(f))
				await waitsForLater(it, id);
			if (vague.includes(f))
				await isAsked(it, id);
			await settled(it, id);
		});

	test('a certificate of TLS that ended', async () => {
		const id = it.letter.ids[all.length];

		await it.sim.control('POST', '/tls', { expired: true });
		await send(it, id, { cara: 'paraf' });
		assert.match(actOf(it, id).reason, /TLS/);
		await it.sim.control('POST', '/tls', { expired: false });
		await waitsForLater(it, id);
		await settled(it, id);
	});

	test('whom BSrE knows already is not registered', async () => {
		const id = it.letter.ids[all.length + 1];
		const [[email]] = it.inst.sql(office, `SELECT h.email FROM task t
		    JOIN holder h ON h.id = t.holder_id WHERE t.id = ${id}`);

		await it.sim.control('PUT', '/persons',
		    { email, name: 'Orang Contoh', status: 'NEW' });
		await send(it, id, { cara: 'paraf' });
		const a = await waitFor(() => {
			const now = actOf(it, id);
			return now.state === 'question' && now;
		}, 'the question');
		assert.equal(a.doubt, 'known');
		await send(it, id, { jawab_1: 'ada', jawab_15: 'ada' });
		await settled(it, id);
	});

	test('an agent that ends waits for its answer', async () => {
		const id = it.letter.ids[all.length + 2];

		await arm(it, 'register', { kind: 'delay', ms: 700 });
		ask(it.inst, office, lane, [id]);
		await waitFor(() => actOf(it, id).state === 'sending',
		    'the registration');
		process.kill(agentOf(it.inst), 'SIGTERM');
		await settled(it, id);
	});

	test('each was registered once', () => checkRegistered(it));

	test('pages meanwhile', (t) => {
		t.diagnostic(`the slowest page took ${it.worst} ms`);
	});
};

// BSrE takes every call and says nothing for a minute.  Whatever is answered
// while a call hangs did not wait for it.
const hanging = () => {
	let it, id;

	before(async () => {
		it = await open(2, { status: 60, daftar: 60, sertifikat: 60 });
		[id] = it.letter.ids;
	});
	after(() => close(it));

	const hangs = async (call) => {
		const calls = () => it.sim.control('GET', '/log')
		    .then((log) => log.filter((l) => l.call === call).length);
		const had = await calls();

		await it.sim.fault(call, 'delay', { ms: 60000, times: -1 });
		return async () => assert.equal(await calls(), had,
		    'no call of it is over');
	};

	test('status: the page of a registration', async () => {
		const still = await hangs('status');

		await send(it, id, { cara: 'paraf' });
		await still();
		const r = await it.b.go(taskUrl(it, id));
		assert.equal(r.status, 200);
		assert.equal(actOf(it, id).outcome, '');
		await still();
		await it.sim.control('DELETE', '/faults');
	});

	test('register: the same, and all pages around', async () => {
		const [, other] = it.letter.ids;
		const still = await hangs('register');

		await send(it, other, { cara: 'paraf' });
		await waitFor(() => actOf(it, other).state === 'sending',
		    'a registration');
		for (const url of [taskUrl(it, other), `/${office}/tugas`,
			`/${office}/permohonan/${it.letter.number}`,
			`/${office}/kelola/bsre/daftar`])
			assert.equal((await it.b.go(url)).status, 200, url);
		const admin = await it.inst.as(office, 'admin');
		assert.equal((await admin.go(`/${office}/kelola/bsre`)).status,
		    200);
		assert.equal(actOf(it, other).state, 'sending');
		await still();
	});
};

describe('every fault', { concurrency: 2 }, () => {
	describe('of questions that change nothing', { concurrency: 1 },
	    questions);
	describe('of registrations', { concurrency: 1 }, registrations);
	describe('that takes a call and says nothing', { concurrency: 1 },
	    hanging);
});
