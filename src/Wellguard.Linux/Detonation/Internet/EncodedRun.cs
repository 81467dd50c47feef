using System.Text;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Texts in digits of base64 (both alphabets) or hex.</summary>
internal static class EncodedRun
{
    /// <summary>The next run, line breaks and spaces in it left out, in the standard alphabet.</summary>
    public static string Next(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (at < bytes.Length && !IsDigit(bytes[at]))
        {
            at++;
        }

        var run = new StringBuilder();
        for (; at < bytes.Length; at++)
        {
            var b = bytes[at];
            if (IsDigit(b))
            {
                run.Append(b switch { (byte)'-' => '+', (byte)'_' => '/', _ => (char)b });
            }
            else if (b is not ((byte)'\r' or (byte)'\n'))
            {
                break;
            }
        }

        return run.ToString();
    }

    private static bool IsDigit(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'+' or (byte)'/' or (byte)'-' or (byte)'_';
}
