-- Templates of letters and the logo that an office has of its own.

CREATE TABLE office_text (
	tenant TEXT NOT NULL REFERENCES tenant (id),
	name TEXT NOT NULL,             -- 'surat/rekomendasi.txt', 'logo.png'
	body BLOB NOT NULL,
	PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;
