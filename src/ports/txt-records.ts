/** The texts of a name's TXT records, each joined from its parts; none when the name does not exist or cannot be asked. */
export type TxtRecords = (name: string) => Promise<readonly string[]>
