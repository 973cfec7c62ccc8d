// A case from the letter to its last row, by JSON, each act by the person
// who holds that lane.
import assert from 'node:assert/strict';
import * as contract from './contract.mjs';

const forward = ['submitted', 'forwarded', 'complete', 'resubmitted',
	'created', 'sent', 'registered', 'done', 'matched', 'set', 'issued',
	'delivered', 'read', 'fit', 'granted', 'passed'];

export const applicants = { trenggalek: 'pemohon', kudus: 'pemohon',
	'maluku-utara': 'asn', tapin: 'pemohon', undiksha: 'pengembang',
	contoh: 'kecamatan' };

// {number, url, page}: a new case of this office's first service.
export async function apply(b, tenant, { persons = 1, values = {} } = {}) {
	const home = await b.page(`/${tenant}/`);
	contract.checkHome(home, tenant);
	const page = await b.blank(`${home.services[0].url}/ajukan` +
	    (persons > 1 ? `?orang=${persons}` : ''));
	contract.checkForm(page);
	const r = await b.send(page, null, values);
	assert.equal(r.status, 303, r.text);
	const url = r.location;
	assert.match(url, new RegExp(`^/${tenant}/permohonan/[^/]+$`));
	return { number: url.split('/').pop(), url, page };
}

// What the plan says about a task, once, or the way forward.
function choose(plan, task, page) {
	const i = plan.findIndex((p) => p.no === task.no &&
	    (!p.holder || p.holder === task.holder));
	const names = page.outcomes.map((o) => o.name);
	if (i < 0)
		return { outcome: forward.find((f) => names.includes(f)) };
	return plan.splice(i, 1)[0];
}

// Open tasks of one case at one person's desk.
export async function tasksOf(b, tenant, number) {
	const page = await b.page(`/${tenant}/tugas`);
	contract.checkInbox(page, tenant);
	const all = page.next ? await b.tasks(tenant) : page.tasks;
	return all.filter((t) => t.case === number);
}

// The page for people shows the same form.
async function checkHtml(b, task, page) {
	const r = await b.go(task.url, { headers: { Accept: 'text/html' } });
	assert.equal(r.status, 200, r.text);
	assert.match(r.headers['content-type'], /^text\/html/);
	for (const f of page.fields)
		assert.ok(r.text.includes(` name="${f.name}"`), f.name);
	for (const o of page.outcomes)
		assert.ok(r.text.includes(` value="${o.name}"`), o.name);
}

// One act on an open task.
export async function act(b, task, { outcome, values } = {}) {
	const page = await b.page(task.url);
	contract.checkForm(page, { outcomes: true });
	await checkHtml(b, task, page);
	const filled = typeof values === 'function' ? values(page) : values;
	const r = await b.send(page, outcome, filled);
	assert.equal(r.status, 303,
	    `${task.no} ${task.jenis} ${outcome}: ${r.text}`);
	return r;
}

/*
 * Until nobody has a task.  plan: [{no, outcome, holder, values}], each used
 * once where it fits; leave(task): not to be touched.  Gives {number, url,
 * trace, offered, page}: trace has lines "NO LANE OUTCOME", and "... HOLDER"
 * where persons > 1; offered is the set of lines that could have been.
 */
export async function carry(inst, tenant, { base, plan = [], persons = 1,
    values = {}, started, leave = () => false, limit = 100 } = {}) {
	const lanes = Object.keys(inst.accounts[tenant]);
	const first = await inst.as(tenant, applicants[tenant], base);
	const c = started ?? await apply(first, tenant, { persons, values });
	const trace = [], left = [...plan], offered = new Set();

	for (let moved = true; moved;) {
		moved = false;
		for (const lane of lanes) {
			const b = await inst.as(tenant, lane, base);
			const task = (await tasksOf(b, tenant, c.number))
			    .find((one) => !leave(one));
			if (!task)
				continue;
			const form = await b.page(task.url);
			for (const o of form.outcomes)
				offered.add(`${task.no} ${lane} ${o.name}`);
			const way = choose(left, task, form);
			await act(b, task, way);
			trace.push([task.no, lane, way.outcome,
				...persons > 1 && task.holder ?
				    [task.holder] : []].join(' '));
			assert.ok(trace.length < limit, trace.join('\n'));
			moved = true;
			break;
		}
	}
	assert.deepEqual(left, [], 'the plan was not used up');
	const page = await first.page(c.url);
	contract.checkCase(page);
	return { ...c, trace, offered, page };
}
