// Certificates of the simulator's authority through the pages: pasted, shown,
// judged, delivered, downloaded, and found again by its holder's mail.  What
// was downloaded is judged by openssl.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startSimulator } from './lib/bsre.mjs';
import { Browser } from './lib/client.mjs';
import { carry, tasksOf } from './lib/journey.mjs';
import { readMaildir, writeOutside } from './lib/mail.mjs';
import { startParaf, waitFor } from './lib/paraf.mjs';

const office = 'tapin';
const nik = '3399990411870001';
let inst, sim, desk, applicant, kept;

before(async () => {
	inst = await startParaf({ tenants: [office], workers: 2 });
	sim = await startSimulator(path.join(inst.dir.dir, 'sim'));
	desk = await inst.as(office, 'verifikator');
	applicant = await inst.as(office, 'pemohon');
});
after(async () => {
	await sim?.stop();
	await inst?.stop();
});

const file = (...parts) => path.join(inst.dir.dir, ...parts);
const openssl = (...args) => execFileSync('openssl', args,
    { encoding: 'utf8', stdio: 'pipe' });
const root = () => path.join(sim.state, 'root.pem');
const authority = () => readFileSync(path.join(sim.state, 'issuing.pem'),
    'utf8');

// A person's certificate of the simulator, as PEM.
async function issue(person) {
	await sim.control('PUT', '/persons', { nik, status: 'ISSUE',
	    ...person });
	const r = await sim.call('GET',
	    `/api/v2/user/certificate/chain/${person.nik ?? nik}`);
	assert.equal(r.status, 200, r.text);
	writeFileSync(file('satu.der'), Buffer.from(r.json.data[0], 'base64'));
	return openssl('x509', '-inform', 'DER', '-in', file('satu.der'));
}

// Issuers and list of the office, as the agent has found them.
async function trust(what) {
	writeOutside(`${inst.data}.outside`, office, { bsre: what });
	const text = what.penerbit ? readFileSync(what.penerbit, 'utf8') : '';
	const crl = what.crl ? readFileSync(what.crl).toString('hex') : '';
	await waitFor(() => {
		const [[pem, list] = []] = inst.sql(office, `SELECT
		    hex(trust), coalesce(hex(crl), '') FROM bsre_office`);
		return (pem ?? '') === Buffer.from(text).toString('hex')
		    .toUpperCase() && (list ?? '').toLowerCase() === crl;
	}, 'the office\'s issuers', 30000);
}

// A new case at its open task of that kind: {number, url, task, holder, email, name}.
async function at(kind, more = {}) {
	const c = await carry(inst, office, { ...more,
	    leave: (t) => t.jenis === kind });
	const [task] = await tasksOf(desk, office, c.number);
	assert.equal(task.jenis, kind);
	const [[holder, email, name]] = inst.sql(office, `SELECT h.id, h.email,
	    h.name
	    FROM holder h JOIN cases c ON c.id = h.case_id
	    WHERE c.number = '${c.number}'`);
	return { ...c, task, holder, email, name };
}

const names = (page) => page.fields.map((f) => f.name);
const stored = (c) => inst.sql(office, `SELECT source FROM certificate
    WHERE holder_id = ${c.holder}`).flat();
const html = async (b, url) => {
	const r = await b.go(url, { headers: { Accept: 'text/html' } });
	assert.equal(r.status, 200, r.text);
	return r.text;
};
const errorOf = (r) => r.json.errors.map((e) => `${e.field}: ${e.message}`)
    .join('\n');

