using Wellguard.Events;

namespace Wellguard.Linux.Detonation.Internet;

/// <summary>Answers DNS messages, whatever carried them, and says what was asked: each name once, and what names were made to carry.</summary>
internal sealed class Resolver(NameMap names, EventOutlet events, CanaryPatterns canaries)
{
    /// <summary>Bytes of one label, and of all before the domain, from which on a name carries data rather than naming something.</summary>
    private const int LongLabel = 40;
    private const int LongName = 70;

    /// <summary>Attack: names without end. More are answered and not remembered.</summary>
    private const int RememberLimit = 65_536;

    /// <summary>Domains whose names are read as one stream: a secret is sent in pieces.</summary>
    private const int StreamLimit = 64;

    /// <summary>Bytes of a label that may be a piece of something.</summary>
    private const int PieceLimit = 12;

    private readonly Lock gate = new();
    private readonly HashSet<(string, DnsType)> told = [];
    private readonly Dictionary<string, CanarySearch> streams = [];
    private readonly HashSet<(string, string)> stolen = [];

    /// <summary>Null when the message wants no answer.</summary>
    /// <param name="isDatagram">The answer must fit in what the client takes.</param>
    public byte[]? Answer(ReadOnlySpan<byte> message, bool isDatagram)
    {
        if (DnsQuestion.Read(message) is not var (question, code, id))
        {
            return null;
        }

        if (question is null)
        {
            return DnsAnswer.Failure(id, code);
        }

        var (answer, address) = DnsAnswer.To(question, names, isDatagram ? question.Room : ushort.MaxValue);
        Tell(question, address, message.Length);
        return answer;
    }

    private void Tell(DnsQuestion question, string? address, int size)
    {
        var parts = question.Name.Split('.');
        var domain = string.Join('.', parts[Math.Max(0, parts.Length - 2)..]);
        var carried = question.Name.Length - domain.Length;
        bool isNew;
        lock (gate)
        {
            isNew = told.Count < RememberLimit && told.Add((question.Name, question.Type));
        }

        var name = Thefts(question, domain) ? $"[data].{domain}" : question.Name;
        if (isNew)
        {
            events.Emit(new(0, EventKind.Resolve) { Source = "", Object = name, Other = address, Arguments = question.Type is DnsType.A or DnsType.AAAA ? null : [question.Type.ToString()] });
            if (carried >= LongName || question.Labels.Any(label => label.Length >= LongLabel))
            {
                events.Send(name, "dns", size);
            }
        }
    }

    /// <summary>True when the name holds a canary or a piece of one.</summary>
    private bool Thefts(DnsQuestion question, string domain)
    {
        if (canaries.All.Count == 0)
        {
            return false;
        }

        var labels = question.Labels.Take(question.Labels.Count - 2).ToList();
        byte[] whole = [.. labels.SelectMany(label => label)];
        var search = new CanarySearch(canaries);
        foreach (var label in labels)
        {
            search.Add([.. label, (byte)'.']);
        }

        search.Add(whole);
        search.Finish();
        lock (gate)
        {
            if (!streams.TryGetValue(domain, out var stream))
            {
                if (streams.Count >= StreamLimit)
                {
                    return Report(search, domain);
                }

                streams[domain] = stream = new(canaries);
            }

            foreach (var label in labels.Where(label => label.Length >= PieceLimit))
            {
                stream.Add(label);
            }

            return Report(search, domain) | (labels.Exists(label => label.Length >= PieceLimit) && Report(stream, domain));
        }
    }

    /// <summary>Each canary once for a domain.</summary>
    private bool Report(CanarySearch search, string domain)
    {
        foreach (var (name, encodings) in search.Found)
        {
            lock (gate)
            {
                if (stolen.Count >= RememberLimit || !stolen.Add((domain, name)))
                {
                    continue;
                }
            }

            events.Emit(new(0, EventKind.Theft) { Source = "", Object = domain, Other = name, Arguments = encodings });
        }

        return search.Found.Count > 0;
    }
}
