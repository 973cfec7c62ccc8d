// Every letter of every office, made through the program: as files, as text,
// as pictures under build/, with its code read back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apply, applicants, carry } from './lib/journey.mjs';
import { fetchPdf, keepPdf, listed, make, readCode } from './lib/letters.mjs';
import { seeds, startParaf } from './lib/paraf.mjs';

let inst;

before(async () => {
	inst = await startParaf({ tenants: seeds,
	    args: ['--url', 'https://tte.example'] });
});
after(() => inst?.stop());

// Who makes what; the name of the kind is the end of its address.
const officer = { trenggalek: 'verifikator', kudus: 'verifikator',
	'maluku-utara': 'verifikator', tapin: 'verifikator',
	undiksha: 'upt_tik' };

// Where the case is sent back once, so that there is something to return.
const detour = {
	trenggalek: [{ no: '5', outcome: 'incomplete' }],
	kudus: [{ no: '3', outcome: 'incomplete' }],
	'maluku-utara': [{ no: '3', outcome: 'incomplete' }],
	tapin: [{ no: '3', outcome: 'incomplete' }],
	undiksha: [],
};

function found(page, number) {
	const wrong = {};
	for (const f of page.fields)
		if (f.name.startsWith('putusan_'))
			wrong[f.name] = 'good';
	const [first] = Object.keys(wrong);
	wrong[first] = 'wrong';
	wrong[first.replace('putusan', 'sebab')] =
	    'Surat belum ditandatangani atau tanpa nomor';
	return { ...wrong, alasan: 'Tanda tangan dan cap belum ada.' };
}

async function makeAll(b, tenant, url, done) {
	for (const one of await listed(b, url)) {
		const kind = one.url.split('/').pop();
		const place = (await b.page(one.url)).persons[0];
		const at = place ? place.url : one.url;
		if (done.has(kind) || !(await b.page(at)).make)
			continue;
		const page = await make(b, at);
		const pdf = keepPdf(tenant, kind, await fetchPdf(b, page));
		done.set(kind, { page, ...pdf });
	}
}

for (const tenant of seeds)
	test(`the letters of ${tenant}`, async () => {
		const done = new Map();
		const plan = detour[tenant].map((p) => ({ ...p, values: found }));
		const c = await carry(inst, tenant, { plan, persons:
		    tenant === 'tapin' ? 3 : 1 });
		const desk = await inst.as(tenant, officer[tenant]);
		const own = await inst.as(tenant, applicants[tenant]);
		await makeAll(desk, tenant, c.url, done);
		await makeAll(own, tenant, c.url, done);
		for (const [kind, letter] of done) {
			const code = readCode(letter.file);
			assert.match(code, new RegExp(
			    `^https://tte\\.example/v/${tenant}-[a-z2-9]{20}$`), kind);
		}
		console.log(tenant, [...done.keys()].join(' '),
		    [...done.values()].map((l) => l.pages).join(' '));
	});
