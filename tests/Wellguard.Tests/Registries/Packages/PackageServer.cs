using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Wellguard.Artifacts;

namespace Wellguard.Registries.Packages;

/// <summary>Registries of all kinds on a loopback port: read-only, with what a test puts in, and with the lies that it wants.</summary>
public sealed partial class PackageServer : IDisposable
{
    private readonly OddRegistry server;
    private readonly Dictionary<string, byte[]> archives = [];
    private readonly Dictionary<string, SortedDictionary<string, JsonObject>> npm = [];
    private readonly Dictionary<string, List<JsonObject>> python = [];
    private readonly Dictionary<string, List<string>> nuget = [];

    public PackageServer() => server = new(AnswerAsync);

    public string Address => $"http://{server.Host}/";

    /// <summary>As npm, pip and NuGet are told of it: npm at the root, Python below <c>simple</c>, NuGet below <c>v3</c>, gems below <c>ruby</c>, crates below <c>index</c>, Go modules below <c>go</c>.</summary>
    public string Host => server.Host;

    public IReadOnlyList<OddRequest> Requests => server.Requests;

    /// <summary>Answers before everything else, whatever ends so.</summary>
    public Func<OddRequest, Stream, Task>? Instead { get; set; }

    public string InsteadOf { get; set; } = "";

    /// <summary>Wanted of every request, or null.</summary>
    public string? Authorization { get; set; }

    /// <summary>HTML instead of JSON for Python.</summary>
    public bool IsOld { get; set; }

    public static string Sri(byte[] bytes) => "sha512-" + Convert.ToBase64String(SHA512.HashData(bytes));

    /// <returns>The archive.</returns>
    /// <param name="about">Changes what the registry says.</param>
    public byte[] Npm(string name, string version, string code = "exports.a = 1\n", string manifest = "", Action<JsonObject>? about = null)
    {
        var archive = PackageBytes.Tarball(("package/package.json", $$"""{"name":"{{name}}","version":"{{version}}"{{manifest}}}"""), ("package/index.js", code));
        var path = $"/{name}/-/{name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]}-{version}.tgz";
        archives[path] = archive;
        var document = new JsonObject
        {
            ["name"] = name,
            ["version"] = version,
            ["dist"] = new JsonObject { ["tarball"] = $"http://{server.Host}{path}", ["integrity"] = Sri(archive) },
        };
        about?.Invoke(document);
        (npm.TryGetValue(name, out var versions) ? versions : npm[name] = new(StringComparer.Ordinal))[version] = document;
        return archive;
    }

    public byte[] Python(string name, string file, byte[] archive, Action<JsonObject>? about = null)
    {
        archives["/files/" + file] = archive;
        var entry = new JsonObject { ["filename"] = file, ["url"] = "../../files/" + file, ["hashes"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(archive)) } };
        about?.Invoke(entry);
        (python.TryGetValue(name, out var files) ? files : python[name] = []).Add(entry);
        return archive;
    }

    public byte[] NuGet(string id, string version, params (string Path, string Text)[] files)
    {
        var archive = PackageBytes.Zip([(id + ".nuspec", $"<package><metadata><id>{id}</id><version>{version}</version></metadata></package>"), .. files]);
        var lower = id.ToLowerInvariant();
        archives[$"/flat/{lower}/{version}/{lower}.{version}.nupkg"] = archive;
        (nuget.TryGetValue(lower, out var versions) ? versions : nuget[lower] = []).Add(version);
        return archive;
    }

    /// <summary>Another archive than what the registry names.</summary>
    public void Exchange(string path, byte[] archive) => archives[path] = archive;

    public void Dispose() => server.Dispose();

    private Task AnswerAsync(OddRequest request, Stream stream)
    {
        if (Instead is { } instead && request.Path.EndsWith(InsteadOf, StringComparison.Ordinal))
        {
            return instead(request, stream);
        }

        if (Authorization is not null && request.Headers.GetValueOrDefault("authorization") != Authorization)
        {
            return OddRegistry.WriteAsync(stream, 401, "");
        }

        var path = Uri.UnescapeDataString(request.Path);
        return archives.TryGetValue(path, out var archive) ? OddRegistry.WriteAsync(stream, 200, "Content-Type: application/octet-stream\r\n", archive)
            : Document(path) is { } document ? OddRegistry.WriteAsync(stream, 200, "Content-Type: application/json\r\n", Encoding.UTF8.GetBytes(document))
            : OddRegistry.WriteAsync(stream, 404, "", "{}"u8.ToArray());
    }

    private string? Document(string path)
    {
        var parts = path.Trim('/').Split('/');
        if (path.StartsWith("/simple/", StringComparison.Ordinal))
        {
            return !python.TryGetValue(parts[1], out var files) ? null
                : IsOld ? "<!DOCTYPE html><html><body>" + string.Concat(files.Select(static file => $"<a href=\"{file["url"]}#sha256={file["hashes"]!["sha256"]}\"{(file["yanked"] is { } why ? $" data-yanked=\"{why}\"" : "")}>{file["filename"]}</a><br/>\n")) + "</body></html>"
                : new JsonObject { ["meta"] = new JsonObject { ["api-version"] = "1.1" }, ["name"] = parts[1], ["files"] = new JsonArray([.. files.Select(static file => file.DeepClone())]) }.ToJsonString();
        }

        if (path == "/v3/index.json")
        {
            return $$$"""{"version":"3.0.0","resources":[{"@id":"http://{{{server.Host}}}/flat/","@type":"PackageBaseAddress/3.0.0"},{"@id":"http://{{{server.Host}}}/reg/","@type":["RegistrationsBaseUrl"]}]}""";
        }

        if (parts is ["flat", var id, "index.json"])
        {
            return nuget.TryGetValue(id, out var known) ? new JsonObject { ["versions"] = new JsonArray([.. known.Select(static version => (JsonNode)version)]) }.ToJsonString() : null;
        }

        if (parts is ["reg", _, _])
        {
            return """{"listed":true,"published":"2024-05-01T00:00:00Z"}""";
        }

        var name = parts[0].StartsWith('@') && parts.Length > 1 ? $"{parts[0]}/{parts[1]}" : parts[0];
        return !npm.TryGetValue(name, out var versions) ? null
            : path.Length > name.Length + 1 ? (versions.TryGetValue(path[(name.Length + 2)..], out var one) ? one.ToJsonString() : null)
            : new JsonObject
            {
                ["name"] = name,
                ["dist-tags"] = new JsonObject { ["latest"] = versions.Keys.Last(static version => !version.Contains('-', StringComparison.Ordinal)) },
                ["versions"] = new JsonObject(versions.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value.DeepClone()))),
                ["time"] = new JsonObject(versions.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)"2024-01-01T00:00:00.000Z"))),
            }.ToJsonString();
    }
}
