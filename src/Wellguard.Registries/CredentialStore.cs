using System.Text;
using System.Text.Json;
using Wellguard.Artifacts;

namespace Wellguard.Registries;

/// <summary>Who to be at a registry: a name and password, or a token that a token endpoint turns into an access token. Never printed.</summary>
public sealed record Credential(string User, string Password, string? IdentityToken = null)
{
    public override string ToString() => "(credential)";
}

/// <summary>Finds credentials in docker's config.json and containers' auth.json, also through credential helpers (docker-credential-helpers protocol).</summary>
/// <param name="files">In the order of trust: the first that knows a host wins. Files that are not there are skipped.</param>
public sealed class CredentialStore(IReadOnlyList<string> files)
{
    private const int FileLimit = 4 << 20;

    public static CredentialStore Empty { get; } = new([]);

    /// <summary>The files that docker, podman and skopeo read, by the user's own settings.</summary>
    /// <param name="variable">Looks up an environment variable.</param>
    public static CredentialStore OfUser(Func<string, string?> variable)
    {
        (string? Folder, string File)[] places =
        [
            (variable("REGISTRY_AUTH_FILE"), ""),
            (variable("DOCKER_CONFIG"), "config.json"),
            (variable("DOCKER_CONFIG") is null ? variable("HOME") : null, ".docker/config.json"),
            (variable("XDG_RUNTIME_DIR"), "containers/auth.json"),
            (variable("XDG_CONFIG_HOME") ?? (variable("HOME") is { } home ? home + "/.config" : null), "containers/auth.json"),
        ];
        return new([.. places.Where(p => !string.IsNullOrEmpty(p.Folder)).Select(p => Path.Combine(p.Folder!, p.File))]);
    }

    /// <summary>The credential, or null and why one that is configured could not be had.</summary>
    public async Task<(Credential? Credential, string? Problem)> FindAsync(string host, string repository, CancellationToken cancellation)
    {
        string? problem = null;
        foreach (var file in files.Where(File.Exists))
        {
            try
            {
                var root = Json.Parse(await ReadAsync(file, cancellation), file);
                var (found, why) = await FindAsync(root, host, repository, cancellation);
                if (found is not null)
                {
                    return (found, null);
                }

                problem ??= why;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or UnreadableException)
            {
                problem ??= $"{file} cannot be read";
            }
        }

        return (null, problem);
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellation) =>
        new FileInfo(file).Length <= FileLimit ? await File.ReadAllBytesAsync(file, cancellation) : throw new UnreadableException(file, "is too large");

    private static async Task<(Credential?, string?)> FindAsync(JsonElement root, string host, string repository, CancellationToken cancellation)
    {
        var helper = root.Field("credHelpers") is { } helpers ? Match(helpers, host, repository, isText: true)?.Value.GetString() : null;
        string? problem = null;
        if ((helper ?? root.Text("credsStore")) is { Length: > 0 } name)
        {
            (var credential, problem) = await CredentialProgram.GetAsync(name, host, cancellation);
            if (credential is not null || helper is not null)
            {
                return (credential, problem);
            }
        }

        return (root.Field("auths") is { } auths && Match(auths, host, repository, isText: false)?.Value is { } entry ? Read(entry) : null, problem);
    }

    /// <summary>Keys are a host, an address (docker's old form) or host and path (containers' auth.json): the longest that fits.</summary>
    private static JsonProperty? Match(JsonElement map, string host, string repository, bool isText)
    {
        var wanted = $"{host}/{repository}/";
        JsonProperty? best = null;
        var length = -1;
        foreach (var property in map.ValueKind == JsonValueKind.Object ? map.EnumerateObject() : default)
        {
            var key = KeyOf(property.Name);
            if ((property.Value.ValueKind == JsonValueKind.String) == isText && key.Length > length && wanted.StartsWith(key + "/", StringComparison.OrdinalIgnoreCase))
            {
                (best, length) = (property, key.Length);
            }
        }

        return best;
    }

    private static string KeyOf(string key)
    {
        var isAddress = key.StartsWith("https://", StringComparison.Ordinal) || key.StartsWith("http://", StringComparison.Ordinal);
        var plain = isAddress ? key[(key.IndexOf("//", StringComparison.Ordinal) + 2)..] : key;
        return isAddress && plain.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? plain[..slash] : plain.TrimEnd('/');
    }

    private static Credential? Read(JsonElement entry)
    {
        var (user, password) = (entry.Text("username") ?? "", entry.Text("password") ?? "");
        var buffer = new byte[FileLimit];
        if (entry.Text("auth") is { Length: > 0 } auth && Convert.TryFromBase64String(auth, buffer, out var count)
            && Encoding.UTF8.GetString(buffer, 0, count) is var pair && pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon)
        {
            (user, password) = (pair[..colon], pair[(colon + 1)..].TrimEnd('\0'));
        }

        var token = entry.Text("identitytoken");
        return user.Length == 0 && string.IsNullOrEmpty(token) ? null : new(user, password, string.IsNullOrEmpty(token) ? null : token);
    }
}
