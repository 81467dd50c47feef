using System.Reflection;
using System.Runtime.Loader;

namespace Wellguard.Fuzz.Driver;

/// <summary>Loads one instrumented copy of Core, and this program's own code once more, bound to that copy.</summary>
internal sealed class InstrumentedContext(string core) : AssemblyLoadContext
{
    private static readonly string Own = typeof(InstrumentedContext).Assembly.GetName().Name!;

    /// <summary>Calls a static method of one of this program's types in the new context; arguments are of types that both contexts share.</summary>
    public object? Call(Type type, string method, params object[] arguments) =>
        LoadFromAssemblyName(type.Assembly.GetName()).GetType(type.FullName!, throwOnError: true)!
            .GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)!
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name == "Wellguard.Core" ? LoadFromAssemblyPath(core)
        : assemblyName.Name == Own ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, Own + ".dll"))
        : null;
}
