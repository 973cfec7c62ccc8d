// The paraf command as an operator types it: help, mistakes in the call, and
// what each command leaves behind in the data folder.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync }
    from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build, freePort, listening, start, tempDir } from './lib/base.mjs';
import { request } from './lib/http.mjs';

const program = path.join(build, 'paraf');
const offices = 'deploy/tenants';
const password = 'sandi contoh yang panjang';

let dir, data;

before(() => {
	dir = tempDir();
	data = path.join(dir.dir, 'data');
});
after(() => dir.remove());

// Run the command; {status, out, err}.  input: its standard input.
function paraf(args, { input = '', env = {} } = {}) {
	const r = spawnSync(program, args, {
		input, encoding: 'utf8', timeout: 60000,
		env: { PATH: process.env.PATH, PARAF_DATA: data, ...env },
	});
	return { status: r.status, out: r.stdout, err: r.stderr };
}

// The same, and it must succeed.
function ok(...args) {
	const r = paraf(args);
	assert.equal(r.status, 0, `paraf ${args.join(' ')}: ${r.out}${r.err}`);
	return r.out;
}

function sql(tenant, text) {
	const r = spawnSync('sqlite3', [`${data}/${tenant}/paraf.db`, text],
	    { encoding: 'utf8' });
	assert.equal(r.status, 0, r.stderr);
	return r.stdout.trim();
}

// A copy of an office's folder that may be changed.
function officeCopy(id, name = id) {
	const to = path.join(dir.dir, `folder-${name}`);
	rmSync(to, { recursive: true, force: true });
	cpSync(path.join(offices, id), to, { recursive: true });
	return to;
}

function change(file, from, to) {
	const text = readFileSync(file, 'utf8');
	assert.ok(text.includes(from), `${file} has no ${from}`);
	writeFileSync(file, text.replace(from, to));
}

const commands = ['serve', 'tenant host', 'tenant load', 'tenant list', 'tenant remove',
	'user add', 'user seat', 'user unseat', 'user password', 'user admin',
	'user list',
	'sop check', 'sop show', 'sop load', 'calendar check',
	'calendar load', 'calendar show', 'audit verify', 'key status',
	'key rotate', 'key destroy', 'check', 'erase', 'sweep',
	'mail check', 'mail test', 'bounce',
	'demo', 'version'];

describe('help', () => {
	test('lists every command', () => {
		for (const args of [['help'], ['--help'], []]) {
			const out = ok(...args);
			for (const c of commands)
				assert.match(out, new RegExp(`^  ${c} `, 'm'));
			assert.equal(out.match(/^ {2}\S/gm).length,
			    commands.length);
		}
	});
	for (const c of commands)
		test(`${c} --help`, () => {
			const out = ok(...c.split(' '), '--help');
			assert.match(out, new RegExp(`^Pemakaian: paraf ${c}`));
			assert.equal(ok('help', ...c.split(' ')), out);
			for (const line of out.split('\n'))
				assert.ok(line.length <= 80, line);
		});
	for (const g of ['tenant', 'user', 'sop', 'calendar', 'audit', 'key',
		'mail'])
		test(`${g} --help`, () =>
			assert.match(ok(g, '--help'), new RegExp(`^  ${g} `, 'm')));
	test('help makes no data folder', () =>
		assert.throws(() => statSync(data), { code: 'ENOENT' }));
});

describe('a wrong call', () => {
	for (const [name, args, say] of [
		['unknown command', ['bogus'], /tidak dikenal: bogus/],
		['half a command', ['tenant', 'lod'], /tidak dikenal/],
		['unknown option', ['tenant', 'list', '--dat', 'x'],
			/opsi tidak dikenal: --dat/],
		['short option', ['tenant', 'list', '-x'], /tidak dikenal: -x/],
		['option without value', ['tenant', 'list', '--data'],
			/nilai belum ada: --data/],
		['option twice', ['tenant', 'list', '--data', 'x', '--data=y'],
			/dua kali/],
		['value for a switch', ['serve', '--demo=1'], /tanpa nilai/],
		['missing argument', ['user', 'password', 'kudus'], /kurang/],
		['argument too many', ['tenant', 'list', 'x'], /berlebih: x/],
		['nothing to serve', ['serve'], /--http/],
		['no workers', ['serve', '--workers', '0'], /bilangan/],
		['workers as a word', ['serve', '--workers', 'x'], /bilangan/],
	])
		test(name, () => {
			const r = paraf(args);
			assert.equal(r.status, 2);
			assert.equal(r.out, '');
			assert.match(r.err, say);
		});
	test('a group alone lists its commands and fails', () => {
		const r = paraf(['tenant']);
		assert.equal(r.status, 2);
		assert.match(r.out, /tenant load/);
	});
	test('demo wants its folder named', () => {
		const r = paraf(['demo'], { env: { PARAF_DATA: undefined } });
		assert.equal(r.status, 2);
		assert.match(r.err, /--data/);
	});
});

