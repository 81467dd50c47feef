using System.Globalization;
using System.Text;

namespace Wellguard.Artifacts;

/// <summary>Where a member of an ar archive lies.</summary>
internal readonly record struct ArMember(string Name, long Offset, long Size);

/// <summary>The members of an ar archive as Debian's packages have them (deb(5), "FORMAT"): names of up to 16 characters, perhaps with a slash behind them.</summary>
internal static class ArArchive
{
    /// <summary>Attack: a million members of no length. A package has three.</summary>
    private const int MaxMembers = 100;

    private const int HeaderSize = 60;
    private static readonly byte[] Magic = "!<arch>\n"u8.ToArray();

    public static bool IsOne(ReadOnlySpan<byte> head) => head.StartsWith(Magic);

    /// <summary>Throws <see cref="UnreadableException"/> for a header that is none, and a member that is longer than what is there.</summary>
    public static IReadOnlyList<ArMember> Read(Stream stream, string what)
    {
        var members = new List<ArMember>();
        var header = new byte[HeaderSize];
        long at = Magic.Length;
        while (at < stream.Length)
        {
            stream.Position = at;
            var length = stream.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false);
            var (name, number) = (Text(header, 0, 16), Text(header, 48, 10));
            if (length < HeaderSize || header[58] != '`' || header[59] != '\n' || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                throw new UnreadableException(what, $"the archive is damaged: no header of a member at byte {at}");
            }

            var offset = at + HeaderSize;
            if (size > stream.Length - offset)
            {
                throw new UnreadableException(what, $"the archive is cut short: its member {name} wants {size} bytes at byte {offset}");
            }

            if (members.Count == MaxMembers)
            {
                throw new UnreadableException(what, $"the archive has more than {MaxMembers} members");
            }

            members.Add(new(name.TrimEnd('/'), offset, size));
            at = offset + size + (size & 1);
        }

        return members;
    }

    private static string Text(byte[] header, int offset, int length) => Encoding.Latin1.GetString(header, offset, length).TrimEnd(' ');
}
