// Letters that are as awkward as can be: nothing leaves the page, and nothing
// is empty.
import assert from 'node:assert/strict';
import { readFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { build, tempDir } from './lib/base.mjs';
import { keepPdf, run, words } from './lib/letters.mjs';
import { folderOf, paraf } from './lib/paraf.mjs';

const driver = path.join(build, 'tests/regress/letters');
const kinds = ['permohonan', 'tanda-terima', 'disposisi', 'rekomendasi',
	'lampiran', 'dikembalikan', 'ditolak', 'terbit', 'laporan', 'audit',
	'serah-api', 'pernyataan'];
const long = 'Citra Contoh Lestari Adiwangsa '.repeat(3).slice(0, 90);
let dir, data;

before(() => {
	dir = tempDir();
	data = path.join(dir.dir, 'data');
	const r = paraf(['tenant', 'load', ...['kudus', 'undiksha', 'contoh',
		'tapin'].map(folderOf)], { data });
	assert.equal(r.code, 0, r.err);
});
after(() => dir?.remove());

function letters(tenant, name, persons, length) {
	const out = path.join(dir.dir, name);
	mkdirSync(out);
	run(driver, data, tenant, out, `${persons}`, `${length}`);
	return Object.fromEntries(kinds.map((kind) => [kind, keepPdf('awkward',
	    `${name}-${kind}`, readFileSync(path.join(out, `${kind}.pdf`)))]));
}

test('names of 90 characters', () => {
	const all = letters('kudus', 'long', 3, 90);
	for (const kind of kinds)
		assert.ok(all[kind].text.includes('Adiwangsa'), kind);
	for (const kind of ['rekomendasi', 'tanda-terima', 'pernyataan'])
		assert.ok(all[kind].text.includes(long.trim()), kind);
});

test('200 persons, each once, with the head of the table on each page', () => {
	const all = letters('tapin', 'many', 200, 90);
	for (const kind of ['permohonan', 'rekomendasi', 'lampiran']) {
		const { text, raw, pages } = all[kind];
		assert.ok(pages > 10, kind);
		assert.equal(text.split('3399990411870001').length, 201, kind);
		assert.ok(words(raw).split('No. Nama').length >= pages - 2, kind);
	}
	assert.match(all.lampiran.text, /200 \(dua ratus\) orang/);
});

test('nothing that may be left out, an office without logo or address', () => {
	for (const tenant of ['contoh', 'tapin', 'undiksha']) {
		const all = letters(tenant, `bare-${tenant}`, 1, 0);
		for (const kind of kinds) {
			const { raw } = all[kind];
			assert.ok(raw.length > 300, kind);
			/* A label has its value, and no braces are left. */
			assert.doesNotMatch(raw, /:\s*\n\s*\n\s*[A-Z]\w+ +:/, kind);
			assert.doesNotMatch(raw, /[{}]|null|undefined/, kind);
			/* A letter without number and date is just a letter. */
			assert.doesNotMatch(words(raw),
			    /Nomor - |tanggal -[ ,]| hal -[ ,]/, kind);
		}
	}
});
