// The pages of what is asked of BSrE: registration by the module in every
// state it can be in, and the three facts about a holder whom BSrE examines.
// Here nothing is sent: what the agent would have written stands in the
// database, and is held there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, fill } from './lib/client.mjs';
import { CHAIN, STATUS, caseAt, holdAct, holdWay } from './lib/held.mjs';
import { tasksOf } from './lib/journey.mjs';
import { startParaf } from './lib/paraf.mjs';

const office = 'tapin';
const sec = 1000, min = 60 * sec;
let inst, desk, applicant;

before(async () => {
	inst = await startParaf({ tenants: [office], workers: 2 });
	desk = await inst.as(office, 'verifikator');
	applicant = await inst.as(office, 'pemohon');
});
after(() => inst?.stop());

const setWay = (way) => holdWay(inst, office, way);
const setAct = (c, act) => holdAct(inst, office, c, act);

async function at(kind, more) {
	const c = await caseAt(inst, office, desk, kind, more);

	assert.equal(c.task.jenis, kind);
	return c;
}
const acts = (c) => inst.sql(office, `SELECT state, doubt FROM bsre_act
    WHERE task_id = ${c.id} ORDER BY id`).map((r) => r.join(' ').trim());
const outcome = (c) => inst.sql(office, `SELECT coalesce(outcome, '')
    FROM task WHERE id = ${c.id}`).flat()[0] ?? '';
const field = (page, name) => page.fields.find((f) => f.name === name);
const html = async (url, b = desk) => {
	const r = await b.go(url, { headers: { Accept: 'text/html' } });
	assert.equal(r.status, 200, r.text);
	return r.text;
};

/* --- registration -------------------------------------------------------- */

test('a module that cannot register: by hand, as without one', async () => {
	setWay({ caps: STATUS });
	const c = await at('register');
	const page = await desk.page(c.task.url);

	assert.equal(page.bsre, null);
	assert.deepEqual(page.fields.map((f) => f.name),
	    ['tautan_dikirim', 'status_ams', 'alasan']);
	assert.equal(page.outcomes[0].label, 'Catat pendaftaran');
	const r = await desk.send(page, 'registered', { status_ams: 'RENEW' });
	assert.equal(r.status, 303, r.text);
	assert.equal(outcome(c), 'registered');
	assert.deepEqual(inst.sql(office, `SELECT ams_status, ams_by,
	    ams_at > 0 FROM standing WHERE holder_id = ${c.holder}`)
	    .map((row) => [row[0], row[2]]), [['RENEW', '1']]);
});

test('a module that can: asked for once, and the page waits for it',
    async () => {
	setWay();
	const c = await at('register');
	const page = await desk.page(c.task.url);

	assert.equal(page.bsre.state, 'ask');
	assert.deepEqual(field(page, 'cara').options.map((o) => o.value),
	    ['paraf', 'ams']);
	assert.equal(field(page, 'jawab_1'), undefined);
	assert.match(await html(c.task.url), /Daftarkan lewat Paraf/);
	const began = Date.now();
	const r = await desk.send(page, 'registered');
	assert.equal(r.status, 303, r.text);
	assert.equal(r.location, c.task.url);
	assert.ok(Date.now() - began < 4 * sec, 'it waits two seconds');
	assert.equal(acts(c).length, 1);
	assert.equal(outcome(c), '');
	// What would have been typed about AMS is of no interest.
	assert.deepEqual(inst.sql(office, `SELECT ams_status FROM standing
	    WHERE holder_id = ${c.holder} AND ams_status <> ''`), []);
});

test('by hand although the module can', async () => {
	setWay();
	const c = await at('register');
	const page = await desk.page(c.task.url);
	let r = await desk.send(page, 'registered',
	    { cara: 'ams', tautan_dikirim: '' });

	assert.equal(r.status, 422);
	assert.deepEqual(r.json.errors.map((e) => e.field), ['tautan_dikirim']);
	r = await desk.send(page, 'registered', { cara: 'ams' });
	assert.equal(r.status, 303, r.text);
	assert.equal(outcome(c), 'registered');
	assert.deepEqual(acts(c), []);
	const shown = await desk.page(c.url);
	assert.match(JSON.stringify(shown.holders[0].standing.ams),
	    /NEW: baru ditambahkan.*Dicatat /);
});

