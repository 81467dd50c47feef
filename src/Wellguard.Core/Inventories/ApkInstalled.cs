using System.Buffers.Text;
using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>
/// apk's database of installed packages, <c>lib/apk/db/installed</c> (apk-package(5)): a letter, a colon and a value on each line; <c>F:</c> a folder, <c>R:</c> a file in it, <c>Z:</c> its digest.
/// Below <c>etc/</c> files may change: apk's default protected paths.
/// </summary>
public sealed class ApkInstalled : PackageReader
{
    /// <summary>All paths together, in sizes of the file. Attack: a million short names in one long folder.</summary>
    private const int MostPathCharacters = 4;

    public override Need Wants(Entry entry) =>
        entry.Type == EntryType.File && entry.Path is "lib/apk/db/installed" or "usr/lib/apk/db/installed" ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, PackageFile into)
    {
        file.IsWholeOr(into);
        var lines = new Lines(file.Bytes);
        var room = file.Bytes.Length * (long)MostPathCharacters;
        string name = "", folder = "";
        string? version = null, architecture = null, origin = null, path = null, digest = null;
        while (lines.Next(out var line))
        {
            if (line.Length >= 2 && line[1] == ':')
            {
                var value = line[2..];
                switch (line[0])
                {
                    case (byte)'P':
                        name = value.Utf8();
                        break;
                    case (byte)'V':
                        version = value.Utf8();
                        break;
                    case (byte)'A':
                        architecture = value.Utf8();
                        break;
                    case (byte)'o':
                        origin = value.Utf8();
                        break;
                    case (byte)'F':
                        EndPath();
                        folder = value.Utf8();
                        break;
                    case (byte)'R':
                        EndPath();
                        room -= folder.Length + value.Length;
                        if (room < 0)
                        {
                            into.Problem("paths are longer than the whole file allows");
                            return;
                        }

                        path = folder.Length == 0 ? value.Utf8() : $"{folder}/{value.Utf8()}";
                        break;
                    case (byte)'Z':
                        digest = Digest(value);
                        break;
                }
            }
            else if (line.IsEmpty)
            {
                EndPackage();
            }
        }

        EndPackage();

        void EndPath()
        {
            if (path is not null && OwnedPaths.IsKept(path))
            {
                into.Owned.Add(new OwnedPath(path, name, digest, path.StartsWith("etc/", StringComparison.Ordinal)));
            }

            (path, digest) = (null, null);
        }

        void EndPackage()
        {
            EndPath();
            into.Add(new Purl("apk", "alpine", name, version).With("arch", architecture).With("upstream", origin == name ? null : origin), ComponentState.Installed);
            (name, folder, version, architecture, origin) = ("", "", null, null, null);
        }
    }

    /// <summary><c>Q1</c> and base64 of SHA-1, <c>Q2</c> of SHA-256.</summary>
    private static string? Digest(ReadOnlySpan<byte> value)
    {
        Span<byte> bytes = stackalloc byte[36];
        var isKnown = value.StartsWith("Q1"u8) || value.StartsWith("Q2"u8);
        if (!isKnown || value.Length > 46 || Base64.DecodeFromUtf8(value[2..], bytes, out _, out var written) != System.Buffers.OperationStatus.Done)
        {
            return null;
        }

        return written == (value[1] == '1' ? 20 : 32) ? Convert.ToHexStringLower(bytes[..written]) : null;
    }
}
