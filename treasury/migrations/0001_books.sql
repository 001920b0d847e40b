-- The treasury's books. The same text runs on SQLite and PostgreSQL: only BIGINT, TEXT and BLOB
-- (on PostgreSQL a domain of bytea, made before the migrations run).
-- Money: minor units. Tokens (u128): decimal TEXT. Times: Unix seconds. Days: since 1970-01-01.
-- 32 bytes: TEXT, 0x and hexadecimal.

-- What these books are of.
CREATE TABLE facts (
	name TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);

-- The last final block whose effects are in the books. One row.
CREATE TABLE cursor (
	id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	block BIGINT NOT NULL,
	hash TEXT NOT NULL,
	block_time BIGINT NOT NULL
);

-- The redemptions as the final blocks tell them.
CREATE TABLE redemptions (
	id BIGINT NOT NULL PRIMARY KEY,
	window_id BIGINT NOT NULL,
	member TEXT NOT NULL,
	account TEXT NOT NULL,
	amount TEXT NOT NULL,
	currency TEXT NOT NULL,
	quote BIGINT NOT NULL CHECK (quote > 0),
	payee TEXT NOT NULL,
	status TEXT NOT NULL CHECK (status IN ('open', 'paying', 'settled', 'rejected', 'cancelled', 'expired')),
	due BIGINT,
	message TEXT,
	paid BIGINT,
	burned TEXT,
	reference TEXT,
	reason TEXT,
	opened_block BIGINT NOT NULL,
	opened_at BIGINT NOT NULL,
	ended_block BIGINT,
	ended_at BIGINT
);
CREATE INDEX redemptions_queue ON redemptions (currency, status, id);
CREATE INDEX redemptions_payee ON redemptions (payee);

-- Payments that are released together and travel in one pain.001.
CREATE TABLE batches (
	id BIGINT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('redemption', 'again')),
	currency TEXT NOT NULL,
	msg_id TEXT NOT NULL UNIQUE,
	msg_hash TEXT NOT NULL UNIQUE,
	status TEXT NOT NULL CHECK (status IN ('drafted', 'released', 'begun', 'made', 'staged', 'sent', 'withdrawn')),
	payments BIGINT NOT NULL,
	total BIGINT NOT NULL,
	maker TEXT NOT NULL,
	made_at BIGINT NOT NULL,
	released_at BIGINT,
	sent_at BIGINT,
	debtor_name TEXT,
	debtor_iban TEXT,
	debtor_bic TEXT,
	execution_day BIGINT,
	created_at BIGINT,
	remittance TEXT,
	file_hash TEXT
);
CREATE INDEX batches_status ON batches (status, currency, id);

-- Who released a batch: each officer once.
CREATE TABLE releases (
	batch BIGINT NOT NULL REFERENCES batches (id),
	officer TEXT NOT NULL,
	released_at BIGINT NOT NULL,
	PRIMARY KEY (batch, officer)
);

-- One attempt to pay one redemption.
CREATE TABLE payments (
	end_to_end TEXT NOT NULL PRIMARY KEY,
	redemption BIGINT NOT NULL REFERENCES redemptions (id),
	attempt BIGINT NOT NULL CHECK (attempt > 0),
	batch BIGINT NOT NULL REFERENCES batches (id),
	position BIGINT NOT NULL,
	payee TEXT NOT NULL,
	amount BIGINT NOT NULL CHECK (amount > 0),
	currency TEXT NOT NULL,
	status TEXT NOT NULL CHECK (status IN ('drafted', 'instructed', 'accepted', 'booked', 'rejected', 'returned', 'withdrawn')),
	status_reason TEXT,
	debit_reference TEXT,
	debit_day BIGINT,
	return_reference TEXT,
	return_day BIGINT,
	return_reason TEXT,
	return_amount BIGINT,
	changed_at BIGINT NOT NULL,
	UNIQUE (redemption, attempt)
);
CREATE INDEX payments_batch ON payments (batch, position);
CREATE INDEX payments_status ON payments (status, end_to_end);
CREATE INDEX payments_payee ON payments (payee);

-- What is to be done on chain. A row is written before anything is handed in; whether it still
-- needs doing is asked of the chain before each try.
CREATE TABLE intents (
	id BIGINT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('begin', 'settle', 'reject')),
	redemption BIGINT NOT NULL REFERENCES redemptions (id),
	batch BIGINT REFERENCES batches (id),
	reference TEXT,
	day BIGINT,
	reason TEXT,
	status TEXT NOT NULL CHECK (status IN ('waiting', 'done', 'moot')),
	tries BIGINT NOT NULL,
	last_try BIGINT,
	last_error TEXT,
	written_at BIGINT NOT NULL,
	UNIQUE (redemption, kind)
);
CREATE INDEX intents_status ON intents (status, kind, id);

