using System.Text;
using Gatehouse.Proxy;
using Xunit;

namespace Gatehouse.Runtime.Tests.Proxy;

/// <summary>Which hosts a list allows, and how a bad one is told.</summary>
public class AllowedHostsTests
{
    [Theory]
    [InlineData("www.example.com", "www.example.com", true)]
    [InlineData("www.example.com", "WWW.Example.COM:8080", true)]
    [InlineData("www.example.com", "www.example.com.", true)]
    [InlineData("www.example.com.", "www.example.com", true)]
    [InlineData("www.example.com", "example.com", false)]
    [InlineData("www.example.com", "www.example.com.evil.example", false)]
    [InlineData("www.example.com", "evilwww.example.com", false)]
    [InlineData("www.example.com", "", false)]
    [InlineData("www.example.com", ".", false)]
    [InlineData("www.example.com", "a b", false)]
    [InlineData("*.example.com", "a.example.com", true)]
    [InlineData("*.example.com", "a.b.EXAMPLE.com:1", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", ".example.com", false)]
    [InlineData("*.example.com", "aexample.com", false)]
    [InlineData("*.example.com", "a.example.com.evil.example", false)]
    [InlineData("192.0.2.1", "192.0.2.1:80", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8::1", "[2001:DB8:0::1]:80", true)]
    [InlineData("[2001:db8::1]", "[2001:db8::1]", true)]
    [InlineData("2001:db8::1", "[2001:db8::2]", false)]
    [InlineData("10.1", "10.1", true)]
    [InlineData("10.1", "10.0.0.1", false)]
    [InlineData("a_b", "a_b", true)]
    public void Allows_what_is_listed(string host, string authority, bool allowed) =>
        Assert.Equal(allowed, AllowedHosts.Create([host]).Allows(Encoding.Latin1.GetBytes(authority)));

    [Fact]
    public void Any_of_several_is_enough_and_none_means_all()
    {
        AllowedHosts hosts = AllowedHosts.Create(["a.example", "*.b.example", "::1"]);
        Assert.All(["a.example", "x.b.example", "[::1]"], host => Assert.True(hosts.Allows(Encoding.Latin1.GetBytes(host))));
        Assert.False(hosts.Allows("c.example"u8));
        Assert.True(AllowedHosts.Any.Allows("whatever"u8));
        Assert.True(AllowedHosts.Create([]).Allows(default));
    }

    [Theory]
    [InlineData("*", "'*' would allow every host: leave the list empty instead.")]
    [InlineData("", "'' is not a host: expected a name such as www.example.com, *.example.com, or an IP address.")]
    [InlineData("*.", "'*.' is not a host: expected a name such as www.example.com, *.example.com, or an IP address.")]
    [InlineData("www.*.com", "'www.*.com' is not a host: expected a name such as www.example.com, *.example.com, or an IP address.")]
    [InlineData("a..b", "'a..b' is not a host: expected a name such as www.example.com, *.example.com, or an IP address.")]
    [InlineData("a.example:80", "'a.example:80' is not a host: expected one without scheme, port and path.")]
    [InlineData("[::1]:80", "'[::1]:80' is not a host: expected one without scheme, port and path.")]
    [InlineData("[[::1]]", "'[[::1]]' is not a host: expected one without scheme, port and path.")]
    [InlineData("https://a.example", "'https://a.example' is not a host: expected one without scheme, port and path.")]
    [InlineData("m\u00fcller.example", "'m\u00fcller.example' is not a host: write it as requests have it, in its ASCII form (xn--\u2026).")]
    [InlineData("fe80::1%eth0", "'fe80::1%eth0' is not a host: expected one without scheme, port and path.")]
    public void A_bad_host_is_told(string host, string complaint) =>
        Assert.Equal(complaint, Assert.Throws<FormatException>(() => AllowedHosts.Create([host])).Message);
}
