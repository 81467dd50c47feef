using Wellguard.Artifacts;
using Wellguard.Inventories;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <summary>
/// <see cref="LayerFacts"/> as bytes: the members of each record in the order of its declaration, lists with their count in front.
/// Read back on every warm scan, so there are no names and each text is stored once. A test fails when a member is forgotten.
/// </summary>
internal static class FactsFormat
{
    /// <summary>Attack: a forged file that nests steps until the stack ends.</summary>
    private const int MaxDepth = 200;

    public static byte[] Write(LayerFacts facts)
    {
        var to = new FactsWriter();
        to.Text(facts.Digest);
        to.Text(facts.DiffId);
        to.Number(facts.UncompressedBytes);
        to.List(facts.Entries, Write);
        to.Map(facts.Digests, Write);
        to.Number((byte)facts.Compared);
        to.List(facts.Packages, Write);
        to.List(facts.Programs, Write);
        to.Map(facts.Texts, static (to, text) => to.Text(text));
        to.Map(facts.Imports, static (to, names) => to.Text(names));
        to.Map(facts.Kinds, static (to, kind) => to.Number((byte)kind));
        to.List(facts.Findings, Write);
        to.List(facts.Shortfalls, Write);
        return to.Bytes();
    }

    /// <exception cref="InvalidDataException">Not what <see cref="Write(LayerFacts)"/> writes.</exception>
    public static LayerFacts Read(ReadOnlySpan<byte> bytes)
    {
        var from = new FactsReader(bytes);
        return new LayerFacts
        {
            Digest = from.TextOrNull(),
            DiffId = from.TextOrNull(),
            UncompressedBytes = from.Number(),
            Entries = from.List(ReadEntry),
            Digests = from.Map(ReadDigests),
            Compared = (DigestAlgorithms)from.Number(),
            Packages = from.List(ReadPackage),
            Programs = from.List(ReadProgram),
            Texts = from.Map(static (ref FactsReader from) => from.Text()),
            Imports = from.Map(static (ref FactsReader from) => from.Text()),
            Kinds = from.Map(static (ref FactsReader from) => (FileKind)from.Number()),
            Findings = from.List(ReadFinding),
            Shortfalls = from.List(static (ref FactsReader from) => new Shortfall(from.Text(), from.Text(), from.Text())),
        };
    }

    private static void Write(FactsWriter to, Entry entry)
    {
        to.Text(entry.Path);
        to.Number((byte)entry.Type);
        to.Number(entry.Mode);
        to.Number(entry.Size);
        to.Number(entry.Owner);
        to.Number(entry.Group);
        to.Text(entry.Link);
        to.Truth(entry.HasCapabilities);
    }

    private static Entry ReadEntry(ref FactsReader from) =>
        new(from.Text(), (EntryType)from.Number(), (int)from.Number(), from.Number())
        {
            Owner = (int)from.Number(),
            Group = (int)from.Number(),
            Link = from.TextOrNull(),
            HasCapabilities = from.Truth(),
        };

    private static void Write(FactsWriter to, FileDigests digests)
    {
        to.Text(digests.Md5);
        to.Text(digests.Sha1);
        to.Text(digests.Sha256);
    }

    private static FileDigests ReadDigests(ref FactsReader from) => new(from.TextOrNull(), from.TextOrNull(), from.TextOrNull());

    private static void Write(FactsWriter to, PackageFile package)
    {
        to.Text(package.Path);
        to.List(package.Components, static (to, component) =>
        {
            to.Text(component.Purl);
            to.Text(component.Path);
            to.Number((byte)component.State);
            to.Number(component.Layer ?? -1);
            to.Text(component.Owner);
        });
        to.List(package.Owned, static (to, owned) =>
        {
            to.Text(owned.Path);
            to.Text(owned.Package);
            to.Text(owned.Digest);
            to.Truth(owned.MayChange);
        });
        to.List(package.Diversions, static (to, diversion) =>
        {
            to.Text(diversion.From);
            to.Text(diversion.To);
            to.Text(diversion.By);
        });
        to.List(package.Locked, static (to, locked) =>
        {
            to.Text(locked.Purl);
            to.List(locked.Integrity, static (to, digest) => to.Text(digest));
            to.List(locked.Needs, static (to, purl) => to.Text(purl));
            to.Truth(locked.IsDirect);
            to.Text(locked.Name);
            to.List(locked.Registries, static (to, registry) => to.Text(registry));
            to.Text(locked.Elsewhere);
        });
        to.List(package.Problems, static (to, problem) => to.Text(problem));
    }

