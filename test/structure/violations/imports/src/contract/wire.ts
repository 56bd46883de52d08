import { STATUS_CODES } from 'node:http'

export const wire = STATUS_CODES
