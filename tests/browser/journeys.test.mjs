// Every office from the letter to its last row, each row by its own person
// in a browser of his or her own, on a phone and on a desk.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, PHONE, openContext, shot, startBrowser } from './lib/chromium.mjs';
import { journeys } from './lib/journeys.mjs';
import { Person, fillForm } from './lib/person.mjs';
import { startProgram } from './lib/program.mjs';

let browser, program;

before(async () => {
	browser = await startBrowser();
	program = await startProgram();
});
after(async () => {
	await browser?.close();
	await program?.stop();
});

// The persons of one case; who is asked for first signs in first.
class Office {
	constructor(office, options) {
		Object.assign(this, { office, options, people: new Map(),
			seen: new Set() });
	}

	async person(lane) {
		if (!this.people.has(lane)) {
			const p = await Person.open(browser, program, this.office,
				lane, this.options);

			this.people.set(lane, p);
			await p.signIn();
		}
		return this.people.get(lane);
	}

	async close() {
		for (const p of this.people.values()) {
			p.quiet();
			await p.context.close();
		}
	}
}

async function apply(p, fill) {
	const { page } = p;

	await page.goto(`/${p.office}/`);
	await page.getByRole('link', { name: /^Ajukan/ }).first().click();
	await page.getByText('Nomor surat').first().waitFor();
	await fillForm(page, fill);
	await p.press('Kirim permohonan');
	return page.locator('.over .num').textContent();
}

async function checkCase(p, number, step, next) {
	const { page } = p;
	const row = page.locator(`[id="langkah-${step.no}"]`);

	assert.equal(await page.locator('.over .num').textContent(), number);
	if (!next) {
		await page.getByText('Selesai pada').waitFor();
		assert.equal(await page.locator('tr.current').count(), 0);
	} else {
		const now = page.locator(`[id="langkah-${next.no}"]`);

		assert.match(await now.getAttribute('class'), /\bcurrent\b/,
			`row ${next.no} is current after ${step.no}`);
		assert.equal(await page.locator('tr.current').count(), 1);
	}
	if (/\bdone\b/.test(await row.getAttribute('class')) && !step.link)
		assert.match(await row.textContent(), new RegExp(p.name));
	// A link that went out by itself stands above the act that opened it.
	assert.match(await page.locator('[aria-labelledby=h-riwayat] li')
	    .filter({ hasNotText: 'Tautan untuk' }).first().textContent(),
		new RegExp(`${step.no.replace('.', '\\.')}\\. `));
}

// By the search of the inbox.
async function openCase(page, number) {
	await page.getByRole('link', { name: /^Tugas/ }).first().click();
	await page.locator('#f-cari').fill(number);
	await page.getByRole('button', { name: 'Cari' }).click();
	await page.locator('.task .go').first().click();
	await page.locator('#h-sop').waitFor();
}

// The verifier makes a link on the case page; whoever has it acts without an
// account, once.
async function byLink(o, number, step) {
	const v = await o.person('verifikator');
	const { context, faults } = await openContext(browser, o.options);
	const [first, second] = [await context.newPage(), await context.newPage()];

	await openCase(v.page, number);
	await v.page.getByRole('button',
		{ name: /^(Buat tautan baru|Kirim ulang tautan)$/ }).click();
	const url = (await v.page.locator('.code').textContent()).trim();

	for (const page of [first, second]) {
		await page.goto(url);
		await page.getByText(`Langkah ${step.no} ·`).waitFor();
		await fillForm(page, step.fill);
	}
	await shot(first, `${o.office}-${o.width}-${step.no}-tautan`);
	await first.getByRole('button', { name: step.press }).click();
	await first.getByRole('heading', { name: 'Terima kasih' }).waitFor();
	await shot(first, `${o.office}-${o.width}-${step.no}-terima-kasih`);
	await second.getByRole('button', { name: step.press }).click();
	await second.getByRole('heading', { name: 'Tautan ini sudah dipakai' })
		.waitFor();
	await second.getByText('kirim tidak dicatat').waitFor();
	assert.equal(await second.locator('main button').count(), 0,
		'what is done needs no other link');
	await shot(second, `${o.office}-${o.width}-${step.no}-dipakai`);
	const again = await first.goto(url);

	assert.equal(again.status(), 409, 'a used link is refused');
	// What the second had typed can no longer be saved either.
	assert.deepEqual(faults.filter((f) => !f.startsWith('409 ')), []);
	await context.close();
	await openCase(v.page, number);
	return v;
}

