// Writing by WhatsApp, sending a message again, and mails of the
// demonstration followed to the act.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { tempDir, waitFor } from '../regress/lib/base.mjs';
import { makeCertificate } from '../regress/lib/mail.mjs';
import { DESK, PHONE, openContext, shot, startBrowser }
	from './lib/chromium.mjs';
import { Person } from './lib/person.mjs';
import { startProgram } from './lib/program.mjs';
import { file, get, send, task } from './lib/quick.mjs';

let browser, program, whatsapp;
const home = tempDir();

// In place of WhatsApp: nothing leaves the machine.  wa.me leads on, as the
// real one does.
async function startWhatsapp() {
	const { cert, key } = makeCertificate(home.dir);
	const server = https.createServer({ cert: readFileSync(cert),
		key: readFileSync(key) }, (rq, rs) => {
		server.asked.push(`${rq.method} ${rq.headers.host}${rq.url}`);
		if (rq.headers.host === 'wa.me')
			rs.writeHead(302, { Location:
				`https://api.whatsapp.com/send/${rq.url}` });
		else
			rs.setHeader('Content-Type', 'text/html');
		rs.end('<!DOCTYPE html><title>WhatsApp</title>');
	});

	server.asked = [];
	await new Promise((r) => { server.listen(0, '127.0.0.1', r); });
	return server;
}

before(async () => {
	whatsapp = await startWhatsapp();
	const to = `127.0.0.1:${whatsapp.address().port}`;

	browser = await startBrowser(['--ignore-certificate-errors',
		`--host-resolver-rules=MAP wa.me ${to}, MAP *.whatsapp.com ${to}`]);
	program = await startProgram();
});
after(async () => {
	await browser?.close();
	await program?.stop();
	whatsapp.closeAllConnections();
	whatsapp.close();
	home.remove();
});

async function person(office, lane, options) {
	const p = await Person.open(browser, program, office, lane,
		{ viewport: PHONE, ...options });

	await p.signIn();
	return p;
}

// Tapin's row 4: the verifier has found a paper wrong.
async function rowFour() {
	const applicant = await person('tapin', 'pemohon');
	const number = await file(applicant, 'penerbitan');

	for (const [no, lane, outcome] of [['2', 'kadis', 'forwarded'],
		['3', 'verifikator', 'incomplete']]) {
		const p = await person('tapin', lane);
		const path = await task(p, number, no);
		const values = {};

		if (outcome === 'incomplete') {
			const { fields } = await get(p, path);
			const { name } = fields.find((f) =>
				f.name.startsWith('putusan_'));

			values[name] = 'wrong';
			values[name.replace('putusan', 'sebab')] =
				'Berkas salah atau rusak';
		}
		await send(p, path, outcome, values);
		await p.context.close();
	}
	await applicant.context.close();
	return number;
}

const button = { name: /Hubungi lewat WhatsApp/ };

for (const javaScriptEnabled of [true, false])
	test(`WhatsApp ${javaScriptEnabled ? 'with' : 'without'} JavaScript`,
		async () => {
			const number = await rowFour();
			const p = await person('tapin', 'verifikator',
				{ javaScriptEnabled });
			const { page, context } = p;

			whatsapp.asked.length = 0;
			await page.goto(await task(p, number, '4'));
			await shot(page, 'whatsapp-360');
			await page.getByLabel('Catatan').fill('Sudah dihubungi.');
			const [other] = await Promise.all([
				context.waitForEvent('page'),
				page.getByRole('button', button).click()]);

			await other.waitForURL('https://api.whatsapp.com/**');
			assert.equal(await other.title(), 'WhatsApp');
			const [method, address] = whatsapp.asked[0].split(' ');
			const url = new URL(`https://${address}`);

			assert.equal(method, 'GET');
			assert.equal(url.origin + url.pathname,
				'https://wa.me/6281200000001');
			assert.ok(url.searchParams.get('text').includes(number));
			assert.equal(await page.getByLabel('Catatan').inputValue(),
				'Sudah dihubungi.', 'what was typed stays');
			await page.setViewportSize(DESK);
			await shot(page, 'whatsapp-1280');
			await page.goto(`/tapin/permohonan/${number}`);
			await page.getByText('dihubungi lewat WhatsApp').first()
				.waitFor();
			assert.equal(await page.getByRole('button', button)
				.count(), 1);
			await shot(page, 'whatsapp-permohonan-1280');
			p.quiet();
			await context.close();
		});

