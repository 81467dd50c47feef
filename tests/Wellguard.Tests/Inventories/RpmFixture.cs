using System.Text;

namespace Wellguard.Tests.Inventories;

/// <summary>Packages made by rpmbuild and databases made by rpm from them, once for all tests.</summary>
internal static class RpmFixture
{
    public const int SubPackages = 60;

    private static readonly Lazy<TempFolder> Packages = new(Build);

    private static readonly Lazy<string> Installed = new(Install);

    /// <summary>The folder of a root with a database in SQLite.</summary>
    public static string Root()
    {
        Tool.Require("rpm", "rpmbuild", "sqlite3");
        return Installed.Value;
    }

    public static string[] Query(string format) =>
        Tool.Lines(Tool.Run("rpm", "--root", Root(), "--define", "_db_backend sqlite", "--define", "_dbpath /var/lib/rpm", "-qa", "--qf", format));

    private static string Install()
    {
        var root = Packages.Value.At("root");
        Directory.CreateDirectory(root);
        string[] database = ["--root", root, "--define", "_db_backend sqlite", "--define", "_dbpath /var/lib/rpm"];
        Tool.Run("rpm", [.. database, "--initdb"]);
        Tool.Run("rpm", [.. database, "-i", "--justdb", "--nodeps", "--noscripts", "--ignorearch", "--nosignature", .. Directory.GetFiles(Packages.Value.At("RPMS"), "*.rpm", SearchOption.AllDirectories)]);
        return root;
    }

    private static TempFolder Build()
    {
        var folder = new TempFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        var spec = new StringBuilder("""
            Name: well
            Version: 1.2~rc1
            Release: 3.el9
            Epoch: 2
            Summary: test
            License: none
            Vendor: Rocky Enterprise Software Foundation
            BuildArch: noarch
            %description
            test
            %install
            mkdir -p %{buildroot}/etc/well %{buildroot}/usr/bin %{buildroot}/usr/share/doc/well %{buildroot}/opt/many/files
            echo conf > %{buildroot}/etc/well/well.conf
            echo bin > %{buildroot}/usr/bin/well
            ln -s well %{buildroot}/usr/bin/well-link
            echo doc > %{buildroot}/usr/share/doc/well/README
            for i in $(seq 1 400); do echo $i > %{buildroot}/opt/many/files/number-$i; done

            """);
        for (var i = 0; i < SubPackages; i++)
        {
            spec.Append($"touch %{{buildroot}}/usr/bin/part{i}\n");
        }

        spec.Append("%files\n%dir /etc/well\n%config(noreplace) /etc/well/well.conf\n/usr/bin/well\n/usr/bin/well-link\n%doc /usr/share/doc/well/README\n%ghost /var/log/well.log\n/opt/many\n");
        spec.Replace("for i in $(seq", "mkdir -p %{buildroot}/var/log; touch %{buildroot}/var/log/well.log\nfor i in $(seq");
        for (var i = 0; i < SubPackages; i++)
        {
            spec.Append($"%package part{i}\nSummary: part\n%description part{i}\npart {new string('x', i * 97)}\n%files part{i}\n/usr/bin/part{i}\n");
        }

        Tool.Run("rpmbuild", "-bb", "--quiet", "--define", $"_topdir {folder.Path}", folder.Write("well.spec", spec.ToString()));
        var old = "Name: old\nVersion: 1\nRelease: 1\nSummary: test\nLicense: none\nBuildArch: noarch\n%description\ntest\n%install\nmkdir -p %{buildroot}/usr/bin; echo old > %{buildroot}/usr/bin/old\n%files\n/usr/bin/old\n";
        Tool.Run("rpmbuild", "-bb", "--quiet", "--define", $"_topdir {folder.Path}", "--define", "_binary_filedigest_algorithm 1", folder.Write("old.spec", old));
        return folder;
    }

    /// <summary>Debian's rpm is built without ndb: the same headers, laid out as rpm's lib/backend/ndb/rpmpkg.c does.</summary>
    public static byte[] Ndb()
    {
        const int page = 4096;
        var slots = new byte[page];
        var blobs = new MemoryStream();
        void Put(Span<byte> into, params ReadOnlySpan<uint> words)
        {
            for (var i = 0; i < words.Length; i++)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(into[(4 * i)..], words[i]);
            }
        }

        uint Magic(string text) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(Encoding.ASCII.GetBytes(text));
        uint index = 0;
        Put(slots, Magic("RpmP"), 0, 1, 1, SubPackages + 3);
        foreach (var row in Tool.Lines(Tool.Run("sqlite3", Path.Combine(Root(), "var/lib/rpm/rpmdb.sqlite"), "select hex(blob) from Packages")))
        {
            index++;
            var header = Convert.FromHexString(row);
            var blocks = (16 + header.Length + 12 + 15) / 16;
            Put(slots.AsSpan(16 + 16 * (int)index), Magic("Slot"), index, (uint)(page + blobs.Length) / 16, (uint)blocks);
            var blob = new byte[blocks * 16];
            Put(blob, Magic("BlbS"), index, 1, (uint)header.Length);
            header.CopyTo(blob, 16);
            Put(blob.AsSpan(blob.Length - 12), 0, (uint)header.Length, Magic("BlbE"));
            blobs.Write(blob);
        }

        // A free slot between used ones, as after a removal.
        Put(slots.AsSpan(16 + 16 * (int)(index + 3)), Magic("Slot"));
        return [.. slots, .. blobs.ToArray()];
    }

    /// <summary>A Berkeley DB hash database of the same headers, made by Berkeley DB's own loader.</summary>
    public static byte[] Berkeley(int pageSize, bool isBigEndian)
    {
        Tool.Require("db5.3_load");
        var dump = new StringBuilder($"VERSION=3\nformat=bytevalue\ntype=hash\ndb_pagesize={pageSize}\ndb_lorder={(isBigEndian ? 4321 : 1234)}\nHEADER=END\n 00000000\n ff000000\n");
        foreach (var row in Tool.Lines(Tool.Run("sqlite3", Path.Combine(Root(), "var/lib/rpm/rpmdb.sqlite"), "select printf('%08x', hnum), lower(hex(blob)) from Packages")))
        {
            dump.Append(' ').Append(row.Replace("|", "\n ", StringComparison.Ordinal)).Append('\n');
        }

        using var folder = new TempFolder();
        Tool.Run("db5.3_load", "-f", folder.Write("dump", dump.Append("DATA=END\n").ToString()), folder.At("Packages"));
        return File.ReadAllBytes(folder.At("Packages"));
    }
}
