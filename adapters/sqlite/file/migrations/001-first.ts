/**
 * Organisations are numbered so that a million rules carry two bytes of it and not a name. Records are JSON documents beside
 * the columns by which they are found: a new field, attribute or resource type needs no migration.
 * `rules` holds what holds now and `past_rules` what held once, both by `place`: revision * 65536 + position in its change.
 */
export const first = `
CREATE TABLE store (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE organisations (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  head INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE rules (
  org INTEGER NOT NULL REFERENCES organisations,
  place INTEGER NOT NULL,
  rule TEXT NOT NULL,
  PRIMARY KEY (org, place)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX rules_once ON rules (org, rule);

CREATE TABLE past_rules (
  org INTEGER NOT NULL REFERENCES organisations,
  place INTEGER NOT NULL,
  rule TEXT NOT NULL,
  removed INTEGER NOT NULL,
  PRIMARY KEY (org, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX past_rules_by_removal ON past_rules (org, removed);

CREATE TABLE changes (
  org INTEGER NOT NULL REFERENCES organisations,
  revision INTEGER NOT NULL,
  at INTEGER NOT NULL,
  doc TEXT NOT NULL,
  adds TEXT NOT NULL,
  removes TEXT NOT NULL,
  PRIMARY KEY (org, revision)
) STRICT;
CREATE INDEX changes_by_time ON changes (org, at, revision);

CREATE TABLE accounts (
  org INTEGER NOT NULL REFERENCES organisations,
  id TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (org, id)
) STRICT;
CREATE INDEX accounts_by_id ON accounts (id, org);

CREATE TABLE groups (
  org INTEGER NOT NULL REFERENCES organisations,
  id TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (org, id)
) STRICT;

CREATE TABLE resources (
  org INTEGER NOT NULL REFERENCES organisations,
  id TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (org, id)
) STRICT;

CREATE TABLE versions (
  org INTEGER NOT NULL,
  resource TEXT NOT NULL,
  id TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (org, resource, id),
  FOREIGN KEY (org, resource) REFERENCES resources ON DELETE CASCADE
) STRICT;

CREATE TABLE invitations (
  org INTEGER NOT NULL REFERENCES organisations,
  id TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (org, id)
) STRICT;
CREATE INDEX invitations_by_email ON invitations (org, email);

CREATE TABLE api_keys (
  org INTEGER NOT NULL REFERENCES organisations,
  id TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  subject TEXT NOT NULL,
  last_used INTEGER,
  doc TEXT NOT NULL,
  PRIMARY KEY (org, id)
) STRICT;
CREATE INDEX api_keys_by_subject ON api_keys (org, subject, id);

CREATE TABLE audit (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  org TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  operation TEXT NOT NULL,
  target TEXT NOT NULL,
  doc TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (org, at);
CREATE INDEX audit_by_actor ON audit (org, actor, at);
CREATE INDEX audit_by_target ON audit (org, target, at);
CREATE INDEX audit_by_age ON audit (at);

CREATE TABLE receipts (
  id TEXT PRIMARY KEY NOT NULL,
  body_hash TEXT NOT NULL,
  revision INTEGER NOT NULL,
  at INTEGER NOT NULL,
  sealed BLOB
) STRICT;
CREATE INDEX receipts_by_age ON receipts (at);

CREATE TABLE secrets (
  name TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL,
  version INTEGER NOT NULL
) STRICT;

CREATE TABLE policy_sets (
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  installed_at INTEGER NOT NULL,
  in_use INTEGER NOT NULL,
  texts TEXT NOT NULL,
  PRIMARY KEY (name, digest)
) STRICT;
CREATE UNIQUE INDEX policy_sets_in_use ON policy_sets (name) WHERE in_use = 1;
`
