-- Who may see and do what on the officers' page and command line.
CREATE TABLE officers (
	name TEXT NOT NULL PRIMARY KEY,
	role TEXT NOT NULL CHECK (role IN ('treasurer', 'auditor')),
	-- argon2id, in PHC form.
	password TEXT NOT NULL,
	made_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	disabled_at BIGINT
);

-- Where money goes. `sealed` holds IBAN, name and salt, encrypted; it is empty once erased. The row
-- stays, so that a recorded registration cannot bring back what was erased.
CREATE TABLE payees (
	commitment TEXT NOT NULL PRIMARY KEY,
	account TEXT NOT NULL,
	sealed BLOB,
	signed_at BIGINT NOT NULL,
	registered_at BIGINT NOT NULL,
	erased_at BIGINT,
	erased_why TEXT
);
CREATE INDEX payees_account ON payees (account);
CREATE INDEX payees_registered ON payees (erased_at, registered_at);
