/** What the service offers, for SCIM clients to read before they begin (RFC 7643, sections 5 to 7). */
import { GROUP } from '../../scim/group-resource.ts'
import type { Json } from '../../scim/json.ts'
import { MAX_COUNT } from '../../scim/listing.ts'
import { ENTERPRISE, USER } from '../../scim/user-resource.ts'

export const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
const CORE = 'urn:ietf:params:scim:schemas:core:2.0'

export const serviceProviderConfig = (location: string): Json => ({
  schemas: [`${CORE}:ServiceProviderConfig`],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: MAX_COUNT },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'A SCIM token of the organisation, made by its admins',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${location}/ServiceProviderConfig` },
})

export const resourceTypes = (location: string): readonly Json[] => [
  {
    schemas: [`${CORE}:ResourceType`],
    id: 'User',
    name: 'User',
    endpoint: '/Users',
    description: 'A person',
    schema: USER,
    schemaExtensions: [{ schema: ENTERPRISE, required: false }],
    meta: { resourceType: 'ResourceType', location: `${location}/ResourceTypes/User` },
  },
  {
    schemas: [`${CORE}:ResourceType`],
    id: 'Group',
    name: 'Group',
    endpoint: '/Groups',
    description: 'A group of people',
    schema: GROUP,
    meta: { resourceType: 'ResourceType', location: `${location}/ResourceTypes/Group` },
  },
]

type Shape = Partial<{
  multiValued: boolean
  required: boolean
  caseExact: boolean
  mutability: string
  uniqueness: string
  subAttributes: readonly Json[]
  referenceTypes: readonly string[]
}>

const attribute = (name: string, type: string, shape: Shape = {}): Json => ({
  name,
  type,
  multiValued: false,
  description: name,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...shape,
})
const text = (name: string, shape: Shape = {}): Json => attribute(name, 'string', shape)

const USER_ATTRIBUTES: readonly Json[] = [
  text('userName', { required: true, uniqueness: 'server' }),
  attribute('name', 'complex', {
    subAttributes: ['formatted', 'familyName', 'givenName'].map(name => text(name)),
  }),
  text('displayName'),
  attribute('active', 'boolean'),
  attribute('emails', 'complex', {
    multiValued: true,
    subAttributes: [text('value'), text('type'), attribute('primary', 'boolean')],
  }),
  attribute('groups', 'complex', {
    multiValued: true,
    mutability: 'readOnly',
    subAttributes: [
      text('value', { mutability: 'readOnly' }),
      attribute('$ref', 'reference', { mutability: 'readOnly', referenceTypes: ['Group'] }),
    ],
  }),
]

const GROUP_ATTRIBUTES: readonly Json[] = [
  text('displayName', { required: true, uniqueness: 'server' }),
  attribute('members', 'complex', {
    multiValued: true,
    subAttributes: [
      text('value', { mutability: 'immutable' }),
      attribute('$ref', 'reference', { mutability: 'immutable', referenceTypes: ['User'] }),
      text('type', { mutability: 'immutable' }),
    ],
  }),
]

const ENTERPRISE_ATTRIBUTES: readonly Json[] = [
  ...['employeeNumber', 'costCenter', 'organization', 'division', 'department'].map(name => text(name)),
  attribute('manager', 'complex', { subAttributes: [text('value'), text('displayName')] }),
]

export const schemas = (location: string): readonly Json[] =>
  (
    [
      [USER, 'User', USER_ATTRIBUTES],
      [GROUP, 'Group', GROUP_ATTRIBUTES],
      [ENTERPRISE, 'EnterpriseUser', ENTERPRISE_ATTRIBUTES],
    ] as const
  ).map(([id, name, attributes]) => ({
    schemas: [`${CORE}:Schema`],
    id,
    name,
    description: name,
    attributes,
    meta: { resourceType: 'Schema', location: `${location}/Schemas/${id}` },
  }))
