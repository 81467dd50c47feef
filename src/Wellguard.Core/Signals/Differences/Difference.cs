using Wellguard.Layers;
using Wellguard.Programs;

namespace Wellguard.Signals.Differences;

/// <summary>A line of the comparison.</summary>
/// <param name="Kind">As in the report: <c>trigger</c>, <c>dependency</c>, <c>host</c>, <c>capability</c>, <c>hidden</c>, <c>binary</c>, <c>size</c>, <c>publisher</c>, <c>provenance</c>, <c>file</c>.</param>
/// <param name="Rule">Null: told, not judged.</param>
internal sealed record Line(string Kind, string What, Rule? Rule)
{
    public string? Path { get; init; }
    public int Number { get; init; }
    public Severity? Severity { get; init; }

    /// <summary>Lines of the kind that would be judged and are cut off.</summary>
    public int Unjudged { get; init; }

    /// <summary>Null: not judged.</summary>
    public Severity? Weight => Rule is null ? null : Severity ?? Rule.Severity;
}

/// <summary>
/// What an update brings in. Compared is what attackers need: something that runs by itself, somewhere to speak to, something to hide in, something to be loaded.
/// 1. Triggers. 2. Dependencies. 3. Hidden code. 4. Hosts. 5. Capabilities. 6. Binaries. 7. Sizes. 8. Who published it, and where it was built.
/// </summary>
internal static class Difference
{
    /// <summary>Attack: a version with thousands of everything, so that the line that matters is cut off. Of each kind.</summary>
    public const int MaxOfKind = 20;

    /// <summary>A version of several times the size, and by more than this many bytes.</summary>
    private const int GrownTimes = 3;
    private const long GrownBytes = 300_000;

    public static IReadOnlyList<Line> Of(PackageVersion old, PackageVersion now) =>
    [
        .. Gravest(Triggers(old, now)),
        .. Gravest(Dependencies(old, now)),
        .. Gravest(Hidden(old, now)),
        .. Gravest(Hosts(old, now)),
        .. Gravest(Capabilities(old, now)),
        .. Gravest(Binaries(old, now)),
        .. Sizes(old, now),
        .. Publishing(old.Contents.Image.Registration, now.Contents.Image.Registration),
    ];

    /// <summary>What is judged before what is only told, the gravest first, else as found.</summary>
    private static List<Line> Gravest(IEnumerable<Line> kind)
    {
        var lines = kind.OrderByDescending(static line => line.Weight).ToList();
        return lines.Count <= MaxOfKind ? lines : [.. lines.Take(MaxOfKind), new Line(lines[0].Kind, $"{lines.Count - MaxOfKind:N0} more", null) { Unjudged = lines.Skip(MaxOfKind).Count(static line => line.Rule is not null) }];
    }

    private static IEnumerable<Line> Triggers(PackageVersion old, PackageVersion now)
    {
        foreach (var (how, what) in now.Triggers.Where(trigger => !old.Triggers.Contains(trigger)))
        {
            var isChanged = old.Triggers.Any(trigger => trigger.How == how);
            var isUsual = UsualHooks.IsUsual(what);
            yield return new("trigger", $"{(isChanged ? "runs something else" : "runs by itself")}: {how}: {what}", DiffRules.NewTrigger) { Severity = isUsual ? Severity.Low : isChanged ? Severity.Medium : null, Path = what.Contains(' ', StringComparison.Ordinal) ? null : what };
        }
    }

