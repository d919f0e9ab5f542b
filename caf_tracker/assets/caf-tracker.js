// Starts the design system's behaviours. Every page works without this file.
const { designSystem } = document.querySelector('script[data-design-system]').dataset
const { initAll } = await import(designSystem)
initAll()
