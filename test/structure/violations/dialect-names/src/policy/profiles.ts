export const profiles = { yandex: 'union' }
