// How an office reaches BSrE: settings as an operator writes them, the page
// of its administrators, the command that checks, a module of a file, and a
// server that goes away and comes back.
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, cpSync, readFileSync, rmSync,
	writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build, tempDir } from './lib/base.mjs';
import { startSimulator } from './lib/bsre.mjs';
import { Browser, urlencoded } from './lib/client.mjs';
import { startWithSimulators, writeAccount } from './lib/consult.mjs';
import { apply } from './lib/journey.mjs';
import { writeOutside } from './lib/mail.mjs';
import { folderOf, waitFor } from './lib/paraf.mjs';

const office = 'kudus', base = `/${office}/kelola/bsre`;
const home = tempDir();
let inst, sim, admin;

const page = () => admin.page(base);
const fact = (p, label) => p.facts.find((f) => f.label === label)?.value;
const how = (p) => Object.fromEntries(p.acts.map((a) => [a.name, a.how]));
const check = () => inst.paraf('bsre', 'check', office);
const outside = (text) => writeFileSync(
    `${inst.data}.outside/${office}.yaml`, text, { mode: 0o600 });

async function press() {
	const { try_action: to, csrf } = await page();
	return admin.post(to, [['csrf', csrf]], { form: urlencoded });
}

// The agent looks at the files every ten seconds.
async function until(what, is) {
	let now;
	await waitFor(async () => is(now = await page()), what, 30000);
	return now;
}

// Another module in the profile of the office.
function choose(module) {
	const to = path.join(home.dir, office);
	const file = path.join(to, 'kantor.yaml');

	rmSync(to, { recursive: true, force: true });
	cpSync(folderOf(office), to, { recursive: true });
	writeFileSync(file, `${readFileSync(file, 'utf8')
	    .replace(/^bsre:.*\n/mg, '')}bsre: {modul: ${module}}\n`);
	return inst.paraf('tenant', 'load', to);
}

before(async () => {
	sim = await startSimulator(path.join(home.dir, 'sim'));
	inst = await startWithSimulators({ [office]: sim },
	    { account: { portal: `${sim.url}/portal` } });
	admin = await inst.as(office, 'admin');
});
after(async () => {
	await inst?.stop();
	await sim?.stop();
	home.remove();
});

describe('the page', () => {
	test('tells server, module and who does what', async () => {
		const p = await until('the account', (now) => now.level === 'ok');
		assert.equal(fact(p, 'Modul'), 'esign');
		assert.equal(fact(p, 'Server'), `127.0.0.1:${sim.port}`);
		assert.equal(fact(p, 'Portal bagi pemilik'), `${sim.url}/portal`);
		assert.equal(fact(p, 'Penerbit sertifikat'), 'terpasang');
		assert.deepEqual(how(p), { register: 'otomatis',
		    status: 'otomatis', chain: 'otomatis', sign: 'otomatis',
		    passphrase: 'oleh pemilik di portal BSrE',
		    revoke: 'oleh verifikator di AMS' });
		assert.deepEqual(p.warnings, []);
		assert.ok(!JSON.stringify(p).includes(sim.account.password));
		const r = await admin.go(base,
		    { headers: { Accept: 'text/html' } });
		assert.match(r.text, /Coba sekarang/);
		assert.match(r.text, /Mendaftarkan orang<\/dt><dd>otomatis/);
	});
	test('stands beside the messages', async () => {
		const { sections } = await admin.page(`/${office}/kelola/pesan`);
		const urls = sections.map((s) => s.url);
		assert.ok(urls.includes(`/${office}/kelola/pesan`));
		assert.ok(urls.includes(base));
		assert.deepEqual((await page()).sections.filter((s) =>
			s.selected).map((s) => s.url), [base]);
	});
	test('is for administrators', async () => {
		const other = await inst.as(office, 'verifikator');
		assert.equal((await other.go(base)).status, 403);
		const { csrf } = await other.page(`/${office}/tugas`);
		assert.equal((await other.post(`${base}/coba`,
		    [['csrf', csrf]], { form: urlencoded })).status, 403);
		assert.match((await new Browser(inst.url).go(base)).location,
		    /\/masuk\?kembali=/);
		assert.equal((await admin.post(`${base}/coba`,
		    [['csrf', 'salah']], { form: urlencoded })).status, 403);
		assert.equal(inst.sql(office,
		    'SELECT try_at IS NULL FROM bsre_office')[0][0], '1');
	});
});

