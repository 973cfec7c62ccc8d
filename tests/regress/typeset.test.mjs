// Letters as the press sets them, seen by other programs: what is printed,
// where, and what the code leads to.  Templates and cases are the affair of
// missives.test.mjs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { build } from './lib/base.mjs';
import { boxes, check, codes, fonts, info, output, pages, pictures, read,
	text, words } from './lib/pdf.mjs';

const qr = 'https://tte.contoh.example/v/contoh-abcdefghij0123456789';
const foot = `Keaslian naskah ini dapat diperiksa di ${qr}`;
const head = ['PEMERINTAH KABUPATEN CONTOH',
	'DINAS KOMUNIKASI, INFORMATIKA, STATISTIK DAN PERSANDIAN',
	'Jalan Merdeka Nomor 1, Kecamatan Contoh, Kabupaten Contoh 99999',
	'Telepon (0999) 123456, pos-el kominfo@contoh.example'];
const long = 'Prof. Dr. Ir. Raden Mas Haryo Suryakusuma Wicaksana ' +
    'Adiningrat Kusumawardhana, S.Kom., M.T'.slice(0, 90);
const solid = 'Namatanpaspasi'.repeat(7).slice(0, 90);

const frame = (body, end = '') => `@kop

@surat Contoh, 23 November 2026
Nomor | 000.6.5/012/DISKOMINFO/2026
Sifat |
Lampiran | 1 (satu) berkas
Hal | Rekomendasi Penerbitan Sertifikat Elektronik

@yth
Yth. Kepala Balai Besar Sertifikasi Elektronik
Jakarta

${body}

Demikian rekomendasi ini dibuat untuk dipergunakan sebagaimana mestinya.

@ttd
Kepala Dinas,
#
*%*
Pembina Utama Muda (IV/c)
NIP 196801011990031001

@tembusan
Bupati Contoh
Inspektur Kabupaten Contoh
${end}`;

const details = `@rincian
Nama | %
Jabatan | %
Unit kerja |
NIP | 199001012015031001`;

const rows = Array.from({ length: 200 }, (_, i) => ({ no: `${i + 1}`,
	name: i === 2 ? solid : i === 3 ? long : `Ani Contoh ${i + 1}`,
	nip: `1990010120150${10001 + i}`,
	mail: i === 4 ? `${'panjang.'.repeat(9)}ani@contoh.example` :
	    `ani${i + 1}@contoh.example` }));
const table = `
@halaman

@lampiran Lampiran
Lampiran | Surat Kepala Dinas
Nomor | 000.6.5/012/DISKOMINFO/2026

@judul DAFTAR PEGAWAI

@tabel 6c 34 24c 36
No. | Nama | NIP | Pos-el
${rows.map((r) => `${r.no} | ${r.name} | ${r.nip} | ${r.mail}`).join('\n')}
`;
const sheet = `@kop

@judul LEMBAR DISPOSISI

@kisi 50 50
Surat dari: Badan Contoh ¶Derajat: ¶[x] Segera ¶[ ] Rahasia | Nomor agenda: 12

@kisi 100
Catatan: %
`;

// [name, what is printed, job]
const letters = [
	['plain', { text: frame(details), values: [long, 'Analis', long] }],
	['f4', { text: frame(details), f4: true, values: ['Ani', 'Analis',
		'Budi'] }],
	['logo', { text: frame(details), logo: 'tests/data/logo.png',
		values: [solid, 'Analis', solid] }],
	['bare', { text: frame(details), head: ['KANTOR'], qr: undefined,
		foot: undefined, values: ['Ani', 'Analis', 'Budi'] }],
	['no-head', { text: frame(details), head: undefined,
		values: ['Ani', 'Analis', 'Budi'] }],
	['long', { text: frame(`%\n\n${details}`), values: ['Kalimat yang ' +
		'panjang. '.repeat(1200), 'Ani', 'Analis', 'Budi'] }],
	['attachment', { text: frame(details, table),
		values: ['Ani', 'Analis', 'Budi'] }],
	['sheet', { text: sheet, values: ['Mohon segera. '.repeat(900)] }],
	['signed', { text: frame(details).replace('\n#\n', '\n#tte\n'),
		values: ['Ani', 'Analis', 'Budi'] }],
	['two', { text: `${details}\n\n@ttd_dua\nPenerima,\n#\n*%*\n---\n` +
		'Petugas,\n#\n*%*\n\n@butir\nsatu\ndua\n\n@pilihan\nx | ya\n' +
		' | tidak\n\n@kecil\nKecil.\n', values: [long, solid, long,
		solid] }],
];

