using Wellguard.Inventories;
using Xunit;

namespace Wellguard.Tests.Inventories;

public sealed class ApkInstalledTests
{
    [Fact]
    public void Reads_packages_and_the_digests_of_their_files()
    {
        var file = Reading.Read<ApkInstalled>("lib/apk/db/installed", """
            C:Q1abc=
            P:libcrypto3
            V:3.1.4-r5
            A:x86_64
            o:openssl
            F:etc
            F:etc/ssl
            R:openssl.cnf
            Z:Q12jmj7l5rSw0yVb/vlWAYkK/YBwk=
            F:lib
            R:libcrypto.so.3
            a:0:0:755
            Z:Q1B1mkH8oU0ubYsZ2zZHzMPtD8Pk8=
            R:no-digest

            P:musl
            V:1.2.4-r2
            o:musl
            F:usr/share/man
            R:left-out

            """);
        Assert.Equal(["pkg:apk/alpine/libcrypto3@3.1.4-r5?arch=x86_64&upstream=openssl", "pkg:apk/alpine/musl@1.2.4-r2"], file.Purls());
        Assert.Equal(
            [
                new OwnedPath("etc/ssl/openssl.cnf", "libcrypto3", Convert.ToHexStringLower(Convert.FromBase64String("2jmj7l5rSw0yVb/vlWAYkK/YBwk=")), true),
                new OwnedPath("lib/libcrypto.so.3", "libcrypto3", Convert.ToHexStringLower(Convert.FromBase64String("B1mkH8oU0ubYsZ2zZHzMPtD8Pk8="))),
                new OwnedPath("lib/no-digest", "libcrypto3", null),
            ],
            file.Owned);
    }

    [Fact]
    public void A_broken_digest_is_no_digest()
    {
        var file = Reading.Read<ApkInstalled>("usr/lib/apk/db/installed", "P:a\nF:bin\nR:x\nZ:Q1!!!!\nR:y\nZ:Q1" + new string('A', 400) + "\n");
        Assert.Equal([null, null], file.Owned.Select(owned => owned.Digest));
    }
}
