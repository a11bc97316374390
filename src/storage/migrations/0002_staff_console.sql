-- The roll: who may use the console, and as what. Identity is vouched for by the identity provider.
CREATE TABLE staff (
  email TEXT PRIMARY KEY CHECK (email = lower(email)),
  name TEXT NOT NULL CHECK (name <> ''),
  role TEXT NOT NULL CHECK (role IN ('viewer', 'editor', 'approver', 'administrator')),
  added_by TEXT NOT NULL,
  added_at TEXT NOT NULL                -- UTC, ISO 8601, as every moment below
) STRICT;

-- A draft on its way to becoming a version; see src/domain/drafts/draft.ts.
CREATE TABLE drafts (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL CHECK (title <> ''),
  reason TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision >= 0),
  base_version INTEGER NOT NULL REFERENCES plan_versions (number),
  state TEXT NOT NULL
    CHECK (state IN ('open', 'submitted', 'scheduled', 'stopped', 'published', 'discarded')),
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_by TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  submitted_by TEXT,
  submitted_at TEXT,
  submitted_sha256 TEXT,                -- of the changes as they were submitted
  approved_by TEXT,
  approved_at TEXT,
  publish_at TEXT,
  version INTEGER REFERENCES plan_versions (number),
  returned_by TEXT,
  returned_at TEXT,
  returned_reason TEXT,
  stopped_at TEXT,
  stopped_why TEXT,
  closed_by TEXT,
  closed_at TEXT
) STRICT;

CREATE INDEX drafts_by_state ON drafts (state, updated_at);

-- The rows a draft lays over the plan, one entry for each save that changed a row: nothing typed is ever lost.
CREATE TABLE draft_rows (
  draft_id TEXT NOT NULL REFERENCES drafts (id),
  table_name TEXT NOT NULL,
  row_key TEXT NOT NULL,
  revision INTEGER NOT NULL,            -- of the draft, as of this save; the highest counts
  row TEXT,                             -- the cells as JSON; NULL takes the row out of the plan
  saved_by TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  PRIMARY KEY (draft_id, table_name, row_key, revision)
) STRICT, WITHOUT ROWID;

-- Everything done in the console, each entry hashed with the one before it; see src/domain/audit/audit-trail.ts.
CREATE TABLE audit_trail (
  seq INTEGER PRIMARY KEY CHECK (seq >= 1),
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  version INTEGER,
  before TEXT,
  after TEXT,
  reason TEXT NOT NULL,
  write_id TEXT NOT NULL,               -- the same for entries written together
  previous_sha256 TEXT NOT NULL CHECK (length(previous_sha256) = 64),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;

CREATE INDEX audit_trail_by_subject ON audit_trail (subject, seq);
CREATE INDEX audit_trail_by_actor ON audit_trail (actor, seq);
CREATE INDEX audit_trail_by_action ON audit_trail (action, seq);
CREATE INDEX audit_trail_by_time ON audit_trail (at, seq);

CREATE TRIGGER audit_trail_is_never_updated BEFORE UPDATE ON audit_trail
BEGIN
  SELECT RAISE(ABORT, 'the audit trail is only added to');
END;

CREATE TRIGGER audit_trail_is_never_deleted BEFORE DELETE ON audit_trail
BEGIN
  SELECT RAISE(ABORT, 'the audit trail is only added to');
END;

-- An uploaded file between its preview and the decision to take it into a draft.
CREATE TABLE import_previews (
  id TEXT PRIMARY KEY,
  draft_id TEXT NOT NULL REFERENCES drafts (id),
  file_name TEXT NOT NULL,
  content BLOB NOT NULL,                -- gzip of JSON; see src/storage/import-store.ts
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL
) STRICT;

-- Look-ups by day and what was shown; only counts.
CREATE TABLE look_up_counts (
  day TEXT NOT NULL,                    -- in Japan, YYYY-MM-DD
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  count INTEGER NOT NULL CHECK (count >= 0),
  PRIMARY KEY (day, kind, id)
) STRICT, WITHOUT ROWID;

-- Words no answer was found for, normalised, once three residents have asked; before that nothing readable is kept.
CREATE TABLE unanswered_words (
  word TEXT PRIMARY KEY,
  count INTEGER NOT NULL CHECK (count >= 3),
  first_day TEXT NOT NULL,              -- in Japan, YYYY-MM-DD: of the third resident
  last_day TEXT NOT NULL,
  handled_by TEXT,
  handled_at TEXT
) STRICT, WITHOUT ROWID;

-- Until then: a word and who asked, both as keyed marks that nobody can turn back, only to tell three from one.
CREATE TABLE unanswered_marks (
  word_mark TEXT NOT NULL,
  asker_mark TEXT NOT NULL,
  day TEXT NOT NULL,
  PRIMARY KEY (word_mark, asker_mark)
) STRICT, WITHOUT ROWID;

-- LINE's own figure of the account's friends, one a day.
CREATE TABLE follower_figures (
  day TEXT PRIMARY KEY,                 -- in Japan, YYYY-MM-DD
  followers INTEGER NOT NULL,
  targeted_reaches INTEGER NOT NULL,
  blocks INTEGER NOT NULL,
  fetched_at TEXT NOT NULL
) STRICT;

-- What the clock starts: each slot of a job once.
CREATE TABLE job_runs (
  job TEXT NOT NULL,
  slot TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  outcome TEXT,
  PRIMARY KEY (job, slot)
) STRICT, WITHOUT ROWID;
