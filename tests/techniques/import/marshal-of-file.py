import marshal, os
exec(marshal.load(open(os.path.join(os.path.dirname(__file__), "core.bin"), "rb")))
