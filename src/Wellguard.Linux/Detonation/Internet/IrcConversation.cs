namespace Wellguard.Linux.Detonation.Internet;

/// <summary>An IRC server (RFC 2812) as bots need it: welcomes, lets join, is alone in each channel and gives no orders.</summary>
internal static class IrcConversation
{
    private const string Server = "irc.local";

    /// <summary>RFC 2812 allows 512; message tags of IRCv3 8,191 more.</summary>
    private const int LineLimit = 9 << 10;
    private const int ToldLimit = 50;

    public static async Task HoldAsync(Talk talk)
    {
        var (nick, hasUser, isWelcome) = ("*", false, false);
        for (var count = 0; await talk.Wire.ReadLineAsync(LineLimit) is { } line; count++)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            var command = words[0].ToUpperInvariant();
            var first = words.Length > 1 ? words[1].TrimStart(':') : "";
            if (count < ToldLimit)
            {
                talk.Events.Send(talk.Where, "irc", line.Length, command is "PASS" or "OPER" or "AUTHENTICATE" ? $"{command} (kept back)" : line);
            }

            nick = command == "NICK" && first.Length > 0 ? first : nick;
            hasUser |= command == "USER";
            if (!isWelcome && hasUser && nick != "*")
            {
                isWelcome = true;
                await talk.Wire.WriteAsync(Welcome(nick));
            }

            await talk.Wire.WriteAsync(Answer(command, first, nick));
            if (command == "QUIT")
            {
                return;
            }
        }
    }

    private static string Welcome(string nick) =>
        $":{Server} 001 {nick} :Welcome to the network {nick}\r\n:{Server} 002 {nick} :Your host is {Server}\r\n:{Server} 003 {nick} :This server was created recently\r\n:{Server} 004 {nick} {Server} u2.10 iow biklmnopstv\r\n"
        + $":{Server} 005 {nick} CHANTYPES=# PREFIX=(ov)@+ NETWORK=net :are supported by this server\r\n:{Server} 251 {nick} :There are 42 users on 1 servers\r\n:{Server} 375 {nick} :- {Server} Message of the day -\r\n:{Server} 372 {nick} :- hello\r\n:{Server} 376 {nick} :End of /MOTD command.\r\n";

    private static string Answer(string command, string first, string nick) => command switch
    {
        "PING" => $":{Server} PONG {Server} :{first}\r\n",
        "CAP" => first.Equals("LS", StringComparison.OrdinalIgnoreCase) ? $":{Server} CAP * LS :\r\n" : "",
        "JOIN" => string.Concat(first.Split(',').Take(10).Select(channel => $":{nick}!{nick}@host JOIN {channel}\r\n:{Server} 332 {nick} {channel} :welcome\r\n:{Server} 353 {nick} = {channel} :@admin {nick}\r\n:{Server} 366 {nick} {channel} :End of /NAMES list.\r\n")),
        "PART" => $":{nick}!{nick}@host PART {first}\r\n",
        "MODE" => $":{Server} 324 {nick} {first} +nt\r\n",
        "WHO" => $":{Server} 315 {nick} {first} :End of /WHO list.\r\n",
        "QUIT" => "ERROR :Closing link\r\n",
        _ => "",
    };
}
