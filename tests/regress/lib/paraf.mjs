// A whole Paraf in a folder of its own: offices, demonstration persons, and
// the daemon on a free port and a unix socket.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { build, freePort, listening, sleep, start, tempDir, waitFor }
    from './base.mjs';
import { Browser } from './client.mjs';

export const program = path.join(build, 'paraf');
export const seeds = ['trenggalek', 'kudus', 'maluku-utara', 'tapin',
	'undiksha'];
export const folderOf = (tenant) => (seeds.includes(tenant) ?
    `deploy/tenants/${tenant}` : `tests/data/tenants/${tenant}`);

// {code, out, err}: the command's end and words; input: its standard input.
export function paraf(args, { data, input = '' } = {}) {
	const [verb, ...rest] = args;
	const two = ['tenant', 'user', 'sop', 'audit', 'key', 'mail', 'bsre'].includes(verb);
	const words = two ? [verb, rest.shift()] : [verb];
	const r = spawnSync(program,
	    [...words, ...(data ? ['--data', data] : []), ...rest],
	    { input, encoding: 'utf8' });
	return { code: r.status, out: r.stdout, err: r.stderr };
}

function must(r) {
	if (r.code !== 0)
		throw new Error(`paraf: ${r.code}\n${r.out}${r.err}`);
	return r.out;
}

// tenant -> lane -> {email, password}
function readAccounts(file) {
	const all = {};
	for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
		const [tenant, lane, email, password] = line.split('\t');
		(all[tenant] ??= {})[lane] ??= { email, password };
	}
	return all;
}

// The account of the second person whom the demonstration gives a lane.
export const secondOf = ({ email, password }) =>
    ({ email: email.replace('@', '2@'), password });

class Instance {
	constructor(dir, options) {
		this.dir = dir;
		this.data = path.join(dir.dir, 'data');
		this.socket = path.join(dir.dir, 'fcgi.sock');
		this.options = options;
		this.browsers = new Map();
		this.logs = '';
	}

	// The command on this folder; must(...): it has to succeed.
	paraf(...args) {
		return paraf(args, { data: this.data });
	}
	must(...args) {
		return must(this.paraf(...args));
	}

	async start() {
		const { workers, args, demo, fileLimit, wrap } = this.options;
		// The signal of that limit is ignored, as of a full disk.
		const limited = fileLimit ? ['sh', '-c', "trap '' XFSZ; " +
		    `ulimit -f ${fileLimit * 2}; exec "$0" "$@"`] : [];
		this.port ??= await freePort();
		this.url = `http://127.0.0.1:${this.port}`;
		const [command, ...words] = [...wrap, ...limited, program, 'serve',
			'--data', this.data,
			'--http', `127.0.0.1:${this.port}`,
			'--fcgi', this.socket, '--workers', `${workers}`,
			...(demo ? ['--demo'] : []), ...args];
		this.p = start(command, words,
		    { detached: true, extraEnv: { PARAF_STRICT: '1' } });
		await listening(this.p, { port: this.port, host: '127.0.0.1' });
	}

	get log() {
		return this.logs + this.p.log;
	}

	// Workers as the kernel knows them.
	workers() {
		try {
			return readFileSync(`/proc/${this.p.pid}/task/` +
			    `${this.p.pid}/children`, 'utf8')
			    .trim().split(/\s+/).filter(Boolean).map(Number);
		} catch {
			return [];
		}
	}

	// kill -9 of the master and all workers at once.
	async killAll() {
		process.kill(-this.p.pid, 'SIGKILL');
		await this.p.ended;
		await waitFor(() => {
			try {
				process.kill(-this.p.pid, 0);
				return false;
			} catch {
				return true;
			}
		}, 'end of the process group');
	}

	async restart() {
		this.logs = this.log;
		await this.start();
	}

	async halt() {
		if (this.p && !this.p.over)
			await this.p.stop();
	}

	async stop() {
		await this.halt();
		this.dir.remove();
	}

	account(tenant, lane) {
		return this.accounts[tenant][lane];
	}

	// The browser of a lane's demonstration person, signed in once.
	as(tenant, lane, base = this.url) {
		const key = `${tenant} ${lane} ${base}`;
		if (!this.browsers.has(key)) {
			const a = this.account(tenant, lane);
			this.browsers.set(key, Browser.signedIn(
			    base, tenant, a.email, a.password));
		}
		return this.browsers.get(key);
	}

	db(tenant) {
		return path.join(this.data, tenant, 'paraf.db');
	}

	// Rows of columns, by the sqlite3 program.
	sql(tenant, text) {
		const out = execFileSync('sqlite3', ['-batch', '-noheader',
			'-cmd', '.timeout 10000', '-separator', '\t',
			this.db(tenant), text], { encoding: 'utf8',
			maxBuffer: 1 << 28, stdio: 'pipe' });
		return out.split('\n').filter(Boolean)
		    .map((line) => line.split('\t'));
	}
}

// The processes behind seccomp that have but one socket: the inspector and
// the press, which is the one with fonts.
export function zygotesOf(inst) {
	const all = inst.workers().filter((pid) => /^Seccomp:\t2$/m.test(
	    readFileSync(`/proc/${pid}/status`, 'utf8')) &&
	    readdirSync(`/proc/${pid}/fd`).length === 2);
	const fonts = (pid) => readFileSync(`/proc/${pid}/maps`, 'utf8')
	    .includes('Liberation');

	return { inspector: all.filter((pid) => !fonts(pid)),
		press: all.filter(fonts) };
}

// The agent: the one child of the master with a nice value.
export function agentOf(inst) {
	return inst.workers().find((pid) => {
		try {
			const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
			const words = stat.slice(stat.lastIndexOf(')') + 2)
			    .split(' ');
			return words[0] !== 'Z' && words[16] === '10';
		} catch {
			return false;
		}
	});
}

// An account that the demonstration does not make.
export function addPerson(inst, tenant, email, name, password,
    { seat, kind } = {}) {
	const r = paraf(['user', 'add', ...(seat ? ['--seat', seat] : []),
		...(kind ? ['--kind', kind] : []), tenant, email, name],
	    { data: inst.data, input: `${password}\n` });
	return must(r);
}

// tenants: names; load: more folders.  args: of `paraf serve`; fileLimit: no
// file may grow over so many KiB; wrap: words before the daemon's.
export async function startParaf({ tenants = [], load = [], workers = 2,
    args = [], demo = true, fileLimit = 0, wrap = [] } = {}) {
	const dir = tempDir();
	const inst = new Instance(dir, { workers, args, demo, fileLimit,
	    wrap });
	must(inst.paraf('tenant', 'load', ...tenants.map(folderOf), ...load));
	must(inst.paraf('demo'));
	inst.accounts = readAccounts(path.join(inst.data, 'accounts.tsv'));
	await inst.start();
	return inst;
}

export { sleep, waitFor };
