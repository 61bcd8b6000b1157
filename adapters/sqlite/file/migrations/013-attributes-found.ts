/** People and resources are found by each attribute. `attributed` are the terms of src/model/attributed.ts, as a list in JSON. */
const found = (table: string): string => `
CREATE TABLE ${table}_attributed (
  org INTEGER NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (org, value, id)
) STRICT, WITHOUT ROWID;
ALTER TABLE ${table} ADD COLUMN attributed TEXT;
CREATE TRIGGER ${table}_attributed_put AFTER INSERT ON ${table} WHEN new.attributed IS NOT NULL BEGIN
  INSERT INTO ${table}_attributed SELECT new.org, value, new.id FROM json_each(new.attributed);
END;
CREATE TRIGGER ${table}_attributed_changed AFTER UPDATE OF attributed ON ${table} WHEN old.attributed IS NOT new.attributed BEGIN
  DELETE FROM ${table}_attributed WHERE org = old.org AND id = old.id AND value IN (SELECT value FROM json_each(old.attributed));
  INSERT INTO ${table}_attributed SELECT new.org, value, new.id FROM json_each(new.attributed);
END;
CREATE TRIGGER ${table}_attributed_dropped AFTER DELETE ON ${table} WHEN old.attributed IS NOT NULL BEGIN
  DELETE FROM ${table}_attributed WHERE org = old.org AND id = old.id AND value IN (SELECT value FROM json_each(old.attributed));
END;
UPDATE ${table} SET attributed = attributed(doc);
`

export const attributesFound = `${found('accounts')}${found('resources')}`
