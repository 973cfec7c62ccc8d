// An official signs a letter with the own certificate: the real daemon, agent
// and simulator over TLS.  pdfsig and qpdf judge what is kept; whatever goes
// wrong leaves the draft for ink as it was.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { tempDir } from './lib/base.mjs';
import { pdfsig, startSimulator } from './lib/bsre.mjs';
import { urlencoded } from './lib/client.mjs';
import { startWithSimulators, writeAccount } from './lib/consult.mjs';
import { keepPdf } from './lib/letters.mjs';
import { laneOf, letterUrl, letters, look, recommended, standing }
	from './lib/recommendation.mjs';
import { agentOf, waitFor } from './lib/paraf.mjs';
import { codeOf } from './lib/totp.mjs';

const html = { headers: { Accept: 'text/html' } };
const passphrase = 'Bukit-5-Terjal';
const sha256 = (b) => createHash('sha256').update(b).digest('hex');
const path_of = { 1: '/api/sign/pdf', 2: '/api/v2/sign/pdf' };
let dir, sim, inst, judgements = 0;

// pdfsig's word, with the simulator's root trusted.
function judged(body) {
	const own = path.join(dir.dir, `pdfsig-${judgements++}`);

	mkdirSync(own);
	return pdfsig(sim, body, own);
}

before(async () => {
	dir = tempDir();
	sim = await startSimulator(path.join(dir.dir, 'bsre'));
	inst = await startWithSimulators({ kudus: sim, 'maluku-utara': sim },
	    { workers: 2 });
	for (const [office, versi] of [['kudus', 1], ['maluku-utara', 2]])
		writeAccount(inst, office, sim, { versi,
			batas_waktu: { tanda_tangan: 4 } });
});
after(async () => {
	await inst?.stop();
	await sim?.stop();
	dir?.remove();
});

