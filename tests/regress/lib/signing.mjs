// PDFs that a made-up person signs with a certificate of the simulator.
const nik = '3399990411870001';
const passphrase = 'Contoh-Rahasia-1';
export const signerName = 'Citra Contoh Lestari';

export const addSigner = (sim) => sim.control('PUT', '/persons', { nik,
	status: 'ISSUE', name: signerName, email: 'citra@contoh.example',
	passphrase });
export const revokeSigner = (sim) => sim.control('PUT', '/persons', { nik,
	status: 'REVOKE' });

export async function signPdf(sim, data) {
	const r = await sim.post('/api/v2/sign/pdf', { nik, passphrase,
		signatureProperties: [{ tampilan: 'INVISIBLE' }],
		file: [data.toString('base64')] });

	if (r.status !== 200)
		throw new Error(`${r.status} ${r.text}`);
	return Buffer.from(r.json.file[0], 'base64');
}
