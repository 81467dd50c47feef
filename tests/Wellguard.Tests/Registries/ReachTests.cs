using System.Net;
using Xunit;

namespace Wellguard.Registries;

public sealed class ReachTests
{
    [Theory]
    [InlineData("8.8.8.8", Reach.Public)]
    [InlineData("172.32.0.1", Reach.Public)]
    [InlineData("2001:db8::1", Reach.Public)]
    [InlineData("10.1.2.3", Reach.Private)]
    [InlineData("172.31.0.1", Reach.Private)]
    [InlineData("192.168.0.1", Reach.Private)]
    [InlineData("100.100.100.200", Reach.Private)]
    [InlineData("fd00:ec2::254", Reach.Private)]
    [InlineData("::ffff:10.0.0.1", Reach.Private)]
    [InlineData("169.254.169.254", Reach.Link)]
    [InlineData("::ffff:169.254.169.254", Reach.Link)]
    [InlineData("64:ff9b::169.254.169.254", Reach.Link)]
    [InlineData("2002:a9fe:a9fe::1", Reach.Link)]
    [InlineData("fe80::1", Reach.Link)]
    [InlineData("127.8.8.8", Reach.Machine)]
    [InlineData("0.0.0.0", Reach.Machine)]
    [InlineData("::", Reach.Machine)]
    [InlineData("::1", Reach.Machine)]
    [InlineData("::127.0.0.1", Reach.Machine)]
    [InlineData("::ffff:127.0.0.1", Reach.Machine)]
    internal void An_address_is_judged_in_every_form(string address, Reach reach) => Assert.Equal(reach, Reaches.Of(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://registry.example.test/", Reach.Public)]
    [InlineData("https://[::ffff:169.254.169.254]/", Reach.Link)]
    [InlineData("https://2852039166/", Reach.Link)]
    [InlineData("https://0.0.0.0/", Reach.Machine)]
    [InlineData("https://localhost./", Reach.Machine)]
    [InlineData("https://a.LOCALHOST/", Reach.Machine)]
    [InlineData("https://0x7f.1/", Reach.Machine)]
    [InlineData("https://metadata.google.internal/", Reach.Private)]
    [InlineData("https://printer.local./", Reach.Private)]
    [InlineData("https://registry/", Reach.Private)]
    internal void A_name_is_judged_as_far_as_it_tells(string address, Reach reach) => Assert.Equal(reach, Reaches.OfName(new Uri(address).IdnHost));
}
