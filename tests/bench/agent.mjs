// For benchmarks of the agent: many offices, and what its process costs.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '../regress/lib/base.mjs';

export const release = path.resolve(process.env.PARAF_BUILD || 'build/release');
export const bench = path.resolve('build/bench');
export const paraf = path.join(release, 'paraf');

export const run = (command, args) => execFileSync(command, args,
    { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] }).toString();

export function line(what, ...figures) {
	console.log(what.padEnd(44) + figures.map((f) =>
	    String(f).padStart(12)).join(''));
}

// Folders of n offices kantor-0, kantor-1, ... like Trenggalek; sop(): what is
// to be changed in its rows.
export function makeProfiles(folder, n, sop = (s) => s) {
	const from = 'deploy/tenants/trenggalek';
	const office = readFileSync(`${from}/kantor.yaml`, 'utf8');
	const rows = readFileSync(`${from}/penerbitan.sop.yaml`, 'utf8');

	return Array.from({ length: n }, (_, i) => {
		const dir = path.join(folder, `kantor-${i}`);
		mkdirSync(dir, { recursive: true });
		writeFileSync(path.join(dir, 'kantor.yaml'),
		    office.replace(/^id: .*$/m, `id: kantor-${i}`));
		writeFileSync(path.join(dir, 'penerbitan.sop.yaml'), sop(rows));
		return dir;
	});
}

// Rows of an office's database.
export const rowsOf = (data, i, sql) => run('sqlite3', ['-readonly', '-cmd',
	'.timeout 5000', path.join(data, `kantor-${i}`, 'paraf.db'), sql])
    .split('\n').filter(Boolean).map((l) => l.split('|'));

const words = (pid) => {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};

// The child of the master that alone steps back for those who wait for a page.
export const agentOf = (pid) => waitFor(() =>
	readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
	    .split(' ').find((c) => Number(words(c)[16]) === 10), 'agent');

// Seconds so far.
export const cpu = (pid) => (Number(words(pid)[11]) +
    Number(words(pid)[12])) / 100;

// MB of its own.
export const memory = (pid) => Number(/Private_Dirty:\s+(\d+)/.exec(
    readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) / 1024;