test('waiting: since when, why, and when it is tried again', async () => {
	setWay();
	const c = await at('register');
	setAct(c, { state: 'waiting', tryAt: Date.now() + 5 * min,
	    reason: 'BSrE tidak dapat dihubungi.' });
	const page = await desk.page(c.task.url);

	assert.equal(page.bsre.state, 'waits');
	assert.match(page.bsre.asked_text, /^Diminta .+ pukul \d\d\.\d\d/);
	assert.equal(page.bsre.lines[0].text,
	    'Belum terkirim: BSrE tidak dapat dihubungi.');
	assert.match(page.bsre.lines[0].next, /^Dicoba lagi pukul \d\d\.\d\d/);
	assert.equal(page.outcomes[0].label, 'Coba lagi sekarang');
	assert.match(await html(c.task.url), /data-mark="[^"]+" data-every="\d+"/);
	const [line] = await tasksOf(desk, office, c.number);
	assert.equal(line.bsre_text, 'belum terkirim ke BSrE, dicoba lagi');
	const own = await applicant.page(c.url);
	assert.match(own.holders[0].plain,
	    /^Pendaftaran di BSrE menunggu sejak .+: BSrE tidak dapat dihubungi\.$/);
	assert.equal(own.holders[0].standing, null);
	// Sent again it is due at once, and made no second time.
	const r = await desk.send(page, 'registered');
	assert.equal(r.status, 303, r.text);
	assert.equal(acts(c).length, 1);
});

test('waiting: recorded by hand, nothing is sent any more', async () => {
	setWay();
	const c = await at('register');
	setAct(c, { state: 'waiting', tryAt: Date.now() + 5 * min,
	    reason: 'BSrE tidak dapat dihubungi.' });
	const page = await desk.page(c.task.url);
	const r = await desk.send(page, 'registered', { cara: 'ams' });

	assert.equal(r.status, 303, r.text);
	assert.equal(outcome(c), 'registered');
	assert.deepEqual(acts(c), ['dropped']);
});

test('waiting: the way is gone, then by hand comes first', async () => {
	setWay();
	const c = await at('register');
	setAct(c, { state: 'waiting', tryAt: Date.now() + 5 * min });
	setWay({ caps: 0, fault: 'Kata sandi API belum diisi.' });
	const page = await desk.page(c.task.url);

	assert.equal(page.bsre.office_text, 'Kata sandi API belum diisi.');
	assert.equal(field(page, 'cara').options[0].value, 'ams');
	const r = await desk.send(page, 'registered');
	assert.equal(r.status, 303, r.text);
	assert.equal(outcome(c), 'registered');
});

test('waiting: the breaker and a sender that is away are named', async () => {
	setWay({ open: Date.now() + 10 * min });
	const c = await at('register');
	setAct(c, { state: 'waiting', tryAt: Date.now() + 5 * min,
	    reason: 'BSrE tidak dapat dihubungi.' });
	assert.match((await desk.page(c.task.url)).bsre.office_text,
	    /^BSrE berkali-kali tidak menjawab\. Paraf mencoba lagi pukul /);
	setWay();
	inst.sql(office, `UPDATE bsre_act SET try_at = ${Date.now() - 5 * min}
	    WHERE task_id = ${c.id}`);
	const { bsre } = await desk.page(c.task.url);
	assert.match(bsre.office_text, /tidak berjalan/);
	assert.equal(bsre.lines[0].next, 'Dicoba lagi sekarang.');
});

test('being sent: neither recorded by hand nor refused', async () => {
	setWay();
	const c = await at('register');
	setAct(c, { state: 'sending', claimedAt: Date.now() });
	const page = await desk.page(c.task.url);

	assert.match(page.bsre.lines[0].text, /^Sedang dikirim ke BSrE sejak /);
	for (const [name, values] of [['registered', { cara: 'ams' }],
		['refused', { alasan: 'Nama tidak sesuai KTP.' }]]) {
		const r = await desk.send(page, name, values);
		assert.equal(r.status, 422, r.text);
		assert.match(r.json.errors[0].message, /sedang dikirim/);
	}
	assert.deepEqual(acts(c), ['sending']);
	// Whoever waits waits no longer than that.
	const began = Date.now();
	const r = await desk.send(page, 'registered');
	assert.equal(r.status, 303);
	assert.ok(Date.now() - began < 4 * sec);
});

