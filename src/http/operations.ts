import { z } from 'zod'
import { Problem } from '../model/problems.ts'
import { route } from './route.ts'
import { Raw } from './steps/send.ts'

export const health = route({
  operation: 'health',
  method: 'GET',
  path: '/healthz',
  tag: 'Operations',
  summary: 'Check that the process runs',
  reply: z.object({ status: z.literal('ok'), version: z.string() }),
  scope: 'none',
  may: 'anyone',
  handle: async ({ operations }) => ({ status: 'ok', version: operations.version }),
})

export const readiness = route({
  operation: 'readiness',
  method: 'GET',
  path: '/readyz',
  tag: 'Operations',
  summary: 'Check whether the process can decide',
  reply: z.object({ status: z.literal('ready') }),
  problems: ['store_unavailable', 'stopping'],
  scope: 'none',
  may: 'anyone',
  async handle({ operations }) {
    if (operations.isLeaving()) throw new Problem('stopping')
    await operations.ready().catch(cause => {
      throw new Problem('store_unavailable', undefined, { cause })
    })
    return { status: 'ready' }
  },
})

export const metrics = route({
  operation: 'metrics',
  method: 'GET',
  path: '/metrics',
  tag: 'Operations',
  summary: 'Get Prometheus metrics',
  description: 'Numbers about the process, without names of people or datasets.',
  reply: z.string(),
  media: 'text/plain',
  scope: 'none',
  may: 'monitor',
  async handle({ operations }) {
    const { type, text } = await operations.metrics()
    return new Raw(type, text)
  },
})

export const operationsRoutes = [health, readiness, metrics]