describe('a try', () => {
	const asked = async () => (await sim.control('GET', '/log'))
	    .map((l) => l.call);
	const result = () => until('what came of it', (p) => !p.bsre);

	test('with nobody waiting asks nothing, and says so', async () => {
		await sim.control('DELETE', '/faults');
		assert.equal((await page()).trial, null);
		assert.equal((await press()).location, base);
		const { trial } = await result();
		assert.equal(trial.level, 'info');
		assert.match(trial.text, /^Percobaan .*pukul .*tidak ada yang ditanyakan\. Tidak ada orang/);
		assert.deepEqual(await asked(), []);
		const { text } = await admin.go(base,
		    { headers: { Accept: 'text/html' } });
		assert.match(text, /role="status">.*Tidak ada orang/s);
	});
	test('asks about somebody who waits, although it is not time',
	    async () => {
		await apply(await inst.as(office, 'pemohon'), office);
		inst.sql(office, `INSERT INTO standing (holder_id, since, next_at)
		    SELECT id, 1, 9000000000000 FROM holder`);
		assert.equal((await press()).location, base);
		const { trial, state_text: state } = await result();
		assert.equal(trial.level, 'ok');
		assert.match(trial.text,
		    /pukul .*: BSrE menjawab dalam \d+,\d detik\.$/);
		assert.equal(state, 'Tersambung');
		assert.deepEqual(await asked(), ['status']);
		assert.equal(inst.sql(office,
		    'SELECT count(*) FROM standing WHERE api_at > 0')[0][0], '1');
	});
	test('that fails says why', async () => {
		await sim.fault('status', '503');
		await press();
		const { trial } = await result();
		assert.equal(trial.level, 'late');
		assert.match(trial.text, /: gagal sesudah \d+,\d detik: .*503/);
	});
	test('waits for an agent that is away, and the page says so',
	    async () => {
		inst.sql(office, 'DELETE FROM standing');
		inst.sql(office, `UPDATE bsre_office
		    SET try_at = ${Date.now()}, tried_at = NULL, tried = 0`);
		const { text } = await admin.go(base,
		    { headers: { Accept: 'text/html' } });
		assert.match(text, /Diminta dicoba .*hasilnya muncul di sini/);
		assert.match(text, /data-mark="dicoba"/);
		assert.equal((await result()).trial.level, 'info');
	});
});

describe('the command', () => {
	test('tells what is set up, and no password', () => {
		const r = check();
		assert.equal(r.code, 0, r.out + r.err);
		assert.match(r.out, /^kudus: esign, https:.*versi 2.*CA sendiri$/m);
		assert.match(r.out, /^ {2}Mendaftarkan orang: otomatis$/m);
		assert.ok(!r.out.includes(sim.account.password));
	});
	test('does not ask BSrE', async () => {
		await sim.control('DELETE', '/faults');
		check();
		assert.deepEqual(await sim.control('GET', '/log'), []);
	});
	test('says every mistake with its place', () => {
		outside('bsre:\n  alamat: esign.example\n  versi: 3\n' +
		    '  pengguna: admin\n  kata_sandi: admin123\n');
		const r = check();
		assert.equal(r.code, 1);
		const all = r.out + r.err;
		assert.match(all, /kudus\.yaml:2:11: galat: .*tidak lengkap/);
		assert.match(all, /kudus\.yaml:3:10: galat: .*versi/);
		assert.match(all, /kudus\.yaml:5:15: galat: .*bawaan/);
		writeAccount(inst, office, sim);
	});
	test('an office that there is not', () => {
		assert.equal(inst.paraf('bsre', 'check', 'nihil').code, 1);
	});
});

describe('settings', () => {
	test('credentials of guides are refused, loudly', async () => {
		outside(`bsre:\n  alamat: ${sim.url}\n  pengguna: esign\n` +
		    '  kata_sandi: qwerty\n');
		const p = await until('a fault', (now) => now.level === 'stop');
		assert.match(p.warnings[0].text, /paraf bsre check/);
		assert.equal(p.try_action, null);
		assert.ok(Object.values(how(p)).every((h) => h !== 'otomatis'));
		assert.ok(!inst.log.includes('qwerty'));
	});
	test('plain HTTP is used when it is allowed, and warned of', async () => {
		writeAccount(inst, office, sim, { http_polos: 'ya',
			alamat: `http://127.0.0.1:${sim.port}`,
			jalan_passphrase: '/api/v2/user/passphrase' });
		const p = await until('plain HTTP', (now) => now.warnings
		    .some((w) => /tanpa TLS/.test(w.text)));
		assert.equal(p.state, 'closed');
		assert.equal(how(p).passphrase, 'otomatis');
		assert.match(check().out, /TANPA TLS/);
		const r = await admin.go(base,
		    { headers: { Accept: 'text/html' } });
		assert.match(r.text, /class="notice stop" role="alert"/);
	});
	test('and a passphrase goes to no other machine so', async () => {
		writeAccount(inst, office, sim, { http_polos: 'ya',
			alamat: 'http://esign.kota.example',
			jalan_passphrase: '/api/v2/user/passphrase' });
		assert.match(check().out,
		    /Menetapkan passphrase: oleh pemilik/);
	});
	test('good ones hold again at once', async () => {
		writeAccount(inst, office, sim);
		const p = await until('the account', (now) =>
			now.warnings.length === 0);
		assert.equal(p.level, 'ok');
	});
});

