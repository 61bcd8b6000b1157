/** Files that a person names on the command line. What is wrong with one is a usage error that names it. */
import { readFile, stat } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { reasonIn } from '../main/explain-failure.ts'
import { UsageError } from './verb.ts'

/** A file as it is; `-` is standard input. @throws UsageError */
export const bytesIn = async (file: string): Promise<Uint8Array> => {
  try {
    return file === '-' ? await buffer(process.stdin) : await readFile(file)
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${reasonIn(cause)}`, { cause })
  }
}

/** Its text, as UTF-8. @throws UsageError */
export const textIn = async (file: string): Promise<string> => new TextDecoder().decode(await bytesIn(file))

/** @param what the file or the flag that the text is of @throws UsageError */
export const jsonIn = (json: string, what: string): unknown => {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new UsageError(`${what} is not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

/** Whether a path is a folder, and no file. @throws UsageError where there is neither, with the hint */
export const isFolder = async (path: string, hint = ''): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory()
  } catch (cause) {
    throw new UsageError(`${path}: ${reasonIn(cause)}${hint}`, { cause })
  }
}
