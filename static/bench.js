// bench.js - the desks of the verifier: one requirement open at a time with
// its paper beside it, verdicts and reasons by keys.  Without this script
// the same form lies there as a list.
const bench = document.querySelector('[data-bench]');
const form = bench.closest('form') ?? bench.querySelector('form');
const help = document.querySelector('[data-keys]');
const wide = matchMedia('(min-width: 721px)');
let asked = null; // the select whose reason the next number chooses
let byPointer = false; // the last change was made by pointer, not by keys

const button = (name) =>
	form.querySelector(`button[name=outcome][value=${name}]`);
const make = (tag, className, ...content) => {
	const el = document.createElement(tag);

	el.className = className;
	el.append(...content);
	return el;
};

// The reasons of a select as numbered buttons after it.
function addReasons(select) {
	const list = make('ol', 'plain reasons');

	[...select.options].filter((o) => o.value).forEach((o, i) => {
		const b = make('button', '', make('kbd', '', `${i + 1}`), o.label);

		b.type = 'button';
		b.addEventListener('click', () => choose(select, i + 1));
		list.append(make('li', '', b));
	});
	select.closest('.field').append(list);
	select.addEventListener('change', () => mark(select));
	mark(select);
}

function mark(select) {
	const chosen = select.selectedIndex -
	    (select.options[0].value ? 0 : 1);

	select.closest('.field').querySelectorAll('.reasons button')
		.forEach((b, i) => b.setAttribute('aria-pressed', i === chosen));
}

function choose(select, n) {
	const options = [...select.options].filter((o) => o.value);

	if (!options[n - 1])
		return;
	select.value = select.value === options[n - 1].value && !asked ? '' :
		options[n - 1].value;
	select.dispatchEvent(new Event('change', { bubbles: true }));
}

function note() {
	form.querySelector('[name=alasan]').focus();
}

// --- checking ---------------------------------------------------------------

