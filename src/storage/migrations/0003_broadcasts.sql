-- What residents have told the account: only of those who told something. NULL is what they did not tell or took back;
-- each *_at is the moment of LINE's event that set it (ms since 1970), so that the newer one wins in whatever order.
CREATE TABLE residents (
  user_id TEXT PRIMARY KEY,
  language TEXT CHECK (language IN ('ja', 'ja-easy', 'en', 'zh-Hans', 'vi')),
  language_at INTEGER NOT NULL DEFAULT 0,
  age_band TEXT,
  age_band_at INTEGER NOT NULL DEFAULT 0,
  district TEXT,
  district_at INTEGER NOT NULL DEFAULT 0,
  monthly_cap INTEGER CHECK (monthly_cap > 0),
  monthly_cap_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What a resident follows; kind `everything` has an empty target.
CREATE TABLE follows (
  user_id TEXT NOT NULL REFERENCES residents (user_id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('everything', 'theme', 'kpi')),
  target TEXT NOT NULL,
  followed_at INTEGER NOT NULL,         -- ms since 1970, of LINE's event
  PRIMARY KEY (user_id, kind, target)
) STRICT, WITHOUT ROWID;

CREATE INDEX follows_by_target ON follows (kind, target, user_id);

-- Who had everything deleted, as a keyed mark nobody can turn back, so that a late event does not bring it back.
CREATE TABLE forgotten_marks (
  mark TEXT PRIMARY KEY,
  forgotten_at INTEGER NOT NULL         -- ms since 1970, of LINE's event
) STRICT, WITHOUT ROWID;

-- Officers' own LINE accounts, for test sends; the code ties one to the other.
CREATE TABLE testers (
  user_id TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  registered_at TEXT NOT NULL           -- UTC, ISO 8601, as every moment below
) STRICT, WITHOUT ROWID;

CREATE TABLE tester_codes (
  code TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,           -- one at a time for each officer
  expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A broadcast on its way; see src/domain/broadcasts/broadcast.ts.
CREATE TABLE broadcasts (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL CHECK (title <> ''),
  composition TEXT NOT NULL,            -- JSON
  audience TEXT NOT NULL,               -- JSON
  send_at TEXT,                         -- as asked for; NULL is as soon as approved
  quiet_reason TEXT NOT NULL,           -- why it may go out between 20:00 and 9:00; empty: it may not
  revision INTEGER NOT NULL CHECK (revision >= 0),
  authors TEXT NOT NULL,                -- JSON: everybody who saved it
  state TEXT NOT NULL
    CHECK (state IN ('open', 'submitted', 'scheduled', 'sending', 'paused', 'stopped', 'sent', 'discarded')),
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_by TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  submitted_by TEXT,
  submitted_at TEXT,
  submitted_sha256 TEXT,                -- of the content as it was handed in
  approved_by TEXT,
  approved_at TEXT,
  start_at TEXT,                        -- the first request leaves no earlier
  recipients INTEGER,                   -- frozen with the approval; NULL for everyone
  started_at TEXT,
  progress_at TEXT,
  paused_why TEXT,
  paused_at TEXT,
  closed_by TEXT,
  closed_at TEXT,
  returned_by TEXT,
  returned_at TEXT,
  returned_reason TEXT
) STRICT;

CREATE INDEX broadcasts_by_state ON broadcasts (state, start_at);
CREATE INDEX broadcasts_by_time ON broadcasts (updated_at);

-- What a revision said, as it was tested or handed in: the very text its hash is taken of.
CREATE TABLE broadcast_contents (
  broadcast_id TEXT NOT NULL REFERENCES broadcasts (id),
  revision INTEGER NOT NULL,
  content TEXT NOT NULL,                -- JSON; see src/domain/broadcasts/content.ts
  sha256 TEXT NOT NULL,
  made_at TEXT NOT NULL,
  PRIMARY KEY (broadcast_id, revision)
) STRICT;

-- One request to LINE, with its own retry key from before the first try. Recipients stand beside it, so that a step of
-- a chunk does not write them anew.
CREATE TABLE broadcast_chunks (
  broadcast_id TEXT NOT NULL REFERENCES broadcasts (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  language TEXT NOT NULL,
  recipient_count INTEGER,              -- NULL for everyone
  retry_key TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'done', 'failed', 'unknown', 'stopped')),
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at TEXT NOT NULL,                 -- of the next try; of a leased one, when its lease ends
  queued_until TEXT NOT NULL DEFAULT '',-- until then it is believed to be in the queue
  first_attempt_at TEXT,                -- LINE keeps a retry key for 24 hours from here
  status INTEGER,                       -- LINE's last answer; 0: none came
  request_id TEXT,                      -- LINE's, of the request it accepted
  fault TEXT,                           -- LINE's own words where it refused
  settled_at TEXT,
  settled_by TEXT,                      -- an officer, where a person decided
  PRIMARY KEY (broadcast_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX broadcast_chunks_open ON broadcast_chunks (broadcast_id, due_at) WHERE state IN ('waiting', 'leased');

-- What waits for a person.
CREATE INDEX broadcast_chunks_undecided ON broadcast_chunks (broadcast_id)
  WHERE state IN ('failed', 'unknown') AND settled_by IS NULL;

-- Whom a chunk goes to, as a JSON list; gone once LINE has accepted it.
CREATE TABLE chunk_recipients (
  broadcast_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  user_ids TEXT NOT NULL,
  PRIMARY KEY (broadcast_id, number)
) STRICT;

-- What somebody with a monthly cap was sent; nothing is kept of others.
CREATE TABLE capped_receipts (
  user_id TEXT NOT NULL,
  broadcast_id TEXT NOT NULL,
  month TEXT NOT NULL,                  -- in Japan, YYYY-MM
  PRIMARY KEY (user_id, broadcast_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX capped_receipts_by_broadcast ON capped_receipts (broadcast_id);

CREATE TABLE broadcast_tests (
  broadcast_id TEXT NOT NULL REFERENCES broadcasts (id),
  at TEXT NOT NULL,
  sent_by TEXT NOT NULL,
  sha256 TEXT NOT NULL,                 -- of the content that was tested
  testers INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  request_id TEXT,
  PRIMARY KEY (broadcast_id, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE broadcast_templates (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),
  composition TEXT NOT NULL,            -- JSON
  saved_by TEXT NOT NULL,
  saved_at TEXT NOT NULL
) STRICT;

-- LINE's figures of a broadcast; under 20 they are withheld and NULL here. Final after 14 days.
CREATE TABLE broadcast_insights (
  broadcast_id TEXT PRIMARY KEY REFERENCES broadcasts (id),
  delivered INTEGER,
  seen INTEGER,
  clicked INTEGER,
  details TEXT NOT NULL,                -- LINE's answer as JSON
  fetched_at TEXT NOT NULL
) STRICT;

-- What the queue gave up on, for a person to see; the sweep has taken it up again.
CREATE TABLE dead_letters (
  id TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
