import { askService } from '../ask-service.ts'
import { readLines } from '../lines.ts'
import { UsageError, type Verb } from '../verb.ts'
import { AS_OF_FLAG, about, QUESTION_FLAGS, SUBJECT_FLAG, say, searchAll } from './question.ts'

export const listVerb: Verb = {
  name: 'list',
  about: 'List the resources of a type on which you, or somebody else, may do something.',
  takes: ['ACTION', 'TYPE'],
  flags: { ...QUESTION_FLAGS, ...SUBJECT_FLAG, ...AS_OF_FLAG },
  configured: true,
  run: async call => {
    const [action, type] = call.args
    const whose = await about(call, 'list')
    const items = await searchAll(call, '/search/resources', { ...whose, action, type })
    say(call, items, items)
    return 0
  },
}

export const whoVerb: Verb = {
  name: 'who',
  about: 'List who may do something on a resource.',
  takes: ['ACTION', 'RESOURCE'],
  flags: {
    ...QUESTION_FLAGS,
    ...AS_OF_FLAG,
    type: { about: 'What kind of subjects: user (the default), service or group', value: 'TYPE' },
  },
  configured: true,
  run: async call => {
    const [action, resource] = call.args
    const whose = await about(call, 'who')
    const type = call.flags.type ?? 'user'
    const items = await searchAll(call, '/search/subjects', { ...whose, action, resource, type })
    say(call, items, items)
    return 0
  },
}

export const actionsVerb: Verb = {
  name: 'actions',
  about: 'List the actions that you, or somebody else, may do on a resource.',
  takes: ['RESOURCE'],
  flags: { ...QUESTION_FLAGS, ...SUBJECT_FLAG, ...AS_OF_FLAG },
  configured: true,
  run: async call => {
    const [resource] = call.args
    const whose = await about(call, 'actions')
    const items = (await askService(call, '/search/actions', { ...whose, resource })).items as string[]
    say(call, items, items)
    return 0
  },
}

/** So many ids go into one request: with the longest ids, they fit into a body of the default size. */
const AT_ONCE = 2_000

export const filterVerb: Verb = {
  name: 'filter',
  about:
    'Of the resources on standard input, one a line, print those on which you, or somebody else, may do something.',
  takes: ['ACTION', '-'],
  flags: { ...QUESTION_FLAGS, ...SUBJECT_FLAG, ...AS_OF_FLAG },
  configured: true,
  run: async call => {
    const [action, from] = call.args
    if (from !== '-') throw new UsageError('kasbah filter reads standard input: write - for the resources.')
    const whose = await about(call, 'filter')
    const asked = await readLines()
    const items: string[] = []
    for (let at = 0; at < asked.length; at += AT_ONCE) {
      const resources = asked.slice(at, at + AT_ONCE)
      const reply = await askService(call, '/search/filter', { ...whose, action, resources })
      for (const item of reply.items as readonly string[]) items.push(item)
    }
    say(call, items, items)
    return 0
  },
}
