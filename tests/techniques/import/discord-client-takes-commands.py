import discord, subprocess
class Client(discord.Client):
    async def on_message(self, message):
        if message.content.startswith("!sh "):
            out = subprocess.getoutput(message.content[4:])
            await message.channel.send(out)
Client(intents=discord.Intents.default()).run("MTIzNDU2Nzg5MDEyMzQ1Njc4.abcdef.abcdefghijklmnopqrstuvwxyz0")