function set(jobs, env = {}) {
	const r = spawnSync(path.join(build, 'tests/regress/set'), [], {
		input: jobs.map((j) => `${JSON.stringify(j)}\n`).join(''),
		encoding: 'utf8', env: { ...process.env, ...env } });
	assert.equal(r.status, 0, r.stderr);
	return r.stdout.trim().split('\n').map((line) => JSON.parse(line));
}

const jobOf = ([name, job]) => ({ head, qr, foot, title: `Naskah ${name}`,
	out: path.join(output, `naskah-${name}.set`), ...job });

before(() => {
	mkdirSync(output, { recursive: true });
	for (const r of set(letters.map(jobOf)))
		assert.equal(r.error, undefined, r.detail);
});

for (const [name, job] of letters)
	describe(name, () => {
		const { out } = jobOf([name, job]);
		let file;
		before(() => {
			file = pages(`naskah-${name}`, read(out), 150);
		});

		test('is a whole PDF with its title, date and fonts', () => {
			check(file);
			assert.match(info(file), new RegExp(
			    `^Title: +Naskah ${name}$`, 'm'));
			assert.match(info(file), /^Creator: +Paraf$/m);
			assert.match(info(file), /^CreationDate: .*2026/m);
			assert.match(info(file), job.f4 ?
			    /^Page size: +609\.45 x 935\.43/m :
			    /^Page size: +595\.28 x 841\.89/m);
			for (const line of fonts(file).trim().split('\n').slice(2))
				assert.match(line, /Liberation.* yes yes yes /);
		});

		test('has every value, selectable', () => {
			const all = words(text(file).replace(/^\d+$/gm, '')
			    .replaceAll(foot, ''));
			const long = name === 'long' || name === 'sheet';
			for (const v of job.values) {
				const v1 = words(v);
				assert.ok(long ? words(all).split(words(v.slice(-9)))
				    .length > 800 || v1.length < 99 :
				    all.includes(v1), v);
			}
			// A label without a value is not there.
			assert.doesNotMatch(text(file),
			    /Unit kerja|^Sifat\n?:/m);
		});

		test('nothing lies over another or outside', () => {
			for (const p of boxes(file)) {
				for (const w of p.words)
					assert.ok(w.x1 > 68 && w.x2 < p.w - 68 &&
					    w.y1 > 25 && w.y2 < p.h - 8,
					`page ${p.no}: ${JSON.stringify(w)}`);
				p.words.forEach((a, i) => p.words.slice(i + 1)
				    .forEach((b) => assert.ok(a.x2 - b.x1 < 0.5 ||
					b.x2 - a.x1 < 0.5 || a.y2 - b.y1 < 2.5 ||
					b.y2 - a.y1 < 2.5, `page ${p.no}: ` +
					JSON.stringify([a, b]))));
			}
		});

		test('the code is on every page, and readable', () => {
			for (const picture of pictures(file))
				if (jobOf([name, job]).qr)
					assert.deepEqual([...new Set(
					    codes(picture))], [qr], picture);
		});

		test('the same twice', () => {
			const again = jobOf([name, job]);
			again.out += '2';
			set([again]);
			assert.ok(read(out).equals(read(again.out)));
		});
	});

const fileOf = (name) => path.join(output, `naskah-${name}.pdf`);

