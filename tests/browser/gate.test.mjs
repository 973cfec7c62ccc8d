// The gate for pictures: what it warns of, and what it lets pass; what of a
// photo leaves the device.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openContext, startBrowser } from './lib/chromium.mjs';
import { startProgram } from './lib/program.mjs';

let browser, program, page;

before(async () => {
	browser = await startBrowser();
	program = await startProgram();
	const { context } = await openContext(browser, { baseURL: program.url });

	page = await context.newPage();
	await page.goto('/trenggalek/');
	await page.addScriptTag({ url: '/static/gate.js', type: 'module' });
	await page.evaluate(pictures);
});
after(async () => {
	await browser?.close();
	await program?.stop();
});

// Runs in the page: window.draw makes a picture of a card, a face, a letter.
function pictures() {
	const canvasOf = (width, height) => Object.assign(
		document.createElement('canvas'), { width, height });

	function noise(canvas, sd) {
		const pen = canvas.getContext('2d');
		const all = pen.getImageData(0, 0, canvas.width, canvas.height);
		let seed = 7;
		const random = () => {
			seed = (seed * 1103515245 + 12345) % 2147483648;
			return seed / 2147483648;
		};

		for (let i = 0; i < all.data.length; i += 4) {
			const n = (random() + random() + random() - 1.5) * 2 * sd;

			for (let k = 0; k < 3; k++)
				all.data[i + k] += n;
		}
		pen.putImageData(all, 0, 0);
	}

	function lines(pen, w, h, size, n) {
		pen.fillStyle = '#1c2c40';
		pen.font = `${h * size}px sans-serif`;
		for (let i = 0; i < n; i++)
			pen.fillText('NIK 3399990411870001 CITRA CONTOH LESTARI',
				w * 0.1, h * (0.15 + i * 0.7 / n));
	}

	function ellipse(pen, w, h, x, y, rx, ry, colour) {
		pen.fillStyle = colour;
		pen.beginPath();
		pen.ellipse(x * w, y * h, rx * w, ry * h, 0, 0, 7);
		pen.fill();
	}

	const things = {
		card(pen, w, h) {
			pen.fillStyle = '#777';
			pen.fillRect(0, 0, w, h);
			pen.fillStyle = '#cfe0ec';
			pen.fillRect(w * 0.05, h * 0.05, w * 0.9, h * 0.9);
			lines(pen, w, h, 0.045, 10);
		},
		letter(pen, w, h) {
			pen.fillStyle = '#fff';
			pen.fillRect(0, 0, w, h);
			lines(pen, w, h, 0.014, 30);
		},
		face(pen, w, h) {
			const part = (...a) => ellipse(pen, w, h, ...a);

			pen.fillStyle = '#a8a090';
			pen.fillRect(0, 0, w, h);
			part(0.5, 1.05, 0.45, 0.4, '#405878');
			part(0.5, 0.42, 0.22, 0.26, '#c89a78');
			part(0.5, 0.22, 0.2, 0.1, '#30241e');
			part(0.42, 0.4, 0.03, 0.012, '#30241e');
			part(0.58, 0.4, 0.03, 0.012, '#30241e');
			part(0.5, 0.55, 0.06, 0.015, '#a86858');
		},
	};

	function shine(pen, w, h, radius) {
		const light = pen.createRadialGradient(w * 0.45, h * 0.5, 0,
			w * 0.45, h * 0.5, h * radius);

		light.addColorStop(0, '#fff');
		light.addColorStop(0.7, '#fff');
		light.addColorStop(1, '#fff0');
		pen.fillStyle = light;
		pen.fillRect(0, 0, w, h);
	}

	// blur: share of the width; light: 0 to 1; glare: share of the height.
	window.draw = ({ thing, w, h, blur = 0, light = 1, glare = 0 }) => {
		const canvas = canvasOf(w, h);
		const pen = canvas.getContext('2d');

		pen.filter = `blur(${blur * w}px)`;
		things[thing](pen, w, h);
		pen.filter = 'none';
		if (glare)
			shine(pen, w, h, glare);
		pen.fillStyle = `rgb(0 0 0 / ${1 - light})`;
		pen.fillRect(0, 0, w, h);
		noise(canvas, 4);
		return canvas;
	};
}

const phone = { w: 2400, h: 1512 };
const webcam = { w: 1280, h: 806 };
const vga = { w: 640, h: 404 };
const portrait = { w: 1200, h: 1600 };

