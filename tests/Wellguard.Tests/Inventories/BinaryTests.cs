using System.IO.Compression;
using System.Text;
using Wellguard.Artifacts;
using Wellguard.Inventories;
using Xunit;

namespace Wellguard.Tests.Inventories;

/// <summary>ELF files with an added section, made by clang and objcopy.</summary>
internal static class ElfFixture
{
    public const int Executable = 0b111_101_101;

    public static byte[] With(string section, byte[] content)
    {
        Tool.Require("clang", "objcopy");
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.At("content"), content);
        Tool.RunIn(folder.Path, "clang", "-nostdlib", "-static", "-Wl,-e,f", folder.Write("x.c", "int f(void) { return 1; }"), "-o", folder.At("x"));
        Tool.Run("objcopy", "--add-section", $"{section}={folder.At("content")}", folder.At("x"));
        return File.ReadAllBytes(folder.At("x"));
    }

    public static byte[] ZLib(string text)
    {
        var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}

public sealed class GoBinaryTests
{
    internal const string Modules = "path\texample.com/cmd\nmod\texample.com/app\t(devel)\t\ndep\tgithub.com/Old/thing\tv1.0.0\th1:x=\n=>\tgithub.com/new/thing\tv1.2.0\th1:y=\ndep\tgolang.org/x/sys\tv0.21.0\th1:z=\nbuild\t-compiler=gc\n";

    /// <summary>The bytes that Go's linker writes since 1.18: marker, pointer size, flags, padding to 32, two texts behind their lengths.</summary>
    internal static byte[] Info(string version, string modules)
    {
        var list = Encoding.Latin1.GetBytes("\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6" + modules + "\xf9\x32\x43\x31\x86\x18\x20\x72\x00\x82\x42\x10\x41\x16\xd8\xf2");
        return [0xff, .. " Go buildinf:"u8, 8, 2, .. new byte[16], (byte)version.Length, .. Encoding.ASCII.GetBytes(version), (byte)(0x80 | (list.Length & 0x7f)), (byte)(list.Length >> 7), .. list, .. new byte[40]];
    }

    private static readonly string[] Expected = ["pkg:golang/stdlib@1.22.4", "pkg:golang/example.com/app", "pkg:golang/github.com/new/thing@v1.2.0", "pkg:golang/golang.org/x/sys@v0.21.0"];

    [Fact]
    public void Reads_the_section()
    {
        var file = Reading.Read<GoBinary>("app", ElfFixture.With(".go.buildinfo", Info("go1.22.4 X:boringcrypto", Modules)), FileKind.Elf, ElfFixture.Executable);
        Assert.Equal(Expected, file.Purls());
        Assert.Empty(file.Problems);
    }

    [Fact]
    public void Finds_the_marker_where_section_headers_are_stripped()
    {
        var elf = new byte[4096];
        "\u007fELF\x02\x01\x01"u8.CopyTo(elf);
        " Go buildinf: as a constant"u8.CopyTo(elf.AsSpan(1001));
        Info("go1.22.4", Modules).CopyTo(elf, 2048);
        Assert.Equal(Expected, Reading.Read<GoBinary>("app", elf, FileKind.Elf, ElfFixture.Executable).Purls());
    }

    [Fact]
    public void Reads_the_window_of_a_file_that_is_not_whole()
    {
        var into = new PackageFile("app");
        var entry = new Entry("app", EntryType.File, ElfFixture.Executable, 100 << 20);
        new GoBinary().Read(new FileContent { Entry = entry, Kind = FileKind.Elf, Bytes = new byte[4096], GoBuildInfo = Info("go1.22.4", Modules) }, into);
        Assert.Equal(Expected, into.Purls());
    }

    /// <summary>The form before Go 1.18: marker, pointer size, flags, pointers to the two string headers; linked so that they are resolved.</summary>
    internal static byte[] PointerForm()
    {
        Tool.Require("clang");
        using var folder = new TempFolder();
        var source = folder.Write("x.c", """
            struct text { const char *start; unsigned long length; };
            static const char version[] = "go1.17.13";
            static const char modules[] = "................" "path\tcmd\nmod\texample.com/app\tv1.0.0\th1:x=\n" "................";
            struct text v = { version, sizeof version - 1 }, m = { modules, sizeof modules - 1 };
            __attribute__((section(".go.buildinfo"), aligned(16), used))
            struct { unsigned char marker[14], size, flags; struct text *v, *m; } info = { "\377 Go buildinf:", 8, 0, &v, &m };
            int f(void) { return 1; }
            """);
        Tool.RunIn(folder.Path, "clang", "-nostdlib", "-static", "-Wl,-e,f", source, "-o", folder.At("x"));
        return File.ReadAllBytes(folder.At("x"));
    }

