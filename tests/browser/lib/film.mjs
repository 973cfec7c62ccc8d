// What a made-up camera sees: films of one picture for Chromium.
import { writeFileSync } from 'node:fs';
import { card, face } from './papers.mjs';

const WIDTH = 1280;
const HEIGHT = 720;
const CARD = 85.6 / 53.98;

// Every pixel of colour(x, y), both 0 to 1, as [luma, blue, red].
function pixels(colour) {
	const out = [];

	for (let y = 0; y < HEIGHT; y++)
		for (let x = 0; x < WIDTH; x++) {
			const [r, g, b] = colour((x + 0.5) / WIDTH,
				(y + 0.5) / HEIGHT);
			const luma = 0.299 * r + 0.587 * g + 0.114 * b;

			out.push([luma, 128 + (b - luma) * 0.564,
				128 + (r - luma) * 0.713]);
		}
	return out;
}

function frame(all) {
	const n = WIDTH * HEIGHT;
	const out = Buffer.alloc(n * 3 / 2);
	let at = n;

	for (let i = 0; i < n; i++)
		out[i] = all[i][0];
	for (const part of [1, 2])
		for (let y = 0; y < HEIGHT; y += 2)
			for (let x = 0; x < WIDTH; x += 2)
				out[at++] = all[y * WIDTH + x][part];
	return out;
}

// Mean of (2 * radius + 1) pixels in a row and in a column.
function blurred(all, radius) {
	const clamp = (v, most) => Math.max(0, Math.min(most - 1, v));
	const along = (from, dx, dy) => from.map((_, i) => {
		const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
		const sum = [0, 0, 0];

		for (let k = -radius; k <= radius; k++) {
			const p = from[clamp(y + k * dy, HEIGHT) * WIDTH +
				clamp(x + k * dx, WIDTH)];

			for (let c = 0; c < 3; c++)
				sum[c] += p[c] / (2 * radius + 1);
		}
		return sum;
	});

	return along(along(all, 1, 0), 0, 1);
}

const table = [146, 140, 130];

// The card fills the frame that the page draws over the picture.
function cardOnTable(x, y) {
	const h = 0.9;
	const w = h * CARD * HEIGHT / WIDTH;
	const cx = (x - (1 - w) / 2) / w;
	const cy = (y - (1 - h) / 2) / h;
	const on = cx > 0 && cx < 1 && cy > 0 && cy < 1;

	return on ? card(cx, cy) : table;
}

function person(x, y) {
	const fx = (x - 0.5) * WIDTH / HEIGHT / 0.9 + 0.5;

	return fx > 0 && fx < 1 ? face(fx, y, [206, 198, 182]) : [206, 198, 182];
}

const films = {
	card: () => pixels(cardOnTable),
	'blurred card': () => blurred(pixels(cardOnTable), 8),
	face: () => pixels(person),
};

// Writes the film of that name to a file *.y4m.
export function writeFilm(name, file) {
	const one = frame(films[name]());

	writeFileSync(file, Buffer.concat([
		Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 ` +
			'C420jpeg\n'),
		...[1, 2, 3].flatMap(() => [Buffer.from('FRAME\n'), one])]));
}
