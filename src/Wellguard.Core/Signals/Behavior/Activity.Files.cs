using Wellguard.Events;

namespace Wellguard.Signals.Behavior;

/// <content>Files and pipes.</content>
internal sealed partial class Activity
{
    /// <summary>What goes with the bytes.</summary>
    private const Tags Flowing = Tags.Downloaded | Tags.Code | Tags.Sensitive;

    private void AddFile(Event happened)
    {
        if (happened.Object is not { Length: > 0 } path)
        {
            return;
        }

        var actor = ActorOf(happened);
        if (happened.Kind == EventKind.Read)
        {
            Read(happened, actor, path);
            return;
        }

        if (happened.Result < 0)
        {
            Judge(happened, actor, thing: null, unwritten: path); // an attempt
            return;
        }

        var file = FileOf(path, happened.Time);
        if (happened.Kind == EventKind.Write)
        {
            file.Tags |= Tags.RunTime;
            if (happened.Other == "1" && IsStream(path))
            {
                actor.Output = path;
            }

            if (actor.Has(Tags.Packages))
            {
                _packaged.Add(PackagedName(path));
            }

            actor.Writes(file);
            file.From ??= actor.LastRead == path ? null : actor.LastRead;
            if (file.Parent is null or { Kind: ThingKind.Process })
            {
                file.Parent = actor.Shown;
                file.Verb = "writes";
            }

            if ((actor.Tags & Flowing) != Tags.None)
            {
                Receive(actor, file);
            }
        }
        else if (happened.Kind == EventKind.Rename && happened.Other is { } renamed)
        {
            var target = FileOf(renamed, happened.Time);
            target.Tags |= file.Tags | Tags.RunTime;
            target.Parent = file;
            target.Verb = "changes";
        }

        Judge(happened, actor, file);
    }

    private void Read(Event happened, Actor actor, string path)
    {
        if (IsStream(path))
        {
            actor.Input = happened.Other is null or "0" ? path : actor.Input;
            TaintByParent(actor);
            Judge(happened, actor, _files.GetValueOrDefault(path) ?? actor.Shown);
            Feed(actor, happened);
            return;
        }

        if (happened.Result < 0)
        {
            Judge(happened, actor, thing: null, unwritten: path); // an attempt
            return;
        }

        if (!IsOfSystem(path) && !Interpreters.Runs(actor, path))
        {
            actor.LastRead = path;
        }

        var known = _files.GetValueOrDefault(path);
        if (known?.Has(Tags.Downloaded) == true)
        {
            if (Interpreters.Runs(actor, path) || (known.Has(Tags.Code) && Interpreters.IsInterpreter(actor.Name) && !Interpreters.IsArchive(path)))
            {
                RunsDownloaded(actor, known, happened);
            }
            else
            {
                actor.Source ??= known;
                Taint(actor, known.Tags & Flowing);
            }
        }

        if (known?.Has(Tags.Sensitive) == true)
        {
            Taint(actor, Tags.Sensitive);
        }

        Judge(happened, actor, known, unwritten: known is null ? path : null);
    }

    private Thing FileOf(string path, long at)
    {
        if (!_files.TryGetValue(path, out var file))
        {
            file = new Thing(ThingKind.File, path, at, null);
            if (_files.Count < MaxThings)
            {
                _files[path] = file;
            }
        }

        return file;
    }

    /// <summary>The process has bytes from outside: so have the files and pipes that it writes.</summary>
    private void Taint(Actor actor, Tags tags)
    {
        if ((actor.Tags & tags) == tags)
        {
            return;
        }

        actor.Tags |= tags;
        foreach (var written in actor.Written.ToList())
        {
            Receive(actor, written);
        }

        // A child with a pipe that nobody is seen to write to: its parent does, as tar does for gzip.
        foreach (var child in _actors.Values.Where(child => child.Input is { } pipe && !_files.ContainsKey(pipe) && ReferenceEquals(child.Shown.Parent, actor.Shown)).ToList())
        {
            Taint(child, tags);
        }
    }

