using System.Globalization;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>An open Redis (RESP 2): agrees to everything, for worms write themselves into its files or make it load a module.</summary>
internal static class RedisConversation
{
    public const int Port = 6379;

    /// <summary>Bytes of one text. Attack: a length of 2 GB.</summary>
    private const int TextLimit = 1 << 20;
    private const int PartLimit = 1024;
    private const int LineLimit = 16 << 10;
    private const int ToldLimit = 100;

    private const string Info = "# Server\r\nredis_version:6.0.16\r\nredis_mode:standalone\r\nos:Linux 5.10.0 x86_64\r\narch_bits:64\r\nprocess_id:1\r\ntcp_port:6379\r\nuptime_in_seconds:864000\r\n# Replication\r\nrole:master\r\nconnected_slaves:0\r\n# Keyspace\r\ndb0:keys=3,expires=0,avg_ttl=0\r\n";

    public static async Task HoldAsync(Talk talk)
    {
        for (var count = 0; await ReadAsync(talk.Wire) is { } command; count++)
        {
            if (command.Count == 0)
            {
                continue;
            }

            var name = command[0].ToUpperInvariant();
            if (count < ToldLimit)
            {
                talk.Events.Send(talk.Where, "redis", command.Sum(part => (long)part.Length), string.Join(' ', command.Select(part => part.Length > 200 ? part[..200] : part)));
            }

            await talk.Wire.WriteAsync(Answer(name, command));
            if (name == "QUIT")
            {
                return;
            }
        }
    }

    private static string Answer(string name, List<string> command) => name switch
    {
        "PING" => command.Count > 1 ? Bulk(command[1]) : "+PONG\r\n",
        "ECHO" when command.Count > 1 => Bulk(command[1]),
        "INFO" => Bulk(Info),
        "CONFIG" when command is [_, var verb, var key, ..] && verb.Equals("get", StringComparison.OrdinalIgnoreCase) => $"*2\r\n{Bulk(key)}{Bulk(Setting(key))}",
        "GET" or "HGET" => "$-1\r\n",
        "KEYS" => "*3\r\n" + Bulk("session") + Bulk("queue") + Bulk("cache"),
        "SCAN" => "*2\r\n" + Bulk("0") + "*0\r\n",
        "DBSIZE" => ":3\r\n",
        "DEL" or "EXISTS" or "LPUSH" or "RPUSH" or "SADD" or "HSET" or "PUBLISH" => ":1\r\n",
        "COMMAND" or "MODULE" when command.Count < 2 || command[1].Equals("list", StringComparison.OrdinalIgnoreCase) => "*0\r\n",
        "EVAL" => "$-1\r\n",
        _ => "+OK\r\n",
    };

    private static string Setting(string key) => key.ToLowerInvariant() switch { "dir" => "/var/lib/redis", "dbfilename" => "dump.rdb", "maxmemory" => "0", _ => "" };

    private static string Bulk(string text) => $"${text.Length}\r\n{text}\r\n";

    /// <summary>An array of texts, or words in a line. Null at the end.</summary>
    private static async ValueTask<List<string>?> ReadAsync(Wire wire)
    {
        if (await wire.ReadLineAsync(LineLimit) is not { } line)
        {
            return null;
        }

        if (!line.StartsWith('*'))
        {
            return [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(PartLimit)];
        }

        var parts = new List<string>();
        var left = TextLimit;
        for (var count = Number(line, PartLimit); parts.Count < count;)
        {
            if (await wire.ReadLineAsync(LineLimit) is not { } size)
            {
                return null;
            }

            var length = size.StartsWith('$') ? Number(size, left) : throw new InvalidDataException("no length");
            left -= length;
            var text = new byte[length + 2];
            await wire.ReadExactlyAsync(text);
            parts.Add(System.Text.Encoding.Latin1.GetString(text, 0, length));
        }

        return parts;
    }

    private static int Number(string line, int limit) =>
        int.TryParse(line.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= limit ? number : throw new InvalidDataException("no number, or too large");
}
