/** placeholder replaced below */
export function FaqsPage() { return null }
