import { comparedAs } from '../model/attributed.ts'
import type { Attributes } from '../model/resource.ts'

/** An attribute by its name, and its value as text. */
export interface AttributeFilter {
  readonly name: string
  readonly value: string
}

/** Whether it has the value, or a list that does. A number or a truth is compared as it is written in JSON. */
export const hasAttribute = (attributes: Attributes, { name, value }: AttributeFilter): boolean => {
  const found = Object.hasOwn(attributes, name) ? attributes[name] : undefined
  const values: readonly unknown[] = Array.isArray(found) ? found : [found]
  return values.some(each => comparedAs(each) === value)
}
