import { z } from 'zod'
import { OrgRef, RawId, type Resource, ResourceRef, type Subject, subject } from '../model/id.ts'
import { Attributes } from '../model/resource.ts'
import { refuse } from './finding.ts'
import { readYaml } from './yaml-text.ts'

const Name = z.string().min(1).max(200).optional()

const Text = z.strictObject({
  organisation: OrgRef,
  /** By their ids, without a type. */
  people: z
    .record(
      RawId,
      z.strictObject({
        name: Name,
        roles: z.array(z.string()).min(1).max(20),
        attributes: Attributes.default({}),
      }),
    )
    .default({}),
  resources: z
    .record(z.string(), z.strictObject({ name: Name, attributes: Attributes.default({}) }))
    .default({}),
})

interface Named {
  readonly name?: string | undefined
  readonly attributes: Attributes
}

/** Who and what is there when a policy set is tried out. */
export interface Fixture {
  readonly organisation: z.output<typeof OrgRef>
  readonly people: readonly (Named & { readonly id: Subject; readonly roles: readonly string[] })[]
  readonly resources: readonly (Named & { readonly id: Resource })[]
}

/** @throws Problem invalid_policy naming file, line and column of every mistake */
export const readFixture = (text: string, file: string): Fixture => {
  const { value, placeOf } = readYaml(text, file, Text)
  const resources = Object.entries(value.resources).map(([name, given]) => {
    const { data } = ResourceRef.safeParse(name)
    if (data === undefined)
      refuse([
        {
          code: 'yaml-form',
          file,
          ...placeOf(['resources', name]),
          message: `${name} is no resource: TYPE:ID`,
        },
      ])
    return { id: data as Resource, ...given }
  })
  const people = Object.entries(value.people).map(([id, given]) => ({ id: subject('user', id), ...given }))
  return { organisation: value.organisation, people, resources }
}
