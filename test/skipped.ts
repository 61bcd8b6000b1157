import test, { type ExecutionContext } from 'ava'

/** Registers one test: `test`, `test.serial`, or a skip. */
export type Register = (title: string, run: (t: ExecutionContext) => void | Promise<void>) => void

/** Registers tests that are skipped, and says why in the title of each: `const inBrowser = chromium ? test : skipped('no Chromium')`. */
export const skipped =
  (reason: string): Register =>
  (title, run) =>
    test.skip(`${title} (skipped: ${reason})`, run)
