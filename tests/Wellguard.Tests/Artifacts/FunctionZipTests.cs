using System.IO.Compression;
using Xunit;

namespace Wellguard.Artifacts;

public sealed class FunctionZipTests
{
    private static ImageConfig ConfigOf(params (string Name, string Content)[] files) => Open(files).Config;

    private static Image Open(params (string Name, string Content)[] files)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(content);
            }
        }

        return FunctionZip.Open(ByteSource.OfMemory(memory.ToArray()), "f", "f.zip", null);
    }

    private static string? Label(ImageConfig config, string name) => config.Labels.FirstOrDefault(l => l.Key == name).Value;

    [Theory]
    [InlineData("aws", "lambda_function.py", "python lambda_function.py")]
    [InlineData("aws", "index.mjs", "node index.mjs")]
    [InlineData("aws", "index.js", "node index.js")]
    [InlineData("aws", "bootstrap", "bootstrap")]
    public void A_file_that_a_runtime_starts_by_its_name_is_the_entrypoint(string provider, string file, string command)
    {
        var config = ConfigOf((file, "x"), ("other.txt", ""));
        Assert.Equal(provider, Label(config, FunctionConventions.ProviderLabel));
        Assert.Equal(command, string.Join(' ', config.Entrypoint));
    }

    [Theory]
    [InlineData("lambda_function.pyc", true)]
    [InlineData("app.pyc", true)]
    [InlineData("__pycache__/lambda_function.cpython-312.pyc", false)]
    public void Bytecode_in_place_of_a_handler_was_not_read(string file, bool said)
    {
        var image = Open((file, "\u00cb\r\r\n"), ("requirements.txt", "x"), ("index.js", "exports.handler = () => 1"));
        Assert.Equal(said, image.Shortfalls.Any(shortfall => shortfall.What == file && shortfall.Why.Contains("bytecode", StringComparison.Ordinal)));
        Assert.Empty(Open((file, "x"), (file[..^1], "x"), ("index.js", "x")).Shortfalls);
    }

    [Fact]
    public void Extensions_of_lambda_start_by_themselves_and_are_handlers()
    {
        var config = ConfigOf(("lambda_function.py", ""), ("extensions/agent", "#!/bin/sh"));
        Assert.Equal("lambda_function.py\nextensions/agent", Label(config, FunctionConventions.HandlersLabel));
    }

    [Fact]
    public void A_template_names_the_handler_and_the_variables()
    {
        var config = ConfigOf(("src/main.py", ""), ("template.yaml", """
            Resources:
              F:
                Properties:
                  Handler: src/main.run
                  Environment:
                    Variables:
                      AWS_LAMBDA_EXEC_WRAPPER: /var/task/wrap
                      B: "2"
                  MemorySize: 128
            """));
        Assert.Equal(["python", "src/main.py"], config.Entrypoint);
        Assert.Equal([new("AWS_LAMBDA_EXEC_WRAPPER", "/var/task/wrap"), new("B", "2")], config.Environment);
    }

    [Fact]
    public void Azure_bindings_name_their_script()
    {
        var config = ConfigOf(("host.json", "{}"), ("Http/function.json", """{"scriptFile": "../shared/run.py", "entryPoint": "main"}"""), ("shared/run.py", ""));
        Assert.Equal("azure", Label(config, FunctionConventions.ProviderLabel));
        Assert.Equal(["python", "shared/run.py"], config.Entrypoint);
    }

    [Fact]
    public void Google_functions_are_known_by_main_py_or_the_framework()
    {
        Assert.Equal("google", Label(ConfigOf(("main.py", ""), ("requirements.txt", "")), FunctionConventions.ProviderLabel));
        var config = ConfigOf(("lib/f.js", ""), ("package.json", """{"main": "./lib/f.js", "dependencies": {"@google-cloud/functions-framework": "3"}}"""));
        Assert.Equal("google", Label(config, FunctionConventions.ProviderLabel));
        Assert.Equal(["node", "lib/f.js"], config.Entrypoint);
    }

    [Fact]
    public void A_zip_of_anything_else_has_no_provider_and_no_entrypoint()
    {
        var config = ConfigOf(("readme.txt", "x"));
        Assert.Empty(config.Labels);
        Assert.Empty(config.Entrypoint);
    }

    [Theory]
    [InlineData("my_handler.py")]
    [InlineData("Function.deps.json", "Function.dll")]
    [InlineData("com/example/Handler.class")]
    [InlineData("lib/handler.jar")]
    [InlineData("python/util.py")]
    [InlineData("package.json")]
    [InlineData("src/orders/create.js")]
    [InlineData("boto3-1.35.dist-info/METADATA", "boto3/__init__.py", "orders/create.py")]
    [InlineData("requirements.txt")]
    [InlineData("host.json")]
    [InlineData("tick/function.json")]
    [InlineData("vendor.zip", "lambda_function.py")]
    public void A_zip_with_something_of_a_convention_is_a_function(params string[] names)
    {
        var image = Open([.. names.Select(name => (name, "x"))]);
        Assert.Equal(ArtifactKind.Function, image.Artifact.Kind);
        Assert.Empty(image.Shortfalls);
    }

    [Theory]
    [InlineData("main", "\u007fELF\u0002\u0001\u0001")]
    [InlineData("run", "#!/bin/sh\n")]
    public void A_program_at_the_root_is_known_by_its_first_bytes(string name, string content) => Assert.Empty(Open((name, content)).Shortfalls);

    [Theory]
    [InlineData("a.zip", "PK")]
    [InlineData("deep/image.tar", "x")]
    [InlineData("no-extension", "PK\u0003\u0004")]
    [InlineData("b.tgz", "x")]
    public void A_zip_of_archives_is_refused_with_what_to_write(string name, string content)
    {
        var problem = Assert.Throws<UnreadableException>(() => Open((name, content), ("README.md", "samples")));
        Assert.Contains(name, problem.Why, StringComparison.Ordinal);
        Assert.Contains("write archive:f.zip", problem.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_zip_is_refused() => Assert.Contains("is an empty zip archive", Assert.Throws<UnreadableException>(() => Open()).Why, StringComparison.Ordinal);

    [Theory]
    [InlineData("plain.txt", ArtifactKind.Unknown, "no code that could be judged")]
    [InlineData("repository-main/app.py", ArtifactKind.Function, "no handler of a function at its root")]
    [InlineData("inner/__init__.py", ArtifactKind.Function, "no handler of a function at its root")]
    public async Task A_zip_without_a_convention_is_never_clean(string name, ArtifactKind kind, string why)
    {
        var image = Open((name, "pass"));
        Assert.Equal(kind, image.Artifact.Kind);
        Assert.Contains(why, Assert.Single(image.Shortfalls).Why, StringComparison.Ordinal);
        var report = await Pipeline.ScanAsync(image, new(Verdicts.Policy.Default, new DateOnly(2026, 1, 1)), TestContext.Current.CancellationToken);
        Assert.Equal((Verdicts.Level.Unknown, CompletenessState.Partial), (report.Verdict.Level, report.Completeness.State));
    }

    public static TheoryData<string> FunctionsOfTheCorpus => [.. Tests.Artifacts.Corpus.Files.Where(file => File.ReadAllText(file).Contains("\nkind: function", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(FunctionsOfTheCorpus))]
    public void Every_zip_of_the_corpus_is_known_as_a_function(string file)
    {
        using var memory = new MemoryStream();
        Tests.Artifacts.Corpus.Read(file, 7).WriteZip(memory);
        var image = FunctionZip.Open(ByteSource.OfMemory(memory.ToArray()), "f", "f.zip", null);
        Assert.Equal(ArtifactKind.Function, image.Artifact.Kind);
        Assert.Empty(image.Shortfalls);
    }
}
