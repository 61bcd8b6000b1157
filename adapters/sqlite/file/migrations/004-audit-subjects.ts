/** Everything that a line of the trail touches, for those who ask for all about one person. Older lines name an actor and a target. */
export const auditSubjects = `
CREATE TABLE audit_subjects (
  org TEXT NOT NULL,
  subject TEXT NOT NULL,
  at INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (org, subject, at, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_subjects_by_line ON audit_subjects (n);
INSERT OR IGNORE INTO audit_subjects (org, subject, at, n) SELECT org, actor, at, n FROM audit;
INSERT OR IGNORE INTO audit_subjects (org, subject, at, n) SELECT org, target, at, n FROM audit;
CREATE TRIGGER audit_line_gone AFTER DELETE ON audit BEGIN
  DELETE FROM audit_subjects WHERE n = old.n;
END;
`
