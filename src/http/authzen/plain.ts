import { isObject, readPlain } from '../steps/plain.ts'
import type { Evaluation } from './decisions.ts'

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const isEntity = (value: unknown): boolean => {
  if (!isObject(value)) return false
  for (const name in value) if (name !== 'type' && name !== 'id') return false
  return isText(value.type) && isText(value.id)
}

const isAction = (value: unknown): boolean => {
  if (!isObject(value)) return false
  for (const name in value) if (name !== 'name') return false
  return isText(value.name)
}

/** Whether the schema of an evaluation reads the value as it is; a property test holds that. */
export const isPlainEvaluation = (value: unknown): value is Evaluation => {
  if (!isObject(value)) return false
  for (const name in value) if (name !== 'subject' && name !== 'action' && name !== 'resource') return false
  return isEntity(value.subject) && isAction(value.action) && isEntity(value.resource)
}

/** The same from the text of a body. */
export const readPlainEvaluation = (text: string): Evaluation | undefined =>
  readPlain(text, isPlainEvaluation)
