import type { Snapshot } from '../../engine/snapshot.ts'
import { Problem } from '../../model/problems.ts'
import { noteDecision } from '../check/note-decisions.ts'
import { Asker } from '../check/who-may-ask.ts'
import type { Rooms } from '../rooms.ts'
import { andThen } from '../steps/and-then.ts'
import { inside } from '../steps/inside.ts'
import {
  type At,
  type Decision,
  DecisionReply,
  Evaluation,
  printedAnswer,
  put,
  unanswered,
} from './decisions.ts'
import { readPlainEvaluation } from './plain.ts'
import { type Asked, endpoint } from './tenant.ts'

export const evaluationRoutes = endpoint({
  operation: 'authzenEvaluation',
  path: 'evaluation',
  summary: 'AuthZEN: may this subject do this action to this resource?',
  description:
    'A deny is an answer with status 200. An action or a type that the policy set does not have is denied.',
  body: Evaluation,
  reply: DecisionReply,
  readPlain: readPlainEvaluation,
  atOnce: true,
  handle: (rooms, asked) =>
    andThen(inside(rooms, asked.caller, asked.org), snapshot => evaluated(rooms, snapshot, asked)),
})

/** @throws Problem subject_refused */
export const evaluated = (
  rooms: Rooms,
  snapshot: Snapshot,
  { caller, body, requestId }: Pick<Asked<Evaluation>, 'caller' | 'body' | 'requestId'>,
): Decision => {
  const made = put(new Asker(snapshot, caller), body)
  if ('error' in made) throw new Problem('subject_refused')
  const at = atOf(rooms, snapshot)
  if ('reason' in made) return unanswered(at, made)
  const answer = snapshot.answer(made.question)
  noteDecision(rooms, { snapshot, caller, requestId }, { question: made.question, answer })
  return printedAnswer(at, answer)
}

export const atOf = ({ replica }: Pick<Rooms, 'replica'>, { organisation, revision }: Snapshot): At => ({
  revision,
  token: replica.token(organisation.id, revision),
})
