-- Whether the lines of a statement add up to its balances. One that does not is kept, and counts for nothing.
ALTER TABLE statements ADD COLUMN sound BIGINT NOT NULL DEFAULT 1;
UPDATE statements SET sound = 0 WHERE closing - opening <> credits - debits;
