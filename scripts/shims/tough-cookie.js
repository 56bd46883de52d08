// In place of `tough-cookie`: MSW keeps cookies in browsers only.
export class Cookie {}
export class CookieJar {}
export class MemoryCookieStore {}
