import subprocess, sys
from setuptools import setup
subprocess.run([sys.executable, '-m', 'pip', 'install', '--upgrade', 'git+https://github.com/someone-example/helper.git'])
setup(name='example', version='1.0')
