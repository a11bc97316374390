-- How often a resident wants to hear of what they follow; NULL is the usual, monthly.
ALTER TABLE residents ADD COLUMN frequency TEXT
  CHECK (frequency IN ('at-once', 'monthly', 'quarterly', 'never'));
ALTER TABLE residents ADD COLUMN frequency_at INTEGER NOT NULL DEFAULT 0;

-- A follow that was taken back stays for a while as 0, so that an older one which comes late does not bring it back;
-- `followed_at` is the moment of the last word, whichever it was.
ALTER TABLE follows ADD COLUMN following INTEGER NOT NULL DEFAULT 1 CHECK (following IN (0, 1));

DROP INDEX follows_by_target;
CREATE INDEX follows_by_target ON follows (kind, target, user_id) WHERE following = 1;
