// Every page that tells how BSrE and the office's module stand, in the states
// it can be in: what the agent would have written is held in the database.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { tempDir } from '../regress/lib/base.mjs';
import { startSimulator } from '../regress/lib/bsre.mjs';
import { STATUS, caseAt, holdAct, holdWay } from '../regress/lib/held.mjs';
import { tasksOf } from '../regress/lib/journey.mjs';
import { Browser, urlencoded } from '../regress/lib/client.mjs';
import { startParaf } from '../regress/lib/paraf.mjs';
import { openContext, startBrowser } from './lib/chromium.mjs';
import { Person } from './lib/person.mjs';
import { inspect } from './lib/rules.mjs';

const office = 'tapin', base = `/${office}/kelola/bsre`;
const PASSPHRASE = 16;
const min = 60 * 1000, ago = (n) => Date.now() - n * min;
let browser, home, inst, sim, desk, people = {};

const way = (more) => holdWay(inst, office, more);
const at = async (kind, lane) => caseAt(inst, office,
	lane ? await inst.as(office, lane) : desk, kind);
const to = (url) => (page) => page.goto(url);

before(async () => {
	home = tempDir();
	sim = await startSimulator(path.join(home.dir, 'sim'));
	inst = await startParaf({ tenants: [office], workers: 2 });
	desk = await inst.as(office, 'verifikator');
	browser = await startBrowser();
	for (const lane of ['admin', 'verifikator', 'pemohon']) {
		const p = await Person.open(browser, inst, office, lane, {});

		await p.signIn();
		people[lane] = p;
	}
});
after(async () => {
	await browser?.close();
	await inst?.stop();
	await sim?.stop();
	home?.remove();
});

const look = (lane, name, url) => inspect(people[lane], `bsre-${name}`,
    to(url));

/* --- for administrators -------------------------------------------------- */

const ways = {
	baik: { ok: Date.now(), portal: 'https://portal-bsre.contoh.example/' },
	berhenti: { ok: ago(90), open: Date.now() + 10 * min, failures: 7,
		error: 'BSrE tidak menjawab dalam 10 detik.',
		errorAt: ago(2) },
	'satu-percobaan': { ok: ago(90), open: ago(1), failures: 7,
		error: 'BSrE menjawab 503.', errorAt: ago(2) },
	terganggu: { ok: ago(3), failures: 2, errorAt: ago(1),
		error: 'Sertifikat TLS server itu sudah lewat masa berlakunya.' },
	polos: { ok: Date.now(), plain: 1 },
	salah: { caps: 0, fault: 'Setelan BSrE kantor ini salah; jalankan ' +
		'"paraf bsre check tapin".' },
};

for (const [name, of] of Object.entries(ways))
	test(`the way to BSrE: ${name}`, async () => {
		way(of);
		await look('admin', name, base);
	});

/* --- registration -------------------------------------------------------- */

const acts = {
	tanya: null,
	menunggu: { state: 'waiting', tryAt: Date.now() + 600 * min, reason:
		'BSrE tidak menjawab dalam 30 detik.' },
	dikirim: { state: 'sending', claimedAt: Date.now() },
	'tidak-pasti': { state: 'question', doubt: 'unknown', reason:
		'Sambungan terputus sesudah data dikirim.' },
	ditolak: { state: 'question', doubt: 'refused', code: 2014,
		answer: 'NIK tidak ditemukan pada data kependudukan' },
	dikenal: { state: 'question', doubt: 'known', code: 4024,
		answer: 'User sudah terdaftar' },
};
let register;

for (const [name, act] of Object.entries(acts))
	test(`registration: ${name}`, async () => {
		way({ open: name === 'menunggu' ? Date.now() + 9 * min : 'NULL' });
		register ??= await at('register');
		if (act)
			holdAct(inst, office, register, act);
		if (act?.doubt)
			inst.sql(office, `INSERT OR REPLACE INTO standing
			    (holder_id, api_status, api_since, api_at)
			    VALUES (${register.holder}, 'NOT_REGISTERED',
				1000, ${Date.now()})`);
		await look('verifikator', `daftarkan-${name}`, register.task.url);
	});

test('what is wrong with an answer is told beside the question', async () => {
	const { page } = people.verifikator;

	await page.goto(register.task.url);
	await page.locator('.form').evaluate((form) => {
		form.noValidate = true;
	});
	await page.getByRole('button', { name: 'Simpan jawaban' }).click();
	await page.waitForFunction(() => document.activeElement.id === 'galat');
	await page.locator('#galat a').click();
	const on = await page.evaluate(() => {
		const el = document.activeElement;
		const box = el.closest('[aria-describedby]');

		return { type: el.type, said: (box?.getAttribute('aria-describedby')
			?? '').split(' ').map((id) =>
			document.getElementById(id)?.textContent).join(' ') };
	});

	assert.equal(on.type, 'radio');
	assert.match(on.said, /Pilih yang benar tentang/);
});

test('news does not take the page from whoever is in its form', async () => {
	const { page } = people.verifikator;

	holdAct(inst, office, register, { state: 'waiting',
		tryAt: Date.now() + 10000 });
	await page.goto(register.task.url);
	await page.locator('.form input[type=radio]').first().focus();
	holdAct(inst, office, register, acts['tidak-pasti']);
	await page.getByText('Keadaannya sudah berubah.').waitFor();
	assert.equal(await page.evaluate(() => document.activeElement.type),
		'radio');
	await page.getByRole('link', { name: 'Muat ulang halaman' }).click();
	await page.getByText('perlu jawaban Anda').waitFor();
	// Nobody is in it: it shows what is new by itself.
	holdAct(inst, office, register, { state: 'waiting',
		tryAt: Date.now() + 10000 });
	await page.goto(register.task.url);
	holdAct(inst, office, register, acts.ditolak);
	await page.getByText('BSrE menolak pendaftaran ini').waitFor();
});

