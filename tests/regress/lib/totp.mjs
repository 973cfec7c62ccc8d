// One-time codes (RFC 6238) by an app's own arithmetic.
import { createHmac } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

// The code of six digits of a moment, for a secret in Base32.
export function codeOf(secret, at = Date.now()) {
	const bits = [...secret.replaceAll(' ', '')].map((c) =>
	    letters.indexOf(c).toString(2).padStart(5, '0')).join('');
	const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
	const step = Buffer.alloc(8);
	step.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
	const mac = createHmac('sha1', key).update(step).digest();
	const from = mac[19] & 15;

	return String((mac.readUInt32BE(from) & 0x7fffffff) % 1000000)
	    .padStart(6, '0');
}
