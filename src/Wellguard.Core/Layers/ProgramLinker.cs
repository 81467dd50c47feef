using Wellguard.Artifacts;
using Wellguard.Programs;
using Wellguard.Programs.Assemblies;
using Wellguard.Programs.Shell;

namespace Wellguard.Layers;

/// <summary>
/// Finds what runs: starts at the config and at every file with a trigger, and follows each step that starts a file of the artifact.
/// Scripts that nothing starts come last, with <see cref="TriggerKind.None"/>.
/// </summary>
internal sealed partial class ProgramLinker(Image image, IReadOnlyList<LayerFacts> layers, Filesystem files, Ownership owners, List<Shortfall> shortfalls)
{
    /// <summary>Attack: scripts that call each other in chains.</summary>
    private const int MaxDepth = 12;

    private readonly EvaluationFence _fence = new(EvaluationFence.Longest);

    private readonly Dictionary<string, List<(CodeFile Code, int Layer)>> _byPath = [];

    /// <summary>How it runs that was reached.</summary>
    private readonly Dictionary<CodeFile, TriggerKind> _reached = new(ReferenceEqualityComparer.Instance);

    public List<Running> Link()
    {
        for (var layer = 0; layer < layers.Count; layer++)
        {
            foreach (var code in layers[layer].Programs)
            {
                if (!_byPath.TryGetValue(code.Path, out var list))
                {
                    _byPath[code.Path] = list = [];
                }

                list.Add((code, layer));
            }
        }

        var running = new List<Running>();
        foreach (var code in FromConfig())
        {
            running.Add(Follow(code, code.Trigger, code.TriggerText, null, 0));
        }

        if (image.Package is { } package)
        {
            running.AddRange(OfPackage(package));
        }

        foreach (var (code, layer) in _byPath.Values.SelectMany(list => list).Where(item => item.Code.Trigger != TriggerKind.None && !_reached.ContainsKey(item.Code)).ToList())
        {
            running.Add(Follow(code, code.Trigger, code.TriggerText, layer, 0));
        }

        foreach (var (path, layer) in Customizations().ToList())
        {
            running.Add(Follow(new CodeFile(path, 1, TriggerKind.InterpreterStart, "every start of Python"), TriggerKind.InterpreterStart, "every start of Python", layer, 0));
        }

        running.AddRange(_modules);
        foreach (var (code, layer) in _uncalled.Where(item => item.Code.Effects.Count > 0 || item.Code.Problems.Count > 0))
        {
            running.Add(Follow(code, TriggerKind.None, null, layer, 0));
        }

        foreach (var (code, layer) in _byPath.Values.SelectMany(list => list))
        {
            if (!_reached.ContainsKey(code) && !code.Guessed && !IsVouched(code.Path, layer))
            {
                running.Add(image.Artifact.Kind == ArtifactKind.Function
                    ? Follow(code, TriggerKind.Invocation, "part of the function's code", layer, 0, loads: false)
                    : Follow(code, TriggerKind.None, null, layer, 0));
            }
        }

        return running;
    }

    /// <summary>Modules that Python loads at every start, and that do nothing but load others.</summary>
    private IEnumerable<(string Path, int Layer)> Customizations()
    {
        for (var layer = 0; layer < layers.Count; layer++)
        {
            foreach (var path in layers[layer].Imports.Keys)
            {
                if (PythonFile.IsCustomization(path) && _byPath.GetValueOrDefault(path)?.Exists(item => item.Code.Trigger != TriggerKind.None) != true)
                {
                    yield return (path, layer);
                }
            }
        }
    }

    private bool IsVouched(string path, int layer) => owners.Of(path, layer).State == OwnershipState.Vouched;

    /// <param name="loads">What it loads is followed too; false when the caller does that.</param>
    private Running Follow(CodeFile code, TriggerKind trigger, string? triggerText, int? layer, int depth, bool loads = true)
    {
        _reached[code] = trigger;
        var vouched = layer is { } owned && IsVouched(code.Path, owned);
        if (layer is not null && trigger != TriggerKind.None && !vouched)
        {
            shortfalls.AddRange(code.Problems.Select(problem => new Shortfall("analyse", code.Path, problem)));
        }

        NoteInPieces(code, layer, trigger);
        var starts = new Dictionary<Effect, Running>(ReferenceEqualityComparer.Instance);
        if (depth < MaxDepth)
        {
            FollowSteps(code.Effects, trigger, triggerText, starts, depth, code.Path);
        }
        else if (trigger is not (TriggerKind.None or TriggerKind.Build) && (code.Effects.Any(effect => effect.Program is not null || effect.Kind is EffectKind.Execute or EffectKind.Run) || Loads(code, layer)))
        {
            shortfalls.Add(new Shortfall("analyse", code.Path, $"programs that start programs are nested deeper than {MaxDepth}; the rest was not followed"));
        }

        if (loads && layer is { } place && !vouched && depth < MaxDepth)
        {
            IsFirst(code.Path, trigger);
            Load(code.Path, place, code, trigger, triggerText, depth);
        }
        else if (loads && layer is null && code.Imports.Count > 0 && depth < MaxDepth)
        {
            Load(new Loader(null, Working, null, code.Imports), new Loading(trigger, triggerText, Working, depth));
        }

        var inFinal = layer is null || files.Find(code.Path)?.Layer == layer;
        return new Running(code, trigger, triggerText, layer, inFinal) { Starts = starts, Vouched = vouched, IsModule = !loads };
    }

