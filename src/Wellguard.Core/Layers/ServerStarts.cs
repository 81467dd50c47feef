using Wellguard.Artifacts;
using Wellguard.Programs;

namespace Wellguard.Layers;

/// <summary>Code that a command line starts without naming a file: application servers, task runners, launchers of installed tools.</summary>
/// <param name="Name">As <see cref="ModuleFinder"/> takes it.</param>
/// <param name="Folder">Where the program's own modules are; null: the working directory.</param>
internal sealed record ServerStart(string Language, string Name, string? Folder);

/// <summary>Reads the command lines of servers and launchers, as their manuals say.</summary>
internal static class ServerStarts
{
    /// <summary>Attack: a command line of a hundred thousand words.</summary>
    private const int MaxWords = 200;

    private const int MaxPath = 300;

    /// <summary>Programs in whose command line another program's stands.</summary>
    private static readonly HashSet<string> Wrappers =
    [
        "bundle", "poetry", "pipenv", "uv", "uvx", "pdm", "hatch", "rye", "conda", "micromamba", "newrelic-admin", "ddtrace-run", "opentelemetry-instrument", "npx", "yarn", "pnpm", "npm", "dotenv", "doppler", "infisical",
        "coverage", "scalene", "memray", "watchmedo", "honcho", "pipx", "rvm-exec", "rbenv", "spring", "dotenvx", "env-cmd", "cross-env", "chamber", "aws-vault", "op", "vault", "teller", "berglas",
    ];

    /// <param name="text">Of a file by its path, as the program finds it; null: none that was kept.</param>
    public static IEnumerable<ServerStart> Of(Effect step, ImageConfig config, Func<string, string?> text)
    {
        List<string> words = step.Kind == EffectKind.Execute ? [.. step.Command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MaxWords)] : [step.Object ?? "", .. step.Arguments.Take(MaxWords)];
        if (words.Count == 0)
        {
            return [];
        }

        words[0] = NameOf(words[0]);
        if (words[0].StartsWith("python", StringComparison.Ordinal) || words[0].StartsWith("pypy", StringComparison.Ordinal))
        {
            var module = words.IndexOf("-m");
            return module > 0 && module + 1 < words.Count ? Known([.. words.Skip(module + 1)], config, text) ?? [new("python", words[module + 1] + ".__main__", null), new("python", words[module + 1], null)]
                : words.Skip(1).Take(1).Where(static word => !word.StartsWith('-') && !word.EndsWith(".py", StringComparison.Ordinal)).Select(static word => new ServerStart("python", "__main__", word)).Concat(Launched(words, config, text));
        }

        if (words[0] is "node" or "nodejs" or "bun" or "deno" or "ts-node" or "tsx")
        {
            return Preloads(words).Concat(Scripts(words));
        }

        if (words[0] is "ruby" or "perl")
        {
            return Launched(words, config, text);
        }

