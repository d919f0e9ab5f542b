// Says, five minutes before a session ends, that it will; lets the person stay; and says so when it has ended.
const WARNED_BEFORE = 5 * 60
const dialog = document.getElementById('session-ends')
const windows = new BroadcastChannel('caf-session-ends')
const hasForm = document.querySelector('main form[method=post]') !== null
let endsAt
let isFinal
let wasClosed

function begin (seconds, final) {
  endsAt = Date.now() + seconds * 1000
  isFinal = final
  wasClosed = false
  dialog.close()
}

// Whoever is busy in another window of this browser is not asked in this one.
function beginEverywhere (seconds, final) {
  begin(seconds, final)
  windows.postMessage({ person: dialog.dataset.person, seconds, final })
}

function show (state) {
  if (dialog.open && dialog.dataset.state === state) return
  dialog.dataset.state = state
  for (const part of dialog.querySelectorAll('[data-while]')) {
    const fits = part.dataset.while.split(' ').includes(state)
    const ofTheOtherPage = (hasForm ? 'withoutForm' : 'withForm') in part.dataset
    part.hidden = !fits || 'trouble' in part.dataset || (state === 'over' && ofTheOtherPage)
  }
  const heading = dialog.querySelector('h2:not([hidden])')
  dialog.setAttribute('aria-labelledby', heading.id)
  if (!dialog.open) dialog.showModal()
  heading.focus()
}

function inWords (seconds) {
  const minutes = Math.ceil(seconds / 60)
  return seconds < 30 ? 'less than half a minute' : minutes === 1 ? '1 minute' : `${minutes} minutes`
}

function look () {
  const left = (endsAt - Date.now()) / 1000
  if (left > WARNED_BEFORE || (wasClosed && left > 0) || wasClosed === 'over') return
  show(left <= 0 ? 'over' : isFinal ? 'last' : 'asking')
  const place = dialog.querySelector('[data-left]')
  // Only when the words change: a screen reader reads every change aloud.
  if (left > 0 && place.textContent !== inWords(left)) place.textContent = inWords(left)
}

async function stay () {
  const form = dialog.querySelector('form')
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new FormData(form) })
    if (answer.status === 400 || answer.status === 401) endsAt = Date.now()
    else if (answer.ok) {
      const { seconds, isFinal } = await answer.json()
      beginEverywhere(seconds, isFinal)
    } else throw new Error(answer.status)
  } catch {
    dialog.querySelector('[data-trouble]').hidden = false
  }
  look()
}

function close () {
  wasClosed = dialog.dataset.state === 'over' ? 'over' : true
  dialog.close()
}

windows.addEventListener('message', ({ data }) => {
  if (data.person === dialog.dataset.person) begin(data.seconds, data.final)
})
// A draft kept on this page: whoever types is there.
document.addEventListener('caf-busy', ({ detail }) => beginEverywhere(detail.seconds, detail.final))
dialog.querySelector('form').addEventListener('submit', event => {
  event.preventDefault()
  stay()
})
dialog.querySelector('[data-close]').addEventListener('click', close)
// Escape means "not now", and whoever presses it is there.
dialog.addEventListener('cancel', event => {
  event.preventDefault()
  if (dialog.dataset.state === 'asking') stay()
  else if (dialog.dataset.state === 'last' || hasForm) close()
})

beginEverywhere(Number(dialog.dataset.seconds), dialog.dataset.final === 'true')
setInterval(look, 1000)
