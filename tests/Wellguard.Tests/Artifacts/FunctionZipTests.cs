using System.IO.Compression;
using Xunit;

namespace Wellguard.Artifacts;

public sealed class FunctionZipTests
{
    private static ImageConfig ConfigOf(params (string Name, string Content)[] files)
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

        return FunctionZip.Open(ByteSource.OfMemory(memory.ToArray()), "f", "f.zip", null).Config;
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
}
