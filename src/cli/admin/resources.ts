import { EXPIRES_AT } from './datasets.ts'
import { get, inBody, inPath, member, type Operation, put, remove } from './operation.ts'

const OF_TYPE = '/v1/orgs/{org}/resources/{type}'
const ONE = `${OF_TYPE}/{id}`
const TYPE = { TYPE: inPath('type') }
const RESOURCE = { ...TYPE, ID: inPath('id') }
const COLLECTION = { COLLECTION: inPath('collection') }
const GRANT = `${ONE}/access/grants/{subject}`
const GRANTED = { ...RESOURCE, SUBJECT: inPath('subject') }

/** Resources of any type, and collections. */
export const resourceOperations: readonly Operation[] = [
  get('resource list', OF_TYPE, {
    about: 'List the resources of a type.',
    example: 'kasbah resource list collection',
    takes: TYPE,
    paged: true,
    columns: ['resource', 'name', 'created_at'],
  }),
  get('resource get', ONE, {
    about: 'Show a resource, with its collections.',
    example: 'kasbah resource get collection partner-x',
    takes: RESOURCE,
  }),
  put('resource put', ONE, {
    about: 'Register a resource, or change it.',
    example: 'kasbah resource put collection partner-x --name "From partner X"',
    takes: RESOURCE,
    flags: {
      name: member('The name to show', 'NAME'),
      attributes: member('Attributes, as JSON', 'JSON', 'json'),
    },
  }),
  remove('resource delete', ONE, {
    about: 'Delete a resource, with what was granted on it.',
    example: 'kasbah resource delete collection partner-x',
    takes: RESOURCE,
    ends: true,
  }),
  put('resource grant', GRANT, {
    about: 'Give somebody a level on a resource.',
    example: 'kasbah resource grant collection partner-x group:annotators can_edit',
    takes: { ...GRANTED, LEVEL: inBody('level') },
    flags: { 'expires-at': EXPIRES_AT },
  }),
  remove('resource revoke', GRANT, {
    about: 'Take a grant on a resource back.',
    example: 'kasbah resource revoke collection partner-x user:ann',
    takes: GRANTED,
  }),
  put('resource collect', `${ONE}/collections/{collection}`, {
    about: 'Put a resource into a collection.',
    example: 'kasbah resource collect dataset streets partner-x',
    takes: { ...RESOURCE, ...COLLECTION },
  }),
  remove('resource uncollect', `${ONE}/collections/{collection}`, {
    about: 'Take a resource out of a collection.',
    example: 'kasbah resource uncollect dataset streets partner-x',
    takes: { ...RESOURCE, ...COLLECTION },
  }),
]
