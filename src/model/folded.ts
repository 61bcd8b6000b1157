/** A text without regard to case and to how its letters are composed: names are found by this form. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase()
