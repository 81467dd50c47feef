#:project ../src/Wellguard.Core/Wellguard.Core.csproj
#:property AssemblyName=Wellguard.Bench
#:property PublishAot=true
#:property RunAnalyzers=false
#:property RestorePackagesWithLockFile=false
// How many honest names look like a popular one, how many made-up slips are seen, and how long a look takes.
//   dotnet publish -c Release bench/lookalikes.cs -o out/lookalikes && out/lookalikes/Wellguard.Bench NAMES [--show KIND] [--index FILE.tsv]… [--advisories TYPE=FILE.zip]… [PACKAGES]…
// NAMES is a folder with npm-*.txt and pypi-*.txt, most popular first. False alarms: each name from rank 2,001 on, with the first 2,000 as all that is known. Slips: of each of the first 500 names, those that are no name of the list.
// An index has the name of a file in its second column and its family in the first (half a: bench/packages.cs). PACKAGES is a folder of packages: their names and what they depend on.
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Signals.Origin;

const int Known = 2_000, Mutated = 500;
string? show = null;
var (indices, advisories, folders) = (new List<string>(), new List<string>(), new List<string>());
for (var i = 1; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--show": show = args[++i]; break;
        case "--index": indices.Add(args[++i]); break;
        case "--advisories": advisories.Add(args[++i]); break;
        default: folders.Add(args[i]); break;
    }
}

var files = Directory.GetFiles(args[0], "*.txt").Select(static path => KeyValuePair.Create(Path.GetFileName(path), File.ReadAllText(path))).ToList();
var clock = Stopwatch.StartNew();
var all = new PopularNames(files);
foreach (var (file, text) in files)
{
    var type = PopularNames.TypeOf(file)!;
    clock.Restart();
    var count = all.Count(type);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: {count} names made ready in {clock.Elapsed.TotalMilliseconds:0.0} ms"));
    string[] names = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    var first = new PopularNames([KeyValuePair.Create(file, string.Join('\n', names[..Known]))]);
    Tell($"  ranks {Known + 1} to {names.Length} against the first {Known}", names[Known..], name => first.Imitated(type, name));
    foreach (var group in Mutations.Of(names[..Mutated], type).Where(pair => !all.Contains(type, pair.Name)).GroupBy(static pair => pair.Kind))
    {
        var made = group.ToList();
        var seen = made.Count(pair => all.Imitated(type, pair.Name) is not null);
        var right = made.Count(pair => all.Imitated(type, pair.Name)?.Original == pair.Of);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {group.Key}: {made.Count} made, seen {100.0 * seen / made.Count:0.0} %, with the name that it was made of {100.0 * right / made.Count:0.0} %"));
        if (show == group.Key)
        {
            Console.WriteLine("    missed: " + string.Join(' ', made.Where(pair => all.Imitated(type, pair.Name) is null).Take(80).Select(static pair => pair.Name)));
        }
    }
}

foreach (var index in indices)
{
    var names = File.ReadLines(index).Skip(1).Select(static line => line.Split('\t')).Where(static row => "02468ace".Contains(row[0][^1], StringComparison.Ordinal)).Select(static row => Regex.Match(row[1], @"^(.+?)-\d").Groups[1].Value).Where(static name => name.Length > 0).Distinct().ToList();
    Tell(index + ", half a", names, name => all.Imitated("pypi", name));
}

foreach (var (type, file) in advisories.Select(static text => (text.Split('=')[0], text.Split('=')[1])))
{
    using var zip = ZipFile.OpenRead(file);
    var names = new HashSet<string>();
    foreach (var entry in zip.Entries.Where(static entry => entry.Name.StartsWith("MAL", StringComparison.Ordinal)))
    {
        using var json = JsonDocument.Parse(entry.Open());
        names.UnionWith(json.RootElement.GetProperty("affected").EnumerateArray().Select(static part => part.GetProperty("package").GetProperty("name").GetString()!));
    }

    Tell(file, [.. names], name => all.Imitated(type, name));
}

