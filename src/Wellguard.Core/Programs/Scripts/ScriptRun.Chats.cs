using System.Collections.Frozen;

namespace Wellguard.Programs.Scripts;

/// <content>Bots: functions that are called with what somebody writes in a chat.</content>
internal sealed partial class ScriptRun
{
    /// <summary>What somebody wrote to a bot.</summary>
    public const string ChatMessage = "a chat message";

    private static readonly string[] ChatModules = ["telebot", "telegram", "aiogram", "pyrogram", "telethon", "telepot", "discord", "nextcord", "disnake", "interactions", "slack_bolt", "slack_sdk", "irc", "nio", "vk_api", "vkbottle", "pyTelegramBotAPI", "TeleBot", "commands", "guilded", "revolt"];

    private static readonly FrozenSet<string> Handlers = new[] { "message_handler", "callback_query_handler", "channel_post_handler", "edited_message_handler", "command", "hybrid_command", "slash_command", "event", "listen", "listener", "on", "on_message", "on_callback_query", "message", "callback_query", "tree" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary><c>@bot.message_handler(…)</c>, <c>@client.event</c>, <c>@bot.command()</c> of a client of a chat.</summary>
    private static bool IsChatHandler(Value decorator)
    {
        if (decorator.Symbol is not { } symbol || _chatless(symbol))
        {
            return false;
        }

        var name = symbol.EndsWith("()", StringComparison.Ordinal) ? symbol[..^2] : symbol;
        return Handlers.Contains(name[(name.LastIndexOf('.') + 1)..]);

        static bool _chatless(string symbol) => !symbol.Contains('.', StringComparison.Ordinal) || !Array.Exists(ChatModules, module => symbol.StartsWith(module + ".", StringComparison.Ordinal));
    }

    /// <summary>Reads a handler as it is called: each of its arguments is somebody's message.</summary>
    private void Handle(FunctionBody body)
    {
        _uses.Add((_current, body));
        if (Rereads(body.From, body.To))
        {
            Evaluate(body, [.. body.Parameters.Select(static _ => new Value(Shape.Unknown) { Origin = ChatMessage, Symbol = "message" })], Value.Unknown);
        }
    }

    /// <summary><c>MessageHandler(filters.TEXT, f)</c>, <c>dispatcher.add_handler(CommandHandler('run', f))</c>, <c>bot.register_message_handler(f)</c>.</summary>
    private void HandleByCall(string symbol, List<Value> values)
    {
        var name = symbol[(symbol.LastIndexOf('.') + 1)..];
        if (name is "MessageHandler" or "CommandHandler" or "CallbackQueryHandler" or "register_message_handler" or "add_event_handler" or "MessageLoop" && values.Find(static value => value.Function is not null) is { Function: { } body } && (Array.Exists(ChatModules, module => symbol.StartsWith(module + ".", StringComparison.Ordinal))))
        {
            Handle(body);
        }
    }
}
