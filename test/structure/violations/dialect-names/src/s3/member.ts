export const pick = (dialects: { aws: number }) => dialects.aws
