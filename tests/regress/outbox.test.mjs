// The outbox against servers that fail in every way, and against kill -9 of
// the agent: no notice is lost, none is told twice, and no office waits for
// another's server.
// KILLS=500 node --test tests/regress/outbox.test.mjs
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fakeSmtp, readMaildir, startMailServer, writeOutside }
    from './lib/mail.mjs';
import { agentOf, sleep, startParaf, waitFor } from './lib/paraf.mjs';

const kills = Number(process.env.KILLS ?? 100);
const facts = '{"number":"TTE-1","path":"/permohonan/TTE-1",' +
    '"path_label":"Buka permohonan"}';
let serial = 0;

// So many messages, due now; {first}: the number in the first one's address.
function write(inst, office, n, to = 'orang') {
	const first = serial;
	const now = Date.now();
	serial += n;
	inst.sql(office, `WITH RECURSIVE i(n) AS (SELECT ${first} UNION ALL
	    SELECT n + 1 FROM i WHERE n < ${serial - 1})
	    INSERT INTO message (rule, tier, recipient, channel, template,
	    address, name, facts, state, created_at, try_at)
	    SELECT 'uji:' || n, 0, 'person:' || n, 'mail', 'received',
	    '${to}' || n || '@kantor.example', 'Orang Contoh', '${facts}',
	    'waiting', ${now}, ${now} FROM i`);
	return first;
}

const states = (inst, office) => Object.fromEntries(inst.sql(office,
    'SELECT state, count(*) FROM message GROUP BY 1')
    .map(([state, n]) => [state, Number(n)]));
const one = (inst, office, what, n) => inst.sql(office,
    `SELECT ${what} FROM message WHERE rule = 'uji:${n}'`)[0];
// As if its pause were over.
const hurry = (inst, office) => inst.sql(office, `UPDATE message
    SET try_at = 1 WHERE state = 'waiting' AND claimed_at IS NULL`);

const allSent = (inst, office, ms = 8000) => waitFor(() => {
	const s = states(inst, office);
	return s.sent > 0 && !s.waiting;
}, `end of the outbox of ${office}`, ms);

const outsideOf = (inst) => `${inst.data}.outside`;

// Two offices by SMTP to a real server, one into a Maildir.
const offices = { kudus: 'smtp', tapin: 'smtp', undiksha: 'maildir' };
const names = Object.keys(offices);

// Kill the agent again and again while there is something to send.
async function killOften(inst) {
	const was = { kills: 0, claims: 0 };
	let last;
	for (; was.kills < kills; was.kills++) {
		for (const office of names)
			if ((states(inst, office).waiting || 0) < 20)
				write(inst, office, 20);
		const pid = await waitFor(() => {
			const now = agentOf(inst);
			return now !== last && now;
		}, 'the next agent');
		// One that lives for a second is started again at once.
		await sleep(was.kills % 4 === 3 ? 1050 : Math.random() * 400);
		for (const office of names)
			was.claims += inst.sql(office, `SELECT 1 FROM message
			    WHERE claimed_at IS NOT NULL`).length;
		process.kill(pid, 'SIGKILL');
		last = pid;
	}
	return was;
}

// Each message of an office arrived: {rows, repeats}.
function count(inst, office, mails) {
	const ids = mails.map((m) => m.id)
	    .filter((id) => id.startsWith(`<${office}.`));
	const wanted = inst.sql(office, 'SELECT id FROM message')
	    .map(([id]) => id).sort();
	const unique = new Set(ids);
	assert.equal(unique.size, wanted.length, office);
	assert.deepEqual([...unique].map((id) => id.split('.')[1]).sort(),
	    wanted);
	assert.deepEqual(states(inst, office), { sent: wanted.length });
	return { rows: wanted.length, repeats: ids.length - unique.size };
}