describe('sop', () => {
	const sop = `${offices}/kudus/penerbitan.sop.yaml`;

	test('check of every office that we ship', () => {
		const files = readdirSync(offices, { recursive: true })
		    .filter((f) => f.endsWith('.yaml'))
		    .map((f) => path.join(offices, f));
		const r = paraf(['sop', 'check', ...files]);
		assert.equal(r.status, 0);
		assert.equal(r.out.match(/: beres, /g).length, files.length);
		assert.doesNotMatch(r.out, /: galat: /);
	});
	test('check names every mistake with its place', () => {
		const file = path.join(officeCopy('kudus', 'wrong'),
		    'penerbitan.sop.yaml');
		change(file, 'jenis: recommend', 'jenis: recomend');
		change(file, 'sent: 4a', 'sent: 44');
		const r = paraf(['sop', 'check', file, sop]);
		assert.equal(r.status, 1);
		const errors = r.out.split('\n').filter((l) => /: galat: /.test(l));
		assert.ok(errors.length >= 1);
		for (const line of errors)
			assert.match(line, /^\S+:\d+:\d+: galat: .+\.$/);
		assert.match(errors.join('\n'), /recomend/);
		assert.doesNotMatch(r.out, /folder-wrong\/\S+: beres/);
		assert.match(r.out, /kudus\/penerbitan.sop.yaml: beres/);
	});
	test('check of a profile', () => {
		const file = path.join(officeCopy('kudus', 'wrong'), 'kantor.yaml');
		change(file, 'zona: WIB', 'zona: WIBB');
		const r = paraf(['sop', 'check', file]);
		assert.equal(r.status, 1);
		assert.match(r.out, /kantor.yaml:\d+:\d+: galat: /);
	});
	test('check of no file', () => {
		const r = paraf(['sop', 'check', `${dir.dir}/none.yaml`]);
		assert.equal(r.status, 1);
		assert.match(r.err, /tidak dapat dibaca/);
	});
	test('show', () => {
		const out = ok('sop', 'show', sop);
		assert.match(out, /^No +Kegiatan +Pelaksana +Waktu +Jenis +Lanjut$/m);
		assert.match(out, /^4a .* 1 hari +register +registered -> 4b$/m);
		assert.match(out, /rejected -> selesai$/m);
	});
});