    [Fact]
    public void Follows_the_pointers_of_older_programs()
    {
        var file = Reading.Read<GoBinary>("app", PointerForm(), FileKind.Elf, ElfFixture.Executable);
        Assert.Equal(["pkg:golang/stdlib@1.17.13", "pkg:golang/example.com/app@v1.0.0"], file.Purls());
        Assert.Empty(file.Problems);
    }

    [Fact]
    public void A_real_program_names_the_version_that_it_was_built_with()
    {
        Tool.Require("umoci", "readelf");
        const string path = "/usr/bin/umoci";
        Assert.SkipUnless(File.Exists(path), $"{path} is not here");
        var dump = Tool.Run("readelf", "-p", ".go.buildinfo", path);
        var version = dump[(dump.IndexOf("go1.", StringComparison.Ordinal) + 2)..].Split('\n', ' ', '^')[0];
        Assert.Contains(Reading.Read<GoBinary>(path[1..], File.ReadAllBytes(path), FileKind.Elf, ElfFixture.Executable).Purls(), purl => version.StartsWith(purl["pkg:golang/stdlib@".Length..], StringComparison.Ordinal));
    }

    [Fact]
    public void The_toolchain_itself_is_read()
    {
        Tool.Require("go");
        var path = Tool.Run("go", "env", "GOROOT").Trim() + "/bin/go";
        var file = Reading.Read<GoBinary>("usr/bin/go", File.ReadAllBytes(path), FileKind.Elf, ElfFixture.Executable);
        Assert.Contains("pkg:golang/stdlib@" + Tool.Run("go", "env", "GOVERSION").Trim()[2..], file.Purls());
    }
}

public sealed class GoModuleTests
{
    [Fact]
    public void Reads_requirements()
    {
        var file = Reading.Read<GoModule>("app/go.mod", "module example.com/app\n\ngo 1.22\n\nrequire github.com/a/b v1.0.0\nrequire (\n\tgolang.org/x/sys v0.21.0 // indirect\n\t// comment v1\n)\nreplace github.com/a/b => ../b\n");
        Assert.Equal(["pkg:golang/github.com/a/b@v1.0.0", "pkg:golang/golang.org/x/sys@v0.21.0"], file.Purls());
    }

    [Fact]
    public void Reads_sums()
    {
        var file = Reading.Read<GoModule>("go.sum", "github.com/a/b v1.0.0 h1:x=\ngithub.com/a/b v1.0.0/go.mod h1:y=\n");
        Assert.Equal(["pkg:golang/github.com/a/b@v1.0.0"], file.Purls());
    }
}

public sealed class RustBinaryTests
{
    [Fact]
    public void Reads_what_cargo_auditable_writes()
    {
        var json = """{"packages":[{"name":"adler","version":"0.2.3","source":"registry"},{"name":"cc","version":"1.0.0","source":"crates.io","kind":"build"},{"name":"app","version":"0.1.0","source":"local","root":true,"dependencies":[0]}]}""";
        var file = Reading.Read<RustBinary>("app", ElfFixture.With(".dep-v0", ElfFixture.ZLib(json)), FileKind.Elf, ElfFixture.Executable);
        Assert.Equal(["pkg:cargo/adler@0.2.3", "pkg:cargo/app@0.1.0"], file.Purls());
    }

    [Fact]
    public void A_bomb_is_a_problem()
    {
        var file = Reading.Read<RustBinary>("app", ElfFixture.With(".dep-v0", ElfFixture.ZLib(new string(' ', 100 << 20))), FileKind.Elf, ElfFixture.Executable);
        Assert.Contains("more than", Assert.Single(file.Problems));
    }

    [Fact]
    public void Damage_is_a_problem() =>
        Assert.NotEmpty(Reading.Read<RustBinary>("app", ElfFixture.With(".dep-v0", [1, 2, 3, 4]), FileKind.Elf, ElfFixture.Executable).Problems);

    [Fact]
    public void Reads_Cargo_lock()
    {
        var file = Reading.Read<CargoLock>("Cargo.lock", "version = 3\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n \"serde\",\n]\n\n[[package]]\nname = \"serde\"\nversion = \"1.0.200\"\nsource = \"registry+https://host/index\"\nchecksum = \"x\"\n");
        Assert.Equal(["pkg:cargo/serde@1.0.200"], file.Purls());
    }
}
