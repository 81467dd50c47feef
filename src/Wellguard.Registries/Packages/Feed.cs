using System.Net.Http.Headers;
using System.Text;

namespace Wellguard.Registries.Packages;

/// <summary>A registry that the user's configuration names.</summary>
/// <param name="Address">Ends with a slash.</param>
/// <param name="IsOwn">The user's, the machine's or the environment's configuration names it; not only a file in a folder of code.</param>
internal sealed record Feed(Uri Address, bool IsOwn)
{
    public AuthenticationHeaderValue? LogIn { get; init; }

    /// <summary>Null for what is no address of a registry. A name and password in it become the log-in.</summary>
    public static Feed? Of(string? text, bool isOwn)
    {
        if (!Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
        {
            return null;
        }

        var plain = new UriBuilder(address) { UserName = "", Password = "", Query = "", Fragment = "" }.Uri;
        return new(plain.AbsolutePath.EndsWith('/') ? plain : new Uri(plain.AbsoluteUri + "/"), isOwn) { LogIn = address.UserInfo.Length == 0 ? null : Basic(Uri.UnescapeDataString(address.UserInfo)) };
    }

    /// <param name="pair">Name, colon, password.</param>
    public static AuthenticationHeaderValue Basic(string pair) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));

    /// <summary>Never with the log-in.</summary>
    public override string ToString() => Address.ToString();
}