-- Every file the bank sent, as it came, before anybody reads it.
CREATE TABLE inbox (
	id BIGINT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	bytes BLOB NOT NULL,
	received_at BIGINT NOT NULL,
	archived BIGINT NOT NULL,
	status TEXT NOT NULL CHECK (status IN ('stored', 'handled', 'failed', 'duplicate')),
	duplicate_of BIGINT REFERENCES inbox (id),
	kind TEXT,
	message TEXT,
	handled_at BIGINT,
	error TEXT
);
CREATE INDEX inbox_sha256 ON inbox (sha256);
CREATE INDEX inbox_status ON inbox (status, id);

-- Statements (camt.053).
CREATE TABLE statements (
	id BIGINT NOT NULL PRIMARY KEY,
	file BIGINT NOT NULL REFERENCES inbox (id),
	account TEXT NOT NULL,
	currency TEXT NOT NULL,
	statement TEXT NOT NULL,
	sequence BIGINT,
	day BIGINT NOT NULL,
	opening BIGINT NOT NULL,
	opening_day BIGINT NOT NULL,
	closing BIGINT NOT NULL,
	credits BIGINT NOT NULL,
	debits BIGINT NOT NULL,
	sha256 TEXT NOT NULL,
	UNIQUE (account, statement)
);
CREATE INDEX statements_day ON statements (account, day, id);

-- Booked lines of statements and notices, each booking once per kind of message.
CREATE TABLE entries (
	id BIGINT NOT NULL PRIMARY KEY,
	file BIGINT NOT NULL REFERENCES inbox (id),
	source TEXT NOT NULL CHECK (source IN ('statement', 'notice')),
	statement BIGINT REFERENCES statements (id),
	account TEXT NOT NULL,
	booking TEXT NOT NULL,
	direction TEXT NOT NULL CHECK (direction IN ('credit', 'debit')),
	amount BIGINT NOT NULL,
	currency TEXT NOT NULL,
	day BIGINT NOT NULL,
	end_to_end TEXT,
	reference TEXT,
	matched TEXT REFERENCES payments (end_to_end),
	UNIQUE (source, booking)
);
CREATE INDEX entries_matched ON entries (matched, source, direction);

-- What a person has to look at. `mark` keeps the same trouble from being opened twice.
CREATE TABLE cases (
	id BIGINT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	mark TEXT NOT NULL UNIQUE,
	status TEXT NOT NULL CHECK (status IN ('open', 'working', 'closed')),
	redemption BIGINT,
	payment TEXT,
	batch BIGINT,
	file BIGINT,
	amount BIGINT,
	currency TEXT,
	detail TEXT NOT NULL,
	opened_at BIGINT NOT NULL,
	closed_at BIGINT,
	closed_by TEXT,
	resolution TEXT
);
CREATE INDEX cases_status ON cases (status, id);
CREATE INDEX cases_payment ON cases (payment);

-- Reserves for treasurer and auditor to attest on chain.
CREATE TABLE reserve_proposals (
	id BIGINT NOT NULL PRIMARY KEY,
	currency TEXT NOT NULL,
	statement BIGINT NOT NULL REFERENCES statements (id),
	sha256 TEXT NOT NULL,
	day BIGINT NOT NULL,
	closing BIGINT NOT NULL,
	owed BIGINT NOT NULL,
	balance BIGINT NOT NULL,
	status TEXT NOT NULL CHECK (status IN ('proposed', 'attested', 'in-force', 'superseded')),
	proposed_at BIGINT NOT NULL,
	UNIQUE (currency, sha256, owed)
);

-- The reserve as the final blocks tell it.
CREATE TABLE reserves (
	currency TEXT NOT NULL PRIMARY KEY,
	balance BIGINT NOT NULL,
	day BIGINT NOT NULL,
	sha256 TEXT NOT NULL,
	in_force_at BIGINT NOT NULL,
	short BIGINT NOT NULL
);

-- Reports on whether chain, books and bank agree.
CREATE TABLE reconciliations (
	id BIGINT NOT NULL PRIMARY KEY,
	made_at BIGINT NOT NULL,
	currency TEXT NOT NULL,
	block BIGINT NOT NULL,
	balanced BIGINT NOT NULL,
	report TEXT NOT NULL
);
CREATE INDEX reconciliations_currency ON reconciliations (currency, id);

-- Who did what. No personal data.
CREATE TABLE audit (
	id BIGINT NOT NULL PRIMARY KEY,
	at BIGINT NOT NULL,
	actor TEXT NOT NULL,
	action TEXT NOT NULL,
	subject TEXT NOT NULL,
	detail TEXT NOT NULL
);
