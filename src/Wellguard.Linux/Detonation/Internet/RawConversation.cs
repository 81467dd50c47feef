namespace Wellguard.Linux.Detonation.Internet;

/// <summary>What nobody here speaks: it is listened to, searched for canaries and not answered.</summary>
internal static class RawConversation
{
    /// <summary>Bytes of the beginning that are told of, as a person can read them.</summary>
    private const int Shown = 64;

    public static async Task HoldAsync(Talk talk)
    {
        var beginning = "";
        try
        {
            do
            {
                if (beginning.Length == 0 && talk.Wire.Ahead.Length > 0)
                {
                    beginning = Printable(talk.Wire.Ahead.Span);
                }

                talk.Wire.Take(talk.Wire.Ahead.Length);
            }
            while (await talk.Wire.FillAsync());
        }
        finally
        {
            if (talk.Wire.Taken > 0)
            {
                talk.Events.Send(talk.Where, Name(talk), talk.Wire.Taken, beginning.Length == 0 ? [] : ["begins: " + beginning]);
            }
        }
    }

    private static string Name(Talk talk) => Greeting.NameOf(talk.To.Port) ?? (talk.Encrypted ? "tls" : "tcp");

    internal static string Printable(ReadOnlySpan<byte> bytes) => string.Create(Math.Min(bytes.Length, Shown), bytes, static (text, from) =>
    {
        for (var at = 0; at < text.Length; at++)
        {
            text[at] = from[at] is >= 32 and < 127 ? (char)from[at] : '.';
        }
    });
}
