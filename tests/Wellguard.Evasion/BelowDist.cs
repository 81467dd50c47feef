namespace Wellguard.Evasion;

/// <summary>9: the program moved below <c>dist/</c>, of Python <c>build/lib/</c>, where only what was built lies.</summary>
public sealed class BelowDist() : Transform(9, "below dist")
{
    protected override IReadOnlyList<PackageFile> Change(PackageFile file, PackageFiles package)
    {
        if (Source.Of(file.Text, file.Language!.Value) is not { } source || !SecondModule.CanBeMoved(source) || source.Text.Contains("__file__", StringComparison.Ordinal))
        {
            return [];
        }

        var moved = source.IsPython ? Deeper(source, 2) : Up(source);
        if (source.IsPython)
        {
            var name = file.Stem is "__init__" or "setup" ? "_" + file.Stem.Trim('_') : file.Stem;
            return
            [
                With(file, SecondModule.Importing(source, (SecondModule.IsPackage(package, file) ? "." : "") + "build.lib." + name)),
                PackageFile.Of(file.Folder + "build/__init__.py", ""), PackageFile.Of(file.Folder + "build/lib/__init__.py", ""), With(file with { Path = $"{file.Folder}build/lib/{name}.py" }, moved),
            ];
        }

        return [With(file, SecondModule.Requiring(source, "./dist/" + file.Name)), With(file with { Path = file.Folder + "dist/" + file.Name }, moved)];
    }

    /// <summary>Relative imports of a module that lies so many packages deeper.</summary>
    private static string Deeper(Source source, int levels)
    {
        var edits = new Edits(source.Text);
        for (var i = 0; i + 1 < source.Tokens.Count; i++)
        {
            if (source.Is(i, "from") && source.BeginsLine(i) && source.Word(i + 1) is "." or "...")
            {
                edits.Insert(source.Tokens[i + 1].Start, new string('.', levels));
            }
        }

        return edits.Apply() ?? source.Text;
    }

    private static string Up(Source source)
    {
        var edits = new Edits(source.Text);
        for (var i = 0; i < source.Tokens.Count; i++)
        {
            if (source.Tokens[i].Kind == TokenKind.Text && source.Word(i)[1..] is ['.', '/', ..] or ['.', '.', '/', ..] or ['.', '\'' or '"'] or ['.', '.', '\'' or '"'] && (source.Is(i - 1, "from") || source.Is(i - 1, "import") || (source.Is(i - 1, "(") && source.Word(i - 2) is "require" or "import")))
            {
                edits.Insert(source.Tokens[i].Start + 1, source.Word(i)[1..] is ['.', '.', ..] ? "../" : ".");
            }
            else if (source.Is(i, "__dirname"))
            {
                edits.Replace(source.Tokens[i], "require('path').dirname(__dirname)");
            }
        }

        return edits.Apply() ?? source.Text;
    }
}
