using Xunit;

namespace Wellguard.Tests.Architecture;

/// <summary>Fails with all that break a rule, not only with the first five.</summary>
internal static class Offenders
{
    public static void None<T>(IEnumerable<T> offenders)
    {
        var all = offenders.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