describe('tenant', () => {
	test('load makes the office, its seats and edition 1', () => {
		const out = ok('tenant', 'load', `${offices}/kudus`);
		assert.match(out, /^kudus: .*, kantor baru$/m);
		assert.match(out, /^  penerbitan: edisi 1, baru/m);
		assert.equal(sql('kudus', 'SELECT lane FROM seat ORDER BY id').split('\n').join(),
		    'kadis,kabid,kasi,verifikator');
		assert.equal(statSync(data).mode & 0o777, 0o700);
		assert.equal(statSync(`${data}/kudus/files`).mode & 0o777, 0o700);
		assert.equal(statSync(`${data}/kudus/paraf.db`).mode & 0o777,
		    0o600);
	});
	test('load again changes nothing', () => {
		const out = ok('tenant', 'load', `${offices}/kudus`);
		assert.match(out, /kantor sudah ada/);
		assert.match(out, /edisi 1, tidak berubah/);
		assert.equal(sql('kudus', 'SELECT count(*) FROM edition'), '1');
		assert.equal(sql('kudus', 'SELECT count(*) FROM event'), '1');
	});
	test('a changed text makes edition 2 and keeps edition 1', () => {
		const folder = officeCopy('kudus');
		const file = path.join(folder, 'penerbitan.sop.yaml');
		const was = sql('kudus', 'SELECT body FROM edition');
		change(file, 'waktu: 10 menit', 'waktu: 12 menit');
		assert.match(ok('tenant', 'load', folder), /edisi 2, baru/);
		assert.equal(sql('kudus',
		    'SELECT body FROM edition WHERE number = 1'), was);
		assert.match(ok('tenant', 'list'), /^kudus: .*\n  penerbitan: edisi 2$/m);
		assert.match(ok('sop', 'load', 'kudus', 'penerbitan', file),
		    /edisi 2, tidak berubah/);
		assert.match(ok('sop', 'load', 'kudus', 'penerbitan',
		    `${offices}/kudus/penerbitan.sop.yaml`), /edisi 3, baru/);
	});
	test('a folder with a mistake is not loaded', () => {
		const folder = officeCopy('kudus');
		change(path.join(folder, 'penerbitan.sop.yaml'),
		    'jenis: recommend', 'jenis: recomend');
		change(path.join(folder, 'kantor.yaml'), 'Sunan Muria', 'Lain');
		const r = paraf(['tenant', 'load', folder]);
		assert.equal(r.status, 1);
		assert.match(r.out, /sop.yaml:\d+:\d+: galat: .*recomend/);
		assert.equal(sql('kudus', 'SELECT count(*) FROM edition'), '3');
		const control = readFileSync(`${data}/control.db`, 'latin1');
		assert.ok(!control.includes('Jl. Lain'));
	});
	test('of two folders the good one is loaded', () => {
		const r = paraf(['tenant', 'load', dir.dir, `${offices}/tapin`]);
		assert.equal(r.status, 1);
		assert.match(r.err, /tidak dapat dibaca/);
		assert.match(ok('tenant', 'list'), /^tapin: /m);
	});
	test('a service that the profile drops takes no new cases', () => {
		const folder = officeCopy('tapin');
		change(path.join(folder, 'kantor.yaml'), 'id: penerbitan',
		    'id: sertifikat');
		ok('tenant', 'load', folder);
		assert.match(ok('tenant', 'list'),
		    /^tapin: .*\n  sertifikat: edisi 1\n(?!  )/m);
		assert.match(ok('tenant', 'load', `${offices}/tapin`),
		    /penerbitan: edisi 1, tidak berubah/);
	});
	test('remove and back', () => {
		ok('tenant', 'remove', 'tapin');
		assert.match(ok('tenant', 'list'), /^tapin: .*tidak aktif$/m);
		assert.equal(paraf(['tenant', 'remove', 'tapin']).status, 1);
		assert.equal(paraf(['user', 'list', 'tapin']).status, 1);
		ok('tenant', 'load', `${offices}/tapin`);
		assert.doesNotMatch(ok('tenant', 'list'), /tidak aktif/);
	});
	test('load of an unknown service', () => {
		const r = paraf(['sop', 'load', 'kudus', 'lain',
			`${offices}/kudus/penerbitan.sop.yaml`]);
		assert.equal(r.status, 1);
		assert.match(r.err, /tidak mempunyai layanan/);
	});
});

