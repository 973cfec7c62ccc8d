// The whole program with its five offices and made-up persons, on a port and
// a data folder of its own.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { build, freePort, listening, start, tempDir }
	from '../../regress/lib/base.mjs';

const paraf = path.join(build, 'paraf');
const offices = path.resolve('deploy/tenants');

// {url, data, accounts, run(), stop()}; accounts: office -> lane -> {email, password}.
// sim: the simulator of BSrE that offices with a module have.
export async function startProgram({ sim } = {}) {
	const home = tempDir();
	const data = path.join(home.dir, 'data');
	const port = await freePort();
	const run = (...args) => execFileSync(paraf, args, { stdio: 'pipe' });
	const accounts = {};

	run('tenant', 'load', '--data', data, ...readdirSync(offices)
		.map((name) => path.join(offices, name)));
	run('demo', '--data', data, ...sim ? ['--bsre', sim.url,
		'--bsre-folder', sim.state] : []);
	const list = readFileSync(path.join(data, 'accounts.tsv'), 'utf8');
	for (const line of list.trim().split('\n')) {
		const [office, lane, email, password] = line.split('\t');

		// A second person of a lane is "verifikator 2".
		accounts[office] ??= {};
		accounts[office][accounts[office][lane] ? `${lane} 2` : lane] =
			{ email, password };
	}
	const p = start(paraf, ['serve', '--data', data, '--demo',
		'--http', `127.0.0.1:${port}`, '--workers', '2']);
	await listening(p, { port, host: '127.0.0.1' });
	return {
		run: (args, input) => execFileSync(paraf,
			[...args.slice(0, 2), '--data', data, ...args.slice(2)],
			{ input, stdio: 'pipe' }),
		url: `http://127.0.0.1:${port}`,
		data,
		accounts,
		log: () => p.log,
		stop: async () => {
			await p.stop();
			home.remove();
		},
	};
}
