# Answers of GET /Users and GET /Groups of a SCIM server, one after the other, as operations of Kasbah. Everybody becomes a member.
# cat users.json groups.json | jq -c -s -f scim-lists.jq > people.ndjson
[.[].Resources[]] as $all
| ($all[] | select(.userName and .active != false) | {
    operation: "addMember",
    params: { user: .id },
    body: ({
      role: "member",
      external_id: .externalId,
      name: (.displayName // .name.formatted),
      email: ((.emails // []) | (map(select(.primary)) + .)[0].value)
    } | del(..|nulls))
  }),
  ($all[] | select(.userName | not) | { operation: "putGroup", params: { group: .id }, body: { name: .displayName } }),
  ($all[] | select(.userName | not) | .id as $group | (.members // [])[] | {
    operation: "addGroupMember",
    params: { group: $group, subject: "user:\(.value)" }
  })
