using System.Runtime.InteropServices;

namespace Wellguard.Linux;

/// <summary>The runtime ends the process without a word of ours when it needs OpenSSL and there is none.</summary>
public static class OpenSsl
{
    /// <summary>In the runtime's order (libssl_versions of System.Security.Cryptography.Native).</summary>
    private static readonly string[] Names = ["libssl.so.3", "libssl.so.1.1", "libssl.so.1.0.2", "libssl.so.1.0.0", "libssl.so.10"];

    public static bool IsThere => Array.Exists(Names, static name => NativeLibrary.TryLoad(name, out _));
}
