export type Name = 'tigris' | 'aws' | 'yandex'
// dialect.name === 'aws'
export const condition = 'aws:SourceIp'
export const tigris = (name: Name) => `x-tigris-${name}`
