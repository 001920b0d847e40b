-- The account that speaks for a member since the registry moved it (a key was lost). Most members have no row.
CREATE TABLE moved (
	member TEXT NOT NULL PRIMARY KEY,
	account TEXT NOT NULL
);
