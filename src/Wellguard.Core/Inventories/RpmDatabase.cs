using Wellguard.Artifacts;

namespace Wellguard.Inventories;

/// <summary>
/// rpm's package database in its three formats: sqlite (<c>rpmdb.sqlite</c>), ndb (<c>Packages.db</c>) and Berkeley DB hash (<c>Packages</c>). Each holds one
/// header for each package. As <c>rpm -qa</c> does, this lists <c>gpg-pubkey</c>: the keys that the system trusts.
/// </summary>
public sealed class RpmDatabase : PackageReader
{
    public override Need Wants(Entry entry)
    {
        var path = entry.Path;
        if (entry.Type != EntryType.File
            || !(path.StartsWith("var/lib/rpm/", StringComparison.Ordinal) || path.StartsWith("usr/lib/sysimage/rpm/", StringComparison.Ordinal) || path.StartsWith("usr/share/rpm/", StringComparison.Ordinal)))
        {
            return Need.Nothing;
        }

        var name = path.AsSpan(path.LastIndexOf('/') + 1);
        return name switch
        {
            "rpmdb.sqlite" or "Packages.db" or "Packages" => Need.Content,
            "rpmdb.sqlite-wal" => entry.Size > 0 ? Need.Head : Need.Nothing,
            _ => Need.Nothing,
        };
    }

    public override void Read(in FileContent file, PackageFile into)
    {
        if (file.Path.EndsWith("-wal", StringComparison.Ordinal))
        {
            into.Problem("rpm's database has changes that were never checkpointed: packages in this write-ahead log are not listed");
            return;
        }

        if (!file.IsWholeOr(into))
        {
            return;
        }

        Action<byte[]> each = header => RpmHeader.Read(header, into);
        if (file.Path.EndsWith(".sqlite", StringComparison.Ordinal))
        {
            SqliteTable.Read(file.Bytes, "Packages", column: 1, each, into);
        }
        else if (file.Path.EndsWith(".db", StringComparison.Ordinal))
        {
            RpmNdb.Read(file.Bytes, each, into);
        }
        else
        {
            BerkeleyHash.Read(file.Bytes, each, into);
        }
    }
}
