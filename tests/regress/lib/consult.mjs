// Offices whose BSrE is the simulator, as an operator would set them up.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { tempDir } from './base.mjs';
import { writeOutside } from './mail.mjs';
import { folderOf, startParaf } from './paraf.mjs';

// A copy of an office's folder with another module.
function folderWith(dir, office, module) {
	const to = path.join(dir, office);
	const file = path.join(to, 'kantor.yaml');

	cpSync(folderOf(office), to, { recursive: true });
	const text = readFileSync(file, 'utf8').replace(/^bsre:.*\n/mg, '');
	writeFileSync(file, `${text}bsre: {modul: ${module}}\n`);
	return to;
}

// The account of an office, in the folder that the agent alone reads.
export function writeAccount(inst, office, sim, more = {}) {
	const outside = `${inst.data}.outside`;

	return writeOutside(outside, office, { bsre: { alamat: sim.url,
	    pengguna: sim.account.user, kata_sandi: sim.account.password,
	    ca: path.join(sim.state, 'root.pem'),
	    penerbit: path.join(sim.state, 'chain.pem'), ...more } });
}

// Paraf with offices whose module is esign: {office: simulator}.
export async function startWithSimulators(sims, options = {}) {
	const folders = tempDir();
	const load = Object.keys(sims)
	    .map((office) => folderWith(folders.dir, office, 'esign'));
	const inst = await startParaf({ load, ...options });

	folders.remove();
	for (const [office, sim] of Object.entries(sims))
		writeAccount(inst, office, sim, options.account);
	return inst;
}
