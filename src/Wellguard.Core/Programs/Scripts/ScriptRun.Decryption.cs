using System.Security.Cryptography;

namespace Wellguard.Programs.Scripts;

/// <content>Ciphers whose key stands in the code beside the text.</content>
internal sealed partial class ScriptRun
{
    /// <summary>Version, time, initialisation vector before the text; the signature behind it (Fernet specification).</summary>
    private const int FernetHead = 1 + 8 + 16, FernetTail = 32;

    /// <summary><c>Fernet(key).decrypt(token)</c>; what cannot be decrypted stays hidden, and is said to be. Null: it is no such call.</summary>
    private static Value? Decrypt(string symbol, Value? first)
    {
        if (symbol is "cryptography.fernet.Fernet" or "fernet.Fernet" or "Fernet" && first is { IsString: true })
        {
            return new Value(Shape.Unknown) { Symbol = "Fernet()", Receiver = first };
        }

        return null;
    }

    private Value? Decrypted(Value cipher, string member, List<Value> values)
    {
        if (member is "update" or "final" && cipher.Symbol is "crypto.createDecipheriv()" or "crypto.createDecipher()")
        {
            return new Value(Shape.Unknown) { Decoding = ["decryption"], Symbol = cipher.Symbol };
        }

        if (member is "encrypt" or "encrypt_and_digest" && values.Count > 0 && cipher.Symbol?.EndsWith("()", StringComparison.Ordinal) == true)
        {
            return new Value(Shape.Unknown) { Origin = OriginOf(values[0]), Path = values[0].Path, IsEncrypted = true };
        }

        if (member != "decrypt" || values.Count == 0 || cipher.Symbol is null || !cipher.Symbol.EndsWith("()", StringComparison.Ordinal))
        {
            return null;
        }

        var opaque = new Value(Shape.Unknown) { Decoding = [.. values[0].Decoding, "decryption"], Origin = values[0].Origin ?? cipher.Origin };
        if (cipher is not { Symbol: "Fernet()", Receiver: { } key } || !values[0].IsString || values[0].IsPartial || !Copies(values[0].Text.Length * 2L))
        {
            return opaque;
        }

        var (secret, token) = (Decoders.Base64(key.Text), Decoders.Base64(values[0].Text));
        if (secret is not { Length: 32 } || token is null || token.Length <= FernetHead + FernetTail || (token.Length - FernetHead - FernetTail) % 16 != 0)
        {
            return opaque;
        }

        try
        {
            using var aes = Aes.Create();
            aes.Key = secret[16..];
            var plain = aes.DecryptCbc(token.AsSpan(FernetHead, token.Length - FernetHead - FernetTail), token.AsSpan(9, 16));
            return Value.OfBytes(plain).From(values[0], "decryption");
        }
        catch (CryptographicException)
        {
            return opaque;
        }
    }
}
