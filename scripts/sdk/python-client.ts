/** The client of `sdk/python` for programs that wait, from the one for asyncio: the same calls, not awaited. */

/** What is said of one and not of the other. Each must be there. */
const SAID: readonly (readonly [asyncio: string, waiting: string])[] = [
  [
    '"""The client for asyncio: the same calls, to be awaited. Checks that are made in one turn of the loop are one batch."""',
    '"""The client for programs that wait. Made by `npm run generate` from `_async_client.py`: do not edit."""',
  ],
  ['For one event loop.', 'Safe to share between threads.'],
  ['or a function, asynchronous or not, that', 'or a function that'],
  ['import Together', 'import Alone'],
  ['= Together(', '= Alone('],
  ['import AsyncIterable, AsyncIterator, Iterable, Mapping', 'import Iterable, Iterator, Mapping'],
  ['Iterable[Line] | AsyncIterable[Line]', 'Iterable[Line]'],
]

export const waitingClient = (asyncio: string): string => {
  for (const [text] of SAID)
    if (!asyncio.includes(text)) throw new Error(`_async_client.py does not say: ${text}`)
  return SAID.reduce((text, [said, instead]) => text.replaceAll(said, instead), asyncio)
    .replaceAll(/\basync (?=def|for|with)/g, '')
    .replaceAll(/\bawait /g, '')
    .replaceAll(/\b__a(enter|exit)__/g, '__$1__')
    .replaceAll(/\bAsync(?=[A-Z])/g, '')
}
