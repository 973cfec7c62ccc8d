// The running agent reminds by itself, by a real mail server; and who wants
// no reminders of a case gets none.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Browser, urlencoded } from './lib/client.mjs';
import { apply } from './lib/journey.mjs';
import { startMailServer, writeOutside } from './lib/mail.mjs';
import { startParaf, waitFor } from './lib/paraf.mjs';

const office = 'trenggalek';
let inst, mail, kadis, applicant;

before(async () => {
	inst = await startParaf({ workers: 1, tenants: [office] });
	mail = await startMailServer(path.join(inst.dir.dir, 'mail'));
	writeOutside(`${inst.data}.outside`, null, { surel: { server: mail.url,
		ca: mail.ca, pengirim: 'Paraf Uji <paraf@uji.example>' } });
	inst.sql(office, "UPDATE person SET notify = 'now'");
	kadis = await inst.as(office, 'kadis');
	applicant = await inst.as(office, 'pemohon');
});
after(async () => {
	await mail?.stop();
	await inst?.stop();
});

const email = (lane) => inst.account(office, lane).email;
const page = (b, c) => b.page(`/${office}/permohonan/${c.number}`);
async function press(b, url) {
	const { csrf } = await b.page(`/${office}/akun`);
	return b.post(url, [['csrf', csrf]], { form: urlencoded });
}

// The open task of a case came so many days earlier, and is due to be
// thought of.
function backdate(c, days) {
	const open = `SELECT t.id FROM task t JOIN cases c ON c.id = t.case_id
	    WHERE c.number = '${c.number}' AND t.closed_at IS NULL`;
	const ms = days * 86400000;

	inst.sql(office, `BEGIN IMMEDIATE;
	    UPDATE task SET opened_at = opened_at - ${ms},
		due_at = due_at - ${ms} WHERE id IN (${open});
	    UPDATE agenda SET next_at = 1 WHERE kind = 'task'
		AND ref IN (${open}); COMMIT`);
}
const told = (c) => inst.sql(office, `SELECT m.tier, m.template, m.address
    FROM message m JOIN cases c ON c.id = m.case_id
    WHERE c.number = '${c.number}' AND m.tier > 0 ORDER BY m.id`);
const looked = (c) => waitFor(() => inst.sql(office, `SELECT a.told
    FROM agenda a JOIN task t ON t.id = a.ref AND a.kind = 'task'
    JOIN cases c ON c.id = t.case_id WHERE c.number = '${c.number}'
	AND a.next_at > 1`)[0], 'a look');

test('what is late is reminded of, once, with the way to it', async () => {
	const c = await apply(applicant, office);

	backdate(c, 1 / 24);
	await looked(c);
	assert.deepEqual(told(c), []);
	// Late for a day of the office, but not for two.
	backdate(c, 30);
	await looked(c);
	const all = told(c).filter((m) => m[2] === email('kadis'));
	assert.deepEqual(all, [['3', 'remind', email('kadis')]]);
	const m = await waitFor(() => mail.mails().find((x) =>
	    x.rcpt === email('kadis') && /pengingat/.test(x.subject)),
	    'the reminder');
	assert.match(m.subject, new RegExp(`^${c.number}: pengingat, `));
	assert.match(m.text, /Batas waktunya lewat \d+ hari/);
	assert.match(new URL(m.links[0]).pathname, new RegExp(
	    `^/${office}/permohonan/${c.number}/langkah/\\d+$`));
	backdate(c, 30);
	await looked(c);
	assert.equal(told(c).filter((x) => x[2] === email('kadis')).length, 1);
});

test('who mutes a case hears no more of it, until it is unmuted', async () => {
	const c = await apply(applicant, office);
	const before = await page(kadis, c);

	assert.equal(before.mute.muted, false);
	assert.equal(before.mute.button, 'Bisukan pengingat');
	const r = await press(kadis, before.mute.action);
	assert.equal(r.status, 303, r.text);
	assert.equal(r.location, `/${office}/permohonan/${c.number}`);
	const after = await page(kadis, c);
	assert.equal(after.mute.muted, true);
	assert.equal((await page(applicant, c)).mute.muted, false);
	backdate(c, 30);
	await looked(c);
	assert.deepEqual(told(c).filter((m) => m[2] === email('kadis')), []);
	await press(kadis, after.mute.action);
	assert.equal((await page(kadis, c)).mute.muted, false);
});

test('the page says it in words, with a button', async () => {
	const c = await apply(applicant, office);
	const html = (await applicant.go(`/${office}/permohonan/${c.number}`,
	    { headers: { Accept: 'text/html' } })).text;

	assert.match(html, /Anda menerima pengingat tentang permohonan ini/);
	assert.match(html, new RegExp('action="/trenggalek/permohonan/' +
	    `${c.number}/bisukan"[^]*Bisukan pengingat</button>`));
});

test('only who is reminded can mute', async () => {
	const c = await apply(applicant, office);
	const url = `/${office}/permohonan/${c.number}/bisukan`;
	const guest = new Browser(inst.url);
	const others = await inst.as(office, 'verifikator');

	const { csrf } = await guest.page(`/${office}/masuk`);
	for (const r of [await press(others, url),
		await guest.post(url, [['csrf', csrf]], { form: urlencoded }),
		await kadis.post(url, [['csrf', 'x']], { form: urlencoded })])
		assert.ok([303, 401, 403, 404].includes(r.status), `${r.status}`);
	assert.deepEqual(inst.sql(office, `SELECT 1 FROM mute m JOIN cases c
	    ON c.id = m.case_id WHERE c.number = '${c.number}'`), []);
});
