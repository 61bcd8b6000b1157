import type { OrgId, Resource, Subject } from '../../model/id.ts'
import { isObject, readPlain } from '../steps/plain.ts'

/** The question of nearly every check: plain ids, and nothing else. */
interface PlainQuestion {
  readonly subject?: Subject
  readonly action: string
  readonly resource: Resource
  readonly explain?: boolean
}

interface PlainCheck extends PlainQuestion {
  readonly org: OrgId
}

const ORG = /^[a-z0-9-]{1,63}$/
/** Ids that need no encoding. */
const SUBJECT = /^(?:user|group|service|role):(?!\.{1,2}$)[A-Za-z0-9._~@-]{1,256}$/
const RESOURCE = /^[a-z][a-z0-9_-]{0,62}(?::(?!\.{1,2}$)[A-Za-z0-9._~@-]{1,256})?$/

export const isPlainSubject = (value: unknown): value is Subject =>
  typeof value === 'string' && SUBJECT.test(value)

export const isPlainResource = (value: unknown): value is Resource =>
  typeof value === 'string' && RESOURCE.test(value)

/** Whether the schema of a question reads the value as it is; a property test holds that. */
export const isPlainQuestion = (value: unknown): value is PlainQuestion => {
  if (!isObject(value)) return false
  for (const name in value) if (!isPlainMember(name, value[name])) return false
  return value.action !== undefined && value.resource !== undefined
}

const isPlainCheck = (value: unknown): value is PlainCheck => {
  if (!isObject(value)) return false
  for (const name in value) if (name !== 'org' && !isPlainMember(name, value[name])) return false
  const { org, action, resource } = value
  return typeof org === 'string' && ORG.test(org) && action !== undefined && resource !== undefined
}

/** The same for the body of a check, from its text. */
export const readPlainCheck = (text: string): PlainCheck | undefined => readPlain(text, isPlainCheck)

const isPlainMember = (name: string, value: unknown): boolean => {
  switch (name) {
    case 'subject':
      return isPlainSubject(value)
    case 'action':
      return typeof value === 'string' && value.length > 0 && value.length <= 256
    case 'resource':
      return isPlainResource(value)
    case 'explain':
      return typeof value === 'boolean'
    default:
      return false
  }
}
