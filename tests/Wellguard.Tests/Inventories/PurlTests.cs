using Wellguard.Inventories;
using Xunit;

namespace Wellguard.Tests.Inventories;

public sealed class PurlTests
{
    [Theory]
    [InlineData("npm", "@babel", "core", "7.24.0", "pkg:npm/%40babel/core@7.24.0")]
    [InlineData("npm", null, "JSONStream", "1.3.5", "pkg:npm/JSONStream@1.3.5")]
    [InlineData("pypi", null, "Ruamel.YAML_clib", "0.2.8", "pkg:pypi/ruamel-yaml-clib@0.2.8")]
    [InlineData("deb", "debian", "g++", "4:12.2.0-3", "pkg:deb/debian/g%2B%2B@4:12.2.0-3")]
    [InlineData("deb", "Debian", "bash", "5.2~rc1+b2", "pkg:deb/debian/bash@5.2~rc1%2Bb2")]
    [InlineData("golang", "github.com/Azure/azure-sdk", "v2", "v2.1.0+incompatible", "pkg:golang/github.com/azure/azure-sdk/v2@v2.1.0%2Bincompatible")]
    [InlineData("maven", "org.apache.commons", "commons-io", null, "pkg:maven/org.apache.commons/commons-io")]
    [InlineData("nuget", null, "Newtonsoft.Json", "13.0.1", "pkg:nuget/Newtonsoft.Json@13.0.1")]
    [InlineData("generic", null, "naïve name", "1/2@3?4#5", "pkg:generic/na%C3%AFve%20name@1%2F2%403%3F4%235")]
    public void Is_written_in_the_canonical_form(string type, string? space, string name, string? version, string expected) =>
        Assert.Equal(expected, new Purl(type, space, name, version).ToString());

    [Fact]
    public void Qualifiers_are_sorted_and_empty_ones_left_out()
    {
        var purl = new Purl("deb", "debian", "curl", "7.50.3-1").With("upstream", "a b").With("epoch", "").With("arch", "i386");
        Assert.Equal("pkg:deb/debian/curl@7.50.3-1?arch=i386&upstream=a%20b", purl.ToString());
    }

    [Theory]
    [InlineData("pkg:npm/%40angular/animation@12.3.1", "npm", "@angular", "animation", "12.3.1")]
    [InlineData("pkg:npm/@angular/animation", "npm", "@angular", "animation", null)]
    [InlineData("PKG://NuGet/EnterpriseLibrary.Common@6.0.1304", "nuget", null, "EnterpriseLibrary.Common", "6.0.1304")]
    [InlineData("pkg:golang/google.golang.org/genproto@abcdedf#/googleapis/api/annotations/", "golang", "google.golang.org", "genproto", "abcdedf")]
    [InlineData("pkg:rpm/fedora/curl@7.50.3-1.fc25?arch=i386&distro=fedora-25", "rpm", "fedora", "curl", "7.50.3-1.fc25")]
    [InlineData("pkg:deb/debian/dpkg@1%3A2.3%2Bb1", "deb", "debian", "dpkg", "1:2.3+b1")]
    public void Any_valid_spelling_is_read(string text, string type, string? space, string name, string? version)
    {
        Assert.True(Purl.TryParse(text, out var purl));
        Assert.Equal((type, space, name, version), (purl.Type, purl.Namespace, purl.Name, purl.Version));
    }

    [Theory]
    [InlineData("npm/lodash")]
    [InlineData("pkg:npm")]
    [InlineData("pkg:npm/")]
    [InlineData("pkg:npm/@1.0")]
    [InlineData("")]
    public void Text_without_scheme_type_or_name_is_refused(string text) =>
        Assert.False(Purl.TryParse(text, out var purl) && purl.Name.Length > 0 && purl.Name[0] != '@');

    [Theory]
    [InlineData("pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1?packaging=sources")]
    [InlineData("pkg:apk/alpine/pax-utils@1.3.0-r0?arch=x86")]
    [InlineData("pkg:golang/google.golang.org/genproto@abcdedf#googleapis/api/annotations")]
    public void A_canonical_purl_survives_reading_and_writing(string text)
    {
        Assert.True(Purl.TryParse(text, out var purl));
        Assert.Equal(text, purl.ToString());
    }
}

public sealed class DistroPurlTests
{
    [Theory]
    [InlineData("pkg:deb/debian/bash@5.2?arch=amd64", "ubuntu", "22.04", "pkg:deb/ubuntu/bash@5.2?arch=amd64&distro=ubuntu-22.04")]
    [InlineData("pkg:rpm/fedora/bash@5.2-1?arch=noarch&epoch=1", "rhel", "9.4", "pkg:rpm/redhat/bash@5.2-1?arch=noarch&distro=rhel-9.4&epoch=1")]
    [InlineData("pkg:rpm/bash@5.2-1", "opensuse-leap", null, "pkg:rpm/opensuse/bash@5.2-1?distro=opensuse-leap")]
    [InlineData("pkg:apk/alpine/musl@1.2.5-r0", "wolfi", "20230201", "pkg:apk/wolfi/musl@1.2.5-r0?distro=wolfi-20230201")]
    [InlineData("pkg:npm/lodash@4.17.21", "debian", "12", "pkg:npm/lodash@4.17.21")]
    [InlineData("pkg:deb/debian/bash@5.2", null, null, "pkg:deb/debian/bash@5.2")]
    public void Namespace_and_distro_come_from_os_release(string purl, string? id, string? version, string expected) =>
        Assert.Equal(expected, DistroPurl.Complete(purl, id, version));
}
