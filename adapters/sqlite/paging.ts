import type { Page } from '../../src/model/page.ts'

/** The condition that a row is of the organisation with this id. */
export const IN_ORG = 'org = (SELECT n FROM organisations WHERE id = ?)'

/** Removes the extra item, which only shows that there is a next page. */
export const cut = <T>(items: readonly T[], limit: number, cursor: (item: T) => string): Page<T> => {
  const last = items[limit - 1]
  return items.length > limit && last !== undefined
    ? { items: items.slice(0, limit), next: cursor(last) }
    : { items }
}

/** A cursor into rows that are in order of time: the time and the row number, since several may have one time. */
export const placeOf = ({ at, n }: { readonly at: number; readonly n: number }): string => `${at}.${n}`

/** What {@link placeOf} wrote. */
export const momentOf = (after: string): [at: number, n: number] => {
  const [at = '', n = ''] = after.split('.')
  return [Number.parseInt(at, 10) || 0, Number.parseInt(n, 10) || 0]
}
