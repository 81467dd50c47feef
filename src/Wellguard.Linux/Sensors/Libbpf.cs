using System.Runtime.InteropServices;

namespace Wellguard.Linux.Sensors;

/// <summary>libbpf 1.x: loads programs into the kernel and reads what they say. What fails is null or below 0 and leaves the error number.</summary>
internal static unsafe partial class Libbpf
{
    private const string Library = "libbpf.so.1";

    /// <summary>Null: it is installed.</summary>
    public static string? Problem => NativeLibrary.TryLoad(Library, out _) ? null : "libbpf is not installed: install the package libbpf1";

    [LibraryImport(Library, EntryPoint = "libbpf_set_print")]
    public static partial nint SetPrint(nint print);

    [LibraryImport(Library, EntryPoint = "bpf_object__open_file", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Open(string path, nint options);

    [LibraryImport(Library, EntryPoint = "bpf_object__load", SetLastError = true)]
    public static partial int Load(nint loaded);

    [LibraryImport(Library, EntryPoint = "bpf_object__close")]
    public static partial void Close(nint loaded);

    [LibraryImport(Library, EntryPoint = "bpf_object__find_program_by_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint FindProgram(nint loaded, string name);

    [LibraryImport(Library, EntryPoint = "bpf_program__set_autoload")]
    public static partial int SetLoads(nint program, [MarshalAs(UnmanagedType.U1)] bool loads);

    [LibraryImport(Library, EntryPoint = "bpf_program__attach", SetLastError = true)]
    public static partial nint Attach(nint program);

    [LibraryImport(Library, EntryPoint = "bpf_link__destroy")]
    public static partial int Detach(nint link);

    [LibraryImport(Library, EntryPoint = "bpf_object__find_map_fd_by_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int FindMap(nint loaded, string name);

    [LibraryImport(Library, EntryPoint = "bpf_map_update_elem", SetLastError = true)]
    public static partial int Put(int map, in int key, in byte value, ulong flags);

    [LibraryImport(Library, EntryPoint = "bpf_map_lookup_elem", SetLastError = true)]
    public static partial int Get(int map, in int key, ref byte value);

    [LibraryImport(Library, EntryPoint = "ring_buffer__new", SetLastError = true)]
    public static partial nint NewRing(int map, delegate* unmanaged<nint, byte*, nuint, int> received, nint context, nint options);

    [LibraryImport(Library, EntryPoint = "ring_buffer__poll")]
    public static partial int Poll(nint ring, int milliseconds);

    [LibraryImport(Library, EntryPoint = "ring_buffer__consume")]
    public static partial int Consume(nint ring);

    [LibraryImport(Library, EntryPoint = "ring_buffer__free")]
    public static partial void FreeRing(nint ring);
}
