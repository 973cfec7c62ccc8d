// /kelola/pesan: who sees it, what it shows, and sending again.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser, urlencoded } from './lib/client.mjs';
import { apply } from './lib/journey.mjs';
import { startParaf, waitFor } from './lib/paraf.mjs';

const office = 'kudus', base = `/${office}/kelola/pesan`;
let inst, admin, c;

const sql = (text) => inst.sql(office, text);
const as = (lane) => inst.as(office, lane);

/*
 * Messages as the agent would leave them.  No person is behind ours, so that
 * nobody's digest takes them.
 */
function add(state, { rule = 'uji', address = 'salah@kudus.example', facts,
    n = 1, template = 'received', caseId = 1, error = '550 tidak dikenal',
    recipient = 'person:1', task = 'NULL' } = {}) {
	const text = JSON.stringify(facts ?? { number: c.number,
		service: 'Layanan', applicant: 'Citra Contoh',
		path: `/permohonan/${c.number}`, path_label: 'Lihat',
		code: 'abcd' });

	sql(`WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k
	    WHERE i < ${n}) INSERT INTO message (case_id, rule, tier,
	    recipient, channel, template, address, name, person_id, task_id,
	    facts, state, created_at, try_at, tries, ended_at, error)
	    SELECT ${caseId}, '${rule}:' || i, 0, '${recipient}', 'mail',
	    '${template}', '${address}', 'Citra Contoh', NULL, ${task},
	    '${text.replaceAll("'", "''")}', '${state}', 1795400000000,
	    ${state === 'waiting' ? 9795400000000 : 'NULL'}, 3,
	    ${['waiting', 'held'].includes(state) ? 'NULL' : 1795400100000},
	    '${error}' FROM k`);
	return sql('SELECT max(id) FROM message')[0][0];
}

before(async () => {
	inst = await startParaf({ tenants: [office],
		args: ['--url', 'https://tte.example'] });
	admin = await as('admin');
	c = await apply(await as('pemohon'), office);
	await waitFor(() => sql(`SELECT id FROM message WHERE state = 'sent'`)
	    .length > 0, 'a message that was sent');
});
after(() => inst?.stop());

describe('who sees it', () => {
	const pages = ['', '?keadaan=gagal', '/1'];

	test('an administrator, from the menu', async () => {
		const { nav } = await admin.page(`/${office}/tugas`);
		const r = await admin.go(nav.admin_url);
		assert.equal(`${r.status} ${r.location}`, `303 ${base}`);
		for (const path of pages)
			assert.equal((await admin.go(base + path)).status, 200);
	});
	for (const lane of ['pemohon', 'kadis', 'verifikator'])
		test(`not ${lane}`, async () => {
			const b = await as(lane);
			assert.equal((await b.page(`/${office}/tugas`)).nav
			    .admin_url, null);
			for (const path of [...pages, '/9999'])
				assert.equal((await b.go(base + path)).status,
				    403);
			const { csrf } = await b.page(`/${office}/tugas`);
			assert.equal((await b.post(`${base}/1/ulang`,
			    [['csrf', csrf]], { form: urlencoded })).status,
			403);
		});
	test('a stranger signs in first', async () => {
		const r = await new Browser(inst.url).go(base);
		assert.match(r.location, /\/masuk\?kembali=/);
	});
	test('at once no longer, and no other office', async () => {
		const { email } = inst.account(office, 'admin');
		assert.equal(inst.paraf('user', 'admin', office, email,
		    '--remove').code, 0);
		assert.equal((await admin.go(base)).status, 403);
		assert.equal(inst.paraf('user', 'admin', office, email).code,
		    0);
		assert.equal((await admin.go(base)).status, 200);
	});
});

