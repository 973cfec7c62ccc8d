// Every letter of every office, made through the program: as files, as text,
// as pictures under build/, with its code read back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { applicants, carry } from './lib/journey.mjs';
import { fetchPdf, keepPdf, listed, make, readCode, words as wordsOf }
    from './lib/letters.mjs';
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
		let page = await b.page(at);
		if (done.has(kind))
			continue;
		/* A recommendation was made by its step. */
		if (!page.missive) {
			if (!page.make)
				continue;
			page = await make(b, at);
		}
		/* And a scan took its place: the letter is behind it. */
		if (page.missive.state_text.startsWith('Pindaian'))
			page = await b.page(page.others[0].url);
		const facts = Object.fromEntries(page.facts.map((f) =>
		    [f.label, f.value]));
		const pdf = keepPdf(tenant, kind, await fetchPdf(b, page));
		done.set(kind, { page, facts, ...pdf });
	}
}

// What each kind has to say, of whatever office.
const says = {
	permohonan: [/Hal : Permohonan/, /Yth\. Kepala/,
		/narahubung kami adalah sebagai berikut/, /Kepala Bagian Umum,/,
		/Ratna Contoh Wijaya Pembina \(IV\/a\) NIP 19750909 199903 1 901/],
	'tanda-terima': [/Nomor permohonan/, /Yang menerima,/, /Berkas yang/],
	disposisi: [/LEMBAR DISPOSISI/, /Surat dari: Kepala Bagian Umum/,
		/Nomor surat: 800\/123\/UMUM\/2026/, /Nomor agenda: TTE-/,
		/Sifat:/, /Dengan hormat harap:/, /Untuk ditindaklanjuti/,
		/Catatan:/, /NIP \d{8} \d{6} 1 \d{3}/],
	rekomendasi: [/Yth\. Kepala Balai Besar Sertifikasi Elektronik/,
		/Badan Siber dan Sandi Negara/,
		/mendaftar dan menjadi pemegang sertifikat elektronik/,
		/3399990411870001/, /0812-0000-0001/],
	lampiran: [/LAMPIRAN DATA PEGAWAI/, /3399990411870001/, /orang/],
	dikembalikan: [/Surat belum ditandatangani atau tanpa nomor/,
		/Tanda tangan dan cap belum ada\./, /paling lambat tanggal/],
	ditolak: [/tidak dapat kami kabulkan/, /Bukan pegawai instansi ini\./],
	terbit: [/Berlaku sampai/, /4A1F009C21/,
		/menjaga kerahasiaan passphrase/],
	laporan: [/LAPORAN KEGIATAN/, /Kepada : Kepala Dinas/, /Dikembalikan/,
		/C\. Hasil/],
	audit: [/Proses bisnis sesuai/, /Alur bisnis sudah sesuai/],
	'serah-api': [/PIHAK PERTAMA/, /sistem-contoh/, /192\.0\.2\.10/],
	pernyataan: [/tidak mewakilkan penandatanganan kepada siapa pun/],
};

const kinds = {
	kudus: ['rekomendasi'], trenggalek: ['rekomendasi'],
	tapin: ['rekomendasi'], 'maluku-utara': ['rekomendasi', 'laporan'],
};
const expected = (tenant) => tenant === 'undiksha' ?
    ['audit', 'permohonan', 'serah-api', 'tanda-terima'] :
    [...kinds[tenant], 'permohonan', 'tanda-terima', 'disposisi', 'lampiran',
	    'dikembalikan', 'terbit', 'pernyataan'].sort();

function check(tenant, kind, letter) {
	assert.match(readCode(letter.file), new RegExp(
	    `^https://tte\\.example/v/${tenant}-[a-z2-9]{20}$`), kind);
	for (const words of says[kind])
		assert.match(`${letter.text}\n${wordsOf(letter.raw)}`, words, kind);
	if (letter.facts.Nomor)
		assert.ok(letter.text.includes(letter.facts.Nomor), kind);
	/* A system is nobody's. */
	if (kind === 'tanda-terima')
		assert.equal(/ orang /.test(letter.text), tenant !== 'undiksha');
	/* A certificate's words are on signed letters only; and never a secret. */
	assert.doesNotMatch(letter.text, /UU ITE|Contoh-Kunci-Api/, kind);
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
		assert.deepEqual([...done.keys()].sort(), expected(tenant).sort());
		for (const [kind, letter] of done)
			check(tenant, kind, letter);
	});

test('a letter of refusal, from each office that may refuse', async () => {
	for (const [tenant, no] of [['trenggalek', '2'], ['kudus', '1.1'],
		['maluku-utara', '1.1'], ['tapin', '2']]) {
		const c = await carry(inst, tenant, { plan: [{ no,
		    outcome: 'rejected',
		    values: { alasan: 'Bukan pegawai instansi ini.' } }] });
		const head = await inst.as(tenant, 'kadis');
		const page = await make(head, `${c.url}/naskah/ditolak`);
		const own = await inst.as(tenant, applicants[tenant]);
		const seen = await own.page(`${c.url}/naskah/ditolak`);
		const pdf = keepPdf(tenant, 'ditolak', await fetchPdf(own, seen));
		check(tenant, 'ditolak', { ...pdf, facts: { Nomor: page.missive &&
		    page.facts.find((f) => f.label === 'Nomor').value } });
	}
});
