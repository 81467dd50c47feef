using System.Diagnostics;
using Wellguard.Reports;

namespace Wellguard;

/// <summary>How long each stage of a scan took.</summary>
internal sealed class StageClock
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Dictionary<string, long> _stages = [];
    private long _last;

    public void Done(string stage)
    {
        _stages[stage] = _watch.ElapsedMilliseconds - _last;
        _last = _watch.ElapsedMilliseconds;
    }

    public Timings Total() => new(_watch.ElapsedMilliseconds, _stages);
}
