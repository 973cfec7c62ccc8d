// Offices whose BSrE is the simulator, as an operator would set them up.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tempDir } from './base.mjs';
import { urlencoded } from './client.mjs';
import { carry } from './journey.mjs';
import { writeOutside } from './mail.mjs';
import { folderOf, startParaf, waitFor } from './paraf.mjs';

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
	for (const [office, sim] of Object.entries(sims)) {
		writeAccount(inst, office, sim, options.account);
		await waitFor(() => {
			// Whoever writes has the agent look.
			inst.sql(office, 'UPDATE person SET id = id');
			return inst.sql(office, `SELECT 1 FROM bsre_office
			    WHERE caps <> 0`).length;
		}, `the module of ${office}`);
	}
	return inst;
}

// A letter of so many persons at its register row: the tasks' ids.
export async function toRegister(inst, office, row, persons) {
	const c = await carry(inst, office,
	    { persons, leave: (t) => t.no === row });
	const ids = inst.sql(office, `SELECT t.id FROM task t
	    JOIN cases c ON c.id = t.case_id WHERE c.number = '${c.number}'
	    AND t.row_no = '${row}' ORDER BY t.id`).map(([id]) => Number(id));

	return { ...c, ids };
}

// A letter of so many persons at the row of their passphrases, and the paths
// of their links, which a verifier makes.
export async function toPassphrase(inst, office, row, persons) {
	const c = await carry(inst, office,
	    { persons, leave: (t) => t.no === row });
	const v = await inst.as(office, 'verifikator');
	const tokens = [];

	for (let i = 0; i < persons; i++) {
		const page = await v.page(c.url);
		const r = await v.post(page.links[i].create_action,
		    [['csrf', page.csrf]], { form: urlencoded });
		tokens.push(new URL(r.json.links[i].url).pathname);
	}
	return { ...c, tokens };
}

// What the page of a register task writes down.
export function ask(inst, office, lane, ids) {
	const { email } = inst.account(office, lane);
	const now = Date.now();

	inst.sql(office, `INSERT INTO bsre_act (kind, case_id, task_id,
	    holder_id, asked_by, asked_at, state, try_at)
	    SELECT 'register', case_id, id, holder_id,
	    (SELECT id FROM person WHERE email = '${email}'), ${now},
	    'waiting', ${now} FROM task WHERE id IN (${ids.join()})`);
}

export const acts = (inst, office, where = '1') => inst.sql(office,
    `SELECT a.id, a.task_id, a.state, a.doubt, a.reason, a.try_at,
    h.email, coalesce(t.outcome, '') FROM bsre_act a
    JOIN holder h ON h.id = a.holder_id JOIN task t ON t.id = a.task_id
    WHERE ${where} ORDER BY a.id`).map(([id, task, state, doubt, reason, at,
	email, outcome]) => ({ id, task, state, doubt, reason, at: Number(at),
	email, outcome }));

// As if the pauses were over, and an administrator wanted another try.
export const hurry = (inst, office) => inst.sql(office,
    `UPDATE bsre_act SET try_at = 1 WHERE state = 'waiting';
    UPDATE standing SET next_at = 1 WHERE next_at IS NOT NULL;
    UPDATE bsre_office SET try_at = ${Date.now()}`);
