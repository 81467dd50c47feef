"""Counts words: honest code with what transforms stumble over."""
from __future__ import annotations
import os
import sys as system
from words import tally, Shelf
from words.pad import padded as pad

limits = {'longest word': 12, "least": 2}
text = ('the quick brown fox\tjumps over "the" lazy dog '
        '— über \u00fcber 🦊')
total = 0
for word, count in sorted(tally(text, lower=True).items()):
    if len(word) >= limits['least']:
        total += count
        print(pad(word, limits['longest word']) + '|' + '*' * count)
    else:
        print('short: ' + word)

shelf = Shelf('left\\right', name='kept')
shelf.put('it\'s').put(r"a\b").put(f"c{'d'}{total:>3}")
print(shelf, os.path.basename('/one/two.txt'), b'\x00raw\xff', b"bytes".decode('ascii'))
x = 1; y = 2
z = x + \
    y
print('%s and %d' % ('one', z), '{} {name}'.format('a', name='b'), "tab\there")


def outer(prefix: str = 'p') -> str:
    """A closure."""
    hidden = 'inside'

    def inner(value, *rest, key='k'):
        nonlocal hidden
        hidden += value
        return '-'.join([prefix, hidden, key, *rest])

    return inner('!', 'r', key='named')


_private = [n * 2 for n in range(4) if n]
print(outer(), outer('q'), _private, lambda_value := (lambda a, b='x': a + b)('y'))
try:
    raise ValueError('no')
except ValueError as problem:
    print('caught', str(problem), getattr(problem, 'args'))
print(system.argv[1:], eval('1 + 2'), __name__ == 'nobody')
