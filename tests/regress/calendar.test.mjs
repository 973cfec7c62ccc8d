// The commands on calendars.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Command, change, offices } from './lib/command.mjs';

let c, dir;
const paraf = (...args) => c.paraf(...args);
const ok = (...args) => c.ok(...args);
const officeCopy = (...args) => c.officeCopy(...args);

before(() => {
	c = new Command();
	({ dir } = c);
	ok('tenant', 'load', `${offices}/kudus`, `${offices}/tapin`);
});
after(() => dir.remove());

describe('calendar', () => {
	const shipped = ['2026', '2027'].map((y) => `deploy/calendar/${y}.yaml`);

	function calendarCopy(year) {
		const file = path.join(dir.dir, `${year}.yaml`);
		cpSync(`deploy/calendar/${year}.yaml`, file);
		return file;
	}

	test('check says what is a guess', () => {
		const r = paraf(['calendar', 'check', ...shipped]);
		assert.equal(r.status, 0);
		assert.match(r.out, /^2026: 17 hari libur nasional, 8 cuti bersama/m);
		assert.match(r.out, /^2027: .*perkiraan$/m);
		assert.match(r.out, /2027.yaml:\d+:\d+: peringatan: Idulfitri .* SKB\.$/m);
		assert.doesNotMatch(r.out, /galat/);
	});
	test('a mistake is told with its place, and nothing is loaded', () => {
		const file = calendarCopy(2026);
		change(file, '2026-08-17', '2026-08-32');
		const r = paraf(['calendar', 'load', shipped[1], file]);
		assert.equal(r.status, 1);
		assert.match(r.out, /2026.yaml:\d+:15: galat: Tanggal "2026-08-32"/);
		assert.match(r.err, /belum dapat dimuat/);
		assert.doesNotMatch(ok('calendar', 'show', 'kudus'), /^20\d\d-/m);
	});
	test('load is for every office', () => {
		const out = ok('calendar', 'load', ...shipped);
		assert.match(out, /^2026: 17 .*\n2027: /m);
		assert.match(out, /^kudus: 0 dari 0 tenggat berubah$/m);
		assert.match(out, /^tapin: /m);
		const year = ok('calendar', 'show', 'kudus', '2026');
		assert.match(year, /^Jumat +07.30-16.30, istirahat 11.30-13.00$/m);
		assert.match(year, /^2026-08-17 Senin +libur nasional: .*; tutup$/m);
		assert.match(year, /^2026-12-24 Kamis +cuti bersama: .*; tutup$/m);
		assert.match(year, /^2026-02-20 Jumat .*08.00-15.30, istirahat/m);
		assert.doesNotMatch(year, /^2027-/m);
		assert.match(ok('calendar', 'show', 'kudus'), /^2027-/m);
	});
	test('own days and hours of an office', () => {
		const folder = officeCopy('kudus', 'hours');
		const file = path.join(folder, 'kantor.yaml');
		change(file, 'layanan:', `jam_kerja:
  - {hari: senin-kamis, jam: 08.00-14.30}
  - {hari: jumat, jam: 08.00-11.00}
  - {hari: sabtu, jam: 08.00-13.00}
jam_ramadan:
  - {hari: senin-sabtu, jam: 08.00-12.00}
libur:
  - {tanggal: 2026-09-23, nama: Hari Jadi Kabupaten}
layanan:`);
		ok('tenant', 'load', folder);
		const out = ok('calendar', 'show', 'kudus', '2026');
		assert.match(out, /^Sabtu +08.00-13.00$/m);
		assert.match(out, /^2026-02-21 Sabtu .*; 08.00-12.00$/m);
		assert.match(out, /^2026-09-23 Rabu +libur kantor: Hari Jadi/m);
		change(file, 'jam_ramadan:', 'jam_puasa:');
		const r = paraf(['tenant', 'load', folder]);
		assert.equal(r.status, 1);
		assert.match(r.out, /kantor.yaml:\d+:1: galat: .*tulis juga/);
		ok('tenant', 'load', `${offices}/kudus`);
	});
	test('show of what is not there', () => {
		assert.equal(paraf(['calendar', 'show', 'lain']).status, 1);
		assert.equal(paraf(['calendar', 'show', 'kudus', 'x']).status, 2);
	});
});
