export const unsaved = {
  title: 'Leave without saving?',
  text: 'What you wrote here is not saved, and is lost when you leave.',
  act: 'Leave',
}
