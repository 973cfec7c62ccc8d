// Statuses of many people at BSrE: a list by page and by command, the agent
// and the simulator over TLS, faults on the way, and what has changed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { tempDir, waitFor } from './lib/base.mjs';
import { startSimulator } from './lib/bsre.mjs';
import { Browser, file, multipart } from './lib/client.mjs';
import { startWithSimulators, writeAccount } from './lib/consult.mjs';
import { program } from './lib/paraf.mjs';

const office = 'tapin', old = 'trenggalek', base = `/${office}/kelola/bsre/daftar`;
const dir = tempDir();
const nik = (i) => `339999041187${String(i).padStart(4, '0')}`;
const N = 200, NOBODY = 5; // the last of them are not known to BSrE
const statuses = ['NEW', 'WAITING_FOR_VERIFICATION', 'EXPIRED', 'SUSPEND'];
const people = Array.from({ length: N }, (_, i) => ({ nik: nik(i + 1),
	email: `orang.${i + 1}@tapin.example`,
	name: i === 6 ? '=HYPERLINK("http://contoh.example")' :
		`Orang Contoh ${i + 1}`,
	status: i < 3 ? 'ISSUE' : statuses[i % statuses.length] }));
let inst, sim, verifier;

// As Excel in Indonesia saves it, with a double at the end.
const sheet = (list) => Buffer.from('\ufeffNo;Nama;NIK;Email\r\n' +
    [...list, list[0]].map((p, i) => `${i + 1};"${
	p.name.replaceAll('"', '""')}";${p.nik};${p.email}\r\n`).join(''));

async function sendList(b, values, at = base) {
	const page = await b.page(at);

	return b.post(page.action, [['csrf', page.csrf],
		...Object.entries(values)], { form: multipart });
}
async function ended(b, url, ms = 180000) {
	return waitFor(async () => {
		const page = await b.page(url);

		return !page.roll.running && page;
	}, 'the end of the list', ms);
}
const sql = (text) => inst.sql(office, text);
const events = (outcome) => sql(`SELECT person_name, detail FROM event
    WHERE kind = 'roll' AND outcome = '${outcome}'`);
const caps = (which) => waitFor(() => Number(inst.sql(which,
    'SELECT caps FROM bsre_office')[0]?.[0]) > 0, 'the way to BSrE');

before(async () => {
	sim = await startSimulator(path.join(dir.dir, 'sim'));
	await sim.control('PUT', '/persons', people.slice(0, N - NOBODY));
	inst = await startWithSimulators({ [office]: sim, [old]: sim },
	    { tenants: ['kudus'] });
	writeAccount(inst, old, sim, { versi: 1 });
	await caps(office);
	await caps(old);
	verifier = await inst.as(office, 'verifikator');
});
after(async () => {
	await inst?.stop();
	await sim?.stop();
	dir.remove();
});

describe('who may', () => {
	for (const [lane, status] of [['verifikator', 200], ['admin', 200],
		['pemohon', 403], ['kadis', 403]])
		test(lane, async () => {
			const b = await inst.as(office, lane);

			assert.equal((await b.go(base)).status, status);
			assert.equal((await b.page(`/${office}/tugas`)).nav.roll_url,
			    status === 200 ? base : null);
		});
	test('a stranger signs in first', async () => {
		const r = await new Browser(inst.url).go(base);

		assert.equal(r.status, 303);
		assert.match(r.location, /\/masuk\?kembali=/);
	});
	test('an office without a module says so', async () => {
		const b = await inst.as('kudus', 'verifikator');
		const page = await b.page('/kudus/kelola/bsre/daftar');
		const r = await sendList(b, { orang: nik(1) },
		    '/kudus/kelola/bsre/daftar');

		assert.match(page.hindrance, /belum terhubung/);
		assert.equal(page.nav.roll_url, null);
		assert.equal(r.status, 422);
	});
});

