/** What kind of finding it is: `error` refuses the set, `warning` lets it decide. */
interface Kind {
  readonly level: 'error' | 'warning'
  /** What the code stands for, in a sentence. */
  readonly about: string
  /** How a person mends it. */
  readonly mend: string
}

const error = (about: string, mend: string): Kind => ({ level: 'error', about, mend })
const warning = (about: string, mend: string): Kind => ({ level: 'warning', about, mend })

/** Every code that a finding may have. Codes are stable: a pipeline may ignore one by its name. */
export const FINDING_CODES = {
  'set-name': error(
    'The folder cannot name a set.',
    'Rename the folder: a-z, 0-9, _ and -, beginning with a letter.',
  ),
  'file-missing': error('A file of the set is missing.', 'Add the file to the folder.'),
  'file-encoding': error('A file is not UTF-8.', 'Save the file as UTF-8.'),
  'file-too-large': error('A file is too large.', 'Split the set, or remove what it does not need.'),
  'csv-syntax': error(
    'A line of rules is not valid CSV.',
    'Close every quote, and give each comment a line of its own.',
  ),
  'rule-section': error(
    'A rule begins with an unknown section.',
    'Begin the line with p, g, g2, g3, g4 or ends.',
  ),
  'rule-form': error('A rule does not fit the model.', 'Give the rule the fields that model.conf defines.'),
  'rule-repeated': error('A rule stands in the file twice.', 'Remove one of the two lines.'),
  'own-rule': error('An organisation cannot have this rule.', 'Correct the rule, or remove it.'),
  'yaml-syntax': error(
    'A file is not valid YAML.',
    'Correct the indentation, the quotes or the repeated key.',
  ),
  'yaml-form': error(
    'A file has a value of the wrong form.',
    'Correct the value or the spelling of the key.',
  ),
  'model-form': error('The model cannot be used.', 'Compare model.conf with the one of a shipped set.'),
  'model-domain': error(
    'The matcher lets rules of one organisation count in another.',
    'Begin the matcher with r.dom == p.dom &&, and ask g and g2 with r.dom.',
  ),
  'role-unknown': error(
    'set.yaml names a role that it does not list.',
    'List the role, or name one that is listed.',
  ),
  'role-without-rule': error(
    'No rule is about a listed role.',
    'Add a rule for the role, or remove it from set.yaml.',
  ),
  'level-unknown': error(
    'set.yaml names a level that it does not list.',
    'List the level, or name one that is listed.',
  ),
  'level-order': error(
    'The levels of set.yaml and those of policy.csv disagree.',
    'List levels from the weakest to the strongest, and include each in the next by a g3 rule.',
  ),
  'type-collection': error(
    'A type of resource has no collection of its own.',
    'Give each type a collection.',
  ),
  'operation-unknown': error('There is no operation of this name.', 'Correct the name of the operation.'),
  'operation-action': error(
    'An operation asks for an action that no rule names.',
    'Add the action to policy.csv, or correct its name.',
  ),
  'name-unknown': error(
    'A rule names something that nothing else knows: it would never match.',
    'Correct the name, or declare it.',
  ),
  'route-repeated': error(
    'Two routes are for the same request.',
    'Remove one of them, or part them by their methods.',
  ),
  'route-unknown': error(
    'A route names something that the set does not have.',
    'Correct the name of the action, the type or the part of the path.',
  ),
  'route-test': error(
    'A request needs something else than its test in routes.yaml expects.',
    'Change the route, or change what the test expects.',
  ),
  'test-form': error('A test cannot be read.', 'Correct the name or the table.'),
  'test-unreachable': error(
    'A test is given a rule that no organisation can have.',
    'Give the test a rule that the service accepts.',
  ),
  'test-failed': error(
    'A decision is not as a test expects.',
    'Change the rule, or change what the test expects.',
  ),
  'organisation-unfit': error(
    'An organisation could not go on under this set.',
    'Change the organisation first, or keep the name in the set.',
  ),
  'tests-missing': warning('The set has no tests.', 'Add tests.yaml.'),
  'cell-untested': warning(
    'No test asks a cell of role, level and action.',
    'Add the row or the column to a table of tests.yaml.',
  ),
  'rule-untested': warning(
    'No test decides by a rule.',
    'Add a case in which the rule decides, or remove the rule.',
  ),
  'rule-shadowed': warning('Another rule already says the same.', 'Remove the narrower rule.'),
  'allow-denied': warning(
    'A deny takes away all that an allow gives.',
    'Remove the allow, or narrow the deny.',
  ),
  'deny-without-effect': warning(
    'The model ignores denies.',
    'Use the effect some(where (p.eft == allow)) && !some(where (p.eft == deny)).',
  ),
  'deny-never-matches': warning(
    'A deny can never match.',
    'Name an action that can be asked of this resource.',
  ),
  'allow-everyone': warning(
    'A rule allows everyone everything.',
    'Name a role, a collection or a level in the rule.',
  ),
  escalation: warning(
    'A role below the administrator can come to grant rights.',
    'Remove the rule, or confirm that this role may grant rights.',
  ),
  'role-unreachable': warning('Nobody can hold a role.', 'List the role in set.yaml, or remove its rules.'),
  'role-powerless': warning(
    'A role can do nothing: it is not in role:everyone.',
    'Add g, role:NAME, role:everyone, * to policy.csv.',
  ),
  'link-cycle': warning(
    'Roles, collections or levels include each other in a circle.',
    'Remove one of the links: all names of a circle have the same rights.',
  ),
  'action-idle': warning(
    'No level includes an action, and no rule names it.',
    'Add a g3 rule that puts it in a level, or remove it.',
  ),
  'operation-missing': warning(
    'An operation has no action: it is refused to everybody.',
    'Name its action under operations in set.yaml.',
  ),
  'operation-misplaced': warning(
    'An operation asks for an action where nobody is allowed it.',
    'Name an action of a level for a call on one resource, and one that a rule allows on org for the others.',
  ),
  'sharing-below': warning(
    'Less than the strongest level is enough to give rights to others.',
    'Name an action of the strongest level, or confirm that this level may share.',
  ),
  'language-unknown': warning(
    '`languages` tells of a role or a level that the set does not have.',
    'Correct the name, or remove the line.',
  ),
  'newcomer-administrator': warning(
    'Everybody who comes in becomes an administrator.',
    'Name a weaker role as newcomer.',
  ),
  'matcher-names-somebody': warning(
    'The matcher names a person, a service account or a group.',
    'Say it in a rule, which has tests, effects and a revision.',
  ),
  'invisible-character': warning(
    'A text holds a character that cannot be seen.',
    'Type the text again, without the character.',
  ),
  'look-alike': warning(
    'A name mixes alphabets: it looks like another name.',
    'Type the name again, in one alphabet.',
  ),
  'name-clash': warning('Two names look alike, or one name stands for two things.', 'Rename one of them.'),
  'route-open': warning(
    'A route opens every path of an application.',
    'Name the paths that are for everybody, or confirm that all of them are.',
  ),
  'test-repeated': warning(
    'A test asks what another asks.',
    'Remove one of them, or give it a name of its own.',
  ),
  'test-idle': warning(
    'A part of a test decides nothing any more.',
    'Remove it, or give the case what it is about.',
  ),
  'ignore-idle': warning(
    'A comment ignores nothing.',
    'Write # lint-ignore CODE: WHY above the line of a warning, or remove the comment.',
  ),
  'model-scans': warning(
    'Each decision scans every rule of an organisation.',
    'Tie the subject and the resource to the rule: g(r.sub, p.sub, r.dom) && g2(r.obj, p.obj, r.dom).',
  ),
} as const satisfies Readonly<Record<string, Kind>>

export type FindingCode = keyof typeof FINDING_CODES
