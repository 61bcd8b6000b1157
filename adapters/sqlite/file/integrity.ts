import type { DatabaseSync } from 'node:sqlite'

/** What SQLite finds wrong with its own file, one line each: `quick` looks at the pages only, `full` at the indexes too. */
export const integrityFindings = (connection: DatabaseSync, how: 'quick' | 'full'): string[] =>
  connection
    .prepare(how === 'quick' ? 'PRAGMA quick_check(1)' : 'PRAGMA integrity_check(20)')
    .all()
    .flatMap(row => Object.values(row).map(String))
    // SQLite heads its findings with a line that names the database.
    .flatMap(text => text.split('\n'))
    .filter(line => line !== 'ok' && !line.startsWith('***'))
