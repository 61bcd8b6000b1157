/**
 * What the database itself refuses: documents without what the store relies on. A second line behind the types, against
 * hands that write past the service. It checks what is kept, not what is allowed.
 */
import type { Document } from 'mongodb'
import type { RecordRow } from '../../../src/model/record-row.ts'
import type { FixedCollections } from './collections.ts'

const text = { bsonType: 'string' }
const date = { bsonType: 'date' }
const flag = { bsonType: 'bool' }
const texts = { bsonType: 'array', items: text }
const rules = { bsonType: 'array', items: texts }
const number = { bsonType: ['int', 'long', 'double'], minimum: 0 }

const needs = (properties: Document): Document => ({
  $jsonSchema: { bsonType: 'object', required: Object.keys(properties), properties },
})

/** What is in every record of a kind, and of what type the rest is where it is there. */
export const validatorOf = ({ key, lookups, dates, opaque = [], noted }: RecordRow<never>): Document => {
  const found = Object.keys(lookups)
  const always = [...key, ...found.filter(name => !lookups[name]?.of && !lookups[name]?.optional), dates[0]]
  const types = [
    ...[...key, ...found, ...opaque.filter(isField)].map(name => [name, text] as const),
    ...[...dates, ...(noted === undefined ? [] : [noted])].filter(isField).map(name => [name, date] as const),
  ]
  return {
    $jsonSchema: {
      bsonType: 'object',
      required: ['_id', 'org', ...new Set(always)],
      properties: { _id: text, org: text, ...Object.fromEntries(types) },
    },
  }
}

/** Paths into a record are left to the code that reads them. */
const isField = (path: string): boolean => !path.includes('.')

export const validators: Record<keyof FixedCollections, Document> = {
  meta: needs({ _id: text }),
  organisations: needs({
    _id: text,
    revision: { ...number, minimum: 1 },
    at: date,
    name: text,
    policy_set: text,
    settings: { bsonType: 'object' },
    created_at: date,
  }),
  rules: needs({
    org: text,
    ptype: text,
    k: text,
    since: { ...number, minimum: 1 },
    nth: number,
    until: number,
  }),
  changes: needs({
    _id: text,
    org: text,
    revision: { ...number, minimum: 1 },
    at: date,
    change: text,
    actor: text,
    operation: text,
    target: text,
    adds: rules,
    removes: rules,
    narrows: flag,
    touched: texts,
    parts: number,
  }),
  change_parts: needs({ _id: text, adds: rules, removes: rules }),
  audit: needs({
    _id: text,
    org: text,
    at: date,
    actor: text,
    operation: text,
    target: text,
    outcome: { enum: ['done', 'refused'] },
  }),
  decision_blocks: needs({
    _id: text,
    org: text,
    since: date,
    until: date,
    size: number,
    directory: { bsonType: 'binData' },
    rows: text,
  }),
  receipts: needs({ _id: text, body_hash: text, revision: number, at: date }),
  secrets: needs({ _id: text, value: text, version: { ...number, minimum: 1 } }),
  sets: needs({ _id: text, name: text, digest: text, installed_at: date, texts: { bsonType: 'array' } }),
  set_versions: needs({
    _id: text,
    name: text,
    digest: text,
    installed_at: date,
    texts: { bsonType: 'array' },
  }),
  beats: needs({ _id: text, count: number, heard: texts, at: date }),
  oidc: needs({ _id: text, kind: text, id: text, payload: text, expires_at: date }),
}
