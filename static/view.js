// view.js - papers and photos under one glass: zoom, pan, rotation and
// brightness of all pictures of a [data-view] together, by mouse, touch and
// keyboard.  The style sheet draws what the custom properties say.
const root = document.querySelector('[data-view]');
const start = { zoom: 1, x: 0, y: 0, turn: 0, light: 1 };
const state = { ...start };
const touches = new Map();
const most = 8;

const clamp = (v, low, high) => Math.min(high, Math.max(low, v));
const frames = () => [...root.querySelectorAll('.frame')];

// How much a picture must shrink to fit its frame when it lies on its side.
function fit(image) {
	const { clientWidth: w, clientHeight: h } = image.parentElement;
	const { naturalWidth: a, naturalHeight: b } = image;

	if (state.turn % 180 === 0 || !a || !b)
		return 1;
	return Math.min(w / b, h / a) / Math.min(w / a, h / b);
}

function draw() {
	const box = frames()[0];

	if (!box)
		return;
	const reach = (side) => (state.zoom - 1) * side / 2 + side / 4;
	const set = (name, value) => root.style.setProperty(name, value);

	if (state.zoom === 1)
		state.x = state.y = 0;
	state.x = clamp(state.x, -reach(box.clientWidth),
		reach(box.clientWidth));
	state.y = clamp(state.y, -reach(box.clientHeight),
		reach(box.clientHeight));
	set('--x', `${state.x}px`);
	set('--y', `${state.y}px`);
	set('--z', state.zoom);
	set('--r', `${state.turn}deg`);
	set('--b', state.light);
	for (const image of root.querySelectorAll('.frame img'))
		image.style.setProperty('--f', fit(image));
	root.classList.toggle('zoomed', state.zoom > 1);
}

// Zoom so that the point (px, py) from the middle of a frame stays.
function zoom(factor, px = 0, py = 0) {
	const next = clamp(state.zoom * factor, 1, most);
	const by = next / state.zoom;

	state.x = px - (px - state.x) * by;
	state.y = py - (py - state.y) * by;
	state.zoom = next < 1.02 ? 1 : next;
}

function fromMiddle(frame, x, y) {
	const r = frame.getBoundingClientRect();

	return [x - r.left - r.width / 2, y - r.top - r.height / 2];
}

const acts = {
	'+': () => zoom(1.25),
	'-': () => zoom(0.8),
	r: () => { state.turn = (state.turn + 90) % 360; },
	b: () => { state.light = state.light > 1.7 ? 0.75 : state.light + 0.25; },
	0: () => Object.assign(state, start),
};
const arrows = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1],
	ArrowDown: [0, -1] };

function onKey(ev) {
	const key = ev.key === '=' ? '+' : ev.key.toLowerCase();
	const arrow = arrows[ev.key];

	if (ev.ctrlKey || ev.metaKey || ev.altKey || ev.defaultPrevented ||
	    root.hidden || ev.target.matches('textarea, select, dialog *, ' +
	    'input:not([type=radio], [type=checkbox])'))
		return;
	if (acts[key]) {
		acts[key]();
	} else if (arrow && (ev.shiftKey || 'arrows' in root.dataset) &&
	    state.zoom > 1 && !ev.target.matches('[type=radio]')) {
		state.x += arrow[0] * 60;
		state.y += arrow[1] * 60;
	} else {
		return;
	}
	ev.preventDefault();
	draw();
}

function onMove(ev) {
	const was = touches.get(ev.pointerId);

	if (!was)
		return;
	const other = [...touches].find(([id]) => id !== ev.pointerId)?.[1];

	if (other) {
		const [x, y] = fromMiddle(was.frame, (ev.clientX + other.x) / 2,
			(ev.clientY + other.y) / 2);

		zoom(Math.hypot(ev.clientX - other.x, ev.clientY - other.y) /
		    Math.max(1, Math.hypot(was.x - other.x, was.y - other.y)),
		x, y);
	}
	if (state.zoom > 1) {
		const share = other ? 0.5 : 1;

		state.x += (ev.clientX - was.x) * share;
		state.y += (ev.clientY - was.y) * share;
	}
	was.x = ev.clientX;
	was.y = ev.clientY;
	draw();
}

function onDown(ev) {
	const frame = ev.target.closest('.frame');

	if (!frame || ev.button !== 0)
		return;
	touches.set(ev.pointerId, { frame, x: ev.clientX, y: ev.clientY });
	frame.setPointerCapture(ev.pointerId);
	if (ev.pointerType === 'mouse')
		ev.preventDefault();
}

function onWheel(ev) {
	const frame = ev.target.closest('.frame');

	if (!frame)
		return;
	ev.preventDefault();
	zoom(Math.exp(-ev.deltaY / 400), ...fromMiddle(frame, ev.clientX,
		ev.clientY));
	draw();
}

function tools() {
	const bar = document.createElement('p');
	const names = { '+': 'Perbesar', '-': 'Perkecil', r: 'Putar',
		b: 'Terangkan', 0: 'Semula' };

	bar.className = 'links tools';
	for (const key of ['+', '-', 'r', 'b', '0']) {
		const button = document.createElement('button');
		const hint = document.createElement('kbd');

		button.type = 'button';
		hint.textContent = key;
		button.append(names[key], hint);
		button.addEventListener('click', () => {
			acts[key]();
			draw();
		});
		bar.append(button);
	}
	root.append(bar);
}

root.addEventListener('wheel', onWheel, { passive: false });
root.addEventListener('pointerdown', onDown);
root.addEventListener('pointermove', onMove);
for (const over of ['pointerup', 'pointercancel'])
	root.addEventListener(over, (ev) => touches.delete(ev.pointerId));
root.addEventListener('dblclick', (ev) => {
	const frame = ev.target.closest('.frame');

	if (!frame)
		return;
	if (state.zoom > 1)
		acts[0]();
	else
		zoom(2.5, ...fromMiddle(frame, ev.clientX, ev.clientY));
	draw();
});
// Another paper lies under the glass.
root.addEventListener('paper', () => {
	acts[0]();
	draw();
});
root.addEventListener('load', draw, true);
addEventListener('resize', draw);
document.addEventListener('keydown', onKey);
tools();
draw();
