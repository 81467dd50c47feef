namespace Wellguard.Layers;

/// <summary>What the command lines of Ruby's servers and task runners load.</summary>
internal static class RubyServers
{
    /// <summary>Configuration in Ruby, of puma, unicorn and thin; and the application.</summary>
    public static IEnumerable<ServerStart> Rack(List<string> words)
    {
        var configuration = ServerStarts.ValueOf(words, "-C", "-c", "--config", "--config-file");
        var applications = words.Skip(1).Where(static word => word.EndsWith(".ru", StringComparison.Ordinal)).DefaultIfEmpty("config.ru");
        var required = ServerStarts.ValueOf(words, "-r", "--require");
        return ((string?[])[configuration, "config/puma.rb", "config/unicorn.rb", required, .. applications]).OfType<string>().Distinct().Select(File);
    }

    /// <summary><c>rails server</c> and the other verbs: the application, which loads what <c>config/application</c> stands for.</summary>
    public static IEnumerable<ServerStart> Rails(List<string> words) =>
        [.. Rack(words), File("config/boot"), File("config/application"), File("config/environment"), File("config/routes")];

    /// <summary>A file, or the folder of a Rails application.</summary>
    public static IEnumerable<ServerStart> Sidekiq(List<string> words)
    {
        var required = ServerStarts.ValueOf(words, "-r", "--require") ?? ".";
        return [File(required), File(required.TrimEnd('/') + "/config/environment")];
    }

    public static IEnumerable<ServerStart> Rake(List<string> words) => ((string[])[ServerStarts.ValueOf(words, "-f", "--rakefile") ?? "Rakefile", "./lib/tasks/"]).Select(File);

    private static ServerStart File(string path) => new("ruby", path.StartsWith('/') || path.StartsWith("./", StringComparison.Ordinal) ? path : "./" + path, null);
}
