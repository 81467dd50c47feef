namespace Wellguard.Events;

/// <summary>System calls that are told as <see cref="EventKind.Kernel"/> with their numbers, and what they are called (x86-64).</summary>
internal static class KernelCalls
{
    public static readonly IReadOnlyDictionary<ulong, string> Names = new Dictionary<ulong, string>
    {
        [62] = "kill",
        [101] = "ptrace",
        [133] = "mknod",
        [155] = "pivot_root",
        [163] = "acct",
        [164] = "settimeofday",
        [165] = "mount",
        [166] = "umount",
        [167] = "swapon",
        [169] = "reboot",
        [170] = "sethostname",
        [175] = "init_module",
        [176] = "delete_module",
        [246] = "kexec_load",
        [248] = "add_key",
        [250] = "keyctl",
        [259] = "mknodat",
        [272] = "unshare",
        [298] = "perf_event_open",
        [304] = "open_by_handle_at",
        [308] = "setns",
        [310] = "process_vm_readv",
        [311] = "process_vm_writev",
        [313] = "finit_module",
        [319] = "memfd_create",
        [321] = "bpf",
        [323] = "userfaultfd",
        [425] = "io_uring_setup",
        [428] = "open_tree",
        [429] = "move_mount",
        [430] = "fsopen",
        [438] = "pidfd_getfd",
    };
}
