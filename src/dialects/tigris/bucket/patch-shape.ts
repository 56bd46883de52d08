import {
  type JsonOf,
  jsonFlag,
  jsonInteger,
  jsonList,
  jsonMap,
  jsonObject,
  jsonOneOf,
  jsonOrNull,
  jsonText,
} from '../../../protocol/json-shapes.js'

// Source: @tigrisdata/storage, whose setBucket... functions send it: https://github.com/tigrisdata/storage

const moment = { days: jsonInteger(1), date: jsonText }

const corsRule = jsonObject(
  { allowedOrigin: jsonList(jsonText) },
  {
    allowedMethods: jsonList(jsonText),
    allowedHeaders: jsonList(jsonText),
    exposeHeaders: jsonList(jsonText),
    maxAge: jsonInteger(0),
  },
)

const lifecycleRule = jsonObject(
  { id: jsonText, status: jsonOneOf(1, 2) },
  {
    filter: jsonObject({}, { prefix: jsonText }),
    transitions: jsonList(jsonObject({ storage_class: jsonText }, moment)),
    expiration: jsonObject({}, { ...moment, enabled: jsonFlag }),
  },
)

const notifications = jsonObject(
  {},
  {
    enabled: jsonFlag,
    web_hook: jsonText,
    filter: jsonText,
    auth: jsonObject({}, { token: jsonText, basic_user: jsonText, basic_pass: jsonText }),
  },
)

const shadow = jsonObject(
  {},
  {
    ...{ access_key: jsonText, secret_key: jsonText, region: jsonText, name: jsonText, endpoint: jsonText },
    write_through: jsonFlag,
  },
)

const share = jsonObject(
  { role: jsonOneOf('ReadOnly', 'ReadWrite', 'Editor') },
  { team_id: jsonText, user_id: jsonText },
)

/** What PATCH may change of a bucket; what it leaves out stays. */
export const patchShape = jsonObject(
  {},
  {
    object_regions: jsonText,
    type: jsonOneOf(0, 1),
    storage_class: jsonText,
    acl_settings: jsonObject({ allow_object_acl: jsonFlag }),
    cache_control: jsonText,
    website: jsonObject({ domain_name: jsonText }),
    protection: jsonObject({ protected: jsonFlag }),
    soft_delete: jsonObject({ enabled: jsonFlag }, { retention_days: jsonInteger(7, 90) }),
    additional_http_headers: jsonOrNull(jsonMap(jsonOneOf('nosniff'))),
    cors: jsonOrNull(jsonObject({ rules: jsonList(corsRule) })),
    lifecycle_rules: jsonList(lifecycleRule),
    object_notifications: notifications,
    shadow_bucket: shadow,
    shares: jsonList(share),
  },
)

export type Patch = JsonOf<typeof patchShape>
export type PatchedCorsRule = JsonOf<typeof corsRule>
export type PatchedLifecycleRule = JsonOf<typeof lifecycleRule>
