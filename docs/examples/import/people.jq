# A table of people with a heading such as id,role,email,name, without quotes or commas in its cells, as operations of Kasbah.
# jq -c -R -s -f people.jq people.csv > people.ndjson
split("\n") | map(sub("\r$"; "") | select(. != "") | split(",")) as $lines
| $lines[0] as $heading
| $lines[1:][]
| [$heading, .] | transpose | map({ key: .[0], value: .[1] }) | from_entries
| { operation: "addMember", params: { user: .id }, body: (del(.id) | with_entries(select(.value != ""))) }
