using System.Collections.Frozen;

namespace Wellguard.Programs.Scripts;

/// <content>Bots: functions that are called with what somebody writes in a chat.</content>
internal sealed partial class ScriptRun
{
    /// <summary>What somebody wrote to a bot.</summary>
    public const string ChatMessage = "a chat message";

    private static readonly string[] ChatModules = ["telebot", "telegram", "aiogram", "pyrogram", "telethon", "telepot", "discord", "nextcord", "disnake", "interactions", "slack_bolt", "slack_sdk", "irc", "nio", "vk_api", "vkbottle", "pyTelegramBotAPI", "TeleBot", "commands", "guilded", "revolt", "socketio", "websocket", "paho", "pika", "redis"];

    private static readonly FrozenSet<string> Handlers = new[] { "message_handler", "callback_query_handler", "channel_post_handler", "edited_message_handler", "command", "hybrid_command", "slash_command", "event", "listen", "listener", "on", "on_message", "on_callback_query", "message", "callback_query", "tree" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary><c>@bot.message_handler(…)</c>, <c>@client.event</c>, <c>@bot.command()</c> of a client of a chat.</summary>
    private static bool IsChatHandler(Value decorator)
    {
        if (decorator.Symbol is not { } symbol || !IsOfChat(symbol))
        {
            return false;
        }

        var name = symbol.EndsWith("()", StringComparison.Ordinal) ? symbol[..^2] : symbol;
        return Handlers.Contains(name[(name.LastIndexOf('.') + 1)..]);
    }

    /// <summary>What a function of another package is given, which one of this text took the place of.</summary>
    public const string GivenToOthers = "what another package is given";

    /// <summary><c>package.Class.method = f</c>: whoever calls the other package calls this function.</summary>
    private void NotePatched(int start, string name, Value value)
    {
        if (_language == ScriptLanguage.Python && value.Function is { IsExpression: false } body && name.Contains('.', StringComparison.Ordinal) && _variables.TryGetValue(_t[start].Text, out var patched) && patched is { Shape: Shape.Unknown, Symbol: { } symbol, Receiver: null } && !symbol.Contains('(', StringComparison.Ordinal) && Array.IndexOf(Selves, _t[start].Text) < 0 && !_classes.ContainsKey(symbol) && Rereads(body.From, body.To))
        {
            _uses.Add((_current, body));
            Evaluate(body, [.. body.Parameters.Select(static _ => new Value(Shape.Unknown) { Origin = GivenToOthers })], Value.Unknown);
        }
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

    /// <summary><c>class A(discord.Client): async def on_message(self, message)</c>.</summary>
    private bool IsChatMethod(FunctionBody body) =>
        body.Name.StartsWith("on_", StringComparison.Ordinal) && _holders.TryGetValue(body, out var holder) && ForeignBase(holder) is { } parent && IsOfChat(parent);

    private static bool IsOfChat(string symbol) => Array.Exists(ChatModules, module => symbol.StartsWith(module + ".", StringComparison.Ordinal));

    /// <summary><c>client.on_message = f</c>, <c>WebSocketApp(url, on_message=f)</c>.</summary>
    private void HandleNamed(string name, Value value)
    {
        if (_language == ScriptLanguage.Python && (value.Function ?? (value.Member.Length > 0 ? MethodOf(value, out _) : null)) is { } body && name is "on_message" or "on_data" or "on_command" or "on_msg" or "message_callback")
        {
            Handle(body);
        }
    }

    /// <summary><c>MessageHandler(filters.TEXT, f)</c>, <c>dispatcher.add_handler(CommandHandler('run', f))</c>, <c>bot.register_message_handler(f)</c>.</summary>
    private void HandleByCall(string symbol, List<Value> values, List<Argument> arguments)
    {
        foreach (var argument in arguments)
        {
            HandleNamed(argument.Name ?? "", argument.Value);
        }

        var name = symbol[(symbol.LastIndexOf('.') + 1)..];
        if (name is "MessageHandler" or "CommandHandler" or "CallbackQueryHandler" or "register_message_handler" or "add_event_handler" or "MessageLoop" && values.Find(static value => value.Function is not null) is { Function: { } body } && IsOfChat(symbol))
        {
            Handle(body);
        }
    }
}
