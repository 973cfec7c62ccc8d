// copy.js - a button "Salin" beside every value marked data-copy.
const clipboard = navigator.clipboard;

function add(el) {
	const text = el.textContent.trim();
	const button = document.createElement('button');
	const label = el.parentElement.querySelector('dt');
	const hidden = document.createElement('span');
	const word = document.createElement('span');

	word.textContent = 'Salin';
	word.setAttribute('aria-live', 'polite');
	hidden.className = 'vh';
	hidden.textContent = label ? ' ' + label.textContent : ' tautan';
	button.type = 'button';
	button.className = 'copy';
	button.append(word, hidden);
	button.addEventListener('click', async () => {
		await clipboard.writeText(text);
		word.textContent = 'Tersalin';
		setTimeout(() => {
			word.textContent = 'Salin';
		}, 2000);
	});
	if (el.matches('dd'))
		el.append(' ', button);
	else
		el.after(button);
}

if (clipboard)
	document.querySelectorAll('[data-copy]').forEach(add);
