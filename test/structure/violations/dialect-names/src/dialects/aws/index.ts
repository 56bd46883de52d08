export const aws = { name: 'aws' }
