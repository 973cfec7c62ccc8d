// The next case, and who has which in hand: a lease, never a lock.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Browser, urlencoded } from './lib/client.mjs';
import { act, apply } from './lib/journey.mjs';
import { addPerson, startParaf } from './lib/paraf.mjs';

const office = 'trenggalek', word = 'tujuh kucing di atas genteng';
const minute = 60 * 1000;
let inst, people, cases;

// The first holds the seat, the others for the time being.
const names = ['Arini Contoh Wulan', 'Bima Contoh Saputra',
	'Cahya Contoh Utami'];

before(async () => {
	inst = await startParaf({ tenants: [office], workers: 4 });
	people = [await inst.as(office, 'kadis')];
	people[0].name = (await people[0].page(`/${office}/tugas`)).person.name;
	for (const [i, name] of names.entries()) {
		const email = `kadis${i}@${office}.example`;
		addPerson(inst, office, email, name, word,
		    { seat: 'kadis', kind: 'plt' });
		const b = await Browser.signedIn(inst.url, office, email, word);
		people.push(Object.assign(b, { name, email }));
	}
	const applicant = await inst.as(office, 'pemohon');
	cases = [];
	for (let i = 0; i < 6; i++)
		cases.push((await apply(applicant, office)).number);
});
after(() => inst?.stop());

const free = () => inst.sql(office,
    'UPDATE task SET lease_person = NULL, lease_until = NULL');
beforeEach(free);

// A POST without fields, as the button sends it.
async function press(b, path) {
	const { csrf } = await b.page(`/${office}/akun`);
	return b.post(path, [['csrf', csrf]], { form: urlencoded });
}
const next = (b, query = '') =>
    press(b, `/${office}/tugas/berikutnya${query}`);
const caseOf = (r) => {
	assert.equal(r.status, 303, r.text);
	return r.location.split('/')[3];
};
const open = async () => (await people[0].tasks(office, 'kadis'));
const leases = () => inst.sql(office, `SELECT c.number, t.lease_person,
    t.lease_until FROM task t JOIN cases c ON c.id = t.case_id
    WHERE t.lease_person IS NOT NULL ORDER BY t.sort_at, t.id`);

test('the oldest, the same when pressed again, the next for another',
    async () => {
	const order = (await open()).map((t) => t.case);
	assert.deepEqual(order, cases);
	const r = await next(people[0]);
	assert.match(r.location,
	    new RegExp(`^/${office}/permohonan/${order[0]}/langkah/\\d+$`));
	assert.equal(caseOf(await next(people[0])), order[0]);
	assert.equal(caseOf(await next(people[1])), order[1]);
	assert.equal(caseOf(await next(people[2])), order[2]);
	assert.equal(caseOf(await next(people[0])), order[0]);
});

test('pressed by all at once, thirty times: never the same', async () => {
	const tokens = await Promise.all(people.map(async (b) =>
	    (await b.page(`/${office}/akun`)).csrf));
	for (let i = 0; i < 30; i++) {
		free();
		const got = await Promise.all(people.map((b, k) => b.post(
		    `/${office}/tugas/berikutnya`, [['csrf', tokens[k]]],
		    { form: urlencoded })));
		assert.deepEqual(got.map(caseOf).sort(),
		    cases.slice(0, 4).sort());
		assert.equal(new Set(leases().map((l) => l[1])).size, 4);
	}
});

test('all sees who holds what, and nothing is hidden', async () => {
	await next(people[1]);
	const seen = (await open()).find((t) => t.case === cases[0]);
	assert.equal((await open()).length, cases.length);
	assert.equal(seen.held_by, people[1].name);
	const left = Date.parse(seen.held_until) - Date.now();
	assert.ok(left > 29 * minute && left <= 30 * minute, `${left}`);
	assert.match(seen.held_text,
	    /^dipegang Arini Contoh Wulan sampai \d\d\.\d\d WIB$/);
	const other = (await open()).find((t) => t.case === cases[1]);
	assert.equal(other.held_by, null);
	assert.equal(other.held_until, null);
	const mine = (await people[1].tasks(office, 'kadis'))[0];
	assert.match(mine.held_text, /^Anda pegang sampai \d\d\.\d\d WIB$/);
	const html = { headers: { Accept: 'text/html' } };
	const page = await people[0].go(`/${office}/tugas?antrean=kadis`, html);
	assert.match(page.text, /dipegang Arini Contoh Wulan sampai/);
	assert.match(page.text, /Ambil berikutnya/);

	// On the page of the task.
	const theirs = await people[0].page(seen.url);
	assert.equal(theirs.lease.mine, false);
	assert.equal(theirs.lease.held_by, people[1].name);
	assert.equal(theirs.lease.button, null);
	assert.match(theirs.lease.text, new RegExp('^Sedang dipegang Arini ' +
	    'Contoh Wulan sampai pukul \\d\\d\\.\\d\\d WIB\\. Anda tetap ' +
	    'boleh mengerjakannya\\.$'));
	const own = await people[1].page(seen.url);
	assert.equal(own.lease.mine, true);
	assert.equal(own.lease.button, 'Lepaskan');
	assert.match(own.lease.text, /^Anda memegang permohonan ini sampai/);
});

