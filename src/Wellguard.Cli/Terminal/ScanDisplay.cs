using System.Diagnostics;
using Spectre.Console;
using Wellguard.Artifacts;
using Wellguard.Reports;
using Wellguard.Signals;

namespace Wellguard.Cli.Terminal;

/// <summary>Progress on stderr: one live line on a terminal, a plain line now and then otherwise. A short scan shows nothing.</summary>
internal sealed class ScanDisplay : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan PlainEvery = TimeSpan.FromSeconds(5);

    private const int ShortestName = 8;
    private const int FewestToGuess = 5;

    private readonly Lock guard = new();
    private readonly List<Shown> running = [];
    private readonly int targets;
    private readonly bool live = !Console.IsErrorRedirected && !Surroundings.NoTerminal;
    private readonly IAnsiConsole console;
    private readonly Timer timer;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan lastPlain;
    private bool visible;
    private bool ended;
    private int done;

    public ScanDisplay(int targets)
    {
        this.targets = targets;
        console = Surroundings.ConsoleOn(Console.OpenStandardError(), colour: live && !Surroundings.NoColor);
        timer = new Timer(_ => Draw(), null, Patience, TimeSpan.FromMilliseconds(live ? 100 : 1000));
    }

    public Shown Begin(Image image)
    {
        var shown = new Shown(this, SafeText.OneLine(Redaction.Tokens(image.Artifact.Name), 40, ascii: !Surroundings.Utf8), image.Layers.Count, BytesOf(image));
        lock (guard)
        {
            running.Add(shown);
        }

        return shown;
    }

    /// <summary>Stored bytes of all layers; 0 when one does not say.</summary>
    private static long BytesOf(Image image)
    {
        long total = 0;
        foreach (var layer in image.Layers)
        {
            if ((layer.Stamp?.Length ?? layer.Size) is not { } size || size < 0)
            {
                return 0;
            }

            total += size;
        }

        return total;
    }

    /// <summary>Takes the live line away, before something else is written.</summary>
    public void Hide()
    {
        lock (guard)
        {
            Clear();
        }
    }

    /// <summary>Takes the live line away for good: after an interruption, targets that were left behind are still running.</summary>
    public void End()
    {
        lock (guard)
        {
            ended = true;
            Clear();
        }
    }

    public void Dispose()
    {
        timer.Dispose();
        End();
    }

    private void Draw()
    {
        lock (guard)
        {
            if (running.Count == 0 || ended)
            {
                return;
            }

            try
            {
                if (live)
                {
                    Clear();
                    console.Write(new Text(SafeText.Fit(Line(running[0], Surroundings.ErrorWidth - 1), Surroundings.ErrorWidth - 1, "..."), new Style(Color.Teal)));
                    visible = true;
                }
                else if (clock.Elapsed - lastPlain >= PlainEvery)
                {
                    lastPlain = clock.Elapsed;
                    console.Write(new Text(Line(running[0], int.MaxValue) + "\n"));
                }
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // Nobody reads the progress: the scan goes on.
            }
        }
    }

    /// <summary>The name gives way when the line is too long: the numbers are what changes.</summary>
    private string Line(Shown shown, int width)
    {
        var progress = shown.Latest;
        var seconds = Math.Max(0.001, shown.Clock.Elapsed.TotalSeconds);
        var count = targets > 1 ? $"{done + 1} of {targets}: " : "";
        var share = shown.Bytes > 0 ? $", {Math.Min(100, 100 * progress.Bytes / shown.Bytes)} %" : "";
        var bytes = progress.Bytes > 0 ? $", {progress.Bytes / 1e6:F0} MB, {progress.Bytes / 1e6 / seconds:F0} MB/s" : "";
        var beside = running.Count > 1 ? $" (and {running.Count - 1} beside)" : "";
        var rest = progress.Packages > 0 ? $": {Bar(shown)}{progress.PackagesDone} of {progress.Packages} packages{Left(progress)}{beside}" : $": {Bar(shown)}{progress.LayersDone} of {progress.Layers} layers{share}{bytes}{beside}";
        return count + SafeText.Fit(shown.Name, Math.Max(ShortestName, width - count.Length - rest.Length), "...") + rest;
    }

    /// <summary>As long for each of the rest as for those that are done.</summary>
    private static string Left(ScanProgress progress) =>
        progress.PackagesDone < FewestToGuess ? "" : $", about {Math.Ceiling(progress.Elapsed.TotalSeconds / progress.PackagesDone * (progress.Packages - progress.PackagesDone)):F0} s left";

    private string Bar(Shown shown)
    {
        const int Cells = 12;
        var progress = shown.Latest;
        var full = (int)(progress.Packages > 0 ? Cells * progress.PackagesDone / progress.Packages : shown.Bytes > 0 ? Cells * Math.Min(progress.Bytes, shown.Bytes) / shown.Bytes : progress.Layers == 0 ? 0 : Cells * progress.LayersDone / progress.Layers);
        return live ? $"[{new string('=', full)}{new string(' ', Cells - full)}] " : "";
    }

    private void Clear()
    {
        if (visible)
        {
            visible = false;
            console.Profile.Out.Writer.Write("\r\u001b[K");
        }
    }

    /// <summary>One artifact while it is scanned.</summary>
    internal sealed class Shown(ScanDisplay display, string name, int layers, long bytes) : IDisposable
    {
        public string Name => name;

        /// <summary>In all; 0: not known.</summary>
        public long Bytes => bytes;

        public Stopwatch Clock { get; } = Stopwatch.StartNew();
        public ScanProgress Latest { get; private set; } = new(0, layers, 0);

        public void Report(ScanProgress progress) => Latest = progress;

        public void Dispose()
        {
            lock (display.guard)
            {
                display.running.Remove(this);
                display.done++;
            }
        }
    }
}
