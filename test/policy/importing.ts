import type { ExecutionContext } from 'ava'
import { type Resource, resource, type Subject, subject } from '../../src/model/id.ts'
import { Problem } from '../../src/model/problems.ts'
import { type ImportRequest, importFile } from '../../src/policy/import/import.ts'
import { ACME, by, openOrganisations } from './organisation.ts'

export const user = (id: string): Subject => subject('user', id)
export const group = (id: string): Subject => subject('group', id)
export const dataset = (id: string): Resource => resource('dataset', id)

/** A file whose bytes come in pieces of this size. */
export const fileOf = (content: string | Uint8Array, piece = 7) => ({
  name: 'access.csv',
  async *open() {
    const bytes = Buffer.from(content)
    for (let from = 0; from < bytes.length; from += piece) yield bytes.subarray(from, from + piece)
  },
})

export async function acme(t: ExecutionContext) {
  const organisations = await openOrganisations(t, ACME)
  /** Without a format: the file must tell it. */
  const told = (content: string | Uint8Array, more: Partial<ImportRequest> = {}) =>
    importFile(organisations.parts, { org: ACME, by, file: fileOf(content, 50_000), ...more })
  const load = (content: string | Uint8Array, more: Partial<ImportRequest> = {}) =>
    told(content, { format: 'pairs', ...more })
  const level = async (who: Subject, what: Resource) => (await organisations.snapshot(ACME)).level(who, what)
  const refused = async (content: string | Uint8Array, more: Partial<ImportRequest> = {}) => {
    const before = (await organisations.snapshot(ACME)).revision
    const error = await t.throwsAsync(told(content, more), { instanceOf: Problem })
    t.is((await organisations.snapshot(ACME)).revision, before, 'nothing was loaded')
    return error as Problem
  }
  return { ...organisations, told, load, level, refused }
}
