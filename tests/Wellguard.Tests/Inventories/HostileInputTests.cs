using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Wellguard.Artifacts;
using Wellguard.Inventories;
using Xunit;

namespace Wellguard.Tests.Inventories;

/// <summary>Real files with random damage: no reader throws, each ends within a bound and does not grow beyond its input.</summary>
public sealed class HostileInputTests
{
    /// <summary>Generous: a damaged seed of 300 kB takes milliseconds.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary><c>WELLGUARD_ROUNDS</c> sets more for the long lane.</summary>
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("WELLGUARD_ROUNDS"), out var rounds) ? rounds : 300;

    public static TheoryData<string> Seeds => [.. AllSeeds.Keys];

    public static TheoryData<string> SpeakingSeeds => [.. AllSeeds.Keys.Except(["elf"])];

    private static readonly Dictionary<string, Func<(PackageReader Reader, string Path, byte[] Bytes)>> AllSeeds = new()
    {
        ["dpkg status"] = () => (new DpkgStatus(), "var/lib/dpkg/status", Head("/var/lib/dpkg/status", 100_000)),
        ["dpkg list"] = () => (new DpkgFiles(), "var/lib/dpkg/info/bash.list", Head("/var/lib/dpkg/info/bash.list", 100_000)),
        ["dpkg md5sums"] = () => (new DpkgFiles(), "var/lib/dpkg/info/bash.md5sums", Head("/var/lib/dpkg/info/bash.md5sums", 100_000)),
        ["dpkg diversions"] = () => (new DpkgFiles(), "var/lib/dpkg/diversions", "/bin/sh\n/bin/sh.distrib\ndash\n/a\n/b\n:\n"u8.ToArray()),
        ["apk"] = () => (new ApkInstalled(), "lib/apk/db/installed", "P:musl\nV:1.2.4-r2\nA:x86_64\no:musl\nF:lib\nR:ld.so\na:0:0:755\nZ:Q12jmj7l5rSw0yVb/vlWAYkK/YBwk=\n\nP:b\n\n"u8.ToArray()),
        ["rpm sqlite"] = () => (new RpmDatabase(), "var/lib/rpm/rpmdb.sqlite", File.ReadAllBytes(Path.Combine(RpmFixture.Root(), "var/lib/rpm/rpmdb.sqlite"))),
        ["rpm ndb"] = () => (new RpmDatabase(), "var/lib/rpm/Packages.db", NeedRpm(RpmFixture.Ndb)),
        ["rpm bdb"] = () => (new RpmDatabase(), "var/lib/rpm/Packages", NeedRpm(() => RpmFixture.Berkeley(512, isBigEndian: false))),
        ["npm package"] = () => (new NpmInstalled(), "node_modules/a/package.json", """{"name":"@s/a","x":[{"name":"b"}],"version":"1.0.0","y":"\u00e9"}"""u8.ToArray()),
        ["npm lock 1"] = () => (new NpmLock(), "package-lock.json", """{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","dependencies":{"@s/b":{"version":"npm:c@2.0.0"}}}}}"""u8.ToArray()),
        ["npm lock 3"] = () => (new NpmLock(), "package-lock.json", """{"packages":{"":{},"node_modules/@s/a":{"version":"1.0.0"},"node_modules/b":{"link":true,"name":"c"}}}"""u8.ToArray()),
        ["yarn"] = () => (new YarnLock(), "yarn.lock", "\"@a/b@^7\", \"x@npm:y@1\":\n  version \"7.2\"\n\n\"z@npm:^1\":\n  version: 1.0\n  resolution: \"z@patch:z@npm%3A1.0\"\n"u8.ToArray()),
        ["pnpm"] = () => (new PnpmLock(), "pnpm-lock.yaml", "packages:\n\n  /@b/c/7.2_r@1:\n    x: {}\n  '@b/c@7.2(r@1)':\n  /a@1:\n  /a/1.0:\n"u8.ToArray()),
        ["bun"] = () => (new BunLock(), "bun.lock", """{"packages":{"a":["@s/a@1.0","",{},],/*x*/"b":[7]},}"""u8.ToArray()),
        ["python metadata"] = () => (new PythonInstalled(), "a.dist-info/METADATA", "Metadata-Version: 2.1\nName: A_b\nVersion: 1\n\nbody"u8.ToArray()),
        ["requirements"] = () => (new PythonRequirements(), "requirements.txt", "Flask[async]==2.3.2 ; python_version\nrequests == 2 \\\n  --hash=x\nurl @ x==1\n"u8.ToArray()),
        ["python lock"] = () => (new PythonLock(), "uv.lock", "[[package]]\nname = \"a\"\nversion = '1'\nfiles = [{ x = \"[\" }, # ]\n]\ns = \"\"\"\n\\\"\"\"\"\n[package.source]\ntype = \"git\"\n"u8.ToArray()),
        ["pipfile"] = () => (new PipfileLock(), "Pipfile.lock", """{"_meta":{},"default":{"Flask":{"version":"==2.3.2"}}}"""u8.ToArray()),
        ["cargo lock"] = () => (new CargoLock(), "Cargo.lock", "version = 3\n[[package]]\nname = \"a\"\nversion = \"1\"\nsource = \"registry+x\"\ndependencies = [\n \"b\",\n]\n"u8.ToArray()),
        ["nuget deps"] = () => (new NuGetDeps(), "a.deps.json", """{"libraries":{"A.B/1.0":{"type":"package"},"runtimepack.x/2":{"type":"runtimepack"}}}"""u8.ToArray()),
        ["nuget lock"] = () => (new NuGetLock(), "packages.lock.json", """{"dependencies":{"net8.0":{"A":{"type":"Direct","resolved":"1"}}}}"""u8.ToArray()),
        ["bill of materials"] = () => (new SoftwareBill(), "bom.json", """{"bomFormat":"CycloneDX","components":[{"bom-ref":"x","purl":"pkg:npm/a@1","hashes":[{"alg":"SHA-1","content":"00"}]}],"dependencies":[{"ref":"x","dependsOn":["x"]}]}"""u8.ToArray()),
        ["go mod"] = () => (new GoModule(), "go.mod", "module x\nrequire a.b/c v1\nrequire (\n\td v2 // indirect\n)\nreplace d v2 => ../d\nreplace (\n\ta.b/c => e.f/g v3\n)\n"u8.ToArray()),
        ["go binary"] = () => (new GoBinary(), "app", [.. "\u007fELF\u0002\u0001\u0001"u8, .. new byte[505], .. GoBinaryTests.Info("go1.22.4", GoBinaryTests.Modules)]),
        ["go section"] = () => (new GoBinary(), "app", ElfFixture.With(".go.buildinfo", GoBinaryTests.Info("go1.22.4", GoBinaryTests.Modules))),
        ["go pointers"] = () => (new GoBinary(), "app", GoBinaryTests.PointerForm()),
        ["rust binary"] = () => (new RustBinary(), "app", ElfFixture.With(".dep-v0", ElfFixture.ZLib("""{"packages":[{"name":"a","version":"1"}]}"""))),
        ["elf"] = () => (new RustBinary(), "bin/true", File.ReadAllBytes("/bin/true")),
        ["jar"] = () => (new JavaArchive(), "a-1.ear", JavaArchiveTests.Zip(CompressionLevel.Optimal, ("b.war", JavaArchiveTests.Jar(("META-INF/MANIFEST.MF", "A: b\n c\n"), ("META-INF/maven/g/a/pom.properties", "groupId=g\nartifactId=a\n"))))),
        ["gemspec"] = () => (new RubyInstalled(), "x/specifications/a-1.gemspec", "Gem::Specification.new do |s|\n  s.name = \"a\".freeze\n  s.version = \"1\"\n  s.platform = 'ruby'\n"u8.ToArray()),
        ["gemfile"] = () => (new GemfileLock(), "Gemfile.lock", "GEM\n  remote: x\n  specs:\n    rake (13.0.6)\n    n (1-x)\n      r (~> 1)\n\nDEPENDENCIES\n  n!\n\nCHECKSUMS\n  n (1-x) sha256=00,md5=1\n"u8.ToArray()),
        ["composer"] = () => (new ComposerInstalled(), "vendor/composer/installed.json", """{"packages":[{"name":"a/b","version":"1"}]}"""u8.ToArray()),
        ["composer lock"] = () => (new ComposerLock(), "composer.lock", """{"packages":[{"name":"a/b","version":"1"}],"packages-dev":[]}"""u8.ToArray()),
    };

    private static byte[] Head(string path, int most)
    {
        Assert.SkipUnless(File.Exists(path), $"{path} is not here");
        var bytes = File.ReadAllBytes(path);
        return bytes[..Math.Min(bytes.Length, most)];
    }

    private static byte[] NeedRpm(Func<byte[]> make)
    {
        Tool.Require("rpm", "rpmbuild", "sqlite3");
        return make();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Damage_never_throws_and_always_ends(string name)
    {
        var (reader, path, seed) = AllSeeds[name]();
        Assert.NotEmpty(seed);
        var clock = Stopwatch.StartNew();
        Damage(seed).Sample(bytes => Check(reader, path, bytes), iter: Rounds, threads: 1);
        Assert.True(clock.Elapsed < TimeSpan.FromMilliseconds(200) * Rounds, $"{Rounds} rounds took {clock.Elapsed}");
    }

    [Theory]
    [MemberData(nameof(SpeakingSeeds))]
    public void The_undamaged_seed_says_something(string name)
    {
        var (reader, path, seed) = AllSeeds[name]();
        var file = Read(reader, path, seed, seed.Length);
        Assert.True(file.Components.Count + file.Owned.Count + file.Diversions.Count > 0);
    }

    private static bool Check(PackageReader reader, string path, byte[] bytes)
    {
        var clock = Stopwatch.StartNew();
        var whole = Read(reader, path, bytes, bytes.Length);
        var size = whole.Components.Sum(component => (long)component.Purl.Length + component.Path.Length) + whole.Owned.Sum(owned => (long)owned.Path.Length) + whole.Problems.Sum(problem => (long)problem.Length);
        Assert.True(size <= 64 * (long)bytes.Length + (1 << 20), $"{bytes.Length} bytes became {size} characters");
        Read(reader, path, bytes.AsSpan(0, bytes.Length / 2), bytes.Length * 2L, bytes.AsSpan(bytes.Length / 2));
        return clock.Elapsed < Longest;
    }

    private static PackageFile Read(PackageReader reader, string path, ReadOnlySpan<byte> bytes, long size, ReadOnlySpan<byte> tail = default)
    {
        var into = new PackageFile(path);
        reader.Read(new FileContent { Entry = new Entry(path, EntryType.File, ElfFixture.Executable, size), Kind = FileKind.Elf, Bytes = bytes, Tail = tail }, into);
        return into;
    }

    /// <summary>One to ten changes: a byte, a run of one byte, four large bytes as a length, a piece taken out, copied or put elsewhere, an end cut off.</summary>
    internal static Gen<byte[]> Damage(byte[] seed)
    {
        // The first kilobyte holds what the rest depends on: half of all changes go there.
        var place = Gen.OneOf(Gen.Int[0, seed.Length - 1], Gen.Int[0, Math.Min(seed.Length, 1024) - 1]);
        var change = Gen.Select(Gen.Int[0, 5], place, place, Gen.Byte);
        return change.Array[1, 10].Select(changes =>
        {
            var bytes = (byte[])seed.Clone();
            foreach (var (kind, first, second, value) in changes)
            {
                if (bytes.Length == 0)
                {
                    break;
                }

                var at = first % bytes.Length;
                var length = Math.Min(second % 64 + 1, bytes.Length - at);
                switch (kind)
                {
                    case 0:
                        bytes[at] = value;
                        break;
                    case 1:
                        bytes.AsSpan(at, length).Fill(value);
                        break;
                    case 2:
                        bytes.AsSpan(at, Math.Min(4, length)).Fill((value & 1) == 0 ? (byte)0xff : (byte)0x7f);
                        break;
                    case 3:
                        bytes = [.. bytes[..at], .. bytes[(at + length)..]];
                        break;
                    case 4:
                        bytes = [.. bytes[..at], .. bytes.AsSpan(at, length), .. bytes[at..]];
                        break;
                    default:
                        bytes = value < 32 ? bytes[..at] : bytes;
                        break;
                }
            }

            return bytes;
        });
    }

    [Fact]
    public void Long_folders_with_a_million_short_names_are_bounded()
    {
        var text = new StringBuilder("P:a\nF:").Append('x', 1 << 20).Append('\n').Append(string.Concat(Enumerable.Repeat("R:y\n", 1 << 18)));
        var file = Reading.Read<ApkInstalled>("lib/apk/db/installed", text.ToString());
        Assert.True(file.Owned.Count < 100);
        Assert.NotEmpty(file.Problems);
    }

    [Fact]
    public void Every_reader_has_a_seed()
    {
        var seeded = AllSeeds.Where(_ => Tool.IsHere("rpm") && Tool.IsHere("clang")).Select(seed => seed.Value().Reader.GetType()).ToHashSet();
        Assert.SkipWhen(seeded.Count == 0, "rpm or clang is not installed");
        Assert.DoesNotContain(Catalogue.PackageReaders.Select(reader => reader.GetType()), type => !seeded.Contains(type) && type != typeof(NuGetFolder));
    }
}
