// The five offices from the letter to the last row, by their JSON faces, over
// nginx and FastCGI on a unix socket.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser, urlencoded } from './lib/client.mjs';
import * as contract from './lib/contract.mjs';
import { act, applicants, apply, carry, tasksOf } from './lib/journey.mjs';
import { seeds, startParaf } from './lib/paraf.mjs';
import { startNginx } from './lib/servers.mjs';

// Every row with its desk and the outcome that leads on, as the SOPs say.
const table = {
	trenggalek: `1 pemohon submitted; 2 kadis forwarded;
		3 kabid forwarded; 4 kasi forwarded; 5 verifikator complete;
		5.1 verifikator created; 5.2 verifikator registered;
		6 pemohon done; 7 verifikator matched; 8 pemohon set;
		8.1 verifikator issued; 9 verifikator delivered`,
	kudus: `1 pemohon submitted; 1.1 kadis forwarded; 2 kabid forwarded;
		3 kasi complete; 3.1 verifikator sent;
		4a verifikator registered; 4b pemohon done; 4c pemohon set;
		5 verifikator issued; 5.1 verifikator delivered`,
	'maluku-utara': `1 asn submitted; 1.1 kadis forwarded;
		2 kabid forwarded; 3 kasi complete; 3.1 verifikator sent;
		4a verifikator registered; 4b asn done; 4c asn set;
		5 verifikator issued; 5.1 verifikator delivered;
		5.2 kadis read`,
	tapin: `1 pemohon submitted; 2 kadis forwarded;
		3 verifikator complete; 4 verifikator done;
		4.1 pemohon resubmitted; 5 verifikator created;
		6 verifikator done; 7 verifikator registered; 8 pemohon done;
		9 verifikator matched; 10 pemohon set; 11 verifikator issued;
		12 verifikator delivered`,
	undiksha: `1 pengembang submitted; 2 upt_tik fit; 4 upt_tik granted;
		5 pengembang passed; 6 upt_tik done`,
};

const ways = {
	trenggalek: '2 3 4 5 5.2 6 7 8 8.1 9',
	kudus: '1.1 2 3 3.1 4a 4b 4c 5 5.1',
	'maluku-utara': '1.1 2 3 3.1 4a 4b 4c 5 5.1 5.2',
	tapin: '2 3 6 7 8 9 10 11 12',
	undiksha: '2 4 5 6',
};

// [office, way]: "5:incomplete" is another outcome than the one that leads
// on.  What ends in rejected is the office's no.
const loops = [
	['trenggalek', '2:returned 1 2 3 4 5 5.2 6 7 8 8.1 9'],
	['trenggalek', '2 3:returned 1 2 3 4:returned 1 2 3 4 5 5.2 6 7 8 8.1 9'],
	['trenggalek', '2 3 4 5:incomplete 1 2 3 4 5 5.2 6 7 8 8.1 9'],
	['trenggalek', '2 3 4 5:no_mailbox 5.1 5.2 6 7 8 8.1 9'],
	['trenggalek', '2 3 4 5 5.2:refused 5 5.2 6 7 8 8.1 9'],
	['trenggalek', '2 3 4 5 5.2 6 7:mismatched 6 7:mismatched 6 7 8 8.1 9'],
	['trenggalek', '2 3 4 5 5.2 6 7 8 8.1:denied 5 5.2 6 7 8 8.1 9'],
	['trenggalek', '2:rejected'],
	['trenggalek', '2 3:rejected'],
	['trenggalek', '2 3 4:rejected'],
	['trenggalek', '2 3 4 5:rejected'],
	['kudus', '1.1:returned 1 1.1 2:returned 1 1.1 2 3 3.1 4a 4b 4c 5 5.1'],
	['kudus', '1.1 2 3:incomplete 1 1.1 2 3 3.1 4a 4b 4c 5 5.1'],
	['kudus', '1.1 2 3:no_mailbox 1 1.1 2 3 3.1 4a 4b 4c 5 5.1'],
	['kudus', '1.1 2 3 3.1 4a:refused 3 3.1 4a 4b 4c 5:denied 3 3.1 4a 4b ' +
	    '4c 5 5.1'],
	['kudus', '1.1:rejected'],
	['kudus', '1.1 2:rejected'],
	['kudus', '1.1 2 3:rejected'],
	['maluku-utara', '1.1 2:returned 1 1.1 2 3 3.1 4a 4b 4c 5 5.1 5.2'],
	['maluku-utara', '1.1 2 3:incomplete 1 1.1 2 3 3.1 4a:refused 3 3.1 ' +
	    '4a 4b 4c 5 5.1 5.2'],
	['maluku-utara', '1.1:returned 1 1.1 2 3:no_mailbox 1 1.1 2 3 3.1 4a ' +
	    '4b 4c 5:denied 3 3.1 4a 4b 4c 5 5.1 5.2'],
	['maluku-utara', '1.1:rejected'],
	['maluku-utara', '1.1 2:rejected'],
	['maluku-utara', '1.1 2 3:rejected'],
	['tapin', '2:returned 1 2 3 6 7 8 9 10 11 12'],
	['tapin', '2 3:incomplete 4 4.1 3:incomplete 4 4.1 3 6 7 8 9 10 11 12'],
	['tapin', '2 3:no_mailbox 5 6 7 8 9 10 11 12'],
	['tapin', '2 3 6 7:refused 4 4.1 3 6 7 8 9 10 11 12'],
	['tapin', '2 3 6 7 8 9:mismatched 8 9 10 11 12'],
	['tapin', '2 3 6 7 8 9 10 11:denied 4 4.1 3 6 7 8 9 10 11 12'],
	['tapin', '2:rejected'],
	['tapin', '2 3:rejected'],
	['undiksha', '2:unfit 1 2:unfit 1 2 4 5 6'],
	['undiksha', '2 4 5:problem 2 4 5 6'],
];

