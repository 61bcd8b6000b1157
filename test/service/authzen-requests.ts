/** Requests of AuthZEN about the set `certification`. */

export const user = (id: string, properties?: object) => ({
  type: 'user',
  id,
  ...(properties ? { properties } : {}),
})
export const record = (id: string, properties?: object) => ({
  type: 'record',
  id,
  ...(properties ? { properties } : {}),
})
export const to = (name: string, properties?: object) => ({ name, ...(properties ? { properties } : {}) })

export const reads = { subject: user('alice'), action: to('read'), resource: record('record-1') }
export const writes = { ...reads, action: to('write') }
export const archived = { status: 'archived' }

/** What is no evaluation. */
export const MALFORMED: readonly unknown[] = [
  '{"subject":',
  '',
  '[]',
  'null',
  '"text"',
  [reads],
  { ...reads, subject: undefined },
  { ...reads, action: undefined },
  { ...reads, resource: undefined },
  { ...reads, subject: 'alice' },
  { ...reads, subject: { id: 'alice' } },
  { ...reads, subject: { type: 'user' } },
  { ...reads, subject: { type: '', id: 'alice' } },
  { ...reads, subject: { type: 'user', id: '' } },
  { ...reads, subject: { type: 'user', id: 7 } },
  { ...reads, subject: null },
  { ...reads, action: {} },
  { ...reads, action: { name: '' } },
  { ...reads, action: { name: 7 } },
  { ...reads, resource: { type: 'record' } },
  { ...reads, resource: { id: 'record-1' } },
  { ...reads, resource: [] },
  { ...reads, resource: record('record-1', []) },
  { ...reads, context: 'text' },
]
