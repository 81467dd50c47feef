using System.Text;

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

    /// <summary>Letters that look like a Latin one (Unicode TR39 has them all; these are those that fonts of terminals do not tell apart).</summary>
    private static readonly Dictionary<char, char> Alike = new()
    {
        ['ɑ'] = 'a',
        ['а'] = 'a',
        ['α'] = 'a',
        ['с'] = 'c',
        ['ϲ'] = 'c',
        ['ԁ'] = 'd',
        ['е'] = 'e',
        ['ɡ'] = 'g',
        ['ɢ'] = 'g',
        ['һ'] = 'h',
        ['і'] = 'i',
        ['ı'] = 'i',
        ['ɩ'] = 'i',
        ['ι'] = 'i',
        ['ј'] = 'j',
        ['κ'] = 'k',
        ['к'] = 'k',
        ['ӏ'] = 'l',
        ['ⅼ'] = 'l',
        ['м'] = 'm',
        ['ո'] = 'n',
        ['п'] = 'n',
        ['η'] = 'n',
        ['о'] = 'o',
        ['ο'] = 'o',
        ['օ'] = 'o',
        ['р'] = 'p',
        ['ρ'] = 'p',
        ['ԛ'] = 'q',
        ['г'] = 'r',
        ['ѕ'] = 's',
        ['т'] = 't',
        ['τ'] = 't',
        ['υ'] = 'u',
        ['ս'] = 'u',
        ['ѵ'] = 'v',
        ['ν'] = 'v',
        ['ԝ'] = 'w',
        ['х'] = 'x',
        ['χ'] = 'x',
        ['у'] = 'y',
        ['γ'] = 'y',
        ['ᴢ'] = 'z',
    };

    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>The official name that letters of other alphabets imitate, or null.</summary>
    public static string? Imitated(string name)
    {
        if (Ascii.IsValid(name))
        {
            return null;
        }

        var plain = string.Concat(name.Normalize(NormalizationForm.FormKC).Where(c => char.IsAscii(c) || Alike.ContainsKey(c)).Select(c => Alike.GetValueOrDefault(c, c)));
        return Names.Contains(plain) ? plain : null;
    }

    /// <summary>The official name that differs by one slip of the keyboard: a letter more, less, other or exchanged with its neighbour. Null for short names, where that is chance.</summary>
    public static string? Near(string name)
    {
        const int Shortest = 5;
        var unversioned = name.TrimEnd([.. "0123456789.-_"]); // python3, php8.2
        return name.Length < Shortest || Names.Contains(name) || Names.Contains(unversioned) ? null : Names.FirstOrDefault(official => official.Length >= Shortest && Math.Abs(official.Length - name.Length) <= 1 && IsOneSlip(name, official));
    }

    private static bool IsOneSlip(string name, string official)
    {
        var start = 0;
        while (start < Math.Min(name.Length, official.Length) && name[start] == official[start])
        {
            start++;
        }

        var left = name.AsSpan(start);
        var right = official.AsSpan(start);
        return left.Length == right.Length
            ? left[1..].SequenceEqual(right[1..]) || (left.Length > 1 && left[0] == right[1] && left[1] == right[0] && left[2..].SequenceEqual(right[2..]))
            : left.Length > right.Length ? left[1..].SequenceEqual(right) : right[1..].SequenceEqual(left);
    }
}
