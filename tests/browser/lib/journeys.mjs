// The way of one application through each office: who acts on which row, and
// how.  Every loop of the office's table is walked once.
const why = 'Mohon disesuaikan dengan surat permohonan.';

const forward = (by, no) => ({ by, no, press: /^Teruskan ke/ });
const giveBack = (by, no) => ({ by, no,
	press: 'Kembalikan untuk dilengkapi', fill: { Catatan: why } });
const again = (by, no = '1') => ({ by, no, press: 'Kirim permohonan' });
const complete = (by, no) => ({ by, no, press: 'Nyatakan lengkap', judge: {} });
const incomplete = (by, no, wrong) => ({ by, no, press: 'Minta dilengkapi',
	judge: wrong });
const noMailbox = (by, no) => ({ by, no, press: 'Buatkan email dinas',
	judge: {} });
const refused = (by, no) => ({ by, no, press: 'Catat penolakan',
	fill: { 'Alasan BSrE menolak': 'Data tidak ditemukan.' } });
const registered = (by, no) => ({ by, no, press: 'Catat pendaftaran' });
const activate = (by, no) => ({ by, no, press: 'Kirim data aktivasi' });
const matched = (by, no) => ({ by, no, press: 'Cocok', exact: true });
const mismatched = (by, no) => ({ by, no, press: 'Tidak cocok',
	fill: { Catatan: 'Foto KTP tidak terbaca.' } });
const passphrase = (by, no) => ({ by, no,
	press: 'Nyatakan passphrase dibuat' });
const issued = (by, no) => ({ by, no, press: 'Catat sertifikat terbit' });
const denied = (by, no) => ({ by, no, press: 'Catat tidak disetujui',
	fill: { 'Alasan BSrE tidak menyetujui': 'NIK berbeda.' } });
const deliver = (by, no) => ({ by, no, press: 'Serahkan sertifikat' });
const confirm = (by, no) => ({ by, no, press: 'Nyatakan selesai' });
// By whoever holds the 24-hour link that the verifier hands on.
const link = (step) => ({ ...step, link: true });

