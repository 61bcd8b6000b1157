import { idOf, type Resource, type Subject, typeOf } from './id.ts'
import { Problem } from './problems.ts'

/** Control characters, and characters that nobody sees or that turn the order of a line round. Joiners are letters of some languages. */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u

/** Whether a reader sees what the id is. */
export const isVisible = (id: Subject | Resource): boolean => !HIDDEN.test(idOf(id))

/** Nothing new gets an id that misleads whoever reads it in a list. What has one keeps it. @throws Problem malformed */
export const requireVisible = (id: Subject | Resource): void => {
  if (isVisible(id)) return
  const number = (HIDDEN.exec(idOf(id))?.[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  const message = `the id of a new ${typeOf(id)} cannot have the character U+${number}: it cannot be seen. Leave it out.`
  throw new Problem('malformed', message)
}