describe('a server that is away', () => {
	const row = () => inst.sql(office, `SELECT failures,
	    ifnull(open_until, 0), ifnull(ok_at, 0) FROM bsre_office`)[0];
	// Somebody waits for an answer about a person.
	const ask = () => inst.sql(office, `UPDATE standing SET next_at = 1`);

	before(async () => {
		await apply(await inst.as(office, 'pemohon'), office);
		inst.sql(office, `INSERT INTO standing (holder_id, since, next_at)
		    SELECT id, 1, 1 FROM holder`);
		await waitFor(() => row()[2] !== '0', 'an answer', 30000);
	});
	test('is left alone after five failures, and the page says so',
	    async () => {
		assert.equal((await page()).state_text, 'Tersambung');
		await sim.stop();
		await waitFor(() => {
			ask();
			return row()[1] !== '0';
		}, 'an open breaker', 40000);
		const p = await page();
		assert.equal(p.state, 'open');
		assert.match(p.state_text, /Berhenti sementara setelah 5 /);
		assert.match(fact(p, 'Kesalahan terakhir'), /\w+\. .*pukul/);
		assert.ok(fact(p, 'Dicoba lagi'));
		assert.equal(fact(p, 'Gagal beruntun'), '5 kali');
		assert.notEqual(fact(p, 'Jawaban terakhir'), 'belum pernah');
	});
	test('is tried when an administrator asks, and is still away',
	    async () => {
		const was = Number(row()[1]);
		assert.equal((await press()).location, base);
		await waitFor(() => Number(row()[0]) === 6, 'another try', 20000);
		assert.ok(Number(row()[1]) > was);
	});
	test('a new agent goes on leaving it alone', async () => {
		const was = row();
		const at = () => inst.sql(office,
		    'SELECT at FROM bsre_office')[0][0];
		const before = at();
		await inst.halt();
		await inst.restart();
		ask();
		await waitFor(() => at() !== before, 'what it found');
		const p = await page();
		assert.equal(p.state, 'open');
		assert.deepEqual(row().slice(0, 2), was.slice(0, 2));
	});
	test('back again: one answer and all goes on', async () => {
		sim = await startSimulator(sim.state, sim);
		await press();
		const p = await until('an answer', (now) => now.state === 'closed');
		assert.equal(p.state_text, 'Tersambung');
		assert.equal(fact(p, 'Gagal beruntun'), '0 kali');
		assert.equal(fact(p, 'Dicoba lagi'), undefined);
		assert.equal(p.notice, null);
	});
});

describe('a module of a file', () => {
	const file = path.join(home.dir, 'contoh.so');

	function install(to) {
		copyFileSync(path.join(build, 'tests/data/module/contoh.so'), to);
		chmodSync(to, 0o755);
		return to;
	}
	test('is loaded by a new agent, which the old one makes room for',
	    async () => {
		assert.equal(choose(install(file)).code, 0);
		assert.match(check().out, /^kudus: contoh, /m);
		const p = await until('the module', (now) =>
			fact(now, 'Modul') === 'contoh');
		assert.match(inst.log, /a new agent/);
		assert.deepEqual(p.warnings, []);
		assert.equal(how(p).status, 'otomatis');
		assert.equal(how(p).register, 'oleh verifikator di AMS');
	});
	test('not from the data folder, where workers write', () => {
		assert.equal(choose(install(path.join(inst.data, 'x.so'))).code, 0);
		const r = check();
		assert.equal(r.code, 1);
		assert.match(r.out, /tidak boleh berada di folder data/);
	});
	test('not one that others may change', () => {
		assert.equal(choose(file).code, 0);
		chmodSync(file, 0o777);
		const r = check();
		assert.equal(r.code, 1);
		assert.match(r.out, /dapat diubah pengguna lain/);
	});
	test('by hand there is nothing to try', async () => {
		assert.equal(choose('manual').code, 0);
		writeOutside(`${inst.data}.outside`, office, {});
		const p = await until('the manual module', (now) =>
			now.state === 'manual' && now.level === 'wait');
		assert.equal(p.try_action, null);
		assert.match(p.state_text, /Semua dikerjakan sendiri/);
		assert.match(check().out, /^kudus: manual: /m);
	});
});