const rowsOf = (tenant) => Object.fromEntries(table[tenant].split(';')
    .map((row) => row.trim().split(/\s+/))
    .map(([no, lane, outcome]) => [no, { lane, outcome }]));

// The plan and the expected trace of a way.
function read(tenant, way) {
	const rows = rowsOf(tenant);
	const steps = way.split(' ').map((one) => {
		const [no, outcome = rows[no].outcome] = one.split(':');
		return { no, lane: rows[no].lane, outcome };
	});
	return {
		plan: steps.map(({ no, outcome }) => ({ no, outcome })),
		trace: steps.map((s) => `${s.no} ${s.lane} ${s.outcome}`),
		rejected: steps[steps.length - 1].outcome === 'rejected',
	};
}

let inst, nginx;

before(async () => {
	inst = await startParaf({ tenants: seeds });
	nginx = await startNginx({ socket: inst.socket });
});
after(async () => {
	await nginx?.stop();
	await inst?.stop();
});

const nameOf = async (tenant, lane) => (await (await inst.as(
    tenant, lane, nginx.url)).page(`/${tenant}/`)).person.name;

// Every done row was done by its own person, with the last outcome of all.
async function checkRows(tenant, page, trace) {
	const rows = rowsOf(tenant);
	const last = new Map(trace.map((line) => {
		const [no, , outcome] = line.split(' ');
		return [no, outcome];
	}));
	if (!last.has('1'))
		last.set('1', 'submitted');
	for (const r of page.rows.filter((one) => one.state === 'done')) {
		const name = await nameOf(tenant, rows[r.no].lane);
		assert.ok(r.by.startsWith(`${name}, `), `${r.no}: ${r.by}`);
		assert.equal(r.outcome, last.get(r.no), r.no);
	}
}

// Of all walks: "tapin 3 verifikator complete".
const offered = new Set(), taken = new Set();

async function walk(tenant, way) {
	const { plan, trace, rejected } = read(tenant, way);
	const c = await carry(inst, tenant, { base: nginx.url, plan });

	assert.deepEqual(c.trace, trace);
	c.offered.forEach((o) => offered.add(`${tenant} ${o}`));
	c.trace.forEach((o) => taken.add(`${tenant} ${o}`));
	assert.equal(c.page.case.state, rejected ? 'rejected' : 'done');
	await checkRows(tenant, c.page, c.trace);
	if (!rejected)
		for (const r of ways[tenant].split(' '))
			assert.equal(c.page.rows.find((one) => one.no === r)
			    .state, 'done', r);
	return c;
}

describe('from the letter to the last row', () => {
	for (const tenant of seeds)
		test(tenant, () => walk(tenant, ways[tenant]));
});

describe('loops and endings', () => {
	for (const [tenant, way] of loops)
		test(`${tenant}: ${way}`, () => walk(tenant, way));

	test('every outcome that a page offered was taken', () => {
		assert.ok(offered.size > 80);
		// A doubt has its own tests: benches.test.mjs.
		assert.deepEqual([...offered].filter((o) => !taken.has(o) &&
		    !o.endsWith(' doubt')), []);
	});
});

