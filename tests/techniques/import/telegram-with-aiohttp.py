import aiohttp, asyncio, socket
class Reporter:
    TOKEN = "1234567890:AAHabcdefghijklmnopqrstuvwxyz0123456"
    async def send(self, text):
        async with aiohttp.ClientSession() as s:
            await s.post(f"https://api.telegram.org/bot{self.TOKEN}/sendMessage", json={"chat_id": 1, "text": text})
asyncio.run(Reporter().send(socket.gethostname()))
