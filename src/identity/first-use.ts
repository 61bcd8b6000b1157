import { Problem } from '../model/problems.ts'

/**
 * Something that is loaded when it is first used, and once. A load that fails is tried again at the next use.
 * @throws Problem program_changed when files of ours are gone, or no longer fit those that were loaded at the start
 */
export interface FirstUse<T> {
  use(): Promise<T>
  /** What was loaded already. */
  loaded(): T | undefined
  /** The load that has begun, for whoever has to end what comes of it. */
  begun(): Promise<T> | undefined
}

export const onFirstUse = <T>(load: () => Promise<T>): FirstUse<T> => {
  let loading: Promise<T> | undefined
  let loaded: T | undefined
  const begin = async (): Promise<T> => {
    try {
      loaded = await load()
      return loaded
    } catch (error) {
      loading = undefined
      throw isAboutFiles(error) ? new Problem('program_changed', undefined, { cause: changed(error) }) : error
    }
  }
  return {
    use: () => {
      loading ??= begin()
      return loading
    },
    loaded: () => loaded,
    begun: () => loading,
  }
}

/** A package or a file that is missing, and a name that a file no longer exports. */
const isAboutFiles = (error: unknown): boolean =>
  error instanceof SyntaxError ||
  (error instanceof Error && 'code' in error && String(error.code).endsWith('MODULE_NOT_FOUND'))

const changed = (cause: unknown): Error =>
  new Error(
    'A part of the program could not be loaded: its files were changed while it runs. Start it again.',
    {
      cause,
    },
  )
