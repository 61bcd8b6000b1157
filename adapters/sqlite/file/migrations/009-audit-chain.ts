/** Lines of the trail are chained from now on. Those that are there already stay in no chain. */
export const auditChain = `
ALTER TABLE organisations ADD COLUMN chain_n INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organisations ADD COLUMN chain_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE organisations ADD COLUMN pruned_n INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organisations ADD COLUMN pruned_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN chain_n INTEGER;
CREATE UNIQUE INDEX audit_by_chain ON audit (org, chain_n);
`
