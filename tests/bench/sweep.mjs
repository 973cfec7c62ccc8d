// What the agent costs when nothing happens but time: 300 offices with
// 1,000,000 open rows, each with its agenda.  The real agent runs for some
// minutes; see docs/performance.md.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { freePort, listening, sleep, start } from '../regress/lib/base.mjs';
import { agentOf, bench, cpu, line, makeProfiles, memory, paraf, release,
	rowsOf, run } from './agent.mjs';

const data = path.join(bench, 'sweep');
// Nothing there: notices wait, and no mail is written.
const outside = path.join(bench, 'sweep-outside');
const offices = Number(process.env.OFFICES || 300);
const rows = Math.ceil(Number(process.env.ROWS || 1000000) / offices);
const minutes = Number(process.env.MINUTES || 5);
const lots = Math.min(10, offices);
const target = 1;

const file = (i) => path.join(data, `kantor-${i}`, 'paraf.db');

// A row takes 48 hours by the calendar, so that the figures do not depend on
// the day of the week.
const sop = (rows) => rows.replaceAll('waktu: 15 menit',
    'waktu: 48 jam kalender');

// Some offices are filled, the others get their databases.
function makeData() {
	const dirs = makeProfiles(path.join(bench, 'sweep-profiles'), offices, sop);

	rmSync(data, { recursive: true, force: true });
	mkdirSync(data, { recursive: true });
	mkdirSync(outside, { recursive: true, mode: 0o700 });
	run(paraf, ['tenant', 'load', '--data', data, ...dirs.slice(0, lots)]);
	run(paraf, ['demo', '--data', data]);
	for (let i = 0; i < lots; i++)
		run(path.join(release, 'tests/bench/sweep'),
		    [data, `kantor-${i}`, String(rows), String(i)]);
	for (let i = lots; i < offices; i += 50)
		run(paraf, ['tenant', 'load', '--data', data,
			...dirs.slice(i, i + 50)]);
	for (let i = lots; i < offices; i++) {
		for (const end of ['-wal', '-shm'])
			rmSync(file(i) + end, { force: true });
		copyFileSync(file(i % lots), file(i));
	}
}

const count = (sql) => Array.from({ length: offices }, (_, i) =>
	Number(rowsOf(data, i, sql)[0][0])).reduce((a, b) => a + b, 0);

async function measure(p) {
	const agent = await agentOf(p.pid);

	// It opens every database; then for 20 s there is little to do.
	for (let quiet = 0, before = 0; quiet < 4;) {
		await sleep(5000);
		const now = cpu(agent);
		quiet = now - before < 0.3 ? quiet + 1 : 0;
		before = now;
	}
	line('to open and look at all once', `${cpu(agent).toFixed(2)} s`);

	const looked = 'SELECT count(*) FROM message';
	const told = count(looked), all = [];
	for (let i = 0; i < minutes; i++) {
		const begin = cpu(agent), at = Date.now();
		await sleep(60000);
		all.push((cpu(agent) - begin) * 60000 / (Date.now() - at));
	}
	const more = count(looked) - told;
	const mean = all.reduce((sum, v) => sum + v) / minutes;
	line('CPU of the agent in a minute', `${mean.toFixed(2)} s`,
	    `(<= ${target} s)`);
	line('the most in one of them', `${Math.max(...all).toFixed(2)} s`);
	line('notices it made in a minute',
	    (more / minutes).toFixed(0));
	line('private memory of the agent', `${memory(agent).toFixed(1)} MB`);
}

makeData();
console.log(`${offices} offices, ${count('SELECT count(*) FROM task ' +
    'WHERE closed_at IS NULL')} open rows, ${count(
    'SELECT count(*) FROM agenda')} rows of the agenda`);
const port = await freePort();
const p = start(paraf, ['serve', '--data', data, '--workers', '1',
	'--http', `127.0.0.1:${port}`, '--url', 'https://tte.example',
	'--outside', outside], { stdio: ['ignore', 'ignore', 'ignore'] });
try {
	await listening(p, { port, host: '127.0.0.1' });
	await measure(p);
} finally {
	await p.stop();
	for (const dir of [data, `${data}.key`, `${data}.outside`, outside,
		path.join(bench, 'sweep-profiles')])
		rmSync(dir, { recursive: true, force: true });
}
