// A passphrase on its way, against every fault of the simulator: the holder
// reads why it is not set, sends it again when the fault has ended, and a
// server that hangs does not take all workers with it.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { tempDir } from './lib/base.mjs';
import { startSimulator } from './lib/bsre.mjs';
import { Browser } from './lib/client.mjs';
import { startWithSimulators, toPassphrase } from './lib/consult.mjs';
import { waitFor } from './lib/paraf.mjs';
import { startNginx } from './lib/servers.mjs';

const office = 'tapin';
const html = { headers: { Accept: 'text/html' } };
const away = /^Passphrase belum dibuat\. /;
const vague = /^Belum pasti apakah passphrase sudah dibuat\. .*sekali lagi/;
const limit = 10000; // ms, of the account

// What each fault is to the holder: done all the same, not done, or nobody
// knows; and the reason.
const faults = [
	{ name: 'delay', ms: 300 },
	{ name: 'types' },
	{ name: '401', says: away, why: /nama pengguna atau kata sandi API/ },
	{ name: '429', says: away, why: /membatasi jumlah permintaan/ },
	{ name: '503', says: away, why: /sedang tidak tersedia/ },
	{ name: '500', says: vague, why: /mengalami gangguan/ },
	{ name: '500-empty', says: vague, why: /mengalami gangguan/ },
	{ name: 'html', says: vague, why: /halaman web/ },
	{ name: 'truncated', says: vague, why: /terputus/ },
	{ name: 'empty', says: vague, why: /tanpa isi/ },
	{ name: 'reset', says: vague, why: /terputus/ },
	{ name: 'drop', says: vague, why: /terputus/ },
	{ name: 'delay', what: 'too slow', ms: 2 * limit, says: vague,
		why: /terlalu lama menjawab/ },
];
let dir, sim, inst, nginx, tokens, n = 0;

before(async () => {
	dir = tempDir();
	sim = await startSimulator(path.join(dir.dir, 'sim'));
	inst = await startWithSimulators({ [office]: sim }, { workers: 2,
		account: { versi: 2, jalan_passphrase: '/api/v2/user/passphrase',
			batas_waktu: { passphrase: limit / 1000 } } });
	nginx = await startNginx({ socket: inst.socket });
	tokens = [];
	for (const persons of [faults.length + 1, 4])
		tokens.push(...(await toPassphrase(inst, office, '10',
		    persons)).tokens);
});
after(async () => {
	await nginx?.stop();
	await inst?.stop();
	await sim?.stop();
	dir?.remove();
});

async function post(token, word = `Laut-${++n}-Teduh`, base = inst.url) {
	const b = new Browser(base);

	return b.send(await b.page(token), 'set',
	    { passphrase: word, passphrase_ulang: word });
}

const calls = async () => (await sim.control('GET', '/log'))
    .filter((l) => l.call === 'passphrase').length;
const kept = () => inst.sql(office,
    "SELECT 1 FROM draft WHERE form LIKE 'otp:%'").length;

// As if an administrator pressed "Coba sekarang", as often as it takes.
const settles = (token) => waitFor(async () => {
	inst.sql(office, `UPDATE bsre_office SET try_at = ${Date.now()}`);
	const r = await post(token);
	assert.ok([303, 503].includes(r.status), r.text);
	return r.status === 303;
}, 'a passphrase that is set', 60000);

async function isTold(token, f) {
	const had = await calls(), was = kept();
	const r = await post(token);
	const shown = r.json.errors[0].message;

	assert.equal(r.status, 503, r.text);
	assert.match(shown, f.says);
	assert.match(shown, f.why);
	assert.ok(await calls() <= had + 1, 'sent once');
	assert.equal(kept(), was, 'nothing is kept of it');
	// The form is there again, and empty.
	const again = await new Browser(inst.url).page(token);
	assert.deepEqual(again.fields.map((x) => [x.name, x.value]),
	    [['passphrase', ''], ['passphrase_ulang', '']]);
}

describe('every fault', { concurrency: 1 }, () => {
	for (const [i, f] of faults.entries())
		test(`passphrase: ${f.what ?? f.name}`, async () => {
			const was = kept();

			await sim.fault('passphrase', f.name,
			    { ms: f.ms ?? 0, times: 1 });
			if (f.says)
				await isTold(tokens[i], f);
			await settles(tokens[i]);
			await sim.control('DELETE', '/faults');
			const page = await new Browser(inst.url)
			    .page(tokens[i]);
			assert.deepEqual(page.fields.map((x) => x.name),
			    ['kode_otp']);
			assert.equal(kept(), was + 1);
		});

	test('passphrase: a certificate of TLS that ended', async () => {
		await sim.control('POST', '/tls', { expired: true });
		await isTold(tokens[faults.length],
		    { says: away, why: /TLS/ });
		await sim.control('POST', '/tls', { expired: false });
		await settles(tokens[faults.length]);
	});
});

describe('a server that takes it and says nothing', () => {
	test('of two workers one is left for everybody else', async (t) => {
		const waiting = tokens.slice(-4);
		const answers = [];
		let pages = 0;

		await sim.fault('passphrase', 'delay',
		    { ms: 4 * limit, times: -1 });
		const all = waiting.map(async (token) => {
			const r = await post(token, undefined, nginx.url);
			assert.equal(r.status, 503, r.text);
			answers.push(r.json.errors[0].message);
		});
		const waited = () => answers.filter((a) => !/sibuk/.test(a));
		await waitFor(() => answers.length > 0, 'an answer', 60000);
		for (let i = 0; i < 5; i++) {
			const r = await new Browser(nginx.url)
			    .go(`/${office}/`, html);
			assert.equal(r.status, 200);
			pages += waited().length === 0;
		}
		assert.ok(pages > 0, 'before the first has waited for BSrE');
		await Promise.all(all);
		t.diagnostic(`${waiting.length} at once: ` +
		    `${waited().length} waited for BSrE, ${pages} pages first`);
		assert.equal(waited().length, 1);
		for (const a of waited())
			assert.match(a, /terlalu lama menjawab/);
		await sim.control('DELETE', '/faults');
		for (const token of waiting)
			await settles(token);
	});
});
