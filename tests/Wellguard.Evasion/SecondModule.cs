namespace Wellguard.Evasion;

/// <summary>5: the program moved into a second module, which the first one imports.</summary>
public sealed class SecondModule() : Transform(5, "second module")
{
    protected override IReadOnlyList<PackageFile> Change(PackageFile file, PackageFiles package)
    {
        if (Source.Of(file.Text, file.Language!.Value) is not { } source || !CanBeMoved(source))
        {
            return [];
        }

        if (source.IsPython)
        {
            var module = Free(package, file, "_part_" + file.Stem.Trim('_').Replace('-', '_'), ".py");
            return [With(file, Importing(source, (IsPackage(package, file) ? "." : "") + module)), file with { Path = file.Folder + module + ".py" }];
        }

        var name = Free(package, file, file.Stem + ".part", System.IO.Path.GetExtension(file.Name));
        var path = $"./{name}{System.IO.Path.GetExtension(file.Name)}";
        return [With(file, Requiring(source, path)), file with { Path = file.Folder + path[2..] }];
    }

    /// <summary>Nothing in it asks where it lies or whether it is the main program.</summary>
    internal static bool CanBeMoved(Source source) => !source.Text.Contains("__main__", StringComparison.Ordinal) && !source.Text.Contains("require.main", StringComparison.Ordinal) && !source.Text.Contains("__filename", StringComparison.Ordinal)
        && !source.Text.Contains("import.meta", StringComparison.Ordinal) && !source.Text.Contains("from __future__", StringComparison.Ordinal) && (source.IsPython || EncodedProgram.CanBeEvaluated(source));

    /// <summary>A Python file whose folder is a package: imports beside it begin with a point.</summary>
    internal static bool IsPackage(PackageFiles package, PackageFile file) => package.Files.Any(other => other.Path == file.Folder + "__init__.py");

    internal static string Free(PackageFiles package, PackageFile file, string stem, string extension)
    {
        while (package.Files.Any(other => other.Path == file.Folder + stem + extension))
        {
            stem += "_";
        }

        return stem;
    }

    internal static string Importing(Source source, string module)
    {
        var hidden = Enumerable.Range(0, source.Tokens.Count).Where(i => source.IsName(i) && source.BeginsLine(i) && source.ColumnOf(i) == 0 && source.Is(i + 1, "=") && source.Word(i).StartsWith('_')).Select(source.Word)
            .Concat(Enumerable.Range(0, source.Tokens.Count).Where(i => source.BeginsLine(i) && source.ColumnOf(i) == 0 && (source.Is(i, "def") || source.Is(i, "class")) && source.Word(i + 1).StartsWith('_')).Select(i => source.Word(i + 1))).Distinct().ToList();
        return $"from {module} import *\n" + (hidden.Count > 0 ? $"from {module} import {string.Join(", ", hidden)}\n" : "");
    }

    internal static string Requiring(Source source, string path) => !source.IsModule ? $"module.exports = require('{path}')\n"
        : $"export * from '{path}'\n" + (Enumerable.Range(0, source.Tokens.Count).Any(i => source.Is(i, "default") && (source.Is(i - 1, "export") || source.Is(i - 1, "as"))) ? $"export {{ default }} from '{path}'\n" : "");
}
