// Keys: the master key's file, what stands encrypted on the disk, and what
// `paraf key` and `paraf check` do, beside a running server.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, copyFileSync, existsSync, mkdirSync,
    readFileSync, readdirSync, renameSync, rmSync, statSync, unlinkSync,
    utimesSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sleep, tempDir } from './lib/base.mjs';
import { file } from './lib/client.mjs';
import { apply, carry } from './lib/journey.mjs';
import { pdf } from './lib/papers.mjs';
import { folderOf, paraf, program, startParaf } from './lib/paraf.mjs';

const office = 'kudus';
const nik = '3399990411870001';
const words = 'Isi surat yang tidak boleh terbaca';

// Every file below a folder.
function filesOf(dir) {
	return readdirSync(dir, { withFileTypes: true }).flatMap((d) => {
		const p = path.join(dir, d.name);
		return d.isDirectory() ? filesOf(p) : d.isFile() ? [p] : [];
	});
}

// Those that hold the bytes of a text.
const holding = (dir, text) => filesOf(dir)
    .filter((f) => readFileSync(f).includes(text));

describe('the master key', () => {
	let dir, data, key;
	const load = ['tenant', 'load', folderOf(office)];
	before(() => {
		dir = tempDir();
		data = path.join(dir.dir, 'data');
		key = `${data}.key`;
	});
	after(() => dir.remove());
	const run = (args, options) => paraf(args, { data, ...options });
	// The command with an environment of its own.
	const withEnv = (args, env) => spawnSync(program,
	    [...args, '--data', data], { encoding: 'utf8',
		    env: { ...process.env, ...env } });

	test('is made with the first office, for its owner alone', () => {
		const r = run(load);
		assert.equal(r.code, 0, r.err);
		assert.match(r.out, /Kunci induk baru: .*data\.key\nCadangkan/);
		assert.equal(statSync(key).mode & 0o777, 0o600);
		assert.match(readFileSync(key, 'utf8'), /^[A-Za-z0-9+/]{43}=\n$/);
		assert.deepEqual(holding(data, readFileSync(key, 'utf8').trim()),
		    []);
	});
	test('is asked for: none, another, too open, no key', () => {
		const text = readFileSync(key, 'utf8');
		const serve = ['serve', '--http', '127.0.0.1:1'];
		const refused = (say) => {
			for (const args of [load, serve, ['tenant', 'list'],
				['audit', 'verify'], ['check']]) {
				const r = spawnSync(program,
				    [...args, '--data', data],
				    { encoding: 'utf8', timeout: 20000 });
				assert.equal(r.status, 1, args.join(' '));
				assert.match(r.stderr, say);
			}
		};
		renameSync(key, `${key}.away`);
		refused(/kunci induk tidak ada/);
		assert.ok(!existsSync(key), 'no other key is made');
		writeFileSync(key, `${Buffer.alloc(32, 7).toString('base64')}\n`,
		    { mode: 0o600 });
		refused(/bukan kunci folder data ini/);
		writeFileSync(key, 'bukan kunci\n');
		refused(/bukan kunci Paraf/);
		writeFileSync(key, '');
		refused(/kosong/);
		writeFileSync(key, text);
		chmodSync(key, 0o640);
		refused(/chmod 600/);
		chmodSync(key, 0o600);
		assert.equal(run(['tenant', 'list']).code, 0);
		assert.doesNotMatch(run(load).out, /Kunci induk baru/);
	});
	test('may lie elsewhere: --key, PARAF_KEY, systemd', () => {
		const away = path.join(dir.dir, 'paraf.key');
		renameSync(key, away);
		assert.equal(run(['key', 'status', '--key', away]).code, 0);
		assert.equal(withEnv(['check'], { PARAF_KEY: away }).status, 0);
		// systemd may show the group what an access list allows.
		chmodSync(away, 0o440);
		assert.equal(withEnv(['check'], { PARAF_KEY: away }).status, 1);
		assert.equal(withEnv(['check'],
		    { CREDENTIALS_DIRECTORY: dir.dir }).status, 0);
		chmodSync(away, 0o600);
		renameSync(away, key);
	});
});

