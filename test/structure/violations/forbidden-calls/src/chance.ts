import { randomUUID } from 'node:crypto'

export const id = () => `${Math.random()}-${randomUUID()}`