// What BSrE said, and what the page makes of it.
const doubts = [
	['unknown', { reason: 'Sambungan terputus.' },
		/tidak diketahui apakah BSrE menerimanya/,
		['Sudah terdaftar di BSrE, catat',
			'Belum terdaftar, kirim sekali lagi']],
	['refused', { answer: 'NIK tidak ditemukan', code: 2014 },
		/menolak pendaftaran ini/,
		['Ternyata sudah terdaftar di BSrE, catat',
			'Sudah diperbaiki, kirim sekali lagi']],
	['known', { answer: 'User sudah terdaftar', code: 4024 },
		/sudah dikenal di sana/,
		['Benar sudah terdaftar di BSrE, catat',
			'Bukan orang itu, tetap kirim']],
];

for (const [doubt, said, sentence, choices] of doubts)
	test(`question ${doubt}: asked plainly, recorded as there`, async () => {
		setWay();
		const c = await at('register');
		setAct(c, { state: 'question', doubt, ...said });
		inst.sql(office, `INSERT OR REPLACE INTO standing (holder_id,
		    api_status, api_since, api_at) VALUES (${c.holder},
		    'WAITING_FOR_VERIFICATION', 1000, ${Date.now()})`);
		const page = await desk.page(c.task.url);
		const [line] = page.bsre.lines;

		assert.equal(page.bsre.state, 'doubt');
		assert.match(line.text, sentence);
		assert.equal(line.doubt.words, said.answer ?
		    `Jawaban BSrE: “${said.answer}” (kode ${said.code})` : null);
		assert.equal(line.doubt.reason, said.reason ?? null);
		assert.match(line.doubt.status_text, /^Status menurut API: WAITING_/);
		assert.equal(field(page, 'cara'), undefined);
		assert.deepEqual(field(page, 'jawab_1').options
		    .map((o) => o.label), choices);
		assert.equal(field(page, 'jawab_1').options[0].value, 'ada');
		const [inbox] = await tasksOf(desk, office, c.number);
		assert.equal(inbox.bsre_text, 'pendaftaran perlu jawaban');

		const none = await desk.send(page, 'registered',
		    { jawab_1: undefined });
		assert.equal(none.status, 422, none.text);
		assert.equal(none.json.errors[0].field, 'jawab_1');
		const r = await desk.send(page, 'registered');
		assert.equal(r.status, 303, r.text);
		assert.equal(outcome(c), 'registered');
		assert.deepEqual(acts(c), ['done']);
	});

test('question: sent once more', async () => {
	setWay();
	const c = await at('register');
	setAct(c, { state: 'question', doubt: 'unknown' });
	const page = await desk.page(c.task.url);
	const r = await desk.send(page, 'registered', { jawab_1: 'lagi' });

	assert.equal(r.status, 303, r.text);
	assert.equal(r.location, c.task.url);
	assert.equal(outcome(c), '');
	assert.notEqual(acts(c)[0], 'question unknown');
});

test('question: an answer to an older one changes nothing', async () => {
	setWay();
	const c = await at('register');
	setAct(c, { state: 'question', doubt: 'unknown' });
	const page = await desk.page(c.task.url);
	setAct(c, { state: 'question', doubt: 'refused', tries: 2 });

	const r = await desk.send(page, 'registered');
	assert.equal(r.status, 303, r.text);
	assert.equal(r.location, c.task.url);
	assert.deepEqual(acts(c), ['question refused']);
	assert.equal(outcome(c), '');
});

test('question: refused is recorded, in BSrE\'s words unless others are typed',
    async () => {
	setWay();
	const c = await at('register');
	setAct(c, { state: 'question', doubt: 'refused',
	    answer: 'NIK tidak ditemukan', code: 2014 });
	const page = await desk.page(c.task.url);
	assert.equal(field(page, 'alasan').value,
	    'BSrE menolak: NIK tidak ditemukan');
	const r = await desk.send(page, 'refused');

	assert.equal(r.status, 303, r.text);
	assert.equal(outcome(c), 'refused');
	assert.deepEqual(acts(c), ['dropped refused']);
	assert.match((await desk.page(c.url)).events[0].reason,
	    /NIK tidak ditemukan/);
});

