// The two benches: what reopens for the applicant, what is warned of and
// where, and matches that two persons judge.
import assert from 'node:assert/strict';
import { cpSync, appendFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Browser } from './lib/client.mjs';
import { tempDir } from './lib/base.mjs';
import { act, apply, tasksOf } from './lib/journey.mjs';
import { folderOf, secondOf, startParaf } from './lib/paraf.mjs';

const tenant = 'trenggalek';
let folder, inst, second;

// Trenggalek, where every match is judged twice.
before(async () => {
	folder = tempDir();
	const copy = path.join(folder.dir, 'always');

	cpSync(folderOf(tenant), copy, { recursive: true });
	appendFileSync(path.join(copy, 'kantor.yaml'),
	    'pemeriksaan_kedua: 100\n');
	inst = await startParaf({ load: [copy, folderOf('tapin')] });
	const { email, password } = secondOf(inst.account(tenant, 'verifikator'));
	second = await Browser.signedIn(inst.url, tenant, email, password);
});
after(async () => {
	await inst?.stop();
	folder?.remove();
});

const as = (lane, office = tenant) => inst.as(office, lane);
const wayOf = {
	trenggalek: [['kadis', 'forwarded'], ['kabid', 'forwarded'],
		['kasi', 'forwarded'], ['verifikator', 'complete'],
		['verifikator', 'registered'], ['pemohon', 'done']],
	tapin: [['kadis', 'forwarded'], ['verifikator', 'complete'],
		['verifikator', 'done'], ['verifikator', 'registered'],
		['pemohon', 'done']],
};

async function only(b, number, office = tenant) {
	const tasks = await tasksOf(b, office, number);

	assert.equal(tasks.length, 1, `${number} waits at one place`);
	return tasks[0];
}

// A case whose photos wait to be compared; steps: how many acts before.
async function reach(steps = 6, values = {}, office = tenant) {
	const c = await apply(await as('pemohon', office), office, { values });

	for (const [lane, outcome] of wayOf[office].slice(0, steps)) {
		const b = await as(lane, office);

		await act(b, await only(b, c.number, office), { outcome });
	}
	return c;
}

const events = (number) => inst.sql(tenant, `SELECT e.kind, e.outcome,
    e.person_id, coalesce(e.reason, '') FROM event e JOIN cases c
    ON c.id = e.case_id WHERE c.number = '${number}' AND e.kind IN
    ('opinion', 'match') ORDER BY e.id`);
const text = (page) => JSON.stringify(page);
const photo = (page, name) => page.fields.find((f) => f.name === name);
const reason = 'Wajah berbeda dengan foto pada KTP';

describe('checking', () => {
	test('only what was wrong opens again, with its reason', async () => {
		const c = await reach(3);
		const v = await as('verifikator');
		const task = await only(v, c.number);
		const page = await v.page(task.url);
		const item = page.items.find((i) => /SK/.test(i.title));
		const [verdict, why] = item.fields;

		assert.ok(item.papers[0].url.includes('?langkah='));
		await act(v, task, { outcome: 'incomplete', values: {
			[verdict.name]: 'wrong', [why.name]: 'Bukan SK terakhir' } });
		const b = await as('pemohon');
		const again = await b.page((await only(b, c.number)).url);
		const asked = again.fields.filter((f) => f.type !== 'hidden');

		assert.deepEqual(asked.map((f) => f.name), ['syarat_sk_terakhir']);
		assert.equal(asked[0].warning, 'Bukan SK terakhir');
	});

	test('warnings stand beside what they are about', async () => {
		const odd = { nik: '3399990411870001', nip: '199001012015021002',
			nama: 'Dr. Citra Contoh', telepon: '081200000077' };
		const values = { ...odd, sudah_dicocokkan: '1' };
		const other = await reach(0, values);
		const c = await reach(3, values);
		const v = await as('verifikator');
		const page = await v.page((await only(v, c.number)).url);
		const of = (title) => page.items.find((i) => title.test(i.title))
		    .warnings.map((w) => w.text).join('\n');
		const data = of(/^Data/);

		assert.match(data, /Tanggal lahir menurut NIK .* berbeda dengan NIP/);
		assert.match(data, /gelar/);
		for (const what of ['NIK', 'Nomor HP/WA'])
			assert.match(data, new RegExp(`${what} ini juga ada pada ` +
			    'permohonan \\S+ yang masih berjalan'));
		assert.ok(data.includes(other.number) || data.match(/TTE-/));
		assert.doesNotMatch(of(/^Surat/), /NIK/);
	});
});

