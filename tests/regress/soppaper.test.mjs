// The SOP of every office as paper, row for row beside its own file; and the
// trace of a case in the same layout.  The pages lie in
// build/test-output/paper/ afterwards, to be looked at.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { closed, waitFor } from './lib/base.mjs';
import { Browser } from './lib/client.mjs';
import { applicants, carry } from './lib/journey.mjs';
import { folderOf, seeds, startParaf, zygotesOf } from './lib/paraf.mjs';
import { check, info, pages, text, words } from './lib/pdf.mjs';
import { sopRows } from './lib/sopfile.mjs';

const service = { undiksha: 'pengajuan-sistem' };
const addressOf = (tenant) => `/${tenant}/layanan/` +
    `${service[tenant] ?? 'penerbitan'}`;
let inst;

before(async () => {
	inst = await startParaf({ tenants: seeds });
});
after(() => inst?.stop());

async function get(tenant, lane, url) {
	const b = await inst.as(tenant, lane);
	const r = await b.go(url);
	assert.equal(r.status, 200, r.text);
	assert.equal(r.headers['content-type'], 'application/pdf');
	return r.body;
}

// All of them one after the other, in any spacing.
function inOrder(all, expected) {
	let at = 0;
	for (const one of expected) {
		const next = all.indexOf(words(one), at);
		assert.ok(next >= 0, `not after "${all.slice(at - 60, at)}": ${one}`);
		at = next + words(one).length;
	}
}

for (const tenant of seeds)
	describe(tenant, () => {
		let pdf, file;
		before(async () => {
			pdf = await get(tenant, applicants[tenant],
			    `${addressOf(tenant)}/sop.pdf`);
			file = pages(`sop-${tenant}`, pdf);
		});

		test('the SOP is whole, landscape on F4, and the same twice',
		    async () => {
			check(file);
			const i = info(file);
			assert.match(i, /^Page size: +935\.43 x 609\.45 pts$/m);
			assert.match(i, /^Title: +\S/m);
			assert.match(i, /^Author: +\S/m);
			const again = await get(tenant, applicants[tenant],
			    `${addressOf(tenant)}/sop.pdf`);
			assert.ok(pdf.equals(again));
		});

		test('every row is there as its file has it', () => {
			const rows = sopRows(folderOf(tenant));
			assert.ok(rows.length >= 5, `${rows.length} rows`);
			const table = text(file).split('\f').slice(1)
			    .join('\f');
			inOrder(words(table), rows.flatMap((r) => [r.no,
				r.kegiatan, ...r.kelengkapan, r.waktu, r.output,
				r.keterangan, r.tersirat].filter(Boolean)));
		});

		test('the service page leads to it', async () => {
			const b = await inst.as(tenant, applicants[tenant]);
			const page = await b.go(addressOf(tenant),
			    { headers: { Accept: 'text/html' } });
			assert.ok(page.text.includes(
			    `href="${addressOf(tenant)}/sop.pdf"`));
		});

		test('the trace has who did what, as the case has it', async () => {
			const c = await carry(inst, tenant);
			const url = `/${tenant}/permohonan/${c.number}`;
			const trace = await get(tenant, applicants[tenant],
			    `${url}/jejak.pdf`);
			const at = pages(`jejak-${tenant}`, trace);
			check(at);
			const all = words(text(at));
			inOrder(all, [c.number, c.page.case.applicant]);
			const rows = sopRows(folderOf(tenant));
			const done = ['1 x submitted', ...c.trace]
			    .map((line) => line.split(' ')[0]);
			inOrder(all, done.flatMap((no) => [no,
				rows.find((r) => r.no === no).kegiatan]));
			for (const r of c.page.rows.filter((one) => one.by))
				assert.ok(all.includes(words(r.by.split(', ')[0])),
				    r.by);
			const b = await inst.as(tenant, applicants[tenant]);
			const page = await b.go(url,
			    { headers: { Accept: 'text/html' } });
			assert.ok(page.text.includes(`href="${url}/jejak.pdf"`));
		});
	});

describe('who may not see', () => {
	test('a case may not see its trace', async () => {
		const c = await carry(inst, 'kudus', { leave: () => true });
		const url = `/kudus/permohonan/${c.number}/jejak.pdf`;
		const early = await inst.as('kudus', 'verifikator');
		assert.equal((await early.go(url)).status, 403);
		const { status, headers } = await new Browser(inst.url).go(url);
		assert.equal(status, 303, headers.location);
	});
	test('a service that is not there has no paper', async () => {
		const b = await inst.as('kudus', 'pemohon');
		assert.equal((await b.go('/kudus/layanan/tidak-ada/sop.pdf'))
		    .status, 404);
	});
});

describe('the press', { skip: closed }, () => {
	test('killed, it comes back for the same workers', async () => {
		const url = `${addressOf('tapin')}/sop.pdf`;
		const good = await get('tapin', 'pemohon', url);
		for (let i = 0; i < 3; i++) {
			const [was] = zygotesOf(inst).press;
			process.kill(was, 'SIGKILL');
			await waitFor(() => !inst.workers().includes(was),
			    'its end');
			assert.ok(good.equals(await get('tapin', 'pemohon', url)));
			await waitFor(() => zygotesOf(inst).press[0] !== was,
			    'a new press');
		}
		assert.equal(zygotesOf(inst).press.length, 1);
		assert.match(inst.log, /the press .* by signal 9/);
	});
});
