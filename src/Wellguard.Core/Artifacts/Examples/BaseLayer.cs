using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Wellguard.Artifacts.Examples;

/// <summary>A small distribution: its files, and a package database that owns them with the right digests.</summary>
internal sealed class BaseLayer
{
    private readonly List<(ExamplePackage Package, IReadOnlyList<ExampleFile> Files)> _installed = [];

    private BaseLayer(string name) => Name = name;

    public string Name { get; }
    public string? History { get; private init; }

    public static BaseLayer? Find(string name) => name switch
    {
        "none" => new(name),
        "debian" => new(name) { History = "/bin/sh -c #(nop) ADD file:1dc5e2a0b7d3c4f6 in / " },
        "alpine" => new(name) { History = "ADD alpine-minirootfs-3.21.2-x86_64.tar.gz / # buildkit" },
        _ => null,
    };

    /// <summary>The base layer's members; empty for <c>none</c>.</summary>
    public List<ExampleFile> Layer()
    {
        if (Name == "none")
        {
            return [];
        }
        var files = new List<ExampleFile>();
        foreach (var directory in (string[])["etc", "home", "opt", "proc", "root", "run", "srv", "sys", "usr", "usr/bin", "usr/lib", "usr/local", "usr/local/bin", "usr/sbin", "usr/share", "var", "var/cache", "var/lib", "var/log"])
        {
            files.Add(ExampleFile.Directory(directory, directory == "root" ? 0x1C0 : 0x1ED));
        }
        files.Add(ExampleFile.Directory("tmp", 0x3FF));
        files.Add(ExampleFile.Directory("var/tmp", 0x3FF));
        if (Name == "debian")
        {
            files.AddRange([ExampleFile.Link("bin", "usr/bin"), ExampleFile.Link("sbin", "usr/sbin"), ExampleFile.Link("lib", "usr/lib"), ExampleFile.Directory("usr/lib64"), ExampleFile.Link("lib64", "usr/lib64"), ExampleFile.Link("usr/bin/sh", "dash"), ExampleFile.Link("etc/os-release", "../usr/lib/os-release")]);
        }
        else
        {
            files.AddRange([ExampleFile.Directory("bin"), ExampleFile.Directory("sbin"), ExampleFile.Directory("lib"), ExampleFile.Text("etc/os-release", "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.21.2\nPRETTY_NAME=\"Alpine Linux v3.21\"\n")]);
            files.AddRange(((string[])["sh", "ls", "cat", "chmod", "cp", "rm", "mkdir", "ps", "sleep"]).Select(n => ExampleFile.Link("bin/" + n, "/bin/busybox")));
            files.AddRange(((string[])["wget", "nc", "crontab", "xxd", "env"]).Select(n => ExampleFile.Link("usr/bin/" + n, "/bin/busybox")));
            files.Add(ExampleFile.Text("etc/crontabs/root", "# do daily/weekly/monthly maintenance\n# min\thour\tday\tmonth\tweekday\tcommand\n*/15\t*\t*\t*\t*\trun-parts /etc/periodic/15min\n0\t*\t*\t*\t*\trun-parts /etc/periodic/hourly\n", 0x180));
        }
        var shell = Name == "debian" ? "/bin/bash" : "/bin/sh";
        files.Add(ExampleFile.Text("etc/passwd", $"root:x:0:0:root:/root:{shell}\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nbin:x:2:2:bin:/bin:/usr/sbin/nologin\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"));
        files.Add(ExampleFile.Text("etc/shadow", "root:*:20089:0:99999:7:::\ndaemon:*:20089:0:99999:7:::\nbin:*:20089:0:99999:7:::\nwww-data:*:20089:0:99999:7:::\nnobody:*:20089:0:99999:7:::\n", 0x1A0));
        files.Add(ExampleFile.Text("etc/group", "root:x:0:\ndaemon:x:1:\nbin:x:2:\nsudo:x:27:\nwww-data:x:33:\nnogroup:x:65534:\n"));
        files.Add(ExampleFile.Text("root/.profile", "# ~/.profile: executed by Bourne-compatible login shells.\n\nmesg n 2> /dev/null || true\n"));
        files.AddRange(Install(Name == "debian" ? [.. ExampleCatalogue.Debian.Take(ExampleCatalogue.DebianBase).Select(p => p.Name)] : [.. ExampleCatalogue.Alpine.Take(ExampleCatalogue.AlpineBase).Select(p => p.Name)]));
        return files;
    }

    /// <summary>Files of packages, and the database files that change with them.</summary>
    public IEnumerable<ExampleFile> Install(IReadOnlyList<string> names)
    {
        var added = new List<(ExamplePackage Package, IReadOnlyList<ExampleFile> Files)>();
        foreach (var name in names)
        {
            var package = ExamplePackage.Named(Name == "alpine" ? ExampleCatalogue.Alpine : ExampleCatalogue.Debian, name);
            added.Add((package, package.Contents(new Seed(0, package.Name + package.Version))));
        }
        _installed.AddRange(added);
        var database = Name == "alpine" ? Apk() : Dpkg(added);
        return added.SelectMany(a => a.Files).Concat(database);
    }

