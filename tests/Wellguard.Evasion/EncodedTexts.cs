using System.Text;

namespace Wellguard.Evasion;

/// <summary>3: each text in base64 or hex.</summary>
public sealed class EncodedTexts() : LiteralTransform(3, "encoded texts")
{
    protected override string? Expression(Literal literal, bool isPython, int turn)
    {
        var bytes = literal.IsBytes ? Encoding.Latin1.GetBytes(literal.Value) : Encoding.UTF8.GetBytes(literal.Value);
        if (!literal.IsBytes && Encoding.UTF8.GetString(bytes) != literal.Value)
        {
            return null;
        }

        var (base64, hex) = (Convert.ToBase64String(bytes), Convert.ToHexStringLower(bytes));
        if (!isPython)
        {
            return (turn % 3) switch
            {
                0 => $"Buffer.from('{base64}', 'base64').toString()",
                1 => $"Buffer.from('{hex}', 'hex').toString('utf8')",
                _ => literal.Value.All(char.IsAscii) ? $"atob('{base64}')" : $"decodeURIComponent('{string.Concat(bytes.Select(static value => $"%{value:x2}"))}')",
            };
        }

        return (turn % 3) switch
        {
            0 => $"__import__('base64').b64decode('{base64}')",
            1 => $"bytes.fromhex('{hex}')",
            _ => $"__import__('binascii').unhexlify('{hex}')",
        } + (literal.IsBytes ? "" : ".decode()");
    }
}
