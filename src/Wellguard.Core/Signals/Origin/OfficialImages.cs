using Wellguard.Inventories;

namespace Wellguard.Signals.Origin;

/// <summary>A repository reference in its parts.</summary>
/// <param name="Account">The part before the last, or null.</param>
/// <param name="Name">The last part.</param>
internal sealed record RepositoryName(string? Account, string Name)
{
    /// <summary>Without host, tag and digest; null for what is no repository name.</summary>
    public static RepositoryName? Of(string reference)
    {
        var text = reference.Split('@')[0];
        var slash = text.LastIndexOf('/');
        var colon = text.IndexOf(':', slash + 1);
        text = colon < 0 ? text : text[..colon];
        var parts = text.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (parts.Count > 1 && (parts[0].Contains('.', StringComparison.Ordinal) || parts[0].Contains(':', StringComparison.Ordinal) || parts[0] == "localhost"))
        {
            parts.RemoveAt(0);
        }

        return parts.Count == 0 || parts.Sum(part => part.Length) > 300 ? null : new RepositoryName(parts.Count > 1 ? parts[^2] : null, parts[^1]);
    }
}

/// <summary>Names of images that everybody pulls without an account, and what looks like them.</summary>
internal static class OfficialImages
{
    private static readonly HashSet<string> Names =
    [
        "adminer", "almalinux", "alpine", "amazonlinux", "archlinux", "bash", "busybox", "caddy", "cassandra", "centos", "clojure", "composer", "consul", "couchbase", "couchdb", "debian", "docker", "drupal", "eclipse-mosquitto",
        "eclipse-temurin", "elasticsearch", "elixir", "erlang", "fedora", "fluentd", "ghost", "golang", "gradle", "groovy", "haproxy", "haskell", "httpd", "influxdb", "jenkins", "joomla", "kibana", "kong", "logstash", "mariadb",
        "maven", "mediawiki", "memcached", "mongo", "mongo-express", "mysql", "neo4j", "nextcloud", "nginx", "node", "openjdk", "opensuse", "oraclelinux", "percona", "perl", "php", "phpmyadmin", "postgres", "prometheus", "python",
        "rabbitmq", "redis", "redmine", "registry", "rethinkdb", "rockylinux", "ruby", "rust", "solr", "sonarqube", "swift", "telegraf", "tomcat", "traefik", "ubuntu", "varnish", "vault", "wordpress", "zookeeper",
    ];

    private static readonly NameList List = new(Names);

    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>The official name that letters of other alphabets imitate, or null.</summary>
    public static string? Imitated(string name) => List.Imitated(name) is { Kind: LikenessKind.Alphabet } likeness ? likeness.Original : null;

    /// <summary>The official name that differs by one slip of the keyboard: a letter more, less, other or exchanged with its neighbour. Null for short names, where that is chance.</summary>
    public static string? Near(string name)
    {
        var unversioned = name.TrimEnd([.. "0123456789.-_"]); // python3, php8.2
        return Names.Contains(unversioned) || List.Imitated(name) is not { Kind: not LikenessKind.Alphabet and < LikenessKind.Words } likeness ? null : likeness.Original;
    }
}
