import test from 'ava'
import { runService, type Service, type ServiceOptions } from './service.ts'

/**
 * A service for all tests of a file, each with an organisation of its own. Runs from before the first test until after
 * the last. Call it where tests are declared; nothing is awaited there, so that several files can share a process.
 */
export const sharedService = (options: ServiceOptions = {}): Service => {
  let running: Service | undefined
  test.before(async () => {
    running = await runService(options)
  })
  test.after.always(() => running?.stop())
  const service = (): Service => {
    if (!running)
      throw new Error('the service of this file runs from before its first test until after its last')
    return running
  }
  return {
    get url() {
      return service().url
    },
    operator: (...request) => service().operator(...request),
    as:
      key =>
      (...request) =>
        service().as(key)(...request),
    stop: () => service().stop(),
  }
}
