-- What is asked at each statement, and about each redemption, does not go through all there is.
CREATE INDEX entries_statement ON entries (statement);
CREATE INDEX entries_file ON entries (file);
CREATE INDEX entries_day ON entries (account, day);
CREATE INDEX entries_end_to_end ON entries (end_to_end);
CREATE INDEX cases_redemption ON cases (redemption, kind);
