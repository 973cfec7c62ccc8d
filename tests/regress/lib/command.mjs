// The paraf command as an operator types it, on a data folder of its own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, tempDir } from './base.mjs';

export const program = path.join(build, 'paraf');
export const offices = 'deploy/tenants';

export function change(file, from, to) {
	const text = readFileSync(file, 'utf8');
	assert.ok(text.includes(from), `${file} has no ${from}`);
	writeFileSync(file, text.replace(from, to));
}

export class Command {
	constructor() {
		this.dir = tempDir();
		this.data = path.join(this.dir.dir, 'data');
	}

	// Run the command; {status, out, err}.  input: its standard input.
	paraf(args, { input = '', env = {} } = {}) {
		const r = spawnSync(program, args, {
			input, encoding: 'utf8', timeout: 60000,
			env: { PATH: process.env.PATH, PARAF_DATA: this.data,
				...env },
		});
		return { status: r.status, out: r.stdout, err: r.stderr };
	}

	// The same, and it must succeed.
	ok(...args) {
		const r = this.paraf(args);
		assert.equal(r.status, 0,
		    `paraf ${args.join(' ')}: ${r.out}${r.err}`);
		return r.out;
	}

	// A copy of an office's folder that may be changed.
	officeCopy(id, name = id) {
		const to = path.join(this.dir.dir, `folder-${name}`);
		rmSync(to, { recursive: true, force: true });
		cpSync(path.join(offices, id), to, { recursive: true });
		return to;
	}
}
