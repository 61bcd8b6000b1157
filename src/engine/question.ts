import type { Resource, Subject } from '../model/id.ts'
import type { Context } from './casbin/context.ts'

/** What a caller says of the parts of its question. */
export interface Properties {
  readonly subject?: Context | undefined
  readonly resource?: Context | undefined
  readonly action?: Context | undefined
}

/** A question. Texts only, encoded; `context` and `properties` go to the model's `ctx`. */
export interface CheckRequest {
  readonly subject: Subject
  readonly action: string
  readonly resource: Resource
  readonly context?: Readonly<Record<string, unknown>>
  readonly properties?: Properties
}

/** Why a request is denied without looking at the rules. */
export type Unknown =
  | 'unknown_organisation'
  | 'unknown_subject'
  | 'unknown_action'
  | 'unknown_resource_type'
  | 'unknown_resource'
