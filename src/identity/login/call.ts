import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Wish } from '../../pages/languages.ts'
import type { Page } from '../../pages/page.ts'

/** One request under `/login`, as its route is given it: the path's parameters are of the shapes that the table names. */
export interface LoginCall {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Empty for a request without a form. */
  readonly form: URLSearchParams
  /** Answers with a page, in the language that the browser asks for. @param wish what else is known of the person's languages */
  show(page: Page, status?: number, wish?: Omit<Wish, 'accept'>): void
}
