/** `POST .search`: the query of a list in a body, where it does not end up in logs (RFC 7644, section 3.4.3). */
import { z } from 'zod'
import { pathsIn, type Shown } from '../../scim/attributes.ts'
import { invalid } from '../../scim/fault.ts'
import { isJson, keyIn } from '../../scim/json.ts'
import type { ListRequest } from '../../scim/listing.ts'

const Paths = z.array(z.string().max(512)).max(100).nullish()

const Search = z.object({
  filter: z.string().nullish(),
  startIndex: z.int().default(1),
  count: z.int().default(100),
  attributes: Paths,
  excludedAttributes: Paths,
})

/** @throws ScimFault invalidValue */
export const readSearch = (body: unknown): { readonly request: ListRequest; readonly shown: Shown } => {
  if (!isJson(body)) throw invalid('A search is an object.')
  const names = Object.keys(Search.shape)
  const parsed = Search.safeParse(
    Object.fromEntries(names.map(name => [name, body[keyIn(body, name) ?? name]])),
  )
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw invalid(`${issue?.path.join('.')}: ${issue?.message ?? 'is not valid'}`)
  }
  const { filter, startIndex, count, attributes, excludedAttributes } = parsed.data
  return {
    request: { startIndex, count, ...(filter ? { filter } : {}) },
    shown: {
      ...(attributes ? { attributes: attributes.flatMap(pathsIn) } : {}),
      ...(excludedAttributes ? { excludedAttributes: excludedAttributes.flatMap(pathsIn) } : {}),
    },
  }
}
