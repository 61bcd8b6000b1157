import type { Document } from 'mongodb'
import type { ApiKey } from '../../../src/model/api-key.ts'
import type { RecordWrite } from '../../../src/model/change.ts'
import type { OrgId } from '../../../src/model/id.ts'
import { type Ended, printAccountId } from '../../../src/model/identity.ts'
import type { Batch } from '../connection/batch.ts'
import type { Collections, Named } from '../schema/collections.ts'
import { beginning, partKey, recordKey, under } from './keys.ts'
import { denial, oidcKey } from './oidc-documents.ts'
import { type RecordKind, records } from './records.ts'

/** Adds what a change writes beside its rules to the batch. The organisation's own record goes with the head. */
export const writeRecord = (batch: Batch, to: Collections, org: OrgId, write: RecordWrite): void => {
  if ('drop' in write) drop(batch, to, org, write)
  else if (write.put === 'api_key') putKey(batch, to, org, write.value)
  else if (write.put !== 'organisation') {
    const kind = records[write.put] as RecordKind<unknown>
    batch.put(to[kind.in], kind.write(org, write.value))
  }
}

/** When a key was last used is noted beside changes, and is not theirs to move back. */
const putKey = (batch: Batch, to: Collections, org: OrgId, key: ApiKey): void => {
  const { _id, last_used_at, ...fields } = records.api_key.write(org, key)
  const absent = ['networks', 'expires_at'].filter(name => fields[name] === undefined)
  batch.update(
    {},
    {
      of: to.api_keys,
      filter: { _id },
      set: fields,
      unset: Object.fromEntries(absent.map(name => [name, ''])),
      ...(last_used_at === undefined ? {} : { max: { last_used_at } }),
      upsert: true,
    },
  )
}

type Drop = Extract<RecordWrite, { drop: string }>
type Deletion = readonly [from: Named, filter: Document]

const drop = (batch: Batch, to: Collections, org: OrgId, write: Drop): void => {
  for (const [from, filter] of deletions(to, org, write)) batch.remove(from, filter)
  if (write.drop === 'sign_ins' && write.of.by === 'token') {
    batch.put(to.oidc, denial(write.of.token, write.of.expires_at))
  }
}

/** What each kind of drop deletes. */
const deletions = (to: Collections, org: OrgId, write: Drop): readonly Deletion[] => {
  switch (write.drop) {
    case 'resource':
      return [
        [to.resources, { _id: recordKey(org, write.id) }],
        [to.versions, { _id: beginning(under(org, write.id)) }],
      ]
    case 'version':
      return [[to.versions, { _id: partKey(org, write.resource, write.id) }]]
    case 'invitations_of':
      return [[to.invitations, { org, email: write.email }]]
    case 'api_keys_of':
      return [[to.api_keys, { org, subject: write.subject }]]
    case 'identities_of':
      return [[to.identities, { org, account: write.subject }]]
    case 'sign_ins':
      return ended(org, write.of).map(filter => [to.oidc, filter] as const)
    default:
      return [[to[records[write.drop].in], { _id: recordKey(org, write.id) }]]
  }
}

/** A filter is one document: it must stay far below what a document may be. */
const SLICE = 5_000

const slices = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))

const ended = (org: OrgId, of: Ended): readonly Document[] => {
  switch (of.by) {
    case 'subject':
      return [{ account: printAccountId(org, of.subject) }]
    case 'subjects':
      return slices(of.subjects, SLICE).map(some => ({
        account: { $in: some.map(subject => printAccountId(org, subject)) },
      }))
    case 'client':
      return [{ client: of.client }]
    case 'session':
      return [{ kind: 'Session', uid: of.session }, { session: of.session }]
    case 'grant':
      return [{ _id: oidcKey('Grant', of.grant) }, { grant: of.grant }]
    case 'token':
      return []
  }
}
