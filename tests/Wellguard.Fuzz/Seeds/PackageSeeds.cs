using System.Buffers.Binary;
using System.Text;

namespace Wellguard.Fuzz.Seeds;

internal static class PackageSeeds
{
    public static IEnumerable<byte[]> Dpkg()
    {
        var status = SeedSource.Read("/var/lib/dpkg/status");
        yield return SeedSource.Labelled("var/lib/dpkg/status", status.AsSpan(0, Math.Min(status.Length, 6000)));
        yield return SeedSource.Labelled("var/lib/dpkg/status.d/base", status.AsSpan(0, Math.Min(status.Length, 3000)));
        yield return SeedSource.Labelled("var/lib/dpkg/diversions", SeedSource.Read("/var/lib/dpkg/diversions"));
        yield return SeedSource.Labelled("var/lib/dpkg/status", "Package: a\nStatus: install ok installed\nArchitecture: amd64\nMulti-Arch: same\nSource: b (1.0)\nVersion: 1:2.0-1+b1\nConffiles:\n /etc/a d41d8cd98f00b204e9800998ecf8427e\n /etc/b d41d8cd98f00b204e9800998ecf8427e obsolete\nDescription: x\n y\n\n");
        foreach (var extension in (string[])["list", "md5sums", "conffiles"])
        {
            foreach (var file in SeedSource.Folder("/var/lib/dpkg/info", "*." + extension).Where(file => new FileInfo(file).Length is > 0 and < 3000).Take(4))
            {
                yield return SeedSource.Labelled("var/lib/dpkg/info/" + Path.GetFileName(file), SeedSource.Read(file));
            }
        }
    }

