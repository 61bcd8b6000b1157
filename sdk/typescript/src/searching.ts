/** Lists: which resources, which subjects, which actions, which of these. Each is complete or an error, never cut. */
import type { Admin } from './admin.ts'
import { freshness, type Of } from './deciding.ts'
import { isProblem } from './errors.ts'
import type { Revisions } from './revisions.ts'
import type { CallOptions } from './sender.ts'

/** The most items of a page, and the most resources of one call of `filter`. */
const PAGE = 1_000
const MOST_FILTERED = 10_000

/** How often a list is begun again because the rules changed too much while it was read. */
const RESTARTS = 2

export interface Page {
  readonly items: readonly string[]
  readonly revision: number
  readonly token: string
  /** Absent at the end. */
  readonly next_token?: string
}

export interface PageWish {
  readonly limit?: number
  readonly page_token?: string
}

export interface Resources {
  /** The client's own account when absent. */
  readonly subject?: string
  readonly action: string
  /** A resource type of the policy set, such as `dataset`. */
  readonly type: string
}

export interface Subjects {
  readonly action: string
  readonly resource: string
  /** People when absent. */
  readonly type?: 'user' | 'service' | 'group'
}

export interface Filtered {
  readonly subject?: string
  readonly action: string
  readonly resources: readonly string[]
}

export interface SearchingParts {
  readonly admin: Pick<Admin, 'searchResources' | 'searchSubjects' | 'searchActions' | 'searchFilter'>
  readonly revisions: Revisions
}

export const createSearching = (parts: SearchingParts) => {
  const { admin, revisions } = parts
  const seen = <P extends { readonly revision: number }>(org: string, page: P): P => {
    revisions.saw(org, page.revision)
    return page
  }
  const resourcesPage = async (of: Of, asked: Resources & PageWish, options: CallOptions): Promise<Page> =>
    seen(
      of.org,
      await admin.searchResources({
        body: { ...asked, org: of.org, ...freshOf(parts, of, asked) },
        ...options,
      }),
    )
  const subjectsPage = async (of: Of, asked: Subjects & PageWish, options: CallOptions): Promise<Page> =>
    seen(
      of.org,
      await admin.searchSubjects({
        body: { ...asked, org: of.org, ...freshOf(parts, of, asked) },
        ...options,
      }),
    )
  return {
    resourcesPage,
    subjectsPage,
    resources: (of: Of, asked: Resources, options: CallOptions): Promise<string[]> =>
      whole(page => resourcesPage(of, { ...asked, ...page }, options)),
    subjects: (of: Of, asked: Subjects, options: CallOptions): Promise<string[]> =>
      whole(page => subjectsPage(of, { ...asked, ...page }, options)),
    actions: async (
      of: Of,
      asked: { readonly subject?: string; readonly resource: string },
      options: CallOptions,
    ): Promise<readonly string[]> => {
      const body = { ...asked, org: of.org, ...freshness(parts, of) }
      return seen(of.org, await admin.searchActions({ body, ...options })).items
    },
    filter: async (of: Of, { resources, ...asked }: Filtered, options: CallOptions): Promise<string[]> => {
      const found: string[] = []
      let fresh = freshness(parts, of)
      for (let from = 0; from < resources.length; from += MOST_FILTERED) {
        const some = resources.slice(from, from + MOST_FILTERED)
        const body = { ...asked, org: of.org, ...fresh, resources: some }
        const page = seen(of.org, await admin.searchFilter({ body, ...options }))
        found.push(...page.items)
        if (of.consistency !== 'fully_consistent') fresh = { consistency: { at_least_as_fresh: page.token } }
      }
      return found
    },
  }
}

/** Later pages are of the first one's revision, so they take no consistency. */
const freshOf = (parts: SearchingParts, of: Of, { page_token }: PageWish) =>
  page_token === undefined ? freshness(parts, of) : {}

/** All pages of one search. One that the service gave up on is begun again. */
const whole = async (read: (page: PageWish) => Promise<Page>): Promise<string[]> => {
  for (let restarts = 0; ; restarts += 1) {
    try {
      return await allPages(read)
    } catch (error) {
      if (restarts >= RESTARTS || !isProblem(error, 'search_expired')) throw error
    }
  }
}

const allPages = async (read: (page: PageWish) => Promise<Page>): Promise<string[]> => {
  const found: string[] = []
  for (let page_token: string | undefined; ; ) {
    const page = await read({ limit: PAGE, ...(page_token === undefined ? {} : { page_token }) })
    found.push(...page.items)
    if (page.next_token === undefined) return found
    page_token = page.next_token
  }
}
