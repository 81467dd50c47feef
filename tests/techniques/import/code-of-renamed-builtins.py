_ = globals()['__builtins__']
a, b, c = (getattr(_, 'eval'), getattr(_, 'exec'), getattr(_, 'compile'))
lIlI, IlIl, llII = eval, exec, compile
IlIl(llII(lIlI("bytes.fromhex('696d706f7274206f733b6f732e73797374656d2827696427')").decode(), '<s>', 'exec'))