// [name, kind, picture, warnings]
const pictureRows = [
	['a card in focus', 'ktp', { thing: 'card', ...phone }, ''],
	['a card by a webcam', 'ktp', { thing: 'card', ...webcam }, ''],
	['a card a little soft', 'ktp',
		{ thing: 'card', ...phone, blur: 0.001 }, ''],
	['a blurred card', 'ktp', { thing: 'card', ...phone, blur: 0.003 }, 'blur'],
	['a blurred card by a webcam', 'ktp',
		{ thing: 'card', ...webcam, blur: 0.003 }, 'blur'],
	['a very blurred card', 'ktp',
		{ thing: 'card', ...phone, blur: 0.01 }, 'blur'],
	['a card in half the light', 'ktp',
		{ thing: 'card', ...phone, light: 0.5 }, ''],
	['a dark card', 'ktp', { thing: 'card', ...phone, light: 0.2 }, 'dark'],
	['a black picture', 'ktp', { thing: 'card', ...phone, light: 0 }, 'dark'],
	['a small reflection', 'ktp',
		{ thing: 'card', ...phone, glare: 0.05 }, ''],
	['a large reflection', 'ktp',
		{ thing: 'card', ...phone, glare: 0.2 }, 'glare'],
	['a small card', 'ktp', { thing: 'card', ...vga }, 'small'],
	['a face in focus', 'selfie', { thing: 'face', ...portrait }, ''],
	['a blurred face', 'selfie',
		{ thing: 'face', ...portrait, blur: 0.01 }, 'blur'],
	['a face in the dark', 'selfie',
		{ thing: 'face', ...portrait, light: 0.3 }, 'dark'],
	['a face before a lamp', 'selfie',
		{ thing: 'face', ...portrait, glare: 0.3 }, 'glare'],
	['a small face', 'selfie', { thing: 'face', w: 240, h: 320 }, 'small'],
	['a letter on white paper', 'paper',
		{ thing: 'letter', w: 1700, h: 2400 }, ''],
	['a blurred letter', 'paper',
		{ thing: 'letter', w: 1700, h: 2400, blur: 0.004 }, 'blur'],
	['two faults', 'ktp', { thing: 'card', ...vga, light: 0.2 }, 'small,dark'],
	['a single pixel', 'ktp', { thing: 'card', w: 1, h: 1 }, 'small'],
];

test('what the gate says', async (t) => {
	for (const [name, kind, picture, wanted] of pictureRows)
		await t.test(name, async () => {
			const { codes, texts, measured } = await page.evaluate(
				async ([picture, kind]) => {
					const gate = await import('/static/gate.js');
					const canvas = window.draw(picture);
					const all = gate.judge(canvas, kind);

					return { codes: all.map((w) => w.code).join(),
						texts: all.map((w) => w.text),
						measured: gate.measure(canvas) };
				}, [picture, kind]);

			assert.equal(codes, wanted, JSON.stringify(measured));
			for (const text of texts)
				assert.match(text, /^[A-Z].*\.$/);
		});
});

// A JPEG as a phone makes it: lying on its side, with EXIF that says so.
function exif(orientation) {
	const tiff = Buffer.alloc(26);

	tiff.write('MM\0*', 0, 'latin1');
	tiff.writeUInt32BE(8, 4);
	tiff.writeUInt16BE(1, 8);
	tiff.writeUInt16BE(0x0112, 10);
	tiff.writeUInt16BE(3, 12);
	tiff.writeUInt32BE(1, 14);
	tiff.writeUInt16BE(orientation, 18);
	const head = Buffer.from([0xff, 0xe1, 0, 2 + 6 + tiff.length]);

	return [...head, ...Buffer.from('Exif\0\0', 'latin1'), ...tiff];
}

test('a photo leaves the device upright, small, without EXIF', async () => {
	const r = await page.evaluate(async (exif) => {
		const gate = await import('/static/gate.js');
		// Above red, below blue; stored a quarter to the left.
		const canvas = Object.assign(document.createElement('canvas'),
			{ width: 4000, height: 3000 });
		const pen = canvas.getContext('2d');

		pen.fillStyle = '#f00';
		pen.fillRect(0, 0, 2000, 3000);
		pen.fillStyle = '#00f';
		pen.fillRect(2000, 0, 2000, 3000);
		const blob = await new Promise((resolve) =>
			canvas.toBlob(resolve, 'image/jpeg'));
		const bytes = new Uint8Array(await blob.arrayBuffer());
		const photo = new File([bytes.slice(0, 2), new Uint8Array(exif),
			bytes.slice(2)], 'IMG_1.png.jpeg', { type: 'image/jpeg' });
		const opened = await gate.open(photo);
		const file = await gate.toFile(opened, photo.name);
		const back = await createImageBitmap(file);
		const pixel = (y) => [...opened.getContext('2d').getImageData(
			opened.width / 2, y, 1, 1).data];
		const sent = new Uint8Array(await file.arrayBuffer());

		return { width: back.width, height: back.height, name: file.name,
			type: file.type, above: pixel(10),
			below: pixel(opened.height - 10),
			marker: String.fromCharCode(...sent.slice(0, 400))
				.includes('Exif') };
	}, exif(6));

	assert.equal(r.marker, false, 'no EXIF is left');
	assert.deepEqual([r.width, r.height], [1800, 2400]);
	assert.equal(r.name, 'IMG_1.png.jpg');
	assert.equal(r.type, 'image/jpeg');
	assert.ok(r.above[0] > 200 && r.above[2] < 50, `above ${r.above}`);
	assert.ok(r.below[2] > 200 && r.below[0] < 50, `below ${r.below}`);
});

test('what is no picture is left to the server', async () => {
	assert.equal(await page.evaluate(async () => {
		const gate = await import('/static/gate.js');

		return gate.open(new File(['text'], 'a.jpg',
			{ type: 'image/jpeg' }));
	}), null);
});
