import { textIn } from './named-files.ts'

/** The lines of standard input, without the empty ones. An id may have any other end of a line in it. */
export const readLines = async (): Promise<readonly string[]> =>
  (await textIn('-'))
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
