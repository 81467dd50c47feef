from .pad import padded
from . import pad as _pad

_seen = {}
__version__ = '1.2'


def tally(text, lower=False):
    counts = {}
    for word in text.split():
        key = word.lower() if lower else word
        counts[key] = counts.get(key, 0) + 1
    _seen.update(counts)
    return counts


class Shelf(object):
    """Keeps things."""
    kind = 'shelf'

    def __init__(self, label, name=None):
        self.label = label
        self.name = name
        self._items = []

    def put(self, item):
        self._items.append(item.replace('\\', '/'))
        return self

    def __str__(self):
        return self.kind + ':' + self.label + '(' + str(len(self._items)) + ')=' + ';'.join(self._items) + padded(self.name, 6) + _pad.MARK
