/**
 * Attributes of a request, guarded: what was not given cannot be compared. To Casbin's evaluator two missing attributes
 * are equal, a list of one text is that text, and null is less than 1; here each of these fails with {@link NotComparable}.
 */
export type Context = Readonly<Record<string, unknown>>

/** An attribute is missing, or is no text, number or truth value: the rule cannot be evaluated. */
export class NotComparable extends TypeError {
  override readonly name = 'NotComparable'
}

type Names = ReadonlySet<string>

const guarded = (value: unknown, name: string, lists: Names): unknown => {
  // The matcher gives these to functions that look into lists, and to nothing else.
  if (Array.isArray(value) && lists.has(name)) return value
  if (value === null || Array.isArray(value)) throw new NotComparable(`${name} cannot be compared`)
  if (typeof value !== 'object') return value
  return new Proxy(value, {
    get: (of, key) => {
      if (typeof key === 'symbol' || !Object.hasOwn(of, key))
        throw new NotComparable(`${name} has no ${String(key)}`)
      return guarded(Reflect.get(of, key), `${name}.${key}`, lists)
    },
  })
}

const NONE: Context = Object.freeze(Object.create(null))

/** The context as the matcher may read it. @param lists the attributes that it reads as lists: `ctx.resource.tags` */
export const contextOf = (context: Context | undefined, lists: Names): unknown =>
  guarded(context ?? NONE, 'ctx', lists)
