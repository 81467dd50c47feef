using Wellguard.Artifacts;

namespace Wellguard.Linux.Detonation.Samples;

/// <summary>A function zip: each file that its provider starts, its handlers called with events of the usual kinds.</summary>
internal static class FunctionSample
{
    private const string Task = "/var/task";
    private const string Runtime = "/var/runtime";

    /// <param name="image">What a function zip was opened as: one layer with its files.</param>
    public static Sample Of(Image image)
    {
        var handlers = (image.Config.Labels.FirstOrDefault(static label => label.Key == FunctionConventions.HandlersLabel).Value ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new(image.Artifact, new ImageConfig
        {
            Os = "linux",
            WorkingDirectory = Task,
            Entrypoint = ["/bin/sh", Runtime + "/start.sh", .. handlers],
            Environment =
            [
                .. image.Config.Environment, KeyValuePair.Create("LAMBDA_TASK_ROOT", Task), KeyValuePair.Create("AWS_LAMBDA_FUNCTION_NAME", "app"), KeyValuePair.Create("AWS_REGION", "eu-central-1"),
                KeyValuePair.Create("AWS_EXECUTION_ENV", "AWS_Lambda"), KeyValuePair.Create("AWS_LAMBDA_RUNTIME_API", "169.254.100.1:9001"),
            ],
        })
        {
            Base = handlers.Any(static file => file.EndsWith(".py", StringComparison.Ordinal)) ? BaseSystem.Python : handlers.Any(static file => file.EndsWith("js", StringComparison.Ordinal)) ? BaseSystem.Node : BaseSystem.Shell,
            FillAsync = async (folder, _, cancel) =>
            {
                Driver.Put(folder, "function.sh", Runtime + "/start.sh");
                Driver.Put(folder, "function.py", Runtime + "/bootstrap.py");
                Driver.Put(folder, "function.mjs", Runtime + "/bootstrap.mjs");
                Directory.CreateDirectory(folder + Task);
                var missed = await RootFilesystem.UnpackAsync(image, folder + Task, cancel).ConfigureAwait(false);
                return new(handlers.Length > 0 ? missed : [.. missed, new("detonate", image.Artifact.Name, "no file of it is one that a provider starts")]);
            },
        };
    }
}
