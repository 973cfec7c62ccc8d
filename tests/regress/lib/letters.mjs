// Letters made through the program, as files, text and pictures.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from './base.mjs';

export const run = (command, ...args) => execFileSync(command, args,
    { encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'pipe'] });

export const folder = (tenant) => {
	const dir = path.join(build, 'letters', tenant);
	mkdirSync(dir, { recursive: true });
	return dir;
};

// Words in the order of the page, single blanks between them.
export const words = (text) => text.replace(/[\u00ad\u2060]/g, '')
    .replace(/-\n/g, '-').replace(/\s+/g, ' ').trim();

// {file, pages, text}: a PDF kept and looked at in every way that says whether
// it is whole: qpdf finds no fault, no word leaves the margins, every page has
// words.
export function keepPdf(tenant, name, bytes) {
	const file = path.join(folder(tenant), `${name}.pdf`);
	writeFileSync(file, bytes);
	run('qpdf', '--check', file);
	const info = run('pdfinfo', file);
	const pages = Number(info.match(/Pages:\s+(\d+)/)[1]);
	run('pdftoppm', '-r', '110', '-png', '-l', '4', file, file.replace(/\.pdf$/, ''));
	insideMargins(file);
	return { file, pages, info, raw: run('pdftotext', '-layout', file, '-'),
	    text: words(run('pdftotext', file, '-')) };
}

// No word beyond 1.5 cm of a side, nor over another line's words.
export function insideMargins(file, margin = 42) {
	const out = run('pdftotext', '-bbox', file, '-');
	for (const page of out.split('<page ').slice(1)) {
		const [, w, h] = page.match(/width="([\d.]+)" height="([\d.]+)"/)
		    .map(Number);
		const all = [...page.matchAll(
		    /xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)</g)];
		assert.ok(all.length > 0, `${file}: an empty page`);
		for (const [, x1, y1, x2, y2, word] of all) {
			const where = `${file}: "${word}" at ${x1} ${y1} ${x2} ${y2}`;
			assert.ok(x1 >= margin && x2 <= w - margin, where);
			assert.ok(y1 >= 20 && y2 <= h - 14, where);
		}
		overlaps(file, all);
	}
}

function overlaps(file, all) {
	const boxes = all.map((m) => ({ x1: +m[1], y1: +m[2], x2: +m[3],
	    y2: +m[4], word: m[5] }));
	for (let i = 0; i < boxes.length; i++) {
		for (let k = i + 1; k < boxes.length; k++) {
			const a = boxes[i], b = boxes[k];
			const x = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
			const y = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
			assert.ok(x < 1.5 || y < 0.5 * Math.min(a.y2 - a.y1, b.y2 - b.y1),
			    `${file}: "${a.word}" over "${b.word}"`);
		}
	}
}

// What the code on a page says, read from its picture.
export function readCode(file, page = 1) {
	const base = file.replace(/\.pdf$/, '-kode');
	run('pdftoppm', '-r', '200', '-png', '-f', `${page}`, '-l', `${page}`,
	    '-singlefile', file, base);
	return run('zbarimg', '-q', '--raw', `${base}.png`).trim();
}

// The letters that a case offers to this person: its page's list.
export async function listed(b, caseUrl) {
	const page = await b.page(caseUrl);
	return page.missives;
}

// Make the letter of a page: the page of it afterwards.
export async function make(b, url, values = {}) {
	const page = await b.page(url);
	assert.ok(page.make, `${url}: not to be made`);
	const r = await b.send({ ...page.make, csrf: page.csrf }, null,
	    values);
	assert.equal(r.status, 303, r.text);
	return b.page(r.location);
}

export async function fetchPdf(b, page) {
	const r = await b.go(page.missive.pdf_url,
	    { headers: { Accept: 'application/pdf' } });
	assert.equal(r.status, 200, r.text);
	assert.equal(r.headers['content-type'], 'application/pdf');
	return r.body;
}
