const seen = new Map<string, number>()

export const remember = (name: string) => seen.set(name, 1)
