// row.js - a file on its way to the server, as a line in the list of its
// field: asked about, waiting, being sent, refused.
import { judge, open, toFile } from './gate.js';
import { button, el, icon, size } from './page.js';

const THUMB = 112; // pixels
const STEP = 25;   // percent between two announcements
const live = el('p', {className: 'vh', role: 'status'});

// The rows of all fields that are not yet with the server.
export const under = new Set();

// For whoever does not see the page.
export function tell(text) {
	if (!live.isConnected)
		document.querySelector('main').append(live);
	live.textContent = text;
}

function thumbnail(canvas) {
	const side = Math.min(canvas.width, canvas.height);
	const small = el('canvas', {className: 'thumb', width: THUMB,
		height: THUMB});

	small.setAttribute('aria-hidden', 'true');
	small.getContext('2d').drawImage(canvas, (canvas.width - side) / 2,
	    (canvas.height - side) / 2, side, side, 0, 0, THUMB, THUMB);
	return small;
}

export class Row {
	// old: the id of the file that this one replaces, or null.
	constructor(field, file, old) {
		Object.assign(this, {field, file, old, told: 0, asking: false,
			refused: false, stop: new AbortController()});
		this.text = el('small');
		this.bar = el('progress', {max: 1, value: 0, hidden: true});
		this.bar.setAttribute('aria-label', `Unggahan ${file.name}`);
		this.face = el('span', {}, icon('file', true));
		this.actions = el('span', {className: 'links'});
		this.more = el('div', {className: 'look', hidden: true});
		this.li = el('li', {tabIndex: -1}, this.face, el('span',
		    {className: 'what'}, el('b', {}, file.name), this.text,
		    this.bar), this.actions, this.more);
		this.over = new Promise((resolve) => {
			this.end = resolve;
		});
		under.add(this);
	}

	state(text, share) {
		this.text.textContent = text;
		this.bar.hidden = share === undefined;
		this.bar.value = share ?? 0;
	}

	// Away, or into the line of the file that the server has now.
	leave(other) {
		this.stop.abort();
		under.delete(this);
		if (other)
			this.li.replaceWith(other);
		else
			this.li.remove();
		this.end();
		this.field.update();
	}

	cancel() {
		this.leave();
		this.field.focus();
	}

	refuse(text) {
		this.refused = true;
		this.li.classList.add('bad');
		this.state('');
		this.text.append(el('span', {className: 'err'}, text));
		this.actions.replaceChildren(
		    button('Pilih lain', () => {
			    this.leave();
			    this.field.pick(this.old);
		    }), button('Buang', () => this.cancel()));
		tell(`${this.file.name}: ${text}`);
		this.end();
		this.field.update();
	}

	// True once the person wants this photo in spite of the warnings.
	ask(canvas, warnings) {
		canvas.className = 'preview';
		canvas.setAttribute('role', 'img');
		canvas.setAttribute('aria-label', `Foto ${this.file.name}`);
		this.asking = true;
		this.state('Periksa dahulu foto ini.');
		tell(warnings.map((w) => w.text).join(' '));
		return new Promise((resolve) => {
			const decide = (use) => {
				this.asking = false;
				this.more.hidden = true;
				this.more.replaceChildren();
				resolve(use);
			};

			this.more.replaceChildren(canvas, ...warnings.map((w) =>
				el('p', {className: 'warn'}, icon('late'), ' ',
				    w.text)),
			el('p', {className: 'links'},
			    button('Ambil ulang', () => decide(false), true),
			    button('Pakai foto ini', () => decide(true))));
			this.more.hidden = false;
			this.li.focus();
		});
	}

	// Turned upright, made smaller, looked at.  False: not this photo.
	async prepare() {
		if (!this.file.type.startsWith('image/'))
			return true;
		this.state('Menyiapkan foto');
		const canvas = await open(this.file);

		if (!canvas)
			return true;
		this.face.replaceChildren(thumbnail(canvas));
		if (this.file.judged)
			return true;
		const warnings = judge(canvas, this.field.kind);

		this.file = await toFile(canvas, this.file.name);
		return warnings.length === 0 || this.ask(canvas, warnings);
	}

	progress(share) {
		const percent = Math.floor(share * 100);

		this.state(share < 1 ? `Mengunggah ${percent}% dari ${
			size(this.file.size)}` : 'Terkirim; sedang diperiksa',
		share);
		if (percent >= this.told + STEP && share < 1) {
			this.told = percent;
			tell(`${this.file.name}: ${percent} persen`);
		}
	}

	waiting(why) {
		this.told = 0;
		this.state(`${why} Dilanjutkan sendiri begitu tersambung.`, 0);
		tell(this.text.textContent);
	}

	async run() {
		let text = this.field.complaint(this.file);

		if (!text && !await this.prepare()) {
			this.leave();
			this.field.pick(this.old);
			return;
		}
		text ||= this.field.weight(this.file);
		if (text) {
			this.refuse(text);
			return;
		}
		this.state('Menunggu giliran', 0);
		this.actions.replaceChildren(
		    button('Batal', () => this.cancel()));
		try {
			this.field.answered(await this.field.send(this), this);
		} catch (e) {
			if (!this.stop.signal.aborted)
				throw e;
		}
	}
}