describe('one row at a time', () => {
	test('a desk sees the case only while it is there', async () => {
		const tenant = 'trenggalek', lanes = ['kadis', 'kabid', 'kasi',
			'verifikator', 'pemohon'];
		const b = await inst.as(tenant, 'pemohon', nginx.url);
		const c = await apply(b, tenant);
		for (const way of ways[tenant].split(' ')) {
			const { lane, outcome } = rowsOf(tenant)[way];
			let task;
			for (const other of lanes) {
				const at = await inst.as(tenant, other, nginx.url);
				const [t] = await tasksOf(at, tenant, c.number);
				assert.equal(!!t, other === lane, other);
				task ??= t;
			}
			assert.equal(task.no, way);
			await act(await inst.as(tenant, lane, nginx.url), task,
			    { outcome });
			const page = await b.page(c.url);
			contract.checkCase(page);
			assert.ok(page.rows.filter((r) => r.state === 'current')
			    .length <= 1);
		}
		assert.equal((await b.page(c.url)).case.state, 'done');
	});

	test('only what was found wrong opens again', async () => {
		const wrong = (page) => {
			const f = page.fields.find((one) =>
			    one.name.startsWith('putusan_') &&
			    one.label.includes('SK'));
			const id = f.name.split('_')[1];
			return { [`putusan_${id}`]: 'wrong', alasan: '',
			    [`sebab_${id}`]: 'Bukan SK terakhir' };
		};
		const b = await inst.as('tapin', 'pemohon', nginx.url);
		const c = await carry(inst, 'tapin', { base: nginx.url,
		    plan: [{ no: '3', outcome: 'incomplete', values: wrong }],
		    leave: (t) => t.no === '4.1' });
		const [task] = await tasksOf(b, 'tapin', c.number);
		const page = await b.page(task.url);
		assert.deepEqual(page.fields.filter((f) => f.type === 'file')
		    .map((f) => f.name), ['syarat_sk_jabatan']);
		assert.ok(!page.fields.some((f) => f.name === 'nik'));
		assert.equal(c.page.case.state, 'waiting');
		const end = await carry(inst, 'tapin',
		    { base: nginx.url, started: c });
		assert.equal(end.page.case.state, 'done');
	});
});

const three = { nama: 'Citra Contoh Lestari', nama_2: 'Bagas Contoh Utama',
	nama_3: 'Dewi Contoh Rahayu', nik_3: '3399990411870003' };
const citra = three.nama, bagas = three.nama_2, dewi = three.nama_3;

describe('several persons on one letter', () => {
	test('tapin: one repeats, the others finish meanwhile', async () => {
		let matched = false; // bagas was at row 9
		const options = { base: nginx.url, persons: 3 };
		const b = await inst.as('tapin', 'pemohon', nginx.url);
		const c = await carry(inst, 'tapin', { ...options,
		    values: three,
		    plan: [{ no: '9', holder: bagas, outcome: 'mismatched' }],
		    leave: (t) => (matched ||= t.no === '9' &&
			t.holder === bagas) && t.no === '8' &&
			t.holder === bagas });
		const of = (who) => c.trace.filter((l) => l.endsWith(who));
		for (const who of [citra, dewi])
			assert.equal(of(who).pop(),
			    `12 verifikator delivered ${who}`);
		assert.equal(of(bagas).pop(),
		    `9 verifikator mismatched ${bagas}`);
		assert.equal(c.page.case.state, 'waiting');
		assert.deepEqual((await tasksOf(b, 'tapin', c.number))
		    .map((t) => [t.no, t.holder]), [['8', bagas]]);

		const end = await carry(inst, 'tapin',
		    { ...options, started: c });
		assert.deepEqual(end.trace, ['8 pemohon done',
			'9 verifikator matched', '10 pemohon set',
			'11 verifikator issued', '12 verifikator delivered']
		    .map((line) => `${line} ${bagas}`));
		assert.equal(end.page.case.state, 'done');
		assert.equal(c.trace.filter((l) => /^[236] /.test(l)).length, 3,
		    'the letter went over the desks once');
	});

	test('maluku-utara: one is denied and rejected, then the report',
	    async () => {
		const options = { base: nginx.url, persons: 3 };
		const kadis = await inst.as('maluku-utara', 'kadis', nginx.url);
		const c = await carry(inst, 'maluku-utara', { ...options,
		    values: three,
		    plan: [{ no: '5', holder: bagas, outcome: 'denied' }],
		    leave: (t) => t.no === '3' && t.holder === bagas });
		for (const who of [citra, dewi])
			assert.ok(c.trace.includes(
			    `5.1 verifikator delivered ${who}`));
		assert.deepEqual(await tasksOf(
		    kadis, 'maluku-utara', c.number), [],
		    'no report while one is open');
		assert.notEqual(c.page.case.state, 'done');

		const end = await carry(inst, 'maluku-utara', { ...options,
		    started: c, plan: [{ no: '3', outcome: 'rejected' }] });
		assert.deepEqual(end.trace, [`3 kasi rejected ${bagas}`,
			'5.2 kadis read']);
		assert.equal(end.page.case.state, 'done');
		assert.deepEqual(end.page.holders.map((h) =>
		    [h.name, !!h.certificate]),
		    [[citra, true], [bagas, false], [dewi, true]]);
	});

	test('all rejected ends the case', async () => {
		const c = await carry(inst, 'maluku-utara', { base: nginx.url,
		    persons: 3, values: three,
		    plan: ['5', '5', '5'].map((no) =>
			({ no, outcome: 'denied' })).concat(['3', '3', '3', '3']
			.map((no, i) => ({ no, outcome: i ? 'rejected' :
			    'complete' }))) });
		assert.ok(!c.trace.some((l) => l.includes('delivered')));
		assert.equal(c.page.case.state, 'rejected');
	});
});

