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

    /// <summary>Only in artifacts of these kinds.</summary>
    public IReadOnlySet<ArtifactKind>? Artifacts { get; init; }

    /// <summary>Not when the command line has this.</summary>
    public Pattern? ExceptLine { get; init; }

    /// <summary>Not when the object has this.</summary>
    public Pattern? ExceptObject { get; init; }

    /// <summary>Not when the origin has this.</summary>
    public Pattern? ExceptOrigin { get; init; }

    /// <summary>Only when some step of the same program has this on its command line.</summary>
    public Pattern? With { get; init; }

    /// <summary>Only when no step of the same program has this on its command line.</summary>
    public Pattern? Without { get; init; }

    /// <summary>Only when every address that the program speaks to has this.</summary>
    public Pattern? OnlyTo { get; init; }

    /// <summary>Only when the program speaks to some address that does not have this.</summary>
    public Pattern? NotOnlyTo { get; init; }

    /// <summary>True: only when it is what the container openly is, its last step with nothing in the background; false: only when it is not.</summary>
    public bool? Main { get; init; }

    /// <summary>Whether the program runs because another one loads it.</summary>
    public bool? Module { get; init; }

    /// <summary>In place of the rule's.</summary>
    public Severity? Severity { get; init; }

    public bool Fits(RunningStep step, ProgramSteps all)
    {
        var effect = step.Effect;
        return Fits(effect, step.Command, all.Trigger)
            && Artifacts?.Contains(all.Artifact) != false
            && (Module is not { } module || module == all.IsModule)
            && ExceptLine?.IsMatch(effect.Command) != true
            && (ExceptObject is null || effect.Object is null || !ExceptObject.IsMatch(effect.Object))
            && (ExceptOrigin is null || effect.Origin is null || !ExceptOrigin.IsMatch(effect.Origin))
            && (Main is not { } main || main == all.IsMain(effect))
            && (OnlyTo is null || all.SpeaksOnlyTo(OnlyTo))
            && (NotOnlyTo is null || !all.SpeaksOnlyTo(NotOnlyTo))
            && (With is null || all.HasLine(With))
            && (Without is null || !all.HasLine(Without));
    }

    private bool Fits(Effect effect, string command, TriggerKind trigger) =>
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
