/** A caller in a process of its own, which sends one kind of request over many connections until it is told to stop. */
import { type FloodRequest, floods } from './flood-requests.ts'
import { type Asking, connected, requestBytes } from './load.ts'

/** Apart from each other, so that none asks what another has just asked. */
const APART = 100_000

const [address = '', kind = '', key = '', texts = '', scim = '', many = ''] = process.argv.slice(2)
const url = new URL(address)

const made = new WeakMap<FloodRequest, Buffer>()
/** What is sent again and again is written once: the flood must not be busier than the service. */
const bytesOf = (request: FloodRequest): Buffer => {
  const before = made.get(request)
  if (before) return before
  const { method, path, body, credential } = request
  const headers = {
    Host: url.host,
    ...(credential === '' ? {} : { Authorization: `Bearer ${credential}` }),
  }
  const bytes = requestBytes(path, headers, body === undefined ? '' : JSON.stringify(body), method)
  made.set(request, bytes)
  return bytes
}

const flood = floods({ key, texts, scim })[Number(kind)]
const statuses = new Map<string, number>()

const keepSending = async (from: number): Promise<void> => {
  let asking: Asking | undefined
  for (let index = from; flood; index += 1) {
    let status = '0'
    try {
      asking ??= await connected(url)
      status = (await asking(bytesOf(flood.request(index)))).status
    } catch {
      // Another connection, then.
      asking = undefined
    }
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
}

const begun = performance.now()
for (let at = 0; at < Number(many); at += 1) void keepSending(at * APART)

// What is under way is left: it may take long.
process.once('message', () => {
  const told = { statuses: Object.fromEntries(statuses), seconds: (performance.now() - begun) / 1_000 }
  process.send?.(told, () => process.exit())
})
process.once('disconnect', () => process.exit())
