/**
 * What the database itself refuses: documents without what the store relies on. A second line behind the types, for
 * hands that write past the service; every sentence here is of what is kept, not of what is allowed.
 */
import type { Document } from 'mongodb'
import type { Collections } from './collections.ts'

const text = { bsonType: 'string' }
const date = { bsonType: 'date' }
const flag = { bsonType: 'bool' }
const texts = { bsonType: 'array', items: text }
const rules = { bsonType: 'array', items: texts }
const number = { bsonType: ['int', 'long', 'double'], minimum: 0 }

const needs = (properties: Document): Document => ({
  $jsonSchema: { bsonType: 'object', required: Object.keys(properties), properties },
})

const record = (properties: Document = {}) => needs({ _id: text, org: text, ...properties })

export const validators: Record<keyof Collections, Document> = {
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
  audit: record({
    at: date,
    actor: text,
    operation: text,
    target: text,
    outcome: { enum: ['done', 'refused'] },
  }),
  accounts: record({ id: text, attributes: text, created_at: date }),
  groups: record({ id: text, created_at: date }),
  resources: record({ id: text, name: text, attributes: text, created_at: date, updated_at: date }),
  versions: record({ id: text, resource: text, created_by: text, created_at: date }),
  invitations: record({ id: text, email: text, role: text, token_hash: text, expires_at: date }),
  api_keys: record({ id: text, subject: text, scopes: texts, hash: text, created_at: date }),
  clients: record({ id: text, kind: text, created_at: date }),
  identity_providers: record({ id: text, connection: text, created_at: date }),
  email_domains: record({ id: text, challenge: text, created_at: date }),
  identities: record({ idp: text, subject: text, account: text, created_at: date }),
  scim_tokens: record({ id: text, idp: text, hash: text, created_at: date }),
  scim_groups: record({ id: text, idp: text, created_at: date }),
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