describe('matching', () => {
	test('the photos of an activation are no requirement', async () => {
		const c = await reach(6, {}, 'tapin');
		const v = await as('verifikator', 'tapin');
		const task = await only(v, c.number, 'tapin');
		const page = await v.page(task.url);

		assert.deepEqual(page.photos.map((p) => p.label),
		    ['Foto KTP', 'Foto selfie']);
		const items = inst.sql('tapin', `SELECT i.name FROM item i
		    JOIN cases c ON c.id = i.case_id
		    WHERE c.number = '${c.number}' ORDER BY i.name`).flat();

		// Tapin asks for a photo of the KTP as a paper as well.
		assert.ok(items.includes('foto_ktp'));
		assert.ok(items.includes('aktivasi.foto_ktp'));
		await act(v, task, { outcome: 'mismatched', values: {
			sebab_selfie: reason } });
		const b = await as('pemohon', 'tapin');
		const again = await b.page((await only(b, c.number, 'tapin')).url);

		assert.equal(photo(again, 'foto_ktp'), undefined);
		assert.equal(photo(again, 'foto_selfie').warning, reason);
		assert.deepEqual(again.kept.map((k) => k.label), ['Foto KTP']);
	});

	test('a mismatch needs to say what, a match nothing wrong', async () => {
		const c = await reach(6, {}, 'tapin');
		const v = await as('verifikator', 'tapin');
		const page = await v.page((await only(v, c.number, 'tapin')).url);
		const none = await v.send(page, 'mismatched', { alasan: '' });

		assert.equal(none.status, 422);
		assert.deepEqual(none.json.errors.map((e) => e.field), ['alasan']);
		const both = await v.send(page, 'matched', { sebab_ktp:
		    'KTP milik orang lain' });

		assert.equal(both.status, 422);
		assert.deepEqual(both.json.errors.map((e) => e.field),
		    ['sebab_ktp']);
		const open = await v.send(page, 'matched', { cocok_nik: undefined });

		assert.deepEqual(open.json.errors.map((e) => e.field), ['cocok_nik']);
	});

	test('a mismatch that names no photo opens both', async () => {
		const c = await reach(6, {}, 'tapin');
		const v = await as('verifikator', 'tapin');

		await act(v, await only(v, c.number, 'tapin'),
		    { outcome: 'mismatched', values: { alasan: 'Ulangi semua.' } });
		const b = await as('pemohon', 'tapin');
		const again = await b.page((await only(b, c.number, 'tapin')).url);

		for (const name of ['foto_ktp', 'foto_selfie'])
			assert.equal(photo(again, name).warning, 'Ulangi semua.');
	});
});

