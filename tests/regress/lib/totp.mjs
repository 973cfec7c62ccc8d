// One-time codes, as an app on a phone makes them.
import { createHmac } from 'node:crypto';

// The code that an app shows (RFC 6238).
export function totp(secret, ms) {
	const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
	    .indexOf(c).toString(2).padStart(5, '0')).join('');
	const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
	const counter = Buffer.alloc(8);

	counter.writeBigUInt64BE(BigInt(Math.floor(ms / 30000)));
	const mac = createHmac('sha1', key).update(counter).digest();
	const at = mac[19] & 15;
	return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000)
	    .padStart(6, '0');
}

export const totpNow = (secret) => totp(secret, Date.now());