async function killAgents(t) {
	const inst = await startParaf({ workers: 1, tenants: names });
	const dir = path.join(inst.data, 'surel');
	let server;
	try {
		server = await startMailServer(path.join(inst.dir.dir, 'smtp'));
		for (const office of names)
			writeOutside(outsideOf(inst), office, { surel: {
			    pengirim: `Kantor <surel@${office}.example>`,
			    ...(offices[office] === 'smtp' ?
				{ server: server.url, ca: server.ca } :
				{ server: `maildir:${dir}` }) } });
		const begun = Date.now();
		const was = await killOften(inst);
		const ms = Date.now() - begun;
		for (const office of names)
			await allSent(inst, office, 60000);
		const mails = [...server.mails(), ...readMaildir(dir)];
		const all = names.map((office) => count(inst, office, mails));
		const rows = all.reduce((n, o) => n + o.rows, 0);
		const repeats = all.reduce((n, o) => n + o.repeats, 0);
		t.diagnostic(`${was.kills} kills in ${ms} ms, ${was.claims} ` +
		    `claims seen before them; ${rows} messages, ` +
		    `${repeats} repeats`);
		assert.ok(rows > 20 * names.length && was.claims > 0);
		// Two calls of each of the two offices, at most.
		assert.ok(repeats <= 4 * was.kills);

		// Where no agent runs, the command does it.
		await inst.halt();
		server.clear();
		write(inst, 'tapin', 3);
		inst.must('sweep', '--url', 'https://tte.example', 'tapin');
		assert.equal(states(inst, 'tapin').waiting, undefined);
		assert.equal(server.mails().length, 3);
	} finally {
		await inst.stop();
		await server?.stop();
	}
}

