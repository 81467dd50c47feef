using Wellguard.Artifacts;

namespace Wellguard.Linux.Detonation.Samples;

/// <summary>The small programs of this folder that install and use a package in the cell, as a project would.</summary>
internal static class Driver
{
    /// <summary>Where a package is used, in the cell.</summary>
    public const string Project = "/root/app";

    /// <summary>What a driver ends with when it could not install what it was given: then nothing of it was seen as it should be.</summary>
    public const int NotInstalled = 87;

    public static ImageConfig Config(IReadOnlyList<string> arguments, params IReadOnlyList<KeyValuePair<string, string>> environment) =>
        new() { Os = "linux", Entrypoint = arguments, WorkingDirectory = Project, Environment = environment };

    /// <param name="folder">The layer that is filled.</param>
    /// <param name="name">Of the program here.</param>
    /// <param name="path">In the cell.</param>
    public static void Put(string folder, string name, string path)
    {
        using var content = typeof(Driver).Assembly.GetManifestResourceStream("drivers/" + name)!;
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        Put(folder, bytes.ToArray(), path, 0x1ED);
    }

    public static void Put(string folder, ReadOnlySpan<byte> content, string path, int mode = 0x1A4)
    {
        using var files = new RootedFolder(folder);
        files.Write(path.TrimStart('/'), content, mode, 0, 0);
    }

    /// <summary>A file of the machine, under a name that shells and installers take as it is.</summary>
    public static void PutFile(string folder, string file, string path)
    {
        var target = Path.Combine(folder, path.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target, overwrite: true);
    }
}
