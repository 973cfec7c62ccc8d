// The paraf command as an operator types it: help, mistakes in the call, and
// what each command leaves behind in the data folder.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync }
    from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Command, change, offices } from './lib/command.mjs';

const password = 'sandi contoh yang panjang';

let c, dir, data;
const paraf = (...args) => c.paraf(...args);
const ok = (...args) => c.ok(...args);
const officeCopy = (...args) => c.officeCopy(...args);

before(() => {
	c = new Command();
	({ dir, data } = c);
});
after(() => dir.remove());

function sql(tenant, text) {
	const r = spawnSync('sqlite3', [`${data}/${tenant}/paraf.db`, text],
	    { encoding: 'utf8' });
	assert.equal(r.status, 0, r.stderr);
	return r.stdout.trim();
}

const commands = ['serve', 'tenant host', 'tenant load', 'tenant list', 'tenant remove',
	'user add', 'user seat', 'user unseat', 'user password', 'user admin',
	'user rank',
	'user list',
	'sop check', 'sop show', 'sop load', 'calendar check',
	'calendar load', 'calendar show', 'audit verify', 'key status',
	'key rotate', 'key destroy', 'check', 'erase', 'sweep',
	'mail check', 'mail test', 'bounce', 'bsre check', 'bsre status',
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
		'mail', 'bsre'])
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
