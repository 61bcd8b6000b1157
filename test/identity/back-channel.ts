import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExecutionContext } from 'ava'

/** The back channel of an application: keeps the logout tokens that it is sent. */
export const backChannel = async (
  t: ExecutionContext,
): Promise<{ url: string; tokens: string[]; told: Promise<void> }> => {
  const tokens: string[] = []
  const told = Promise.withResolvers<void>()
  const server = createServer({ keepAliveTimeout: 0 }, async (req, res) => {
    const parts: Buffer[] = []
    for await (const part of req) parts.push(part)
    tokens.push(new URLSearchParams(Buffer.concat(parts).toString()).get('logout_token') ?? '')
    res.end()
    told.resolve()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/bcl`, tokens, told: told.promise }
}