describe('an office', () => {
	let inst, c, b;
	before(async () => {
		inst = await startParaf({ tenants: [office], workers: 1 });
		c = await carry(inst, office, { values: {
			syarat_surat_permohonan: file(pdf(words)) } });
		b = await inst.as(office, 'pemohon');
	});
	after(() => inst?.stop());
	const check = (...args) => inst.paraf('check', ...args);
	// The applicant's own; of letters of the office some are not for them.
	const ids = () => inst.sql(office,
	    "SELECT id FROM file WHERE key IS NOT NULL AND item_id IS NOT " +
	    "NULL AND type = 'application/pdf' ORDER BY id").map(([id]) => id);
	const place = (id) => {
		const [[blob]] = inst.sql(office,
		    `SELECT blob FROM file WHERE id = '${id}'`);
		return path.join(inst.data, office, 'files', blob.slice(0, 2),
		    blob);
	};
	const get = (id) => b.go(`/${office}/berkas/${id}`);
	const showsNik = async () => {
		const page = await (await inst.as(office, 'pemohon')).page(c.url);
		return JSON.stringify(page).includes(nik);
	};

	test('leaves no core of its memory', () => {
		for (const pid of [inst.p.pid, ...inst.workers()])
			assert.match(readFileSync(`/proc/${pid}/limits`, 'utf8'),
			    /^Max core file size +0 +0 /m);
	});
	test('has neither number nor paper in clear on its disk', async () => {
		const [[holder]] = inst.sql(office,
		    "SELECT count(*) FROM holder WHERE nik = '' AND " +
		    'nik_sealed IS NOT NULL AND length(nik_hash) = 32');
		assert.equal(holder, '1');
		assert.deepEqual(holding(inst.data, nik), []);
		assert.deepEqual(holding(inst.data, words), []);
		assert.deepEqual(holding(inst.data, '%PDF-'), []);
		assert.equal((await get(ids()[0])).status, 200);
	});

	test('is checked: damaged, missing, without a row', () => {
		const all = check();
		assert.equal(all.code, 0, all.out + all.err);
		assert.match(all.out, /kudus: \d+ berkas diperiksa\n/);
		const one = place(ids()[0]);
		copyFileSync(one, `${inst.dir.dir}/kept`);
		appendFileSync(one, 'x');
		let r = check(office);
		assert.equal(r.code, 1);
		assert.match(r.out, new RegExp(`berkas ${ids()[0]} .*: rusak`));
		assert.match(r.err, /1 berkas hilang atau rusak/);
		assert.equal(check('--quick').code, 0);
		unlinkSync(one);
		r = check('--quick');
		assert.equal(r.code, 1);
		assert.match(r.out, new RegExp(`berkas ${ids()[0]} .*tidak ada`));
		copyFileSync(`${inst.dir.dir}/kept`, one);
		assert.equal(check().code, 0);

		const files = path.join(inst.data, office, 'files');
		const lost = path.join(files, 'aa', `aa${'0'.repeat(30)}`);
		mkdirSync(path.dirname(lost), { recursive: true });
		for (const p of [lost, `${one}.t`, `${files}/tmp/sisa`])
			writeFileSync(p, 'x');
		r = check('--collect');
		assert.doesNotMatch(r.out, /tanpa catatan/, 'too young');
		const before = new Date(Date.now() - 2 * 3600000);
		for (const p of [lost, `${one}.t`, `${files}/tmp/sisa`])
			utimesSync(p, before, before);
		r = check();
		assert.equal(r.code, 0);
		assert.match(r.out, /files\/tmp\/sisa: tanpa catatan\n/);
		assert.match(r.out, /3 berkas tanpa catatan\n/);
		r = check('--collect');
		assert.match(r.out, /3 berkas tanpa catatan dihapus/);
		assert.ok(!existsSync(lost) && !existsSync(`${one}.t`));
		assert.equal(check('--quick').code, 0);
	});

	test('gets a new key while it is served', async () => {
		const status = inst.must('key', 'status', office);
		assert.match(status, /kunci 1: .*dipakai, kunci induk [0-9a-f]{16}/);
		const out = inst.must('key', 'rotate', office);
		assert.match(out, /kunci 2 dipakai; \d+ berkas, 1 NIK/);
		assert.match(out, /1 kunci lama dihapus/);
		assert.equal((await get(ids()[0])).status, 200);
		assert.equal(check().code, 0);
		assert.deepEqual(inst.sql(office,
		    'SELECT DISTINCT key_id FROM file WHERE key_id IS NOT NULL ' +
		    'UNION SELECT nik_key FROM holder'), [['2']]);
		// The server goes on with the new one.
		c = await apply(b, office);
		assert.deepEqual(inst.sql(office,
		    'SELECT DISTINCT nik_key FROM holder'), [['2']]);
		assert.deepEqual(inst.sql(office,
		    "SELECT outcome FROM event WHERE kind = 'key' ORDER BY id"),
		    [['made'], ['removed']]);
		inst.must('audit', 'verify');
	});

	test('keeps all through a rotation that is killed', async () => {
		inst.sql(office, 'WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL ' +
		    'SELECT i + 1 FROM n WHERE i < 20000) ' +
		    'INSERT INTO holder (case_id, position, name, nik, job, ' +
		    'unit, phone, nik_sealed, nik_key, nik_hash) ' +
		    "SELECT h.case_id, i, 'Contoh', '', '', '', '', " +
		    'h.nik_sealed, h.nik_key, h.nik_hash FROM n, ' +
		    '(SELECT * FROM holder LIMIT 1) h');
		let killed = 0;
		for (let i = 0; i < 8; i++) {
			const p = spawn(program, ['key', 'rotate', office,
				'--data', inst.data], { stdio: 'ignore' });
			const ended = new Promise((done) => p.on('exit', done));
			await sleep(10 + i * 25);
			p.kill('SIGKILL');
			killed += await ended === null;
			const [[whole]] = inst.sql(office, 'SELECT count(*) ' +
			    'FROM office_key WHERE wrapped IS NOT NULL');
			assert.ok(whole === '1' || whole === '2', whole);
			assert.equal((await get(ids()[0])).status, 200);
		}
		assert.ok(killed > 0);
		inst.must('key', 'rotate', office);
		// Before another master key wraps it.
		assert.equal((await get(ids()[0])).status, 200);
		const [[keys, rows]] = inst.sql(office,
		    'SELECT (SELECT count(*) FROM office_key), ' +
		    '(SELECT count(*) FROM holder WHERE nik_key = ' +
		    '(SELECT max(id) FROM office_key))');
		assert.deepEqual([keys, Number(rows) > 19000], ['1', true]);
		assert.equal(check().code, 0);
		inst.sql(office, 'DELETE FROM holder WHERE position >= 100');
	});

	test('gets another master key', async () => {
		const key = `${inst.data}.key`, next = `${inst.dir.dir}/next.key`;
		const out = inst.must('key', 'rotate', '--master', next);
		assert.match(out, /kudus: dibungkus dengan kunci induk/);
		assert.equal(statSync(next).mode & 0o777, 0o600);
		assert.equal(check().code, 1);
		assert.equal(check('--key', next).code, 0);
		// What runs has its keys, until it is started anew.
		assert.equal((await get(ids()[0])).status, 200);
		rmSync(key);
		renameSync(next, key);
		assert.equal(check().code, 0);
		assert.equal(inst.paraf('key', 'rotate', '--master', key).code, 1);
		await inst.halt();
		await inst.restart();
	});

	test('is read no more once its key is destroyed', async () => {
		const id = ids()[0];
		assert.equal(inst.paraf('key', 'destroy', office, 'tapin').code, 2);
		assert.equal((await get(id)).status, 200);
		assert.match(inst.must('key', 'destroy', office, office),
		    /1 kunci dimusnahkan/);
		const r = await get(id);
		assert.equal(r.status, 410);
		assert.match(r.text, /Berkas ini tidak dapat dibaca lagi: kunci /);
		assert.equal(await showsNik(), false);
		assert.match(inst.must('check'), /tidak terbaca lagi/);
		assert.match(inst.must('key', 'status', office), /dimusnahkan/);
		assert.deepEqual(inst.sql(office, 'SELECT count(*) FROM ' +
		    'office_key WHERE wrapped IS NOT NULL'), [['0']]);
		// Nothing can be handed in until the office has a new key.
		const page = await b.page(c.page.action);
		assert.equal((await b.send(page)).status, 410);
		inst.must('key', 'rotate', office);
		await apply(b, office);
		assert.equal((await get(id)).status, 410);
		inst.must('audit', 'verify');
	});

	test('from before it had keys is sealed at the start', async () => {
		await inst.halt();
		const body = pdf('surat lama');
		const name = createHash('sha256').update(body).digest('hex');
		const dir = path.join(inst.data, office, 'files',
		    name.slice(0, 2));
		mkdirSync(dir, { recursive: true });
		writeFileSync(path.join(dir, name), body);
		const [[id]] = inst.sql(office, 'SELECT id FROM file WHERE ' +
		    'case_id IS NOT NULL ORDER BY rowid DESC LIMIT 1');
		inst.sql(office, "UPDATE holder SET nik = '3399990411870009', " +
		    'nik_sealed = NULL, nik_key = NULL, nik_hash = NULL ' +
		    'WHERE id = (SELECT max(id) FROM holder); ' +
		    `UPDATE file SET key = NULL, key_id = NULL, thumb = 0, ` +
		    `type = 'application/pdf', size = ${body.length}, ` +
		    `blob = '${name}' WHERE id = '${id}'`);
		assert.equal(holding(inst.data, '3399990411870009').length > 0,
		    true);
		await inst.restart();
		assert.deepEqual(holding(inst.data, '3399990411870009'), []);
		assert.deepEqual(holding(inst.data, 'surat lama'), []);
		assert.ok(!existsSync(path.join(dir, name)));
		const r = await (await inst.as(office, 'pemohon'))
		    .go(`/${office}/berkas/${id}`);
		assert.equal(r.status, 200);
		assert.ok(r.text.includes('surat lama'));
		assert.equal(check().code, 0);
	});
});

describe('an office that is broken', () => {
	let inst;
	before(async () => {
		inst = await startParaf({ tenants: [office, 'tapin'] });
	});
	after(() => inst?.stop());

	test('does not keep the others', async () => {
		await inst.halt();
		for (const end of ['-wal', '-shm'])
			rmSync(inst.db(office) + end, { force: true });
		writeFileSync(inst.db(office), 'no database'.repeat(1000));
		await inst.restart();
		assert.match(inst.log, new RegExp(`paraf: ${office}: .*sqlite`));
		const b = await inst.as('tapin', 'pemohon');
		assert.equal((await b.go('/tapin/')).status, 200);
		assert.equal((await b.go(`/${office}/`)).status, 500);
		const r = inst.paraf('check');
		assert.equal(r.code, 1);
		assert.match(r.err, new RegExp(`^${office}: `));
		assert.match(r.out, /^tapin: 0 berkas diperiksa$/m);
	});
});
