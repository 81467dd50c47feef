using System.Reflection.Metadata;

namespace Wellguard.Programs.Assemblies;

/// <content>Calls of classes of others: who knows them, and what is left of the arguments when nobody does.</content>
internal sealed partial class IlRun
{
    private IlValue CallOther(IlMember member, IlValue? place, IlValue[] arguments)
    {
        var self = place is null ? null : Read(place);
        if (member.Member == ".ctor")
        {
            // A constructor called on a place: of a structure, or of the class that this one derives from.
            if (place?.Place is { } structure)
            {
                structure.Value = CreateOther(member.Type, arguments);
            }

            return IlValue.Unknown;
        }

        if (member.Member == "MoveNext" && self?.Instance is { Own: { IsNil: false } machine } && assembly.MethodOf(machine, "MoveNext", 0) is { IsNil: false } next)
        {
            return CallOwn(member with { Own = next }, self, [], isVirtual: false);
        }

        if (self?.Instance is { Own: { IsNil: false } own } && Override(own, member) is { IsNil: false } method && assembly.Body(method) is not null)
        {
            return CallOwn(member with { Own = method }, self, arguments, isVirtual: false);
        }

        var values = Array.ConvertAll(arguments, Read);
        return CallTask(member, place, self, arguments, values)
            ?? HandOn(member, self, values)
            ?? CallText(member, place, self, values)
            ?? CallArray(member, self, values, arguments)
            ?? CallStream(member, self, values)
            ?? CallCipher(member, self, values)
            ?? CallNetwork(member, self, values)
            ?? CallFile(member, self, values)
            ?? CallProcess(member, self, values)
            ?? CallLoading(member, self, values)
            ?? CallHost(member, self, values)
            ?? CallMember(member, self, values)
            ?? Left(member, self, values, arguments);
    }

    /// <summary>Properties and collections of an instance that was made here.</summary>
    private static IlValue? CallMember(IlMember member, IlValue? self, IlValue[] values)
    {
        if (self?.Instance is not { Own.IsNil: true } instance)
        {
            return null;
        }

        if (member.Member.StartsWith("set_", StringComparison.Ordinal) && values.Length == 1)
        {
            instance.Fields[member.Member[4..]] = values[0];
            return IlValue.Unknown;
        }

        if (member.Member.StartsWith("get_", StringComparison.Ordinal) && values.Length == 0)
        {
            var name = member.Member[4..];
            if (instance.Fields.TryGetValue(name, out var known))
            {
                return known;
            }

            if (name is "StartInfo" or "ArgumentList" or "Headers" or "DefaultRequestHeaders" or "Environment" or "EnvironmentVariables" or "QueryString" or "Attachments")
            {
                return instance.Fields[name] = IlValue.Of(new IlInstance("System." + name));
            }

            return null;
        }

        if (member.Member is "Add" or "TryAdd" or "set_Item" or "AddRange" or "Push" or "Enqueue" or "TryAddWithoutValidation" or "AddLast" or "Insert")
        {
            foreach (var value in values)
            {
                instance.Add(value);
            }

            return member.Returns ? self : IlValue.Unknown;
        }

        return null;
    }

    /// <summary>Nothing is known of the call: the result has what went in; so have places that it may write to.</summary>
    private static IlValue Left(IlMember member, IlValue? self, IlValue[] values, IlValue[] arguments)
    {
        var result = self is null ? IlValue.Unknown : self.Instance is { Own.IsNil: false } ? IlValue.Unknown : new IlValue(IlKind.Unknown) { Origin = OriginOf(self), Decoding = DecodingOf(self), IsVerified = self.IsVerified };
        foreach (var value in values)
        {
            result = Joined(result, value);
        }

        foreach (var argument in arguments)
        {
            if (argument.Place is { } place && place.Value.Kind is not IlKind.Instance)
            {
                place.Value = result;
            }
        }

        return result;
    }

    /// <summary>Tasks, their builders and awaiters: the value that they will have.</summary>
    private IlValue? CallTask(IlMember member, IlValue? place, IlValue? self, IlValue[] arguments, IlValue[] values)
    {
        switch (member.Member)
        {
            case "GetAwaiter" or "ConfigureAwait" or "GetResult" or "AsTask" or "get_Result" or "WaitAsync" or "Unwrap" when self is not null && member.Type.StartsWith("System.", StringComparison.Ordinal) && self.Instance is not { Own.IsNil: false }:
                return self;
            case "FromResult" when values is [var result]:
                return result;
            case "Create" when member.Type.EndsWith("MethodBuilder", StringComparison.Ordinal):
                return IlValue.Of(new IlInstance("builder"));
            case "Start" when member.Type.EndsWith("MethodBuilder", StringComparison.Ordinal) && values is [{ Instance: { Own: { IsNil: false } machine } } state]:
                if (assembly.MethodOf(machine, "MoveNext", 0) is { IsNil: false } next)
                {
                    CallOwn(new IlMember("MoveNext", state.Instance.Type, "MoveNext", 0, true, false, next), arguments[0], [], isVirtual: false);
                }

                return IlValue.Unknown;
            case "SetResult" when self?.Instance is { Type: "builder" } builder && values is [var value]:
                builder.Fields["result"] = value;
                return IlValue.Unknown;
            case "get_Task" when self?.Instance is { Type: "builder" } built:
                return built["result"];
            case "get_IsCompleted":
                return IlValue.Unknown;
            case "AwaitUnsafeOnCompleted" or "AwaitOnCompleted" or "SetStateMachine":
                return IlValue.Unknown;
            default:
                return null;
        }
    }

    /// <summary>The place holds the structure that a method changes.</summary>
    private static void Change(IlValue? place, IlValue value)
    {
        if (place?.Place is { } structure)
        {
            structure.Value = value;
        }
    }
}
