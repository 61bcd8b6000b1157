/** What searches cost: each goes through all that the organisation has of a type, and finds some of it. */

/** Resources that are asked about, or found, for one unit of work. */
const PER_UNIT = 10

/** What a search costs beyond the one unit of its request, whatever it finds. */
const WALK = 9

export const searchWork = {
  asked: (): number => WALK,
  answered: (answer: unknown): number => {
    const { items, results } = answer as { items?: readonly unknown[]; results?: readonly unknown[] }
    return (items ?? results ?? []).length / PER_UNIT
  },
}

export const filterWork = {
  asked: ({ resources }: { readonly resources: readonly unknown[] }): number => resources.length / PER_UNIT,
}
