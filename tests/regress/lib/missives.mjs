// Letters as they lie in an office's database, without the press.
import { createHash, randomBytes } from 'node:crypto';

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
export const newCode = () => [...randomBytes(20)]
    .map((b) => letters[b % 31]).join('');
export const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const text = (s) => `'${String(s).replaceAll("'", "''")}'`;

let cases = 1000000; // each letter of a case that is not there

// A letter whose PDF is data: {id, code, path}.  before: the id of the one
// that it replaces; loose: of a form that was not handed in.
export function addMissive(inst, office, data, { code = newCode(),
    kind = 'rekomendasi', number = '000.6.5/012/UJI/2026',
    dated = '2026-11-21', seat = 'Plt. Kepala Dinas', form = 'draft',
    loose = false, made_at = Date.now(), before } = {}) {
	const [[id]] = inst.sql(office, `INSERT INTO missive (case_id, code,
	    submission, kind, number, dated, seat, form, file_id, sha256, source, made_at)
	    VALUES (${loose ? 'NULL' : cases++}, ${[code, code, kind, number, dated, seat, form,
		`berkas-${code}`].map(text).join()}, x'${sha256(data)}', x'00',
	    ${made_at}) RETURNING id`);

	if (before)
		inst.sql(office, `UPDATE missive SET replaced_by = ${id}
		    WHERE id = ${before}`);
	return { id, code, path: `/v/${office}-${code}` };
}

export function withdraw(inst, office, id, why, at = Date.now()) {
	inst.sql(office, `UPDATE missive SET withdrawn_at = ${at},
	    why = ${text(why)} WHERE id = ${id}`);
}
