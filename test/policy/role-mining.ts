/** Pairs written as roles: people who have exactly the same permissions share one, in the format of published role files. */
export function rolesOf(pairs: readonly (readonly [string, string])[]): string {
  const owned = Map.groupBy(pairs, ([person]) => person)
  const alike = Map.groupBy(owned.keys(), person =>
    owned
      .get(person)!
      .map(([, thing]) => thing)
      .sort()
      .join(', '),
  )
  return [...alike]
    .map(
      ([permissions, users], index) =>
        `role: ${index + 1}\npermissions: ${permissions}\nusers: ${users.join(', ')}\n`,
    )
    .join('\n')
}