    private IEnumerable<ExampleFile> Dpkg(List<(ExamplePackage Package, IReadOnlyList<ExampleFile> Files)> added)
    {
        foreach (var (package, files) in added)
        {
            var list = new StringBuilder("/.\n");
            foreach (var directory in files.SelectMany(f => Parents(Shipped(f.Entry.Path))).Distinct().Order(StringComparer.Ordinal))
            {
                list.Append(CultureInfo.InvariantCulture, $"/{directory}\n");
            }
            list.AppendJoin("", files.Select(f => $"/{Shipped(f.Entry.Path)}\n"));
            yield return ExampleFile.Text($"var/lib/dpkg/info/{package.Name}.list", list.ToString());
            yield return ExampleFile.Text($"var/lib/dpkg/info/{package.Name}.md5sums",
                string.Concat(files.Where(f => !IsConfiguration(f)).Select(f => $"{Md5(f.Content)}  {Shipped(f.Entry.Path)}\n")));
            if (files.Any(IsConfiguration))
            {
                yield return ExampleFile.Text($"var/lib/dpkg/info/{package.Name}.conffiles", string.Concat(files.Where(IsConfiguration).Select(f => $"/{f.Entry.Path}\n")));
            }
        }
        var status = new StringBuilder();
        foreach (var (package, files) in _installed)
        {
            status.Append(CultureInfo.InvariantCulture, $"Package: {package.Name}\nStatus: install ok installed\nPriority: optional\nSection: misc\nInstalled-Size: {files.Sum(f => f.Content.Length) / 1024 + 1}\nMaintainer: Debian Developers <nobody@debian.example>\nArchitecture: amd64\nVersion: {package.Version}\n");
            if (files.Any(IsConfiguration))
            {
                status.Append("Conffiles:\n").AppendJoin("", files.Where(IsConfiguration).Select(f => $" /{f.Entry.Path} {Md5(f.Content)}\n"));
            }
            status.Append(CultureInfo.InvariantCulture, $"Description: {package.Name}\n\n");
        }
        yield return ExampleFile.Text("var/lib/dpkg/status", status.ToString());
    }

    private IEnumerable<ExampleFile> Apk()
    {
        var database = new StringBuilder();
        foreach (var (package, files) in _installed)
        {
            database.Append(CultureInfo.InvariantCulture, $"C:Q1{Convert.ToBase64String(Sha1(Encoding.UTF8.GetBytes(package.Name)))}\nP:{package.Name}\nV:{package.Version}\nA:x86_64\nS:1024\nI:{files.Sum(f => f.Content.Length)}\nT:{package.Name}\nU:https://alpine.example/\nL:MIT\no:{package.Name}\nm:Nobody <nobody@alpine.example>\nt:1735689600\n");
            foreach (var directory in files.GroupBy(f => f.Entry.Path[..Math.Max(0, f.Entry.Path.LastIndexOf('/'))], StringComparer.Ordinal))
            {
                database.Append(CultureInfo.InvariantCulture, $"F:{directory.Key}\n");
                foreach (var file in directory)
                {
                    var mode = file.Entry.Mode == 0x1A4 ? "" : $"a:0:0:{Convert.ToString(file.Entry.Mode, 8)}\n";
                    database.Append(CultureInfo.InvariantCulture, $"R:{file.Entry.Name}\n{mode}Z:Q1{Convert.ToBase64String(Sha1(file.Content))}\n");
                }
            }
            database.Append('\n');
        }
        yield return ExampleFile.Text("lib/apk/db/installed", database.ToString());
        yield return ExampleFile.Text("etc/apk/world", string.Concat(_installed.Select(i => i.Package.Name + "\n")));
    }

    /// <summary>Debian 12's essential packages still list <c>/bin/ls</c>; the file is at <c>/usr/bin/ls</c> through the merged directory.</summary>
    private static string Shipped(string path) =>
        ExampleCatalogue.BeforeMerge.Contains(path) || path.StartsWith("usr/lib/systemd/", StringComparison.Ordinal) ? path["usr/".Length..] : path;

    private static bool IsConfiguration(ExampleFile file) => file.Entry.Path.StartsWith("etc/", StringComparison.Ordinal);

    private static IEnumerable<string> Parents(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }

#pragma warning disable CA5350, CA5351 // dpkg's and apk's own digests.
    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));

    private static byte[] Sha1(byte[] bytes) => SHA1.HashData(bytes);
#pragma warning restore CA5350, CA5351
}
