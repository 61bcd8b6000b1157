/** Invitations are found by who sent them, and clients by the service account that they act as. */
export const lookups = `
ALTER TABLE invitations ADD COLUMN invited_by TEXT;
UPDATE invitations SET invited_by = doc ->> '$.invited_by';
CREATE INDEX invitations_by_invited_by ON invitations (org, invited_by, id) WHERE invited_by IS NOT NULL;

ALTER TABLE clients ADD COLUMN subject TEXT;
UPDATE clients SET subject = doc ->> '$.subject';
CREATE INDEX clients_by_subject ON clients (org, subject, id) WHERE subject IS NOT NULL;
`
