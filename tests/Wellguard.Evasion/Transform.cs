using System.Text;

namespace Wellguard.Evasion;

/// <summary>A mechanical change of a program that keeps what it does. It knows nothing of what a scanner looks for.</summary>
/// <param name="number">Of the twelve.</param>
public abstract class Transform(int number, string name)
{
    public int Number { get; } = number;
    public string Name { get; } = name;

    public static IReadOnlyList<Transform> All { get; } =
    [
        new Concatenation(), new CharacterCodes(), new EncodedTexts(), new EncodedProgram(), new Aliases(), new SecondModule(), new TextsInModule(), new Templates(), new Comments(), new Renaming(),
        new BelowDist(), new DataFile(), new Unicode(), new OneLine(), new Padding(),
    ];

    /// <summary>The package with the files that are meant changed; null when nothing changed.</summary>
    public PackageFiles? Apply(PackageFiles package, Func<PackageFile, bool> meant)
    {
        var files = new List<PackageFile>();
        var changed = false;
        foreach (var file in package.Files)
        {
            IReadOnlyList<PackageFile> made = file.Language is not null && meant(file) && IsPlain(file) ? Change(file, package) : [];
            changed |= made.Count > 0;
            files.AddRange(made.Count > 0 ? made : [file]);
        }

        return changed ? package with { Files = [.. files.DistinctBy(static file => file.Path)] } : null;
    }

    /// <summary>What stands in the file's place; nothing when it stays as it is.</summary>
    protected abstract IReadOnlyList<PackageFile> Change(PackageFile file, PackageFiles package);

    /// <summary>UTF-8, with no declaration of another encoding.</summary>
    private static bool IsPlain(PackageFile file) => !file.Text.Contains('\ufffd') && (file.Language != Language.Python || !file.Text[..Math.Min(file.Text.Length, 200)].Contains("coding", StringComparison.Ordinal) || file.Text[..Math.Min(file.Text.Length, 200)].Contains("utf", StringComparison.OrdinalIgnoreCase));

    /// <summary>The file with other content.</summary>
    protected static PackageFile With(PackageFile file, string text) => file with { Bytes = Encoding.UTF8.GetBytes(text) };
}

/// <summary>A transform of one text.</summary>
public abstract class TextTransform(int number, string name) : Transform(number, name)
{
    protected sealed override IReadOnlyList<PackageFile> Change(PackageFile file, PackageFiles package) =>
        Source.Of(file.Text, file.Language!.Value) is { } source && Change(source, name => package.IsNamedElsewhere(name, file)) is { } changed && changed != file.Text ? [With(file, changed)] : [];

    /// <summary>Null when nothing changed.</summary>
    protected abstract string? Change(Source source, Func<string, bool> isNamedElsewhere);
}

/// <summary>A transform of literals of text.</summary>
public abstract class LiteralTransform(int number, string name) : TextTransform(number, name)
{
    protected override string? Change(Source source, Func<string, bool> isNamedElsewhere)
    {
        var edits = new Edits(source.Text);
        var count = 0;
        foreach (var (index, literal) in source.Literals())
        {
            if (literal.Value.Length > 1 && Expression(literal, source.IsPython, count) is { } expression)
            {
                edits.Replace(source.Tokens[index], "(" + expression + ")");
                count++;
            }
        }

        return edits.Apply();
    }

    /// <param name="turn">Counts up: forms take turns.</param>
    protected abstract string? Expression(Literal literal, bool isPython, int turn);

    protected static string Quoted(string value, bool isPython, bool isBytes = false) => isPython ? Literal.PythonQuoted(value, isBytes) : Literal.Quoted(value, isBytes);
}
