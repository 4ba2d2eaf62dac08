export const setup = {
  search: 'Search in questions and answers',
  anyType: 'Any type',
  anyStatus: 'Any status',
  label: 'Label',
  clear: 'Clear the filters',
  none: ['No FAQ matches', 'Nothing has all of these: clear a filter to see more.'] as [string, string],
  activated: 'It answers customers now.',
  archived: 'Archived: it answers nobody.',
  restored: 'Restored as a draft.',
  cloned: 'Copied into a new draft.',
  undo: 'Undo',
  saveFirst: 'Save first: what you wrote is not saved.',
}
