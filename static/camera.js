// camera.js - takes a photo of a card or of a face in the page: the camera's
// picture with a frame over it, then the photo with what the gate says, to
// use or to take again.  Whatever keeps the camera away is said in a sentence;
// the file input stays.
import { LONG_SIDE, judge, toFile } from './gate.js';
import { button, el, icon, svg } from './page.js';

const CARD = 85.6 / 53.98; // width by height of an identity card
const FRAME = 0.9;         // of the picture's width or height, at most
const MARGIN = 0.06;       // around the frame, kept in the photo

const kinds = {
	ktp: {
		facing: 'environment',
		hint: 'Letakkan KTP tepat di dalam bingkai. Hindari pantulan ' +
		    'cahaya.',
	},
	selfie: {
		facing: 'user',
		hint: 'Wajah di dalam garis, menghadap kamera, tanpa masker.',
	},
};

const problems = {
	insecure: 'Kamera hanya dapat dibuka lewat alamat https. Pilih foto ' +
	    'dari berkas, atau beri tahu kantor.',
	NotAllowedError: 'Izin kamera ditolak. Izinkan kamera untuk halaman ' +
	    'ini di pengaturan peramban, lalu coba lagi; atau pilih foto dari ' +
	    'berkas.',
	NotFoundError: 'Kamera tidak ditemukan pada perangkat ini. Pilih foto ' +
	    'dari berkas, atau buka halaman ini dengan ponsel.',
	NotReadableError: 'Kamera sedang dipakai aplikasi lain. Tutup aplikasi ' +
	    'itu, lalu coba lagi.',
	ended: 'Kamera terputus. Sambungkan kembali, lalu coba lagi.',
	other: 'Kamera tidak dapat dibuka. Coba lagi, atau pilih foto dari ' +
	    'berkas.',
};

// Where the card or the face belongs, in pixels of the camera's picture.
function frameOf(kind, width, height) {
	if (kind === 'ktp') {
		const w = Math.min(width * FRAME, height * FRAME * CARD);

		return {x: (width - w) / 2, y: (height - w / CARD) / 2, w,
			h: w / CARD};
	}
	const h = Math.min(height * 0.7, width * FRAME);

	return {x: (width - h * 0.75) / 2, y: (height - h) / 2.4, w: h * 0.75,
		h};
}

function overlay(kind, width, height) {
	const {x, y, w, h} = frameOf(kind, width, height);
	const r = kind === 'ktp' ? [w * 0.04, w * 0.04] : [w / 2, h / 2];
	const arc = (dx, dy) => `a${r} 0 0 1 ${dx} ${dy}`;
	const line = `M${x + r[0]} ${y}h${w - 2 * r[0]}${arc(r[0], r[1])}` +
	    `v${h - 2 * r[1]}${arc(-r[0], r[1])}h${2 * r[0] - w}` +
	    `${arc(-r[0], -r[1])}v${2 * r[1] - h}${arc(r[0], -r[1])}z`;

	return [svg('path', {class: 'dim', 'fill-rule': 'evenodd',
		d: `M0 0h${width}v${height}h${-width}z${line}`}),
	svg('path', {class: 'line', d: line})];
}

// The part of the picture that is kept: a card with a little around it, a
// person as a whole, for the hands as well.
function capture(kind, video) {
	const {videoWidth: width, videoHeight: height} = video;
	let part = {x: 0, y: 0, w: width, h: height};

	if (kind === 'ktp') {
		const f = frameOf(kind, width, height);
		const m = f.w * MARGIN;
		const x = Math.max(0, f.x - m);
		const y = Math.max(0, f.y - m);

		part = {x, y, w: Math.min(width - x, f.w + 2 * m),
			h: Math.min(height - y, f.h + 2 * m)};
	}
	const scale = Math.min(1, LONG_SIDE / Math.max(part.w, part.h));
	const canvas = el('canvas', {width: Math.round(part.w * scale),
		height: Math.round(part.h * scale)});

	canvas.getContext('2d').drawImage(video, part.x, part.y, part.w, part.h,
	    0, 0, canvas.width, canvas.height);
	return canvas;
}

class Camera {
	constructor(kind, title, challenge, done) {
		Object.assign(this, {kind, done, stream: null, device: null});
		this.video = el('video', {muted: true, autoplay: true,
			playsInline: true});
		this.video.setAttribute('aria-label', 'Gambar kamera');
		this.frame = svg('svg', {'aria-hidden': 'true'});
		this.stage = el('div', {className: 'stage'});
		this.said = el('div', {className: 'said', role: 'status'});
		this.actions = el('div', {className: 'links'});
		this.dialog = el('dialog', {className: 'camera'},
		    el('h2', {id: 'h-kamera'}, title), this.stage, this.said,
		    this.actions);
		if (challenge)
			this.stage.before(el('p', {className: 'challenge'},
			    challenge));
		this.dialog.setAttribute('aria-labelledby', 'h-kamera');
		this.dialog.addEventListener('close', () => this.close(null));
		this.video.addEventListener('loadeddata', () => this.live());
		this.hide = () => this.visible();
		document.addEventListener('visibilitychange', this.hide);
		document.body.append(this.dialog);
		this.dialog.showModal();
		this.begin();
	}

