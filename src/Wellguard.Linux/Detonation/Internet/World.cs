namespace Wellguard.Linux.Detonation.Internet;

/// <summary>What all conversations of a run share.</summary>
internal sealed record World(InternetOptions Options, EventOutlet Events, NameMap Names, Authority Authority, CanaryPatterns Canaries, ByteBudget Budget, MadeUp MadeUp, DecoyBook Decoys, Resolver Resolver)
{
    public InternetLimits Limits => Options.Limits;

    public TimeProvider Time => Options.Time;

    public string? CanaryValue(string name) => Options.Canaries.FirstOrDefault(canary => canary.Name == name)?.Value;
}

/// <summary>A client that talks on an open stream.</summary>
/// <param name="Depth">How many proxies and TLS layers are around it.</param>
internal sealed record Talk(World World, Wire Wire, Destination To, bool Encrypted, int Depth = 0)
{
    public Lifetime Life => Wire.Life;

    public EventOutlet Events => World.Events;

    /// <summary>As an event names what is neither a URL nor a name.</summary>
    public string Where => To.ToString();
}