const check = {
	items: [], at: -1, paper: 0,

	init() {
		this.viewer = document.querySelector('[data-viewer]');
		this.progress = document.querySelector('[data-progress]');
		this.items = [...form.querySelectorAll('[data-item]')];
		this.items.forEach((item, i) => this.prepare(item, i));
		bench.classList.add('on');
		this.count();
		form.addEventListener('change', (ev) => this.changed(ev));
		wide.addEventListener('change', () => this.show());
		this.open(Math.max(0, this.next(-1)), false);
	},

	prepare(item, i) {
		const h = item.querySelector('h2');
		const b = make('button', 'fold', make('span', '', ...h.childNodes),
			make('span', 'verdict'));

		b.type = 'button';
		b.addEventListener('click', () => this.open(i));
		h.replaceChildren(b);
		addReasons(item.querySelector('select'));
		item.querySelectorAll('[data-paper]').forEach((a, k) =>
			a.addEventListener('click', (ev) => {
				if (!wide.matches || ev.ctrlKey || ev.metaKey)
					return;
				ev.preventDefault();
				this.paper = k;
				this.show();
			}));
		this.state(item);
	},

	verdict: (item) => item.querySelector(':checked[type=radio]')?.value ?? '',
	select: (item) => item.querySelector('select'),
	judged(item) {
		const v = this.verdict(item);

		return v === 'good' || (v === 'wrong' &&
		    (this.select(item).value || form.alasan?.value));
	},

	// The verdict in the head of a closed item.
	state(item) {
		const v = this.verdict(item);
		const text = { good: 'Sesuai', wrong: 'Tidak sesuai' }[v] ??
		    'Belum diperiksa';
		const el = item.querySelector('.verdict');

		item.dataset.verdict = v;
		el.textContent = text;
		if (v === 'wrong' && this.select(item).value)
			el.append(make('small', '', this.select(item).value));
	},

	count() {
		const n = this.items.filter((i) => this.judged(i)).length;

		this.progress.textContent =
		    `${n} dari ${this.items.length} syarat diperiksa`;
		this.progress.hidden = false;
	},

	// The next item without a verdict, else -1.
	next(from) {
		const n = this.items.length;

		for (let k = 1; k <= n; k++) {
			const i = (from + k + n) % n;

			if (!this.judged(this.items[i]))
				return i;
		}
		return -1;
	},

	open(i, focus = true) {
		this.items[this.at]?.classList.remove('open');
		this.at = i;
		this.paper = 0;
		asked = null;
		this.items.forEach((item, k) => item.querySelector('.fold')
			.setAttribute('aria-expanded', k === i));
		const item = this.items[i];

		item.classList.add('open');
		if (this.verdict(item) === 'wrong' && !this.select(item).value)
			asked = this.select(item);
		this.show();
		if (!focus)
			return;
		item.querySelector('fieldset').focus({ preventScroll: true });
		item.scrollIntoView({ block: 'nearest' });
	},

	// The paper of the open item, beside it or, on a phone, inside it.
	show() {
		const item = this.items[this.at];
		const papers = [...item.querySelectorAll('[data-paper]')];
		const a = papers[this.paper];

		papers.forEach((p, k) => {
			p.ariaCurrent = k === this.paper && wide.matches ? 'true' :
				null;
		});
		this.viewer.querySelector('.frame, iframe')?.remove();
		this.viewer.hidden = !a || (!wide.matches &&
		    !('image' in a.dataset));
		if (wide.matches)
			document.querySelector('.bench > aside')
				.prepend(this.viewer);
		else
			item.querySelector('fieldset').before(this.viewer);
		if (this.viewer.hidden)
			return;
		const title = a.querySelector('b').textContent;
		let el;

		if ('image' in a.dataset) {
			const image = make('img', '');

			image.src = a.href;
			image.alt = title;
			image.draggable = false;
			el = make('div', 'frame', image);
		} else {
			el = make('iframe', '');
			el.src = `${a.href}#navpanes=0&view=FitH`;
			el.title = title;
		}
		this.viewer.classList.toggle('pdf', !('image' in a.dataset));
		this.viewer.prepend(el);
		this.viewer.dispatchEvent(new Event('paper'));
	},

	// To the next item that needs a verdict; after the last, to the button.
	advance() {
		const i = this.next(this.at);

		if (i >= 0)
			this.open(i);
		else
			this.finish();
	},

	finish() {
		const tick = form.querySelector(
			'[name=sudah_dicocokkan][type=checkbox]');
		const wrong = this.items.some((i) => this.verdict(i) === 'wrong');
		const end = button(wrong ? 'incomplete' : 'complete');

		this.items[this.at]?.classList.remove('open');
		(tick && !tick.checked && !wrong ? tick : end)?.focus();
	},

	changed(ev) {
		const item = ev.target.closest('[data-item]');

		this.count();
		if (ev.target.name === 'sudah_dicocokkan' && ev.target.checked)
			button('complete')?.focus();
		if (!item)
			return;
		this.state(item);
		asked = this.verdict(item) === 'wrong' &&
		    !this.select(item).value ? this.select(item) : null;
		if (byPointer && this.judged(item))
			this.advance();
	},

	judge(value) {
		const item = this.items[this.at];
		const radio = item.querySelector(`[type=radio][value=${value}]`);

		if (value === 'good')
			this.select(item).value = '';
		radio.checked = true;
		radio.dispatchEvent(new Event('change', { bubbles: true }));
		if (value === 'good')
			this.advance();
		else
			asked = this.select(item);
	},

	key(key) {
		const n = this.items.length;
		const open = this.items[this.at];
		const papers = open.querySelectorAll('[data-paper]').length;
		const turn = (by) => {
			this.paper = (this.paper + by + papers) % papers;
			this.show();
		};

		if (asked && /^[1-9]$/.test(key)) {
			choose(asked, Number(key));
			if (this.judged(open))
				this.advance();
		} else if (key === '1' || key === '2') {
			this.judge(key === '1' ? 'good' : 'wrong');
		} else if (key === 'j' || key === 'ArrowDown') {
			this.open(Math.min(n - 1, this.at + 1));
		} else if (key === 'k' || key === 'ArrowUp') {
			this.open(Math.max(0, this.at - 1));
		} else if (key === 'Enter') {
			this.advance();
		} else if (key === 'ArrowRight' && papers > 1) {
			turn(1);
		} else if (key === 'ArrowLeft' && papers > 1) {
			turn(-1);
		} else if (key === 'c') {
			form.querySelector('[name=sudah_dicocokkan][type=checkbox]')
				?.click();
		} else if (key === 's') {
			this.finish();
		} else if (key === 'Escape') {
			asked = null;
		} else {
			return false;
		}
		return true;
	},
};

