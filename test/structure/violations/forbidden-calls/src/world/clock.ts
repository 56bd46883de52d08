export const now = () => [Date.now(), new Date(), performance.now()]