async function act(o, number, step) {
	const p = await o.person(step.by);

	await p.openTask(number, step.no);
	await p.fill(step.fill);
	if (step.judge)
		await p.judge(step.judge);
	if (!o.seen.has(step.no))
		await shot(p.page, `${o.office}-${o.width}-${step.no}`);
	o.seen.add(step.no);
	await p.page.locator('.form').getByRole('button',
		{ name: step.press, exact: step.exact }).click();
	await p.page.locator('#h-sop').waitFor();
	return p;
}

async function steps(o, { applicant, fill, steps }) {
	const number = await apply(await o.person(applicant), fill);

	for (const [i, step] of steps.entries()) {
		const p = step.link ? await byLink(o, number, step) :
			await act(o, number, step);

		await checkCase(p, number, step, steps[i + 1]);
	}
	const { page } = await o.person(applicant);

	await page.goto(`/${o.office}/permohonan/${number}`);
	await page.getByText('Selesai pada').waitFor();
	await shot(page, `${o.office}-${o.width}-selesai`);
}

async function walk(office, viewport, more = {}) {
	const o = new Office(office, { viewport, ...more });

	o.width = `${viewport.width}${more.javaScriptEnabled === false ?
	    '-tanpa-js' : ''}`;
	try {
		await steps(o, journeys[office]);
	} catch (e) {
		for (const [lane, p] of o.people)
			await shot(p.page, `gagal-${office}-${o.width}-${lane}`);
		console.error(program.log().split("\n").filter((l) =>
			/asks for/.test(l)).join("\n"));
		throw e;
	}
	await o.close();
}

// Two at a time, of different offices: a person has one draft of a form.
test('from the letter to the last row', { concurrency: 2 }, (t) => {
	const all = [];

	for (const viewport of [PHONE, DESK])
		for (const office of Object.keys(journeys))
			all.push(t.test(`${office}, ${viewport.width} px`,
				() => walk(office, viewport)));
	return Promise.all(all);
});

test('kudus without JavaScript, 360 px',
	() => walk('kudus', PHONE, { javaScriptEnabled: false }));

test('a refusal ends the way, and the applicant reads why', async () => {
	const o = new Office('kudus', { viewport: PHONE });
	const applicant = await o.person('pemohon');
	const number = await apply(applicant, journeys.kudus.fill);
	const kadis = await o.person('kadis');
	const why = 'Permohonan ini bukan untuk kantor kami.';

	await kadis.openTask(number, '1.1');
	await kadis.press('Tolak');
	await kadis.page.locator('#galat').waitFor();
	await kadis.page.getByLabel('Catatan').fill(why);
	await kadis.press('Tolak');
	await kadis.page.getByText('Ditolak pada').waitFor();
	await applicant.page.reload();
	assert.match(await applicant.page.locator('.headline').textContent(),
		new RegExp(why));
	await o.close();
});

test('two persons on one letter go on each alone', async () => {
	const o = new Office('tapin', { viewport: DESK });
	const applicant = await o.person('pemohon');
	const verifier = 'verifikator';
	const { page } = applicant;

	await page.goto('/tapin/layanan/penerbitan/ajukan');
	await page.getByRole('link', { name: /satu orang lagi/ }).click();
	await page.getByText('Calon pemilik sertifikat 2').waitFor();
	await fillForm(page, { 'Email dinas': ['citra.contoh@tapinkab.go.id',
		'bayu.contoh@tapinkab.go.id'] });
	await applicant.press('Kirim permohonan');
	const number = await page.locator('.over .num').textContent();
	const go = async (by, no, press, holder, more = {}) => {
		const p = await o.person(by);

		await p.openTask(number, no, holder);
		await p.fill();
		if (more.judge)
			await p.judge();
		await p.page.locator('.form').getByRole('button',
			{ name: press, exact: true }).click();
		await p.page.locator('#h-sop').waitFor();
		return p;
	};

	await (await o.person('kadis')).openTask(number, '2');
	await (await o.person('kadis')).press(/^Teruskan ke/);
	await go(verifier, '3', 'Nyatakan lengkap', '', { judge: true });
	await go(verifier, '6', 'Nyatakan selesai', '');
	await go(verifier, '7', 'Catat pendaftaran', 'Citra');
	await go('pemohon', '8', 'Kirim data aktivasi', 'Citra');
	const p = await go(verifier, '9', 'Cocok', 'Citra');

	assert.match(await p.page.locator('[id="langkah-10"]').textContent(),
		/Citra Contoh Lestari: sedang berjalan/);
	assert.match(await p.page.locator('[id="langkah-7"]').textContent(),
		/Bayu Contoh Pratama: sedang berjalan/);
	await shot(p.page, 'tapin-1280-dua-orang');
	await o.close();
});
