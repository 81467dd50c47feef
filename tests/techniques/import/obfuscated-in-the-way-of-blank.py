import base64, zlib
___ = 'ncneg'; ____ = base64.b64decode; _____ = lambda x: x[::-1]
exec(compile(zlib.decompress(____(_____('=8/s/wBAAA='))) if False else base64.b64decode(bytes([97, 87, 49, 119, 98, 51, 74, 48, 73, 71, 57, 122, 79, 50, 57, 122, 76, 110, 78, 53, 99, 51, 82, 108, 98, 83, 103, 110, 97, 87, 81, 110, 75, 81, 61, 61])), '<string>', 'exec'))
