import { z } from 'zod'
import type { OrgId, Subject } from './id.ts'

/** `check`: ask about anyone; `read`: admin reads; `write`: admin writes. A person's key never exceeds the person. */
export const Scope = z.enum(['check', 'read', 'write'])
export type Scope = z.infer<typeof Scope>

export interface ApiKey {
  readonly id: string
  readonly org: OrgId
  /** The person or service account it acts as. */
  readonly subject: Subject
  readonly name: string
  readonly scopes: readonly Scope[]
  /** SHA-256 of the whole key text, hex. */
  readonly hash: string
  /** The first characters of the key, so that a person recognises it. */
  readonly hint: string
  /** Networks (CIDR) it may be used from; absent: any. */
  readonly networks?: readonly string[]
  readonly created_at: Date
  readonly expires_at?: Date
  readonly last_used_at?: Date
}
