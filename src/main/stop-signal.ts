/** Resolves with the first signal to stop; a second one stops at once. */
export const stopSignal = (): Promise<NodeJS.Signals> =>
  new Promise(resolve => {
    const stop = (signal: NodeJS.Signals) => {
      for (const name of ['SIGTERM', 'SIGINT'] as const) {
        process.off(name, stop)
        process.once(name, () => process.exit(1))
      }
      resolve(signal)
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