export const journeys = {
	trenggalek: {
		applicant: 'pemohon',
		steps: [
			giveBack('kadis', '2'), again('pemohon'),
			forward('kadis', '2'), forward('kabid', '3'),
			forward('kasi', '4'),
			incomplete('verifikator', '5', { 'Scan SK terakhir':
				'Bukan SK terakhir' }),
			again('pemohon'), forward('kadis', '2'),
			forward('kabid', '3'), forward('kasi', '4'),
			noMailbox('verifikator', '5'),
			{ by: 'verifikator', no: '5.1', press: 'Catat email dinas',
				fill: { 'Email dinas':
					'citra.contoh@trenggalekkab.go.id' } },
			refused('verifikator', '5.2'), complete('verifikator', '5'),
			registered('verifikator', '5.2'),
			link(activate('pemohon', '6')),
			mismatched('verifikator', '7'), activate('pemohon', '6'),
			matched('verifikator', '7'), passphrase('pemohon', '8'),
			denied('verifikator', '8.1'), complete('verifikator', '5'),
			registered('verifikator', '5.2'), activate('pemohon', '6'),
			matched('verifikator', '7'), passphrase('pemohon', '8'),
			issued('verifikator', '8.1'), deliver('verifikator', '9'),
		],
	},
	kudus: {
		applicant: 'pemohon',
		fill: { 'Email dinas': 'citra.contoh@kuduskab.go.id' },
		steps: [
			giveBack('kadis', '1.1'), again('pemohon'),
			forward('kadis', '1.1'), forward('kabid', '2'),
			incomplete('kasi', '3', { 'Scan KTP pemohon':
				'KTP tidak terbaca atau terpotong' }),
			again('pemohon'), forward('kadis', '1.1'),
			forward('kabid', '2'), complete('kasi', '3'),
			{ by: 'verifikator', no: '3.1',
				press: 'Catat surat terkirim' },
			refused('verifikator', '4a'), complete('kasi', '3'),
			{ by: 'verifikator', no: '3.1',
				press: 'Catat surat terkirim' },
			registered('verifikator', '4a'),
			activate('pemohon', '4b'), link(passphrase('pemohon', '4c')),
			issued('verifikator', '5'), deliver('verifikator', '5.1'),
		],
	},
	'maluku-utara': {
		applicant: 'asn',
		fill: { 'Email dinas': 'citra.contoh@malutprov.go.id' },
		steps: [
			forward('kadis', '1.1'), giveBack('kabid', '2'),
			again('asn'), forward('kadis', '1.1'),
			forward('kabid', '2'),
			incomplete('kasi', '3', { 'Surat Permohonan':
				'Surat belum ditandatangani atau tanpa nomor' }),
			again('asn'), forward('kadis', '1.1'),
			forward('kabid', '2'), complete('kasi', '3'),
			{ by: 'verifikator', no: '3.1',
				press: 'Catat surat terkirim' },
			registered('verifikator', '4a'), activate('asn', '4b'),
			passphrase('asn', '4c'), denied('verifikator', '5'),
			complete('kasi', '3'),
			{ by: 'verifikator', no: '3.1',
				press: 'Catat surat terkirim' },
			registered('verifikator', '4a'), activate('asn', '4b'),
			passphrase('asn', '4c'), issued('verifikator', '5'),
			deliver('verifikator', '5.1'),
			{ by: 'kadis', no: '5.2', press: 'Tandai sudah dibaca' },
		],
	},
	tapin: {
		applicant: 'pemohon',
		steps: [
			giveBack('kadis', '2'), again('pemohon'),
			forward('kadis', '2'),
			incomplete('verifikator', '3', { 'Foto/Scan KTP':
				'KTP tidak terbaca atau terpotong' }),
			confirm('verifikator', '4'),
			{ by: 'pemohon', no: '4.1', press: 'Kirim kelengkapan' },
			noMailbox('verifikator', '3'),
			{ by: 'verifikator', no: '5', press: 'Catat email dinas',
				fill: { 'Email dinas':
					'citra.contoh@tapinkab.go.id' } },
			confirm('verifikator', '6'), refused('verifikator', '7'),
			confirm('verifikator', '4'),
			{ by: 'pemohon', no: '4.1', press: 'Kirim kelengkapan' },
			complete('verifikator', '3'), confirm('verifikator', '6'),
			registered('verifikator', '7'),
			link(activate('pemohon', '8')),
			mismatched('verifikator', '9'), activate('pemohon', '8'),
			matched('verifikator', '9'),
			link(passphrase('pemohon', '10')),
			denied('verifikator', '11'), confirm('verifikator', '4'),
			{ by: 'pemohon', no: '4.1', press: 'Kirim kelengkapan' },
			complete('verifikator', '3'), confirm('verifikator', '6'),
			registered('verifikator', '7'), activate('pemohon', '8'),
			matched('verifikator', '9'), passphrase('pemohon', '10'),
			issued('verifikator', '11'), deliver('verifikator', '12'),
		],
	},
	undiksha: {
		applicant: 'pengembang',
		steps: [
			{ by: 'upt_tik', no: '2', press: 'Nyatakan tidak sesuai',
				fill: { 'Yang harus diperbaiki': 'Alur belum ada.' } },
			again('pengembang'),
			{ by: 'upt_tik', no: '2', press: 'Nyatakan sesuai' },
			{ by: 'upt_tik', no: '4', press: 'Berikan akses' },
			{ by: 'pengembang', no: '5', press: 'Laporkan kendala',
				fill: { 'Kendala yang ditemui': 'Galat 500.' } },
			{ by: 'upt_tik', no: '2', press: 'Nyatakan sesuai' },
			{ by: 'upt_tik', no: '4', press: 'Berikan akses' },
			{ by: 'pengembang', no: '5', press: 'Laporkan berhasil' },
			confirm('upt_tik', '6'),
		],
	},
};
