using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Programs;
using Wellguard.Programs.Scripts;

namespace Wellguard.Layers;

/// <summary>
/// The router of the single pass: from an entry's header and first 4 kB it decides what is dropped, what is hashed and what is kept for which reader.
/// Nothing that nobody wants is buffered.
/// </summary>
internal sealed class LayerPass(LayerFacts facts, DigestPlan digests, bool isBase, ReaderSet readers, FileBuffer buffer) : EntryVisitor, IDisposable
{
    /// <summary>Enough for magic numbers, a shebang and an ELF header.</summary>
    public const int HeadSize = 4096;

    /// <summary>Files this small are looked at even when neither name nor mode says that they are code.</summary>
    private const int SniffSize = 1 << 18;

    /// <summary>
    /// Texts of this many bytes are large objects, two bytes a character, which the runtime collects only once there are many: 2 GB of texts took 240 MB
    /// without a collection for this many bytes of them.
    /// </summary>
    private const int LargeText = 250_000;
    private const long CollectEvery = 16 << 20;

    /// <inheritdoc cref="Layer.IsPackage"/>
    public bool IsPackage { get; init; }

    private readonly RunningDigests _running = new();
    private long _sinceCollection;
    private readonly ProgramTurns _turns = new(Modules.MaxText);
    private readonly Need[] _needs = new Need[readers.Count];
    private Entry? _entry;
    private FileKind _kind;
    private bool _sniffed;
    private bool _keepAll;
    private bool _keepHead;

    public override bool Begin(Entry entry)
    {
        facts.Entries.Add(entry);
        _entry = entry;
        if (isBase)
        {
            digests.Learn(entry.Path);
        }

        if (entry.Type != EntryType.File)
        {
            return false;
        }

        _keepAll = _keepHead = _sniffed = false;
        _kind = FileKind.Other;
        for (var i = 0; i < _needs.Length; i++)
        {
            _needs[i] = readers[i].Wants(entry);
            _keepAll |= _needs[i] == Need.Content;
            _keepHead |= _needs[i] == Need.Head;
        }

        _keepHead |= entry.IsExecutable || (entry.Size <= SniffSize && MayBeCode(entry.Path)) || entry.Path.Contains(".so", StringComparison.Ordinal);
        var compare = DigestPlan.IsWorthComparing(entry);
        var algorithms = digests.Algorithms;
        _running.Begin((compare ? algorithms : DigestAlgorithms.None) | (digests.EverySha256 ? DigestAlgorithms.Sha256 : DigestAlgorithms.None));
        facts.Compared &= compare ? algorithms : DigestAlgorithms.All;
        if (_keepAll || _keepHead)
        {
            buffer.Begin(entry.Size);
        }

        return _keepAll || _keepHead || _running.Active;
    }

    /// <summary>More of the file changes what is kept of it.</summary>
    public bool WantsMore => _running.Active || _keepAll || !_sniffed;

    /// <summary>So does what is between the ends of a large file: a digest is of all of it, and Go's build information can be anywhere in a program.</summary>
    public bool WantsMiddle => _running.Active || _kind is FileKind.Elf;

    /// <summary>The next so many bytes are not given: there is no digest of the file.</summary>
    public void PassOver(long count)
    {
        if (_running.Active)
        {
            _running.End();
            _running.Begin(DigestAlgorithms.None);
        }

        buffer.PassOver(count);
    }

    public override void Content(ReadOnlySpan<byte> piece)
    {
        if (_running.Active)
        {
            _running.Append(piece);
        }

        if (!_keepAll && !_keepHead)
        {
            return;
        }

        if (!_sniffed && buffer.Length + piece.Length >= HeadSize)
        {
            var head = piece[..Math.Min(piece.Length, HeadSize - buffer.Length)];
            buffer.Append(head, keepAll: false);
            piece = piece[head.Length..];
            Sniff();
        }

        if (_keepAll || !_sniffed)
        {
            buffer.Append(piece, _keepAll && _sniffed);
        }
    }

    public override void End()
    {
        if (_entry is not { Type: EntryType.File } entry)
        {
            return;
        }

        if (_running.Active)
        {
            facts.Digests[entry.Path] = _running.End();
        }

        if (!_keepAll && !_keepHead)
        {
            return;
        }

        if (!_sniffed)
        {
            Sniff();
        }

        if (_kind is not FileKind.Other)
        {
            facts.Kinds[entry.Path] = _kind;
        }

        var file = new FileContent { Entry = entry, Kind = _kind, Bytes = buffer.Bytes, Tail = buffer.Tail, GoBuildInfo = buffer.GoBuildInfo, IsOfPackage = IsPackage, Turns = IsPackage ? _turns : null };
        for (var i = 0; i < _needs.Length; i++)
        {
            if (_needs[i] != Need.Nothing)
            {
                Read(readers[i], file);
            }
        }

        buffer.End();
        if (_keepAll && _kind is not FileKind.Elf && entry.Size > LargeText && (_sinceCollection += entry.Size) > CollectEvery)
        {
            _sinceCollection = 0;
            GC.Collect();
        }
    }

    public override void Problem(ArchiveProblem problem, string path, string detail)
    {
        facts.Shortfalls.Add(new Shortfall("read", path, detail));
        facts.Findings.Add(new Finding(ArchiveFindings.RuleOf(problem), path, 0, 0, detail));
    }

    private void Read(FileReader reader, in FileContent file)
    {
        switch (reader)
        {
            case PackageReader packages:
                var declared = new PackageFile(file.Path);
                packages.Read(file, declared);
                if (declared.Components.Count + declared.Owned.Count + declared.Diversions.Count + declared.Problems.Count > 0)
                {
                    facts.Packages.Add(declared);
                }

                foreach (var problem in declared.Problems)
                {
                    facts.Shortfalls.Add(new Shortfall("inventory", file.Path, problem));
                }

                break;
            case CodeReader code:
                readers.Fence.Run(file.Path, facts.Shortfalls, file, (in FileContent content) => code.Read(content, facts.Programs));
                break;
            case FileInspector detector:
                detector.Inspect(file, facts);
                break;
        }
    }

    private void Sniff()
    {
        _sniffed = true;
        _kind = FileKinds.Of(buffer.Bytes);
        for (var i = 0; i < _needs.Length; i++)
        {
            var need = readers[i].Wants(_entry!, _kind);
            if (need > _needs[i])
            {
                _needs[i] = need;
                _keepAll |= need == Need.Content;
            }
        }
    }

    private static bool MayBeCode(ReadOnlySpan<char> path) =>
        !(path.StartsWith("usr/share/doc/") || path.StartsWith("usr/share/man/") || path.StartsWith("usr/share/locale/") || path.StartsWith("usr/share/zoneinfo/")
        || path.StartsWith("usr/share/i18n/") || path.StartsWith("usr/include/") || path.StartsWith("var/lib/dpkg/") || path.StartsWith("proc/") || path.StartsWith("sys/"));

    public void Dispose()
    {
        buffer.End();
        _running.Dispose();
    }
}
