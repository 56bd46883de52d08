export const isOurs = (dialect: { name: string }) => dialect.name === 'tigris'
