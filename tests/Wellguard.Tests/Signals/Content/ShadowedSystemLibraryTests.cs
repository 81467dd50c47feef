using Wellguard.Signals;
using Xunit;

namespace Wellguard.Tests.Signals.Content;

public sealed class ShadowedSystemLibraryTests
{
    private const string Rule = "content/shadowed-system-library";

    [Theory]
    [InlineData("env: { LD_LIBRARY_PATH: /opt/l }", "opt/l/libc.so.6", "x", "", Severity.Medium)]
    [InlineData("", "opt/.l/libc.so.6", "etc/ld.so.conf.d/00a.conf", "/opt/.l", Severity.High)]
    [InlineData("", "usr/lib/x86_64-linux-gnu/libnss_odd.so.2", "etc/nsswitch.conf", "passwd: files odd", Severity.High)]
    public async Task Library_of_no_package_in_front_of_the_system_is_told(string config, string library, string path, string text, Severity severity) =>
        Assert.Equal(severity, Assert.Single(await Scanned.Of(Image(config, library, path, text), Rule)).Severity);

    [Theory]
    [InlineData("env: { LD_LIBRARY_PATH: /opt/l }", "opt/l/libapp.so", "x", "")]
    [InlineData("", "opt/l/libc.so.6", "etc/ld.so.conf.d/00a.conf", "# /opt/l\n/usr/local/lib")]
    [InlineData("", "usr/lib/x86_64-linux-gnu/libnss_odd.so.2", "etc/nsswitch.conf", "passwd: files systemd")]
    public async Task Other_search_paths_are_usual(string config, string library, string path, string text) =>
        Assert.Empty(await Scanned.Of(Image(config, library, path, text), Rule));

    [Fact]
    public async Task Endless_search_path_is_cut_off() =>
        Assert.Empty(await Scanned.Of(Image("env: { LD_LIBRARY_PATH: '" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"/a{i}:")) + "' }", "opt/l/libc.so.6", "x", ""), Rule));

    private static string Image(string config, string library, string path, string text) => $$"""
        base: debian
        entrypoint: [nginx]
        {{config}}
        layers:
          - createdBy: COPY . /
            files:
              - { path: {{library}}, mode: "755", elf: { type: shared } }
              - { path: {{path}}, text: "{{text.Replace("\n", "\\n", StringComparison.Ordinal)}}" }
        """;
}
