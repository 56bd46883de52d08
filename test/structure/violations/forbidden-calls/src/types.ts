// @ts-ignore
export const loose = JSON.parse('{}') as any
