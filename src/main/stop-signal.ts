/**
 * One Ctrl-C may come twice: the terminal sends it to everybody who runs in it, and npm passes on what it gets. Whoever means a second one
 * takes longer.
 */
const TWICE_MS = 500

/** Resolves with the first signal to stop; a second one stops at once. */
export const stopSignal = (): Promise<NodeJS.Signals> =>
  new Promise(resolve => {
    let first: number | undefined
    const stop = (signal: NodeJS.Signals) => {
      if (first !== undefined && performance.now() - first > TWICE_MS) process.exit(1)
      first ??= performance.now()
      resolve(signal)
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
