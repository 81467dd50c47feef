'use strict'
/* Two exports. */
const defaults = { lower: false }

function tally (text, options = defaults) {
  const counts = {}
  for (const word of text.split(/\s+/)) {
    const key = options.lower ? word.toLowerCase() : word
    counts[key] = (counts[key] || 0) + 1
  }
  return counts
}

class Shelf {
  #items = []
  static kind = 'shelf'
  constructor (name, pattern) {
    this.name = name
    this.pattern = pattern
  }

  get size () { return this.#items.length }

  put (item) {
    this.#items.push(item.replace(this.pattern, '_'))
    return this
  }

  toString () {
    return Shelf.kind + ':' + this.name + '(' + this.size + ')=' + this.#items.join(';')
  }
}

module.exports = { tally, Shelf }
