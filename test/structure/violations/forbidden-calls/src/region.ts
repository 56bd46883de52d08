export const region = process.env.AWS_REGION
