// "Hubungi lewat WhatsApp": who is offered it, where it leads, what is kept.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { urlencoded } from './lib/client.mjs';
import { carry, tasksOf } from './lib/journey.mjs';
import { startParaf } from './lib/paraf.mjs';

let inst, c, task;
const as = (lane) => inst.as('tapin', lane);
const nik = '3399990411870001';

// The verifier found the first paper wrong: row 4, "Menghubungi pemohon".
before(async () => {
	inst = await startParaf({ tenants: ['tapin'] });
	c = await carry(inst, 'tapin', { leave: (t) => t.no === '4', plan: [
		{ no: '3', outcome: 'incomplete', values: (page) => {
			const { name } = page.fields.find((f) =>
				f.name.startsWith('putusan_'));

			return { [name]: 'wrong', [name.replace('putusan',
			    'sebab')]: 'Berkas salah atau rusak' };
		} }] });
	task = (await tasksOf(await as('verifikator'), 'tapin', c.number))[0];
	assert.equal(task.no, '4');
	phone('+62 812-0000-0009');
});
after(() => inst?.stop());

function phone(applicant, holder = '0812 0000 0008') {
	inst.sql('tapin', `UPDATE person SET phone = '${applicant}'
	    WHERE email LIKE 'pemohon@%'; UPDATE holder
	    SET phone = '${holder}'`);
}

async function offered(lane = 'verifikator', url = task.url) {
	return (await (await as(lane)).page(url)).contacts;
}

async function open({ lane = 'verifikator', to = 'pemohon', csrf } = {}) {
	const b = await as(lane);

	csrf ??= (await b.page('/tapin/akun')).csrf;
	return b.post(`${task.url}/wa`, [['csrf', csrf], ['kepada', to]],
	    { form: urlencoded });
}

const events = () => inst.sql('tapin', `SELECT row_no, outcome, lane,
    seat_title, person_name, detail FROM event WHERE kind = 'contact'`);

describe('on the page of the task', () => {
	test('the applicant is offered, with the way there', async () => {
		const [one, ...more] = await offered();
		assert.deepEqual(more, []);
		assert.equal(one.action, `${task.url}/wa`);
		assert.equal(one.to, 'pemohon');
		assert.match(one.whom, / Contoh .*, pemohon$/);
	});
	test('its forms may lead there, those of others not', async () => {
		const b = await as('verifikator');
		const policy = async (url) =>
		    (await b.go(url)).headers['content-security-policy'];
		assert.match(await policy(task.url),
		    /form-action 'self' https:\/\/wa\.me https:\/\/api\.whatsapp\.com;/);
		assert.match(await policy('/tapin/tugas'), /form-action 'self';/);
	});
	test('it leads to the number and brings the words', async () => {
		const r = await open();
		assert.equal(r.status, 303, r.text);
		const url = new URL(r.location);
		const text = url.searchParams.get('text');
		assert.equal(url.origin + url.pathname,
		    'https://wa.me/6281200000009');
		assert.deepEqual([...url.searchParams.keys()], ['text']);
		assert.match(text, /^Yth\. .* Contoh /);
		assert.ok(text.includes(c.number));
		assert.match(text, /Mohon lengkapi berkas/);
		assert.match(text, /Yang perlu dilengkapi: \S+/);
		assert.match(text, new RegExp(
		    `https?://[^ ]*/tapin/lacak\\?nomor=${c.number}`));
		assert.ok(!text.includes(nik) && !/\d{16}/.test(text));
		assert.ok(!/berkas\/|aktivasi\//.test(text));
	});
	test('that it was used is in the log, without the number', () => {
		const [[no, outcome, lane, seat, name, detail]] = events();
		assert.deepEqual([no, outcome, lane],
		    ['4', 'whatsapp', 'verifikator']);
		assert.ok(seat && name);
		assert.match(detail, /WhatsApp/);
		assert.match(detail, /0009/);
		assert.ok(!/0000.?0009/.test(detail));
		assert.match(inst.paraf('audit', 'verify', 'tapin').out, /utuh/);
	});
	test('and in the history', async () => {
		const { events: list } = await (await as('pemohon')).page(c.url);
		assert.match(list[0].what, /dihubungi lewat WhatsApp/);
	});
});

describe('to whom', () => {
	for (const [name, applicant, holder, want] of [
		['both, one office', '0812-0000-0009', '0812-0000-0008',
			[['pemohon', '6281200000009']]],
		['an applicant with a land line', '(0291) 438713',
			'0812-0000-0008', [['holder', '6281200000008']]],
		['an applicant without', '', '62812 0000 0008',
			[['holder', '6281200000008']]],
		['land lines only', '(0291) 438713', '0291438714', []],
		['nobody', '', '', []],
	])
		test(name, async () => {
			phone(applicant, holder);
			const list = await offered();
			assert.equal(list.length, want.length);
			for (const [i, [to, number]] of want.entries()) {
				assert.ok(to === 'holder' ?
				    /^\d+$/.test(list[i].to) :
				    list[i].to === to);
				const r = await open({ to: list[i].to });
				assert.ok(r.location.startsWith(
				    `https://wa.me/${number}?`), r.location);
			}
			if (!want.length)
				assert.equal((await open()).status, 404);
		});
	test('no such person', async () => {
		phone('0812-0000-0009');
		for (const to of ['', 'lain', '999'])
			assert.equal((await open({ to })).status, 404);
	});
});

describe('by whom', () => {
	test('the case page offers it to officers', async () => {
		assert.equal((await offered('verifikator', c.url)).length, 1);
		assert.equal((await offered('kadis', c.url)).length, 1);
	});
	test('not to the applicant', async () => {
		assert.deepEqual(await offered('pemohon', c.url), []);
		assert.equal((await open({ lane: 'pemohon' })).status, 404);
	});
	test('not to an administrator', async () =>
		assert.equal((await open({ lane: 'admin' })).status, 404));
	test('not without the word of our page', async () => {
		const n = events().length;
		assert.equal((await open({ csrf: 'x' })).status, 403);
		assert.equal(events().length, n);
	});
	test('not signed in: to the sign-in page', async () => {
		const { Browser } = await import('./lib/client.mjs');
		const r = await new Browser(inst.url).post(`${task.url}/wa`,
		    [['kepada', 'pemohon']], { form: urlencoded });
		assert.equal(r.status, 303);
		assert.match(r.location, /\/masuk/);
	});
	test('not when the step is done', async () => {
		await carry(inst, 'tapin', { started: c,
			leave: (t) => t.no !== '4' });
		assert.equal((await open()).status, 409);
		// Now it is the applicant's turn.
		const [mine] = await tasksOf(await as('pemohon'), 'tapin',
		    c.number);
		const r = await (await as('verifikator')).post(`${mine.url}/wa`,
		    [['csrf', (await (await as('verifikator'))
			.page('/tapin/akun')).csrf], ['kepada', 'pemohon']],
		    { form: urlencoded });
		assert.match(new URL(r.location).searchParams.get('text'),
		    /Mohon lengkapi berkas/);
	});
});
