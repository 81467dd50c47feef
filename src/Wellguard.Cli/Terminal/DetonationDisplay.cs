using System.Diagnostics;
using Wellguard.Events;
using Wellguard.Reports;
using Wellguard.Signals;

namespace Wellguard.Cli.Terminal;

/// <summary>What the sample is doing, live on stderr, when that is a terminal.</summary>
internal sealed class DetonationDisplay : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    private readonly Lock guard = new();
    private readonly bool live = !Console.IsErrorRedirected && !Surroundings.NoTerminal;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly Timer? timer;
    private readonly string name;
    private string latest = "starting";
    private long count;
    private bool ended;

    public DetonationDisplay(string name)
    {
        this.name = SafeText.OneLine(Redaction.Tokens(name), 40, ascii: !Surroundings.Utf8);
        timer = live ? new Timer(_ => Draw(), null, Every, Every) : null;
    }

    /// <summary>Something that takes a while before anything happens.</summary>
    public void Say(string what)
    {
        lock (guard)
        {
            latest = what;
            if (!live)
            {
                Console.Error.WriteLine($"wellguard: {what}");
            }
        }
    }

    public void Happened(Event happened)
    {
        lock (guard)
        {
            count++;
            if (happened.Kind is EventKind.Exec or EventKind.Start or EventKind.Connect or EventKind.Download or EventKind.Request or EventKind.Theft or EventKind.Send)
            {
                latest = happened.Kind is EventKind.Exec or EventKind.Start ? "runs " + string.Join(' ', happened.Arguments ?? []) : happened.Kind.ToString().ToLowerInvariant() + " " + happened.Object;
            }
        }
    }

    private void Draw()
    {
        lock (guard)
        {
            if (!ended)
            {
                var line = $"{name}: {clock.Elapsed.TotalSeconds:F0} s, {count} events, {SafeText.OneLine(Redaction.Clean(latest), 200, ascii: !Surroundings.Utf8)}";
                Console.Error.Write("\r\u001b[K" + SafeText.Fit(line, Surroundings.ErrorWidth - 1, "..."));
            }
        }
    }

    public void Dispose()
    {
        timer?.Dispose();
        lock (guard)
        {
            ended = true;
            if (live)
            {
                Console.Error.Write("\r\u001b[K");
            }
        }
    }
}