describe('a list that cannot be read', () => {
	test('every bad line is told, and the text comes back', async () => {
		const text = `nik;nama\n${nik(1)};Satu\n3,39999E+15;Dua\n` +
		    `12345;Tiga\n;Empat`;
		const r = await sendList(verifier, { berkas: file(
		    Buffer.from(text), 'daftar.csv', 'text/csv') });

		assert.equal(r.status, 422);
		assert.deepEqual(r.json.faults.map((f) => f.number), [3, 4, 5]);
		assert.match(r.json.faults[0].text, /Excel mengubah NIK/);
		assert.match(r.json.skip_label, /periksa 1 orang/);
		assert.equal(r.json.fields.find((f) => f.name === 'orang').value,
		    text);
		assert.deepEqual(sql('SELECT count(*) FROM roll'), [['0']]);
	});
	test('nothing, both, too much', async () => {
		const csv = file(Buffer.from(nik(1)), 'a.csv', 'text/csv');
		const large = file(Buffer.alloc((1 << 20) + 1, 10), 'b.csv',
		    'text/csv');

		for (const [values, text] of [[{}, /Tempel daftarnya, atau/],
			[{ orang: nik(1), berkas: csv }, /jangan keduanya/],
			[{ berkas: large }, /1 MB/]]) {
			const r = await sendList(verifier, values);

			assert.equal(r.status, 422);
			assert.match(JSON.stringify(r.json.errors), text);
		}
	});
	test('pasted, 4,000 persons at once are not too much', async () => {
		const list = Array.from({ length: 4000 }, (_, i) =>
		    `${nik(i + 1)}\torang${i}@tapin.example\tNama yang panjang`);
		const r = await sendList(verifier,
		    { orang: [...list, 'salah'].join('\n') });

		assert.equal(r.status, 422);
		assert.match(r.json.skip_label, /4\.000 orang/);
	});
	test('a form of others is refused', async () => {
		const r = await verifier.post(base,
		    [['csrf', 'x'], ['orang', nik(1)]], { form: multipart });

		assert.equal(r.status, 403);
	});
});