describe('calendar', () => {
	const shipped = ['2026', '2027'].map((y) => `deploy/calendar/${y}.yaml`);

	function calendarCopy(year) {
		const file = path.join(dir.dir, `${year}.yaml`);
		cpSync(`deploy/calendar/${year}.yaml`, file);
		return file;
	}

	test('check says what is a guess', () => {
		const r = paraf(['calendar', 'check', ...shipped]);
		assert.equal(r.status, 0);
		assert.match(r.out, /^2026: 17 hari libur nasional, 8 cuti bersama/m);
		assert.match(r.out, /^2027: .*perkiraan$/m);
		assert.match(r.out, /2027.yaml:\d+:\d+: peringatan: Idulfitri .* SKB\.$/m);
		assert.doesNotMatch(r.out, /galat/);
	});
	test('a mistake is told with its place, and nothing is loaded', () => {
		const file = calendarCopy(2026);
		change(file, '2026-08-17', '2026-08-32');
		const r = paraf(['calendar', 'load', shipped[1], file]);
		assert.equal(r.status, 1);
		assert.match(r.out, /2026.yaml:\d+:15: galat: Tanggal "2026-08-32"/);
		assert.match(r.err, /belum dapat dimuat/);
		assert.doesNotMatch(ok('calendar', 'show', 'kudus'), /^20\d\d-/m);
	});
	test('load is for every office', () => {
		const out = ok('calendar', 'load', ...shipped);
		assert.match(out, /^2026: 17 .*\n2027: /m);
		assert.match(out, /^kudus: 0 dari 0 tenggat berubah$/m);
		assert.match(out, /^tapin: /m);
		const year = ok('calendar', 'show', 'kudus', '2026');
		assert.match(year, /^Jumat +07.30-16.30, istirahat 11.30-13.00$/m);
		assert.match(year, /^2026-08-17 Senin +libur nasional: .*; tutup$/m);
		assert.match(year, /^2026-12-24 Kamis +cuti bersama: .*; tutup$/m);
		assert.match(year, /^2026-02-20 Jumat .*08.00-15.30, istirahat/m);
		assert.doesNotMatch(year, /^2027-/m);
		assert.match(ok('calendar', 'show', 'kudus'), /^2027-/m);
	});
	test('own days and hours of an office', () => {
		const folder = officeCopy('kudus', 'hours');
		const file = path.join(folder, 'kantor.yaml');
		change(file, 'layanan:', `jam_kerja:
  - {hari: senin-kamis, jam: 08.00-14.30}
  - {hari: jumat, jam: 08.00-11.00}
  - {hari: sabtu, jam: 08.00-13.00}
jam_ramadan:
  - {hari: senin-sabtu, jam: 08.00-12.00}
libur:
  - {tanggal: 2026-09-23, nama: Hari Jadi Kabupaten}
layanan:`);
		ok('tenant', 'load', folder);
		const out = ok('calendar', 'show', 'kudus', '2026');
		assert.match(out, /^Sabtu +08.00-13.00$/m);
		assert.match(out, /^2026-02-21 Sabtu .*; 08.00-12.00$/m);
		assert.match(out, /^2026-09-23 Rabu +libur kantor: Hari Jadi/m);
		change(file, 'jam_ramadan:', 'jam_puasa:');
		const r = paraf(['tenant', 'load', folder]);
		assert.equal(r.status, 1);
		assert.match(r.out, /kantor.yaml:\d+:1: galat: .*tulis juga/);
		ok('tenant', 'load', `${offices}/kudus`);
	});
	test('show of what is not there', () => {
		assert.equal(paraf(['calendar', 'show', 'lain']).status, 1);
		assert.equal(paraf(['calendar', 'show', 'kudus', 'x']).status, 2);
	});
});

