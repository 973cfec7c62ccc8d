// A case of Trenggalek brought to the row where the future holder sends the
// photos.
import { file, send, task } from './quick.mjs';
import { Person } from './person.mjs';

const way = [['2', 'kadis', 'forwarded'], ['3', 'kabid', 'forwarded'],
	['4', 'kasi', 'forwarded'], ['5', 'verifikator', 'complete'],
	['5.2', 'verifikator', 'registered']];

export class Activation {
	constructor(browser, program) {
		Object.assign(this, { browser, program, people: new Map() });
	}

	async person(lane, options) {
		if (!this.people.has(lane)) {
			const p = await Person.open(this.browser, this.program,
				'trenggalek', lane, options);

			this.people.set(lane, p);
			await p.signIn();
		}
		return this.people.get(lane);
	}

	// {number, path}: a new case, and the applicant's page of row 6.
	async begin(options) {
		const applicant = await this.person('pemohon', options);
		const number = await file(applicant, 'penerbitan');

		for (const [no, lane, outcome] of way) {
			const p = await this.person(lane, options);

			await send(p, await task(p, number, no), outcome);
		}
		return { number, path: await task(applicant, number, '6') };
	}

	async close() {
		for (const p of this.people.values())
			await p.context.close();
	}
}
