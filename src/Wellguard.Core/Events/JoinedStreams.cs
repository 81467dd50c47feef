using System.Globalization;

namespace Wellguard.Events;

/// <summary>A standard stream that becomes a pipe or socket joins two programs: <c>curl … | sh</c>.</summary>
internal static class JoinedStreams
{
    /// <param name="stream"><c>pipe:[…]</c>, <c>socket:[…]</c>; null: another file.</param>
    /// <param name="to">The descriptor that it becomes.</param>
    /// <returns>Null: it joins nothing.</returns>
    public static Event? Of(Event at, string? stream, long to) =>
        stream is null || !(stream.StartsWith("pipe:", StringComparison.Ordinal) || stream.StartsWith("socket:", StringComparison.Ordinal)) || to is < 0 or > 2 ? null
        : at with { Kind = to == 0 ? EventKind.Read : EventKind.Write, Object = stream, Other = to.ToString(CultureInfo.InvariantCulture) };
}