test('let go, and taken by hand', async () => {
	const [task] = await open();
	assert.equal((await people[2].page(task.url)).lease.button, 'Pegang');
	const r = await press(people[2], `${task.url}/pegang`);
	assert.equal(r.location, task.url);
	assert.equal((await people[2].page(task.url)).lease.mine, true);
	// Not from somebody's hand, neither way.
	await press(people[3], `${task.url}/pegang`);
	await press(people[3], `${task.url}/lepas`);
	assert.equal((await people[3].page(task.url)).lease.held_by,
	    people[2].name);
	const gone = await press(people[2], `${task.url}/lepas`);
	assert.equal(gone.location, `/${office}/tugas?antrean=kadis`);
	assert.equal((await people[3].page(task.url)).lease.button, 'Pegang');
	assert.deepEqual(leases(), []);
});

test('it returns by itself, and is renewed when looked at', async () => {
	const until = (ms) => inst.sql(office, 'UPDATE task SET lease_until = ' +
	    `${Date.now() + ms} WHERE lease_person IS NOT NULL`);
	const left = () => Number(leases()[0][2]) - Date.now();

	const { location } = await next(people[1]);
	until(10 * minute);
	await people[2].page(location);
	assert.ok(left() < 11 * minute, 'another looked at it');
	await people[1].page(location);
	assert.ok(left() > 29 * minute, 'its holder looked at it');
	until(27 * minute);
	await people[1].page(location);
	assert.ok(left() < 28 * minute, 'not at every look');
	until(-1000);
	assert.equal((await open())[0].held_by, null);
	assert.equal((await people[2].page(location)).lease.held_by, null);
	assert.equal(caseOf(await next(people[2])), cases[0]);
});

test('signing out gives back what was in hand', async () => {
	const b = await Browser.signedIn(inst.url, office, people[3].email,
	    word);
	await next(b);
	await next(people[1]);
	assert.equal(leases().length, 2);
	await press(b, `/${office}/keluar`);
	assert.equal(leases().length, 1);
	assert.equal(caseOf(await next(people[2])), cases[0]);
});

test('nothing left, no seat, not signed in, no token', async () => {
	for (const t of (await open()).slice(1))
		await press(people[0], `${t.url}/pegang`);
	assert.equal(caseOf(await next(people[1])), cases[0]);
	const r = await next(people[2], '?antrean=kadis');
	assert.equal(r.location, `/${office}/tugas?antrean=kadis&habis=1`);
	const page = await people[2].page(r.location);
	assert.match(page.notice.text, /^Tidak ada lagi yang dapat diambil/);
	assert.equal(page.tasks.length, cases.length);
	assert.equal((await people[2].page(`/${office}/tugas`)).notice, null);

	const applicant = await inst.as(office, 'pemohon');
	assert.equal((await applicant.page(`/${office}/tugas`)).take_next,
	    null);
	assert.equal((await next(applicant)).location,
	    `/${office}/tugas?habis=1`);
	const bare = new Browser(inst.url);
	const login = await bare.post(`/${office}/tugas/berikutnya`, [],
	    { form: urlencoded });
	assert.match(login.location ?? '', /masuk/);
	const forged = await people[2].post(`/${office}/tugas/berikutnya`,
	    [['csrf', 'x']], { form: urlencoded });
	assert.equal(forged.status, 403);
});

test('only of a desk of one\'s own', async () => {
	// A desk that is not theirs counts as none asked for.
	assert.equal(caseOf(await next(people[1], '?antrean=kabid')), cases[0]);
	const kabid = await inst.as(office, 'kabid');
	assert.match((await next(kabid)).location, /habis=1$/);
	const [task] = await open();
	const r = await press(kabid, `${task.url}/pegang`);
	assert.equal(r.status, 404);
});

test('never one\'s own application, nor what was judged already', async () => {
	const own = await apply(people[3], office);
	inst.sql(office, `UPDATE task SET sort_at = 1 WHERE case_id =
	    (SELECT id FROM cases WHERE number = '${own.number}')`);
	assert.equal(caseOf(await next(people[3])), cases[0]);
	assert.equal(caseOf(await next(people[1])), own.number);
	const [task] = (await people[3].tasks(office, 'kadis'))
	    .filter((t) => t.case === own.number);
	assert.equal(task, undefined);
	free();
	inst.sql(office, `INSERT INTO opinion (task_id, person_id, verdict,
	    detail, at) SELECT t.id, p.id, 'doubt', '{}', 1 FROM task t
	    JOIN person p ON p.name = '${people[1].name}' WHERE t.sort_at = 1`);
	assert.equal(caseOf(await next(people[1])), cases[0]);
	assert.equal(caseOf(await next(people[2])), own.number);
	inst.sql(office, 'DELETE FROM opinion');
	cases.unshift(own.number);
});

test('whoever may act acts, and the lease ends with the task', async () => {
	await next(people[1]);
	const task = (await open()).find((t) => t.case === cases[0]);
	assert.equal(task.held_by, people[1].name);
	await act(people[2], task, { outcome: 'forwarded' });
	assert.deepEqual(leases(), []);
	cases.shift();
	assert.equal(caseOf(await next(people[1])), cases[0]);
});

test('nothing was reported meanwhile', () => {
	assert.doesNotMatch(inst.log, /statement or transaction open|galat/);
});