foreach (var folder in folders)
{
    var (own, needed, beside, packages) = (new HashSet<(string, string)>(), new HashSet<(string, string)>(), new List<string>(), 0);
    foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
    {
        try
        {
            if (await PackageArchive.ReadAsync(path, new OpenOptions(Path.GetTempPath()), default) is { } package && PackagePurl.Of(package) is { } purl)
            {
                own.Add((purl.Type, package.Name));
                packages++;
                var names = new NamesBeside(purl.Type, package);
                beside.AddRange(package.Dependencies.Select(static pair => (Name: pair.Key, IsOwn: false)).Append((package.Name, true)).Where(pair => names.Of(pair.Name, pair.IsOwn) is not null).Select(pair => package.Name + ": " + pair.Name));
                needed.UnionWith(package.Dependencies.Concat(package.OptionalDependencies).Select(pair => (purl.Type, pair.Key)));
            }
        }
        catch (UnreadableException)
        {
        }
    }

    Console.WriteLine($"{folder}: {packages} packages; without imported names {beside.Count} are told: {string.Join(", ", beside.Take(20))}");
    foreach (var (what, set) in ((string, HashSet<(string, string)>)[])[("names", own), ("dependencies", needed)])
    {
        foreach (var group in set.GroupBy(static pair => pair.Item1))
        {
            Tell($"{folder}, {what}, {group.Key}", [.. group.Select(static pair => pair.Item2)], name => all.Imitated(group.Key, name));
        }
    }
}

void Tell(string what, IReadOnlyList<string> names, Func<string, Likeness?> look)
{
    var watch = Stopwatch.StartNew();
    var found = names.Select(name => (Name: name, Likeness: look(name))).ToList();
    var micro = watch.Elapsed.TotalMicroseconds / Math.Max(1, names.Count);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {names.Count} names, {micro:0} µs each; look like another {100.0 * found.Count(static pair => pair.Likeness is not null) / Math.Max(1, names.Count):0.00} %"));
    foreach (var group in found.Where(static pair => pair.Likeness is not null).GroupBy(static pair => pair.Likeness!.Kind).OrderBy(static group => group.Key))
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {group.Key}: {group.Count()} ({100.0 * group.Count() / names.Count:0.00} %)") + (show == group.Key.ToString() || show == "all" ? " " + string.Join(' ', group.Take(200).Select(static pair => pair.Name + "~" + pair.Likeness!.Original)) : ""));
    }
}

internal static class Mutations
{
    /// <summary>Made with a fixed seed: the same on every run.</summary>
    public static IEnumerable<(string Kind, string Name, string Of)> Of(IReadOnlyList<string> names, string type)
    {
        var random = new Random(1);
        string[] rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
        foreach (var name in names.Where(static name => name.Length > 4))
        {
            var at = random.Next(1, name.Length - 1);
            var letter = (char)('a' + random.Next(26));
            yield return ("left-out", name.Remove(at, 1), name);
            yield return ("added", name.Insert(at, letter.ToString()), name);
            yield return ("replaced", name[..at] + letter + name[(at + 1)..], name);
            yield return ("doubled", name.Insert(at, name[at].ToString()), name);
            if (name[at] != name[at + 1])
            {
                yield return ("exchanged", name[..at] + name[at + 1] + name[at] + name[(at + 2)..], name);
            }

            if (Array.Find(rows, row => row.Contains(name[at], StringComparison.Ordinal)) is { } keys && keys.IndexOf(name[at], StringComparison.Ordinal) is var key)
            {
                yield return ("neighbouring-key", name[..at] + keys[key == 0 ? 1 : key - 1] + name[(at + 1)..], name);
            }

            for (var i = 1; i < name.Length; i++)
            {
                if (name[i] == name[i - 1])
                {
                    yield return ("undoubled", name.Remove(i, 1), name);
                    break;
                }
            }

            foreach (var (from, to, kind) in ((string, string, string)[])[("o", "0", "digit"), ("l", "1", "digit"), ("m", "rn", "digit"), ("a", "\u0430", "alphabet"), ("e", "\u0435", "alphabet"), ("o", "\u03bf", "alphabet"), ("i", "\u0456", "alphabet")])
            {
                if (name.IndexOf(from, StringComparison.Ordinal) is var place and >= 0)
                {
                    yield return (kind, name[..place] + to + name[(place + from.Length)..], name);
                }
            }

            if (name.Contains('-', StringComparison.Ordinal))
            {
                yield return ("separator-left-out", name.Replace("-", "", StringComparison.Ordinal), name);
                yield return ("words-swapped", string.Join('-', name.Split('-').Reverse()), name);
                if (type != "pypi")
                {
                    yield return ("separator-changed", name.Replace('-', '_'), name);
                    yield return ("scope", "@" + string.Join('/', name.Split('-', 2)), name);
                }
            }
            else
            {
                yield return ("separator-added", name.Insert(at, "-"), name);
            }

            yield return ("plural", name.EndsWith('s') ? name[..^1] : name + "s", name);
            foreach (var affix in (string[])["-js", "-py", "-lib", "-utils", "-dev", "-official", "-cli", "py"])
            {
                yield return ("affix", name + affix, name);
            }

            yield return ("affix", "python-" + name, name);
            yield return ("affix", "node-" + name, name);
            yield return ("two-slips", name.Remove(at, 1).Insert(0, name[..1]), name);
        }
    }
}