describe('what it shows', () => {
	test('what was sent, with every try and its words', async () => {
		const { messages } = await admin.page(`${base}?keadaan=terkirim`);
		const one = messages.find((m) => m.what === 'Permohonan diterima');
		assert.equal(one.case, c.number);
		assert.match(one.when, /^terkirim /);
		const page = await admin.page(one.url);
		assert.match(page.letter.subject, new RegExp(c.number));
		assert.match(page.letter.text, /https:\/\/tte\.example\/kudus\//);
		assert.equal(page.deliveries[0].what, 'Diterima server');
		assert.equal(page.again_action, null);
	});
	test('dead ones first, with their reason', async () => {
		add('dead');
		const { tabs, messages } = await admin.page(base);
		assert.deepEqual(tabs.find((t) => t.selected),
		    { ...tabs[1], label: 'Gagal', count_text: '1' });
		assert.equal(messages[0].reason, '550 tidak dikenal');
		assert.equal(messages[0].level, 'late');
	});
	test('never the token of a link', async () => {
		const id = add('dead', { template: 'link', rule: 'link',
			facts: { number: c.number, path: '/aktivasi/{token}',
				path_label: 'Mulai', holder: 'Citra',
				activity: 'x', row_no: '4', title: 't',
				act: 'Mohon.' } });
		const { letter } = await admin.page(`${base}/${id}`);
		assert.match(letter.text, /\/aktivasi\/\(rahasia\)/);
		assert.ok(!/[\w-]{40}/.test(letter.text));
	});
	test('of one that was emptied, that it was', async () => {
		const id = add('sent', { rule: 'lama', address: '', facts: {} });
		const page = await admin.page(`${base}/${id}`);
		assert.equal(page.letter, null);
		assert.match(page.letter_lost, /sudah dihapus/);
	});
	test('addresses that do not work', async () => {
		sql(`INSERT INTO address_fault VALUES ('salah@kudus.example',
		    'bounced', 'mailbox <full>', 1, 1795400000000)`);
		const { addresses } =
		    await admin.page(`${base}?keadaan=alamat`);
		assert.equal(addresses[0].address, 'salah@kudus.example');
		assert.equal(addresses[0].kind, 'Surel kembali');
		const id = add('waiting', { rule: 'lain' });
		const { facts } = await admin.page(`${base}/${id}`);
		assert.ok(facts.some((f) => f.value.includes('mailbox <full>')));
	});
	test('those of one case, however its number is typed', async () => {
		for (const word of [c.number, ` ${c.number.toLowerCase()} `]) {
			const { messages, of_case } = await admin.page(
			    `${base}?nomor=${encodeURIComponent(word)}`);
			assert.ok(of_case && messages.length > 3);
		}
		assert.deepEqual((await admin.page(`${base}?nomor=TIDAK-ADA`))
		    .messages, []);
	});
	test('page after page, each once', async () => {
		add('dead', { n: 70, rule: 'banyak' });
		const all = [];
		for (let url = `${base}?keadaan=gagal`; url;) {
			const page = await admin.page(url);
			assert.ok(page.messages.length <= 30);
			all.push(...page.messages.map((m) => m.url));
			url = page.next;
		}
		const [[n]] = sql(`SELECT count(*) FROM message
		    WHERE state = 'dead'`);
		assert.equal(all.length, Number(n));
		assert.equal(new Set(all).size, all.length);
	});
	for (const path of ['/0', '/9999', '/x', '/-1', '/99999999999999999999'])
		test(`no message ${path}`, async () =>
			assert.equal((await admin.go(base + path)).status, 404));
});

describe('sending again', () => {
	async function again(id, csrf) {
		csrf ??= (await admin.page(base)).csrf;
		return admin.post(`${base}/${id}/ulang`, [['csrf', csrf]],
		    { form: urlencoded });
	}
	const state = (id) => sql(`SELECT state, tries, address FROM message
	    WHERE id = ${id}`)[0];
	const events = () => sql(`SELECT case_id, outcome, person_name, detail
	    FROM event WHERE kind = 'message'`);

	test('it goes out, to the address of now, on record', async () => {
		const id = add('dead', { rule: 'lagi' });
		const page = await admin.page(`${base}/${id}`);
		const r = await admin.post(page.again_action,
		    [['csrf', page.csrf]], { form: urlencoded });
		assert.equal(r.status, 303, r.text);
		assert.ok((await admin.go(r.location)).status === 200);
		await waitFor(() => state(id)[0] === 'sent', 'sent again');
		assert.equal(state(id)[2], sql(`SELECT email FROM person
		    WHERE id = 1`)[0][0]);
		const [[caseId, outcome, name, detail]] = events();
		assert.deepEqual([caseId, outcome], ['1', 'again']);
		assert.match(name, / Contoh /);
		assert.match(detail, /Permohonan diterima/);
		assert.match(inst.paraf('audit', 'verify', office).out, /utuh/);
		const { events: history } =
		    await (await as('pemohon')).page(c.url);
		assert.match(history[0].what, /dikirim lagi/);
	});
	test('only once', async () => {
		const id = add('dead', { rule: 'dua' });
		const n = events().length;
		assert.equal((await again(id)).status, 303);
		assert.equal((await again(id)).status, 409);
		assert.equal(events().length, n + 1);
	});
	test('not without the word of our page', async () => {
		const id = add('dead', { rule: 'csrf' });
		assert.equal((await again(id, 'x')).status, 403);
		assert.equal(state(id)[0], 'dead');
	});
	test('not what waits, was emptied, or is of no use any more',
	    async () => {
		const n = events().length;
		sql(`UPDATE task SET closed_at = 1795400000000
		    WHERE id = (SELECT min(id) FROM task)`);
		for (const id of [add('waiting', { rule: 'w' }),
			add('dead', { rule: 'kosong', facts: {} }),
			add('dead', { rule: 'usai',
				task: '(SELECT min(id) FROM task)' })]) {
			assert.equal((await admin.page(`${base}/${id}`))
			    .again_action, null);
			assert.equal((await again(id)).status, 409);
		}
		assert.equal((await again(9999)).status, 404);
		assert.equal(events().length, n);
	});
});
