using System.Buffers.Binary;

namespace Wellguard.Linux.Detonation.Clock;

/// <summary>The library of <c>clock.c</c>, which set-up compiles: long sleeps are skipped, and the date can be another.</summary>
internal static class CellClock
{
    /// <summary>In the cell, under a name of the usual kind.</summary>
    public const string Path = "/usr/lib/libnss_time.so.2";

    private static ReadOnlySpan<byte> Mark => "CLKSHIFT"u8;

    /// <param name="program">The path of this executable: the library lies where set-up puts its tools.</param>
    /// <param name="shift">How far the cell's date is from the true one.</param>
    /// <returns>Null: it is not there.</returns>
    public static byte[]? Library(string program, TimeSpan shift)
    {
        var folder = System.IO.Path.GetDirectoryName(program)!;
        var file = ((string[])[System.IO.Path.Combine(folder, "tools", "libclock.so"), System.IO.Path.Combine(folder, "libclock.so")]).FirstOrDefault(File.Exists);
        if (file is null)
        {
            return null;
        }

        var library = File.ReadAllBytes(file);
        var at = library.AsSpan().IndexOf(Mark);
        if (at < 0 || at + 16 > library.Length)
        {
            return null;
        }

        BinaryPrimitives.WriteInt64LittleEndian(library.AsSpan(at + Mark.Length), shift.Ticks * 100);
        return library;
    }
}
