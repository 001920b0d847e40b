-- Cases whose redemptions two officers refuse: one asks for it, another agrees.
CREATE TABLE case_rejections (
	case_id BIGINT NOT NULL PRIMARY KEY REFERENCES cases (id),
	reason TEXT NOT NULL,
	note TEXT NOT NULL,
	asked_by TEXT NOT NULL,
	asked_at BIGINT NOT NULL,
	agreed_by TEXT,
	agreed_at BIGINT
);
