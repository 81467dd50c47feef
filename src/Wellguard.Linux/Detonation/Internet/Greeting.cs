using System.Text;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>What servers that speak first say to a client that waits. After it the client is listened to.</summary>
internal static class Greeting
{
    private const int Ssh = 22;
    private const int Telnet = 23;
    private const int MySql = 3306;

    private static readonly Dictionary<int, string> Names = new()
    {
        [Ssh] = "ssh",
        [2222] = "ssh",
        [Telnet] = "telnet",
        [MySql] = "mysql",
        [5432] = "postgresql",
        [27017] = "mongodb",
        [11211] = "memcached",
        [9050] = "socks",
        [1080] = "socks",
    };

    public static bool SpeaksFirst(int port) => LineConversation.IsSpokenAt(port) || port is Ssh or 2222 or Telnet or MySql;

    public static string? NameOf(int port) => Names.GetValueOrDefault(port);

    /// <summary>Empty: the server of this port waits for its client.</summary>
    public static byte[] Of(Talk talk) => talk.To.Port switch
    {
        Ssh or 2222 => "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"u8.ToArray(),
        Telnet => [0xFF, 0xFD, 0x18, .. "\r\nlogin: "u8],
        MySql => MySqlGreeting(talk.World.MadeUp),
        _ => [],
    };

    /// <summary>Handshake v10 of the MySQL client/server protocol.</summary>
    private static byte[] MySqlGreeting(MadeUp madeUp)
    {
        var scramble = Encoding.ASCII.GetBytes(madeUp.Word("mysql scramble", 20));
        byte[] body = [10, .. "8.0.36\0"u8, 11, 0, 0, 0, .. scramble[..8], 0, 0xFF, 0xF7, 0xFF, 2, 0, 0xFF, 0x81, 21, .. new byte[10], .. scramble[8..], 0, .. "mysql_native_password\0"u8];
        return [(byte)body.Length, (byte)(body.Length >> 8), 0, 0, .. body];
    }
}
