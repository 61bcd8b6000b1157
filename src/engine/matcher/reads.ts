import type { ReadAttributes } from '../../model/catalogue.ts'
import { listsIn } from './lists.ts'
import { type Expression, walk } from './parse.ts'

/** What a matcher may read attributes of. */
export const HEADS = ['subject', 'resource', 'action', 'request'] as const

/** The paths below `r.ctx` that the matcher reads. */
export const pathsOf = (tree: Expression): readonly (readonly string[])[] =>
  [...walk(tree)].flatMap(part => (part.kind === 'field' && part.name === 'ctx' ? [part.path] : []))

const isHead = (name = ''): boolean => HEADS.some(head => head === name)

/** Undefined for a matcher that reads no attribute of any of them: its `r.ctx` is the context as it was sent. */
export const readsOf = (tree: Expression): ReadAttributes | undefined => {
  const paths = pathsOf(tree).filter(([head, ...rest]) => isHead(head) && rest.length > 0)
  if (paths.length === 0) return undefined
  const of = (wanted: string) => [
    ...new Set(paths.flatMap(([head, name = '']) => (head === wanted ? [name] : []))),
  ]
  const [subject, resource, lists] = [of('subject'), of('resource'), listsIn(tree)]
  return {
    subject,
    resource,
    lists: {
      subject: subject.filter(name => lists.has(`ctx.subject.${name}`)),
      resource: resource.filter(name => lists.has(`ctx.resource.${name}`)),
    },
  }
}