describe('user', () => {
	const add = (args, input = `${password}\n`) =>
		paraf(['user', 'add', ...args], { input });
	const mail = 'kepala@kudus.example';

	test('add with a seat', () => {
		const r = add(['kudus', 'Kepala@Kudus.example', 'Wira Contoh Jaya',
			'--seat', 'kadis', '--decree', '821/1/2026',
			'--from', '2026-01-02']);
		assert.equal(r.status, 0, r.err);
		assert.doesNotMatch(r.out + r.err, /sandi contoh/);
		const out = ok('user', 'list', 'kudus');
		assert.match(out, /^kadis: .*\n  Wira Contoh Jaya <kepala@kudus.example>, definitif, sejak 2 Januari 2026, 821\/1\/2026$/m);
		assert.match(out, /^kabid: .*\n  \(kosong\)$/m);
		assert.match(sql('kudus', 'SELECT password FROM person'),
		    /^\$argon2id\$/);
	});
	for (const [name, args, input, say] of [
		['known address', ['kudus', mail, 'Lain Contoh'], undefined,
			/sudah mempunyai akun/],
		['short password', ['kudus', 'a@kudus.example', 'A Contoh'],
			'pendek\n', /12 huruf/],
		['no password', ['kudus', 'a@kudus.example', 'A Contoh'], '',
			/belum ada/],
		['bad address', ['kudus', 'a', 'A Contoh'], undefined, /./],
		['no name', ['kudus', 'a@kudus.example', ''], undefined, /Nama/],
		['unknown seat', ['kudus', 'a@kudus.example', 'A Contoh',
			'--seat', 'raja'], undefined, /kursi/],
		['unknown office', ['lain', 'a@kudus.example', 'A Contoh'],
			undefined, /Kantor/],
		['a day that does not exist', ['kudus', 'a@kudus.example',
			'A Contoh', '--from', '2026-02-30'], undefined, /./],
	])
		test(`add: ${name}`, () => {
			const r = add(args, input);
			assert.equal(r.status, 1);
			assert.match(r.err, say);
			assert.equal(sql('kudus', 'SELECT count(*) FROM person'),
			    '1');
		});
	test('seat, twice, and unseat', () => {
		assert.equal(add(['kudus', 'b@kudus.example', 'B Contoh']).status,
		    0);
		ok('user', 'seat', 'kudus', 'b@kudus.example', 'kadis', '--kind',
		    'plh', '--from', '2026-01-05', '--until', '2099-01-06');
		assert.match(ok('user', 'list', 'kudus'),
		    /B Contoh .*plh, sejak 5 Januari 2026 sampai 6 Januari 2099/);
		const twice = paraf(['user', 'seat', 'kudus', 'b@kudus.example',
			'kadis']);
		assert.equal(twice.status, 1);
		assert.match(twice.err, /sudah dipegang/);
		ok('user', 'unseat', 'kudus', 'b@kudus.example', 'kadis');
		assert.match(ok('user', 'list', 'kudus'),
		    /B Contoh .*\(sudah berakhir\)/);
		assert.equal(paraf(['user', 'unseat', 'kudus', 'b@kudus.example',
			'kadis']).status, 1);
		assert.equal(sql('kudus',
		    "SELECT group_concat(outcome) FROM event WHERE kind = 'seat'"),
		    'given,given,taken');
	});
	test('seat: unknown kind, and an end before the beginning', () => {
		for (const more of [['--kind', 'pjs'],
			['--from', '2026-05-02', '--until', '2026-05-01']])
			assert.equal(paraf(['user', 'seat', 'kudus',
				'b@kudus.example', 'kasi', ...more]).status, 1);
	});
	test('admin, twice, and no longer', () => {
		const admin = (...more) => paraf(['user', 'admin', 'kudus',
			'b@kudus.example', ...more]);

		assert.match(ok('user', 'list', 'kudus'),
		    /^Pengelola:\n {2}\(belum ada\)$/m);
		assert.equal(admin().status, 0);
		assert.match(ok('user', 'list', 'kudus'),
		    /^Pengelola:\n {2}B Contoh <b@kudus.example>$/m);
		assert.equal(admin().status, 1);
		assert.equal(admin('--remove').status, 0);
		assert.equal(admin('--remove').status, 1);
		sql('kudus', `UPDATE person SET self_made = 1
		    WHERE email LIKE 'b@%'`);
		assert.match(admin().err, /--verified/);
		assert.equal(admin('--verified').status, 0);
		assert.equal(admin('--remove').status, 0);
		assert.equal(paraf(['user', 'admin', 'kudus',
			'tidak@ada.example']).status, 1);
		assert.equal(sql('kudus', `SELECT group_concat(outcome)
		    FROM event WHERE kind = 'admin'`),
		'given,taken,given,taken');
	});
	test('password', () => {
		const was = sql('kudus', 'SELECT password FROM person');
		const r = paraf(['user', 'password', 'kudus', mail],
		    { input: 'sandi yang lain sekali' });
		assert.equal(r.status, 0, r.err);
		assert.notEqual(sql('kudus', 'SELECT password FROM person'), was);
		assert.equal(paraf(['user', 'password', 'kudus',
			'tidak@ada.example'], { input: `${password}\n` }).status,
		    1);
	});
	test('list --all', () =>
		assert.equal(ok('user', 'list', 'kudus', '--all'),
		    `${mail}\tWira Contoh Jaya\nb@kudus.example\tB Contoh\n`));
});

