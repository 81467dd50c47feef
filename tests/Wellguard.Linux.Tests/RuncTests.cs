using Wellguard.Events;
using Wellguard.Linux.Detonation;
using Xunit;

namespace Wellguard;

/// <summary>The same under runc, and what only its sensor can get wrong. Nothing here tries to leave the cell.</summary>
[Collection("cells, one after the other")]
public sealed class RuncTests() : HostileRuns(Engine.Runc)
{
    [Fact]
    public async Task Files_are_told_by_absolute_paths_with_what_became_of_them()
    {
        var detonated = await RunAsync("cd /usr/share; : > ../../tmp/a; mv /tmp/a /tmp/b; ln -s b /tmp/c; chmod 4755 /tmp/b; rm /tmp/b; cat /no/such");
        Assert.Contains(detonated.Events, happened => happened is { Kind: EventKind.Write, Object: "/tmp/a", Result: >= 0 });
        Assert.Contains(detonated.Events, happened => happened is { Kind: EventKind.Rename, Object: "/tmp/a", Other: "/tmp/b", Result: 0 });
        Assert.Contains(detonated.Events, happened => happened is { Kind: EventKind.Link, Other: "/tmp/c", Result: 0 });
        Assert.Contains(detonated.Events, happened => happened is { Kind: EventKind.Mode, Object: "/tmp/b", Other: "4755" });
        Assert.Contains(detonated.Events, happened => happened is { Kind: EventKind.Delete, Object: "/tmp/b", Result: 0 });
        Assert.Contains(detonated.Events, happened => happened is { Kind: EventKind.Read, Object: "/no/such", Result: -2 });
    }

    [Fact]
    public async Task A_script_a_link_and_a_file_in_memory_are_told_as_gvisor_tells_them()
    {
        var detonated = await RunAsync("printf '#!/bin/sh -e\\ntrue $1\\n' > /tmp/s; chmod 755 /tmp/s; cd /tmp; ./s x; perl -e 'my $n=\"hidden\"; $f=syscall(319,$n,0); open my $o,\">&=\",$f; open my $i,\"<\",\"/bin/true\"; local $/; print {$o} <$i>; $o->flush; exec {\"/proc/self/fd/$f\"} \"quiet\"'");
        Assert.Contains(detonated.Events, happened => happened is { Kind: EventKind.Exec, Object: "/tmp/s", Arguments: ["./s", "x"], Folder: "/tmp", User: 0, Other: "755" });
        Assert.Contains(detonated.Events, happened => happened is { Kind: EventKind.Exec, Object: "/usr/bin/perl" });
        Assert.Contains(detonated.Events, happened => happened is { Kind: EventKind.Exec, Object: "/memfd:hidden (deleted)", Arguments: ["quiet"] });
    }

    [Fact]
    public async Task What_seccomp_refuses_is_told()
    {
        var detonated = await RunAsync("unshare -m true; mount -t tmpfs none /mnt");
        Assert.Contains(detonated.Events, happened => happened is { Kind: EventKind.Kernel, Object: "unshare", Result: -1 });
        Assert.Contains(detonated.Events, happened => happened is { Kind: EventKind.Kernel, Object: "mount", Result: -1 });
    }

    [Fact]
    public async Task Setuid_programs_have_their_owners_rights()
    {
        var detonated = await RunAsync("cp /usr/bin/id /tmp/i; chown nobody /tmp/i; chmod 4755 /tmp/i; /tmp/i -u");
        Assert.Contains("65534", detonated.Output, StringComparison.Ordinal);
        Assert.Contains(detonated.Events, happened => happened is { Kind: EventKind.Exec, Object: "/tmp/i", User: 65534, Other: "4755" });
    }

    [Fact]
    public async Task Two_hundred_thousand_files_are_seen_or_told_as_lost()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var detonated = await RunAsync("perl -e 'for (1..200000) { open F, \"<\", \"/etc/passwd\"; close F }'");
        var seen = detonated.Events.Count(happened => happened is { Kind: EventKind.Read, Object: "/etc/passwd" });
        var lost = detonated.Events.Where(happened => happened.Kind == EventKind.Lost).Sum(happened => happened.Size);
        var times = detonated.Events.Where(happened => happened is { Object: "/etc/passwd" }).Select(happened => happened.Time).ToList();
        TestContext.Current.TestOutputHelper!.WriteLine($"{seen} seen, {lost} lost, {seen / ((times[^1] - times[0]) / 1e9):0} a second; run {detonated.Stages["run"]} ms of {clock.ElapsedMilliseconds} ms");
        Assert.InRange(seen + lost, 200_000, 200_100);
    }

    [Fact]
    public async Task What_the_buffer_could_not_hold_is_told_as_lost()
    {
        var stalls = true;
        var detonated = await RunAsync("perl -e 'for (1..200000) { open F, \"<\", \"/etc/passwd\"; close F }'", options => options with
        {
            Settle = TimeSpan.FromSeconds(30),
            Happened = happened =>
            {
                if (stalls && happened.Object == "/etc/passwd")
                {
                    stalls = false;
                    Thread.Sleep(TimeSpan.FromSeconds(12));
                }
            },
        });
        var lost = detonated.Events.Where(happened => happened.Kind == EventKind.Lost).Sum(happened => happened.Size);
        Assert.InRange(lost, 1, 200_000);
        Assert.InRange(detonated.Events.Count(happened => happened is { Object: "/etc/passwd" }) + lost, 200_000, 200_200);
    }

    [Fact]
    public async Task A_call_of_another_processor_ends_the_program_and_is_told()
    {
        // The smallest ELF file: mov eax, 20; int 0x80 (getpid of 32 bits); then exit by itself.
        var detonated = await RunAsync($"printf '{Octal(Int80)}' > /tmp/x; chmod 755 /tmp/x; /tmp/x; echo $?");
        Assert.Contains("159", detonated.Output, StringComparison.Ordinal);
        Assert.Contains(detonated.Shortfalls, shortfall => shortfall.Stage == "sensor");
    }

    /// <summary>A header of 64 bytes, a program header of 56, 16 bytes of code at 0x400078.</summary>
    private static readonly byte[] Int80 = Convert.FromHexString(
        "7f454c4602010100000000000000000002003e0001000000780040000000000040000000000000000000000000000000000000004000380001000000000000000100000005000000000000000000000000004000000000000000400000000000880000000000000088000000000000000010000000000000b814000000cd8031ffb83c0000000f05");

    private static string Octal(byte[] bytes) => string.Concat(bytes.Select(static b => "\\" + Convert.ToString(b, 8).PadLeft(3, '0')));

    [Fact]
    public async Task Its_programs_leave_the_kernel_with_the_run()
    {
        await RunAsync("true");
        Assert.DoesNotContain(Directory.GetFileSystemEntries("/proc/self/fd"), static descriptor => new FileInfo(descriptor).LinkTarget?.Contains("anon_inode:bpf", StringComparison.Ordinal) == true);
    }
}