test('pasted where no issuers are set: kept, with a warning', async () => {
	const c = await at('examine');
	const pem = await issue({ name: c.name, email: c.email });
	let page = await desk.page(c.task.url);

	assert.ok(names(page).includes('nomor_seri'));
	assert.deepEqual(page.certificates, []);
	let r = await desk.send(page, 'issued', { nomor_seri: '',
	    sertifikat_pem: pem + authority() });
	assert.equal(r.status, 303, r.text);
	assert.deepEqual(stored(c), ['pasted']);
	kept = { ...c, pem, serial: /serial=(\w+)/.exec(openssl('x509', '-in',
	    file('satu.der'), '-noout', '-serial'))[1] };

	[kept.task] = await tasksOf(desk, office, c.number);
	page = await desk.page(kept.task.url);
	assert.equal(page.row.no, '12');
	assert.ok(!names(page).includes('nomor_seri'), 'nothing is typed again');
	const [shown] = page.certificates;
	const facts = Object.fromEntries(shown.facts.map((f) =>
	    [f.label, f.value]));
	assert.equal(facts['Atas nama'], c.name);
	assert.equal(facts.Email, c.email);
	assert.equal(facts['Nomor seri'], kept.serial);
	assert.equal(facts['Nomor seri (desimal)'],
	    BigInt(`0x${kept.serial}`).toString());
	assert.match(facts.Penerbit, /^Simulator Issuing CA, /);
	assert.match(facts['Berlaku sampai'], /20\d\d pukul \d\d\.\d\d/);
	assert.equal(facts['Rantai penerbit'], 'belum dapat diperiksa');
	assert.equal(shown.fault, null);
	assert.match(shown.warning, /belum mengatur sertifikat penerbit/);
	assert.match(await html(desk, kept.task.url), /Periksa isinya/);
});

test('with the issuers set it is judged anew', async () => {
	await trust({ penerbit: root() });
	const page = await desk.page(kept.task.url);
	const [shown] = page.certificates;

	assert.equal(shown.fault, null);
	assert.equal(shown.warning, null);
	assert.match(JSON.stringify(shown.facts), /penerbit yang dipercaya/);
});

test('what is not the holder\'s, or no certificate, is refused', async () => {
	const page = await desk.page(kept.task.url);
	const own = await issue({ nik: '3399990411870002', name: 'Seruni Contoh',
	    email: 'seruni@contoh.example' });
	const bad = [
	    [own + authority(), /atas nama Seruni Contoh, bukan/],
	    [own + authority(), /Email di sertifikat ini seruni@contoh/],
	    [kept.pem, /tidak diterbitkan oleh penerbit yang dipercaya/],
	    [authority(), /sertifikat penerbit, bukan sertifikat pemilik/],
	    [kept.pem + own, /tepat satu sertifikat pemilik/],
	    [kept.pem.slice(0, 500), /bukan sertifikat/],
	    ['halo', /bukan sertifikat/],
	];

	for (const [pem, why] of bad) {
		const r = await desk.send(page, 'delivered',
		    { sertifikat_pem: pem });
		assert.equal(r.status, 422, r.text);
		assert.match(errorOf(r), why);
	}
	const big = await desk.send(page, 'delivered', { sertifikat_pem:
	    'A'.repeat(200 * 1024) });
	assert.ok([413, 422].includes(big.status), `${big.status}`);
	assert.deepEqual(stored(kept), ['pasted']);
	assert.equal((await desk.page(kept.url)).case.state, 'running');
});

test('revoked meanwhile: shown at the top, and not delivered', async () => {
	await sim.control('PUT', '/persons', { nik, name: kept.name,
	    email: kept.email, status: 'REVOKE' });
	writeFileSync(file('cabut.crl'), await sim.control('GET', '/crl'));
	await trust({ penerbit: root(), crl: file('cabut.crl') });
	const page = await desk.page(kept.task.url);

	assert.match(page.certificates[0].fault, /sudah dicabut/);
	assert.match(await html(desk, kept.task.url),
	    /class="notice stop">.*sudah dicabut/);
	// What was typed last stays in the form.
	const none = { sertifikat_pem: '' };
	const r = await desk.send(page, 'delivered', none);
	assert.equal(r.status, 422, r.text);
	assert.match(errorOf(r),
	    /^sertifikat_pem: .*sudah dicabut\. Jangan diserahkan/);
	assert.equal((await tasksOf(desk, office, kept.number)).length, 1);
	await trust({ penerbit: root() });
	// It is asked again within the act itself.
	inst.sql(office, `CREATE TRIGGER meanwhile AFTER UPDATE ON certificate
	    BEGIN UPDATE bsre_office SET trust = 'rusak'; END`);
	const late = await desk.send(page, 'delivered',
	    { sertifikat_pem: kept.pem + authority() });
	inst.sql(office, 'DROP TRIGGER meanwhile');
	assert.equal(late.status, 422, late.text);
	assert.match(late.text, /Daftar penerbit kantor ini tidak dapat dibaca/);
	assert.equal((await tasksOf(desk, office, kept.number)).length, 1);
	// Once the list is another, the same act goes through.
	const again = await desk.send(page, 'delivered', none);
	assert.equal(again.status, 303, again.text);
	assert.equal((await desk.page(kept.url)).case.state, 'done');
});

