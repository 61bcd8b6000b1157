# Users and dataset permissions as a FiftyOne deployment lists them, as operations of Kasbah.
# In: {"users": [{"id", "email", "name", "role"}], "datasets": [{"name", "default", "permissions": [{"user" or "group", "permission"}]}]}
# jq -c -f fiftyone-users.jq lists.json > lists.ndjson
{ ADMIN: "admin", MEMBER: "member", COLLABORATOR: "guest", GUEST: "guest" } as $roles
| { NO_ACCESS: "none", VIEW: "can_view", TAG: "can_view", EDIT: "can_edit", MANAGE: "can_manage" } as $levels
| (.users | map({ key: .email, value: .id }) | from_entries) as $ids
| (.users[] | {
    operation: "addMember",
    params: { user: .id },
    body: { role: $roles[.role], email: .email, name: .name }
  }),
  ([.datasets[].permissions[] | .group // empty] | unique[] | { operation: "putGroup", params: { group: . }, body: {} }),
  (.datasets[] | {
    operation: "createDataset",
    body: { id: .name, name: .name, default_access: $levels[.default // "NO_ACCESS"] }
  }),
  (.datasets[] as $dataset | $dataset.permissions[] | {
    operation: "setGrant",
    params: {
      id: $dataset.name,
      subject: (if .group then "group:" + .group else "user:" + ($ids[.user] // .user) end)
    },
    body: { level: $levels[.permission] }
  })
