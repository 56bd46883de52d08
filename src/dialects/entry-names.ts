/** Names of entries, written as words of a text. */
export const entryNames = (text: string): readonly string[] => text.trim().split(/\s+/)
