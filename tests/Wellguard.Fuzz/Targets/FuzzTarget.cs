using System.Text;

namespace Wellguard.Fuzz.Targets;

/// <summary>A parser, or several of one family, behind one entry point that takes any bytes. An exception that leaves <see cref="Run"/> is a crash.</summary>
internal abstract class FuzzTarget(string name)
{
    public string Name { get; } = name;

    /// <summary>Pieces of the format that mutations insert.</summary>
    public virtual IReadOnlyList<string> Tokens => [];

    /// <summary>Full names, or their beginnings, of the types in Core whose coverage is reported.</summary>
    public abstract IReadOnlyList<string> Types { get; }

    /// <summary>Whether mutations of lines and numbers make sense.</summary>
    public virtual bool IsText => false;

    public abstract void Run(byte[] input);

    /// <summary>Corrects checksums in place, so that mutations reach what lies behind them.</summary>
    public virtual void Repair(byte[] input)
    {
    }

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new TarTarget(), new ZipTarget(), PackageTarget.Dpkg(), PackageTarget.Rpm(), new ElfTarget(), new ShellTarget(), new ConfigTarget(), new ScriptTarget(), PackageTarget.Lockfiles(),
        new ArchiveTarget(), new MsBuildTarget(), new EvaluatorTarget(), new AdvisoryTarget(), CompressionTarget.Xz(), CompressionTarget.BZip2(),
    ];

    /// <summary>An input that begins with a line of its own, which says what the rest is.</summary>
    protected static (string Label, byte[] Content) Labelled(byte[] input)
    {
        var end = Array.IndexOf(input, (byte)'\n');
        return end < 0 ? (Encoding.UTF8.GetString(input), []) : (Encoding.UTF8.GetString(input, 0, end), input[(end + 1)..]);
    }
}