        var at = Wrappers.Contains(words[0]) ? words.FindIndex(word => Known([NameOf(word)], config, text) is not null) : 0;
        return at < 0 ? [] : Known([NameOf(words[at]), .. words.Skip(at + 1)], config, text) ?? [];
    }

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary><c>ruby bin/rails server</c>, <c>python /usr/bin/gunicorn app</c>: the interpreter is told which file the launcher is.</summary>
    private static IEnumerable<ServerStart> Launched(List<string> words, ImageConfig config, Func<string, string?> text)
    {
        var at = words.FindIndex(1, static word => !word.StartsWith('-'));
        return at < 0 ? [] : Known([NameOf(words[at]), .. words.Skip(at + 1)], config, text) ?? [];
    }

    /// <summary>Null: not such a program.</summary>
    private static IEnumerable<ServerStart>? Known(List<string> words, ImageConfig config, Func<string, string?> text) => words[0] switch
    {
        "gunicorn" or "gunicorn3" => Gunicorn(words, config),
        "uvicorn" or "hypercorn" or "daphne" or "granian" or "waitress-serve" or "meinheld" => Applications(words, config, ["-A", "--app"]),
        "uwsgi" or "uwsgi-core" => Applications(UwsgiServer.Words(words, text), config, []),
        "celery" or "dramatiq" or "arq" or "taskiq" or "faust" or "huey_consumer" or "huey_consumer.py" or "rq" or "nameko" or "locust" => Applications(words, config, ["-A", "--app"]),
        "flask" => Flask(words, config),
        "fastapi" or "streamlit" or "chainlit" or "litestar" or "sanic" or "functions-framework" or "prefect" or "mlflow" or "panel" or "gradio" or "voila" or "kopf" => Applications(words, config, ["--app", "--source"]),
        "django-admin" => [.. Setting(config, "DJANGO_SETTINGS_MODULE")],
        "rackup" or "puma" or "pumactl" or "unicorn" or "unicorn_rails" or "thin" or "falcon" or "passenger" or "rainbows" or "iodine" => RubyServers.Rack(words),
        "rails" => RubyServers.Rails(words),
        "sidekiq" => RubyServers.Sidekiq(words),
        "rake" => RubyServers.Rake(words),
        "plackup" or "starman" or "hypnotoad" or "morbo" or "twiggy" or "starlet" or "feersum" => Psgi(words),
        "pm2" or "pm2-runtime" or "pm2-docker" or "nodemon" or "forever" or "ts-node" or "ts-node-dev" or "tsx" or "node-dev" or "supervisor" or "babel-node" or "esr" or "swc-node" or "esbuild-runner" or "next" or "nuxt" or "nest" or "vite-node" => Scripts(words),
        _ => null,
    };

    /// <summary>The value of the first of the options that is given: <c>-c x</c>, <c>-cx</c>, <c>--config x</c>, <c>--config=x</c>.</summary>
    public static string? ValueOf(List<string> words, params ReadOnlySpan<string> options)
    {
        for (var i = 1; i < words.Count; i++)
        {
            foreach (var option in options)
            {
                if (words[i] == option && i + 1 < words.Count)
                {
                    return words[i + 1];
                }

                if (words[i].StartsWith(option + "=", StringComparison.Ordinal))
                {
                    return words[i][(option.Length + 1)..];
                }

                if (option.Length == 2 && words[i].Length > 2 && words[i].StartsWith(option, StringComparison.Ordinal))
                {
                    return words[i][2..];
                }
            }
        }

        return null;
    }

    /// <summary>Its configuration is a Python file, in the working directory when none is named (gunicorn documentation, "Configuration Overview").</summary>
    private static IEnumerable<ServerStart> Gunicorn(List<string> words, ImageConfig config)
    {
        words = [.. words, .. (config.Environment.LastOrDefault(static item => item.Key == "GUNICORN_CMD_ARGS").Value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MaxWords)];
        var folder = ValueOf(words, "--chdir");
        var configuration = ValueOf(words, "-c", "--config") ?? "./gunicorn.conf.py";
        var file = configuration.StartsWith("file:", StringComparison.Ordinal) ? configuration[5..] : configuration;
        yield return configuration.StartsWith("python:", StringComparison.Ordinal) ? new("python", ModuleOf(configuration[7..]), folder) : new("python", file.Contains('/', StringComparison.Ordinal) ? file : "./" + file, folder);
        foreach (var start in Applications(words, config, []))
        {
            yield return start;
        }
    }

    /// <summary>Perl's servers take a file, <c>app.psgi</c> when none is named.</summary>
    private static IEnumerable<ServerStart> Psgi(List<string> words)
    {
        var files = words.Skip(1).Where(static word => !word.StartsWith('-') && word.Length < MaxPath).Append(ValueOf(words, "-a", "--app")).OfType<string>();
        return files.Append("app.psgi").Select(static word => new ServerStart("perl", word.Contains('/', StringComparison.Ordinal) ? word : "./" + word, null)).Concat(ValueOf(words, "-I") is { } library ? [new("perl", ModuleFinder.LibraryMark + library, null)] : []).Reverse();
    }

    /// <summary><c>module:object</c>, <c>package.module</c> or a file, as operand or as the value of an option; every word that may be one.</summary>
    private static IEnumerable<ServerStart> Applications(List<string> words, ImageConfig config, string[] options)
    {
        var folder = ValueOf(words, "--chdir", "--pythonpath", "--app-dir", "--workdir");
        var named = options.Select(option => ValueOf(words, option)).OfType<string>();
        foreach (var word in named.Concat(words.Skip(1).Where(word => !word.StartsWith('-'))).Append(config.Environment.LastOrDefault(item => item.Key is "APP_MODULE" or "MODULE_NAME").Value).OfType<string>())
        {
            if (word.EndsWith(".py", StringComparison.Ordinal) && word.Length < MaxPath)
            {
                yield return new("python", word.Contains('/', StringComparison.Ordinal) ? word : "./" + word, folder);
            }

            var module = ModuleOf(word);
            if (module.Length > 0)
            {
                yield return new("python", module, folder);
                yield return new("python", module + ":celery,main,app,tasks", folder);
            }
        }

        foreach (var setting in Setting(config, "DJANGO_SETTINGS_MODULE"))
        {
            yield return setting with { Folder = folder };
        }
    }

    /// <summary>Empty: it cannot be a module.</summary>
    private static string ModuleOf(string word)
    {
        var name = word.Split(':', '(')[0];
        name = name.StartsWith("file", StringComparison.Ordinal) && word.StartsWith("file:", StringComparison.Ordinal) ? word[5..] : name;
        name = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        name = name.EndsWith(".py", StringComparison.Ordinal) ? name[..^3].Trim('/').Replace('/', '.') : name;
        return name.Length is > 0 and < 200 && name.All(static c => char.IsLetterOrDigit(c) || c is '_' or '.') && !char.IsAsciiDigit(name[0]) ? name : "";
    }

    private static IEnumerable<ServerStart> Flask(List<string> words, ImageConfig config)
    {
        var app = ValueOf(words, "--app", "-A") ?? config.Environment.LastOrDefault(static item => item.Key == "FLASK_APP").Value;
        foreach (var name in app is { Length: > 0 } ? (string[])[app] : ["wsgi", "app"])
        {
            yield return new("python", ModuleOf(name), null);
        }
    }

    private static IEnumerable<ServerStart> Setting(ImageConfig config, string variable) =>
        config.Environment.LastOrDefault(item => item.Key == variable).Value is { Length: > 0 } module ? [new("python", module, null)] : [];

    private static IEnumerable<ServerStart> Preloads(List<string> words)
    {
        for (var i = 1; i + 1 < words.Count && words[i].StartsWith('-'); i++)
        {
            if (words[i] is "-r" or "--require" or "--import" or "--loader" or "--preload")
            {
                yield return new("javascript", words[++i], null);
            }
            else if (words[i].IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && words[i][..equals] is "--require" or "--import" or "--loader" or "--experimental-loader")
            {
                yield return new("javascript", words[i][(equals + 1)..], null);
            }
        }
    }

    private static IEnumerable<ServerStart> Scripts(List<string> words)
    {
        foreach (var word in words.Skip(1).Where(static word => !word.StartsWith('-') && word.Length < MaxPath))
        {
            yield return new("javascript", word.StartsWith('/') || word.StartsWith("./", StringComparison.Ordinal) ? word : "./" + word, null);
        }

        foreach (var usual in words[0].StartsWith("pm2", StringComparison.Ordinal) ? (string[])["./ecosystem.config.js", "./ecosystem.config.cjs"] : words[0] is "nodemon" or "nest" or "bun" ? ["./package.json", "./index.js"] : [])
        {
            yield return new("javascript", usual, null);
        }
    }
}
