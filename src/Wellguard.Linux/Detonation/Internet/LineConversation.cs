namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Protocols of a line and its answer, whose server speaks first: SMTP (RFC 5321), POP3 (1939), IMAP (3501), FTP (959). Every log-in is right and every message is taken.</summary>
internal static class LineConversation
{
    /// <summary>Bytes. Attack: a line without end.</summary>
    private const int LineLimit = 16 << 10;

    /// <summary>Lines that are told; those of a message are not.</summary>
    private const int ToldLimit = 60;

    private static readonly Dictionary<int, string> Names = new() { [25] = "smtp", [465] = "smtp", [587] = "smtp", [2525] = "smtp", [110] = "pop3", [995] = "pop3", [143] = "imap", [993] = "imap", [21] = "ftp" };
    private static readonly string[] SecretWords = ["PASS", "AUTH", "LOGIN", "AUTHENTICATE", "APOP"];

    public static bool IsSpokenAt(int port) => Names.ContainsKey(port);

    public static async Task HoldAsync(Talk talk)
    {
        var protocol = Names.GetValueOrDefault(talk.To.Port, "smtp");
        await talk.Wire.WriteAsync(protocol switch
        {
            "smtp" => "220 mail ESMTP Postfix\r\n",
            "pop3" => "+OK POP3 ready\r\n",
            "imap" => "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n",
            _ => "220 FTP ready\r\n",
        });
        var secrets = 0;
        for (var count = 0; await talk.Wire.ReadLineAsync(LineLimit) is { } line; count++)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var verb = (protocol == "imap" ? words.ElementAtOrDefault(1) : words.ElementAtOrDefault(0))?.ToUpperInvariant() ?? "";
            if (count < ToldLimit)
            {
                talk.Events.Send(talk.Where, protocol, line.Length, secrets > 0 || SecretWords.Contains(verb) ? $"{(secrets > 0 ? "" : verb)} (kept back)".TrimStart() : line);
            }

            if (secrets > 0)
            {
                secrets--;
                await talk.Wire.WriteAsync(secrets > 0 ? "334 UGFzc3dvcmQ6\r\n" : "235 2.7.0 Authentication successful\r\n");
                continue;
            }

            var answer = protocol switch
            {
                "smtp" => Smtp(verb),
                "pop3" => Pop(verb),
                "imap" => Imap(words.ElementAtOrDefault(0) ?? "*", verb),
                _ => Ftp(verb),
            };
            if (protocol == "smtp" && verb == "AUTH" && words.Length < 3)
            {
                var isLogin = words.ElementAtOrDefault(1)?.Equals("LOGIN", StringComparison.OrdinalIgnoreCase) == true;
                secrets = isLogin ? 2 : 1;
                answer = isLogin ? "334 VXNlcm5hbWU6\r\n" : "334 \r\n";
            }

            await talk.Wire.WriteAsync(answer);
            if (protocol == "smtp" && verb == "DATA")
            {
                await MessageAsync(talk);
            }

            if (verb is "QUIT" or "LOGOUT")
            {
                return;
            }
        }
    }

    /// <summary>A mail up to the line with a dot.</summary>
    private static async Task MessageAsync(Talk talk)
    {
        var before = talk.Wire.Taken;
        while (await talk.Wire.ReadLineAsync(LineLimit) is { } line)
        {
            if (line == ".")
            {
                talk.Events.Send(talk.Where, "smtp", talk.Wire.Taken - before, "message");
                await talk.Wire.WriteAsync("250 2.0.0 Ok: queued as 4C1F22A0\r\n");
                return;
            }
        }
    }

    private static string Smtp(string verb) => verb switch
    {
        "EHLO" => "250-mail\r\n250-SIZE 52428800\r\n250-AUTH PLAIN LOGIN\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
        "DATA" => "354 End data with <CR><LF>.<CR><LF>\r\n",
        "QUIT" => "221 2.0.0 Bye\r\n",
        "AUTH" => "235 2.7.0 Authentication successful\r\n",
        "STARTTLS" => "454 4.7.0 TLS not available\r\n",
        _ => "250 2.0.0 Ok\r\n",
    };

    private static string Pop(string verb) => verb switch
    {
        "STAT" => "+OK 0 0\r\n",
        "LIST" or "UIDL" => "+OK 0 messages\r\n.\r\n",
        "CAPA" => "+OK\r\nUSER\r\n.\r\n",
        "RETR" or "TOP" => "-ERR no such message\r\n",
        _ => "+OK\r\n",
    };

    private static string Imap(string tag, string verb) => verb switch
    {
        "CAPABILITY" => $"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done\r\n",
        "SELECT" or "EXAMINE" => $"* 0 EXISTS\r\n* FLAGS ()\r\n{tag} OK [READ-WRITE] done\r\n",
        "SEARCH" => $"* SEARCH\r\n{tag} OK done\r\n",
        "LOGOUT" => $"* BYE\r\n{tag} OK done\r\n",
        _ => $"{tag} OK done\r\n",
    };

    /// <summary>Data connections are not offered: the answer to PASV names an address that leads nowhere.</summary>
    private static string Ftp(string verb) => verb switch
    {
        "USER" => "331 Please specify the password.\r\n",
        "PASS" => "230 Login successful.\r\n",
        "SYST" => "215 UNIX Type: L8\r\n",
        "PWD" or "XPWD" => "257 \"/\" is the current directory\r\n",
        "CWD" or "MKD" or "DELE" => "250 Done.\r\n",
        "PASV" or "EPSV" => "425 Can't open data connection.\r\n",
        "RETR" or "LIST" or "NLST" => "550 Failed to open file.\r\n",
        "QUIT" => "221 Goodbye.\r\n",
        _ => "200 Ok.\r\n",
    };
}
