/**
 * What a record is found among: a column with a list of values, and a table with a row for each of them, which triggers of the
 * record's table keep. So whatever writes, moves or drops a record keeps it found.
 */
export const amongTable = (table: string, key: string, name: string): string => {
  const found = `${table}_${name}`
  const gone = `DELETE FROM ${found} WHERE org = old.org AND ${key} = old.${key} AND value IN (SELECT value FROM json_each(old.${name}));`
  const come = `INSERT INTO ${found} SELECT new.org, value, new.${key} FROM json_each(new.${name});`
  return `
CREATE TABLE ${found} (
  org INTEGER NOT NULL, value TEXT NOT NULL, ${key} TEXT NOT NULL, PRIMARY KEY (org, value, ${key})
) STRICT, WITHOUT ROWID;
CREATE TRIGGER ${found}_put AFTER INSERT ON ${table} WHEN new.${name} IS NOT NULL BEGIN ${come} END;
CREATE TRIGGER ${found}_changed AFTER UPDATE OF ${name} ON ${table} WHEN old.${name} IS NOT new.${name} BEGIN ${gone} ${come} END;
CREATE TRIGGER ${found}_dropped AFTER DELETE ON ${table} WHEN old.${name} IS NOT NULL BEGIN ${gone} END;
`
}