for (const [office, version, nik] of [['kudus', 1, '3399990411700001'],
	['maluku-utara', 2, '8299990411700001']])
	describe(`version ${version}`, () => {
		let c, m, b, url, email;

		before(async () => {
			c = await recommended(inst, office);
			m = standing(inst, office, c);
			const lane = laneOf(inst, office, m.signer);
			({ email } = inst.account(office, lane));
			b = await inst.as(office, lane);
			url = letterUrl(c, m, '/tanda-tangan');
			await sim.control('PUT', '/persons', { nik, email,
				name: 'Pejabat Contoh', status: 'ISSUE',
				passphrase });
		});
		// The breaker closed, and no wrong passphrase counted.
		const calm = async () => {
			await sim.control('DELETE', '/faults');
			inst.sql(office, `DELETE FROM attempt;
			    UPDATE bsre_office SET try_at = ${Date.now()}`);
		};
		const asked = async () => (await sim.control('GET', '/log'))
		    .filter((l) => l.path === path_of[version]).length;
		const send = async (values = {}) => b.send(await b.page(url),
		    null, { nik_penanda_tangan: nik, passphrase, ...values }, { form: urlencoded });
		// The draft is what it was, and nothing lies about.
		const untouched = () => {
			assert.deepEqual(letters(inst, office, c), [m]);
			assert.deepEqual(inst.sql(office, `SELECT count(*)
			    FROM file WHERE purpose = 'naskah.tanda_tangan'`),
			[['0']]);
		};
		const nowhere = (r) => {
			assert.ok(!r.text.includes(passphrase));
			assert.ok(!r.text.includes(nik));
			assert.ok(!inst.log.includes(passphrase));
			assert.ok(!inst.log.includes(nik));
		};

		test('the draft says nothing of a signature', async () => {
			assert.equal(m.form, 'draft');
			const r = await b.go(letterUrl(c, m, '/berkas.pdf'));
			assert.equal(r.status, 200, r.text);
			assert.equal(sha256(r.body), m.sha256);
			const { text } = look(dir.dir, r.body);
			assert.match(text, /REKOMENDASI/i);
			assert.doesNotMatch(text, /UU ITE|secara elektronik oleh/i);
			assert.throws(() => judged(r.body),
			    /does not contain any signatures|Command failed/);
		});

		test('only whoever signs it has the page', async () => {
			const page = await b.page(url);
			assert.deepEqual(page.fields.map((f) => [f.name, f.type,
				f.autocomplete, f.value]), [
				['nik_penanda_tangan', 'password', 'off', ''],
				['passphrase', 'password', 'off', '']]);
			assert.equal(page.draft, null);
			const r = await b.go(url, html);
			assert.equal(r.status, 200);
			assert.ok(!r.text.includes('data-draft'));
			for (const lane of Object.keys(inst.accounts[office])) {
				const other = await inst.as(office, lane);
				const got = await other.go(url);
				if (inst.account(office, lane).email === email)
					continue;
				assert.ok([403, 404].includes(got.status), lane);
				const sent = await other.post(url, [['csrf',
					(await other.page(`/${office}/akun`)).csrf],
				['nik_penanda_tangan', nik],
				['passphrase', passphrase]],
				{ form: urlencoded });
				assert.ok([403, 404].includes(sent.status), lane);
			}
			assert.equal(await asked(), 0);
			untouched();
		});

		test('what is not whole is not sent', async () => {
			for (const [values, field] of [
				[{ nik_penanda_tangan: '123' }, 'nik_penanda_tangan'],
				[{ nik_penanda_tangan: '' }, 'nik_penanda_tangan'],
				[{ passphrase: '' }, 'passphrase']]) {
				const r = await send(values);
				assert.equal(r.status, 422, r.text);
				assert.deepEqual(r.json.errors.map((e) => e.field),
				    [field]);
				nowhere(r);
			}
			const forged = await b.post(url, [['csrf', 'palsu'],
				['nik_penanda_tangan', nik],
				['passphrase', passphrase]],
			{ form: urlencoded });
			assert.equal(forged.status, 403);
			assert.equal(await asked(), 0);
			untouched();
		});

		test('BSrE says no: its words, five times, then a pause',
		    async () => {
			for (let i = 0; i < 5; i++) {
				const r = await send(
				    { passphrase: 'Bukit-6-Terjal' });
				assert.equal(r.status, 422, r.text);
				assert.match(r.json.errors[0].message,
				    /^Naskah belum ditandatangani\. .*salah/i);
				assert.ok(r.json.fields.every((f) => f.value === ''));
				nowhere(r);
			}
			const r = await send();
			assert.equal(r.status, 429, r.text);
			assert.equal(await asked(), 5);
			untouched();
			await calm();
		});

		test('a signer without a certificate, or with none any more',
		    async () => {
			for (const status of ['NOT_REGISTERED', 'EXPIRED']) {
				await sim.control('PUT', '/persons',
				    { nik, email, status });
				const r = await send();
				assert.equal(r.status, 422, r.text);
				assert.match(r.json.errors[0].message,
				    /^Naskah belum ditandatangani\. ./);
				nowhere(r);
			}
			await sim.control('PUT', '/persons', { nik, email,
				status: 'ISSUE', passphrase });
			untouched();
			await calm();
		});

		for (const fault of ['401', '429', '500-empty', '503', 'html',
			'empty', 'truncated', 'reset', 'drop', 'delay'])
			test(`${fault}: the draft stays`, async () => {
				await sim.fault('sign', fault,
				    { ms: fault === 'delay' ? 6000 : 0, times: 1 });
				const r = await send();
				assert.equal(r.status, 503, r.text);
				assert.match(r.json.errors[0].message,
				    /belum ditandatangani/);
				assert.equal(r.json.errors[0].field, 'passphrase');
				nowhere(r);
				// Logged when it is answered.
				await waitFor(async () => await asked() > 0,
				    'the call');
				assert.equal(await asked(), 1, 'sent once');
				untouched();
				await calm();
			});

		test('two presses: BSrE is asked once, one letter', async () => {
			const page = await b.page(url);
			const values = { nik_penanda_tangan: nik, passphrase };
			const both = await Promise.all([0, 1].map(() =>
				b.send(page, null, values, { form: urlencoded })));

			assert.deepEqual(both.map((r) => r.status), [303, 303],
			    both.map((r) => r.text).join());
			assert.equal(await asked(), 1);
			assert.deepEqual(letters(inst, office, c).map((l) => l.form),
			    ['draft', 'signed']);
		});

		test('what is kept is what BSrE sent, and it is good', async () => {
			const [old, now] = letters(inst, office, c);
			const page = await b.page(letterUrl(c, now));
			const r = await b.go(letterUrl(c, now, '/berkas.pdf'));

			assert.ok(page);
			assert.equal(old.replaced, now.id);
			assert.equal(now.number, m.number);
			assert.notEqual(now.code, m.code);
			assert.equal(r.status, 200);
			assert.deepEqual(r.body,
			    await sim.control('GET', '/signed'));
			assert.equal(sha256(r.body), now.sha256);
			const word = judged(r.body);
			assert.match(word, /Signature is Valid/);
			assert.match(word, /Total document signed/);
			assert.match(word, /Certificate is Trusted/);
			assert.match(word, /Pejabat Contoh/);
			const { check, text } = look(dir.dir, r.body);
			assert.match(check, /No syntax or stream encoding errors/);
			keepPdf(office, 'rekomendasi-ditandatangani', r.body);
			const words = text.replace(/\s+/g, ' ');
			assert.match(words,
			    /UU ITE No\. 11 Tahun 2008 Pasal 5 ayat 1/);
			assert.match(words,
			    /Ditandatangani secara elektronik oleh: \S/);
			assert.ok(text.includes(m.number), text);
			const again = await sim.post('/api/v2/verify/pdf',
			    { file: r.body.toString('base64') });
			assert.equal(again.json.conclusion, 'VALID');
		});

		test('afterwards it is neither signed nor made again',
		    async () => {
			const before = letters(inst, office, c);

			assert.equal((await b.go(url)).status, 409);
			assert.equal((await b.go(letterUrl(c, before[1],
			    '/tanda-tangan'))).status, 409);
			assert.equal((await b.go(letterUrl(c, before[1],
			    '/pindaian'))).status, 409);
			const made = await b.post(letterUrl(c, before[1]),
			    [['csrf', (await b.page(`/${office}/akun`)).csrf]],
			    { form: urlencoded });
			assert.notEqual(made.status, 200);
			assert.deepEqual(letters(inst, office, c), before);
			const events = inst.sql(office, `SELECT outcome,
			    person_name, detail FROM event WHERE kind = 'missive'
			    AND outcome = 'signed'`);
			assert.equal(events.length, 1);
			assert.ok(!events[0][2].includes(nik));
		});
	});

