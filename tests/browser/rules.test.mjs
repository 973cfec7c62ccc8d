// The rules of the pages, held against every page there is.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DESK, PHONE, openContext, shot, startBrowser } from './lib/chromium.mjs';
import { Person } from './lib/person.mjs';
import { startProgram } from './lib/program.mjs';
import { file, get, send, task } from './lib/quick.mjs';
import { inspect } from './lib/rules.mjs';

let browser, program;
const people = new Map();

before(async () => {
	browser = await startBrowser();
	program = await startProgram();
});
after(async () => {
	await browser?.close();
	await program?.stop();
});

async function person(office, lane) {
	const key = `${office} ${lane}`;

	if (!people.has(key)) {
		const p = await Person.open(browser, program, office, lane,
			{ viewport: DESK, reducedMotion: 'reduce' });

		people.set(key, p);
		await p.signIn();
	}
	return people.get(key);
}

async function stranger() {
	const p = await openContext(browser, { baseURL: program.url });

	return { ...p, page: await p.context.newPage() };
}

const at = (path) => (page) => page.goto(path);

// [row, lane, outcome, kind to look at]; "case-...": the case page as well.
const ways = {
	trenggalek: ['penerbitan', 'pemohon', [
		['2', 'kadis', 'returned', 'dispose'],
		['1', 'pemohon', 'submitted', 'apply'],
		['2', 'kadis', 'forwarded'], ['3', 'kabid', 'forwarded'],
		['4', 'kasi', 'forwarded'],
		['5', 'verifikator', 'no_mailbox', 'check'],
		['5.1', 'verifikator', 'created', 'mailbox'],
		['5.2', 'verifikator', 'registered', 'register'],
		['6', 'pemohon', 'done', 'activate'],
		['7', 'verifikator', 'matched', 'match'],
		['8', 'pemohon', 'set', 'passphrase'],
		['8.1', 'verifikator', 'issued', 'examine'],
		['9', 'verifikator', 'delivered', 'deliver'],
	]],
	kudus: ['penerbitan', 'pemohon', [
		['1.1', 'kadis', 'forwarded'], ['2', 'kabid', 'forwarded'],
		['3', 'kasi', 'complete'],
		['3.1', 'verifikator', 'sent', 'recommend'],
	]],
	'maluku-utara': ['penerbitan', 'asn', [
		['1.1', 'kadis', 'forwarded'], ['2', 'kabid', 'forwarded'],
		['3', 'kasi', 'complete'], ['3.1', 'verifikator', 'sent'],
		['4a', 'verifikator', 'registered'], ['4b', 'asn', 'done'],
		['4c', 'asn', 'set'], ['5', 'verifikator', 'issued'],
		['5.1', 'verifikator', 'delivered'],
		['5.2', 'kadis', 'read', 'report'],
	]],
	tapin: ['penerbitan', 'pemohon', [
		['2', 'kadis', 'forwarded'],
		['3', 'verifikator', 'incomplete'],
		['4', 'verifikator', 'done', 'confirm'],
		['4.1', 'pemohon', 'resubmitted', 'complete'],
	]],
	undiksha: ['pengajuan-sistem', 'pengembang', [
		['2', 'upt_tik', 'fit', 'audit'],
		['4', 'upt_tik', 'granted', 'grant'],
		['5', 'pengembang', 'passed', 'trial'],
	]],
};

const numbers = {};

for (const [office, [service, applicant, rows]] of Object.entries(ways))
	test(`the tasks of ${office}`, async (t) => {
		const number = await file(await person(office, applicant), service);

		numbers[office] = number;
		for (const [no, lane, outcome, kind] of rows) {
			const p = await person(office, lane);
			const path = await task(p, number, no);
			const values = {};

			if (kind)
				await t.test(kind, () =>
					inspect(p, `langkah-${kind}`, at(path)));
			if (outcome === 'incomplete') {
				const { fields } = await get(p, path);
				const one = fields.filter((f) =>
					f.name.startsWith('putusan_')).pop();

				values[one.name] = 'wrong';
				values[one.name.replace('putusan', 'sebab')] =
					'Berkas salah atau rusak';
			}
			await send(p, path, outcome, values);
		}
	});

