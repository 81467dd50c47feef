
namespace Wellguard.Signals.Differences;

/// <summary>What a difference between versions means.</summary>
internal static class DiffRules
{
    private const string Look = "Read the lines that are named. Stay at the version before until its makers explain them.";

    public static Rule NewTrigger { get; } = new("diff/new-trigger", SignalClass.Diff, "Runs by itself what the version before did not", Severity.High, Confidence.High)
    {
        Attack = ["T1195.002", "T1546"],
        Stage = Stage.Persistence,
        Why = "Nearly every poisoned update brings an install hook, a path file or a build target: that is how its code comes to run.",
        Fix = Look,
        Benign = "A first native part, or a message after the installation.",
    };

    public static Rule UnusedDependency { get; } = new("diff/unused-dependency", SignalClass.Diff, "Depends on something new that nothing in it loads", Severity.High, Confidence.Medium)
    {
        Attack = ["T1195.001"],
        Stage = Stage.Download,
        Why = "A dependency that no line loads is there for its install hooks: the payload is in it, and this package stays clean to look at.",
        Fix = "Look at the dependency: its age, its hooks, who publishes it.",
        Benign = "Plug-ins and types that a tool loads by name.",
    };

    public static Rule HiddenCode { get; } = new("diff/hidden-code", SignalClass.Diff, "Code that nobody can read, where it could be read before", Severity.High, Confidence.High)
    {
        Attack = ["T1027"],
        Stage = Stage.Stealth,
        Why = "One obfuscated line in a file of plain ones is the mark of an account that was taken over.",
        Fix = Look,
        Benign = "A package that begins to ship its bundle.",
    };

    public static Rule NewHost { get; } = new("diff/new-host", SignalClass.Diff, "Speaks to an address that the version before did not know", Severity.Medium, Confidence.High)
    {
        Attack = ["T1071.001"],
        Stage = Stage.Impact,
        Why = "Stolen data and later stages need an address; it appears with the version that needs it.",
        Fix = "Find out whose it is.",
    };

    public static Rule NewBinary { get; } = new("diff/new-binary", SignalClass.Diff, "Brings a program or library for machines", Severity.Medium, Confidence.High)
    {
        Attack = ["T1027.009"],
        Stage = Stage.Download,
        Why = "A package of sources that begins to bring binaries runs what nobody reviewed.",
        Fix = "Find out what it was built of.",
        Benign = "WebAssembly and prebuilt native parts.",
    };

    public static Rule Grown { get; } = new("diff/grown", SignalClass.Diff, "Several times as large as the version before", Severity.Medium, Confidence.Medium)
    {
        Attack = ["T1027"],
        Stage = Stage.Stealth,
        Why = "Worms carry their tools with them: bundles of megabytes in packages of kilobytes.",
        Fix = "See which files are new.",
    };

    public static Rule StartsPrograms { get; } = Capability("starts-programs", "Begins to start programs, or code that it is given", Stage.Execution, "T1059");

    public static Rule DecodesText { get; } = Capability("decodes-text", "Begins to decode text", Stage.Stealth, "T1140");

    public static Rule SpeaksToNetwork { get; } = Capability("speaks-to-network", "Begins to speak to the network, or to ask whose machine it is", Stage.Impact, "T1071.001");

    public static Rule Destroys { get; } = Capability("deletes-or-ends", "Begins to delete files or to end programs", Stage.Lateral, "T1485");

    private static Rule Capability(string id, string title, Stage stage, string technique) => new("diff/" + id, SignalClass.Diff, title, Severity.Medium, Confidence.Medium)
    {
        Attack = [technique],
        Stage = stage,
        Why = "Starting programs, running decoded text, deleting files and speaking to the network are no bug fixes.",
        Fix = Look,
    };

    public static Rule TakesCredentials { get; } = new("diff/looks-for-credentials", SignalClass.Diff, "Begins to look for credentials, or to publish", Severity.Medium, Confidence.High)
    {
        Attack = ["T1552.001"],
        Stage = Stage.Credential,
        Why = "Worms look for tokens and publish with them.",
        Fix = Look,
    };

    public static Rule HooksPages { get; } = new("diff/hooks-into-pages", SignalClass.Diff, "Begins to hook into pages or wallets", Severity.High, Confidence.High)
    {
        Attack = ["T1185", "T1657"],
        Stage = Stage.Credential,
        Why = "What replaces the browser's own functions sees and changes every request: payments go to somebody else.",
        Fix = Look,
        Benign = "Libraries for monitoring and for wallets, whose purpose it is.",
    };

    public static IReadOnlyList<Rule> All { get; } = [NewTrigger, UnusedDependency, HiddenCode, NewHost, NewBinary, Grown, StartsPrograms, DecodesText, SpeaksToNetwork, Destroys, TakesCredentials, HooksPages];

    public static Rule? Of(string capability) => capability switch
    {
        "looks for credentials" or "publishes or changes repositories" => TakesCredentials,
        "hooks into pages" or "asks wallets to pay" => HooksPages,
        "starts programs" or "runs code that it is given" => StartsPrograms,
        "decodes text" => DecodesText,
        "speaks to the network" or "asks whose machine it is" => SpeaksToNetwork,
        "deletes files" or "ends or slows down programs" => Destroys,
        _ => null,
    };
}