describe('two persons for one match', () => {
	const table = [
		['matched', 'matched', 'matched'],
		['matched', 'mismatched', 'mismatched'],
		['mismatched', 'matched', 'mismatched'],
		['mismatched', 'mismatched', 'mismatched'],
		['doubt', 'matched', 'matched'],
		['doubt', 'mismatched', 'mismatched'],
	];
	const values = (verdict) => (verdict === 'mismatched' ?
	    { sebab_selfie: reason, alasan: '' } :
	    { alasan: verdict === 'doubt' ? 'Sudut foto tidak biasa.' : '' });

	for (const [one, two, both] of table)
		test(`${one}, then ${two}: ${both}`, async () => {
			const c = await reach();
			const v = await as('verifikator');
			const task = await only(v, c.number);

			await act(v, task, { outcome: one, values: values(one) });
			await act(second, await only(second, c.number),
			    { outcome: two, values: values(two) });
			const log = events(c.number);

			assert.deepEqual(log.map(([kind, outcome]) =>
			    [kind, outcome]), [['opinion', one], ['opinion', two],
				['match', both]]);
			assert.notEqual(log[0][2], log[1][2], 'two persons');
			const b = await as('pemohon');
			const next = await b.page((await only(b, c.number)).url);

			if (both === 'matched')
				assert.equal(photo(next, 'foto_selfie'), undefined);
			else
				assert.equal(photo(next, 'foto_selfie').warning,
				    reason);
			assert.equal(photo(next, 'foto_ktp'), undefined);
			const history = text((await v.page(c.url)).events);

			assert.match(history, /Penilaian seorang pemeriksa/);
			assert.equal(inst.must('audit', 'verify', tenant)
			    .includes('utuh'), true);
		});

	test('nobody but its giver sees the first verdict', async () => {
		const c = await reach();
		const v = await as('verifikator');
		const task = await only(v, c.number);
		const secret = 'Kalimat yang hanya diketahui pemeriksa pertama.';

		await act(v, task, { outcome: 'mismatched',
			values: { sebab_selfie: reason, alasan: secret } });
		for (const b of [second, await as('kadis'), await as('pemohon')])
			for (const accept of ['application/json', 'text/html']) {
				const r = await b.go(c.url,
				    { headers: { Accept: accept } });

				assert.equal(r.status, 200);
				assert.doesNotMatch(r.text,
				    /hanya diketahui|Wajah berbeda dengan|Penilaian /);
			}
		const page = await second.page(task.url);

		assert.match(page.second.text, /pemeriksa kedua/);
		// The catalogue of reasons itself is on the page.
		assert.doesNotMatch(text(page),
		    /hanya diketahui|Penilaian seorang/);
		assert.ok(!page.outcomes.some((o) => o.name === 'doubt'));
		const own = await v.page(c.url);

		assert.match(own.headline, /menunggu pemeriksa kedua/);
		assert.match(text(own.events), /hanya diketahui/);
		assert.equal(own.act, null);
		await act(second, task, { outcome: 'mismatched',
			values: { sebab_ktp: 'KTP milik orang lain' } });
		for (const b of [second, await as('kadis')])
			assert.match(text((await b.page(c.url)).events),
			    /hanya diketahui/);
		// What either of them found wrong is wrong.
		const b = await as('pemohon');
		const next = await b.page((await only(b, c.number)).url);

		assert.equal(photo(next, 'foto_selfie').warning, reason);
		assert.equal(photo(next, 'foto_ktp').warning,
		    'KTP milik orang lain');
	});

	test('the first person cannot give the second verdict', async () => {
		const c = await reach();
		const v = await as('verifikator');
		const task = await only(v, c.number);
		const page = await v.page(task.url);

		await act(v, task, { outcome: 'matched' });
		const line = await only(v, c.number);

		assert.match(line.held_text, /menunggu pemeriksa kedua/);
		assert.equal((await v.go(task.url)).status, 409);
		for (const outcome of ['matched', 'mismatched', 'doubt']) {
			const r = await v.send(page, outcome, values(outcome));

			assert.equal(r.status, 409, outcome);
			assert.match(r.text, /menunggu pemeriksa kedua/);
		}
		assert.equal(events(c.number).length, 1);
		assert.equal(inst.sql(tenant, `SELECT count(*) FROM opinion
		    WHERE task_id = ${task.url.split('/').pop()}`)[0][0], '1');
		assert.equal((await second.send(await second.page(task.url),
		    'doubt', values('doubt'))).status, 409);
		await act(second, task, { outcome: 'matched' });
	});

	test('a doubt has to say why', async () => {
		const c = await reach(6, {}, 'tapin');
		const v = await as('verifikator', 'tapin');
		const page = await v.page((await only(v, c.number, 'tapin')).url);
		const r = await v.send(page, 'doubt', { alasan: '' });

		assert.equal(r.status, 422);
		assert.deepEqual(r.json.errors.map((e) => e.field), ['alasan']);
	});

	test('with nobody else: no doubt is offered, one verdict is enough',
	    async () => {
		const c = await reach();
		const v = await as('verifikator');
		const task = await only(v, c.number);
		const page = await v.page(task.url);
		const { email } = secondOf(inst.account(tenant, 'verifikator'));

		inst.must('user', 'unseat', tenant, email, 'verifikator');
		try {
			assert.ok(page.outcomes.some((o) => o.name === 'doubt'));
			assert.ok(!(await v.page(task.url)).outcomes
			    .some((o) => o.name === 'doubt'));
			const r = await v.send(page, 'doubt', values('doubt'));

			assert.equal(r.status, 409);
			await act(v, task, { outcome: 'matched' });
			assert.deepEqual(events(c.number).map(([k, o]) => [k, o]),
			    [['match', 'matched']]);
		} finally {
			inst.must('user', 'seat', tenant, email, 'verifikator');
		}
	});

	test('two first verdicts at once: the later one is the second',
	    async () => {
		const c = await reach();
		const v = await as('verifikator');
		const task = await only(v, c.number);
		const [a, b] = [await v.page(task.url), await second.page(task.url)];
		const both = await Promise.all([v.send(a, 'matched'),
			second.send(b, 'matched')]);

		assert.deepEqual(both.map((r) => r.status), [303, 303]);
		assert.deepEqual(events(c.number).map(([k, o]) => [k, o]),
		    [['opinion', 'matched'], ['opinion', 'matched'],
			['match', 'matched']]);
	});
});
