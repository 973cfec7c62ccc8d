// A person at a browser of his or her own: reads, clicks, fills.
import assert from 'node:assert/strict';
import { openContext } from './chromium.mjs';
import { papers } from './papers.mjs';

// What a form asks, by the words of its label, and what a person answers.
// Labels of the second person on a letter stand in the same words.
const answers = {
	'Nomor surat': '800/123/UMUM/2026',
	'Tanggal surat': new Date().toISOString().slice(0, 10),
	'Nama lengkap': ['Citra Contoh Lestari', 'Bayu Contoh Pratama'],
	'NIK': ['3399990411870001', '3399990512900002'],
	'NIP': ['198711042010011001', '199012052015021002'],
	'Jabatan': 'Kepala Subbagian Umum',
	'Unit kerja': 'Bagian Umum',
	'Nomor HP/WA': '081200000001',
	'Hal': 'Permohonan sertifikat elektronik',
	'Surat Permohonan': papers.letter,
	'Surat pengembangan sistem': papers.letter,
	'BPMN Sistem': papers.report,
	'Scan SK terakhir': papers.decree,
	'Scan SK jabatan terakhir': papers.decree,
	'Scan KTP pemohon': papers.ktp,
	'KTP Pemohon': papers.ktp,
	'Foto/Scan KTP': papers.ktp,
	'Foto KTP': papers.ktp,
	'Foto selfie': papers.selfie,
	'Data identitas di atas benar dan sesuai KTP saya': true,
	'NIK, NIP, dan nama sudah dicocokkan dengan KTP dan SK': true,
	'Data yang diberi peringatan sudah dicocokkan dengan KTP dan SK': true,
	'Nomor surat rekomendasi': null, // Paraf gives the next
	'Pindaian surat rekomendasi yang sudah ditandatangani': papers.letter,
	'Wajah pada selfie sama dengan foto pada KTP': true,
	'NIK pada KTP sama dengan yang diajukan': true,
	'Nama pada KTP sama dengan yang diajukan': true,
	'Tanggal lahir dan jenis kelamin pada KTP sama dengan NIK': true,
	'Jabatan dan unit kerja sama dengan surat': true,
	'Saya sudah membuat passphrase di halaman BSrE': true,
	'Saya sudah memindai kode QR untuk mendapatkan kode OTP': true,
	'Nomor seri sertifikat': '4A1F009C21',
	'Hasil audit sistem': 'Alur bisnis sesuai dengan BPMN yang diajukan.',
	'Laporan audit': papers.report,
	'Nama pengguna API': 'sistem-contoh',
	'Kata sandi API': 'Contoh-Kunci-Api-01',
	'Alamat IP yang diizinkan': '192.0.2.10',
	'Hasil uji coba': 'Tanda tangan berhasil pada dokumen contoh.',
	'Laporan uji coba': papers.report,
};

export class Person {
	static async open(browser, program, office, lane, options) {
		const p = new Person();

		Object.assign(p, await openContext(browser,
			{ baseURL: program.url, ...options }),
			{ office, lane, account: program.accounts[office][lane] });
		p.page = await p.context.newPage();
		return p;
	}

	async signIn() {
		const { page } = this;

		await page.goto(`/${this.office}/`);
		await page.getByRole('link', { name: 'Masuk' }).click();
		await page.getByLabel('Email').fill(this.account.email);
		await page.getByLabel('Kata sandi').fill(this.account.password);
		await page.locator('.form').getByRole('button',
			{ name: 'Masuk' }).click();
		await page.getByRole('heading', { name: 'Tugas', level: 1 })
			.waitFor();
		this.name = (await page.locator('.me .name').first()
			.evaluate((el) => el.firstChild.textContent)).trim();
	}

	// Fill what the form asks; more: answers by label for this time, null to
	// leave a field alone.  Radios and selects keep what is chosen.
	async fill(more = {}) {
		await fillForm(this.page, more);
	}

	// From the inbox to the task of that case, by clicking.
	async openTask(number, no, holder = '') {
		const { page } = this;
		const row = page.locator('.sub').getByText(
			new RegExp(`^${no.replace('.', '\\.')}\\. `));

		await page.getByRole('link', { name: /^Tugas/ }).first().click();
		await page.locator('.task', { has: row, hasText: number })
			.filter({ hasText: holder }).locator('.go').first().click();
		await page.getByText(`Langkah ${no} ·`).waitFor();
	}

	// The checking bench: a verdict for every item; wrong: item -> reason.
	async judge(wrong = {}) {
		for (const item of await this.page.locator('.check').all()) {
			const title = await item.locator('legend').textContent();
			const why = wrong[title.replace(/:.*| \(.*/, '').trim()];

			await item.evaluate((el) => el.scrollIntoView());
			if (await item.locator('.fold').count())
				await item.locator('.fold').click();
			await item.getByLabel(why ? 'Tidak sesuai' : 'Sesuai',
				{ exact: true }).check();
			if (why && await item.locator('.reasons').count())
				await item.getByRole('button', { name: why }).click();
			else if (why)
				await item.getByLabel('Alasan').selectOption(why);
		}
	}

	async press(label) {
		await this.page.locator('.form').getByRole('button',
			{ name: label }).click();
	}

	quiet() {
		assert.deepEqual(this.faults, [], `${this.lane}: errors reported`);
	}
}

// Forms that ask one question after another are walked to the last.
export async function fillForm(page, more = {}) {
	const next = page.getByRole('button', { name: 'Lanjut', exact: true });

	await fillVisible(page, more);
	while (await next.isVisible()) {
		await next.click();
		await fillVisible(page, more);
	}
}

async function fillVisible(page, more) {
	const labels = await page.locator('.form label')
		.evaluateAll((all) => all.filter((l) => l.control?.id &&
			!l.closest('[hidden]'))
			.map((l) => ({ id: l.control.id,
				text: [...l.childNodes]
					.filter((n) => !['SMALL', 'KBD'].includes(n.nodeName))
					.map((n) => (n.querySelector?.('small') ?
						n.firstChild : n).textContent)
					.join('').trim() })));

	for (const { id, text } of labels) {
		const name = text.replace(/ untuk .*| \d$|: .*/, '');
		const second = /_2$/.test(id);
		let answer = more[text] ?? more[name] ?? answers[text] ??
		    answers[name];

		if (text in more)
			answer = more[text];
		if (Array.isArray(answer))
			answer = answer[second ? 1 : 0];
		if (answer === undefined || answer === null)
			continue;
		const field = page.locator(`[id="${id}"]`);

		if (answer === true)
			await field.check();
		else if (answer.buffer)
			await field.setInputFiles(answer);
		else if (await field.evaluate((el) => el.matches('select')))
			await field.selectOption(answer);
		else
			await field.fill(answer);
	}
}