test('a page of any state, sent in any other: 303 and nothing lost',
    async () => {
	setWay();
	const states = [null, { state: 'waiting', tryAt: 'NULL' },
		{ state: 'sending', claimedAt: Date.now() },
		{ state: 'question', doubt: 'unknown' }];
	for (const shown of states)
		for (const now of states) {
			const c = await at('register');
			if (shown)
				setAct(c, shown);
			const page = await desk.page(c.task.url);
			if (now)
				setAct(c, now);
			else
				inst.sql(office, `DELETE FROM bsre_act
				    WHERE task_id = ${c.id}`);
			const r = await desk.send(page, 'registered');
			assert.equal(r.status, 303,
			    `${shown?.state} ${now?.state}: ${r.text}`);
			assert.ok(acts(c).length <= 1);
		}
});

test('closed while the page was open: on to the case', async () => {
	setWay();
	const c = await at('register');
	setAct(c, { state: 'question', doubt: 'known' });
	const old = await desk.page(c.task.url);
	assert.equal((await desk.send(old, 'registered')).status, 303);

	let r = await desk.go(c.task.url);
	assert.equal(r.status, 303);
	assert.equal(r.location, c.url);
	r = await desk.send(old, 'registered');
	assert.equal(r.status, 303);
	assert.equal(r.location, c.url);
	// What was typed by hand is given back instead.
	r = await desk.post(c.task.url, fill({ ...old, fields: [] },
	    'registered', { cara: 'ams', status_ams: 'NEW',
		tautan_dikirim: '2026-11-20T09:00' }));
	assert.equal(r.status, 409);
	r = await desk.send(old, 'refused', { alasan: 'Nama tidak sesuai.' });
	assert.equal(r.status, 409);
	assert.match(r.text, /Nama tidak sesuai/);
});

/* --- examination --------------------------------------------------------- */

const heard = (c, status) => inst.sql(office,
    `INSERT OR REPLACE INTO standing (holder_id, api_status, api_since,
	api_at, next_at) VALUES (${c.holder}, '${status}',
	${Date.now() - 60 * min}, ${Date.now() - min},
	${Date.now() + 60 * min})`);

test('examination: three facts, each with when and by whom', async () => {
	setWay({ caps: 0 });
	const c = await at('examine');
	setWay();
	inst.sql(office, `DELETE FROM standing WHERE holder_id = ${c.holder}`);
	assert.match(await html(c.task.url), /Paraf menanyakan statusnya/);
	setWay({ caps: STATUS | CHAIN });
	assert.match(await html(c.task.url), /sertifikatnya diambil dan/);
	setWay({ caps: 0 });
	assert.match(await html(c.task.url), /Lihat statusnya di AMS/);
	setWay();
	let [s] = (await desk.page(c.task.url)).bsre.standings;
	assert.match(s.own, /^Langkah 11, Pemeriksaan BSrE, sejak \d\d-\d\d-/);
	assert.equal(s.api.text, 'belum ada jawaban');
	assert.equal(s.ams, null);

	heard(c, 'WAITING_FOR_VERIFICATION');
	inst.sql(office, `UPDATE standing SET ams_status = 'NEW',
	    ams_at = ${Date.now()}, ams_by = (SELECT min(id) FROM person)
	    WHERE holder_id = ${c.holder}`);
	[s] = (await desk.page(c.task.url)).bsre.standings;
	assert.equal(s.api.text,
	    'WAITING_FOR_VERIFICATION: menunggu pemeriksaan');
	assert.match(s.api.since,
	    /^Sejak \d\d-\d\d-\d{4} .+, terakhir ditanyakan .+\.$/);
	assert.match(s.api.next, /^Ditanyakan lagi /);
	assert.equal(s.ams.text, 'NEW: baru ditambahkan');
	assert.match(s.ams.by, /^Dicatat .+, \d\d-\d\d-\d{4} /);
	const page = await html(c.task.url);
	for (const label of ['Langkah di Paraf', 'Menurut API BSrE',
		'Terlihat di AMS', 'Periksa sekarang'])
		assert.ok(page.includes(label), label);
	assert.match((await applicant.page(c.url)).holders[0].plain,
	    /^Sedang diperiksa BSrE, terakhir ditanyakan .+\.$/);
	const [line] = await tasksOf(desk, office, c.number);
	assert.match(line.bsre_text, /^menurut API: WAITING_FOR_VERIFICATION, /);
});

