/** Something that is loaded when it is first used, and once. A load that fails is tried again at the next use. */
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
      throw error
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
