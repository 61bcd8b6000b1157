/** Decisions are kept in blocks: see src/model/decision-block.ts. Those that were kept one by one have no directory. */
export const decisionBlocks = `
CREATE TABLE decision_blocks (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  org TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  size INTEGER NOT NULL,
  directory BLOB NOT NULL,
  "rows" TEXT NOT NULL
) STRICT;
CREATE INDEX decision_blocks_by_time ON decision_blocks (org, until, id);
CREATE INDEX decision_blocks_by_age ON decision_blocks (until);
INSERT INTO decision_blocks (id, org, since, until, size, directory, "rows")
  SELECT printf('0%012d', min(n)), org, min(at), max(at), count(*), x'', json_group_array(json_array(
      at, subject, doc ->> '$.action', resource, json(doc -> '$.allowed'), doc ->> '$.revision',
      doc ->> '$.asked_by', doc ->> '$.request_id', doc ->> '$.reason', json(doc -> '$.rule'), doc ->> '$.sample'))
    FROM (
      SELECT *, at / 60000 AS minute,
          (row_number() OVER (PARTITION BY org, at / 60000 ORDER BY at, n) - 1) / 500 AS part
        FROM decisions ORDER BY org, at, n)
    GROUP BY org, minute, part;
DROP TABLE decisions;
`
