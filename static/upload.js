// upload.js - file fields: drop or choose several files, or take a photo; each
// is sent on its own, and then stands in the list to be opened, replaced or
// removed.  The server judges every file again.
import { takePhoto } from './camera.js';
import { button, el, icon, size, spoken } from './page.js';
import { Row, tell, under } from './row.js';
import { addTyped, guard, isSent, say } from './sending.js';
import { deliver } from './transfer.js';

const SETTLE = 1500; // ms until a cancelled file is kept, if it is at all
const form = document.querySelector('form[data-draft]');
const signedOut = 'Anda sudah keluar. Masuk lagi di tab lain, lalu pilih ' +
    'berkasnya lagi.';

// The message of the server for this field.
function messageOf(model, field) {
	return model?.fields?.find((f) => f.name === field)?.error ??
	    model?.errors?.[0]?.message ?? signedOut;
}

class Field {
	constructor(box) {
		const {file, most, bytes, camera, needed} = box.dataset;

		Object.assign(this, {box, name: file, most: Number(most),
			bytes: Number(bytes), camera, old: null,
			kind: camera ?? 'paper', needed: needed !== undefined});
		this.title = box.querySelector('label').firstChild.textContent;
		this.input = box.querySelector('input[type=file]');
		this.list = box.querySelector('.files');
		this.said = el('p', {className: 'err', role: 'alert'});
		this.ways = el('div', {className: 'ways'});
		this.zone = el('div', {className: 'zone'});
		this.input.before(this.ways);
		this.ways.after(this.said);
		if (camera)
			this.ways.append(button('Buka kamera', () =>
				this.photo(null), true));
		this.ways.append(this.zone);
		this.zone.append(el('span', {}, el('u', {}, camera ?
		    'Pilih foto' : 'Pilih berkas'), el('span', {className:
		    'drag'}, ' atau tarik ke sini')), this.input);
		this.input.addEventListener('change', () => {
			this.choose([...this.input.files], this.old);
			this.input.value = '';
		});
		this.input.addEventListener('cancel', () => {
			this.old = null;
		});
		for (const type of ['dragover', 'dragleave', 'drop'])
			this.zone.addEventListener(type, (ev) => this.drag(ev));
		for (const li of this.list.children)
			this.equip(li);
		this.update();
		// Chosen before this script was there.
		if (this.input.files.length > 0)
			this.input.dispatchEvent(new Event('change'));
	}

	drag(ev) {
		ev.preventDefault();
		this.zone.classList.toggle('over', ev.type === 'dragover');
		if (ev.type === 'drop')
			this.choose([...ev.dataTransfer.files], null);
	}

	rows() {
		return [...under].filter((row) => row.field === this);
	}

	count() {
		return this.list.querySelectorAll('[data-id]').length +
		    this.rows().filter((row) => !row.refused && !row.old).length;
	}

	update() {
		const n = this.count();

		this.ways.hidden = n >= this.most;
		this.input.required = this.needed && n === 0;
	}

	focus() {
		(this.ways.hidden ? this.list.querySelector('button') :
		    this.input).focus();
	}

	/* --- files come ------------------------------------------------- */

	pick(old) {
		this.old = old;
		this.input.click();
	}

	async photo(old) {
		const file = await takePhoto(this.camera, this.title,
		    this.box.querySelector('.challenge')?.textContent);

		if (file === 'file')
			this.pick(old);
		else if (file)
			this.choose([Object.assign(file, {judged: true})], old);
		else
			this.focus();
	}

	choose(files, old) {
		this.old = null;
		for (const row of this.rows())
			if (row.refused)
				row.leave();
		const room = old ? 1 : this.most - this.count();

		this.said.textContent = files.length > room ?
		    `Paling banyak ${this.most} berkas; ${files.length - room} ` +
		    'berkas tidak diunggah.' : '';
		for (const file of files.slice(0, room)) {
			const row = new Row(this, file, old);

			this.list.append(row.li);
			this.update();
			row.run();
		}
	}

	complaint(file) {
		const accept = this.input.accept.split(',');
		const ending = {pdf: 'application/pdf', jpg: 'image/jpeg',
			jpeg: 'image/jpeg', png: 'image/png'};
		const type = file.type || ending[file.name.split('.').pop()
			.toLowerCase()];

		if (!accept.includes(type))
			return 'Jenis berkas ini tidak diterima. Pilih ' +
			    (accept.includes('application/pdf') ?
				'PDF, JPEG, atau PNG.' : 'foto JPEG atau PNG.');
		return file.size > 0 ? '' : 'Berkas ini kosong. Pilih berkas lain.';
	}

	weight(file) {
		return file.size <= this.bytes ? '' : 'Berkas paling besar ' +
		    `${size(this.bytes)}; yang dipilih ${size(file.size)}.`;
	}

	/* --- to the server and back ------------------------------------- */

	async act(draf, signal, row) {
		const data = new FormData();

		data.append('csrf', form.elements.csrf.value);
		data.append('draf', draf);
		if (draf === 'unggah')
			data.append(this.name, row.file, row.file.name);
		else
			addTyped(data);
		return deliver(form.action, data, {
			progress: (share) => draf === 'unggah' &&
			    row.progress(share),
			waiting: (why) => row ? row.waiting(why) : say(why),
			arrived: () => draf === 'unggah' && this.heard(),
			cancelled: () => draf === 'unggah' && this.takeBack(row),
		}, signal);
	}

