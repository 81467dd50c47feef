using System.Buffers;
using System.Text;

namespace Wellguard.Linux.Detonation.Internet;

internal enum Protocol
{
    Raw, Tls, Http, Dns, Socks, Stratum, Redis, Irc,

    /// <summary>SMTP, POP3, IMAP, FTP: a line and its answer.</summary>
    Lines,
}

/// <summary>Which protocol it is, by a client's first bytes and, where they fit several, by the port.</summary>
internal static class Opening
{
    /// <summary>Bytes that decide; fewer are waited for as long as a silent client.</summary>
    private const int Enough = 8;

    private static readonly SearchValues<string> Methods = SearchValues.Create(["GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "CONNECT ", "OPTIONS ", "PATCH ", "TRACE ", "PROPFIND "], StringComparison.Ordinal);
    private static readonly string[] IrcWords = ["NICK ", "USER ", "PASS ", "CAP ", "JOIN "];
    private static readonly string[] RedisWords = ["PING", "INFO", "CONFIG ", "SET ", "KEYS ", "FLUSHALL", "SLAVEOF ", "AUTH ", "SELECT ", "SAVE"];
    private static readonly string[] MailWords = ["EHLO ", "HELO ", "LHLO "];

    public static async ValueTask<Protocol> GuessAsync(Talk talk)
    {
        var wire = talk.Wire;
        while (wire.Ahead.Length < Enough && !(wire.Ahead.Length > 0 && IsDecided(wire.Ahead.Span)) && await wire.WaitAsync(talk.World.Limits.Silence) && await wire.FillAsync())
        {
        }

        return Guess(wire.Ahead.Span, talk.To.Port);
    }

    internal static Protocol Guess(ReadOnlySpan<byte> first, int port)
    {
        if (first is [0x16, 3, ..])
        {
            return Protocol.Tls;
        }

        if (first is [5, > 0 and < 16, ..] or [4, 1 or 2, ..])
        {
            return Protocol.Socks;
        }

        var text = Encoding.Latin1.GetString(first[..Math.Min(first.Length, 16)]);
        return Methods is var methods && text.AsSpan().IndexOfAny(methods) == 0 ? Protocol.Http
            : port is 53 or 853 ? Protocol.Dns
            : LineConversation.IsSpokenAt(port) || Begins(text, MailWords) ? Protocol.Lines
            : text.TrimStart().StartsWith('{') ? Protocol.Stratum
            : first is [(byte)'*', >= (byte)'0' and <= (byte)'9', ..] || (port == RedisConversation.Port && Begins(text, RedisWords)) ? Protocol.Redis
            : Begins(text, IrcWords) ? Protocol.Irc
            : Protocol.Raw;
    }

    private static bool IsDecided(ReadOnlySpan<byte> first) => first[0] is 5 or 4 || first.Contains((byte)'\n') || first is [0x16, 3, ..];

    private static bool Begins(string text, string[] words) => Array.Exists(words, word => text.StartsWith(word, StringComparison.OrdinalIgnoreCase));
}
