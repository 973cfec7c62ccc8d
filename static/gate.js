// gate.js - looks at a picture before it leaves the device: turns it upright,
// makes it small enough, leaves out where and with what it was taken, and
// warns in plain words of what the verifier could not read.  A warning never
// decides; the person does.
export const LONG_SIDE = 2400; // pixels, at most
export const QUALITY = 0.9;    // of the JPEG that is sent

// A picture is judged at this size, so that one threshold fits all cameras.
const JUDGED = 1000;
const TILES = 10;
// Detail of the sharpest parts.  Print in focus has 150 to 1000, print that
// can no longer be read under 40; a face in focus has over 10.
export const BLUR = {ktp: 60, selfie: 6, paper: 40};
export const DARK = 60;       // mean lightness of the middle, of 255
export const SATURATED = 250; // lightness at which nothing can be read
// Share of the middle that may be saturated; on paper white is no glare.
export const GLARE = {ktp: 0.03, selfie: 0.12};
// Pixels of the longer side.
export const SMALL = {ktp: 800, selfie: 600, paper: 1000};

const words = {
	blur: 'Foto tampak buram. Tahan kamera sampai diam dan gambar tajam.',
	dark: 'Foto terlalu gelap. Cari tempat yang lebih terang.',
	glare: 'Ada pantulan cahaya. Miringkan sedikit, atau jauhkan dari ' +
	    'lampu.',
};

function draw(source, width, height, scale) {
	const canvas = document.createElement('canvas');

	canvas.width = Math.max(1, Math.round(width * scale));
	canvas.height = Math.max(1, Math.round(height * scale));
	const pen = canvas.getContext('2d', {willReadFrequently: true});

	pen.imageSmoothingQuality = 'high';
	pen.fillStyle = '#fff';
	pen.fillRect(0, 0, canvas.width, canvas.height);
	pen.drawImage(source, 0, 0, canvas.width, canvas.height);
	return canvas;
}

// A canvas with the picture upright and small enough; null if the browser
// cannot read it.  The server judges such a file.
export async function open(file) {
	try {
		const image = await createImageBitmap(file,
		    {imageOrientation: 'from-image'});
		const long = Math.max(image.width, image.height);
		const canvas = draw(image, image.width, image.height,
		    Math.min(1, LONG_SIDE / long));

		image.close();
		return canvas;
	} catch {
		return null;
	}
}

// The picture as it is sent.
export function toFile(canvas, name) {
	return new Promise((resolve) => canvas.toBlob((blob) => resolve(
	    new File([blob], name.replace(/\.[^.]*$/, '') + '.jpg',
		{type: 'image/jpeg'})), 'image/jpeg', QUALITY));
}

// Lightness of every pixel, 0 to 255.
function lightness(canvas) {
	const {data} = canvas.getContext('2d').getImageData(0, 0,
	    canvas.width, canvas.height);
	const out = new Float32Array(data.length / 4);

	for (let i = 0, k = 0; i < out.length; i++, k += 4)
		out[i] = 0.299 * data[k] + 0.587 * data[k + 1] +
		    0.114 * data[k + 2];
	return out;
}

// Each pixel the mean of itself and its neighbours: takes noise away that
// would pass for detail.
function smooth(light, width) {
	const rows = new Float32Array(light.length);
	const out = new Float32Array(light.length);

	for (let i = 1; i < light.length - 1; i++)
		rows[i] = (light[i - 1] + light[i] + light[i + 1]) / 3;
	for (let i = width; i < light.length - width; i++)
		out[i] = (rows[i - width] + rows[i] + rows[i + width]) / 3;
	return out;
}

// Variance of the Laplacian in one part of the picture.
function detail(light, width, x0, y0, x1, y1) {
	let sum = 0;
	let squares = 0;

	for (let y = y0; y < y1; y++)
		for (let x = x0; x < x1; x++) {
			const i = y * width + x;
			const l = light[i - width] + light[i + width] +
			    light[i - 1] + light[i + 1] - 4 * light[i];

			sum += l;
			squares += l * l;
		}
	const n = (x1 - x0) * (y1 - y0);

	return squares / n - (sum / n) ** 2;
}

// The sharpest tenth of the tiles beside the smoothest, which show only
// noise: a sharp face before a soft wall is sharp.
function sharpness(light, width, height) {
	const calm = smooth(light, width);
	const all = [];
	const at = (size, i) => 2 + Math.floor((size - 4) * i / TILES);

	for (let ty = 0; ty < TILES; ty++)
		for (let tx = 0; tx < TILES; tx++)
			all.push(detail(calm, width, at(width, tx),
			    at(height, ty), at(width, tx + 1),
			    at(height, ty + 1)));
	all.sort((a, b) => a - b);
	const tenth = all.length / 10;
	const mean = (part) => part.reduce((a, b) => a + b) / part.length;

	return mean(all.slice(-tenth)) - mean(all.slice(0, tenth));
}

// Mean lightness and saturated share of the middle.
function middle(light, width, height) {
	const part = 0.15;
	let n = 0;
	let sum = 0;
	let white = 0;

	for (let y = Math.ceil(height * part); y < height * (1 - part); y++)
		for (let x = Math.ceil(width * part); x < width * (1 - part); x++) {
			const l = light[y * width + x];

			n++;
			sum += l;
			if (l >= SATURATED)
				white++;
		}
	return {mean: sum / n, saturated: white / n};
}

export function measure(canvas) {
	const long = Math.max(canvas.width, canvas.height);
	const {width, height} = canvas;
	const small = draw(canvas, width, height, Math.min(1, JUDGED / long));
	const light = lightness(small);

	return {long, width, height,
		sharp: sharpness(light, small.width, small.height),
		...middle(light, small.width, small.height)};
}

// kind: 'ktp', 'selfie', 'paper'.  The warnings, [{code, text}].
export function judge(canvas, kind) {
	const m = measure(canvas);
	const out = [];
	const warn = (code, text) => out.push({code, text});

	if (m.long < SMALL[kind])
		warn('small', `Foto terlalu kecil: ${m.width} × ${m.height} ` +
		    `piksel; ${kind === 'selfie' ? 'wajah' : 'tulisan'} ` +
		    'mungkin tidak terlihat jelas.');
	if (m.mean < DARK)
		warn('dark', words.dark);
	else if (m.sharp < BLUR[kind])
		warn('blur', words.blur);
	if (m.saturated > (GLARE[kind] ?? 1))
		warn('glare', words.glare);
	return out;
}