    private static PackageFile ReadPackage(ref FactsReader from) =>
        new(from.Text())
        {
            Components = from.List(static (ref FactsReader from) => new Component(from.Text(), from.Text(), (ComponentState)from.Number())
            {
                Layer = from.Number() is >= 0 and var layer ? (int)layer : null,
                Owner = from.TextOrNull(),
            }),
            Owned = from.List(static (ref FactsReader from) => new OwnedPath(from.Text(), from.Text(), from.TextOrNull(), from.Truth())),
            Diversions = from.List(static (ref FactsReader from) => new Diversion(from.Text(), from.Text(), from.Text())),
            Locked = from.List(static (ref FactsReader from) => new LockedPackage(from.Text())
            {
                Integrity = from.List(static (ref FactsReader from) => from.Text()),
                Needs = from.List(static (ref FactsReader from) => from.Text()),
                IsDirect = from.Truth(),
                Name = from.TextOrNull(),
                Registries = from.List(static (ref FactsReader from) => from.Text()),
                Elsewhere = from.TextOrNull(),
            }),
            Problems = from.List(static (ref FactsReader from) => from.Text()),
        };

    private static void Write(FactsWriter to, CodeFile program)
    {
        to.Text(program.Path);
        to.Number(program.Line);
        to.Number((byte)program.Trigger);
        to.Text(program.TriggerText);
        to.List(program.Effects, Write);
        to.Truth(program.Guessed);
        to.List(program.Problems, static (to, problem) => to.Text(problem));
        to.List(program.Imports, static (to, name) => to.Text(name));
    }

    private static CodeFile ReadProgram(ref FactsReader from) =>
        new(from.Text(), (int)from.Number(), (TriggerKind)from.Number(), from.TextOrNull())
        {
            Effects = from.List(ReadEffect),
            Guessed = from.Truth(),
            Problems = from.List(static (ref FactsReader from) => from.Text()),
            Imports = from.List(static (ref FactsReader from) => from.Text()),
        };

    private static void Write(FactsWriter to, Effect effect)
    {
        to.Number((byte)effect.Kind);
        to.Text(effect.Command);
        to.Text(effect.Object);
        to.Number(effect.Line);
        to.Number(effect.Column);
        to.List(effect.Arguments, static (to, argument) => to.Text(argument));
        to.Text(effect.Target);
        to.Text(effect.Origin);
        to.Text(effect.Text);
        to.Truth(effect.Background);
        to.Truth(effect.Conditional);
        to.Truth(effect.Verified);
        to.Truth(effect.Nested);
        to.Truth(effect.Deferred);
        to.List(effect.Decoding, static (to, step) => to.Text(step));
        to.List(effect.Steps, Write);
    }

    private static Effect ReadEffect(ref FactsReader from)
    {
        from.Enter(MaxDepth);
        var effect = new Effect((EffectKind)from.Number(), from.Text(), from.TextOrNull(), (int)from.Number(), (int)from.Number())
        {
            Arguments = from.List(static (ref FactsReader from) => from.Text()),
            Target = from.TextOrNull(),
            Origin = from.TextOrNull(),
            Text = from.TextOrNull(),
            Background = from.Truth(),
            Conditional = from.Truth(),
            Verified = from.Truth(),
            Nested = from.Truth(),
            Deferred = from.Truth(),
            Decoding = from.List(static (ref FactsReader from) => from.Text()),
            Steps = from.List(ReadEffect),
        };
        from.Leave();
        return effect;
    }

    private static void Write(FactsWriter to, Finding finding)
    {
        to.Text(finding.Rule);
        to.Text(finding.Path);
        to.Number(finding.Line);
        to.Number(finding.Column);
        to.Text(finding.Text);
        to.Text(finding.Decoded);
        to.Text(finding.Object);
    }

    private static Finding ReadFinding(ref FactsReader from) =>
        new(from.Text(), from.Text(), (int)from.Number(), (int)from.Number(), from.Text()) { Decoded = from.TextOrNull(), Object = from.TextOrNull() };

    private static void Write(FactsWriter to, Shortfall shortfall)
    {
        to.Text(shortfall.Stage);
        to.Text(shortfall.What);
        to.Text(shortfall.Why);
    }
}
