namespace Wellguard.Signals;

/// <summary>Every rule that can fire, by id.</summary>
public static class RuleBook
{
    public static IReadOnlyList<Rule> All { get; } = [];

    public static Rule? Find(string id) => All.FirstOrDefault(rule => rule.Id == id);
}
