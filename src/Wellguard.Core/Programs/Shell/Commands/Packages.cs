using System.Net;

namespace Wellguard.Programs.Shell;

/// <summary>Installers and launchers that take an address or a file and run what they get. Addresses elsewhere among the arguments are settings.</summary>
internal sealed partial class ShellEvaluator
{
    private static void AddPackages(Adder add)
    {
        add(static (shell, call) => shell.Install(call, FirstWords(call, "install", "download", "wheel", "run")), "pip", "pip3", "pipx", "uv", "easy_install");
        add(static (shell, call) => shell.Install(call, FirstWords(call, "install", "i", "add", "exec", "dlx", "x", "ci")), "gem", "cargo", "composer", "conda", "luarocks", "cpan", "cpanm");
        add(static (shell, call) => shell.Install(call, FirstWords(call, "install", "upgrade", "template")), "helm");
        add(static (shell, call) => shell.Install(call, runs: true), "dpkg", "rpm", "yum", "dnf", "microdnf", "zypper", "apt", "apt-get", "apk", "pacman", "flatpak", "snap", "insmod", "ansible-pull", "terraform", "tofu");
        add(static (shell, call) => shell.Launch(call), "npx", "bunx", "uvx", "tsx", "ts-node", "java", "javaws", "jshell", "groovy", "dotnet", "mono", "pwsh", "Rscript", "julia", "elixir", "ansible-playbook", "wasmtime", "wasmer");
        add(static (shell, call) => shell.GoTool(call), "go");
    }

    private static bool FirstWords(Invocation call, params ReadOnlySpan<string> verbs) =>
        verbs.Contains(call.Words.FirstOrDefault(word => !word.StartsWith('-')) ?? "") || call.Words.Take(4).Any(word => word == "install");

    /// <summary>Options whose value is code to install.</summary>
    private static readonly HashSet<string> NamesCode = ["-e", "--editable", "-r", "--requirement", "--git", "--from", "-p", "--package", "-jar", "-cp", "-classpath", "--class-path", "-File", "--url", "-U", "-i", "--install", "--upgrade"];

    /// <summary>Options without a value.</summary>
    private static readonly HashSet<string> Flags = ["-q", "-y", "-g", "-v", "-f", "-D", "-S", "-A", "-Uvh", "-ivh", "-qq", "-qy", "-yq", "--yes", "--quiet", "--no-save", "--save", "--global", "--user", "--no-cache-dir", "--no-deps", "--force", "--no-cache", "--allow-untrusted", "--nodeps", "--reload", "--no-input", "--no-audit", "--no-fund", "--silent", "--break-system-packages", "--pre", "--assumeyes", "--no-gpg-check", "--nogpgcheck"];

    /// <summary>Operands that are packages: all that are no option's value.</summary>
    private Value Install(Invocation call, bool runs)
    {
        for (var i = 0; runs && i < call.Arguments.Count && i < MaxArguments; i++)
        {
            var word = call[i];
            var before = i > 0 ? call[i - 1] : "";
            if (word.StartsWith("-from-module=", StringComparison.Ordinal))
            {
                return Started(call, i, word["-from-module=".Length..]) ?? Other(call);
            }

            if (ForeignIndex(before, word) is { } index)
            {
                Emit(Step(EffectKind.Execute, call, BaseName(call.Name)) with { Origin = index });
                return Value.Unknown("$(" + call.Text + ")");
            }

            var names = !before.StartsWith('-') || Flags.Contains(before) || NamesCode.Contains(before) && !(before == "-i" && BaseName(call.Name).StartsWith("pip", StringComparison.Ordinal)) || (IsCodeAddress(word) && IsArchiveName(word));
            if (!word.StartsWith('-') && names && Started(call, i, word) is { } started)
            {
                return started;
            }
        }

        return Other(call);
    }

    /// <summary>Options whose value is where packages come from.</summary>
    private static readonly HashSet<string> NamesIndex = ["--index-url", "--extra-index-url", "--index", "--default-index", "--find-links", "-i", "--registry", "--source", "--repository"];

