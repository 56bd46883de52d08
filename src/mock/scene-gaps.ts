/** What a scene has no words for, as it is found. */
export class SceneGaps {
  readonly found: string[] = []

  /** `about` names the thing: `bucket \`images\``. */
  add(about: string, what: string): void {
    this.found.push(`${about}: ${what}`)
  }

  /** Members of a record that are set and that nobody takes along. */
  unknownMembers(about: string, record: object, taken: readonly string[]): void {
    for (const [member, value] of Object.entries(record)) {
      if (value === undefined || value === false || taken.includes(member)) continue
      this.add(about, `its \`${member}\``)
    }
  }
}

/** Without members that are undefined, at every depth. */
export const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]))
}

/** The members that are there, or undefined when there is none. */
export const unlessEmpty = <T extends object>(value: T): T | undefined =>
  Object.keys(value).length === 0 ? undefined : value