    private bool Loads(CodeFile code, int? layer) => code.Imports.Count > 0 || (layer is { } place && layers[place].Imports.ContainsKey(code.Path));

    private void FollowSteps(IReadOnlyList<Effect> steps, TriggerKind trigger, string? triggerText, Dictionary<Effect, Running> starts, int depth, string from)
    {
        foreach (var step in steps)
        {
            if (step.Program is { } program)
            {
                // Evaluated with its arguments: what the pass over the layer made of it alone is not told again.
                foreach (var (known, _) in _byPath.GetValueOrDefault(program.Path) ?? [])
                {
                    _reached[known] = trigger;
                }

                starts[step] = Follow(program, trigger, triggerText, files.Find(program.Path)?.Layer ?? 0, depth + 1);
            }
            else if (step.Kind == EffectKind.Execute && step.Object is { } assembly && AssemblyFile.IsAssembly(assembly))
            {
                if (OfAssembly(step, assembly, from) is { } task)
                {
                    starts[step] = Follow(task.Code, trigger, triggerText, task.Layer, depth + 1);
                }
            }
            else if (step.Kind is EffectKind.Execute or EffectKind.Run && step.Object is { } name && Started(step, name, from) is { } path)
            {
                var list = _byPath.GetValueOrDefault(path.Entry.Path) ?? [];
                if (list.Count == 0 && !(files.Find(from) is { } starter && IsVouched(from, starter.Layer)))
                {
                    NoteUnread(path, step, trigger);
                }

                if (!list.Exists(item => item.Layer == path.Layer) && layers[path.Layer].Imports.ContainsKey(path.Entry.Path) && _loaded.Add(path.Entry.Path))
                {
                    starts[step] = Follow(new CodeFile(path.Entry.Path, 1, TriggerKind.None, null), trigger, triggerText, path.Layer, depth + 1);
                }

                foreach (var (code, layer) in list.Where(item => item.Layer == path.Layer && !IsReached(item.Code, trigger) && item.Code.Trigger != TriggerKind.PackageInstall).Take(1).ToList())
                {
                    starts[step] = Follow(code, trigger, triggerText, layer, depth + 1);
                }
            }

            LoadBy(step, trigger, triggerText, depth);
            FollowSteps(step.Steps, trigger, triggerText, starts, depth, from);
        }
    }

    /// <summary>The artifact's files for the programs of one start.</summary>
    private ArtifactFiles FilesOf() => new(FindFile, Unpacked, [.. image.Config.Environment]);

    private ArtifactFile? FindFile(string name, string? script)
    {
        if (Located(name, script ?? "config:") is not { } found)
        {
            return null;
        }

        var (entry, layer) = (found.Entry, found.Layer);
        return new ArtifactFile(entry.Path, layers[layer].Texts.GetValueOrDefault(entry.Path)) { IsFolder = entry.Type == EntryType.Directory, IsVouched = IsVouched(entry.Path, layer) };
    }

    private List<ArtifactFile>? Unpacked(string path)
    {
        if (Located(path, "config:") is not { } found || !layers[found.Layer].Texts.ContainsKey(found.Entry.Path + "!/"))
        {
            return null;
        }

        var prefix = found.Entry.Path + "!/";
        return [.. layers[found.Layer].Texts.Where(text => text.Key.Length > prefix.Length && text.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(text => new ArtifactFile(text.Key[prefix.Length..], text.Value))];
    }

    /// <summary>A relative path is looked for beside the script first; <c>npm start</c> means the package in the working directory.</summary>
    private PlacedEntry? Started(Effect step, string name, string from)
    {
        if (name is "npm" or "yarn" or "pnpm" && step.Arguments.Contains("start"))
        {
            return Resolve((image.Config.WorkingDirectory ?? "") + "/package.json");
        }

        return Located(name, from);
    }

    private PlacedEntry? Located(string name, string from)
    {
        if (!name.StartsWith('/') && !from.StartsWith("config:", StringComparison.Ordinal) && Filesystem.TryJoin("", from[..Math.Max(from.LastIndexOf('/'), 0)] + "/" + name, out var beside) && files.Resolve(beside) is { } found)
        {
            return found;
        }

        return Resolve(name);
    }

    /// <summary>A path, or a bare name looked up along PATH.</summary>
    public PlacedEntry? Resolve(string name) =>
        ResolveName(name) is { } found ? found.Entry is { Type: EntryType.HardLink, Link: { } link } ? files.Resolve(link) ?? found : found : null;

    private PlacedEntry? ResolveName(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            var path = name.StartsWith('/') ? name : (image.Config.WorkingDirectory ?? "") + "/" + name;
            return Filesystem.TryJoin("", path, out var clean) ? files.Resolve(clean) : null;
        }

        var search = image.Config.Environment.LastOrDefault(variable => variable.Key == "PATH").Value ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        foreach (var folder in search.Split(':').Take(32))
        {
            if (files.Resolve(folder.TrimStart('/') + "/" + name) is { } found)
            {
                return found;
            }
        }

        return image.Config.WorkingDirectory is { } working ? files.Resolve(working.Trim('/') + "/" + name) : null;
    }

