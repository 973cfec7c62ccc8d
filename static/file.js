// file.js - looks at a chosen file before it is sent: type, size, preview.
// The server checks everything again.
function fits(file, accept) {
	const name = file.name.toLowerCase();

	return accept.split(',').map((s) => s.trim().toLowerCase()).some((a) =>
	    a === '' || (a.startsWith('.') && name.endsWith(a)) ||
	    (a.endsWith('/*') && file.type.startsWith(a.slice(0, -1))) ||
	    a === file.type);
}

function megabytes(n) {
	return (n / 1048576).toLocaleString('id',
	    {maximumFractionDigits: 1}) + ' MB';
}

function complaint(input, file) {
	const max = Number(input.dataset.max || 0);

	if (!fits(file, input.accept))
		return 'Jenis berkas ini tidak diterima. Pilih berkas lain.';
	if (max > 0 && file.size > max)
		return `Berkas paling besar ${megabytes(max)}; ` +
		    `yang dipilih ${megabytes(file.size)}.`;
	if (file.size === 0)
		return 'Berkas ini kosong. Pilih berkas lain.';
	return '';
}

// On a canvas, because the page allows images from this server only.
async function draw(canvas, file) {
	canvas.hidden = true;
	if (!file || !file.type.startsWith('image/'))
		return;
	try {
		const image = await createImageBitmap(file);
		const scale = Math.min(1, 384 / Math.max(image.width,
		    image.height));

		canvas.width = image.width * scale;
		canvas.height = image.height * scale;
		canvas.getContext('2d').drawImage(image, 0, 0, canvas.width,
		    canvas.height);
		canvas.hidden = false;
	} catch {
		canvas.hidden = true;
	}
}

for (const input of document.querySelectorAll('input[type=file]')) {
	const canvas = document.createElement('canvas');
	const said = document.createElement('p');

	canvas.className = 'preview';
	canvas.hidden = true;
	said.className = 'err';
	said.setAttribute('role', 'alert');
	input.after(said, canvas);
	input.addEventListener('change', () => {
		const file = input.files[0];
		const text = file ? complaint(input, file) : '';

		said.textContent = text;
		input.setCustomValidity(text);
		draw(canvas, text ? null : file);
	});
}
