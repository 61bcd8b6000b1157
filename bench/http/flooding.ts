/** A caller in a process of its own, which sends one kind of request over many connections until it is told to stop. */
import { Agent, request } from 'node:http'
import { type FloodRequest, floods } from './flood-requests.ts'

/** Apart from each other, so that none asks what another has just asked. */
const APART = 100_000

const [url = '', kind = '', scim = '', many = ''] = process.argv.slice(2)
const connections = Number(many)
const agent = new Agent({ keepAlive: true, maxSockets: connections })

const send = (base: string, { method, path, body, credential }: FloodRequest): Promise<number> =>
  new Promise((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body)
    const out = request(new URL(path, base), {
      agent,
      method,
      headers: {
        ...(credential === '' ? {} : { authorization: `Bearer ${credential}` }),
        ...(text === ''
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      },
    })
    out.once('response', reply => {
      reply.resume()
      reply.once('end', () => resolve(reply.statusCode ?? 0))
    })
    out.once('error', reject)
    out.end(text)
  })

const flood = floods(scim)[Number(kind)]
const answers = new Map<number, number>()

const keepSending = async (from: number): Promise<void> => {
  for (let index = from; flood; index += 1) {
    const status = await send(url, flood.request(index)).catch(() => 0)
    answers.set(status, (answers.get(status) ?? 0) + 1)
  }
}

for (let at = 0; at < connections; at += 1) void keepSending(at * APART)

// What is under way is left: it may take long.
process.once('message', () => process.send?.(Object.fromEntries(answers), () => process.exit()))
process.once('disconnect', () => process.exit())
