import type { Reply } from './client.ts'

/** Not of the answer: the request's own id, the time, and whether its body had arrived whole when it was refused. */
const OWN = ['date', 'x-request-id', 'connection', 'keep-alive']

/** All that a caller can tell an answer by. */
export const visible = ({ status, headers, text }: Reply) => ({
  status,
  shown: [...headers].filter(([name]) => !OWN.includes(name)).sort(),
  text: text.replace(/"request_id":"[^"]*"/, ''),
})