    /// <summary>The same, told from the child: its pipe came later than what its parent read.</summary>
    private void TaintByParent(Actor actor)
    {
        if (actor.Input is { } pipe && !_files.ContainsKey(pipe) && (actor.CopyOf ?? actor.Parent as Actor) is { } parent && (parent.Tags & Tags.Sensitive) != Tags.None)
        {
            Taint(actor, Tags.Sensitive);
        }
    }

    private void Receive(Actor actor, Thing file)
    {
        file.Tags |= actor.Tags & Flowing;
        if (actor.Source is { } source && !Descends(source, file))
        {
            file.Parent = source;
            file.Verb = "writes";
            if (source.Marks is { } marks && file.Marks is null && !IsStream(file.Label))
            {
                file.Marks = marks;
                Judge(new Event(file.At, EventKind.Change) { Source = "", Process = actor.Process, Object = file.Label, Arguments = marks }, actor, file);
            }
        }

        if (IsStream(file.Label))
        {
            foreach (var reader in _actors.Values.Where(reader => reader.Input == file.Label).ToList())
            {
                Feed(reader, new Event(file.At, EventKind.Read) { Source = "", Process = reader.Process });
                if (!Interpreters.ReadsInput(reader.Shown))
                {
                    reader.Source ??= actor.Source;
                    Taint(reader, actor.Tags & Flowing);
                }
            }
        }
    }

    /// <summary>
    /// What was written and is not among the changes at the end is gone. Only where the changes are known at all: another source tells deletions itself.
    /// </summary>
    private void TellDeleted(long at)
    {
        foreach (var file in _changes == 0 ? [] : _files.Values.Where(static file => file.Has(Tags.RunTime) && file.Digest is null && !IsStream(file.Label) && !IsKernels(file.Label)).ToList())
        {
            Judge(new Event(at, EventKind.Delete) { Source = "", Object = file.Label }, file.Parent as Actor ?? _nobody, file);
        }
    }

    /// <summary>Libraries, settings, what the kernel shows.</summary>
    private static bool IsOfSystem(string path) =>
        IsKernels(path) || path.StartsWith("/usr/lib", StringComparison.Ordinal) || path.StartsWith("/lib", StringComparison.Ordinal) || path.StartsWith("/etc/", StringComparison.Ordinal) || path.StartsWith("/usr/share/locale", StringComparison.Ordinal);

    private static bool IsKernels(string path) => path.StartsWith("/proc/", StringComparison.Ordinal) || path.StartsWith("/sys/", StringComparison.Ordinal) || path.StartsWith("/dev/", StringComparison.Ordinal);

    private static bool IsStream(string path) => path.StartsWith("pipe:", StringComparison.Ordinal) || path.StartsWith("socket:", StringComparison.Ordinal);

    /// <summary>What the file system says at the end.</summary>
    private void Change(Event happened)
    {
        if (happened.Object is not { } path)
        {
            return;
        }

        _changes++;
        if (path == "/")
        {
            return;
        }

        var file = FileOf(path, happened.Time);
        file.Tags |= Tags.RunTime;
        file.Digest = happened.Digest ?? file.Digest;
        file.Parent ??= Root;
        file.Verb = file.Verb.Length == 0 ? "creates" : file.Verb;
        Judge(happened, IsPackaged(path) ? _packages : file.Parent as Actor ?? _nobody, file);
    }

    private bool IsPackaged(string path) => _packaged.Contains(path) || _packaged.Contains(path[..(path.LastIndexOf('/') + 1)]);

    /// <summary>Package managers write beside the file and rename: <c>x.dpkg-new</c>, <c>x;63a1b2c3</c> (rpm), <c>.apk.</c> and a digest, of which only the folder is known.</summary>
    private static string PackagedName(string path)
    {
        var slash = path.LastIndexOf('/') + 1;
        return path.EndsWith(".dpkg-new", StringComparison.Ordinal) ? path[..^".dpkg-new".Length]
            : path.LastIndexOf(';') is var mark && mark > slash ? path[..mark]
            : path.AsSpan(slash).StartsWith(".apk.") ? path[..slash]
            : path;
    }
}