/* --- examination --------------------------------------------------------- */

test('three facts about whom BSrE examines', async () => {
	way({ caps: STATUS });
	const c = await at('examine');
	const set = (more) => inst.sql(office, `INSERT OR REPLACE INTO standing
	    (holder_id, api_status, api_since, api_at, ams_status, ams_at,
	    ams_by, since, next_at ${more ? ', error, error_at, tries' : ''})
	    VALUES (${c.holder}, 'WAITING_FOR_VERIFICATION', ${ago(3000)},
	    ${ago(4)}, 'ISSUE', ${ago(2)}, (SELECT max(id) FROM person),
	    ${ago(3000)}, ${Date.now() + 60 * min}
	    ${more ? `, 'BSrE tidak menjawab dalam 10 detik.', ${ago(1)}, 3` :
		''})`);

	await look('verifikator', 'periksa-belum', c.task.url);
	set();
	await look('verifikator', 'periksa', c.task.url);
	set(true);
	await look('verifikator', 'periksa-gagal', c.task.url);
	await look('verifikator', 'permohonan-diperiksa', c.url);
	await look('pemohon', 'permohonan-diperiksa-pemohon', c.url);
});

/* --- the certificate ----------------------------------------------------- */

// A person's certificate of the simulator's authority, as PEM.
async function issue(nik, name, email) {
	await sim.control('PUT', '/persons', { nik, name, email,
		status: 'ISSUE' });
	const r = await sim.call('GET',
	    `/api/v2/user/certificate/chain/${nik}`);
	const der = path.join(home.dir, 'satu.der');

	writeFileSync(der, Buffer.from(r.json.data[0], 'base64'));
	return execFileSync('openssl', ['x509', '-inform', 'DER', '-in', der],
	    { encoding: 'utf8' });
}
const pem = (name) => readFileSync(path.join(sim.state, name), 'utf8');

test('a certificate: good, faulty, delivered', async () => {
	const { page } = people.verifikator;

	const trusts = (trust) => way({ caps: STATUS, trust });

	trusts(pem('root.pem'));
	const c = await at('examine');
	const own = await issue('3399990411870001', c.name, c.email);
	const other = await issue('3399990411870002', 'Seruni Contoh',
	    'seruni@contoh.example');
	const form = await desk.page(c.task.url);
	const r = await desk.send(form, 'issued', { nomor_seri: '',
	    sertifikat_pem: own + pem('issuing.pem') });

	assert.equal(r.status, 303, r.text);
	const [task] = await tasksOf(desk, office, c.number);
	await look('verifikator', 'serahkan', task.url);
	await inspect(people.verifikator, 'bsre-serahkan-salah', async () => {
		await page.goto(task.url);
		await page.getByLabel('Ganti dengan sertifikat lain')
		    .fill(other + pem('issuing.pem'));
		await page.getByRole('button', { name: 'Serahkan sertifikat' })
		    .click();
		await page.locator('#galat').waitFor();
	});
	// The office trusts others now.
	trusts(await issue('3399990411870003', 'Rani Contoh',
	    'rani@contoh.example'));
	await look('verifikator', 'serahkan-terhenti', task.url);
	trusts(pem('root.pem'));
	const done = await desk.send(await desk.page(task.url), 'delivered',
	    { sertifikat_pem: '' });
	assert.equal(done.status, 303, done.text);
	await look('pemohon', 'sertifikat', c.url);
	assert.match(await people.pemohon.page.locator('a[href*="/sertifikat/"]')
	    .first().getAttribute('href'), /\/sertifikat\/1\.pem$/);
});

/* --- links --------------------------------------------------------------- */

test('a passphrase that its holder alone can set', async () => {
	way({ caps: STATUS | PASSPHRASE });
	const c = await at('passphrase', 'pemohon');

	await look('pemohon', 'passphrase-masuk', c.task.url);
});

test('a link: replaced, over, used, and another by mail', async () => {
	const c = await at('activate', 'pemohon');
	const { context, faults } = await openContext(browser,
		{ baseURL: inst.url });
	const p = { page: await context.newPage(), faults };
	const link = async () => {
		const page = await desk.page(c.url);
		const r = await desk.post(page.links[0].create_action,
		    [['csrf', page.csrf]], { form: urlencoded });

		return new URL(r.json.links[0].url).pathname;
	};
	const over = (name, url) => inspect(p, `bsre-tautan-${name}`, to(url),
	    409);
	const first = await link(), second = await link();

	await over('diganti', first);
	inst.sql(office, `UPDATE link SET created_at = created_at - 90000000,
	    expires_at = expires_at - 90000000 WHERE used_at IS NULL`);
	await over('lewat', second);
	await p.page.getByRole('button', { name: 'Kirim tautan baru' }).click();
	await p.page.getByText('Tautan yang terbaru dibuat pada').waitFor();
	await inspect(p, 'bsre-tautan-dikirim', async () => null);
	const third = await link(), guest = new Browser(inst.url);
	const r = await guest.send(await guest.page(third), 'done');

	assert.equal(r.status, 303, r.text);
	await over('dipakai', third);
	assert.equal(await p.page.locator('main button').count(), 0);
	await context.close();
});
