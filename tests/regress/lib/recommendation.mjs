// Letters of a case, as their pages give them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { carry, tasksOf } from './journey.mjs';

// A case whose recommendation is to be written, who does it, and its task.
export async function beforeRecommendation(inst, office) {
	const c = await carry(inst, office,
	    { leave: (t) => t.jenis === 'recommend' });
	for (const lane of Object.keys(inst.accounts[office])) {
		const b = await inst.as(office, lane);
		const task = (await tasksOf(b, office, c.number))
		    .find((t) => t.jenis === 'recommend');
		if (task)
			return { ...c, b, task };
	}
	throw new Error(`${office}: nobody is to write it`);
}

// A case whose recommendation was just written, to be signed: {number, url}.
export async function recommended(inst, office) {
	const { b, task, ...c } = await beforeRecommendation(inst, office);
	const r = await b.send(await b.page(task.url), 'sent',
	    { surat_rekomendasi: undefined });
	if (r.status !== 303)
		throw new Error(`${office}: ${r.status} ${r.text}`);
	return c;
}

// All letters of a kind, the oldest first.
export const letters = (inst, office, c, kind = 'rekomendasi') => inst.sql(
    office, `SELECT m.id, m.form, m.number, m.code, m.seat, m.signer_id,
    m.file_id, hex(m.sha256), coalesce(m.replaced_by, ''),
    coalesce(m.withdrawn_at, '') FROM missive m
    JOIN cases c ON c.id = m.case_id WHERE c.number = '${c.number}'
    AND m.kind = '${kind}' ORDER BY m.id`).map(([id, form, number, code,
	seat, signer, file, sha256, replaced, withdrawn]) => ({ id, form,
	number, code, seat, signer, file, sha256: sha256.toLowerCase(),
	replaced, withdrawn }));

export const standing = (inst, office, c, kind) =>
    letters(inst, office, c, kind).find((m) => !m.replaced && !m.withdrawn);

// The lane of the office whose demonstration account is that person.
export function laneOf(inst, office, person) {
	const [[email]] = inst.sql(office,
	    `SELECT email FROM person WHERE id = ${person}`);
	return Object.keys(inst.accounts[office])
	    .find((lane) => inst.account(office, lane).email === email);
}

export const letterUrl = (c, m, tail = '', kind = 'rekomendasi') =>
    `${c.url}/naskah/${kind}${tail}${tail ? `?id=${m.id}` : ''}`;

// What independent programs say of a PDF.
export function look(dir, pdf) {
	const name = path.join(dir, `naskah-${Math.random()}.pdf`);
	mkdirSync(dir, { recursive: true });
	writeFileSync(name, pdf);
	const run = (...args) => execFileSync(args[0], args.slice(1),
	    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
	return { check: run('qpdf', '--check', name),
	    text: run('pdftotext', '-layout', name, '-') };
}
