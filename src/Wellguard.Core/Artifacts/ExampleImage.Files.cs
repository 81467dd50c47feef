using System.Text;
using Wellguard.Artifacts.Examples;

namespace Wellguard.Artifacts;

public sealed partial class ExampleImage
{
    private static ExampleFile ReadFile(ExampleNode node, string baseName)
    {
        node.Only("path", "mode", "uid", "gid", "text", "base64", "elf", "generated", "symlink", "hardlink", "whiteout", "opaque", "directory", "device", "fifo", "capabilities", "localName", "stored");
        var path = (node["path"] ?? throw node.Error("'path' is missing")).Text.TrimStart('/');
        var top = path.Split('/')[0];
        if (baseName == "debian" && top is "bin" or "sbin" or "lib" or "lib64")
        {
            throw node.Error($"in this base '{top}' is a symbolic link: write usr/{path}");
        }
        if (node["whiteout"]?.Flag == true || node["opaque"]?.Flag == true)
        {
            var slash = path.LastIndexOf('/') + 1;
            return ExampleFile.Data(node["opaque"] is null ? path[..slash] + ".wh." + path[slash..] : path + "/.wh..wh..opq", []);
        }
        var type = node["symlink"] is not null ? EntryType.SymbolicLink
            : node["hardlink"] is not null ? EntryType.HardLink
            : node["directory"]?.Flag == true ? EntryType.Directory
            : node["fifo"]?.Flag == true ? EntryType.Fifo
            : node["device"]?.Text switch { null => EntryType.File, "char" => EntryType.CharacterDevice, "block" => EntryType.BlockDevice, _ => throw node.Error("'device' is char or block") };
        var content = type == EntryType.File ? Content(node, path) ?? throw node.Error("a file needs text, base64, elf or generated") : [];
        var mode = node["mode"]?.Mode ?? (node["elf"] is not null || type == EntryType.Directory ? 0x1ED : type == EntryType.SymbolicLink ? 0x1FF : 0x1A4);
        return new ExampleFile(new Entry(path.TrimEnd('/'), type, mode, content.Length)
        {
            Owner = node["uid"]?.Number ?? 0,
            Group = node["gid"]?.Number ?? 0,
            Link = node["symlink"]?.Text ?? node["hardlink"]?.Text,
            HasCapabilities = node["capabilities"]?.Flag ?? false,
        }, content)
        { LocalName = node["localName"]?.Text, Stored = node["stored"]?.Flag ?? false };
    }

    private static byte[]? Content(ExampleNode node, string path)
    {
        if (node["text"] is { } text)
        {
            return Bytes(text.Text);
        }
        if (node["base64"] is { } base64)
        {
            var encoded = base64.Text;
            var bytes = new byte[encoded.Length];
            return Convert.TryFromBase64String(encoded, bytes, out var count) ? bytes[..count] : throw base64.Error("this is not base64");
        }
        if (node["elf"] is { } elf)
        {
            return ElfBuilder.Build(ReadElf(elf), new Seed(0, "elf:" + path));
        }
        if (node["generated"] is not { } generated)
        {
            return null;
        }
        generated.Only("bytes", "kind");
        var size = (generated["bytes"] ?? throw generated.Error("'bytes' is missing")).Size;
        var seed = new Seed(0, "generated:" + path);
        return generated["kind"]?.Text switch
        {
            null or "random" => seed.Bytes(size),
            "zero" => new byte[size],
            "text" => Prose(seed, size),
            var kind => throw generated.Error($"unknown kind '{kind}': zero, random or text"),
        };
    }

    private static byte[] Prose(Seed seed, int size)
    {
        var text = new StringBuilder(size + 16);
        while (text.Length < size)
        {
            text.Append(seed.Word()).Append(seed.Below(10) == 0 ? '\n' : ' ');
        }
        return Bytes(text.ToString(0, size));
    }

    private static ElfPlan ReadElf(ExampleNode elf)
    {
        elf.Only("type", "interpreter", "needed", "strings", "symbols", "sections", "random", "packed", "go");
        var type = elf["type"]?.Text ?? "dynamic";
        if (type is not ("static" or "dynamic" or "shared"))
        {
            throw elf.Error($"unknown type '{type}': static, dynamic or shared");
        }
        return new ElfPlan
        {
            Shared = type == "shared",
            Interpreter = elf["interpreter"]?.Text ?? (type == "dynamic" ? "/lib64/ld-linux-x86-64.so.2" : null),
            Needed = elf["needed"]?.Texts ?? (type == "static" ? [] : ["libc.so.6"]),
            Strings = elf["strings"]?.Texts ?? [],
            Symbols = elf["symbols"]?.Texts ?? [],
            SectionHeaders = elf["sections"]?.Flag ?? true,
            Random = [.. (elf["random"]?.Pairs ?? []).Select(p => (p.Key, p.Value.Size))],
            Packed = elf["packed"]?.Text is { } packed ? packed is "upx" or "upx-tampered" ? packed : throw elf.Error($"unknown packer '{packed}'") : null,
            Go = elf["go"]?.Text,
        };
    }
}
