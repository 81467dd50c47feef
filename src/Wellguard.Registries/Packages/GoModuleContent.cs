using System.Security.Cryptography;
using System.Text;
using Wellguard.Artifacts;

namespace Wellguard.Registries.Packages;

/// <summary>The <c>h1:</c> of <c>go.sum</c> (golang.org/x/mod, sumdb/dirhash, Hash1): SHA-256 of a line for each file, in order of their names: <c>SHA256  NAME</c>.</summary>
internal static class GoModuleContent
{
    /// <summary>As <see cref="Integrity"/> holds it; null for what is no zip, or damaged.</summary>
    public static string? DigestOf(ByteSource bytes)
    {
        try
        {
            using var stream = bytes.Open();
            var zip = ZipWalker.Read(stream, "module");
            using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var entry in zip.Entries.Where(static entry => entry.Entry.Type != EntryType.Directory).OrderBy(static entry => entry.Entry.Path, StringComparer.Ordinal))
            {
                using var content = zip.Open(entry);
                all.AppendData(Encoding.UTF8.GetBytes($"{Convert.ToHexStringLower(SHA256.HashData(content))}  {entry.Entry.Path}\n"));
            }

            return $"sha256:{Convert.ToHexStringLower(all.GetCurrentHash())}";
        }
        catch (Exception problem) when (problem is UnreadableException or InvalidDataException or IOException)
        {
            return null;
        }
    }
}
