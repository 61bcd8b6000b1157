import type { z } from 'zod'
import type { Evaluation } from './decisions.ts'
import { AuthzenAction, AuthzenResource, AuthzenSubject } from './entities.ts'
import { isPlainEvaluation } from './plain.ts'

type Members = Readonly<Record<string, unknown>>

const PARTS: Readonly<Record<string, z.ZodType>> = {
  subject: AuthzenSubject,
  action: AuthzenAction,
  resource: AuthzenResource,
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * An item of a batch with the batch's defaults. An entity that is complete stands for itself, so that properties of another one
 * are never taken for its own; an incomplete one is filled from the default, member by member.
 */
export const withDefaults = (defaults: Members, item: unknown): unknown => {
  if (!isObject(item)) return item
  const parts = Object.entries(PARTS).map(([name, schema]) => [
    name,
    filled(schema, defaults[name], Object.hasOwn(item, name) ? item[name] : undefined),
  ])
  return { ...item, context: item.context ?? defaults.context, ...Object.fromEntries(parts) }
}

/** The same for an item whose entities are complete and without properties; undefined for any other. */
export const filledPlainly = (defaults: Members, item: unknown): Evaluation | undefined => {
  if ((defaults.context ?? undefined) !== undefined || !isObject(item)) return undefined
  for (const name in item) if (!Object.hasOwn(PARTS, name)) return undefined
  const { subject = defaults.subject, action = defaults.action, resource = defaults.resource } = item
  const filled = { subject, action, resource }
  return isPlainEvaluation(filled) ? filled : undefined
}

const filled = (schema: z.ZodType, standing: unknown, own: unknown): unknown => {
  if (own === undefined || own === null) return standing
  if (!isObject(own) || !isObject(standing) || schema.safeParse(own).success) return own
  return { ...standing, ...own }
}
