-- What the chain refused is held back until `next_try_at`; it is empty while a try is under way, and
-- while nothing was refused. `refused_since` is of the first refusal.
ALTER TABLE intents ADD COLUMN refused_since BIGINT;
ALTER TABLE intents ADD COLUMN next_try_at BIGINT;