test('a message is sent again', async () => {
	const applicant = await person('kudus', 'pemohon');
	const number = await file(applicant, 'penerbitan');
	const p = await person('kudus', 'admin');
	const { page } = p;

	execFileSync('sqlite3', ['-cmd', '.timeout 10000',
		join(program.data, 'kudus', 'paraf.db'),
		`INSERT INTO message (case_id, rule, tier, recipient, channel,
		    template, address, name, facts, state, created_at, tries,
		    ended_at, error)
		SELECT case_id, 'uji', 0, recipient, channel, template, address,
		    name, facts, 'dead', created_at, 5, created_at + 1000,
		    '550 5.1.1 User unknown'
		FROM message WHERE template = 'received'`]);
	await page.locator('.me summary').click();
	await page.getByRole('link', { name: 'Kelola' }).click();
	await page.getByText('550 5.1.1 User unknown').waitFor();
	await page.locator('.go').first().click();
	await page.getByText(number).first().waitFor();
	await page.getByRole('button', { name: 'Kirim lagi' }).click();
	await page.getByText('akan dikirim lagi').or(page.getByText(
		'Diterima server')).first().waitFor();
	await waitFor(async () => {
		await page.reload();
		return await page.getByText('Diterima server').count() > 0;
	}, 'the delivery');
	p.quiet();
	await p.context.close();
	await applicant.context.close();
});

test('a mail of the demonstration leads to the act', async () => {
	const applicant = await person('trenggalek', 'pemohon');
	const number = await file(applicant, 'penerbitan');
	const { email, password } = program.accounts.trenggalek.kadis;
	const p = await openContext(browser,
		{ baseURL: program.url, viewport: PHONE });
	const page = await p.context.newPage();
	const mail = page.locator('.item').filter({ hasText: email })
		.filter({ hasText: number });

	await page.goto('/');
	await page.getByRole('link', { name: 'Kotak surat peragaan' }).click();
	await page.getByRole('heading', { name: 'Kotak surat peragaan' })
		.waitFor();
	await waitFor(async () => {
		await page.reload();
		return await mail.count() > 0;
	}, 'the mail');
	await mail.first().click();
	const letter = page.frameLocator('iframe');

	await letter.getByText(number).first().waitFor();
	await shot(page, 'surat-360');
	await letter.getByRole('link', { name: 'Beri disposisi' }).click();
	await page.waitForURL(/\/masuk\?kembali=/);
	await page.getByLabel('Email').fill(email);
	await page.getByLabel('Kata sandi').fill(password);
	await page.locator('.form').getByRole('button', { name: 'Masuk' })
		.click();
	await page.waitForURL(/\/langkah\/\d+$/);
	await page.getByRole('button', { name: /Teruskan/ }).click();
	await page.waitForURL(new RegExp(`/permohonan/${number}$`));
	assert.deepEqual(p.faults, []);
	await p.context.close();
	await applicant.context.close();
});

test('the page in a mail cannot run or send anything', async () => {
	const context = await browser.newContext({ baseURL: program.url });
	const page = await context.newPage();

	await page.goto('/kotak-surat');
	await page.locator('.item').first().click();
	const src = await page.locator('iframe').getAttribute('src');
	const rs = await context.request.get(src);
	const policy = rs.headers()['content-security-policy'];

	assert.match(policy, /^default-src 'none'; style-src 'unsafe-inline'/);
	assert.match(policy, /form-action 'none'/);
	assert.ok(!/allow-scripts|allow-forms|allow-same-origin/.test(policy));
	assert.equal(await page.locator('iframe').getAttribute('sandbox'),
		'allow-top-navigation-by-user-activation');
	await context.close();
});