    private static IEnumerable<Line> Dependencies(PackageVersion old, PackageVersion now)
    {
        var before = old.Dependencies.Select(static pair => pair.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, version) in now.Dependencies.Where(pair => !before.Contains(pair.Key)))
        {
            var isTypes = name.StartsWith("@types/", StringComparison.Ordinal) && version.AsSpan().IndexOfAny(':', '/') < 0; // of the registry: an address may be anything
            var isUsed = isTypes || now.Uses(name) || now.Contents.Image.Package?.Format is not (Artifacts.PackageFormat.Npm);
            var isForeign = !name.All(char.IsAscii);
            yield return new("dependency", $"{name} {version}{(isForeign ? ": letters of another alphabet stand in its name" : isUsed ? "" : ": nothing in the package loads it")}", isUsed && !isForeign ? null : DiffRules.UnusedDependency) { Severity = isForeign ? Severity.Critical : null };
        }
    }

    private static IEnumerable<Line> Hidden(PackageVersion old, PackageVersion now)
    {
        var wasBundled = old.Traits.Values.Any(static file => file.HiddenLine > 0);
        foreach (var (path, file) in now.Traits)
        {
            var before = old.Traits.GetValueOrDefault(path);
            if (file.HasInvisible && before?.HasInvisible != true)
            {
                yield return new("hidden", $"{path} has characters in a row that no editor shows", DiffRules.HiddenCode) { Path = path, Severity = Severity.Critical };
            }
            else if (before is not null && before.HiddenLine == 0 && (file.HiddenLine > 0 || IsDenser(before, file)))
            {
                yield return new("hidden", $"{path} has a line of {file.LongestLine:N0} characters; before, its longest had {before.LongestLine:N0}", DiffRules.HiddenCode) { Path = path, Number = file.HiddenLine, Severity = before.LongestLine < PlainLine && !IsBundle(path) ? Severity.Critical : null };
            }
            else if (before is null && file.HiddenLine > 0 && !wasBundled)
            {
                yield return new("hidden", $"{path} is new, and has a line of {file.LongestLine:N0} characters that decodes or runs something", DiffRules.HiddenCode) { Path = path, Number = file.HiddenLine, Severity = IsBundle(path) ? Severity.Medium : null };
            }
        }
    }

    /// <summary>Characters: nobody writes a longer line.</summary>
    private const int PlainLine = 300;

    /// <summary>Characters, and times the longest line before: one line that does not fit the others.</summary>
    private const int DenseLine = 500, DenseTimes = 3;

    internal static bool IsDenser(FileTraits before, FileTraits now) => now.IsCode && now.LongestLine >= DenseLine && before.LongestLine * DenseTimes <= now.LongestLine;

    /// <summary>Where tools put what they make of sources.</summary>
    private static bool IsBundle(string path) => path.Contains(".min.", StringComparison.Ordinal) || path.StartsWith("dist/", StringComparison.Ordinal) || path.StartsWith("umd/", StringComparison.Ordinal) || path.EndsWith(".map", StringComparison.Ordinal);

    private static IEnumerable<Line> Hosts(PackageVersion old, PackageVersion now)
    {
        var spoken = SpokenTo(now);
        foreach (var host in now.Hosts.Where(host => !IsKnown(host, old.Hosts)))
        {
            var isAddress = IsAddress(host);
            var step = spoken.GetValueOrDefault(host);
            var named = now.Traits.FirstOrDefault(file => file.Value.IsCode && file.Value.Hosts.Contains(host) && file.Value.Capabilities.Overlaps(Speaks));
            yield return new("host", $"{host}{(step is not null ? $": {step.Command}" : named.Key is null ? "" : ": " + named.Key)}", isAddress || step is not null || named.Key is not null ? DiffRules.NewHost : null) { Severity = isAddress || (named.Value?.Capabilities.Any(capability => DiffRules.Of(capability) == DiffRules.HooksPages && !old.Capabilities.Contains(capability)) == true) ? Severity.High : null };
        }
    }

    /// <summary>A file that names a host and is able to do this speaks to it.</summary>
    private static readonly string[] Speaks = ["speaks to the network", "hooks into pages", "asks wallets to pay"];

    private static Dictionary<string, Effect> SpokenTo(PackageVersion version)
    {
        var hosts = new Dictionary<string, Effect>(StringComparer.Ordinal);
        foreach (var step in version.Contents.Programs.SelectMany(RunningStep.Of).Where(static step => step.Effect.Kind is EffectKind.Download or EffectKind.Send or EffectKind.Connect))
        {
            if (step.Effect.Object is { } address)
            {
                var start = address.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? scheme + 3 : 0;
                var end = address.AsSpan(start).IndexOfAny("/:?#");
                hosts.TryAdd((end < 0 ? address[start..] : address.Substring(start, end)).ToLowerInvariant(), step.Effect);
            }
        }

        return hosts;
    }

    /// <summary>It or a name that it is below: those belong to one owner. Names beside each other need not (github.io, co.uk, workers.dev).</summary>
    private static bool IsKnown(string host, IReadOnlySet<string> known)
    {
        if (known.Contains(host) || IsAddress(host))
        {
            return known.Contains(host);
        }

        for (var dot = host.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = host.IndexOf('.', dot + 1))
        {
            if (known.Contains(host[(dot + 1)..]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAddress(string host) => host.All(static c => char.IsAsciiDigit(c) || c == '.');

    private static IEnumerable<Line> Capabilities(PackageVersion old, PackageVersion now)
    {
        foreach (var capability in now.Capabilities.Where(capability => !old.Capabilities.Contains(capability)).Order(StringComparer.Ordinal))
        {
            var path = now.Traits.First(file => file.Value.Capabilities.Contains(capability)).Key;
            yield return new("capability", $"{capability}: {path}", DiffRules.Of(capability)) { Path = path };
        }
    }

    private static IEnumerable<Line> Binaries(PackageVersion old, PackageVersion now)
    {
        var had = old.Traits.Values.Any(static file => file.IsBinary);
        foreach (var (path, file) in now.Traits.Where(file => file.Value.IsBinary && !old.Traits.ContainsKey(file.Key)))
        {
            yield return new("binary", $"{path}, {file.Size:N0} bytes", had || now.Contents.Image.Package?.Format == Artifacts.PackageFormat.NuGet ? null : DiffRules.NewBinary) { Path = path };
        }
    }

    /// <summary>Told where the registry tells it; what it means, the detectors of origin say.</summary>
    private static IEnumerable<Line> Publishing(Artifacts.Registration? old, Artifacts.Registration? now)
    {
        if (old?.Publisher is { } before && now?.Publisher is { } publisher && before != publisher)
        {
            yield return new("publisher", $"published by {publisher}, before by {before}", null);
        }

        var maintainers = old is { Maintainers.Count: > 0 } && now is not null ? now.Maintainers.Except(old.Maintainers).ToList() : [];
        if (maintainers.Count > 0)
        {
            yield return new("publisher", $"new among its maintainers: {string.Join(", ", maintainers.Take(6))}", null);
        }

        if (old?.HasProvenance == true && now?.HasProvenance == false)
        {
            yield return new("provenance", "no signed statement of where it was built; the version before had one", null);
        }
    }

    private static IEnumerable<Line> Sizes(PackageVersion old, PackageVersion now)
    {
        var (was, size) = (old.Traits.Values.Sum(static file => file.Size), now.Traits.Values.Sum(static file => file.Size));
        if (size > was * GrownTimes && size - was > GrownBytes)
        {
            yield return new("size", $"{size:N0} bytes in all, before {was:N0}", DiffRules.Grown);
        }

        var added = now.Traits.Keys.Where(path => !old.Traits.ContainsKey(path)).Order(StringComparer.Ordinal).ToList();
        if (added.Count > 0)
        {
            yield return new("file", $"{added.Count} new: {string.Join(", ", added.Take(6))}{(added.Count > 6 ? ", …" : "")}", null);
        }
    }
}
