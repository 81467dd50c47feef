using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Signals;

/// <summary>A rule that is data: what it says and what it looks for; any of its matches is enough.</summary>
internal sealed record DataRule(Rule Rule)
{
    public List<EffectMatch> Effects { get; } = [];
    public List<VariableMatch> Variables { get; } = [];
    public List<FileMatch> Files { get; } = [];
    public List<TextMatch> Texts { get; } = [];
}

/// <summary>Looks at one step of a program. Every condition that is given must hold.</summary>
internal sealed record EffectMatch
{
    public IReadOnlySet<EffectKind>? Kinds { get; init; }

    /// <summary>Base names of the command that takes the step.</summary>
    public IReadOnlySet<string>? Commands { get; init; }

    /// <summary>On the command line as it would run.</summary>
    public Pattern? Line { get; init; }
    public Pattern? Object { get; init; }
    public Pattern? Origin { get; init; }
    public Pattern? Text { get; init; }

    /// <summary>The code was hidden by an encoding.</summary>
    public bool? Decoded { get; init; }
    public bool? Verified { get; init; }

    /// <summary>Only when the program runs in one of these ways.</summary>
    public IReadOnlySet<TriggerKind>? Triggers { get; init; }

    public bool Fits(Effect effect, string command, TriggerKind trigger) =>
        Kinds?.Contains(effect.Kind) != false
        && Commands?.Contains(command) != false
        && Triggers?.Contains(trigger) != false
        && (Decoded is not { } decoded || decoded == effect.Decoding.Count > 0)
        && (Verified is not { } verified || verified == effect.Verified)
        && (Origin is null || (effect.Origin is { } origin && Origin.IsMatch(origin)))
        && (Object is null || (effect.Object is { } about && Object.IsMatch(about)))
        && (Line is null || Line.IsMatch(effect.Command))
        && (Text is null || (effect.Text is { } text && Text.IsMatch(text)));
}

/// <summary>Looks at an environment variable or label of the config.</summary>
internal sealed record VariableMatch(Pattern Name, Pattern? Value);

/// <summary>Looks at a file's path and nature.</summary>
internal sealed record FileMatch(Pattern Path)
{
    public bool? Executable { get; init; }
    public bool? SetId { get; init; }
    public IReadOnlySet<FileKind>? Kinds { get; init; }

    /// <summary>Files that a distro package vouches for are left out unless this is true.</summary>
    public bool Owned { get; init; }
}

/// <summary>Looks at text: files, environment, history, command lines. Runs only where one of the literals stands.</summary>
/// <param name="Literals">Lower case; compared without case.</param>
internal sealed record TextMatch(IReadOnlyList<string> Literals, Pattern Pattern)
{
    /// <summary>The group of the pattern that is the value: redacted for secrets, the object of the signal otherwise.</summary>
    public int Group { get; init; }

    /// <summary>Shannon entropy in bits a character that the group must have at least; 0 asks nothing.</summary>
    public double Entropy { get; init; }

    /// <summary>Only in files with such a path; null: everywhere, config and history too.</summary>
    public Pattern? Paths { get; init; }
}
