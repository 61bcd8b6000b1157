/** Lines of the trail are found by what was done, and those of refusals by themselves. */
export const auditFound = `
CREATE INDEX audit_by_operation ON audit (org, operation, at, n);
CREATE INDEX audit_refused ON audit (org, at, n) WHERE doc ->> '$.outcome' = 'refused';
`
