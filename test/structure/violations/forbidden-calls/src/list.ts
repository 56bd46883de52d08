const seen: string[] = []

export const remember = (name: string) => seen.push(name)