test('downloads: as openssl wants them', async () => {
	const page = await applicant.page(kept.url);
	const { downloads, serial, valid_text: valid } = page.holders[0]
	    .certificate;

	assert.match(valid, /^\d+ [A-Z]\w+ \d{4} sampai \d+ [A-Z]\w+ \d{4}$/);
	assert.ok((await html(applicant, kept.url)).includes(
	    `berlaku ${valid}`));
	assert.equal(serial, kept.serial);
	assert.equal(downloads.pem_url, `${kept.url}/sertifikat/1.pem`);
	assert.ok((await html(applicant, kept.url)).includes(
	    downloads.chain_url));
	const get = async (b, url, type) => {
		const r = await b.go(url);
		assert.equal(r.status, 200, r.text);
		assert.equal(r.headers['content-type'], type);
		assert.match(r.headers['content-disposition'],
		    new RegExp(`^attachment; filename="sertifikat-${kept.serial}`));
		assert.match(r.headers['cache-control'], /private/);
		return r;
	};
	for (const b of [applicant, desk]) {
		const pem = await get(b, downloads.pem_url,
		    'application/x-pem-file');
		assert.equal(pem.text, kept.pem);
		const der = await get(b, downloads.der_url,
		    'application/pkix-cert');
		assert.ok(Buffer.from(kept.pem.replace(/-----.*-----|\n/g, ''),
		    'base64').equals(der.body));
		const chain = await get(b, downloads.chain_url,
		    'application/pem-certificate-chain');
		const bundle = await get(b, downloads.bundle_url,
		    'application/x-pkcs7-certificates');
		writeFileSync(file('turun.pem'), pem.text);
		writeFileSync(file('rantai.pem'), chain.text);
		writeFileSync(file('rantai.p7b'), bundle.body);
	}
	assert.match(openssl('verify', '-CAfile', root(), '-untrusted',
	    file('rantai.pem'), file('turun.pem')), /OK/);
	assert.equal(openssl('pkcs7', '-inform', 'DER', '-in',
	    file('rantai.p7b'), '-print_certs').match(/-----BEGIN[^]*?END.*/g)
	    .join('\n'), readFileSync(file('rantai.pem'), 'utf8').trim());
	assert.match(openssl('x509', '-in', file('turun.pem'), '-noout',
	    '-subject', '-email'), new RegExp(`${kept.name}[^]*${kept.email}`));
	const first = await applicant.go(downloads.pem_url);
	const again = await applicant.go(downloads.pem_url,
	    { headers: { 'If-None-Match': first.headers.etag } });
	assert.equal(again.status, 304);
	assert.equal(again.text, '');
});

test('downloads: not for other eyes, and nothing else', async () => {
	const guest = new Browser(inst.url);
	const url = `${kept.url}/sertifikat/`;

	assert.equal((await guest.go(`${url}1.pem`)).status, 303);
	for (const name of ['0.pem', '2.pem', '1.txt', '1', 'rantai.pem',
	    '-rantai.pem', '-rantai.p7b', '1.p7b', '1.pem.der', '99999999999999999999.pem', '-1.pem'])
		assert.equal((await applicant.go(url + name)).status, 404, name);
});

