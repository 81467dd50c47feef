using System.Text.RegularExpressions;

namespace Wellguard.Programs.Shell;

/// <summary>What an interpreter's operand stands for: a folder with an entry file, a module.</summary>
internal sealed partial class ShellEvaluator
{
    [GeneratedRegex("\"main\"\\s*:\\s*\"([^\"]{1,500})\"", RegexOptions.NonBacktracking)]
    private static partial Regex MainFile { get; }

    /// <summary>The file that <c>node DIR</c> or <c>python DIR</c> starts.</summary>
    private string Program(string language, string path)
    {
        if (_analysis.Files is not { } files || path.Length == 0 || files.Find(path, _analysis.Script) is { IsFolder: false })
        {
            return path;
        }

        var folder = path.TrimEnd('/');
        var main = language == "javascript" && files.Find(folder + "/package.json", _analysis.Script) is { Text: { } manifest } && MainFile.Match(manifest) is { Success: true } match ? match.Groups[1].Value : null;
        string[] candidates = language switch
        {
            "javascript" when main is not null => [folder + "/" + main, folder + "/" + main + ".js", folder + "/" + main.TrimEnd('/') + "/index.js", folder + "/index.js"],
            "javascript" => [folder + ".js", folder + ".cjs", folder + ".mjs", folder + "/index.js"],
            "python" => [folder + "/__main__.py"],
            _ => [],
        };
        return Array.Find(candidates, candidate => files.Find(candidate, _analysis.Script) is { IsFolder: false }) ?? path;
    }

    /// <summary><c>python -m NAME</c>: those of the standard library that matter here, else the module's file.</summary>
    private Value RunModule(Invocation call, int index)
    {
        var inner = call.From(index) with { Text = call.Text };
        switch (call[index])
        {
            case "base64":
                var files = inner.Arguments.Where(argument => !argument.Text.StartsWith('-')).ToList();
                var input = files.Count > 0 ? ReadFile(files[0].Text, call.Line, call.Column) : call.Input;
                return inner.Has("-d", "-u") ? Decoded(input, "base64", Encodings.FromBase64(input.Text)) : input;
            case "gzip":
                return Unzip(inner);
            case "pip":
                return Invoke(inner);
            case "zipfile" or "tarfile" when inner.Has("-e", "--extract"):
                return Unpack(inner with { Name = "unzip", Arguments = [.. inner.Arguments.Skip(1).Take(1), new Value("-d"), .. inner.Arguments.Skip(2).Take(1)] });
        }

        if (_analysis.Files is { } artifact)
        {
            var name = call[index].Replace('.', '/');
            foreach (var candidate in (string[])[FullPath(name + "/__main__.py"), FullPath(name + ".py")])
            {
                if (artifact.Find(candidate, null) is { IsFolder: false } file)
                {
                    return Execute(inner, "/" + file.Path, "python");
                }
            }
        }

        return Other(call);
    }
}