describe('the contract of the JSON faces', () => {
	test('signing in is a form like any other', async () => {
		const b = new Browser(nginx.url);
		const page = await b.page('/kudus/masuk');
		contract.checkForm(page);
		assert.deepEqual(page.fields.map((f) => [f.name, f.type]),
		    [['email', 'email'], ['sandi', 'password']]);
		const { email, password } = inst.account('kudus', 'kadis');
		const r = await b.send(page, null,
		    { email, sandi: password }, { form: urlencoded });
		assert.equal(r.status, 303);
		assert.equal(r.location, '/kudus/tugas');
	});

	test('every page has a JSON face', async () => {
		const b = await inst.as('kudus', 'pemohon', nginx.url);
		const c = await apply(b, 'kudus');
		const no = encodeURIComponent(c.number);
		for (const path of ['/', '/kudus/', '/kudus/layanan/penerbitan',
			'/kudus/layanan/penerbitan/ajukan', '/kudus/masuk',
			'/kudus/daftar', '/kudus/lupa-sandi', '/kudus/akun',
			'/kudus/tugas', '/kudus/tugas?antrean=permohonan',
			'/kudus/tugas?antrean=selesai', '/kudus/lacak',
			`/kudus/permohonan/${no}`,
			`/kudus/permohonan/${no}/tanda-terima`,
			'/kudus/terima-kasih']) {
			const json = await b.go(path);
			const html = await b.go(path,
			    { headers: { Accept: 'text/html' } });
			assert.equal(json.status, 200, path);
			assert.equal(typeof json.json, 'object', path);
			assert.equal(html.status, 200, path);
			assert.match(html.text, /^<!doctype html>/i, path);
		}
	});

	test('a refusal names field and message', async () => {
		const b = await inst.as('kudus', 'pemohon', nginx.url);
		const page = await b.page('/kudus/layanan/penerbitan/ajukan');
		const r = await b.send(page, null, { nik: '12', nama: '' });
		assert.equal(r.status, 422);
		contract.checkForm(r.json);
		assert.deepEqual(r.json.errors.map((e) => e.field).sort(),
		    ['nama', 'nik']);
		for (const path of ['/kudus/permohonan/TTE-2026-99999',
			'/kudus/tidak-ada', '/tidak-ada/']) {
			const e = await b.go(path);
			assert.equal(e.status, 404, path);
			contract.checkErrors(e.json);
			assert.ok(e.json.errors.length > 0);
		}
	});

	test('after a POST: 303 to the case', async () => {
		const tenant = 'undiksha';
		const b = await inst.as(tenant, applicants[tenant], nginx.url);
		const c = await apply(b, tenant);
		const upt = await inst.as(tenant, 'upt_tik', nginx.url);
		const [task] = await tasksOf(upt, tenant, c.number);
		const r = await act(upt, task, { outcome: 'fit' });
		assert.equal(r.location, c.url);
	});

	test('the queue goes on by its cursor, nothing twice', async () => {
		const b = await inst.as('undiksha', 'pengembang', nginx.url);
		for (let i = 0; i < 27; i++)
			await apply(b, 'undiksha');
		const upt = await inst.as('undiksha', 'upt_tik', nginx.url);
		const first = await upt.page('/undiksha/tugas');
		assert.equal(first.tasks.length, 25);
		assert.match(first.next, /^\/undiksha\/tugas\?/);
		const all = (await upt.tasks('undiksha')).map((t) => t.url);
		assert.ok(all.length >= 27);
		assert.equal(new Set(all).size, all.length);
		assert.equal(inst.sql('undiksha',
		    "SELECT n FROM queue WHERE name = 'desk:upt_tik'")[0][0],
		    `${all.length}`);
	});
});