test('lists tell until when it is valid', async () => {
	const verifier = await inst.as(office, 'verifikator');
	const told = 'Sertifikat berlaku sampai ';
	const number = kept.url.split('/').pop();
	const { holders } = await verifier.page(kept.url);
	const [, until] = holders[0].certificate.valid_text.split(' sampai ');

	for (const [who, list] of [[verifier, 'antrean=selesai'],
	    [verifier, `cari=${number}`], [applicant, `cari=${number}`],
	    [applicant, 'antrean=permohonan']]) {
		const { tasks } = await who.page(`/${office}/tugas?${list}`);
		const line = tasks.find((t) => t.case === number);
		assert.equal(line.until_text, told + until, list);
		assert.match(await html(who, `/${office}/tugas?${list}`),
		    new RegExp(`<small>${told}`), list);
	}
});

test('the holder finds it by the link in the mail', async () => {
	const mail = await waitFor(() => existsSync(`${inst.data}/maildir`) &&
	    readMaildir(`${inst.data}/maildir`).find((m) => m.to.includes(
		kept.email) && /sertifikat Anda terbit/.test(m.subject)),
	    'mail to the holder', 30000);
	const { pathname } = new URL(mail.links[0]);
	const guest = new Browser(inst.url);

	assert.match(pathname, new RegExp(
	    `/sertifikat/${kept.holder}/[\\w-]{43}$`));
	assert.match(mail.text, /Unduh sertifikat/);
	const at = pathname.startsWith(`/${office}/`) ? pathname :
	    `/${office}${pathname}`;
	const page = await guest.page(at);
	assert.equal(page.certificates.length, 1);
	assert.match(await html(guest, at), new RegExp(kept.serial));
	const { downloads } = page.certificates[0];
	for (const url of Object.values(downloads))
		assert.equal((await guest.go(url)).status, 200, url);
	const pem = await guest.go(downloads.pem_url);
	assert.equal(pem.text, kept.pem);
	// The token is this holder's alone, and whole.
	const other = Number(kept.holder) + 1;
	for (const bad of [at.replace(`/${kept.holder}/`, `/${other}/`),
	    `${at}A`, at.slice(0, -1), `${at}/2.pem`, `${at}/1.txt`])
		assert.equal((await guest.go(bad)).status, 404, bad);
});

test('by hand, without a certificate, as ever', async () => {
	const c = await carry(inst, office);

	assert.equal(c.page.case.state, 'done');
	assert.equal(c.page.holders[0].certificate.downloads, null);
	assert.equal((await applicant.go(`${c.url}/sertifikat/1.pem`)).status,
	    404);
	const facts = inst.sql(office, `SELECT facts FROM message
	    WHERE template = 'issued_holder' ORDER BY id DESC LIMIT 1`);
	assert.equal(JSON.parse(facts[0][0]).path, '/');
});

test('by hand, what does not hold today is not delivered', async () => {
	const c = await carry(inst, office, { leave: (t) => t.jenis === 'deliver' });
	const [task] = await tasksOf(desk, office, c.number);
	const day = (n) => new Date(Date.now() + n * 86400e3).toISOString()
	    .slice(0, 10);

	for (const [from, until, name, why] of [
		[-800, -2, 'berlaku_sampai', /sudah lewat/],
		[2, 700, 'berlaku_dari', /belum mulai berlaku/]]) {
		const r = await desk.send(await desk.page(task.url), 'delivered',
		    { berlaku_dari: day(from), berlaku_sampai: day(until) });

		assert.equal(r.status, 422, r.text);
		assert.deepEqual(r.json.errors.map((e) => e.field), [name]);
		assert.match(r.json.errors[0].message, why);
	}
	const r = await desk.send(await desk.page(task.url), 'delivered',
	    { berlaku_dari: day(-2), berlaku_sampai: day(2) });

	assert.equal(r.status, 303, r.text);
});
