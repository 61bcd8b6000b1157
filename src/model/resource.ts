import { z } from 'zod'
import type { Resource, Subject } from './id.ts'

/** Attributes as JSON, kept as given: at most 16 KiB of text. */
export const Attributes = z
  .record(z.string().min(1).max(128), z.json())
  .refine(value => JSON.stringify(value).length <= 16_384, 'attributes are at most 16 KiB of JSON')
export type Attributes = z.infer<typeof Attributes>

/** A registered resource. Its type is what stands before the colon of its id. */
export interface RegisteredResource {
  readonly id: Resource
  readonly name: string
  readonly attributes: Attributes
  readonly creator?: Subject
  readonly created_at: Date
  readonly updated_at: Date
}

/** A recorded version (snapshot) of a resource. The platform keeps the data; we keep the record and decide who may use it. */
export interface ResourceVersion {
  readonly resource: Resource
  readonly id: string
  readonly name: string
  readonly created_by: Subject
  readonly created_at: Date
  readonly reverted_at?: Date
}
