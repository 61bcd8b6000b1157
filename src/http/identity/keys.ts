import { z } from 'zod'
import { route } from '../route.ts'

const rotateSigningKeys = route({
  scope: 'write',
  conditions: ['Idempotency-Key'],
  operation: 'rotateSigningKeys',
  method: 'POST',
  path: '/v1/signing-keys/rotate',
  tag: 'Operations',
  summary: 'Rotate the signing keys',
  description:
    'The new key is published now and begins to sign once every replica and verifier had the time to see it.',
  reply: z.object({
    kid: z.string(),
    signs_from: z.iso.datetime().describe('Until then the previous key signs'),
  }),
  status: 202,
  may: 'operator',
  async handle({ identity }) {
    const { kid, signs_from } = await identity.rotateKeys()
    return { kid, signs_from: new Date(signs_from) }
  },
})

export const keyRoutes = [rotateSigningKeys]