// --- matching ---------------------------------------------------------------

const match = {
	init() {
		this.ticks = [...form.querySelectorAll('[name^=cocok_]')];
		form.querySelectorAll('figure select').forEach(addReasons);
		this.ticks.forEach((tick, i) => tick.parentElement
			.append(make('kbd', '', `${i + 1}`)));
		bench.classList.add('on');
		form.addEventListener('change', () => this.mark());
		this.mark();
	},

	mark() {
		for (const figure of form.querySelectorAll('figure'))
			figure.classList.toggle('wrong',
				figure.querySelector('select').value !== '' ||
				asked === figure.querySelector('select'));
	},

	ask(name) {
		asked = form.elements[name];
		this.mark();
		asked.closest('figure').scrollIntoView({ block: 'nearest' });
	},

	key(key) {
		const n = Number(key);
		const to = { c: 'matched', t: 'mismatched', m: 'doubt' }[key];

		if (asked && n >= 1 && n < asked.options.length) {
			choose(asked, n);
			asked = null;
			this.mark();
			button('mismatched').focus();
		} else if (asked && (key === '0' || key === 'Escape')) {
			asked.value = '';
			asked.dispatchEvent(new Event('change', { bubbles: true }));
			asked = null;
			this.mark();
		} else if (this.ticks[n - 1]) {
			this.ticks[n - 1].click();
			if (this.ticks.every((t) => t.checked))
				button('matched').focus();
		} else if (key === 'k' || key === 's') {
			this.ask(key === 'k' ? 'sebab_ktp' : 'sebab_selfie');
		} else if (to) {
			button(to)?.focus();
		} else {
			return false;
		}
		return true;
	},
};

// --- both -------------------------------------------------------------------

function onKey(ev) {
	const { target } = ev;
	const typing = target.matches('textarea, select, dialog *, ' +
	    'input:not([type=radio], [type=checkbox])');

	if (ev.ctrlKey || ev.metaKey || ev.altKey)
		return;
	if (typing) {
		if (ev.key === 'Escape' && target.matches('textarea'))
			target.blur();
		return;
	}
	if (ev.key === '?' || ev.key === 'n') {
		if (ev.key === '?')
			help.showModal();
		else
			note();
		ev.preventDefault();
		return;
	}
	// Keys that already do something where the focus is.
	if ((ev.key === 'Enter' || ev.key === ' ') &&
	    target.matches('button, a, summary, [type=checkbox]'))
		return;
	if (ev.shiftKey || (ev.key.startsWith('Arrow') &&
	    target.matches('[type=radio]')))
		return;
	if (desk.key(ev.key))
		ev.preventDefault();
}

const desk = bench.dataset.bench === 'check' ? check : match;
const hint = make('button', 'hint', 'Tombol ', make('kbd', '', '?'));

hint.type = 'button';
hint.addEventListener('click', () => help.showModal());
form.querySelector('.actions').append(hint);
addEventListener('pointerdown', () => { byPointer = true; }, true);
addEventListener('keydown', () => { byPointer = false; }, true);
desk.init();
document.addEventListener('keydown', onKey);
