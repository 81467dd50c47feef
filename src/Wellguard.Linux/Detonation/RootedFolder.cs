using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Wellguard.Linux.Detonation;

/// <summary>
/// Makes files below a folder that hostile archives fill. Attack: a link that an earlier entry made leads a later entry out of the folder. Every path is
/// resolved by the kernel as if the folder were the root (openat2(2), RESOLVE_IN_ROOT), as it will be when the container runs.
/// </summary>
internal sealed partial class RootedFolder(string path) : IDisposable
{
    private const int CreateExclusive = 0x80 | 0x40;
    private const int WriteOnly = 1;
    private const int OnlyDirectory = 0x10000;
    private const int NoFollow = 0x20000;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int PathOnly = 0x200000;
    private const int EmptyPath = 0x1000;
    private const int SymlinkNoFollow = 0x100;
    private const ulong InRoot = 0x10;
    private const int Exists = 17;
    private const int IsDirectory = 21;

    private readonly SafeFileHandle _root = OpenRoot(path);
    private SafeFileHandle? _parent;
    private string? _parentPath;

    /// <summary>A new file, open for writing; what was there is gone.</summary>
    public SafeFileHandle Create(string path)
    {
        var (parent, name) = Open(path);
        Clear(parent, name);
        return Checked(OpenAt(parent, name, WriteOnly | CreateExclusive | NoFollow | CloseOnExec, 0x180), path);
    }

    /// <summary>Null: there is no such regular file.</summary>
    /// <param name="longest">In bytes; a longer one is not read.</param>
    public byte[]? Read(string path, int longest)
    {
        using var file = Resolve(path, NonBlocking);
        if (file.IsInvalid || FileNatures.Of((int)file.DangerousGetHandle()) != FileNature.Regular || RandomAccess.GetLength(file) is var length && length > longest)
        {
            return null;
        }

        var content = new byte[length];
        return RandomAccess.Read(file, content, 0) == length ? content : null;
    }

    /// <summary>Its first bytes; null: there is no such regular file.</summary>
    public byte[]? ReadHead(string path, int most)
    {
        using var file = Resolve(path, NonBlocking);
        if (file.IsInvalid || FileNatures.Of((int)file.DangerousGetHandle()) != FileNature.Regular)
        {
            return null;
        }

        var head = new byte[most];
        return head[..RandomAccess.Read(file, head, 0)];
    }

    /// <summary>There is a regular file under this path.</summary>
    public bool HasFile(string path)
    {
        using var file = Resolve(path, PathOnly);
        return !file.IsInvalid && FileNatures.Of((int)file.DangerousGetHandle()) == FileNature.Regular;
    }

    /// <summary>A whole file, its folders made too.</summary>
    public void Write(string path, ReadOnlySpan<byte> content, int mode, int owner, int group)
    {
        using var file = Create(path);
        RandomAccess.Write(file, content, 0);
        SetOwner(file, mode, owner, group, path);
    }

    public void MakeDirectory(string path, int mode, int owner, int group)
    {
        var (parent, name) = Open(path);
        if (MakeDirectoryAt(parent, name, 0x1C0) != 0)
        {
            Check(Marshal.GetLastPInvokeError() == Exists ? 0 : -1, path);
            using var existing = OpenAt(parent, name, OnlyDirectory | NoFollow | CloseOnExec, 0);
            if (existing.IsInvalid)
            {
                Clear(parent, name);
                Check(MakeDirectoryAt(parent, name, 0x1C0), path);
            }
        }

        using var made = Checked(OpenAt(parent, name, OnlyDirectory | NoFollow | CloseOnExec, 0), path);
        SetOwner(made, mode, owner, group, path);
    }

    public void MakeSymbolicLink(string path, string target, int owner, int group)
    {
        var (parent, name) = Open(path);
        Clear(parent, name);
        Check(SymbolicLinkAt(target, parent, name), path);
        Check(ChangeOwnerAt(parent, name, (uint)owner, (uint)group, SymlinkNoFollow), path);
    }

    /// <returns>False: the target is not there.</returns>
    public bool MakeHardLink(string path, string target)
    {
        using var existing = Resolve(target, PathOnly | NoFollow);
        if (existing.IsInvalid)
        {
            return false;
        }

        var (parent, name) = Open(path);
        Clear(parent, name);
        return LinkAt(existing, "", parent, name, EmptyPath) == 0;
    }

    public void MakePipe(string path, int mode)
    {
        var (parent, name) = Open(path);
        Clear(parent, name);
        Check(MakeNodeAt(parent, name, 0x1000u | (uint)mode, 0), path);
    }

    /// <summary>A whiteout: what lower layers brought there is gone.</summary>
    public void Remove(string path)
    {
        var (parent, name) = Open(path);
        Clear(parent, name);
    }

