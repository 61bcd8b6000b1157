/**
 * What the embedded provider and the bridge keep. `oidc` holds what lives for minutes or months and then expires;
 * `count` is of counters only. The other tables are records of an organisation, as in the first migration.
 */
export const identity = `
CREATE TABLE oidc (
  n INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  payload TEXT NOT NULL,
  account TEXT,
  client TEXT,
  grant_id TEXT,
  session TEXT,
  uid TEXT,
  user_code TEXT,
  consumed_at INTEGER,
  expires_at INTEGER NOT NULL,
  count INTEGER,
  UNIQUE (kind, id)
) STRICT;
CREATE INDEX oidc_by_account ON oidc (account, kind, id) WHERE account IS NOT NULL;
CREATE INDEX oidc_by_client ON oidc (client) WHERE client IS NOT NULL;
CREATE INDEX oidc_by_grant ON oidc (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX oidc_by_session ON oidc (session) WHERE session IS NOT NULL;
CREATE INDEX oidc_by_uid ON oidc (uid) WHERE uid IS NOT NULL;
CREATE INDEX oidc_by_user_code ON oidc (user_code) WHERE user_code IS NOT NULL;
CREATE INDEX oidc_by_expiry ON oidc (expires_at);

CREATE TABLE clients (
  org INTEGER NOT NULL REFERENCES organisations,
  id TEXT NOT NULL UNIQUE,
  doc TEXT NOT NULL,
  PRIMARY KEY (org, id)
) STRICT;

CREATE TABLE identity_providers (
  org INTEGER NOT NULL REFERENCES organisations,
  id TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (org, id)
) STRICT;

CREATE TABLE email_domains (
  org INTEGER NOT NULL REFERENCES organisations,
  id TEXT NOT NULL,
  verified INTEGER NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (org, id)
) STRICT;
CREATE INDEX email_domains_verified ON email_domains (id) WHERE verified = 1;

CREATE TABLE identities (
  org INTEGER NOT NULL REFERENCES organisations,
  idp TEXT NOT NULL,
  subject TEXT NOT NULL,
  account TEXT NOT NULL,
  user_name TEXT,
  doc TEXT NOT NULL,
  PRIMARY KEY (org, idp, subject)
) STRICT;
CREATE INDEX identities_by_account ON identities (org, account, idp, subject);
CREATE INDEX identities_by_user_name ON identities (org, idp, user_name) WHERE user_name IS NOT NULL;

CREATE TABLE scim_tokens (
  org INTEGER NOT NULL REFERENCES organisations,
  id TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  doc TEXT NOT NULL,
  PRIMARY KEY (org, id)
) STRICT;

CREATE TABLE scim_groups (
  org INTEGER NOT NULL REFERENCES organisations,
  id TEXT NOT NULL,
  idp TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (org, id)
) STRICT;
CREATE INDEX scim_groups_by_idp ON scim_groups (org, idp, id);
`
