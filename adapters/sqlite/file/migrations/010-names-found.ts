/** People and resources are found by how their names begin. `folded` is the function of src/model/folded.ts. */
export const namesFound = `
ALTER TABLE accounts ADD COLUMN folded_name TEXT;
UPDATE accounts SET folded_name = folded(doc ->> '$.name') WHERE doc ->> '$.name' IS NOT NULL;
CREATE INDEX accounts_by_folded_name ON accounts (org, folded_name, id) WHERE folded_name IS NOT NULL;

ALTER TABLE resources ADD COLUMN folded_name TEXT;
UPDATE resources SET folded_name = folded(doc ->> '$.name') WHERE doc ->> '$.name' IS NOT NULL;
CREATE INDEX resources_by_folded_name ON resources (org, folded_name, id) WHERE folded_name IS NOT NULL;
`
