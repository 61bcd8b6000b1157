/** `1 rule`, `2 rules`, `0 people`. */
export const counted = (many: number, one: string, more = `${one}s`): string =>
  `${many} ${many === 1 ? one : more}`
