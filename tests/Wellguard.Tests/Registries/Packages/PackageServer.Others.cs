using System.Security.Cryptography;
using System.Text;
using Wellguard.Tests.Packages;

namespace Wellguard.Registries.Packages;

/// <content>Gems, crates and Go modules: documents that are files.</content>
public sealed partial class PackageServer
{
    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <param name="number">With its platform.</param>
    public byte[] Gem(string name, string number, string code = "puts 1\n", string extension = "")
    {
        var (version, platform) = number.Split('-', 2) is [var plain, var machine] ? (plain, machine) : (number, "ruby");
        var archive = PackageForms.Gem($"name: {name}\nversion:\n  version: {version}\nplatform: {platform}\n{(extension.Length > 0 ? "extensions:\n- ext/extconf.rb\n" : "")}", [$"lib/{name}.rb", code, .. extension.Length > 0 ? ["ext/extconf.rb", extension] : Array.Empty<string>()]);
        archives[$"/ruby/gems/{name}-{number}.gem"] = archive;
        Append($"/ruby/info/{name}", $"{number} |checksum:{Sha256(archive)},ruby:>= 2.0\n", "---\n");
        return archive;
    }

    /// <param name="index">The line of the index, or null: an honest one.</param>
    public byte[] Crate(string name, string version, string build = "fn main() {}\n", string? index = null)
    {
        var archive = Artifacts.PackageBytes.Tarball(($"{name}-{version}/Cargo.toml", $"[package]\nname = \"{name}\"\nversion = \"{version}\"\nbuild = \"build.rs\"\n"), ($"{name}-{version}/build.rs", build), ($"{name}-{version}/src/lib.rs", "pub fn a() {}\n"));
        archives[$"/crates/{name}/{version}/download"] = archive;
        archives.TryAdd("/index/config.json", Encoding.UTF8.GetBytes($$"""{"dl":"http://{{Host}}/crates","api":"http://{{Host}}"}"""));
        var lower = name.ToLowerInvariant();
        var place = lower.Length switch { 1 => "1", 2 => "2", 3 => "3/" + lower[0], _ => $"{lower[..2]}/{lower[2..4]}" };
        Append($"/index/{place}/{lower}", (index ?? $$"""{"name":"{{name}}","vers":"{{version}}","deps":[],"cksum":"{{Sha256(archive)}}","features":{},"yanked":false}""") + "\n");
        return archive;
    }

    /// <param name="path">With its capitals.</param>
    /// <returns>The archive, and the sum of it that <c>go.sum</c> has.</returns>
    public (byte[] Archive, string Sum) Module(string path, string version, string code = "package tool\n")
    {
        (string Path, string Text)[] files = [($"{path}@{version}/go.mod", $"module {path}\n"), ($"{path}@{version}/tool.go", code)];
        var archive = Artifacts.PackageBytes.Zip(files);
        var escaped = string.Concat(path.Select(static c => char.IsAsciiLetterUpper(c) ? $"!{char.ToLowerInvariant(c)}" : $"{c}"));
        archives[$"/go/{escaped}/@v/{version}.zip"] = archive;
        archives[$"/go/{escaped}/@v/{version}.info"] = Encoding.UTF8.GetBytes($$"""{"Version":"{{version}}","Time":"2024-01-01T00:00:00Z"}""");
        Append($"/go/{escaped}/@v/list", version + "\n");
        var lines = string.Concat(files.Select(static file => $"{Sha256(Encoding.UTF8.GetBytes(file.Text))}  {file.Path}\n")); // these names are in order
        return (archive, "h1:" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(lines))));
    }

    private void Append(string path, string text, string start = "") => archives[path] = [.. archives.GetValueOrDefault(path, Encoding.UTF8.GetBytes(start)), .. Encoding.UTF8.GetBytes(text)];
}
