import os, sys, subprocess
subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), "__pycache__", "core.cpython-312.pyc")])
