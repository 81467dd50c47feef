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

    /// <summary>Programs in whose command line another program's stands.</summary>
    private static readonly HashSet<string> Wrappers =
    [
        "bundle", "poetry", "pipenv", "uv", "uvx", "pdm", "hatch", "rye", "conda", "micromamba", "newrelic-admin", "ddtrace-run", "opentelemetry-instrument", "npx", "yarn", "pnpm", "npm", "dotenv", "doppler", "infisical",
        "coverage", "scalene", "memray", "watchmedo", "honcho", "pipx", "rvm-exec", "rbenv", "bin/rails", "spring", "dotenvx", "env-cmd", "cross-env", "chamber", "aws-vault", "op", "vault", "teller", "berglas",
    ];

    public static IEnumerable<ServerStart> Of(Effect step, ImageConfig config)
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
            return module > 0 && module + 1 < words.Count ? Known([.. words.Skip(module + 1)], config) ?? [new("python", words[module + 1] + ".__main__", null), new("python", words[module + 1], null)]
                : words.Skip(1).Take(1).Where(static word => !word.StartsWith('-') && !word.EndsWith(".py", StringComparison.Ordinal)).Select(static word => new ServerStart("python", "__main__", word));
        }

        if (words[0] is "node" or "nodejs" or "bun" or "deno" or "ts-node" or "tsx")
        {
            return Preloads(words).Concat(Scripts(words, config));
        }

        var at = Wrappers.Contains(words[0]) ? words.FindIndex(word => Known([NameOf(word)], config) is not null) : 0;
        return at < 0 ? [] : Known([NameOf(words[at]), .. words.Skip(at + 1)], config) ?? [];
    }

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Null: not such a program.</summary>
    private static IEnumerable<ServerStart>? Known(List<string> words, ImageConfig config) => words[0] switch
    {
        "gunicorn" or "uvicorn" or "hypercorn" or "daphne" or "granian" or "waitress-serve" or "meinheld" or "gunicorn3" => Applications(words, config, ["-A", "--app"]),
        "uwsgi" or "uwsgi-core" => Applications([.. words.Select(word => word.Split('=') is [var option, var value] && option.StartsWith("--", StringComparison.Ordinal) ? value : word)], config, []),
        "celery" or "dramatiq" or "arq" or "taskiq" or "faust" or "huey_consumer" or "huey_consumer.py" or "rq" or "nameko" or "locust" => Applications(words, config, ["-A", "--app"]),
        "flask" => Flask(words, config),
        "fastapi" or "streamlit" or "chainlit" or "litestar" or "sanic" or "functions-framework" or "prefect" or "mlflow" or "panel" or "gradio" or "voila" or "kopf" => Applications(words, config, ["--app", "--source"]),
        "django-admin" => [.. Setting(config, "DJANGO_SETTINGS_MODULE")],
        "rackup" or "puma" or "unicorn" or "thin" or "falcon" or "passenger" or "rainbows" or "iodine" => Rack(words),
        "rails" => [.. Rack([]), new("ruby", "./config/application", null), new("ruby", "./config/environment", null), new("ruby", "./config/routes", null)],
        "sidekiq" => [new("ruby", ValueOf(words, "-r", "--require") is { } required ? "./" + required.TrimStart('.', '/') : "./config/environment", null)],
        "plackup" or "starman" or "hypnotoad" or "morbo" or "twiggy" => words.Skip(1).Where(static word => word.EndsWith(".psgi", StringComparison.Ordinal) || word.EndsWith(".pl", StringComparison.Ordinal)).DefaultIfEmpty("app.psgi").Select(static word => new ServerStart("perl", word, null)),
        "pm2" or "pm2-runtime" or "pm2-docker" or "nodemon" or "forever" or "ts-node" or "ts-node-dev" or "tsx" or "node-dev" or "supervisor" or "babel-node" or "esr" or "swc-node" or "esbuild-runner" or "next" or "nuxt" or "nest" or "vite-node" => Scripts(words, config),
        _ => null,
    };

    private static string? ValueOf(List<string> words, params ReadOnlySpan<string> options)
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
            }
        }

        return null;
    }

    /// <summary><c>module:object</c>, <c>package.module</c> or a file, as operand or as the value of an option; every word that may be one.</summary>
    private static IEnumerable<ServerStart> Applications(List<string> words, ImageConfig config, string[] options)
    {
        var folder = ValueOf(words, "--chdir", "--pythonpath", "--app-dir", "--workdir");
        var configuration = ValueOf(words, "-c", "--config");
        if (words[0] == "gunicorn")
        {
            yield return new("python", configuration is { } own ? ModuleOf(own) : "gunicorn.conf", folder);
        }

        var named = options.Select(option => ValueOf(words, option)).OfType<string>();
        foreach (var word in named.Concat(words.Skip(1).Where(word => !word.StartsWith('-'))).Append(config.Environment.LastOrDefault(item => item.Key is "APP_MODULE" or "MODULE_NAME").Value).OfType<string>())
        {
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

    private static IEnumerable<ServerStart> Rack(List<string> words) =>
        words.Skip(1).Where(static word => word.EndsWith(".ru", StringComparison.Ordinal)).DefaultIfEmpty("config.ru").Append("config/puma.rb").Select(static word => new ServerStart("ruby", "./" + word.TrimStart('/'), null));

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

    private static IEnumerable<ServerStart> Scripts(List<string> words, ImageConfig config)
    {
        _ = config;
        foreach (var word in words.Skip(1).Where(static word => !word.StartsWith('-') && word.Length < 300))
        {
            yield return new("javascript", word.StartsWith('/') || word.StartsWith("./", StringComparison.Ordinal) ? word : "./" + word, null);
        }

        foreach (var usual in words[0].StartsWith("pm2", StringComparison.Ordinal) ? (string[])["./ecosystem.config.js", "./ecosystem.config.cjs"] : words[0] is "nodemon" or "nest" or "bun" ? ["./package.json", "./index.js"] : [])
        {
            yield return new("javascript", usual, null);
        }
    }
}
