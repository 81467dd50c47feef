#!/usr/bin/env node
'use strict'
// Counts words: honest code with what transforms stumble over.
const path = require('path')
const { tally, Shelf } = require('./lib/tally')
const limits = { 'longest word': 12, least: 2, [`pad${1 + 1}`]: 4 }

const text = 'the quick brown fox\tjumps over "the" lazy dog — über \u00fcber 🦊'
let total = 0
for (const [word, count] of Object.entries(tally(text, { lower: true })))
  if (word.length >= limits.least) {
    total += count
    console.log(`${word.padEnd(limits['longest word'])}|${'*'.repeat(count)}`)
  } else
    console.log('short: ' + word)

const shelf = new Shelf('left\\right', /[/"'`]+|\$\{x\}/g)
shelf.put('it\'s').put("a/b").put(`c${'d'}${`e${total}`}`)
console.log(shelf.toString(), path.basename('/one/two.txt'), typeof require)

const pick = total > 5
  ? 'many'
  : 'few'
switch (pick) {
  case 'many': console.log('many words'); break
  default: console.log('few words')
}

const ratio = total / 2 / 3
const later = async () => {
  const value = await Promise.resolve('done')
  return value
}
later().then(value => console.log(value, ratio.toFixed(2), Buffer.from('aGk=', 'base64').toString(), [1, 2, 3].map(function (n) { return n * 2 }).join('-')))
label: for (let i = 0; ; i++) { if (i > 2) break label }
console.log(JSON.stringify({ pick, total, 'x-y': 'z', method () { return 'm' } }), `done`)
