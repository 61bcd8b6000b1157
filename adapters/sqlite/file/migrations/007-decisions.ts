/** The decisions that were kept, found by person, by resource and by time. */
export const decisions = `
CREATE TABLE decisions (
  n INTEGER PRIMARY KEY,
  org TEXT NOT NULL,
  at INTEGER NOT NULL,
  subject TEXT NOT NULL,
  resource TEXT NOT NULL,
  doc TEXT NOT NULL
) STRICT;
CREATE INDEX decisions_by_time ON decisions (org, at, n);
CREATE INDEX decisions_by_subject ON decisions (org, subject, at, n);
CREATE INDEX decisions_by_resource ON decisions (org, resource, at, n);
CREATE INDEX decisions_by_age ON decisions (at);
`
