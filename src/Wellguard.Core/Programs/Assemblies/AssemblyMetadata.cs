using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Wellguard.Programs.Assemblies;

/// <summary>What an instruction calls or names.</summary>
/// <param name="Name">Full name of the type, a dot, the member: of methods of others.</param>
/// <param name="Own">The method when the assembly has it itself.</param>
internal sealed record IlMember(string Name, string Type, string Member, int Parameters, bool HasThis, bool Returns, MethodDefinitionHandle Own)
{
    /// <summary>The type argument of a generic method, when the assembly has it itself.</summary>
    public TypeDefinitionHandle Argument { get; init; }
}

/// <summary>A method's instructions and where its exception handlers start.</summary>
internal sealed record IlBody(IlInstruction[] Code, ImmutableArray<ExceptionRegion> Regions, int Locals)
{
    /// <summary>Index of the instruction at an offset; negative: none starts there.</summary>
    public int IndexOf(long offset)
    {
        var (low, high) = (0, Code.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (Code[middle].Offset == offset)
            {
                return middle;
            }

            (low, high) = Code[middle].Offset < offset ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}

/// <summary>Names, signatures and bodies of an assembly (ECMA-335, partition II), read once each. Damaged parts are as if they were not there.</summary>
internal sealed class AssemblyMetadata(byte[] image, PEReader file, MetadataReader reader)
{
    /// <summary>Attack: types nested in types, and names of megabytes.</summary>
    private const int MaxNesting = 16, MaxName = 512;

    /// <summary>Attack: a method of millions of instructions.</summary>
    public const int MaxCode = 1 << 18;

    private readonly Dictionary<int, IlMember?> _members = [];
    private readonly Dictionary<MethodDefinitionHandle, IlBody?> _bodies = [];
    private readonly Dictionary<TypeDefinitionHandle, Dictionary<(string Name, int Parameters), MethodDefinitionHandle>> _byName = [];

    public MetadataReader Reader => reader;

    public PEReader File => file;

    public IlMember? Member(int token)
    {
        if (!_members.TryGetValue(token, out var member))
        {
            _members[token] = member = Try(() => Read(MetadataTokens.EntityHandle(token)));
        }

        return member;
    }

    /// <summary>Null where the metadata is damaged.</summary>
    public static T? Try<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (IsDamage(e))
        {
            return default;
        }
    }

    /// <summary>What readers of metadata throw at what is not as the standard has it.</summary>
    public static bool IsDamage(Exception e) => e is BadImageFormatException or ArgumentException or InvalidOperationException or OverflowException or InvalidCastException or IndexOutOfRangeException;

    private IlMember? Read(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                var own = (MethodDefinitionHandle)handle;
                var method = reader.GetMethodDefinition(own);
                var type = NameOf(method.GetDeclaringType());
                return Signed(type, Text(method.Name), method.Signature, own);
            case HandleKind.MemberReference:
                var reference = reader.GetMemberReference((MemberReferenceHandle)handle);
                if (reference.GetKind() != MemberReferenceKind.Method)
                {
                    return null;
                }

                var (name, parent) = (Text(reference.Name), NameOf(reference.Parent));
                var member = Signed(parent, name, reference.Signature, default);
                return Definition(reference.Parent) is { IsNil: false } definition ? member with { Own = MethodOf(definition, name, member.Parameters) } : member;
            case HandleKind.MethodSpecification:
                var specification = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                var blob = reader.GetBlobReader(specification.Signature);
                blob.ReadByte();
                blob.ReadCompressedInteger();
                return Member(MetadataTokens.GetToken(specification.Method)) is { } generic ? generic with { Argument = TypeIn(ref blob) is { Kind: HandleKind.TypeDefinition } argument ? (TypeDefinitionHandle)argument : default } : null;
            default:
                return null;
        }
    }

    private IlMember Signed(string type, string name, BlobHandle signature, MethodDefinitionHandle own)
    {
        var blob = reader.GetBlobReader(signature);
        var header = blob.ReadSignatureHeader();
        if (header.IsGeneric)
        {
            blob.ReadCompressedInteger();
        }

        var parameters = blob.ReadCompressedInteger();
        var code = blob.ReadByte();
        while (code is (byte)SignatureTypeCode.RequiredModifier or (byte)SignatureTypeCode.OptionalModifier)
        {
            blob.ReadTypeHandle();
            code = blob.ReadByte();
        }

        return new IlMember(type + "." + name, type, name, parameters, header.IsInstance, code != (byte)SignatureTypeCode.Void, own);
    }

    /// <summary>The type that a signature starts with; nil for arrays, parameters and the like.</summary>
    private static EntityHandle TypeIn(ref BlobReader blob)
    {
        var code = blob.ReadByte();
        if (code == 0x15)
        {
            code = blob.ReadByte();
        }

        return code is 0x11 or 0x12 ? blob.ReadTypeHandle() : default;
    }

    /// <summary>The type of this assembly that a parent means.</summary>
    public TypeDefinitionHandle Definition(EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeSpecification)
        {
            var blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
            parent = TypeIn(ref blob);
        }

