using System.Reflection.Metadata;
using Wellguard.Programs.Scripts;

namespace Wellguard.Programs.Assemblies;

internal enum IlKind : byte { Unknown, Null, Number, Text, Array, Instance, Function, Place, Type }

/// <summary>What is known about a value on the stack, in a local or in a field.</summary>
internal sealed record IlValue(IlKind Kind)
{
    /// <summary>A hole in a text that is known in part, as scripts have it.</summary>
    public const string Hole = "${_}";

    public static readonly IlValue Unknown = new(IlKind.Unknown);
    public static readonly IlValue Null = new(IlKind.Null);

    private static readonly IlValue[] Small = [.. Enumerable.Range(0, 257).Select(static number => new IlValue(IlKind.Number) { Number = number - 1 })];

    public long Number { get; init; }

    /// <summary>The text; of a type or a function of others, its full name.</summary>
    public string Text { get; init; } = "";
    public IlArray? Array { get; init; }
    public IlInstance? Instance { get; init; }
    public IlPlace? Place { get; init; }

    /// <summary>Of a delegate or a function pointer.</summary>
    public MethodDefinitionHandle Method { get; init; }

    /// <summary>What the delegate is bound to.</summary>
    public IlValue? Target { get; init; }

    /// <summary>Where it came from: an address, a file, the environment.</summary>
    public string? Origin { get; init; }

    public IReadOnlyList<string> Decoding { get; init; } = [];

    /// <summary>The text has holes.</summary>
    public bool IsPartial { get; init; }

    /// <summary>An element of a text or an array: what is computed of it is decoded.</summary>
    public bool IsElement { get; init; }

    /// <summary>A digest was compared on the way.</summary>
    public bool IsVerified { get; init; }

    public bool IsText => Kind == IlKind.Text;
    public bool IsNumber => Kind == IlKind.Number;

    /// <summary>Nothing about it is open.</summary>
    public bool IsConstant => Kind is IlKind.Null or IlKind.Number or IlKind.Type || (Kind == IlKind.Text && !IsPartial) || (Kind == IlKind.Array && Array!.IsConstant);

    public static IlValue Of(long number) => number is >= -1 and <= 255 ? Small[number + 1] : new(IlKind.Number) { Number = number };

    public static IlValue Of(string text) => new(IlKind.Text) { Text = text };

    public static IlValue Of(byte[] bytes) => new(IlKind.Array) { Array = new IlArray(bytes) };

    public static IlValue Of(IlArray array) => new(IlKind.Array) { Array = array };

    public static IlValue Of(IlInstance instance) => new(IlKind.Instance) { Instance = instance };

    public static IlValue From(string origin) => new(IlKind.Unknown) { Origin = origin };

    /// <summary>Keeps where the others came from and how they were decoded.</summary>
    public IlValue With(IlValue source, string? decoding = null)
    {
        if (source.Origin is null && source.Decoding.Count == 0 && decoding is null && !source.IsVerified)
        {
            return this;
        }

        var steps = Value.Joined(source.Decoding, Decoding);
        return this with { Origin = ScriptRun.Stronger(Origin, source.Origin), IsVerified = IsVerified || source.IsVerified, Decoding = decoding is null || steps.Contains(decoding) ? steps : [.. steps, decoding] };
    }
}

/// <summary>An array: of bytes, or of values.</summary>
internal sealed class IlArray
{
    /// <summary>Attack: arrays of gigabytes.</summary>
    public const int MaxBytes = 8 << 20, MaxItems = 1 << 16;

    public IlArray(byte[] bytes) => Bytes = bytes;

    public IlArray(IlValue[] items) => Items = items;

    public byte[]? Bytes { get; set; }
    public IlValue[]? Items { get; }

    /// <summary>An element was set that is not known.</summary>
    public bool IsOpen { get; set; }

    public string? Origin { get; set; }
    public IReadOnlyList<string> Decoding { get; set; } = [];

    public int Length => Bytes?.Length ?? Items!.Length;

    public bool IsConstant => !IsOpen && (Bytes is not null || System.Array.TrueForAll(Items!, static item => item.IsConstant));

    public IlValue this[long at]
    {
        get => at < 0 || at >= Length || IsOpen ? new IlValue(IlKind.Unknown) { Origin = Origin, Decoding = Decoding, IsElement = true }
            : Bytes is not null ? new IlValue(IlKind.Number) { Number = Bytes[at], IsElement = true, Decoding = Decoding, Origin = Origin }
            : Items![at];
        set
        {
            Origin = ScriptRun.Stronger(Origin, value.Origin);
            Decoding = Value.Joined(Decoding, value.Decoding);
            if (at < 0 || at >= Length)
            {
                return;
            }

            if (Items is not null)
            {
                Items[at] = value;
            }
            else if (value.IsNumber)
            {
                Bytes![at] = (byte)value.Number;
            }
            else
            {
                IsOpen = true;
            }
        }
    }
}

/// <summary>An instance of a class: its fields, by name for classes of others, and what was added to it.</summary>
/// <param name="Type">Full name.</param>
internal sealed record IlInstance(string Type)
{
    /// <summary>Attack: a loop that adds to a list.</summary>
    private const int MaxItems = 4_096;

    public TypeDefinitionHandle Own { get; init; }
    public Dictionary<string, IlValue> Fields { get; } = new(StringComparer.Ordinal);
    public List<IlValue> Items { get; } = [];

    public IlValue this[string name] => Fields.GetValueOrDefault(name) ?? IlValue.Unknown;

    public void Add(IlValue item)
    {
        if (Items.Count < MaxItems)
        {
            Items.Add(item);
        }
    }
}

/// <summary>What an address points at.</summary>
internal sealed record IlPlace(IlValue[]? Slots, long At, IlArray? Array = null, Dictionary<string, IlValue>? Fields = null, string Name = "")
{
    public IlValue Value
    {
        get => Slots is not null ? Slots[At] : Array is not null ? Array[At] : Fields!.GetValueOrDefault(Name) ?? IlValue.Unknown;
        set
        {
            if (Slots is not null)
            {
                Slots[At] = value;
            }
            else if (Array is not null)
            {
                Array[At] = value;
            }
            else
            {
                Fields![Name] = value;
            }
        }
    }
}
