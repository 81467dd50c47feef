using System.Text.Json;

namespace Wellguard.Programs.Scripts;

/// <content>Code and constants that come from other files.</content>
internal sealed partial class ScriptRun
{
    /// <summary>Attack: a file of constants as large as a package.</summary>
    private const int MaxConstants = 1 << 20;

    /// <summary>Loaders of modules: what a download or an archive put at their path runs. False: it is none.</summary>
    private bool LoadFile(string symbol, Value callee, Value first, List<Value> values, List<Argument> arguments, int start, out Value? loaded)
    {
        loaded = null;
        if (_language != ScriptLanguage.Python)
        {
            return false;
        }

        switch (symbol)
        {
            case "pkgutil.get_data" or "importlib.resources.read_text" or "importlib.resources.read_binary" or "pkg_resources.resource_string" when values.Count > 1:
                loaded = WholeFile(values[1] is { IsString: true } data && analysis.Folder is { } beside ? data with { Text = "/" + beside + "/" + data.Text } : values[1], start);
                return true;
            case "sys.path.insert" or "sys.path.append" or "site.addsitedir" when values.Count > 0 && PathOf(values[^1]) is { } added:
                if (IsArchive(added) && !_written.ContainsKey(added))
                {
                    ReadArchive(added, start);
                }
                else if (WrittenBelow(added) is { } below)
                {
                    Emit(EffectKind.Execute, below.Path, start, effect => effect with { Origin = below.Value.Origin, Decoding = below.Value.Decoding });
                }

                return true;
            case "importlib.machinery.SourcelessFileLoader" or "imp.load_compiled" or "importlib._bootstrap_external.SourcelessFileLoader" when values.Count > 1:
                Emit(EffectKind.Interpret, "python", start, static effect => effect with { Decoding = ["bytecode"] });
                return true;
            case "importlib.util.spec_from_file_location" or "imp.load_source" or "importlib.machinery.SourceFileLoader" when values.Count > 1 && PathOf(values[1]) is { } module:
                RunFile("python", module, values[1], start);
                return true;
            case "zipfile.ZipFile" or "tarfile.open" when values is [_, { IsString: true, Text: ['w' or 'a' or 'x', ..] }, ..]:
                loaded = Opened(first, start);
                return true;
            case "zipfile.ZipFile" or "tarfile.open" or "zipfile.PyZipFile" when PathOf(first) is { } archive && _written.TryGetValue(archive, out var packed):
                loaded = new Value(Shape.Unknown) { Origin = packed.Origin, Symbol = "archive()" };
                return true;
            case "zipfile.ZipFile" or "tarfile.open" when (values.Find(static value => value.Origin is not null) ?? Named(arguments, "fileobj")) is { Origin: { } fetched }:
                loaded = new Value(Shape.Unknown) { Origin = fetched, Symbol = "archive()" };
                return true;
            case "shutil.unpack_archive" when PathOf(first) is { } unpacked && _written.TryGetValue(unpacked, out var packed):
                _written[values.Count > 1 && PathOf(values[1]) is { } folder ? folder : "."] = packed;
                return true;
            case "json.load" or "yaml.safe_load" when ParsedOf(first) is { } constants:
                loaded = constants;
                return true;
        }

        if (callee.Member is "extractall" or "extract" && callee.Receiver is { Symbol: "archive()", Origin: { } origin })
        {
            _written[values.Count > 0 && PathOf(values[^1]) is { } target ? target : "."] = new Value(Shape.Unknown) { Origin = origin };
            return true;
        }

        return false;
    }

    private (string Path, Value Value)? WrittenBelow(string folder)
    {
        foreach (var (path, value) in _written)
        {
            if (value.Origin?.Contains("://", StringComparison.Ordinal) == true && (path == folder || path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal)))
            {
                return (path, value);
            }
        }

        return null;
    }

    /// <summary>A file runs as code: as a download when this program fetched it, with its steps when it is in the artifact and was kept, else it is noted for whoever follows what is loaded.</summary>
    private Value? RunFile(string language, string path, Value code, int start)
    {
        if (_written.TryGetValue(path, out var written) && written.Origin is not null)
        {
            Emit(EffectKind.Execute, path, start, effect => effect with { Origin = written.Origin, Decoding = written.Decoding });
            return null;
        }

        analysis.NoteImport(path);
        var steps = TextOf(path) is { } text && analysis.Step() ? NestedAt(language, text, start) : [];
        Emit(EffectKind.Interpret, language, start, effect => effect with { Origin = path, Decoding = code.Decoding, Steps = steps });
        return null;
    }

    private string? TextOf(string path) => analysis.Files?.Find(path.StartsWith("./", StringComparison.Ordinal) && analysis.Folder is { } folder ? "/" + folder + path[1..] : path, analysis.Script)?.Text;

    /// <summary>Constants of a file of the artifact.</summary>
    private Value? JsonOf(string path)
    {
        return path.EndsWith(".json", StringComparison.Ordinal) && TextOf(path) is { } text ? Parsed(text) : null;
    }

    private Value? ParsedOf(Value json) => (json.Path is { } path ? JsonOf(path) : null) ?? (json is { IsString: true, IsPartial: false } ? Parsed(json.Plain)?.From(json) : null);

    private Value? Parsed(string text)
    {
        if (text.Length > MaxConstants || !Copies(text.Length))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return ConstantOf(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // half of a surrogate pair
        {
            return null;
        }
    }

    /// <summary>The parser refuses what is nested deeper than 64.</summary>
    private static Value ConstantOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Value.Of(element.GetString() ?? ""),
        JsonValueKind.Number when element.TryGetDouble(out var number) => Value.Of(number),
        JsonValueKind.True => Value.Of(true),
        JsonValueKind.False => Value.Of(false),
        JsonValueKind.Array => Value.OfList([.. element.EnumerateArray().Select(ConstantOf)]),
        JsonValueKind.Object => new Value(Shape.Map) { Fields = element.EnumerateObject().DistinctBy(static field => field.Name).ToDictionary(static field => field.Name, static field => ConstantOf(field.Value), StringComparer.Ordinal) },
        _ => Value.Unknown,
    };
}