test('examination: an unknown word is shown raw, no answer with its reason',
    async () => {
	setWay({ caps: 0 });
	const c = await at('examine');
	setWay();
	heard(c, 'IN_ANTREAN_X');
	inst.sql(office, `UPDATE standing SET error = 'BSrE sedang sibuk.',
	    error_at = ${Date.now()}, tries = 3 WHERE holder_id = ${c.holder}`);
	const [s] = (await desk.page(c.task.url)).bsre.standings;
	assert.equal(s.api.text, 'Status tidak dikenal: IN_ANTREAN_X');
	assert.match(s.api.error, /^Tidak terjawab pada .+: BSrE sedang sibuk\.$/);
	assert.match((await applicant.page(c.url)).holders[0].plain,
	    /tidak terjawab: BSrE sedang sibuk\.$/);
	const shown = await desk.page(c.url);
	assert.equal(shown.holders[0].plain, null);
	assert.match(shown.holders[0].standing.api.error, /sedang sibuk/);
});

test('examination: recorded by hand against the API, with a warning',
    async () => {
	setWay({ caps: 0 });
	const c = await at('examine');
	setWay();
	heard(c, 'NEW');
	const page = await desk.page(c.task.url);
	assert.match(field(page, 'status_ams').warning,
	    /^Menurut API statusnya lain: NEW: baru ditambahkan/);
	const r = await desk.send(page, 'issued', { nomor_seri: '4A1F009C21' });
	assert.equal(r.status, 303, r.text);
	assert.equal(outcome(c), 'issued');
	assert.deepEqual(inst.sql(office, `SELECT ams_status FROM standing
	    WHERE holder_id = ${c.holder}`), [['ISSUE']]);
	const [[detail]] = inst.sql(office, `SELECT detail FROM event
	    WHERE task_id = ${c.id} ORDER BY id DESC LIMIT 1`);
	assert.match(detail, /Menurut API statusnya lain/);

	setWay({ caps: 0 });
	const same = await at('examine');
	setWay();
	heard(same, 'ISSUE');
	assert.equal(field(await desk.page(same.task.url), 'status_ams').warning,
	    null);
});

test('examination: asked now, by whoever may act and no one else', async () => {
	setWay({ caps: 0 });
	const c = await at('examine');
	setWay();
	heard(c, 'NEW');
	const page = await desk.page(c.task.url);
	const path = `${c.task.url}/periksa`;
	assert.equal(page.bsre.ask_action, path);
	const next = () => Number(inst.sql(office, `SELECT coalesce(next_at, 0)
	    FROM standing WHERE holder_id = ${c.holder}`)[0][0]);

	assert.ok(next() > Date.now());
	let r = await applicant.post(path,
	    [['csrf', (await applicant.page(c.url)).csrf]]);
	assert.equal(r.status, 404);
	r = await desk.post(path, [['csrf', 'salah']]);
	assert.equal(r.status, 403);
	assert.ok(next() > Date.now());
	r = await desk.post(path, [['csrf', page.csrf]]);
	assert.equal(r.status, 303, r.text);
	assert.equal(r.location, c.task.url);
	assert.ok(next() <= Date.now());

	setWay({ caps: 0 });
	inst.sql(office, `DELETE FROM standing WHERE holder_id = ${c.holder}`);
	assert.equal((await desk.page(c.task.url)).bsre.ask_action, null);
	assert.equal((await desk.page(c.task.url)).bsre.standings[0].api, null);
	r = await desk.post(path, [['csrf', page.csrf]]);
	assert.equal(r.status, 303);
});
