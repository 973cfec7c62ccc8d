// PDFs as other programs see them: poppler, qpdf, zbar.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync }
	from 'node:fs';
import path from 'node:path';

export const output = path.resolve('build/test-output/paper');

function run(...words) {
	const r = spawnSync(words[0], words.slice(1),
	    { encoding: 'utf8', maxBuffer: 1 << 26 });
	assert.equal(r.status, 0, `${words.join(' ')}: ${r.stderr}`);
	return r.stdout;
}

// Its file in the output, with a picture of every page beside it.
export function pages(name, pdf, dpi = 80) {
	mkdirSync(output, { recursive: true });
	for (const f of readdirSync(output))
		if (f.startsWith(`${name}-`) && f.endsWith('.png'))
			rmSync(path.join(output, f));
	const file = path.join(output, `${name}.pdf`);
	writeFileSync(file, pdf);
	run('pdftoppm', '-r', `${dpi}`, '-png', file, path.join(output, name));
	return file;
}

// The pictures that pages() made.
export const pictures = (file) => readdirSync(output)
    .filter((f) => f.startsWith(`${path.basename(file, '.pdf')}-`) &&
	f.endsWith('.png')).sort().map((f) => path.join(output, f));

export function check(file) {
	assert.match(run('qpdf', '--check', file), /No syntax or stream/);
}
export const info = (file) => run('pdfinfo', file);
// In the order in which it was drawn, a form feed after each page.
export const text = (file) => run('pdftotext', '-raw', file, '-');
// What differs between a file and its setting: spaces, line ends.
export const words = (s) => s.normalize('NFKC').replace(/[\s\u2060]+/g, '');
export const fonts = (file) => run('pdffonts', file);
// The codes that a reader finds on a picture.
export const codes = (picture) => run('zbarimg', '-q', '--raw', '-Sdisable',
    '-Sqrcode.enable', picture).trim().split('\n');
export const read = (file) => readFileSync(file);
// Of each page every word with where it lies, in points from above.
export function boxes(file) {
	return run('pdftotext', '-bbox', file, '-').split('<page ').slice(1)
	    .map((page, i) => {
		const [, w, h] = page.match(/width="([\d.]+)" height="([\d.]+)"/)
		    .map(Number);
		return { no: i + 1, w, h, words: [...page.matchAll(
		    /<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</g)]
		    .map((m) => ({ x1: +m[1], y1: +m[2], x2: +m[3], y2: +m[4],
			word: m[5] })) };
	});
}