test('a one-time code instead of the passphrase (version 2)', async () => {
	const office = 'maluku-utara', nik = '8299990411700001';
	const c = await recommended(inst, office);
	const m = standing(inst, office, c);
	const lane = laneOf(inst, office, m.signer);
	const { email } = inst.account(office, lane);
	const b = await inst.as(office, lane);
	// Whoever set the passphrase at BSrE has the secret of the codes.
	await sim.control('PUT', '/persons', { nik, email, status: 'NEW' });
	const set = await sim.post('/api/v2/user/passphrase',
	    { email, passphrase });
	const secret = new URL(set.json.data.otpauth).searchParams.get('secret');

	await sim.control('PUT', '/persons', { nik, email, status: 'ISSUE' });
	const other = (await b.page(letterUrl(c, m, '/tanda-tangan'))).other_url;
	const send = async (kode_otp) => b.send(await b.page(other), null,
	    { nik_penanda_tangan: '8299 9904 1170 0001', kode_otp },
	    { form: urlencoded });
	const wrong = await send('000000');
	assert.equal(wrong.status, 422, wrong.text);
	assert.equal(wrong.json.errors[0].field, 'kode_otp');
	const r = await send(codeOf(secret));
	assert.equal(r.status, 303, r.text);
	assert.equal(standing(inst, office, c).form, 'signed');
});

test('a signature while the agent is away: soon, and nothing is lost',
    async () => {
	const office = 'kudus', nik = '3399990411700001';
	const c = await recommended(inst, office);
	const m = standing(inst, office, c);
	const b = await inst.as(office, laneOf(inst, office, m.signer));
	const page = await b.page(letterUrl(c, m, '/tanda-tangan'));
	const agent = agentOf(inst);

	process.kill(agent, 'SIGSTOP');
	const begun = Date.now();
	const r = await b.send(page, null, { nik_penanda_tangan: nik,
		passphrase }, { form: urlencoded });
	process.kill(agent, 'SIGCONT');
	assert.equal(r.status, 503, r.text);
	assert.ok(Date.now() - begun < 15000, 'no worker waits for long');
	assert.deepEqual(letters(inst, office, c), [m]);
});

test('a PDF without a signature is no signed one', async () => {
	const office = 'kudus', nik = '3399990411700001';
	const c = await recommended(inst, office);
	const m = standing(inst, office, c);
	const b = await inst.as(office, laneOf(inst, office, m.signer));
	const url = letterUrl(c, m, '/tanda-tangan');
	// It gives back what it got.
	const server = http.createServer((rq, rs) => {
		const parts = [];

		rq.on('data', (d) => parts.push(d));
		rq.on('end', () => {
			rs.setHeader('Content-Type', 'application/json');
			rs.end(JSON.stringify({ time: 1, file:
				JSON.parse(Buffer.concat(parts).toString()).file }));
		});
	});

	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	const alamat = `http://127.0.0.1:${server.address().port}`;
	writeAccount(inst, office, sim, { alamat, http_polos: 'ya', versi: 2 });
	await waitFor(() => {
		inst.sql(office, 'UPDATE person SET id = id');
		return inst.sql(office, `SELECT 1 FROM bsre_office
		    WHERE host LIKE '127.0.0.1:${server.address().port}%'`).length;
	}, 'another server');
	const r = await b.send(await b.page(url), null,
	    { nik_penanda_tangan: nik, passphrase }, { form: urlencoded });
	server.close();
	assert.equal(r.status, 503, r.text);
	assert.match(r.json.errors[0].message, /tanpa tanda tangan/);
	assert.deepEqual(letters(inst, office, c), [m]);
});

test('an office whose module cannot sign has no such page', async () => {
	inst.sql('kudus', 'UPDATE bsre_office SET caps = 0');
	const c = await recommended(inst, 'kudus');
	const m = standing(inst, 'kudus', c);
	const b = await inst.as('kudus', laneOf(inst, 'kudus', m.signer));
	assert.equal((await b.go(letterUrl(c, m, '/tanda-tangan'))).status, 404);
	assert.equal((await b.go(letterUrl(c, m, '/pindaian'))).status, 200);
});
