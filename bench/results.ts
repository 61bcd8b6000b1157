import { cpus, loadavg, totalmem } from 'node:os'
import type { Measured } from './measure.ts'

export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memory: string
  readonly node: string
  readonly load: number
}

export const machine = (): Machine => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  node: process.version,
  load: loadavg()[0] ?? 0,
})

const line = ({ what, goal, measured, beside = '' }: Measured): string =>
  `| ${what} | ${goal} | ${measured} | ${beside} |`

export const results = (measured: readonly Measured[], before: Machine, after: Machine): string => `# Results

Written by \`npm run bench\`; not edited by hand. The organisations are made from a fixed seed (\`organisations.ts\`): 1,000 datasets, 1,000 people,
50 groups, 14,000 rules each. Rates, and the times of lists, are by processor time of one thread, medians of several rounds; other times are by the clock. What a row
is compared with ran in the same process, on the same questions, and gave the same answers.

| what | goal | measured | beside |
|---|---|---|---|
${measured.map(line).join('\n')}

Machine: ${before.processor}, ${before.cores} cores, ${before.memory}; Node ${before.node}. Load average ${before.load.toFixed(1)} before and ${after.load.toFixed(1)}
after: above about 1 something else was running, and times (not rates) are worse for it.
`
