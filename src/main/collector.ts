import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'

/**
 * Fits V8's garbage collector to a service that answers many small requests beside much that stays. To be called once, before the
 * bulk of the program is loaded. `docs/performance.md` shows what it is worth.
 * @param processes how many such processes share the machine's processors
 */
export const fitCollector = (processes: number): void => {
  // While much is loaded, V8 learns that what it makes there stays, and goes on to put the short-lived objects of every check among
  // the old ones: three megabytes of rubbish every 2,000 checks, and a collection of everything every second.
  setFlagsFromString('--no-allocation-site-pretenuring')
  // The collector's own threads help where there is a processor for them. Where there is none, they take turns with the thread that
  // waits for them: pauses of 10 ms and more.
  if (availableParallelism() < 2 * processes) {
    setFlagsFromString('--no-parallel-scavenge')
    setFlagsFromString('--no-concurrent-marking')
  }
}
