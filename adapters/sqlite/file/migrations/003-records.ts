/**
 * The tables of records are made from `model/records.ts` from here on, and `kinds` names those that are there. The tables
 * before it get the columns that their rows ask for: one look-up, one column of its name.
 */
export const records = `
CREATE TABLE kinds (kind TEXT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO kinds (kind) VALUES
  ('account'), ('group'), ('resource'), ('version'), ('invitation'), ('api_key'), ('client'),
  ('identity_provider'), ('email_domain'), ('identity'), ('scim_token'), ('scim_group');

DROP INDEX accounts_by_id;
ALTER TABLE invitations RENAME COLUMN hash TO token_hash;
ALTER TABLE api_keys RENAME COLUMN last_used TO last_used_at;

DROP INDEX email_domains_verified;
ALTER TABLE email_domains ADD COLUMN verified_id TEXT;
UPDATE email_domains SET verified_id = id WHERE verified = 1;
ALTER TABLE email_domains DROP COLUMN verified;
ALTER TABLE email_domains RENAME COLUMN verified_id TO verified;
CREATE INDEX email_domains_by_verified ON email_domains (verified) WHERE verified IS NOT NULL;
`
