using System.Globalization;

namespace Wellguard.Programs.PowerShell;

/// <summary>What is known about an object in a pipeline.</summary>
/// <param name="Value">Its text and where that comes from; bytes are one character each.</param>
internal sealed record Item(Shell.Value Value)
{
    public static Item Nothing { get; } = new(Shell.Value.Empty);

    /// <summary>Of a list.</summary>
    public List<Item>? List { get; init; }

    /// <summary>Of a hash table, or what was set on an object.</summary>
    public Dictionary<string, Item>? Fields { get; init; }

    /// <summary>Of an object or a type literal: its .NET name in lower case, without <c>System.</c></summary>
    public string? Type { get; init; }

    public Block? Block { get; init; }

    public string Text => List is null ? Value.Text : string.Join(' ', List.Take(PowerShellRun.MaxItems).Select(static item => item.Value.Text));

    /// <summary>A list as one value: what is known of its parts.</summary>
    public Shell.Value Joined => List is null ? Value : Shell.Value.Concat([.. Separated(List.Take(PowerShellRun.MaxItems))]);

    public IReadOnlyList<Item> Items => List ?? [this];

    /// <summary>Text, also when it looks like a number.</summary>
    public bool IsText { get; init; }

    public bool IsNothing => List is null && Fields is null && Type is null && Block is null && Value is { Text.Length: 0, Origin: null };

    public double? Number => Value.Known && double.TryParse(Value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static Item Of(string text) => new(new Shell.Value(text)) { IsText = true };

    public static Item Of(double number) => new(new Shell.Value(number.ToString(CultureInfo.InvariantCulture)));

    public static Item OfList(IReadOnlyList<Item> items) => new(Shell.Value.Empty) { List = items as List<Item> ?? [.. items] };

    public static Item Unknown(string placeholder) => new(Shell.Value.Unknown(placeholder));

    /// <summary>Something that was made of this one: where it comes from stays.</summary>
    public Item Derived(string placeholder) => new(Joined with { Text = placeholder, Known = false });

    public Item With(string text) => new(Joined with { Text = text }) { IsText = true };

    private static IEnumerable<Shell.Value> Separated(IEnumerable<Item> items)
    {
        var first = true;
        foreach (var item in items)
        {
            if (!first)
            {
                yield return new Shell.Value(" ");
            }

            first = false;
            yield return item.Value;
        }
    }
}

/// <summary>A script block: its text, and where that starts.</summary>
/// <param name="Parameters">Names in order, when it is a function with parameters before its body.</param>
internal sealed record Block(string Text, int Line, int Column)
{
    public IReadOnlyList<string> Parameters { get; init; } = [];
}
