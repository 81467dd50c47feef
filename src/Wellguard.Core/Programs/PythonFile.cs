using System.Text;
using Wellguard.Artifacts;
using Wellguard.Programs.Imports;

namespace Wellguard.Programs;

/// <summary>Python sources, and what the interpreter runs when it starts: <c>*.pth</c> lines, <c>sitecustomize.py</c>, <c>usercustomize.py</c> (Python's <c>site</c> module).</summary>
public sealed class PythonFile : CodeReader
{
    /// <summary>Attack: a path file of a million lines.</summary>
    private const int MaxLines = 10_000;

    public override Need Wants(Entry entry) =>
        entry.Path.EndsWith(".py", StringComparison.Ordinal) || entry.Path.EndsWith(".pth", StringComparison.Ordinal) ? Need.Content : Need.Nothing;

    public override void Read(in FileContent file, List<CodeFile> into)
    {
        if (file.Path.EndsWith(".pth", StringComparison.Ordinal))
        {
            ReadPaths(file, into);
            return;
        }

        var name = file.Entry.Name;
        var starts = IsCustomization(file.Path);
        var place = name.StartsWith("jupyter_", StringComparison.Ordinal) && name.EndsWith("_config.py", StringComparison.Ordinal) ? TriggerKind.Login : StartupFiles.TriggerOf(file.Path);
        ScriptPrefilter.Read("python", file, starts ? TriggerKind.InterpreterStart : place, starts ? $"{name}: every start of Python" : StartupFiles.TextOf(place), into);
    }

    /// <summary>Loaded at every start of the interpreter (Python's <c>site</c> module).</summary>
    internal static bool IsCustomization(string path) =>
        path[(path.LastIndexOf('/') + 1)..] is "sitecustomize.py" or "usercustomize.py" || path.EndsWith("/sitecustomize/__init__.py", StringComparison.Ordinal) || path.EndsWith("/usercustomize/__init__.py", StringComparison.Ordinal);

    /// <summary>A line that begins with <c>import</c> and a blank is executed.</summary>
    private static void ReadPaths(in FileContent file, List<CodeFile> into)
    {
        var number = 0;
        foreach (var line in file.Text.AsSpan().EnumerateLines())
        {
            if (++number > MaxLines)
            {
                break;
            }

            if (line.StartsWith("import ") || line.StartsWith("import\t"))
            {
                const string Why = "path file: every start of Python";
                var before = into.Count;
                ScriptPrefilter.Add("python", line.ToString(), file.Path, number, TriggerKind.InterpreterStart, Why, into);
                string[] names = [.. (ImportNames.Of("python", Encoding.UTF8.GetBytes(line.ToString()))?.Split('\n').Skip(1) ?? []).Select(static name => "python\t" + name)];
                if (into.Count > before)
                {
                    into[^1] = into[^1] with { Imports = [.. into[^1].Imports, .. names] };
                }
                else if (names.Length > 0)
                {
                    into.Add(new CodeFile(file.Path, number, TriggerKind.InterpreterStart, Why) { Imports = names });
                }
            }
        }
    }
}
