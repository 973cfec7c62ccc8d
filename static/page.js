// page.js - makes the parts of a page: elements, icons, buttons, sizes.
const sprite = document.querySelector('use')?.getAttribute('href')
	.split('#')[0];

// el('p', {className: 'err', hidden: true}, 'text', child)
export function el(name, properties = {}, ...children) {
	const one = Object.assign(document.createElement(name), properties);

	one.append(...children);
	return one;
}

export function svg(name, attributes = {}, ...children) {
	const one = document.createElementNS('http://www.w3.org/2000/svg', name);

	for (const [key, value] of Object.entries(attributes))
		one.setAttribute(key, value);
	one.append(...children);
	return one;
}

export function icon(name, big) {
	return svg('svg', {class: big ? 'i big' : 'i', 'aria-hidden': 'true'},
	    svg('use', {href: `${sprite}#${name}`}));
}

export function button(label, act, primary) {
	const one = el('button', {type: 'button', className: primary ?
	    'btn primary' : 'btn'}, label);

	one.addEventListener('click', act);
	return one;
}

// Words that only a screen reader says.
export function spoken(text) {
	return el('span', {className: 'vh'}, text);
}

export function size(n) {
	const big = n >= 1048576;
	const value = big ? n / 1048576 : Math.max(1, n / 1024);

	return value.toLocaleString('id', {maximumFractionDigits:
		big && value < 10 ? 1 : 0}) + (big ? ' MB' : ' KB');
}