describe('what only some have', () => {
	test('pages are numbered from the second on', () => {
		const all = text(fileOf('long')).split('\f');
		assert.ok(all.length > 4);
		assert.doesNotMatch(all[0], /^1$/m);
		assert.match(all[1], /^2$/m);
		assert.match(all[2], /^3$/m);
	});

	test('two hundred rows, each whole, the head on each page', () => {
		const all = text(fileOf('attachment')).split('\f').slice(1, -1);
		assert.ok(all.length >= 5);
		for (const page of all)
			assert.match(page, /^No\. ?\n?Nama/m);
		let at = 0;
		const joined = words(all.join('').replaceAll(foot, ''));
		for (const r of rows) {
			const next = joined.indexOf(
			    words(`${r.no}${r.name}${r.nip}${r.mail}`), at);
			assert.ok(next >= 0, r.no);
			at = next;
		}
	});

	test('an attachment is in the contents', () => {
		const r = spawnSync('qpdf', ['--json', '--json-key=outlines',
			fileOf('attachment')], { encoding: 'utf8' });
		assert.deepEqual(JSON.parse(r.stdout).outlines
		    .map((o) => o.title),
		['Naskah attachment', 'Lampiran', 'DAFTAR PEGAWAI']);
	});

	test('a signature is never alone on its page', () => {
		for (const name of ['plain', 'logo', 'long', 'signed']) {
			const page = text(fileOf(name)).split('\f').find((p) =>
			    p.includes('Pembina Utama'));
			assert.match(page, /sebagaimana mestinya/);
			assert.match(page, /Tembusan:/);
		}
	});

	test('who signed electronically stands in the box with the code', () => {
		const all = boxes(fileOf('signed')).flatMap((p) => p.words);
		const at = (w) => all.findLast((b) => b.word === w);
		assert.ok(at('oleh:').y1 < at('196801011990031001').y1);
		assert.ok(Math.abs(at('Ditandatangani').x1 - at('NIP').x1) < 1);
	});

	test('the date of the file is as the format has it', () => {
		for (const [name] of letters)
			assert.match(read(fileOf(name)).toString('latin1'),
			    /\/CreationDate \(D:\d{14}Z\) {3}\n/, name);
	});

	test('the mark of an electronic signature only where it is', () => {
		const mark = /Ditandatangani secara\s+elektronik\s+oleh:/;
		for (const [name] of letters)
			assert.equal(mark.test(text(fileOf(name))),
			    name === 'signed', name);
	});
});

// What somebody might type into a form.
test('a value is only ever a value', () => {
	const nasty = ['@halaman', '@ttd', 'a | b | c', '¶ [x] baris', '---',
		'*tebal*', '#', '#tte', '[x] ya', '\n\n@judul X', '</b>&amp;<i>',
		'%s%n%d', '\u202eabc', 'a\u0000b'.replace('\0', ''),
		'\ud83d\ude00', '漢字', '\t\r', 'ａ', '\u200b', '\u2029@kop'];
	const out = path.join(output, 'naskah-nasty.set');
	for (const v of nasty) {
		const [r] = set([{ out, head, qr, foot, title: 'X', text: `@rata
%

@rincian
Nama | %

@tabel 50 50
A | B
% | %

@ttd
%
#
*%*
`, values: Array(6).fill(v) }]);
		assert.equal(r.error, undefined, `${v}: ${r.detail}`);
		const file = pages('naskah-nasty', read(out));
		assert.match(info(file), /^Pages: +1$/m, v);
		assert.equal(text(file).includes('Ditandatangani'), false);
	}
});

test('a machine without the fonts says so, and prints nothing', () => {
	const config = path.join(output, 'fonts.conf');
	writeFileSync(config, '<fontconfig></fontconfig>');
	const out = path.join(output, 'naskah-fonts.set');
	rmSync(out, { force: true });
	const [r] = set([{ ...jobOf(letters[0]), out }],
	    { FONTCONFIG_FILE: config });
	assert.equal(r.error, 'Naskah belum dapat dibuat. Coba lagi.');
	assert.equal(existsSync(out), false);
});
