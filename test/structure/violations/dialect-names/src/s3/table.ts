export const limits = {
  aws: 1000,
}
