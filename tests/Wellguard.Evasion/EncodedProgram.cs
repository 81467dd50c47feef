using System.IO.Compression;
using System.Text;

namespace Wellguard.Evasion;

/// <summary>3: the whole program in base64, hex or zlib, decoded and evaluated.</summary>
public sealed class EncodedProgram() : Transform(3, "encoded program")
{
    protected override IReadOnlyList<PackageFile> Change(PackageFile file, PackageFiles package)
    {
        if (Source.Of(file.Text, file.Language!.Value) is not { IsModule: false } source || !CanBeEvaluated(source))
        {
            return [];
        }

        var bytes = Encoding.UTF8.GetBytes(file.Text);
        var turn = file.Text.Length % 3;
        var (base64, hex) = (Convert.ToBase64String(bytes), Convert.ToHexStringLower(bytes));
        return [With(file, source.IsPython
            ? turn switch
            {
                0 => $"import base64\nexec(base64.b64decode('{base64}').decode())\n",
                1 => $"exec(bytes.fromhex('{hex}').decode('utf-8'))\n",
                _ => $"import zlib, base64\nexec(zlib.decompress(base64.b64decode(b'{Convert.ToBase64String(Zlib(bytes))}')))\n",
            }
            : turn switch
            {
                0 => $"eval(Buffer.from('{base64}', 'base64').toString())\n",
                1 => $"const code = '{hex}'\neval(Buffer.from(code, 'hex').toString('utf8'))\n",
                _ => $"eval(require('zlib').inflateSync(Buffer.from('{Convert.ToBase64String(Zlib(bytes))}', 'base64')).toString())\n",
            })];
    }

    /// <summary>It returns nothing at its top, and needs nothing of the place where it lies.</summary>
    internal static bool CanBeEvaluated(Source source) => source.IsPython || !Enumerable.Range(0, source.Tokens.Count).Any(i => source.Is(i, "return") && source.Depth(i) == 0);

    private static byte[] Zlib(byte[] bytes)
    {
        var result = new MemoryStream();
        using (var zlib = new ZLibStream(result, CompressionLevel.Optimal))
        {
            zlib.Write(bytes);
        }

        return result.ToArray();
    }
}
