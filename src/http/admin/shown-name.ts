import { decodeRef } from '../../model/id.ts'

/** A name that was recorded as it came: a refused request may have named anything. It must print, or it would hide the other lines. */
export const shownName = (name: string): string => {
  try {
    return decodeRef(name)
  } catch {
    return name
  }
}
