using System.Text;

namespace Wellguard.Artifacts;

/// <summary>
/// Says which provider a function zip is for and what starts it.
/// AWS Lambda: the runtimes' default handler files, <c>bootstrap</c> of custom runtimes, <c>extensions/</c> that start by themselves, SAM and Serverless templates.
/// Azure Functions: host.json, function.json with scriptFile and entryPoint, function_app.py. Google: main.py or package.json's main.
/// </summary>
internal sealed partial class FunctionConventions(ZipWalker zip, string? password)
{
    public const string ProviderLabel = "wellguard.function.provider";

    /// <summary>Every file that the provider starts, one a line; the first is the entrypoint.</summary>
    public const string HandlersLabel = "wellguard.function.handlers";

    /// <summary>Attack: a manifest of gigabytes.</summary>
    private const int TextLimit = 1 << 20;

    /// <summary>Attack: a function.json in each of a million folders.</summary>
    private const int HandlerLimit = 200;

    private static readonly string[] LambdaFiles =
    [
        "lambda_function.py", "lambda_function.rb", "index.mjs", "index.js", "index.cjs", "handler.py", "handler.js", "handler.mjs", "app.py", "app.js", "app.mjs",
        "src/index.js", "src/index.mjs", "src/handler.js", "src/app.py", "dist/index.js", "function.rb", "function.sh",
    ];

    private static readonly string[] Templates = ["template.yaml", "template.yml", "serverless.yml", "serverless.yaml", "sam.yaml"];
    private static readonly string[] AzureScripts = ["__init__.py", "index.js", "run.ps1", "run.csx"];

    private readonly Dictionary<string, ZipEntry> files = zip.Entries.Where(e => e.Entry.Type == EntryType.File).GroupBy(e => e.Entry.Path).ToDictionary(g => g.Key, g => g.Last());
    private readonly List<string> handlers = [];

    /// <summary>Handlers that are named, whether they are there or not.</summary>
    private readonly HashSet<string> wanted = [];
    private readonly List<KeyValuePair<string, string>> environment = [];

    public ImageConfig Read()
    {
        var provider = IsAzure() ? "azure" : IsAmazon() ? "aws" : IsGoogle() ? "google" : null;
        if (provider is null && files.Keys.FirstOrDefault(IsLambdaFile) is not null)
        {
            provider = "aws";
            AddLambdaFiles();
        }

        var labels = new List<KeyValuePair<string, string>>();
        if (provider is not null)
        {
            labels.Add(new(ProviderLabel, provider));
        }

        if (handlers.Count > 0)
        {
            labels.Add(new(HandlersLabel, string.Join('\n', handlers)));
        }

        return new() { Os = "linux", Labels = labels, Environment = environment, Entrypoint = handlers is [var first, ..] ? CommandFor(first) : [] };
    }

    /// <summary>Python's bytecode that starts in place of a source that is not there: at the root, or where a handler is named.</summary>
    public IReadOnlyList<string> Bytecode =>
        [.. files.Keys.Where(path => path.EndsWith(".pyc", StringComparison.Ordinal) && !files.ContainsKey(path[..^1]) && (!path.Contains('/') || wanted.Contains(path[..^1]))).Order(StringComparer.Ordinal).Take(HandlerLimit)];

    private static bool IsLambdaFile(string path) => LambdaFiles.Contains(path);

    private void AddLambdaFiles() => LambdaFiles.Where(files.ContainsKey).ToList().ForEach(Add);

    private bool IsAmazon()
    {
        var templates = Templates.Where(files.ContainsKey).ToList();
        foreach (var template in templates)
        {
            ReadTemplate(Text(template));
        }

        var extensions = files.Keys.Where(p => p.StartsWith("extensions/", StringComparison.Ordinal) && p.LastIndexOf('/') == 10).Order(StringComparer.Ordinal).ToList();
        var isAmazon = templates.Count > 0 || extensions.Count > 0 || files.ContainsKey("bootstrap") || files.ContainsKey("lambda_function.py") || files.ContainsKey("index.mjs");
        if (isAmazon)
        {
            Add("bootstrap");
            AddLambdaFiles();
            extensions.ForEach(Add);
        }

        return isAmazon;
    }

    private bool IsGoogle()
    {
        var package = Text("package.json");
        var requirements = Text("requirements.txt");
        var main = package is null ? null : JsonText(package, "main") ?? "index.js";
        if (files.ContainsKey("main.py") && (requirements is not null || files.ContainsKey(".gcloudignore")))
        {
            Add("main.py");
        }

        if (main is not null && (package!.Contains("functions-framework", StringComparison.Ordinal) || files.ContainsKey(".gcloudignore") || !IsLambdaFile(Relative("", main))))
        {
            Add(Relative("", main));
        }

        if (files.ContainsKey("go.mod") && files.ContainsKey("function.go"))
        {
            Add("function.go");
        }

        return handlers.Count > 0;
    }

    private bool IsAzure()
    {
        foreach (var path in files.Keys.Where(p => p.EndsWith("/function.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(HandlerLimit))
        {
            ReadBinding(path);
        }

        if (handlers.Count == 0 && !files.ContainsKey("host.json"))
        {
            return false;
        }

        Add("function_app.py");
        Add("profile.ps1");
        if (Text("package.json") is { } package && JsonText(package, "main") is { } main)
        {
            Add(Relative("", main));
        }

        return true;
    }

    private void ReadBinding(string path)
    {
        var folder = path[..path.LastIndexOf('/')];
        if (Text(path) is not { } text)
        {
            return;
        }

        if (JsonText(text, "scriptFile") is { } script)
        {
            Add(Relative(folder, script));
        }
        else
        {
            AzureScripts.Select(f => $"{folder}/{f}").Where(files.ContainsKey).ToList().ForEach(Add);
        }
    }

    private void Add(string path)
    {
        wanted.Add(path);
        if (handlers.Count < HandlerLimit && files.ContainsKey(path) && !handlers.Contains(path))
        {
            handlers.Add(path);
        }
    }

    private static string[] CommandFor(string path) => Path.GetExtension(path) switch
    {
        ".py" => ["python", path],
        ".js" or ".mjs" or ".cjs" => ["node", path],
        ".rb" => ["ruby", path],
        ".ps1" => ["pwsh", path],
        ".sh" => ["sh", path],
        ".go" => ["go", "run", path],
        ".dll" => ["dotnet", path],
        _ => [path],
    };

    private string? Text(string path)
    {
        if (!files.TryGetValue(path, out var entry) || entry.Entry.Size > TextLimit)
        {
            return null;
        }

        try
        {
            using var content = zip.Open(entry, password);
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnreadableException or ZstdSharp.ZstdException)
        {
            return null;
        }
    }
}
