// Acts by HTTP and JSON in a person's browser session: to bring a case to
// the page that a test is about.
import assert from 'node:assert/strict';
import { papers } from './papers.mjs';

const json = { accept: 'application/json' };

export async function get(p, path) {
	const rs = await p.context.request.get(path, { headers: json });

	assert.equal(rs.status(), 200, path);
	return rs.json();
}

function answer(f) {
	if (f.type === 'file')
		return /pdf/.test(f.accept) ? papers.letter : papers.ktp;
	if (f.example)
		return f.example;
	if (f.options?.length)
		return f.options[0].value;
	return f.type === 'checkbox' ? '1' : undefined;
}

export async function send(p, path, outcome, values = {}) {
	const form = await get(p, path);
	const multipart = { csrf: form.csrf };

	if (outcome)
		multipart.outcome = outcome;
	for (const f of form.fields) {
		const v = f.name in values ? values[f.name] : answer(f);

		if (v !== undefined && v !== null)
			multipart[f.name] = v;
	}
	const rs = await p.context.request.post(form.action,
		{ headers: json, multipart, maxRedirects: 0 });

	assert.equal(rs.status(), 303, `${path} ${outcome}: ${
		rs.status() === 303 ? '' : await rs.text()}`);
	return rs.headers().location;
}

// The path of the open task of that row in the person's queue.
export async function task(p, number, no) {
	const { tasks } = await get(p, `/${p.office}/tugas`);
	const t = tasks.find((x) => x.case === number && x.no === no);

	assert.ok(t, `${p.lane} has no task ${no} of ${number}`);
	return t.url;
}

export async function file(p, service, values) {
	const path = await send(p, `/${p.office}/layanan/${service}/ajukan`,
		null, values);

	return path.split('/').pop();
}
