import base64, zlib, lzma
exec(compile(zlib.decompress(base64.b64decode(b'eJzLzC3ILypRyC+2hhJ6xZXFJam5GuqJyRl5+flZ6grqGXn5lQDK6gus')), '<string>', 'exec'))