	stop() {
		for (const track of this.stream?.getTracks() ?? [])
			track.stop();
		this.stream = null;
		this.video.srcObject = null;
	}

	// The camera's light goes out while nobody looks at the page.
	visible() {
		if (document.hidden)
			this.stop();
		else if (!this.taken)
			this.begin();
	}

	close(file) {
		if (!this.dialog.isConnected)
			return;
		this.stop();
		document.removeEventListener('visibilitychange', this.hide);
		this.dialog.remove();
		this.done(file);
	}

	say(...parts) {
		this.said.replaceChildren(...parts);
	}

	offer(...buttons) {
		this.actions.replaceChildren(...buttons,
		    button('Tutup', () => this.close(null)));
		buttons[0]?.focus();
	}

	fail(problem) {
		this.stop();
		this.stage.hidden = true;
		this.say(el('p', {className: 'err'}, icon('stop'), ' ',
		    problems[problem] ?? problems.other));
		this.offer(button('Coba lagi', () => this.begin()),
		    button('Pilih dari berkas', () => this.close('file')));
	}

	async begin() {
		this.stop();
		this.taken = null;
		this.say(el('p', {}, 'Membuka kamera. Pilih “Izinkan” bila ' +
		    'ditanya.'));
		this.offer();
		if (!isSecureContext || !navigator.mediaDevices) {
			this.fail('insecure');
			return;
		}
		const from = this.device ? {deviceId: {exact: this.device}} :
		    {facingMode: kinds[this.kind].facing};

		try {
			const stream = await navigator.mediaDevices.getUserMedia({
				video: {...from, width: {ideal: 2560},
					height: {ideal: 1440}}});

			this.stop();
			this.stream = stream;
		} catch (e) {
			this.fail(e.name);
			return;
		}
		if (!this.dialog.isConnected || document.hidden) {
			this.stop();
			return;
		}
		this.stream.getVideoTracks()[0].addEventListener('ended',
		    () => this.fail('ended'));
		this.frame.replaceChildren();
		this.stage.hidden = false;
		this.stage.replaceChildren(this.video, this.frame);
		this.video.srcObject = this.stream;
	}

	// The first picture is there.
	async live() {
		if (!this.stream)
			return;
		const {videoWidth: width, videoHeight: height} = this.video;
		const {facingMode, deviceId} =
		    this.stream.getVideoTracks()[0].getSettings();
		const take = button('Ambil foto', () => this.take(), true);

		this.device = deviceId;
		this.video.classList.toggle('mirror', facingMode === 'user' ||
		    (!facingMode && this.kind === 'selfie'));
		this.frame.setAttribute('viewBox', `0 0 ${width} ${height}`);
		this.frame.replaceChildren(...overlay(this.kind, width, height));
		this.say(el('p', {}, kinds[this.kind].hint));
		const all = (await navigator.mediaDevices.enumerateDevices())
			.filter((d) => d.kind === 'videoinput');

		if (all.length > 1)
			this.offer(take, button('Ganti kamera', () =>
				this.next(all)));
		else
			this.offer(take);
	}

	next(all) {
		const at = all.findIndex((d) => d.deviceId === this.device);

		this.device = all[(at + 1) % all.length].deviceId;
		this.begin();
	}

	take() {
		this.taken = capture(this.kind, this.video);
		this.taken.setAttribute('role', 'img');
		this.taken.setAttribute('aria-label', 'Foto yang diambil');
		const warnings = judge(this.taken, this.kind);

		this.stop();
		this.stage.replaceChildren(this.taken);
		this.say(...warnings.map((w) =>
			el('p', {className: 'warn'}, icon('late'), ' ', w.text)));
		if (warnings.length === 0)
			this.say(el('p', {}, 'Sudah jelas? Semua tulisan dan ' +
			    'wajah harus terbaca.'));
		const use = button('Pakai foto ini', () => this.use(),
		    warnings.length === 0);
		const again = button('Ambil ulang', () => this.begin(),
		    warnings.length > 0);

		this.offer(...(warnings.length ? [again, use] : [use, again]));
	}

	async use() {
		this.close(await toFile(this.taken, `foto-${this.kind}`));
	}
}

// The photo as a file; 'file' where the person wants to choose one; null.
export function takePhoto(kind, title, challenge) {
	return new Promise((resolve) => {
		new Camera(kind, title, challenge, resolve);
	});
}