test('pages that everybody sees', async (t) => {
	const s = await stranger();
	const pages = {
		kantor: '/',
		beranda: '/trenggalek/',
		layanan: '/trenggalek/layanan/penerbitan',
		'layanan-tapin': '/tapin/layanan/penerbitan',
		masuk: '/trenggalek/masuk',
		daftar: '/trenggalek/daftar',
		'lupa-sandi': '/trenggalek/lupa-sandi',
		lacak: '/trenggalek/lacak',
		'terima-kasih': '/trenggalek/terima-kasih',
	};

	for (const [name, path] of Object.entries(pages))
		await t.test(name, () => inspect(s, name, at(path)));
	await t.test('result of tracking', async () => {
		const p = await person('trenggalek', 'pemohon');
		const number = numbers.trenggalek;
		const { tracking } = await get(p,
			`/trenggalek/permohonan/${number}`);

		await inspect(s, 'lacak-hasil', async (page) => {
			await page.goto(`/trenggalek/lacak?nomor=${number}`);
			await page.getByLabel('Kode lacak').fill(tracking.code);
			await page.locator('.form').getByRole('button').click();
			await page.locator('#h-hasil').waitFor();
		});
	});
	await s.context.close();
});

test('pages of a person', async (t) => {
	const p = await person('trenggalek', 'pemohon');
	const kadis = await person('trenggalek', 'kadis');
	const verifier = await person('trenggalek', 'verifikator');
	const number = numbers.trenggalek;
	const second = await file(p, 'penerbitan');
	const third = await file(p, 'penerbitan');
	const show = (who, name, path) => t.test(name,
		() => inspect(who, name, at(path)));

	await show(p, 'ajukan', '/trenggalek/layanan/penerbitan/ajukan');
	await show(p, 'ajukan-dua-orang',
		'/trenggalek/layanan/penerbitan/ajukan?orang=2');
	await show(p, 'akun', '/trenggalek/akun');
	for (const d of (await get(verifier,
		`/trenggalek/permohonan/${number}`)).documents)
		await verifier.context.request.get(d.url);
	await show(p, 'akun-berkas', '/trenggalek/akun/berkas');
	await show(p, 'pembaca', `/trenggalek/permohonan/${number}/pembaca`);
	await show(kadis, 'tugas-meja', '/trenggalek/tugas');
	await show(p, 'tugas-saya', '/trenggalek/tugas?antrean=saya');
	await show(p, 'tugas-permohonan', '/trenggalek/tugas?antrean=permohonan');
	await show(kadis, 'tugas-selesai', '/trenggalek/tugas?antrean=selesai');
	await show(kadis, 'papan', '/trenggalek/laporan/papan');
	await show(kadis, 'papan-langkah',
		'/trenggalek/laporan/papan/penerbitan/2');
	await show(await person('maluku-utara', 'kadis'), 'papan-maluku-utara',
		'/maluku-utara/laporan/papan');
	await show(await person('tapin', 'kadis'), 'papan-tapin',
		'/tapin/laporan/papan');
	await show(kadis, 'tugas-cari', `/trenggalek/tugas?cari=${number}`);
	await show(p, 'perkara-selesai', `/trenggalek/permohonan/${number}`);
	await show(p, 'tanda-terima',
		`/trenggalek/permohonan/${number}/tanda-terima`);
	await show(kadis, 'perkara-berjalan', `/trenggalek/permohonan/${second}`);
	await send(kadis, await task(kadis, third, '2'), 'rejected');
	await show(p, 'perkara-ditolak', `/trenggalek/permohonan/${third}`);
	for (const [lane, no, outcome] of [['kadis', '2', 'forwarded'],
		['kabid', '3', 'forwarded'], ['kasi', '4', 'forwarded'],
		['verifikator', '5', 'complete'],
		['verifikator', '5.2', 'registered']]) {
		const who = await person('trenggalek', lane);

		await send(who, await task(who, second, no), outcome);
	}
	await show(verifier, 'perkara-menunggu',
		`/trenggalek/permohonan/${second}`);
	await t.test('a link to hand on', () => inspect(verifier,
		'perkara-tautan', async (page) => {
			await page.goto(`/trenggalek/permohonan/${second}`);
			await page.getByRole('button',
				{ name: /^(Buat|Kirim ulang) tautan/ }).click();
			await page.locator('.code').waitFor();
		}));
	await t.test('a credential, once', async () => {
		const dev = await person('undiksha', 'pengembang');
		const path = `/undiksha/permohonan/${numbers.undiksha}`;
		const { page } = dev;

		await page.goto(path);
		await page.getByRole('button', { name: 'Tampilkan sekali' }).click();
		assert.equal((await page.locator('.code').textContent()).trim(),
			'Contoh-Kunci-Api-01');
		await inspect(dev, 'kredensial', async () => {});
		await page.goto(path);
		assert.equal(await page.getByRole('button',
			{ name: 'Tampilkan sekali' }).count(), 0);
	});
	await t.test('the case on paper', async () => {
		const { page } = kadis;

		await page.setViewportSize(DESK);
		await page.goto(`/trenggalek/permohonan/${second}`);
		await page.emulateMedia({ media: 'print', colorScheme: 'light' });
		await shot(page, 'hal-perkara-cetak');
		const sheets = await page.pdf({ preferCSSPageSize: true });

		await page.emulateMedia({ media: null });
		assert.ok(sheets.length > 10000, 'the printed case has content');
	});
});

