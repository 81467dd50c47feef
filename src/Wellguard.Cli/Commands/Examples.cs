using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Wellguard.Cli.Commands;

/// <summary>Shows examples below a command's help.</summary>
internal static class Examples
{
    public static T WithExamples<T>(this T command, params string[] lines)
        where T : Command
    {
        var help = command.Options.OfType<HelpOption>().FirstOrDefault();
        if (help is null)
        {
            command.Options.Add(help = new HelpOption());
        }

        help.Action = new HelpThenExamples((HelpAction)help.Action!, lines);
        return command;
    }

    private sealed class HelpThenExamples(HelpAction help, string[] lines) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parse)
        {
            var code = help.Invoke(parse);
            var output = parse.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var line in lines)
            {
                output.WriteLine($"  {line}");
            }

            return code;
        }
    }
}
