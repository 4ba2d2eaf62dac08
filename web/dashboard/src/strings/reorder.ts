/** Words of lists that are put in order by hand. */
export const reorder = {
  up: (name: string) => `Move ${name} up`,
  down: (name: string) => `Move ${name} down`,
  drag: (name: string) => `Order of ${name}`,
  dragHint: 'Drag, or press the arrow keys',
  moved: (name: string, place: number, of: number) => `${name}: place ${place} of ${of}`,
}
