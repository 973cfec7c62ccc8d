// The agent killed again and again while it registers, asks, fetches and sends
// mails: what was sent once is never sent again, and nothing is lost.  What
// came of it is counted where it arrives: by BSrE's simulator and by a mail
// server.
// KILLS=1000 node --test tests/regress/consult_kill.test.mjs
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { tempDir } from './lib/base.mjs';
import { startSimulator } from './lib/bsre.mjs';
import { acts, ask, hurry, startWithSimulators, toRegister }
    from './lib/consult.mjs';
import { carry } from './lib/journey.mjs';
import { startMailServer, writeOutside } from './lib/mail.mjs';
import { agentOf, sleep, waitFor } from './lib/paraf.mjs';

const kills = Number(process.env.KILLS ?? 200);
const office = 'contoh';
const lane = 'analis';
const letters = Math.ceil(kills / 20);
const waiting = 5; // holders whom BSrE examines

// Register tasks, and holders at the row where BSrE examines.
async function prepare(inst, sim) {
	const first = await toRegister(inst, office, '3', waiting);
	const ids = [];

	ask(inst, office, lane, first.ids);
	await waitFor(() => acts(inst, office)
	    .every((a) => a.state === 'done'), 'the first registrations');
	await carry(inst, office,
	    { started: first, leave: (t) => t.no === '6' });
	for (let i = 0; i < letters; i++)
		ids.push(...(await toRegister(inst, office, '3', 20)).ids);
	inst.sql(office, `UPDATE holder SET email = 'orang' || id ||
	    '@contoh.example' WHERE id IN
	    (SELECT holder_id FROM task WHERE id IN (${ids.join()}))`);
	await sim.fault('register', 'delay', { ms: 150, times: -1 });
	return { ids, examined: acts(inst, office).map((a) => a.email) };
}

const sending = (inst) =>
    acts(inst, office, "a.state = 'sending'").length;
const mailing = (inst) => inst.sql(office, `SELECT 1 FROM message
    WHERE claimed_at IS NOT NULL`).length;

// Mails beside those of the work itself, so that there are always some.
function write(inst, n) {
	const now = Date.now();

	inst.sql(office, `WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL
	    SELECT n + 1 FROM i WHERE n < ${n})
	    INSERT INTO message (rule, tier, recipient, channel, template,
	    address, name, facts, state, created_at, try_at)
	    SELECT 'uji:${now}:' || n, 0, 'person:' || n, 'mail', 'received',
	    'surat' || n || '@kantor.example', 'Orang Contoh', '{"number":' ||
	    '"TTE-1","path":"/permohonan/TTE-1","path_label":"Buka"}',
	    'waiting', ${now}, ${now} FROM i`);
}

// At any moment, or while a registration is under way.
async function chooseMoment(inst, n) {
	// Five that live shorter are started again at once.
	if (n % 6 === 5)
		return sleep(1050);
	if (n % 2 === 0)
		return sleep(Math.random() * 300);
	await waitFor(() => sending(inst) > 0, 'a registration', 700)
	    .catch(() => {});
	return sleep(Math.random() * 150);
}

async function killOften(inst, sim, { ids, examined }) {
	const was = { kills: 0, sending: 0, mailing: 0 };
	const left = [...ids], issue = [...examined];
	let last;

	for (; was.kills < kills; was.kills++) {
		if (acts(inst, office, "a.state = 'waiting'").length < 4)
			ask(inst, office, lane, left.splice(0, 4).concat(0));
		if (was.kills % 5 === 0)
			hurry(inst, office);
		if (inst.sql(office, `SELECT 1 FROM message
		    WHERE state = 'waiting'`).length < 10)
			write(inst, 10);
		if (was.kills % Math.ceil(kills / waiting) === 0)
			await sim.control('PUT', '/persons',
			    { email: issue.pop(), status: 'ISSUE' });
		const pid = await waitFor(() => {
			const now = agentOf(inst);
			return now !== last && now;
		}, 'the next agent');
		await chooseMoment(inst, was.kills);
		was.sending += sending(inst) > 0;
		was.mailing += mailing(inst) > 0;
		process.kill(pid, 'SIGKILL');
		last = pid;
	}
	return was;
}

