export const short = 1
