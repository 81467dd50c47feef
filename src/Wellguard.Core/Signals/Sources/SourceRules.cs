namespace Wellguard.Signals.Sources;

/// <summary>What it means that a package is not what its repository holds.</summary>
internal static class SourceRules
{
    private const string Look = "Do not install it. Read the lines that are named, and ask its makers how they come into the archive.";

    public static Rule OtherTrigger { get; } = new("source/other-trigger", SignalClass.Diff, "Runs by itself what its source does not have", Severity.High, Confidence.High)
    {
        Attack = ["T1195.002", "T1546"],
        Why = "What runs at installation, in a build or with every start of an interpreter is written by hand and stands in the repository. Whoever took over an account adds it to the archive alone, where no reviewer of the repository sees it.",
        Fix = Look,
        Benign = "A set-up script that a packaging tool writes: it only hands over metadata.",
    };

    public static Rule HarmfulCode { get; } = new("source/harmful-code", SignalClass.Diff, "Does harm that its source does not do", Severity.High, Confidence.High)
    {
        Attack = ["T1195.002"],
        Why = "Code of the archive takes steps that no file of the repository takes. Compiling and bundling change how code is written, not what it does.",
        Fix = Look,
        Benign = "A bundle that holds other packages too.",
    };

    public static Rule OtherCode { get; } = new("source/other-code", SignalClass.Diff, "Is able to do what no file of its source can", Severity.Medium, Confidence.Medium)
    {
        Attack = ["T1195.002"],
        Why = "No tool writes such files. One of the archive starts programs, decodes text, speaks to the network or looks for credentials, and the repository has nothing that does.",
        Fix = "Read the lines that are named. See whether the checkout is of the very release.",
        Benign = "A checkout of another release.",
    };

    public static Rule HiddenCode { get; } = new("source/hidden-code", SignalClass.Diff, "Code that nobody can read, where the source can be read", Severity.High, Confidence.High)
    {
        Attack = ["T1195.002", "T1027"],
        Why = "The repository has this file in plain lines. In the archive a line of it is one that decodes or runs something and that nobody reads.",
        Fix = Look,
        Benign = "A build that writes its output over the sources.",
    };

    public static Rule BuildCommand { get; } = new("source/build-command", SignalClass.Diff, "A build file hides a command that its source does not have", Severity.High, Confidence.High)
    {
        Attack = ["T1195.002", "T1027.009"],
        Why = "Release archives carry thousands of generated lines that nobody reads: a line there that hands text to a shell runs in every build, on the machines of those who build packages for others.",
        Fix = Look + " Generate the build files from the repository again.",
        Benign = "A macro of another version of autoconf or gettext than the repository's.",
    };

    public static Rule Binary { get; } = new("source/binary", SignalClass.Diff, "A program or library for machines that is not in the source", Severity.Medium, Confidence.Medium)
    {
        Attack = ["T1195.002", "T1027.009"],
        Why = "Nobody can say what it was built of. An archive of sources has no reason to bring one.",
        Fix = "Build it from the repository and compare, or take the package without it.",
        Benign = "Native parts in packages for one platform; WebAssembly.",
    };

    public static IReadOnlyList<Rule> All { get; } = [OtherTrigger, HarmfulCode, OtherCode, HiddenCode, BuildCommand, Binary];
}
