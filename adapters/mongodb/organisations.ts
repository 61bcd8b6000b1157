import type { OrgId } from '../../src/model/id.ts'
import type { Organisation } from '../../src/model/organisation.ts'
import type { OrganisationDocument } from './collections.ts'

/** The organisation's own record as fields beside the head. */
export const organisationFields = ({ id: _id, ...fields }: Organisation): Omit<Organisation, 'id'> => fields

/** The organisation without the head that is kept with it. */
export const organisationOf = ({
  _id,
  revision: _,
  at: __,
  ...fields
}: OrganisationDocument): Organisation => ({
  id: _id as OrgId,
  ...fields,
})
