using System.Runtime.InteropServices;
using Wellguard.Artifacts;

namespace Wellguard.Linux.Sensors;

/// <summary>The programs of the sensor in the kernel. What a kernel does not take is left out and told.</summary>
internal sealed class EbpfPrograms : IDisposable
{
    /// <summary>Without it nothing is known of the cell.</summary>
    private const string Needed = "program_starts";

    /// <summary>Each one, and what is not seen without it.</summary>
    private static readonly (string Name, string Unseen)[] All =
    [
        (Needed, "which programs run"),
        ("call_returns", "files, connections and other system calls"),
        ("process_forks", "which process started which"),
        ("process_ends", "when processes end"),
    ];

    private readonly nint _object;
    private readonly List<nint> _links = [];
    private readonly List<Shortfall> _unseen = [];

    private EbpfPrograms(nint loaded) => _object = loaded;

    public IReadOnlyList<Shortfall> Unseen => _unseen;

    /// <summary>Takes them into the kernel, where they do nothing yet.</summary>
    /// <exception cref="IOException">It does not take them.</exception>
    public static EbpfPrograms Load(string file)
    {
        if (Libbpf.Problem is { } problem)
        {
            throw new IOException(problem);
        }

        Libbpf.SetPrint(0);
        if (TryLoad(file, [.. All.Select(static program => program.Name)]) is { } whole)
        {
            return whole;
        }

        var why = Marshal.GetLastPInvokeErrorMessage();
        var works = All.Select(static program => program.Name).Where(name =>
        {
            using var alone = TryLoad(file, [name]);
            return alone is not null;
        }).ToList();
        return works.Contains(Needed) && TryLoad(file, works) is { } part ? part : throw new IOException($"the kernel does not take the sensor's programs: {why}");
    }

    /// <summary>Lets them run.</summary>
    public void Attach()
    {
        foreach (var (name, unseen) in All)
        {
            if (Libbpf.FindProgram(_object, name) is var program and not 0 && Libbpf.Attach(program) is var link and not 0)
            {
                _links.Add(link);
            }
            else if (name == Needed)
            {
                throw new IOException($"the kernel does not let the sensor see {unseen}: {Marshal.GetLastPInvokeErrorMessage()}");
            }
            else
            {
                _unseen.Add(new("sensor", name, $"this kernel does not let it see {unseen}"));
            }
        }
    }

    public int Map(string name) => Libbpf.FindMap(_object, name);

    public void Put(string map, int key, byte[] value)
    {
        if (Libbpf.Put(Map(map), in key, in value[0], 0) != 0)
        {
            throw new IOException($"cannot tell the sensor its {map}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    public byte[] Get(string map, int key, int length)
    {
        var value = new byte[length];
        _ = Libbpf.Get(Map(map), in key, ref value[0]);
        return value;
    }

    private static EbpfPrograms? TryLoad(string file, List<string> names)
    {
        var opened = Libbpf.Open(file, 0);
        if (opened == 0)
        {
            return null;
        }

        foreach (var (name, _) in All)
        {
            _ = Libbpf.SetLoads(Libbpf.FindProgram(opened, name), names.Contains(name));
        }

        if (Libbpf.Load(opened) == 0)
        {
            return new EbpfPrograms(opened);
        }

        var error = Marshal.GetLastPInvokeError();
        Libbpf.Close(opened);
        Marshal.SetLastPInvokeError(error);
        return null;
    }

    public void Dispose()
    {
        _links.ForEach(static link => _ = Libbpf.Detach(link));
        _links.Clear();
        Libbpf.Close(_object);
    }
}