describe('the outbox', () => {
	let inst, down, hung, quick, drip, faulty, stuck;

	const use = (office, server) => writeOutside(outsideOf(inst), office,
	    { surel: { server: server.url, tanpa_tls: 'ya',
		pengirim: `Kantor Contoh <surel@${office}.example>` } });

	before(async () => {
		[down, hung, quick, drip, faulty, stuck] = await Promise.all([
			fakeSmtp(), fakeSmtp({ mode: 'hang' }),
			fakeSmtp(), fakeSmtp({ mode: 'drip' }), fakeSmtp(),
			fakeSmtp({ mode: 'hang' })]);
		await down.down();
		inst = await startParaf({ workers: 1, tenants: ['trenggalek',
			'kudus', 'tapin', 'undiksha', 'maluku-utara',
			'contoh'] });
		rmSync(path.join(outsideOf(inst), 'semua.yaml'));
		use('trenggalek', down);
		use('kudus', hung);
		use('tapin', quick);
		use('undiksha', drip);
		use('maluku-utara', faulty);
		write(inst, 'trenggalek', 5);
		write(inst, 'undiksha', 2);
		write(inst, 'kudus', 20);
	});
	after(async () => {
		await inst?.stop();
		for (const s of [down, hung, quick, drip, faulty, stuck])
			await s?.stop();
	});

	test('a hung server delays no other office', async () => {
		await waitFor(() => hung.open === 2, 'two calls that hang');
		const begun = Date.now();
		write(inst, 'tapin', 30);
		await allSent(inst, 'tapin');
		assert.ok(Date.now() - begun < 5000);
		assert.equal(quick.accepted.length, 30);
		assert.equal(quick.ids().size, 30);
		assert.equal(hung.most, 2, 'at most two calls of one office');
		assert.equal(drip.most, 2);
		assert.equal(states(inst, 'kudus').waiting, 20);
	});

	test('what is not set up waits, and says so', async () => {
		const n = write(inst, 'contoh', 1);
		await waitFor(() => one(inst, 'contoh', 'error', n)[0],
		    'the reason');
		const [error, state, tries, wait] = one(inst, 'contoh',
		    'error, state, tries, try_at - created_at', n);
		assert.equal(error, 'Surel belum diatur untuk kantor ini.');
		assert.equal(state, 'waiting');
		assert.equal(tries, '0');
		assert.ok(wait >= 3600000 && wait < 3700000, wait);
		use('contoh', quick);
		inst.sql('contoh', 'UPDATE person SET id = id WHERE id = 1');
		await allSent(inst, 'contoh');
	});

	test('one recipient refused: dead, and told why', async () => {
		const office = 'maluku-utara', address =
		    `salah${serial}@kantor.example`;
		faulty.refused.add(address);
		const bad = write(inst, office, 2, 'salah');
		await waitFor(() => states(inst, office).dead, 'dead letter');
		await allSent(inst, office);
		const [error, tryAt, id] = one(inst, office,
		    'error, try_at, id', bad);
		assert.match(error, /^550 5\.1\.1 /);
		assert.equal(tryAt, '');
		const faults = () => inst.sql(office,
		    'SELECT address, kind, reason FROM address_fault');
		assert.deepEqual(faults(), [[address, 'refused', error]]);
		assert.deepEqual(faulty.accepted.map((m) => m.rcpt),
		    [`salah${bad + 1}@kantor.example`]);

		// Sent again by an administrator: now it is taken.
		faulty.refused.clear();
		const b = await inst.as(office, 'admin');
		const page = await b.page(`/${office}/kelola/pesan/${id}`);
		const r = await b.post(page.again_action,
		    [['csrf', page.csrf]]);
		assert.equal(r.status, 303, r.text);
		await allSent(inst, office);
		assert.deepEqual(one(inst, office, 'error, tries', bad),
		    ['', '1']);
		assert.deepEqual(faults(), []);
		assert.deepEqual(inst.sql(office, `SELECT result FROM delivery
		    WHERE message_id = ${id} ORDER BY id`),
		    [['refused'], ['sent']]);
	});

	test('not now, then taken', async () => {
		const office = 'maluku-utara', address =
		    `nanti${serial}@kantor.example`;
		faulty.deferred.add(address);
		const n = write(inst, office, 1, 'nanti');
		await waitFor(() => one(inst, office, 'error', n)[0], 'no');
		const [state, tries, error, pause] = one(inst, office,
		    'state, tries, error, try_at - first_at', n);
		assert.deepEqual([state, tries], ['waiting', '1']);
		assert.match(error, /^450 /);
		assert.ok(pause >= 54000 && pause <= 70000, pause);
		faulty.deferred.clear();
		hurry(inst, office);
		await allSent(inst, office);
		assert.deepEqual(one(inst, office, 'state, tries', n),
		    ['sent', '2']);
	});

	test('a line that is cut: the same Message-ID again', async () => {
		const office = 'maluku-utara';
		const had = faulty.accepted.length;
		faulty.cutsAfter = 1;
		const n = write(inst, office, 1, 'putus');
		await waitFor(() => one(inst, office, 'error', n)[0], 'cut');
		assert.match(one(inst, office, 'error', n)[0], /terputus/);
		hurry(inst, office);
		await allSent(inst, office);
		const two = faulty.accepted.slice(had);
		assert.equal(two.length, 2, 'taken, but nobody told us');
		assert.equal(two[0].id, two[1].id);
		assert.equal(two[0].raw, two[1].raw);

		faulty.cutsBefore = 1;
		const m = write(inst, office, 1, 'putus');
		await waitFor(() => one(inst, office, 'error', m)[0], 'cut');
		hurry(inst, office);
		await allSent(inst, office);
		assert.equal(faulty.accepted.length, had + 3);
		assert.notEqual(faulty.accepted.at(-1).id, two[0].id);
	});

	test('nor is one waited for that takes a mail in silence', async () => {
		const had = faulty.bodies;
		faulty.mode = 'mute';
		write(inst, 'maluku-utara', 1);
		await waitFor(() => faulty.bodies > had, 'a mail in its hands');
		const begun = Date.now();
		write(inst, 'tapin', 3);
		await allSent(inst, 'tapin');
		assert.ok(Date.now() - begun < 5000);
	});

	// An office of its own: where calls have hung for long there is a pause.
	test('SIGTERM ends the agent soon, whatever hangs', async () => {
		use('contoh', stuck);
		write(inst, 'contoh', 3);
		await waitFor(() => stuck.open === 2 && inst.sql('contoh',
		    `SELECT 1 FROM message WHERE claimed_at IS NOT NULL`)
		    .length === 2, 'claims');
		const pid = agentOf(inst), begun = Date.now();
		process.kill(pid, 'SIGTERM');
		await waitFor(() => !inst.workers().includes(pid), 'its end');
		assert.ok(Date.now() - begun < 5000);
		await waitFor(() => /contoh: 2 messages were under way/
		    .test(inst.log), 'claims that are due again');
	});

	test('what hangs or drips is given its time and no more', async () => {
		for (const office of ['kudus', 'undiksha'])
			await waitFor(() => inst.sql(office, `SELECT 1
			    FROM message WHERE error LIKE '%terlalu lama%'`)
			    .length > 0, `end of patience in ${office}`, 90000);
		assert.ok(hung.most <= 4, 'two of each agent');
	});

	test('a server comes back', async () => {
		await waitFor(() => /trenggalek: mail: 3 failures in a row/
		    .test(inst.log), 'a pause');
		const [[tries]] = inst.sql('trenggalek',
		    'SELECT sum(tries) FROM message');
		assert.ok(tries <= 6, 'an outage uses up no tries');
		await down.up();
	});

	test('kill -9 of the agent: nothing is lost, and a repeat is known',
	    { timeout: 240000 }, killAgents);

	// By now its pause is over.
	test('and gets all, without help', async () => {
		await allSent(inst, 'trenggalek', 75000);
		assert.equal(down.accepted.length, 5);
		assert.equal(down.ids().size, 5);
		assert.doesNotMatch(inst.log, /agent \(\d+\) was ended|Sanitizer/);
	});
});
