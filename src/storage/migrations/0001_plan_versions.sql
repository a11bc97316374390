-- Every published state of the plan: immutable, numbered without gaps, newest is current.
CREATE TABLE plan_versions (
  number INTEGER PRIMARY KEY CHECK (number >= 1),
  content TEXT NOT NULL,                -- the dataset as canonical JSON, see src/domain/plan/dataset.ts
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  published_at TEXT NOT NULL,           -- UTC, ISO 8601
  published_by TEXT NOT NULL,           -- 'data' for the plan bundled with the code, else the officer
  reason TEXT NOT NULL CHECK (reason <> '')
) STRICT;

CREATE TRIGGER plan_versions_are_never_updated BEFORE UPDATE ON plan_versions
BEGIN
  SELECT RAISE(ABORT, 'a published version is immutable');
END;

CREATE TRIGGER plan_versions_are_never_deleted BEFORE DELETE ON plan_versions
BEGIN
  SELECT RAISE(ABORT, 'a published version is immutable');
END;
