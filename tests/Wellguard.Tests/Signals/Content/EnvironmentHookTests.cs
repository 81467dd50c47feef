using Wellguard.Signals;
using Xunit;

namespace Wellguard.Tests.Signals.Content;

public sealed class EnvironmentHookTests
{
    private const string Rule = "content/environment-hook";

    [Theory]
    [InlineData("LD_PRELOAD", "/tmp/.x/lib.so", Severity.Critical)]
    [InlineData("BASH_ENV", "/var/tmp/env", Severity.Critical)]
    [InlineData("LD_PRELOAD", "/opt/agent/lib.so", Severity.Low)]
    public async Task A_file_that_every_program_loads_weighs_by_its_place(string name, string value, Severity severity)
    {
        var signal = Assert.Single(await Scanned.Of($"env: {{ {name}: {value} }}", Rule));
        Assert.Equal((severity, value, "config:Env"), (signal.Severity, signal.Object, signal.Where.Path));
    }

    [Fact]
    public async Task A_library_that_a_distro_package_vouches_for_is_not_told() =>
        Assert.DoesNotContain(await Scanned.Case("benign/jemalloc-preload.yml"), signal => signal.Rule == Rule && signal.Severity > Severity.Low);

    [Fact]
    public async Task Variables_that_load_nothing_are_not_told() => Assert.Empty(await Scanned.Of("env: { LD_LIBRARY_PATH: /opt/lib, NODE_ENV: production }", Rule));
}
