-- What two officers refuse, a redemption or all of a case, in one table: `subject` says which, as the trail does.
CREATE TABLE refusals (
	subject TEXT NOT NULL PRIMARY KEY,
	reason TEXT NOT NULL,
	note TEXT NOT NULL,
	asked_by TEXT NOT NULL,
	asked_at BIGINT NOT NULL,
	agreed_by TEXT,
	agreed_at BIGINT
);
INSERT INTO refusals SELECT 'redemption ' || CAST(redemption AS TEXT), reason, note, asked_by, asked_at, agreed_by, agreed_at
	FROM rejections;
INSERT INTO refusals SELECT 'case ' || CAST(case_id AS TEXT), reason, note, asked_by, asked_at, agreed_by, agreed_at
	FROM case_rejections;
DROP TABLE rejections;
DROP TABLE case_rejections;
