using Wellguard.Artifacts;

namespace Wellguard.Layers;

/// <content>Files and packages of JavaScript (Node.js documentation, "Modules: CommonJS modules").</content>
internal sealed partial class ModuleFinder
{
    private static readonly string[] ScriptEndings = ["", ".js", ".cjs", ".mjs", ".ts", ".mts", ".cts", ".tsx", ".jsx", "/index.js", "/index.cjs", "/index.mjs", "/index.ts", "/index.tsx"];

    private List<PlacedEntry> JavaScript(string name, string folder)
    {
        if (name.StartsWith('.') || name.StartsWith('/'))
        {
            return Script(folder, name);
        }

        for (var at = folder; ; at = Filesystem.ParentOf(at))
        {
            var modules = at.Length == 0 ? "node_modules" : at + "/node_modules";
            if (!at.EndsWith("node_modules", StringComparison.Ordinal) && HasFolder(modules) && Script(modules, name) is { Count: > 0 } found)
            {
                return found;
            }

            if (at.Length == 0)
            {
                break;
            }
        }

        foreach (var root in roots.Of("javascript", ""))
        {
            if (HasFolder(root) && Script(root, name) is { Count: > 0 } found)
            {
                return found;
            }
        }

        return [];
    }

    /// <summary>The file, or of a package its manifest, which names more, and its index.</summary>
    private List<PlacedEntry> Script(string folder, string name)
    {
        foreach (var ending in ScriptEndings)
        {
            if (FileAt(folder, name + ending) is { } file)
            {
                return FileAt(folder, name + "/package.json") is { } also ? [also, file] : [file];
            }
        }

        if (name.EndsWith("js", StringComparison.Ordinal) && FirstOf(folder, name[..^2] + "ts", name[..^2] + "tsx") is { } typed)
        {
            return [typed];
        }

        return FileAt(folder, name + "/package.json") is { } manifest ? [manifest] : [];
    }
}