// The answer to the form itself, not to its draft.
const ofForm = (r) => r.request().isNavigationRequest() &&
	r.request().method() === 'POST';

// A message that was given up, and its address.
function giveUp(office) {
	execFileSync('sqlite3', ['-cmd', '.timeout 10000',
		join(program.data, office, 'paraf.db'),
		`INSERT INTO message (case_id, rule, tier, recipient, channel,
		    template, address, name, facts, state, created_at, tries,
		    ended_at, error)
		SELECT case_id, 'uji', 0, recipient, channel, template,
		    'alamat.yang.panjang.sekali@kantor-contoh.example', name,
		    facts, 'dead', created_at, 5, created_at + 1000,
		    '550 5.1.1 User unknown'
		FROM message WHERE template = 'received' LIMIT 1;
		INSERT INTO delivery (message_id, at, result, answer)
		SELECT id, ended_at, 'refused', error FROM message
		WHERE rule = 'uji';
		INSERT INTO address_fault SELECT address, 'refused', error, id,
		    ended_at FROM message WHERE rule = 'uji'`]);
}

test('pages of an administrator', async (t) => {
	const p = await person('trenggalek', 'admin');
	const pages = '/trenggalek/kelola/pesan';
	const show = (name, url) => t.test(name, () => inspect(p, name, at(url)));

	// Whoever runs this test alone has no case yet.
	numbers.trenggalek ??= await file(await person('trenggalek', 'pemohon'),
		'penerbitan');
	giveUp('trenggalek');
	await show('pesan-gagal', '/trenggalek/kelola');
	await show('bsre', '/trenggalek/kelola/bsre');
	await show('pesan-menunggu', `${pages}?keadaan=menunggu`);
	await show('pesan-ditahan', `${pages}?keadaan=ditahan`);
	await show('pesan-alamat', `${pages}?keadaan=alamat`);
	await show('pesan-nomor', `${pages}?nomor=${numbers.trenggalek}`);
	await show('pesan-tidak-ada', `${pages}?nomor=TIDAK-ADA`);
	const { messages } = await get(p, `${pages}?keadaan=gagal`);

	await show('pesan-satu', messages[0].url);
});

