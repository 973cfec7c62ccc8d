-- The country's calendar, one text a year: holidays, Ramadan.

CREATE TABLE calendar (
	year INTEGER NOT NULL PRIMARY KEY,
	body TEXT NOT NULL,             -- YAML, as loaded
	loaded INTEGER NOT NULL         -- ms
) STRICT;
