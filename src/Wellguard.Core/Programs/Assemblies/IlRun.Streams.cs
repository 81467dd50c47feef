using System.IO.Compression;
using System.Security.Cryptography;

namespace Wellguard.Programs.Assemblies;

/// <content>Streams over what is known, compression, and ciphers whose key stands in the code.</content>
internal sealed partial class IlRun
{
    /// <summary>What a stream or anything else holds.</summary>
    private static IlValue Content(IlValue value) => value.Instance is { Own.IsNil: true } instance ? instance.Fields.GetValueOrDefault("content") ?? new IlValue(IlKind.Unknown) { Origin = OriginOf(value), Decoding = DecodingOf(value) } : value;

    private static bool IsStream(string type) => type.StartsWith("System.IO.", StringComparison.Ordinal) && !(type is "System.IO.File" or "System.IO.Path" or "System.IO.Directory") || type is "System.Security.Cryptography.CryptoStream" or "System.Net.Sockets.NetworkStream";

    private IlValue? CallStream(IlMember member, IlValue? self, IlValue[] values)
    {
        if (self is null || !IsStream(member.Type))
        {
            return null;
        }

        switch (member.Member)
        {
            case "ToArray" or "GetBuffer" or "ReadToEnd" or "ReadToEndAsync" or "ReadLine" or "ReadBytes" or "ReadString":
                return Content(self);
            case "CopyTo" or "CopyToAsync" when values is [var to, ..]:
                WriteInto(to, Content(self));
                return IlValue.Unknown;
            case "Read" or "ReadAsync" or "ReadExactly" when values is [{ Array: { } into }, ..]:
                Fill(into, Content(self));
                return Passed(self);
            case "Write" or "WriteAsync" or "WriteLine" or "WriteLineAsync" or "WriteByte" when values.Length > 0:
                WriteInto(self, values[0]);
                return IlValue.Unknown;
            case "get_BaseStream":
                return self;
            case "Flush" or "Dispose" or "Close" or "FlushFinalBlock" or "DisposeAsync" or "FlushAsync":
                return IlValue.Unknown;
            default:
                return null;
        }
    }

    private static void Fill(IlArray into, IlValue content)
    {
        if (content.Array is { Bytes: { } bytes, IsOpen: false } && into.Bytes is { } target && bytes.Length <= target.Length)
        {
            bytes.CopyTo(target, 0);
        }
        else
        {
            into.IsOpen = true;
        }

        into.Origin = Scripts.ScriptRun.Stronger(into.Origin, OriginOf(content));
        into.Decoding = Scripts.Value.Joined(into.Decoding, DecodingOf(content));
    }

    private void WriteInto(IlValue stream, IlValue content)
    {
        if (stream.Instance is not { Own.IsNil: true } instance)
        {
            return;
        }

        if (instance.Fields.TryGetValue("effect", out var effect))
        {
            Complete((int)effect.Number, Content(content));
        }
        else if (instance.Fields.TryGetValue("endpoint", out var endpoint))
        {
            SendTo(endpoint.Text, content, "NetworkStream.Write");
        }
        else if (instance.Fields.GetValueOrDefault("content") is { } before && before.Array is null && before.Origin is null && before.Decoding.Count == 0)
        {
            instance.Fields["content"] = Content(content);
        }
        else
        {
            instance.Fields["content"] = Joined(instance.Fields.GetValueOrDefault("content") ?? IlValue.Unknown, Content(content));
        }
    }

    /// <summary>What a stream that decompresses gives.</summary>
    private IlValue Inflated(string type, IlValue stream)
    {
        var content = Content(stream);
        var made = new IlInstance(type);
        made.Fields["content"] = content is { Array: { Bytes: { } bytes, IsOpen: false } array } && Inflate(type, bytes) is { } plain
            ? Held(plain, new IlValue(IlKind.Unknown) { Origin = array.Origin, Decoding = array.Decoding }, type.EndsWith("GZipStream", StringComparison.Ordinal) ? "gzip" : "zlib")
            : new IlValue(IlKind.Unknown) { Origin = OriginOf(content), Decoding = DecodingOf(content) };
        return IlValue.Of(made);
    }

