// The stable part of the JSON faces, key by key.
import assert from 'node:assert/strict';

const types = ['text', 'textarea', 'email', 'tel', 'password', 'date',
	'datetime-local', 'select', 'radio', 'checkbox', 'file', 'hidden'];
const states = ['running', 'waiting', 'done', 'rejected'];
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;

function isText(v, what) {
	assert.equal(typeof v, 'string', what);
	assert.notEqual(v, '', what);
}

function isTextOrNull(v, what) {
	assert.ok(v === null || typeof v === 'string', what);
}

function checkField(f) {
	isText(f.name, 'name');
	isText(f.label, `${f.name}: label`);
	assert.ok(types.includes(f.type), `${f.name}: type ${f.type}`);
	assert.equal(typeof f.required, 'boolean', `${f.name}: required`);
	assert.ok(Array.isArray(f.options), `${f.name}: options`);
	for (const o of f.options) {
		assert.equal(typeof o.value, 'string');
		isText(o.label, `${f.name}: option`);
	}
	if (f.type === 'select' || f.type === 'radio')
		assert.ok(f.options.length > 0, `${f.name}: no options`);
	isTextOrNull(f.accept, `${f.name}: accept`);
	if (f.type === 'file')
		assert.match(f.accept, /^[a-z]+\/[a-z]+(,[a-z]+\/[a-z]+)*$/);
	isTextOrNull(f.example, `${f.name}: example`);
	// Whoever does not know the field can fill it from its example.
	if (f.required && !['file', 'checkbox', 'password'].includes(f.type))
		isText(f.example, `${f.name}: example`);
	if (/^nik(_\d+)?$/.test(f.name)) // regency 99 does not exist
		assert.match(f.example, /^\d\d99\d{12}$/);
}

export function checkErrors(page) {
	assert.ok(Array.isArray(page.errors));
	for (const e of page.errors) {
		isTextOrNull(e.field, 'field');
		isText(e.message, 'message');
	}
}

export function checkForm(page, { outcomes = false } = {}) {
	assert.match(page.action, /^\//);
	isText(page.csrf, 'csrf');
	assert.ok(Array.isArray(page.fields), 'fields');
	page.fields.forEach(checkField);
	const names = page.fields.map((f) => f.name);
	assert.equal(new Set(names).size, names.length, 'a name twice');
	checkErrors(page);
	assert.ok(Array.isArray(page.outcomes), 'outcomes');
	assert.equal(page.outcomes.length > 0, outcomes);
	for (const o of page.outcomes) {
		assert.match(o.name, /^[a-z_]+$/);
		isText(o.label, 'outcome');
	}
}

export function checkHome(page, tenant) {
	assert.ok(page.services.length > 0);
	for (const s of page.services) {
		isText(s.id, 'id');
		isText(s.title, 'title');
		assert.equal(s.url, `/${tenant}/layanan/${s.id}`);
	}
}

export function checkInbox(page, tenant) {
	assert.ok(Array.isArray(page.tasks));
	isTextOrNull(page.next, 'next');
	for (const t of page.tasks) {
		assert.ok(t.url.startsWith(
		    `/${tenant}/permohonan/${t.case}/langkah/`), t.url);
		isText(t.no, 'no');
		isText(t.kegiatan, 'kegiatan');
		assert.match(t.jenis, /^[a-z]+$/);
		isText(t.case, 'case');
		isTextOrNull(t.holder, 'holder');
		assert.match(t.opened, iso);
		if (t.due !== null)
			assert.match(t.due, iso);
		isTextOrNull(t.held_by, 'held_by');
		assert.equal(t.held_until !== null, t.held_by !== null);
		if (t.held_until !== null)
			assert.match(t.held_until, iso);
	}
}

export function checkCase(page) {
	isText(page.case.number, 'number');
	assert.ok(states.includes(page.case.state), page.case.state);
	assert.ok(page.rows.length > 0);
	for (const r of page.rows) {
		isText(r.no, 'no');
		isText(r.kegiatan, 'kegiatan');
		isText(r.lane, 'lane');
		assert.ok(['done', 'current', 'later'].includes(r.state));
		if (r.state === 'done') {
			isText(r.by, `${r.no}: by`);
			assert.match(r.at, iso);
			assert.match(r.outcome, /^[a-z_]+$/);
		}
	}
}
