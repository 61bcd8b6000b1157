/** People are found by address, and by the external id that an admin gave them. */
export const accountsFound = `
ALTER TABLE accounts ADD COLUMN address TEXT;
UPDATE accounts SET address = lower(doc ->> '$.email');
CREATE INDEX accounts_by_address ON accounts (org, address, id) WHERE address IS NOT NULL;

ALTER TABLE accounts ADD COLUMN external_id TEXT;
CREATE INDEX accounts_by_external_id ON accounts (org, external_id, id) WHERE external_id IS NOT NULL;
`
