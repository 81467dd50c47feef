using Wellguard.Advisories;
using Wellguard.Advisories.Ordering;

namespace Wellguard.Fuzz.Targets;

/// <summary>A record becomes a database; of anything else each line is a version in every order, and a CVSS vector.</summary>
internal sealed class AdvisoryTarget() : FuzzTarget("advisories")
{
    private static readonly string[] Ecosystems = ["npm", "PyPI", "NuGet", "RubyGems", "Go", "Debian", "Alpine"];

    public override bool IsText => true;

    public override IReadOnlyList<string> Types { get; } = ["Wellguard.Advisories."];

    public override IReadOnlyList<string> Tokens { get; } =
        ["\"introduced\":\"0\"", "\"fixed\":", "\"last_affected\":", "\"limit\":\"*\"", "\"versions\":[", "\"ranges\":[", "\"PyPI\"", "\"Debian:12\"", "1!", ".post1", ".dev0", "+local.1", "~rc1", "_p1", "-r0", "-0.2020", "CVSS:4.0/", "CVSS:3.1/"];

    public override void Run(byte[] input)
    {
        var (label, content) = Labelled(input);
        if (label != "record")
        {
            foreach (var line in System.Text.Encoding.UTF8.GetString(content).Split('\n').Take(100))
            {
                Array.ForEach(Ecosystems, ecosystem => VersionOrder.Key(ecosystem, line));
                Cvss.ScoreOf(line);
            }

            return;
        }

        try
        {
            var record = OsvRecord.Read(content);
            foreach (var ecosystem in record.Affected.Select(static affected => affected.Ecosystem).Distinct())
            {
                var builder = new DatabaseBuilder(ecosystem);
                builder.Add(record);
                builder.Build(DateTimeOffset.UnixEpoch);
            }
        }
        catch (InvalidDataException)
        {
            // A record that cannot be read is told.
        }
    }
}