test('the mailbox of the demonstration', async (t) => {
	const s = await stranger();

	await t.test('list', () => inspect(s, 'kotak-surat', at('/kotak-surat')));
	await t.test('one mail', () => inspect(s, 'surat', async (page) => {
		await page.goto('/kotak-surat');
		await page.locator('.item').first().click();
		return page.reload();
	}));
	await s.context.close();
});

test('pages of errors', async (t) => {
	const p = await person('trenggalek', 'pemohon');
	const kadis = await person('trenggalek', 'kadis');
	const kabid = await person('trenggalek', 'kabid');
	const number = await file(p, 'penerbitan');
	const path = await task(kadis, number, '2');
	const show = (who, status, open) => t.test(`${status}`,
		() => inspect(who, `galat-${status}`, open, status));

	await show(kabid, 403, at(path));
	await show(kabid, 404, at('/trenggalek/tidak-ada'));
	await t.test('404 outside of the offices', () => inspect(kabid,
		'galat-404-luar', at('/tidak-ada'), 404));
	await show(kabid, 405, at('/trenggalek/keluar'));
	await show(kadis, 413, async (page) => {
		await page.goto(path);
		await page.getByLabel('Catatan').fill('a'.repeat(300000));
		const [rs] = await Promise.all([
			page.waitForResponse(ofForm),
			page.locator('.primary').click()]);

		kadis.faults.length = 0; // the draft was too large as well
		return rs;
	});
	await show(p, 422, async (page) => {
		await page.goto('/trenggalek/layanan/penerbitan/ajukan');
		await page.getByLabel('NIK', { exact: true }).fill('33999904');
		const [rs] = await Promise.all([
			page.waitForResponse(ofForm),
			page.locator('.form').evaluate((form) => {
				form.noValidate = true;
				form.requestSubmit();
			})]);

		await page.locator('#galat').waitFor();
		return rs;
	});
	await send(kadis, path, 'forwarded');
	await show(kadis, 409, at(path));
});

test('an error takes the reader to its field', async () => {
	const { page } = await person('trenggalek', 'pemohon');

	await page.setViewportSize(PHONE);
	await page.goto('/trenggalek/layanan/penerbitan/ajukan');
	await page.getByLabel('NIK', { exact: true }).fill('339999041187000');
	await page.locator('.form').evaluate((form) => {
		form.noValidate = true;
		form.requestSubmit();
	});
	await page.waitForFunction(() => document.activeElement.id === 'galat');
	const links = page.locator('#galat a');
	const targets = await links.evaluateAll((all) =>
		all.map((a) => document.querySelector(a.hash) !== null));

	assert.ok(targets.length > 2 && targets.every(Boolean),
		'every error leads to a field');
	await links.filter({ hasText: 'NIK harus 16 angka; yang diketik 15.' })
		.click();
	const at = await page.evaluate(() => ({
		id: document.activeElement.id,
		bad: document.activeElement.getAttribute('aria-invalid'),
		text: document.getElementById(document.activeElement
			.getAttribute('aria-describedby')).textContent }));

	assert.equal(at.id, 'f-nik');
	assert.equal(at.bad, 'true');
	assert.match(at.text, /NIK harus 16 angka/);
	assert.equal(await page.getByLabel('NIK', { exact: true }).inputValue(),
		'339999041187000', 'what was typed stays');
});

test('the first visit to the inbox weighs less than 60 KB', async () => {
	const p = await Person.open(browser, program, 'trenggalek', 'kadis',
		{ viewport: PHONE });
	const cookies = await (await person('trenggalek', 'kadis'))
		.context.cookies();
	const parts = [];

	await p.context.addCookies(cookies);
	p.page.on('response', (r) => parts.push(r));
	await p.page.goto('/trenggalek/tugas', { waitUntil: 'networkidle' });
	const sizes = await Promise.all(parts.map(async (r) =>
		gzipSync(await r.body()).length));
	const sum = sizes.reduce((a, b) => a + b, 0);

	assert.ok(parts.length > 3 && sum < 60 * 1024, `${sum} bytes`);
	p.quiet();
	await p.context.close();
});
