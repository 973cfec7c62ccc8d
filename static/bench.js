// bench.js - the desks of the verifier: papers open beside the list on wide
// screens, progress is counted, two photos zoom and turn together.
const viewer = document.querySelector('[data-viewer]');
const progress = document.querySelector('[data-progress]');
const photos = document.querySelector('[data-photos]');

function show(ev) {
	const a = ev.target.closest('a[data-image]');

	if (!a || ev.ctrlKey || ev.metaKey || innerWidth <= 720)
		return;
	ev.preventDefault();
	const image = document.createElement('img');

	image.src = a.href;
	image.alt = a.textContent.trim();
	viewer.replaceChildren(image);
	viewer.hidden = false;
	viewer.scrollIntoView({block: 'nearest'});
}

function groups() {
	return [...document.querySelectorAll('.check fieldset')].filter((f) =>
	    f.querySelector('input[type=radio]'));
}

function count() {
	const all = groups();
	const n = all.filter((f) => f.querySelector(':checked')).length;

	progress.textContent = `${n} dari ${all.length} syarat diperiksa`;
	progress.hidden = all.length === 0;
}

function controls() {
	const state = {zoom: 1, turn: 0};
	const bar = document.createElement('p');
	const apply = () => {
		for (const image of photos.querySelectorAll('img')) {
			image.style.transform = `scale(${state.zoom}) ` +
			    `rotate(${state.turn}deg)`;
		}
	};
	const add = (label, act) => {
		const button = document.createElement('button');

		button.type = 'button';
		button.textContent = label;
		button.addEventListener('click', () => {
			act();
			apply();
		});
		bar.append(button);
	};

	bar.className = 'links';
	add('Perbesar', () => {
		state.zoom = Math.min(4, state.zoom * 1.25);
	});
	add('Perkecil', () => {
		state.zoom = Math.max(1, state.zoom / 1.25);
	});
	add('Putar', () => {
		state.turn = (state.turn + 90) % 360;
	});
	photos.after(bar);
}

if (viewer)
	document.querySelector('[data-bench]').addEventListener('click', show);
if (progress) {
	document.addEventListener('change', count);
	count();
}
if (photos)
	controls();