        return parent.Kind == HandleKind.TypeDefinition ? (TypeDefinitionHandle)parent : default;
    }

    public string NameOf(EntityHandle type, int depth = 0)
    {
        if (type.IsNil || depth > MaxNesting)
        {
            return "";
        }

        switch (type.Kind)
        {
            case HandleKind.TypeReference:
                var reference = reader.GetTypeReference((TypeReferenceHandle)type);
                return reference.ResolutionScope.Kind == HandleKind.TypeReference ? NameOf(reference.ResolutionScope, depth + 1) + "." + Plain(reference.Name) : Dotted(reference.Namespace, reference.Name);
            case HandleKind.TypeDefinition:
                var definition = reader.GetTypeDefinition((TypeDefinitionHandle)type);
                return definition.GetDeclaringType() is { IsNil: false } outer ? NameOf(outer, depth + 1) + "." + Plain(definition.Name) : Dotted(definition.Namespace, definition.Name);
            case HandleKind.TypeSpecification:
                var blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)type).Signature);
                return NameOf(TypeIn(ref blob), depth + 1);
            default:
                return "";
        }
    }

    private string Dotted(StringHandle space, StringHandle name) => space.IsNil ? Plain(name) : Text(space) + "." + Plain(name);

    private string Plain(StringHandle name) => Text(name) is var text && text.IndexOf('`', StringComparison.Ordinal) is > 0 and var mark ? text[..mark] : text;

    public string Text(StringHandle name) => reader.GetString(name) is { Length: > MaxName } text ? text[..MaxName] : reader.GetString(name);

    /// <summary>Nil: the type has none of this name with so many parameters.</summary>
    public MethodDefinitionHandle MethodOf(TypeDefinitionHandle type, string name, int parameters)
    {
        if (!_byName.TryGetValue(type, out var methods))
        {
            _byName[type] = methods = [];
            foreach (var handle in Try(() => reader.GetTypeDefinition(type).GetMethods().ToList()) ?? [])
            {
                Try(() => methods.TryAdd((Text(reader.GetMethodDefinition(handle).Name), ParametersOf(reader.GetMethodDefinition(handle).Signature)), handle));
            }
        }

        return methods.GetValueOrDefault((name, parameters));
    }

    private int ParametersOf(BlobHandle signature)
    {
        var blob = reader.GetBlobReader(signature);
        if (blob.ReadSignatureHeader().IsGeneric)
        {
            blob.ReadCompressedInteger();
        }

        return blob.ReadCompressedInteger();
    }

    /// <summary>The instructions of a method by its row, where they stand in the file (ECMA-335, II.25.4); empty: it has none that can be read.</summary>
    public ReadOnlySpan<byte> Code(int row)
    {
        var address = Try(() => reader.GetMethodDefinition(MetadataTokens.MethodDefinitionHandle(row)) is var method && (method.ImplAttributes & MethodImplAttributes.CodeTypeMask) == MethodImplAttributes.IL ? method.RelativeVirtualAddress : 0);
        if (address <= 0 || file.PEHeaders.GetContainingSectionIndex(address) is not (>= 0 and var index))
        {
            return default;
        }

        var section = file.PEHeaders.SectionHeaders[index];
        var start = (long)section.PointerToRawData + address - section.VirtualAddress;
        if (start < 0 || start + FatHeader > image.Length)
        {
            return default;
        }

        var at = image.AsSpan((int)start);
        var (header, size) = (at[0] & 3) == 2 ? (1, at[0] >> 2) : (FatHeader, BinaryPrimitives.ReadInt32LittleEndian(at[4..]));
        return size <= 0 || size > MaxCode || size > at.Length - header ? default : at.Slice(header, size);
    }

    /// <summary>Bytes.</summary>
    private const int FatHeader = 12;

    /// <summary>Null: it has none that can be read.</summary>
    public IlBody? Body(MethodDefinitionHandle method)
    {
        if (!_bodies.TryGetValue(method, out var body))
        {
            _bodies[method] = body = Try(() => Decode(method));
        }

        return body;
    }

    private IlBody? Decode(MethodDefinitionHandle method)
    {
        var bytes = Code(MetadataTokens.GetRowNumber(method));
        if (bytes.IsEmpty || file.GetMethodBody(reader.GetMethodDefinition(method).RelativeVirtualAddress) is not { } block)
        {
            return null;
        }

        var code = new IlCode(bytes);
        var instructions = new List<IlInstruction>();
        while (code.MoveNext())
        {
            instructions.Add(code.Current);
        }

        var locals = 0;
        if (!block.LocalSignature.IsNil)
        {
            var blob = reader.GetBlobReader(reader.GetStandaloneSignature(block.LocalSignature).Signature);
            blob.ReadByte();
            locals = Math.Min(blob.ReadCompressedInteger(), 1 << 12);
        }

        return new IlBody([.. instructions], block.ExceptionRegions, locals);
    }

    /// <summary>What a field's initial data holds; null: it has none (ECMA-335, II.22.18).</summary>
    public byte[]? Data(FieldDefinitionHandle handle)
    {
        var field = reader.GetFieldDefinition(handle);
        if (field.GetRelativeVirtualAddress() is not (> 0 and var address))
        {
            return null;
        }

        var blob = reader.GetBlobReader(field.Signature);
        blob.ReadByte();
        var code = blob.ReadByte();
        var size = code switch
        {
            0x11 when blob.ReadTypeHandle() is { Kind: HandleKind.TypeDefinition } type => reader.GetTypeDefinition((TypeDefinitionHandle)type).GetLayout().Size,
            (byte)SignatureTypeCode.Byte or (byte)SignatureTypeCode.SByte => 1,
            (byte)SignatureTypeCode.Int16 or (byte)SignatureTypeCode.UInt16 or (byte)SignatureTypeCode.Char => 2,
            (byte)SignatureTypeCode.Int32 or (byte)SignatureTypeCode.UInt32 => 4,
            (byte)SignatureTypeCode.Int64 or (byte)SignatureTypeCode.UInt64 => 8,
            _ => 0,
        };
        return size is > 0 and <= IlArray.MaxBytes && file.GetSectionData(address) is { Length: var length } section && length >= size ? [.. section.GetContent(0, size)] : null;
    }
}
