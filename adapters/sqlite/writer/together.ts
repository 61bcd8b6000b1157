import { StoreUnavailable } from '../../../src/ports/errors.ts'
import { applyChange } from '../apply.ts'
import { appendLines, pruneLines } from '../audit-lines.ts'
import type { Database } from '../database.ts'
import { type Answer, type Outcome, type Request, refusalOf } from './request.ts'
import { runStatement } from './statement.ts'

/**
 * Commits what is waiting as one transaction: the disk is waited for once. Each request is whole or absent for itself, and one
 * that is refused leaves the others as they are. When this returns, what it answers is on the disk.
 */
export const commitTogether = (db: Database, requests: readonly Request[]): Outcome[] => {
  try {
    return db.transaction(() => requests.map(request => alone(db, request)))
  } catch (error) {
    // The disk refused. One of them may be what it has no room for: each has a transaction of its own then.
    if (requests.length > 1) return requests.flatMap(request => commitTogether(db, [request]))
    return [{ refusal: refusalOf(error) }]
  }
}

const alone = (db: Database, request: Request): Outcome => {
  db.run('SAVEPOINT request')
  try {
    const answer = perform(db, request)
    db.run('RELEASE request')
    return { answer }
  } catch (error) {
    // SQLite may have rolled back the whole transaction already.
    if (error instanceof StoreUnavailable) throw error
    db.run('ROLLBACK TO request')
    db.run('RELEASE request')
    return { refusal: refusalOf(error) }
  }
}

const perform = (db: Database, request: Request): Answer => {
  switch (request.do) {
    case 'change':
      return { at: applyChange(db, request.writing) }
    case 'lines':
      appendLines(db, request.events)
      return { lines: request.events.length }
    case 'prune':
      return { lines: pruneLines(db, request.pruning) }
    default:
      return { ran: request.statements.map(each => runStatement(db, each)) }
  }
}