    private IEnumerable<CodeFile> FromConfig()
    {
        var config = image.Config;
        var start = config.Entrypoint.Concat(config.Command).ToList();
        if (start.Count > 0)
        {
            var where = config.Entrypoint.Count > 0 && (config.Command.Count == 0 || !PassesOn(config.Entrypoint)) ? "config:Entrypoint" : "config:Cmd";
            yield return FromArguments(where, TriggerKind.ContainerStart, image.Artifact.Kind == ArtifactKind.Function ? "runs when the function is invoked" : "runs when the container starts", start);
        }

        foreach (var hook in EnvironmentHooks.Of(config.Environment))
        {
            yield return hook.IsCode
                ? FromText("config:Env", hook.Trigger, hook.Text, hook.Value, hook.Language ?? "sh")
                : new CodeFile("config:Env", 1, hook.Trigger, hook.Text) { Effects = [new Effect(EffectKind.Execute, $"{hook.Variable}={hook.Value}", hook.Value, 1, 1) { Program = Loaded(hook) }] };
        }

        if (config.Healthcheck is ["CMD-SHELL", var check, ..])
        {
            yield return FromText("config:Healthcheck", TriggerKind.Healthcheck, "runs as the health check", check);
        }
        else if (config.Healthcheck is ["CMD", _, ..])
        {
            yield return FromArguments("config:Healthcheck", TriggerKind.Healthcheck, "runs as the health check", [.. config.Healthcheck.Skip(1)]);
        }

        for (var i = 0; i < config.OnBuild.Count; i++)
        {
            if (BuildInstruction.Command(config.OnBuild[i]) is { } command)
            {
                yield return FromText($"config:OnBuild[{i}]", TriggerKind.OnBuild, "runs in every build FROM this image", command);
            }
        }

        for (var i = 0; i < config.History.Count; i++)
        {
            if (BuildInstruction.Command(config.History[i].CreatedBy) is { } command)
            {
                yield return FromText($"config:History[{i}]", TriggerKind.Build, "ran when the image was built", command);
            }
        }
    }

    /// <summary>The entrypoint only starts what the command says: a shell with <c>-c</c>, an init.</summary>
    private static bool PassesOn(IReadOnlyList<string> entrypoint) =>
        entrypoint[^1] is "-c" or "-lc" or "-ec" or "-e" or "--" || entrypoint[^1][(entrypoint[^1].LastIndexOf('/') + 1)..] is "tini" or "dumb-init" or "catatonit" or "env" or "sh" or "bash";

    private CodeFile FromArguments(string where, TriggerKind trigger, string text, IReadOnlyList<string> arguments) =>
        Evaluated(where, trigger, text, new Analysis { Files = FilesOf() }, analysis => ShellEvaluator.EvaluateArguments(arguments, analysis, image.Config.Environment));

    /// <summary>What a line of the config does.</summary>
    private CodeFile Evaluated(string where, TriggerKind trigger, string? text, Analysis analysis, Func<Analysis, IReadOnlyList<Effect>> evaluate)
    {
        IReadOnlyList<Effect> effects = [];
        _fence.Run(where, shortfalls, analysis, (in Analysis started) => effects = evaluate(started));
        shortfalls.AddRange(analysis.Problems.Select(problem => new Shortfall("analyse", where, problem)));
        return analysis.Program(where, 1, trigger, text, effects);
    }

    /// <summary>The file that a variable loads, read as what loads it.</summary>
    private CodeFile? Loaded(EnvironmentHook hook)
    {
        var extension = hook.Language switch { "ruby" => ".rb", "javascript" => ".js", _ => "" };
        if (hook.Language is not { } language || (FindFile(hook.Value, null) ?? FindFile(hook.Value + extension, null)) is not { Text: { } text, IsVouched: false } file)
        {
            return null;
        }

        return Evaluated(file.Path, TriggerKind.None, null, new Analysis { Files = FilesOf(), Script = file.Path, ScriptText = text }, analysis => analysis.Read(language, text));
    }

    private CodeFile FromText(string where, TriggerKind trigger, string text, string command, string language = "sh") =>
        Evaluated(where, trigger, text, new Analysis { Files = trigger == TriggerKind.Build ? null : FilesOf() }, analysis =>
            language == "sh" ? ShellEvaluator.Evaluate(command, 1, analysis, image.Config.Environment) : analysis.Nested(language, command, 1));
}
