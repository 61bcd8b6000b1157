/** A real browser, for what only one can show: scripts, keyboard, layout, cookies as browsers keep them. */
import { existsSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import axe, { type AxeResults } from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { type Register, skipped } from '../skipped.ts'

const EXECUTABLE = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  path => path !== undefined && existsSync(path),
)
export const inBrowser: Register = EXECUTABLE ? test : skipped('no Chromium on this machine')

const SHOTS = process.env.SCREENSHOTS

/** A page of a real browser that reports what it asked for and what it complained about. */
export const opened = async (t: ExecutionContext, options: Parameters<Browser['newContext']>[0] = {}) => {
  const running = await chromium.launch({ executablePath: EXECUTABLE ?? '', args: ['--no-sandbox'] })
  t.teardown(() => running.close())
  const context = await running.newContext(options)
  const page = await context.newPage()
  const asked: string[] = []
  const complaints: string[] = []
  page.on('request', request => asked.push(request.url()))
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
  return { page, asked, complaints }
}

export const shot = async (page: Page, name: string): Promise<void> => {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })
}

export const fitsThePhone = async (t: ExecutionContext, page: Page): Promise<void> => {
  const { wide, seen } = (await page.evaluate(
    '({ wide: document.documentElement.scrollWidth, seen: innerWidth })',
  )) as {
    wide: number
    seen: number
  }
  t.true(wide <= seen, `${page.url()} is ${wide} wide on a screen of ${seen}`)
}

/** No rule of WCAG 2.2 A and AA, nor a best practice, is broken on the page. */
export const isAccessible = async (t: ExecutionContext, page: Page): Promise<void> => {
  // Evaluated by the debugger, so that the page's own policy stays as it is.
  await page.evaluate(axe.source)
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults
  const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  t.deepEqual(said, [], page.url())
}
