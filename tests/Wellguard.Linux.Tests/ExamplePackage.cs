using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Wellguard.Artifacts;
using YamlDotNet.RepresentationModel;

namespace Wellguard;

/// <summary>The package of a campaign: <c>form</c> npm (a package.json among its files), sdist or wheel.</summary>
internal sealed record ExamplePackage(string Name, string Version, string Form, IReadOnlyList<KeyValuePair<string, byte[]>> Files)
{
    public static ExamplePackage Read(YamlNode node, YamlNodes yaml, Func<string, string> expand)
    {
        var keys = yaml.Map(node, "name", "version", "form", "files", "encoded");
        return new(
            expand(yaml.RequiredText(node, keys, "name")), yaml.RequiredText(node, keys, "version"), yaml.OptionalText(keys, "form") ?? "npm",
            [.. yaml.List(keys["files"]).Select(file =>
            {
                var of = yaml.Map(file, "path", "text", "base64");
                return KeyValuePair.Create(expand(yaml.RequiredText(file, of, "path")), of.ContainsKey("text") ? Encoding.UTF8.GetBytes(expand(yaml.RequiredText(file, of, "text"))) : Convert.FromBase64String(yaml.RequiredText(file, of, "base64")));
            })]);
    }

    /// <returns>The path of the file.</returns>
    public string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        return Form == "wheel" ? WriteWheel(Path.Combine(folder, $"{Name}-{Version}-py3-none-any.whl")) : WriteTar(Path.Combine(folder, Form == "sdist" ? $"{Name}-{Version}.tar.gz" : $"{Name}-{Version}.tgz"), Form == "sdist" ? $"{Name}-{Version}" : "package");
    }

    private string WriteTar(string path, string top)
    {
        using var file = File.Create(path);
        using var zip = new GZipStream(file, CompressionLevel.Fastest);
        using var tar = new TarWriter(zip, TarEntryFormat.Pax);
        var files = Form == "npm" && !Files.Any(entry => entry.Key == "package.json") ? Files.Append(KeyValuePair.Create("package.json", Encoding.UTF8.GetBytes(new JsonObject { ["name"] = Name, ["version"] = Version }.ToJsonString()))) : Files;
        foreach (var (name, content) in files)
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{top}/{name}") { DataStream = new MemoryStream(content), Mode = (UnixFileMode)0x1ED });
        }

        return path;
    }

    private string WriteWheel(string path)
    {
        using var file = File.Create(path);
        using var zip = new ZipArchive(file, ZipArchiveMode.Create);
        var record = $"{Name}-{Version}.dist-info/RECORD";
        foreach (var (name, content) in Files.Append(KeyValuePair.Create(record, Encoding.UTF8.GetBytes(string.Concat(Files.Select(entry => entry.Key + ",,\n")) + record + ",,\n"))))
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }

        return path;
    }
}
