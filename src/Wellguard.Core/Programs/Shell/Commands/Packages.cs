namespace Wellguard.Programs.Shell;

/// <summary>Installers and launchers that take an address or a file and run what they get.</summary>
internal sealed partial class ShellEvaluator
{
    private static void AddPackages(Adder add)
    {
        add(static (shell, call) => shell.Launch(call, FirstWords(call, "install", "download", "wheel")), "pip", "pip3", "pipx", "uv", "easy_install");
        add(static (shell, call) => shell.Launch(call, FirstWords(call, "install", "i", "add", "exec", "dlx", "x", "ci")), "gem", "cargo", "composer", "conda", "luarocks", "cpan", "cpanm");
        add(static (shell, call) => shell.Launch(call, runs: true), "npx", "bunx", "uvx", "tsx", "ts-node", "dpkg", "rpm", "yum", "dnf", "microdnf", "zypper", "apt", "apt-get", "apk", "pacman", "java", "javaws", "jshell", "groovy", "dotnet", "mono", "insmod", "pwsh", "Rscript", "julia", "elixir", "erl", "ansible-playbook", "ansible-pull", "helm", "terraform", "flatpak", "snap", "wasmtime", "wasmer");
        add(static (shell, call) => shell.GoTool(call), "go");
    }

    private static bool FirstWords(Invocation call, params ReadOnlySpan<string> verbs) =>
        verbs.Contains(call.Words.FirstOrDefault(word => !word.StartsWith('-')) ?? "") || call.Words.Take(4).Any(word => word == "install");

    /// <summary>An address that is installed or started is code from there; a file that was fetched before is, too.</summary>
    private Value Launch(Invocation call, bool runs)
    {
        if (runs)
        {
            for (var i = 0; i < call.Arguments.Count && i < MaxArguments; i++)
            {
                var (word, argument) = (call[i], call.Arguments[i]);
                if (i > 0 && ((call[i - 1] == "-i" && BaseName(call.Name).StartsWith("pip", StringComparison.Ordinal)) || call[i - 1] is "--index-url" or "--extra-index-url" or "--registry" or "--proxy" or "--source" or "-X" or "--repository" or "--trusted-host" or "-f" or "--find-links" or "--import" or "-s") && !IsCodeAddress(word, whole: true))
                {
                    continue;
                }

                if (IsCodeAddress(word, whole: false))
                {
                    Emit(Step(EffectKind.Execute, call, BaseName(call.Name)) with { Origin = AddressIn(word) });
                    return Value.Unknown("$(" + call.Text + ")");
                }

                var path = word.StartsWith('-') ? "" : FullPath(word);
                if (path.Length > 0 && (argument.Downloaded ? argument : Content(path)) is { Downloaded: true } content)
                {
                    Emit(Step(EffectKind.Execute, call, path) with { Origin = content.Origin, Verified = content.Verified, Decoding = content.Decoding });
                    return Value.Unknown("$(" + call.Text + ")");
                }
            }
        }

        return Other(call);
    }

    private static bool IsCodeAddress(string word, bool whole)
    {
        var address = AddressIn(word);
        return (address.StartsWith("git+", StringComparison.Ordinal) || address.StartsWith("http://", StringComparison.Ordinal) || address.StartsWith("https://", StringComparison.Ordinal) || address.StartsWith("oci://", StringComparison.Ordinal) || address.StartsWith("git::", StringComparison.Ordinal) || address.StartsWith("ssh://", StringComparison.Ordinal))
            && (whole ? IsArchiveName(address) : !word.StartsWith("--", StringComparison.Ordinal) || word.StartsWith("--from", StringComparison.Ordinal) || word.StartsWith("-from", StringComparison.Ordinal));
    }

    private static bool IsArchiveName(string address) =>
        address.EndsWith(".tar.gz", StringComparison.Ordinal) || address.EndsWith(".tgz", StringComparison.Ordinal) || address.EndsWith(".whl", StringComparison.Ordinal) || address.EndsWith(".zip", StringComparison.Ordinal) || address.StartsWith("git+", StringComparison.Ordinal);

    /// <summary><c>name@https://…</c>, <c>-from-module=https://…</c>, <c>https://…</c>.</summary>
    private static string AddressIn(string word)
    {
        var scheme = word.IndexOf("://", StringComparison.Ordinal);
        var start = scheme < 0 ? 0 : word.LastIndexOfAny(['=', '@', ' ', ':'], Math.Max(scheme - 1, 0)) + 1;
        return word[start..];
    }

    /// <summary>The dynamic loader starts its operand.</summary>
    private Value Loader(Invocation call)
    {
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (call[i] is "--library-path" or "--preload" or "--argv0")
            {
                i++;
            }
            else if (!call[i].StartsWith('-'))
            {
                return Execute(call.From(i) with { Text = call.Text }, FullPath(call[i]));
            }
        }

        return Value.Empty;
    }

    /// <summary><c>go run MODULE@VERSION</c> fetches and runs.</summary>
    private Value GoTool(Invocation call)
    {
        var module = call.Words.Skip(1).FirstOrDefault(word => !word.StartsWith('-'));
        if (call[0] == "run" && module is not null && module.Contains('@', StringComparison.Ordinal) && module.Split('/')[0].Contains('.', StringComparison.Ordinal))
        {
            Emit(Step(EffectKind.Execute, call, "go") with { Origin = "https://" + module });
            return Value.Empty;
        }

        return Compile(call);
    }
}