    /// <summary>An index at an address without a name, outside the private ranges: whoever has it decides what is installed. A named one may be the company's own.</summary>
    private static string? ForeignIndex(string before, string word)
    {
        var equals = word.StartsWith("--", StringComparison.Ordinal) ? word.IndexOf('=', StringComparison.Ordinal) : -1;
        var (option, address) = equals > 0 ? (word[..equals], word[(equals + 1)..]) : (before, word);
        return NamesIndex.Contains(option) && Uri.TryCreate(address, UriKind.Absolute, out var index) && index.Scheme is "http" or "https" && IPAddress.TryParse(index.IdnHost, out var host) && !IsPrivate(host) ? address : null;
    }

    /// <summary>RFC 1918, RFC 4193 and this machine.</summary>
    private static bool IsPrivate(IPAddress host) =>
        IPAddress.IsLoopback(host) || host.IsIPv6UniqueLocal || host.IsIPv6LinkLocal || (host.GetAddressBytes() is [var a, var b, _, _] && (a == 10 || (a == 172 && b is >= 16 and < 32) || (a == 192 && b == 168)));

    /// <summary>The first operand, or the value of an option that names code, is what runs; the rest are its arguments.</summary>
    private Value Launch(Invocation call)
    {
        var name = BaseName(call.Name);
        for (var i = 0; i < call.Arguments.Count && i < MaxArguments; i++)
        {
            var word = call[i];
            if (word.StartsWith("-javaagent:", StringComparison.Ordinal) && Started(call, i, word["-javaagent:".Length..].Split('=')[0]) is { } agent)
            {
                return agent;
            }

            if (NamesCode.Contains(word) && i + 1 < call.Arguments.Count)
            {
                var paths = name == "java" && !IsCodeAddress(call[i + 1]) ? call[i + 1].Split(':') : [call[i + 1]];
                foreach (var path in paths.Take(MaxFound))
                {
                    if (Started(call, i + 1, path) is { } started)
                    {
                        return started;
                    }
                }

                if (word == "-jar")
                {
                    break;
                }

                i++;
            }
            else if (!word.StartsWith('-') && !(name == "dotnet" && word is "exec" or "run"))
            {
                return Started(call, i, word) ?? Other(call);
            }
        }

        return Other(call);
    }

    /// <summary>An address is code from there; a file that was fetched before is, too. Null: neither.</summary>
    private Value? Started(Invocation call, int index, string word)
    {
        var content = IsCodeAddress(word) ? Value.Unknown("") with { Origin = AddressIn(word) } : call.Arguments[index].Downloaded ? call.Arguments[index] : Content(FullPath(word));
        if (content is not { Origin: { } origin } || !(content.Downloaded || IsCodeAddress(word)))
        {
            return null;
        }

        Emit(Step(EffectKind.Execute, call, IsCodeAddress(word) ? BaseName(call.Name) : FullPath(word)) with { Origin = origin, Verified = content.Verified, Decoding = content.Decoding });
        return Value.Unknown("$(" + call.Text + ")");
    }

    /// <summary><c>https://…</c>, <c>git+https://…</c>, <c>name@https://…</c>.</summary>
    private static bool IsCodeAddress(string word)
    {
        var address = AddressIn(word);
        return (address.StartsWith("git+", StringComparison.Ordinal) || address.StartsWith("http://", StringComparison.Ordinal) || address.StartsWith("https://", StringComparison.Ordinal) || address.StartsWith("oci://", StringComparison.Ordinal) || address.StartsWith("git::", StringComparison.Ordinal) || address.StartsWith("ssh://", StringComparison.Ordinal))
            && word.IndexOfAny(['=', ' ']) is var stop && (stop < 0 || stop > word.IndexOf("://", StringComparison.Ordinal));
    }

    private static bool IsArchiveName(string address) =>
        address.EndsWith(".tar.gz", StringComparison.Ordinal) || address.EndsWith(".tgz", StringComparison.Ordinal) || address.EndsWith(".whl", StringComparison.Ordinal) || address.EndsWith(".zip", StringComparison.Ordinal) || address.StartsWith("git+", StringComparison.Ordinal);

    private static string AddressIn(string word)
    {
        var scheme = word.IndexOf("://", StringComparison.Ordinal);
        var at = scheme < 0 ? -1 : word.LastIndexOf('@', scheme);
        return word[(at + 1)..];
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