    private static byte[]? Inflate(string type, byte[] bytes)
    {
        try
        {
            using var input = new MemoryStream(bytes);
            using Stream stream = type switch
            {
                "System.IO.Compression.GZipStream" => new GZipStream(input, CompressionMode.Decompress),
                "System.IO.Compression.DeflateStream" => new DeflateStream(input, CompressionMode.Decompress),
                "System.IO.Compression.ZLibStream" => new ZLibStream(input, CompressionMode.Decompress),
                _ => new BrotliStream(input, CompressionMode.Decompress),
            };
            using var output = new MemoryStream();
            var buffer = new byte[1 << 14];
            for (var count = stream.Read(buffer); count > 0 && output.Length < IlArray.MaxBytes; count = stream.Read(buffer))
            {
                output.Write(buffer, 0, count);
            }

            return output.ToArray();
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    private IlValue? CallCipher(IlMember member, IlValue? self, IlValue[] values)
    {
        if (!member.Type.StartsWith("System.Security.Cryptography.", StringComparison.Ordinal))
        {
            return null;
        }

        if (member.Member == "Create" && self is null)
        {
            return IlValue.Of(new IlInstance(member.Type));
        }

        if (member.Member is "HashData" or "ComputeHash" or "ComputeHashAsync" or "HashDataAsync" or "TryComputeHash" or "VerifyData" or "VerifyHash")
        {
            _isVerified = true;
            return IlValue.Unknown;
        }

        if (member.Member is "CreateDecryptor" or "CreateEncryptor" && self?.Instance is { } cipher)
        {
            var transform = new IlInstance(cipher.Type);
            foreach (var (name, value) in cipher.Fields)
            {
                transform.Fields[name] = value;
            }

            Fill(transform, values, "Key", "IV");
            transform.Fields["decrypts"] = IlValue.Of(member.Member == "CreateDecryptor" ? 1 : 0);
            return IlValue.Of(transform);
        }

        return member.Member == "TransformFinalBlock" && self?.Instance is { } block && values.Length > 0 ? Deciphered(block, values[0])
            : member.Member is "DecryptCbc" or "DecryptEcb" && self?.Instance is { } aes && values.Length > 0 ? Deciphered(new IlInstance(aes.Type) { Fields = { ["Key"] = aes["Key"], ["IV"] = values.Length > 1 ? values[1] : aes["IV"], ["decrypts"] = IlValue.Of(1), ["Mode"] = IlValue.Of(member.Member == "DecryptEcb" ? 2 : 1) } }, values[0])
            : null;
    }

    /// <summary>A digest was computed in this program.</summary>
    private bool _isVerified;

    /// <summary>What cannot be deciphered stays hidden; that something constant was, is kept.</summary>
    private IlValue Deciphered(IlInstance transform, IlValue content)
    {
        if (transform["decrypts"] is { Number: 0, IsNumber: true })
        {
            return Passed(content);
        }

        if (content is not { Array: { Bytes: { } bytes, IsOpen: false } } || transform["Key"] is not { Array.Bytes: { } key })
        {
            return new IlValue(IlKind.Unknown) { Origin = OriginOf(content), Decoding = content.Array is null ? DecodingOf(content) : Scripts.Value.Joined(DecodingOf(content), ["decryption"]) };
        }

        try
        {
            using SymmetricAlgorithm cipher = transform.Type.Contains("TripleDES", StringComparison.Ordinal) ? TripleDES.Create() : Aes.Create();
            cipher.Key = key;
            cipher.Mode = transform["Mode"] is { IsNumber: true, Number: 2 } ? CipherMode.ECB : CipherMode.CBC;
            if (transform["Padding"] is { IsNumber: true, Number: >= 1 and <= 5 } padding)
            {
                cipher.Padding = (PaddingMode)padding.Number;
            }

            if (transform["IV"] is { Array.Bytes: { } vector } && cipher.Mode == CipherMode.CBC)
            {
                cipher.IV = vector;
            }

            using var decryptor = cipher.CreateDecryptor();
            return Held(decryptor.TransformFinalBlock(bytes, 0, bytes.Length), content, "decryption");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return new IlValue(IlKind.Unknown) { Origin = OriginOf(content), Decoding = Scripts.Value.Joined(DecodingOf(content), ["decryption"]) };
        }
    }
}