describe('demo', () => {
	const file = () => readFileSync(`${data}/accounts.tsv`, 'utf8');
	const rows = () => file().trimEnd().split('\n')
	    .map((l) => l.split('\t'));

	test('makes who is missing', () => {
		ok('demo', '--data', data);
		assert.equal(statSync(`${data}/accounts.tsv`).mode & 0o777, 0o600);
		assert.deepEqual(rows().filter((r) => r[0] === 'kudus')
		    .map((r) => r[1]),
		['pemohon', 'kabid', 'kasi', 'verifikator', 'verifikator', 'admin']);
		// kadis is held
		assert.deepEqual([...new Set(rows().map((r) => r[3]))].length, 1);
		assert.match(rows()[0][3], /^[a-z0-9]{16}$/);
		for (const [tenant, lane, email] of rows())
			assert.match(email,
			    new RegExp(`^${lane}2?@${tenant}\\.example$`));
		assert.equal(sql('kudus', `SELECT count(*) FROM holding h JOIN
		    person p ON p.id = h.person_id WHERE p.email LIKE 'pemohon@%'`),
		'0');
		assert.equal(sql('kudus', `SELECT count(*) FROM person
		    WHERE name NOT LIKE '% Contoh%'`), '0');
		assert.equal(sql('kudus', `SELECT email FROM person
		    WHERE admin = 1`), 'admin@kudus.example');
	});
	test('again changes nothing', () => {
		const dump = () => sql('kudus', `SELECT * FROM person;
		    SELECT * FROM holding; SELECT * FROM event`);
		const [text, was] = [file(), dump()];
		ok('demo', '--data', data);
		assert.equal(file(), text);
		assert.equal(dump(), was);
	});
	test('adds what has come, keeps the password', () => {
		const text = file();
		ok('tenant', 'load', `${offices}/undiksha`);
		ok('demo', '--data', data);
		assert.ok(file().includes('\npemohon\t') ||
		    file().length > text.length);
		for (const line of text.trimEnd().split('\n'))
			assert.ok(file().split('\n').includes(line));
		assert.deepEqual([...new Set(rows().map((r) => r[3]))].length, 1);
	});
	test('a lost file gives a new password to the demo persons', () => {
		const hashes = () => sql('kudus',
		    'SELECT email, password FROM person ORDER BY id').split('\n');
		const [was, text] = [hashes(), file()];
		rmSync(`${data}/accounts.tsv`);
		ok('demo', '--data', data);
		assert.notEqual(file(), text);
		const now = hashes();
		assert.deepEqual(now.filter((l) => was.includes(l))
		    .map((l) => l.split('|')[0]),
		['kepala@kudus.example', 'b@kudus.example']);
	});
});

