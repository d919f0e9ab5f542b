// Keeps what is typed as a draft of whoever types it: every few seconds while it changes, and on leaving the page.
const OFTEN = 5000
// While the answer does not arrive, or the person is signed out: signing in in another window lets it through again.
const SELDOM = 30000
const place = document.querySelector('[data-keeps-draft]')
const form = place.closest('form')
const text = form.querySelector('textarea')
let kept = text.value
let timer = null
let asking = null
let isSent = false

function hasMore () {
  return !isSent && text.value !== kept && text.value.trim() !== ''
}

// Only when the words change: a screen reader reads every change aloud.
function say (words) {
  if (place.textContent !== words) place.textContent = words
}

function plan (wait) {
  timer ??= setTimeout(keep, wait)
}

function send (more) {
  return fetch(place.dataset.keepsDraft, { method: 'POST', body: new FormData(form), ...more })
}

async function keep () {
  clearTimeout(timer)
  timer = null
  if (asking || !hasMore()) return
  const typed = text.value
  asking = new AbortController()
  let wait = OFTEN
  try {
    const { ok, headers } = await send({ signal: asking.signal })
    if (!ok) throw new Error('not kept')
    kept = typed
    say(`Draft saved at ${headers.get('Draft-Saved-At')}`)
    const seconds = Number(headers.get('Session-Seconds'))
    document.dispatchEvent(new CustomEvent('caf-busy', { detail: { seconds, final: headers.get('Session-Final') === '1' } }))
  } catch {
    wait = SELDOM
    if (!isSent) say('The draft is not saved. What you typed is still on this page.')
  }
  asking = null
  if (hasMore()) plan(wait)
}

text.addEventListener('input', () => plan(OFTEN))
form.addEventListener('submit', () => {
  isSent = true
  asking?.abort()
})
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') keep()
})
window.addEventListener('pagehide', () => {
  if (hasMore()) send({ keepalive: true })
})
window.addEventListener('pageshow', () => { isSent = false })
