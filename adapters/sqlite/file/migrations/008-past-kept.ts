/** From which revision on the rules of an organisation are kept; without a row from the first. */
export const pastKept = `
CREATE TABLE past_kept (
  org INTEGER PRIMARY KEY REFERENCES organisations,
  since INTEGER NOT NULL
) STRICT;
`