	// A full list has room only after the old file is gone.
	async send(row) {
		const full = row.old && this.most > 1 &&
		    this.count() >= this.most;

		if (full)
			await this.act(`hapus:${row.old}`, row.stop.signal, row);
		const answer = await this.act('unggah', row.stop.signal, row);

		if (answer.status !== 200 || !row.old || full || this.most === 1)
			return answer;
		return this.act(`hapus:${row.old}`, row.stop.signal, row);
	}

	// The answer was lost: is the file with the server all the same?
	async heard() {
		try {
			const response = await fetch(form.action, {headers:
				{Accept: 'application/json'}, redirect: 'error'});
			const model = await response.json();
			const {files} = model.fields.find((f) =>
				f.name === this.name);
			const known = this.known();

			return files.some((f) => !known.has(f.id)) &&
			    {status: 200, model};
		} catch {
			return null;
		}
	}

	// What was cancelled at its last byte may be with the server all the same.
	async takeBack(row) {
		await new Promise((resolve) => setTimeout(resolve, SETTLE));
		const answer = await this.heard();
		const known = this.known();

		if (!answer)
			return;
		for (const f of answer.model.fields.find((x) =>
			x.name === this.name).files) {
			if (known.has(f.id) || f.name !== row.file.name)
				continue;
			const data = new FormData();

			data.append('csrf', form.elements.csrf.value);
			data.append('draf', f.remove);
			addTyped(data);
			await fetch(form.action, {method: 'POST', body: data,
				headers: {Accept: 'application/json'}});
		}
	}

	answered({status, model}, row) {
		if (status !== 200 || !model) {
			row.refuse(messageOf(model, this.name)
				.replace(`${row.file.name}: `, ''));
			return;
		}
		this.show(model, row);
		tell(`${row.file.name}: diterima`);
	}

	known() {
		return new Map([...this.list.querySelectorAll('[data-id]')]
			.map((li) => [li.dataset.id, li]));
	}

	// The list as the server has it; row became one of its files.
	show(model, row) {
		const gone = this.known();

		for (const file of model.fields.find((f) =>
			f.name === this.name).files) {
			if (gone.delete(file.id))
				continue;
			const li = this.line(file, row?.face);

			if (row && under.has(row))
				row.leave(li);
			else
				this.list.append(li);
		}
		for (const li of gone.values())
			li.remove();
		if (row && under.has(row))
			row.leave();
		if (model.draft?.saved_text)
			say(model.draft.saved_text);
		const quota = document.querySelector('.quota');

		if (quota && model.quota)
			quota.textContent = model.quota.text;
		this.update();
	}

	/* --- what the server has ---------------------------------------- */

	// As templates/part/field_file.html draws it.  face: what stood for
	// the file until now.
	line(file, face) {
		const image = file.thumb_url ? el('img', {className: 'thumb',
			src: file.thumb_url, alt: '', width: 56, height: 56}) :
		    face ?? icon(file.is_image ? 'image' : 'file', true);
		const name = file.url ? el('a', {href: file.url, target: '_blank',
			rel: 'noopener'}, file.name, spoken(' (membuka tab baru)')) :
		    el('b', {}, file.name);
		const small = el('small', {}, [file.size_text, file.note]
			.filter(Boolean).join(' · '));

		if (file.scan_text)
			small.append(' · ', el('span', {className: 'warn'},
			    file.scan_text));
		const li = el('li', {}, image, el('span', {className: 'what'}, name,
		    small),
		el('span', {className: 'links'}, el('button', {type: 'submit',
			name: 'draf', value: file.remove, className: 'btn',
			formNoValidate: true}, 'Hapus', spoken(` ${file.name}`))));

		li.dataset.id = file.id;
		this.equip(li);
		return li;
	}

	equip(li) {
		const remove = li.querySelector('button');
		const {id} = li.dataset;
		const name = li.querySelector('.what').firstElementChild
			.firstChild.textContent;
		const replace = button('Ganti', () => this.camera ?
		    this.photo(id) : this.pick(id));

		replace.append(spoken(` ${name}`));
		remove.before(replace);
		remove.addEventListener('click', (ev) => {
			ev.preventDefault();
			this.remove(li, remove.value, name);
		});
	}

	async remove(li, draf, name) {
		li.inert = true;
		const {status, model} = await this.act(draf,
		    new AbortController().signal);

		li.inert = false;
		if (status !== 200 || !model) {
			this.said.textContent = messageOf(model, this.name);
			return;
		}
		this.show(model);
		this.focus();
		tell(`${name}: dihapus`);
	}
}

const waits = (row) => row.asking || row.refused;

// Before the form goes: all files are with the server, no photo is undecided.
async function finish() {
	if (under.size > 0)
		say('Menunggu berkas selesai diunggah; sesudah itu dikirim.');
	for (;;) {
		const busy = [...under].filter((row) => !waits(row));

		if (busy.length === 0)
			break;
		await Promise.race(busy.map((row) => row.over));
	}
	const [row] = under;

	if (!row)
		return true;
	say(row.asking ? 'Putuskan dahulu: pakai foto ini atau ambil ulang.' :
	    'Ada berkas yang tidak diterima. Buang atau pilih yang lain.');
	row.li.focus();
	return false;
}

if (form) {
	for (const box of form.querySelectorAll('[data-file]'))
		new Field(box);
	guard({ready: () => under.size === 0, finish});
	addEventListener('beforeunload', (ev) => {
		if (!isSent() && [...under].some((row) => !row.refused))
			ev.preventDefault();
	});
	// A file dropped beside a field must not take the page away.
	for (const type of ['dragover', 'drop'])
		addEventListener(type, (ev) => ev.preventDefault());
}
