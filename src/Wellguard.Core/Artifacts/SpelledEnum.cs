using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wellguard.Artifacts;

/// <summary>Enum values as the contract spells them: lower case, words joined by a hyphen.</summary>
public sealed class SpelledEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower)
    where T : struct, Enum;
