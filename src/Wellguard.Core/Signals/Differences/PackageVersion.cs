using System.Collections.Immutable;
using Wellguard.Artifacts;
using Wellguard.Layers;
using Wellguard.Programs;

namespace Wellguard.Signals.Differences;

/// <summary>One side of a comparison: all that was found in a version, without its top folder in the paths.</summary>
internal sealed class PackageVersion
{
    /// <summary>Of what runs by itself.</summary>
    private const int MaxCommands = 8;

    /// <param name="traits">By path, in any order: the order in which threads came to the files says nothing.</param>
    public PackageVersion(Contents contents, IReadOnlyDictionary<string, FileTraits> traits, IReadOnlyList<Signal> signals)
    {
        Contents = contents;
        Signals = signals;
        Traits = traits.OrderBy(static file => file.Key, StringComparer.Ordinal).GroupBy(file => Below(file.Key)).ToDictionary(static group => group.Key, static group => group.First().Value, StringComparer.Ordinal);
        Hosts = Traits.Values.SelectMany(static file => file.Hosts).ToImmutableSortedSet(StringComparer.Ordinal);
        Capabilities = Traits.Values.SelectMany(static file => file.Capabilities).ToHashSet(StringComparer.Ordinal);
        Triggers = [.. TriggersOf()];
    }

    public Contents Contents { get; }
    public IReadOnlyList<Signal> Signals { get; }
    public IReadOnlyDictionary<string, FileTraits> Traits { get; }
    public IReadOnlySet<string> Hosts { get; }
    public IReadOnlySet<string> Capabilities { get; }

    /// <summary>What runs without being called: how, and what it runs.</summary>
    public IReadOnlyList<(string How, string What)> Triggers { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Dependencies =>
        Contents.Image.Package is { } package ? [.. package.Dependencies.Concat(package.OptionalDependencies).DistinctBy(static pair => pair.Key)] : [];

    /// <summary>Some file of the package loads something of this name.</summary>
    public bool Uses(string dependency)
    {
        var module = dependency.Replace('-', '_');
        return Contents.Layers.Any(facts => facts.Imports.Values.Any(names => Loads(names, dependency) || Loads(names, module) || Loads(names, module.ToLowerInvariant())));
    }

    private static bool Loads(string names, string wanted)
    {
        for (var at = 0; names.IndexOf("\n" + wanted, at, StringComparison.Ordinal) is var found and >= 0; at = found + 1)
        {
            var end = found + 1 + wanted.Length;
            if (end == names.Length || names[end] is '\n' or '/' or '.' or ':')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Without the one folder that holds everything: it may carry the version.</summary>
    public string Below(string path) =>
        Contents.Image.Package is { Root.Length: > 0 } package && path.StartsWith(package.Root + "/", StringComparison.Ordinal) ? path[(package.Root.Length + 1)..] : WithoutVersion(path);

    /// <summary>A wheel's own folder has the version in its name (<c>NAME-VERSION.dist-info</c>).</summary>
    private string WithoutVersion(string path) =>
        Contents.Image.Artifact.Version is { Length: > 0 } version && path.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 ? path[..slash].Replace("-" + version, "", StringComparison.Ordinal) + path[slash..] : path;

    private IEnumerable<(string How, string What)> TriggersOf()
    {
        foreach (var program in Contents.Programs.Where(static program => program.Trigger is TriggerKind.PackageInstall or TriggerKind.InterpreterStart && !program.IsModule))
        {
            var isWhole = SourceLanguage.Of(program.Code.Path) is not null;
            yield return (program.TriggerText ?? Below(program.Code.Path), isWhole ? Below(program.Code.Path) : string.Join("; ", [.. program.Code.Effects.Take(MaxCommands).Select(static effect => effect.Command), .. program.Code.Effects.Count > MaxCommands ? [$"{program.Code.Effects.Count - MaxCommands:N0} more"] : (string[])[]]));
        }

        foreach (var path in Traits.Keys)
        {
            var name = path[(path.LastIndexOf('/') + 1)..];
            if (path == "binding.gyp")
            {
                yield return ("npm builds it when the package is installed: binding.gyp", path);
            }
            else if (name.EndsWith(".pth", StringComparison.Ordinal))
            {
                yield return ("every start of Python reads it", path);
            }
            else if (path.StartsWith("build", StringComparison.OrdinalIgnoreCase) && (name.EndsWith(".targets", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".props", StringComparison.OrdinalIgnoreCase)))
            {
                yield return ("every build of a project that uses it", path);
            }
            else if (path.StartsWith("tools/", StringComparison.OrdinalIgnoreCase) && name is "init.ps1" or "install.ps1")
            {
                yield return ("Visual Studio runs it when the package is installed", path);
            }
        }
    }
}
