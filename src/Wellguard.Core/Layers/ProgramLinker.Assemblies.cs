using Wellguard.Programs;
using Wellguard.Programs.Assemblies;

namespace Wellguard.Layers;

/// <content>Assemblies that a step starts: by <c>dotnet app.dll</c>, or a build by its task.</content>
internal sealed partial class ProgramLinker
{
    /// <summary>Null: nothing in the assembly is known to run so, or it was told already.</summary>
    private (CodeFile Code, int Layer)? OfAssembly(Effect step, string assembly, string from)
    {
        var role = step.Command.StartsWith("UsingTask ", StringComparison.Ordinal) ? AssemblyFile.Task : AssemblyFile.EntryPoint;
        var path = Located(assembly, from)?.Entry.Path ?? _byPath.Keys.FirstOrDefault(known => known.EndsWith("/" + assembly, StringComparison.OrdinalIgnoreCase));
        var found = path is null ? null : _byPath.GetValueOrDefault(path)?.Find(item => item.Code.TriggerText == role && !_reached.ContainsKey(item.Code));
        return found is { Code: not null } ? found : null;
    }
}
