import type { OrgId } from '../../../src/model/id.ts'
import type { Organisation } from '../../../src/model/organisation.ts'
import type { Connection } from '../connection/connection.ts'
import type { OrganisationDocument } from '../schema/collections.ts'

/** The organisation's own record as fields beside the head. */
export const organisationFields = ({ id: _id, ...fields }: Organisation): Omit<Organisation, 'id'> => fields

/** The organisation without the head that is kept with it. */
export const organisationOf = ({
  _id,
  revision: _,
  at: __,
  chain: ___,
  ...fields
}: OrganisationDocument): Organisation => ({
  id: _id as OrgId,
  ...fields,
})

/** What matches an organisation that was not deleted. */
export const NOT_DELETED = { deleted_at: { $exists: false } }

/** The organisations of these documents that were not deleted. */
export const livingOf = async (
  c: Pick<Connection, 'in'>,
  documents: readonly { readonly org: string }[],
): Promise<ReadonlySet<string>> => {
  if (documents.length === 0) return new Set()
  const found = await c.in.organisations
    .find({ _id: { $in: documents.map(({ org }) => org) }, ...NOT_DELETED }, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .toArray()
  return new Set(found.map(({ _id }) => _id))
}