async function checkActs(inst, sim, t) {
	const persons = await sim.control('GET', '/persons');
	const known = new Map(persons.map((p) => [p.email, p]));
	const log = (await sim.control('GET', '/log'))
	    .filter((l) => l.call === 'register');
	const all = acts(inst, office);
	const asked = all.filter((a) => a.state === 'question');

	assert.equal(known.size, persons.length);
	// A second registration would have been refused with 400.
	assert.deepEqual(log.filter((l) => l.status === 400), []);
	assert.ok(log.length <= all.length, 'none was sent twice');
	for (const a of all) {
		assert.match(a.state, /^(done|question)$/);
		if (a.state === 'done')
			assert.ok(known.has(a.email), a.email);
		else
			assert.equal(a.doubt, 'unknown', a.reason);
		assert.equal(a.outcome,
		    a.state === 'done' ? 'registered' : '');
	}
	t.diagnostic(`${all.length} registrations, ${log.length} sent, ` +
	    `${asked.length} became questions, of which ` +
	    `${asked.filter((a) => known.has(a.email)).length} were done`);
}

// Each row is one mail there, and one that came twice has the same ID.
function checkMails(inst, server, t) {
	const mails = server.mails().map((m) => m.id)
	    .filter((id) => id.startsWith(`<${office}.`));
	const unique = [...new Set(mails)];
	// What is held goes out with a digest; what is dropped was about a task
	// that closed before, and may have gone out with an agent that was killed.
	const rows = inst.sql(office, `SELECT id, state FROM message
	    WHERE channel = 'mail' AND state <> 'held' ORDER BY id`);
	const those = (state) => rows.filter((r) => r[1] === state)
	    .map(([id]) => id);
	const came = new Set(unique.map((id) => id.split('.')[1]));
	const sent = those('sent'), dropped = new Set(those('dropped'));

	assert.equal(sent.length + dropped.size, rows.length, 'none is left');
	assert.equal(came.size, unique.length, 'one Message-ID for a row');
	assert.deepEqual(sent.filter((id) => !came.has(id)), []);
	for (const id of sent)
		came.delete(id);
	assert.deepEqual([...came].filter((id) => !dropped.has(id)), []);
	t.diagnostic(`${sent.length} mails, ${mails.length - unique.length} ` +
	    'came twice under the same Message-ID');
	// An office has two calls under way.
	assert.ok(mails.length - unique.length <= 2 * kills);
}

test(`${kills} times in the middle of what it asks`, async (t) => {
	const dir = tempDir();
	const sim = await startSimulator(path.join(dir.dir, 'sim'));
	let inst, server;

	try {
		inst = await startWithSimulators({ [office]: sim },
		    { workers: 1 });
		server = await startMailServer(path.join(dir.dir, 'smtp'));
		writeOutside(`${inst.data}.outside`, null, { surel: {
			server: server.url, ca: server.ca,
			pengirim: 'Paraf Uji <paraf@uji.example>' } });
		const made = await prepare(inst, sim);
		const begun = Date.now();
		const was = await killOften(inst, sim, made);
		t.diagnostic(`${was.kills} kills in ${Date.now() - begun} ms, ` +
		    `${was.sending} while somebody was being registered, ` +
		    `${was.mailing} while mails were being sent`);
		assert.equal(was.kills, kills);
		assert.ok(was.sending > kills / 10);
		assert.ok(was.mailing > kills / 10);

		hurry(inst, office);
		await waitFor(() => acts(inst, office,
		    "a.state IN ('waiting', 'sending')").length === 0,
		'the end of all registrations', 60000);
		await checkActs(inst, sim, t);
		// Each was asked about, and has its certificate once.
		hurry(inst, office);
		await waitFor(() => inst.sql(office, `SELECT 1 FROM bsre_act a
		    LEFT JOIN standing s ON s.holder_id = a.holder_id
		    WHERE a.state = 'done' AND coalesce(s.api_status, '') = ''`)
		    .length === 0, 'all standings', 30000);
		await waitFor(() => inst.sql(office, `SELECT 1 FROM task
		    WHERE row_no = '6' AND closed_at IS NULL`).length === 0,
		'all certificates', 30000);
		assert.deepEqual(inst.sql(office, `SELECT outcome, person_name,
		    count(*), count(DISTINCT holder_id) FROM event
		    WHERE row_no = '6' AND outcome = 'issued'
		    GROUP BY 1, 2`),
		[['issued', 'BSrE (API)', `${waiting}`, `${waiting}`]]);
		assert.equal(inst.sql(office,
		    'SELECT count(*) FROM certificate')[0][0], `${waiting}`);
		await waitFor(() => inst.sql(office, `SELECT 1 FROM message
		    WHERE state = 'waiting'`).length === 0, 'the outbox', 60000);
		checkMails(inst, server, t);
		inst.must('audit', 'verify', office);
	} finally {
		await inst?.stop();
		await server?.stop();
		await sim.stop();
		dir.remove();
	}
});