    /// <summary>An opaque whiteout: the folder loses what <paramref name="kept"/> does not name.</summary>
    public void Empty(string path, Func<string, bool> kept)
    {
        using var folder = Resolve(path, OnlyDirectory);
        if (folder.IsInvalid)
        {
            return;
        }

        foreach (var entry in new DirectoryInfo($"/proc/self/fd/{folder.DangerousGetHandle()}/").EnumerateFileSystemInfos().Where(entry => !kept(path.Length == 0 ? entry.Name : path + "/" + entry.Name)).ToList())
        {
            Delete(entry);
        }
    }

    public static void SetOwner(SafeFileHandle file, int mode, int owner, int group, string path)
    {
        Check(ChangeOwner(file, (uint)owner, (uint)group), path);
        Check(ChangeMode(file, (uint)mode), path);
    }

    /// <summary>The folder that holds the path, made when it is missing, and the last name.</summary>
    private (SafeFileHandle Parent, string Name) Open(string path)
    {
        var slash = path.LastIndexOf('/');
        var folder = slash < 0 ? "" : path[..slash];
        if (_parentPath != folder)
        {
            _parent?.Dispose();
            _parentPath = null;
            _parent = Resolve(folder, OnlyDirectory);
            if (_parent.IsInvalid)
            {
                _parent.Dispose();
                MakeParents(folder);
                _parent = Checked(Resolve(folder, OnlyDirectory), folder);
            }

            _parentPath = folder;
        }

        return (_parent!, path[(slash + 1)..]);
    }

    /// <summary>At most <see cref="Artifacts.EntryPaths.MaxDepth"/> of them.</summary>
    private void MakeParents(string folder)
    {
        for (var end = 0; end < folder.Length; end++)
        {
            end = folder.IndexOf('/', end) is var slash and >= 0 ? slash : folder.Length;
            var part = folder[..end];
            using var there = Resolve(part, OnlyDirectory);
            if (there.IsInvalid)
            {
                var above = part.LastIndexOf('/');
                using var parent = Checked(Resolve(above < 0 ? "" : part[..above], OnlyDirectory), part);
                var name = part[(above + 1)..];
                if (MakeDirectoryAt(parent, name, 0x1ED) != 0)
                {
                    // Something that is no folder, or a link to nowhere, is in the way.
                    Clear(parent, name);
                    Check(MakeDirectoryAt(parent, name, 0x1ED), part);
                }
            }
        }
    }

    private static void Clear(SafeFileHandle parent, string name)
    {
        if (UnlinkAt(parent, name, 0) != 0 && Marshal.GetLastPInvokeError() == IsDirectory)
        {
            Delete(new DirectoryInfo($"/proc/self/fd/{parent.DangerousGetHandle()}/{name}"));
        }
    }

    /// <summary>Links are deleted, not followed.</summary>
    private static void Delete(FileSystemInfo entry)
    {
        if (entry is DirectoryInfo { LinkTarget: null } folder)
        {
            folder.Delete(recursive: true);
        }
        else
        {
            entry.Delete();
        }
    }

    private SafeFileHandle Resolve(string path, int flags)
    {
        var how = new OpenHow { Flags = (ulong)(uint)(flags | CloseOnExec), Resolve = InRoot };
        return new SafeFileHandle((nint)OpenAt2(437, _root, path.Length == 0 ? "." : path, ref how, 24), ownsHandle: true);
    }

    private static SafeFileHandle OpenRoot(string path)
    {
        var handle = OpenAt(new SafeFileHandle(-100, ownsHandle: false), path, OnlyDirectory | CloseOnExec, 0);
        return Checked(handle, path);
    }

    private static SafeFileHandle Checked(SafeFileHandle handle, string path)
    {
        if (handle.IsInvalid)
        {
            Check(-1, path);
        }

        return handle;
    }

    private static void Check(long result, string path)
    {
        if (result < 0)
        {
            throw new IOException($"/{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    public void Dispose()
    {
        _parent?.Dispose();
        _root.Dispose();
    }

    /// <summary><c>struct open_how</c> of linux/openat2.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long OpenAt2(long number, SafeFileHandle directory, string path, ref OpenHow how, nuint size);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenAt(SafeFileHandle directory, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeDirectoryAt(SafeFileHandle directory, string path, uint mode);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SymbolicLinkAt(string target, SafeFileHandle directory, string path);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkAt(SafeFileHandle from, string path, SafeFileHandle directory, string name, int flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(SafeFileHandle directory, string path, int flags);

    [LibraryImport("libc", EntryPoint = "mknodat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeNodeAt(SafeFileHandle directory, string path, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwnerAt(SafeFileHandle directory, string path, uint owner, uint group, int flags);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(SafeFileHandle file, uint owner, uint group);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeMode(SafeFileHandle file, uint mode);
}
