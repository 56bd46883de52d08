export const line1 = 1
export const line2 = 2
export const line3 = 3
export const line4 = 4
export const line5 = 5
export const line6 = 6
