import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Page } from '../../pages/page.ts'

/** One request under `/login`, as its route is given it: the path's parameters are of the shapes that the table names. */
export interface LoginCall {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Empty for a request without a form. */
  readonly form: URLSearchParams
  /** Answers with a page. */
  show(page: Page, status?: number): void
}