describe('200 persons', () => {
	let first, second;

	test('all are asked about, whatever fails on the way', async () => {
		// Fewer than open the breaker.
		for (const fault of ['503', 'html', 'reset', 'truncated'])
			await sim.fault('status', fault, { times: 1 });
		const r = await sendList(verifier, { judul: 'Dinas Contoh',
			berkas: file(sheet(people), 'pegawai.csv', 'text/csv') });

		assert.equal(r.status, 303);
		first = r.location;
		const page = await ended(verifier, first);

		assert.deepEqual([page.roll.total, page.roll.title],
		    [N, 'Dinas Contoh']);
		assert.deepEqual(page.counts, { changed: 0, new: N, same: 0,
			unknown: 0, failed: 0, waiting: 0 });
		assert.equal(page.rows.length, 50);
		assert.equal(page.rows[0].status,
		    'ISSUE: sertifikat terbit dan aktif');
		assert.equal(page.rows[0].nik, '3399••••••••0001');
		assert.equal(page.rows[0].line, 'Baris 2');
		assert.match(page.kept_text, /dihapus/);
	});
	test('the pages hold everybody once', async () => {
		const seen = [];

		for (let url = first; url;) {
			const page = await verifier.page(url);

			seen.push(...page.rows.map((row) => row.position));
			url = page.next;
		}
		assert.deepEqual(seen, people.map((_, i) => i));
	});
	test('what changed at BSrE is in the next report', async () => {
		const moved = [10, 77, 150];

		for (const i of moved)
			await sim.control('PUT', '/persons',
			    { nik: people[i].nik, status: 'REVOKE' });
		const r = await sendList(verifier,
		    { orang: people.map((p) => p.nik).reverse().join('\n') });

		second = r.location;
		const page = await ended(verifier, second);

		assert.deepEqual([page.counts.changed, page.counts.same],
		    [moved.length, N - moved.length]);
		const only = await verifier.page(`${second}?tampil=berubah`);

		assert.deepEqual(only.rows.map((row) => N - 1 - row.position)
		    .sort((x, y) => x - y), moved);
		assert.deepEqual(only.rows.map((row) => row.before),
		    moved.toReversed().map((i) => people[i].status));
		assert.ok(only.rows.every((row) => row.status
		    .startsWith('REVOKE:')));
		assert.match(page.roll.title, /tanpa nama/);
	});
	test('the file for a spreadsheet', async () => {
		const r = await verifier.go(`${first}/hasil.csv`);
		const lines = r.text.split('\r\n');

		assert.equal(r.headers['content-type'], 'text/csv; charset=utf-8');
		assert.match(r.headers['content-disposition'], /attachment/);
		assert.ok(r.text.startsWith('\ufeffbaris;nik;email;nama;status;'));
		assert.equal(lines.length, N + 2);
		assert.match(lines[1], new RegExp(`^2;'${nik(1)};`));
		assert.ok(lines[7].includes(`;"'=HYPERLINK(""http:`), lines[7]);
		assert.ok(!/(^|;)"?[=+@-]/m.test(r.text));
	});
	test('who opened it is on record, once in a while', async () => {
		assert.equal(events('made').length, 2);
		assert.equal(events('read').length, 2);
		assert.equal(events('downloaded').length, 1);
		assert.equal(inst.paraf('audit', 'verify', office).code, 0);
	});
	test('nobody of it stands in the database', () => {
		const whole = ['', '-wal'].map((end) =>
		    readFileSync(inst.db(office) + end, 'latin1')).join('');

		for (const p of people.slice(20, 30))
			for (const what of [p.nik, p.email, p.name])
				assert.ok(!whole.includes(what), what);
		assert.ok(!inst.log.includes(nik(21)));
	});
	test('the lists', async () => {
		const { rolls } = await verifier.page(base);

		assert.deepEqual(rolls.map((r) => r.url), [second, first]);
	});
});

describe('version 1', () => {
	test('who is not known, and who cannot be asked about', async () => {
		const b = await inst.as(old, 'verifikator');
		const r = await sendList(b, { orang:
		    `${nik(1)}\n${nik(199)}\norang.4@tapin.example` },
		`/${old}/kelola/bsre/daftar`);
		const page = await ended(b, r.location);

		assert.deepEqual(page.rows.map((row) => row.outcome),
		    ['new', 'unknown', 'failed']);
		assert.match(page.rows[2].reason, /NIK/);
	});
});

describe('BSrE is away', () => {
	test('it says so, can be stopped, and another list waits', async () => {
		await sim.fault('', '503', { times: -1 });
		const r = await sendList(verifier, { orang: nik(1) + '\n' + nik(2) });
		const page = await waitFor(async () => {
			const now = await verifier.page(r.location);

			return now.trouble && now;
		}, 'what is wrong');

		assert.ok(page.roll.running);
		assert.match(page.trouble, /BSrE belum menjawab/);
		const again = await sendList(verifier, { orang: nik(3) });

		assert.equal(again.status, 409);
		assert.equal((await verifier.post(page.stop_action,
		    [['csrf', page.csrf]])).status, 303);
		const over = await ended(verifier, r.location);

		assert.equal(over.counts.failed, 2);
		assert.ok(over.rows[0].reason);
		assert.equal(events('stopped').length, 1);
	});
	// A list while BSrE is not itself, until its reason is told, and to its
	// end when that is over.
	async function throughTrouble(reason, over) {
		const r = await sendList(verifier, { orang: nik(1) + '\n' + nik(2) });
		const { trouble } = await waitFor(async () => {
			const now = await verifier.page(r.location);

			return now.trouble && now;
		}, 'what is wrong');

		assert.match(trouble, reason);
		await over();
		const admin = await inst.as(office, 'admin');
		const { try_action, csrf } =
		    await admin.page(`/${office}/kelola/bsre`);

		await admin.post(try_action, [['csrf', csrf]]);
		const page = await ended(verifier, r.location);

		assert.equal(page.counts.same, 2);
	}
	for (const [fault, reason] of [['503', /tidak tersedia/],
		['401', /kata sandi API/], ['429', /membatasi jumlah/],
		['500', /gangguan/], ['500-empty', /gangguan/],
		['html', /halaman web/], ['truncated', /terputus/],
		['empty', /tanpa isi/], ['reset', /terputus/],
		['drop', /terputus/]])
		test(`${fault}: it goes on by itself when that is over`,
		    async () => {
			await sim.control('DELETE', '/faults');
			await sim.fault('status', fault, { times: -1 });
			await throughTrouble(reason,
			    () => sim.control('DELETE', '/faults'));
		});
	test('a certificate of TLS that ended', async () => {
		await sim.control('POST', '/tls', { expired: true });
		await throughTrouble(/TLS/,
		    () => sim.control('POST', '/tls', { expired: false }));
	});
	for (const fault of ['delay', 'types'])
		test(`${fault}: no trouble at all`, async () => {
			await sim.fault('status', fault, { ms: 300, times: 2 });
			const r = await sendList(verifier, { orang: nik(1) });
			assert.equal((await ended(verifier, r.location))
			    .counts.same, 1);
			await sim.control('DELETE', '/faults');
		});
});

describe('paraf bsre status', () => {
	const list = path.join(dir.dir, 'daftar.csv');
	const out = path.join(dir.dir, 'hasil.csv');

	test('asks, waits, reports', async () => {
		writeFileSync(list, `nik,nama\n${nik(1)},Satu\n${nik(2)},Dua\n`);
		await sim.control('PUT', '/persons',
		    { nik: nik(2), status: 'SUSPEND' });
		const r = inst.paraf('bsre', 'status', list, '--kantor', office,
		    '--csv', out);

		assert.equal(r.code, 0, r.err);
		assert.match(r.out, /Satu\tISSUE\ttetap/);
		assert.match(r.out, /Dua\tSUSPEND\tberubah dari ISSUE ke SUSPEND/);
		assert.match(r.out,
		    /baru 0, berubah 1, tetap 1, tidak dikenal 0, gagal 0/);
		assert.ok(!r.out.includes(nik(1)));
		assert.match(readFileSync(out, 'utf8'), new RegExp(`'${nik(1)}`));
	});
	test('reads what was written', () => {
		const r = inst.paraf('bsre', 'status', out, '--kantor', office);

		assert.equal(r.code, 0, r.err);
		assert.match(r.err, /2 orang/);
	});
	test('bad lines, and without them', () => {
		writeFileSync(list, `${nik(1)}\n12345\n`);
		const bad = inst.paraf('bsre', 'status', list, '--kantor', office);

		assert.equal(bad.code, 1);
		assert.match(bad.err, /daftar\.csv:2: galat: NIK harus 16 angka/);
		assert.equal(inst.paraf('bsre', 'status', list, '--kantor', office,
		    '--lewati').code, 0);
	});
	test('wrongly called', () => {
		assert.equal(inst.paraf('bsre', 'status').code, 2);
		assert.match(inst.paraf('bsre', 'status', list, '--lewati').err,
		    /--kantor/);
	});
	test('Ctrl-C leaves it to the server', async () => {
		await sim.fault('', 'delay', { ms: 3000, times: 1 });
		writeFileSync(list, `${nik(1)}\n`);
		const p = spawn(program, ['bsre', 'status', '--data', inst.data,
			'--kantor', office, list]);
		const said = [];

		p.stderr.on('data', (d) => {
			said.push(d);
			if (/Daftar \d+:/.test(d))
				p.kill('SIGINT');
		});
		const [code] = await new Promise((r) => {
			p.on('close', (...how) => r(how));
		});

		assert.equal(code, 1);
		const [, at] = /(\/\S+daftar\/\d+)/.exec(said.join(''));

		assert.equal((await ended(verifier, at)).counts.failed, 0);
	});
	test('nobody asks', async () => {
		await inst.halt();
		rmSync(path.join(inst.data, 'agent.beat'));
		const r = inst.paraf('bsre', 'status', list, '--kantor', office);

		assert.equal(r.code, 1);
		assert.match(r.err, /Agen tidak berjalan/);
		await inst.restart();
		await ended(verifier, `${base}/${sql('SELECT max(id) FROM roll')[0][0]}`);
	});
});