    /// <summary>Two packages made by rpmbuild in rpm's own database, and the same headers in the two older formats.</summary>
    public static IEnumerable<byte[]> Rpm()
    {
        using var shop = new Workshop();
        var spec = shop.Write("a.spec", """
            Name: well
            Version: 1.2~rc1
            Release: 3.el9
            Epoch: 2
            Summary: test
            License: none
            Vendor: None
            BuildArch: noarch
            %description
            test
            %install
            mkdir -p %{buildroot}/etc/well %{buildroot}/usr/bin
            echo conf > %{buildroot}/etc/well/well.conf
            echo bin > %{buildroot}/usr/bin/well
            ln -s well %{buildroot}/usr/bin/link
            %files
            %config(noreplace) /etc/well/well.conf
            /usr/bin/well
            /usr/bin/link

            """);
        var headers = new List<byte[]>();
        if (shop.Run("rpmbuild", "-bb", "--quiet", "--define", $"_topdir {shop.Path}", spec) is not null
            && shop.Run("rpm", "--root", shop.Path, "--define", "_db_backend sqlite", "--define", "_dbpath /db", "-i", "--justdb", "--nodeps", "--noscripts", "--ignorearch", "--nosignature", shop.At("RPMS/noarch/well-1.2~rc1-3.el9.noarch.rpm")) is not null)
        {
            foreach (var hex in (shop.Run("sqlite3", "db/rpmdb.sqlite", "select hex(blob) from Packages") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                headers.Add(Convert.FromHexString(hex));
            }
        }

        shop.Run("sqlite3", "small.sqlite", "pragma page_size=512; create table Packages (hnum integer primary key autoincrement, blob blob not null);"
            + string.Concat(Enumerable.Repeat(headers, 4).SelectMany(header => header).Select(header => $"insert into Packages (blob) values (x'{Convert.ToHexString(header)}');")));
        var seeds = shop.Made("small.sqlite").Select(bytes => SeedSource.Labelled("var/lib/rpm/rpmdb.sqlite", bytes)).ToList();
        if (headers.Count > 0)
        {
            seeds.Add(SeedSource.Labelled("var/lib/rpm/Packages.db", Ndb(headers)));
        }

        foreach (var (size, order) in ((int, int)[])[(512, 1234), (4096, 4321)])
        {
            var dump = new StringBuilder($"VERSION=3\nformat=bytevalue\ntype=hash\ndb_pagesize={size}\ndb_lorder={order}\nHEADER=END\n 00000000\n ff000000\n");
            for (var i = 0; i < headers.Count; i++)
            {
                dump.Append($" {i + 1:x8}\n {Convert.ToHexStringLower(headers[i])}\n");
            }

            shop.Write("dump", dump.Append("DATA=END\n").ToString());
            shop.Run("db5.3_load", "-f", "dump", $"Packages{size}");
            seeds.AddRange(shop.Made($"Packages{size}").Select(bytes => SeedSource.Labelled("var/lib/rpm/Packages", bytes)));
        }

        return seeds;
    }

    /// <summary>rpm's lib/backend/ndb/rpmpkg.c: a page of slots, then blobs in blocks of 16 bytes.</summary>
    private static byte[] Ndb(List<byte[]> headers)
    {
        const int page = 4096;
        var bytes = new List<byte>(new byte[page]);
        Put(bytes, 0, "RpmP"u8, 0, 1, 1, (uint)headers.Count + 2);
        for (var i = 0; i < headers.Count; i++)
        {
            var at = bytes.Count;
            var blocks = (16 + headers[i].Length + 12 + 15) / 16;
            Put(bytes, 32 + 16 * i, "Slot"u8, (uint)i + 1, (uint)at / 16, (uint)blocks);
            bytes.AddRange(new byte[blocks * 16]);
            Put(bytes, at, "BlbS"u8, (uint)i + 1, 1, (uint)headers[i].Length);
            for (var j = 0; j < headers[i].Length; j++)
            {
                bytes[at + 16 + j] = headers[i][j];
            }

            Put(bytes, bytes.Count - 12, default, 0, (uint)headers[i].Length, BinaryPrimitives.ReadUInt32LittleEndian("BlbE"u8));
        }

        return [.. bytes];
    }

    private static void Put(List<byte> bytes, int at, ReadOnlySpan<byte> magic, params ReadOnlySpan<uint> words)
    {
        foreach (var letter in magic)
        {
            bytes[at++] = letter;
        }

        foreach (var word in words)
        {
            for (var i = 0; i < 4; i++)
            {
                bytes[at++] = (byte)(word >> (8 * i));
            }
        }
    }

    public static IEnumerable<byte[]> Lockfiles()
    {
        yield return SeedSource.Labelled("lib/apk/db/installed", "C:Q1pSfxWwYJ5Tp3vpBQ6M8B+1J6u1A=\nP:musl\nV:1.2.4-r2\nA:x86_64\no:musl\nF:lib\nR:ld-musl-x86_64.so.1\na:0:0:755\nZ:Q1pSfxWwYJ5Tp3vpBQ6M8B+1J6u1A=\n\n");
        yield return SeedSource.Labelled("a/node_modules/@s/a/package.json", """{"name":"@s/a","x":[{"name":"b"}],"version":"1.0.0","y":"\u00e9"}""");
        yield return SeedSource.Labelled("package-lock.json", """{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","dependencies":{"@s/b":{"version":"npm:c@2.0.0"}}}}}""");
        yield return SeedSource.Labelled("package-lock.json", """{"lockfileVersion":3,"packages":{"":{},"node_modules/@s/a":{"version":"1.0.0"},"node_modules/b":{"link":true,"name":"c"}}}""");
        yield return SeedSource.Labelled("yarn.lock", "\"@a/b@^7\", \"x@npm:y@1\":\n  version \"7.2\"\n\n\"z@npm:^1\":\n  version: 1.0\n  resolution: \"z@patch:z@npm%3A1.0\"\n");
        yield return SeedSource.Labelled("pnpm-lock.yaml", "lockfileVersion: '9.0'\npackages:\n\n  /@b/c/7.2_r@1:\n    x: {}\n  '@b/c@7.2(r@1)':\n  /a@1:\n  /a/1.0:\n");
        yield return SeedSource.Labelled("bun.lock", """{"packages":{"a":["@s/a@1.0","",{},],/*x*/"b":[7]},}""");
        yield return SeedSource.Labelled("usr/lib/python3/dist-packages/a-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: A_b\nVersion: 1\n\nbody");
        yield return SeedSource.Labelled("requirements.txt", "Flask[async]==2.3.2 ; python_version\nrequests == 2 \\\n  --hash=sha256:x\nurl @ https://x==1\n-r other.txt\n");
        yield return SeedSource.Labelled("uv.lock", "[[package]]\nname = \"a\"\nversion = '1'\nfiles = [{ x = \"[\" }, # ]\n]\ns = \"\"\"\n\\\"\"\"\"\n[package.source]\ntype = \"git\"\n");
        yield return SeedSource.Labelled("pylock.toml", "[[packages]]\nname = \"a\"\nversion = \"1\"\nsource = { editable = \".\" }\n");
        yield return SeedSource.Labelled("Pipfile.lock", """{"_meta":{},"default":{"Flask":{"version":"==2.3.2"}}}""");
        yield return SeedSource.Labelled("Cargo.lock", "version = 3\n[[package]]\nname = \"a\"\nversion = \"1\"\nsource = \"registry+x\"\ndependencies = [\n \"b\",\n]\n");
        yield return SeedSource.Labelled("app.deps.json", """{"libraries":{"A.B/1.0":{"type":"package"},"runtimepack.x/2":{"type":"runtimepack"}}}""");
        yield return SeedSource.Labelled("packages.lock.json", """{"dependencies":{"net8.0":{"A":{"type":"Direct","resolved":"1"}}}}""");
        yield return SeedSource.Labelled("root/.nuget/packages/a/1.0/a.nuspec", "<package/>");
        yield return SeedSource.Labelled("go.mod", "module x\nrequire a.b/c v1\nrequire (\n\td v2 // indirect\n)\n");
        yield return SeedSource.Labelled("go.sum", "a.b/c v1.0.0 h1:x=\na.b/c v1.0.0/go.mod h1:y=\n");
        yield return SeedSource.Labelled("usr/lib/ruby/specifications/a-1.gemspec", "Gem::Specification.new do |s|\n  s.name = \"a\".freeze\n  s.version = \"1\"\n  s.platform = 'ruby'\nend\n");
        yield return SeedSource.Labelled("Gemfile.lock", "GEM\n  specs:\n    rake (13.0.6)\n    n (1-x)\n      r (~> 1)\n");
        yield return SeedSource.Labelled("vendor/composer/installed.json", """{"packages":[{"name":"a/b","version":"1"}]}""");
        yield return SeedSource.Labelled("composer.lock", """{"packages":[{"name":"a/b","version":"1"}],"packages-dev":[]}""");
        using var shop = new Workshop();
        shop.Run("python3", "-c", """
            import zipfile, io
            inner = io.BytesIO()
            with zipfile.ZipFile(inner, 'w', zipfile.ZIP_DEFLATED) as z:
                z.writestr('META-INF/MANIFEST.MF', 'Manifest-Version: 1.0\nImplementation-Version: 1.0\n continued\nImplementation-Vendor-Id: a.b\n')
            with zipfile.ZipFile('a.jar', 'w', zipfile.ZIP_DEFLATED) as z:
                z.writestr('META-INF/maven/g/a/pom.properties', 'groupId=g\nartifactId=a\nversion=2\n')
                z.writestr('lib/inner-1.0.jar', inner.getvalue())
            """);
        foreach (var jar in shop.Made("a.jar"))
        {
            yield return SeedSource.Labelled("app/a-1.0.jar", jar);
            yield return SeedSource.Labelled("~app/a-1.0.jar", jar);
        }
    }
}
