using Wellguard.Signals.Differences;
using Xunit;

namespace Wellguard.Tests.Signals;

public sealed class UsualHooksTests
{
    [Theory]
    [InlineData("node-gyp rebuild", true)]
    [InlineData("prebuild-install || node-gyp rebuild", true)]
    [InlineData("husky install", true)]
    [InlineData("echo thank you", true)]
    [InlineData("node setup.js", false)]
    [InlineData("husky && node setup.js", false)]
    [InlineData("echo Y3VybA== | base64 -d | sh", false)]
    [InlineData("echo x > ~/.bashrc", false)]
    [InlineData("echo `id`", false)]
    [InlineData("huskyx", false)]
    [InlineData("npx husky", true)]
    [InlineData("npx husky install", true)]
    [InlineData("npx husky-evil", false)]
    [InlineData("npx huskyx install", false)]
    [InlineData("npx node-gyp-builder", false)]
    [InlineData("npx husky $(id)", false)]
    [InlineData("node-gyp-build", true)]
    [InlineData("node-gyp-build --build-from-source", true)]
    [InlineData("node-gyp-build \"node setup.js\"", false)]
    [InlineData("npx node-gyp-build 'node setup.js'", false)]
    [InlineData("husky\rnode setup.js", false)]
    [InlineData("", false)]
    public void A_line_is_usual_only_when_every_command_of_it_is(string line, bool isUsual) => Assert.Equal(isUsual, UsualHooks.IsUsual(line));
}