describe('audit verify', () => {
	const good = /^kudus: utuh, terakhir \d+ [0-9a-f]{64}$/m;

	test('of every office', () => {
		const out = ok('audit', 'verify');
		assert.match(out, good);
		for (const id of ['tapin', 'undiksha'])
			assert.match(out, new RegExp(`^${id}: utuh`, 'm'));
	});
	for (const [name, tamper, say] of [
		['a changed row', `DROP TRIGGER event_no_update;
		    UPDATE event SET reason = 'lain' WHERE id = 3`,
		/^kudus: RUSAK: peristiwa 3 isinya diubah \(2 /m],
		['a removed row', `DROP TRIGGER event_no_delete;
		    DELETE FROM event WHERE id = 2`,
		/^kudus: RUSAK: peristiwa 2 dihapus \(1 /m],
		['a removed tail', `DROP TRIGGER event_no_delete;
		    DELETE FROM event WHERE id = (SELECT max(id) FROM event)`,
		/^kudus: RUSAK: peristiwa \d+ dihapus/m],
	])
		test(`finds ${name}`, () => {
			const db = `${data}/kudus/paraf.db`;
			const whole = readFileSync(db);
			sql('kudus', tamper);
			const r = paraf(['audit', 'verify']);
			assert.equal(r.status, 1);
			assert.match(r.out, say);
			assert.match(r.out, /^tapin: utuh/m);
			assert.equal(paraf(['audit', 'verify', 'kudus']).status, 1);
			ok('audit', 'verify', 'tapin');
			writeFileSync(db, whole);
			assert.match(ok('audit', 'verify', 'kudus'), good);
		});
	test('of an unknown office', () =>
		assert.equal(paraf(['audit', 'verify', 'lain']).status, 1));
});

describe('serve', () => {
	test('answers over HTTP, sees a new office, ends on SIGINT', async () => {
		const port = await freePort();
		const p = start(program, ['serve', '--data', data, '--demo',
			'--http', `127.0.0.1:${port}`]);
		try {
			const url = `http://127.0.0.1:${port}`;
			await listening(p, { port, host: '127.0.0.1' });
			const first = await request(`${url}/`);
			assert.equal(first.status, 200, first.text);
			assert.match(first.text, /Kabupaten Kudus/);
			assert.doesNotMatch(first.text, /Trenggalek/);
			ok('tenant', 'load', `${offices}/trenggalek`);
			const next = await request(`${url}/`);
			assert.match(next.text, /Trenggalek/);
			p.kill('SIGINT');
			assert.deepEqual(await p.ended, { code: 0, signal: null });
		} finally {
			if (!p.over)
				await p.stop();
		}
	});
	test('begins before there is an office', async () => {
		const port = await freePort();
		const empty = path.join(dir.dir, 'empty');
		const p = start(program, ['serve', '--data', empty, '--workers',
			'1', '--http', `127.0.0.1:${port}`]);
		try {
			await listening(p, { port, host: '127.0.0.1' });
			ok('tenant', 'load', '--data', empty,
			    `${offices}/tapin`);
			const r = await request(`http://127.0.0.1:${port}/tapin/`);
			assert.equal(r.status, 200, p.log);
			assert.match(r.text, /Tapin/);
		} finally {
			await p.stop();
		}
	});
	test('says at once what is wrong with the data folder', () => {
		const r = paraf(['serve', '--http', '127.0.0.1:0', '--data',
			`${dir.dir}/none/none`]);
		assert.equal(r.status, 1);
		assert.match(r.err, /Folder data/);
	});
	test('refuses an address with a slash at its end', () => {
		const r = paraf(['serve', '--http', '127.0.0.1:0',
			'--url', 'https://tte.example/']);
		assert.equal(r.status, 1);
		assert.match(r.err, /--url harus berbentuk/);
	});
	test('refuses a folder of the agent inside the data', () => {
		for (const folder of [data, `${data}/kudus`, `${data}/later`,
			`${data}/later/`, path.relative('.', `${data}/later`)]) {
			const r = paraf(['serve', '--http', '127.0.0.1:0',
				'--outside', folder]);
			assert.equal(r.status, 1);
			assert.match(r.err, /tidak boleh di dalam/);
		}
	});
	test('refuses a master key inside the data', () => {
		for (const key of [`${data}/later.key`, `${data}/control.db`,
			path.relative('.', `${data}/later.key`)]) {
			const r = paraf(['serve', '--http', '127.0.0.1:0',
				'--key', key]);
			assert.equal(r.status, 1);
			assert.match(r.err, /Kunci induk.*tidak boleh di dalam/);
			assert.ok(!existsSync(`${data}/later.key`));
		}
	});
	test('plain CGI', () => {
		const env = { GATEWAY_INTERFACE: 'CGI/1.1', REQUEST_METHOD: 'GET',
			REQUEST_URI: '/kudus/', SERVER_PROTOCOL: 'HTTP/1.1',
			HTTP_HOST: 'kantor.example' };
		const r = paraf([], { env });
		assert.equal(r.status, 0, r.err);
		assert.match(r.out, /^Status: 200/m);
		assert.match(r.out, /Kabupaten Kudus/);
		const bad = paraf([], { env: { ...env,
			PARAF_DATA: `${dir.dir}/none/none` } });
		assert.match(bad.out, /^Status: 503/m);
	});
});

// Whoever works as root must not leave files that the server cannot open.
test('root acts as the owner of the data folder',
    { skip: process.getuid() !== 0 && 'needs root' }, () => {
	const other = path.join(dir.dir, 'other');
	spawnSync('install', ['-d', '-m', '700', '-o', 'nobody', other]);
	spawnSync('chmod', ['755', dir.dir]);
	const folder = officeCopy('tapin');
	const r = paraf(['tenant', 'load', '--data', other, folder]);
	assert.equal(r.status, 0, r.err);
	const { uid } = statSync(other);
	assert.notEqual(uid, 0);
	for (const f of readdirSync(other, { recursive: true }))
		assert.equal(statSync(path.join(other, f)).uid, uid, f);
	// The key lies beside the folder, where only root may make a file.
	assert.equal(statSync(`${other}.key`).uid, uid);
	assert.equal(statSync(`${other}.key`).size, 45);
	// So does the folder of the agent.
	assert.equal(statSync(`${other}.outside`).uid, uid);
	assert.equal(statSync(`${other}.outside`).mode & 0o777, 0o700);
});
