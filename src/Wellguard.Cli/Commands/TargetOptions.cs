using System.CommandLine;

namespace Wellguard.Cli.Commands;

/// <summary>Where images come from: options of every verb that opens them.</summary>
internal static class TargetOptions
{
    public static Option<string?> Platform(string example) => new("--platform") { Description = "Of an image for several: " + example, HelpName = "OS/ARCH" };

    public static Option<string[]> PlainHttp()
    {
        var option = new Option<string[]>("--plain-http") { Description = "Speak http without TLS to this registry (repeatable; loopback needs no permission)", HelpName = "HOST[:PORT]" };
        option.Validators.Add(static result =>
        {
            if (result.Tokens.FirstOrDefault(static token => token.Value.Contains('/', StringComparison.Ordinal)) is { } address)
            {
                result.AddError($"--plain-http {address.Value}: write HOST[:PORT], nothing before or after it.");
            }
        });
        return option;
    }
}
