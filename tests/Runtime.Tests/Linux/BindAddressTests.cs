using Gatehouse.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

public sealed class BindAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:8000", "127.0.0.1:8000")]
    [InlineData("0.0.0.0:0", "0.0.0.0:0")]
    [InlineData("127.0.0.1", "127.0.0.1:8000")]
    [InlineData("localhost:80", "127.0.0.1:80")]
    [InlineData("LOCALHOST", "127.0.0.1:8000")]
    [InlineData(":5000", ":5000")]
    [InlineData("*:5000", ":5000")]
    [InlineData(":0", ":0")]
    [InlineData(":00080", ":80")]
    [InlineData(":65535", ":65535")]
    [InlineData("[::1]:8000", "[::1]:8000")]
    [InlineData("[0:0::1]:8000", "[::1]:8000")]
    [InlineData("[::]", "[::]:8000")]
    [InlineData("tcp://127.0.0.1:80", "127.0.0.1:80")]
    [InlineData("tcp://[::1]:80/", "[::1]:80")]
    [InlineData("TCP://:80", ":80")]
    [InlineData("unix:/run/x.sock", "unix:/run/x.sock")]
    [InlineData("unix:///run/x.sock", "unix:/run/x.sock")]
    [InlineData("unix:x.sock", "unix:x.sock")]
    [InlineData("unix:@hello", "unix:@hello")]
    [InlineData("fd://3", "fd://3")]
    [InlineData("fd://0", "fd://0")]
    [InlineData("fd://web", "fd://web")]
    [InlineData("fd://hello.socket", "fd://hello.socket")]
    [InlineData("ssl:fd://web:privateKey=k", "ssl:fd://web:privateKey=k")]
    [InlineData("ssl:443:privateKey=k.pem:certKey=c.pem", "ssl:443:privateKey=k.pem:certKey=c.pem")]
    [InlineData("SSL::443", "ssl:443")]
    [InlineData("ssl:443:certKey=c.pem:interface=127.0.0.1:privateKey=k.pem", "ssl:127.0.0.1:443:privateKey=k.pem:certKey=c.pem")]
    [InlineData("ssl:443:interface=\\:\\:1", "ssl:[::1]:443")]
    [InlineData("ssl:127.0.0.1:443:privateKey=/a b/k.pem:extraCertChain=i.pem", "ssl:127.0.0.1:443:privateKey=/a b/k.pem:extraCertChain=i.pem")]
    [InlineData("ssl:[::1]:443", "ssl:[::1]:443")]
    [InlineData("ssl:localhost:8443", "ssl:127.0.0.1:8443")]
    [InlineData("ssl:unix:/run/x.sock:privateKey=k", "ssl:unix:/run/x.sock:privateKey=k")]
    [InlineData("ssl:fd://3:privateKey=k", "ssl:fd://3:privateKey=k")]
    [InlineData("ssl:443:privateKey=a\\:b\\\\c=d", "ssl:443:privateKey=a\\:b\\\\c=d")]
    [InlineData("haproxy:127.0.0.1:8000", "haproxy:127.0.0.1:8000")]
    [InlineData("HAProxy:localhost", "haproxy:127.0.0.1:8000")]
    [InlineData("haproxy::8000", "haproxy::8000")]
    [InlineData("haproxy:[::1]:8000", "haproxy:[::1]:8000")]
    [InlineData("haproxy:tcp://:80", "haproxy::80")]
    [InlineData("haproxy:unix:/run/app.sock", "haproxy:unix:/run/app.sock")]
    [InlineData("haproxy:unix:@app", "haproxy:unix:@app")]
    [InlineData("haproxy:fd://web", "haproxy:fd://web")]
    [InlineData("haproxy:ssl:443:privateKey=k\\:1", "haproxy:ssl:443:privateKey=k\\:1")]
    [InlineData("haproxy:redirect:80:to=8443", "haproxy:redirect:80:to=8443")]
    [InlineData("redirect:80", "redirect:80")]
    [InlineData("redirect:127.0.0.1:8080:to=8443", "redirect:127.0.0.1:8080:to=8443")]
    public void An_address_has_one_canonical_spelling(string text, string canonical)
    {
        var address = BindAddress.Parse(text);
        Assert.Equal(canonical, address.ToString());
        Assert.Equal(address, BindAddress.Parse(canonical));
    }

    [Fact]
    public void The_parts_are_there()
    {
        var dual = BindAddress.Parse(":5000");
        Assert.Equal((BindKind.Tcp, null, 5000, null, -1), (dual.Kind, dual.Host, dual.Port, dual.Path, dual.Descriptor));
        var unix = BindAddress.Parse("unix:@name");
        Assert.Equal((BindKind.Unix, "@name", true), (unix.Kind, unix.Path, unix.IsAbstract));
        Assert.False(BindAddress.Parse("unix:/name").IsAbstract);
        var descriptor = BindAddress.Parse("fd://7");
        Assert.Equal((BindKind.Descriptor, 7), (descriptor.Kind, descriptor.Descriptor));
    }

    [Theory]
    [InlineData("", "it is empty; write HOST:PORT, :PORT, unix:PATH or fd://N")]
    [InlineData("8000", "a port needs a colon: 127.0.0.1:8000, or :8000 for every interface")]
    [InlineData(":", "the port is missing; write :8000")]
    [InlineData("127.0.0.1:", "the port is missing; write 127.0.0.1:8000")]
    [InlineData("[::1]:", "the port is missing; write [::1]:8000")]
    [InlineData("127.0.0.1:65536", "port 65536 is not from 0 to 65535")]
    [InlineData("127.0.0.1:99999999999", "port 99999999999 is not from 0 to 65535")]
    [InlineData("127.0.0.1:80x", "'80x' is not a port: a number from 0 to 65535")]
    [InlineData("127.0.0.1:-1", "'-1' is not a port: a number from 0 to 65535")]
    [InlineData("127.0.0.1:+80", "'+80' is not a port: a number from 0 to 65535")]
    [InlineData("::1", "an IPv6 address needs brackets: [::1]:8000")]
    [InlineData("fe80::1:8000", "an IPv6 address needs brackets: [fe80::1:8000]:8000")]
    [InlineData("a:b:80", "it has more than one ':'; an IPv6 address needs brackets, such as [::1]:8000")]
    [InlineData("[::1", "its '[' is not closed; write [::1]:8000")]
    [InlineData("[::1]8000", "after ']' comes :PORT, not '8000'")]
    [InlineData("[127.0.0.1]:80", "'127.0.0.1' is not an IPv6 address")]
    [InlineData("[zz::]:80", "'zz::' is not an IPv6 address")]
    [InlineData("example.org:80", "'example.org' is not an IP address; host names other than localhost are not looked up")]
    [InlineData("127.1:80", "'127.1' is not an IP address; host names other than localhost are not looked up")]
    [InlineData("010.0.0.1:80", "'010.0.0.1' is not an IP address; host names other than localhost are not looked up")]
    [InlineData("unix:", "it names no path; write unix:/run/NAME.sock")]
    [InlineData("unix:@", "it names no path; write unix:/run/NAME.sock")]
    [InlineData("unix:a\0b", "a path cannot hold a NUL character")]
    [InlineData("/run/x.sock", "a Unix socket is written unix:/run/x.sock")]
    [InlineData("./x.sock", "a Unix socket is written unix:./x.sock")]
    [InlineData("fd://", "a descriptor is a number, such as fd://3, or the name that systemd gave it, such as fd://web")]
    [InlineData("fd://3x", "a descriptor is a number, such as fd://3, or the name that systemd gave it, such as fd://web")]
    [InlineData("fd://we b", "a descriptor is a number, such as fd://3, or the name that systemd gave it, such as fd://web")]
    [InlineData("fd://-1", "a descriptor is a number, such as fd://3, or the name that systemd gave it, such as fd://web")]
    [InlineData("fd:3", "a descriptor is written fd://3")]
    [InlineData("http://127.0.0.1:80/", "it is a URL; write '127.0.0.1:80'")]
    [InlineData("https://127.0.0.1:443/", "it is a URL; write 'ssl:127.0.0.1:443:privateKey=FILE:certKey=FILE'")]
    [InlineData("ssl:", "it is empty; write HOST:PORT, :PORT, unix:PATH or fd://N")]
    [InlineData("ssl:127.0.0.1", "the port is missing; write ssl:127.0.0.1:443")]
    [InlineData("redirect:[::1]", "the port is missing; write redirect:[::1]:80")]
    [InlineData("ssl:443:certKey=c", "it has a certificate and no key; write ssl:443:privateKey=FILE:certKey=FILE")]
    [InlineData("ssl:443:privatekey=k", "'privatekey' is no part of ssl: there are privateKey, certKey, extraCertChain, interface")]
    [InlineData("redirect:80:privateKey=k", "'privateKey' is no part of redirect: there are to, interface")]
    [InlineData("redirect:80:to=x", "'x' is not a port: a number from 0 to 65535")]
    [InlineData("ssl:443:privateKey=", "'privateKey' has no value")]
    [InlineData("ssl:443:privateKey=a:privateKey=b", "'privateKey' is said twice")]
    [InlineData("ssl:443:privateKey=C:/k.pem", "'/k.pem' after the address is no NAME=VALUE; a ':' in a value is written '\\:'")]
    [InlineData("ssl:127.0.0.1:443:interface=10.0.0.1", "interface= goes with a port alone, such as ssl:443:interface=127.0.0.1")]
    [InlineData("haproxy:", "it is empty; write HOST:PORT, :PORT, unix:PATH or fd://N")]
    [InlineData("haproxy:8000", "a port needs a colon: 127.0.0.1:8000, or :8000 for every interface")]
    [InlineData("haproxy:haproxy:127.0.0.1:80", "'haproxy:' is said twice: a connection begins with one PROXY header")]
    [InlineData("ssl:haproxy:443:privateKey=k", "a PROXY header comes before anything else; write haproxy:ssl:443")]
    [InlineData("redirect:haproxy:80", "a PROXY header comes before anything else; write haproxy:redirect:80")]
    [InlineData("haproxy:/run/x.sock", "a Unix socket is written unix:/run/x.sock")]
    [InlineData("ssl:example.org:443", "'example.org' is not an IP address; host names other than localhost are not looked up")]
    public void What_is_no_address_is_refused_with_what_to_write(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => BindAddress.Parse(text)).Message);

    [Fact]
    public void The_parts_of_an_endpoint_are_there()
    {
        var tls = BindAddress.Parse("ssl:443:privateKey=k\\:1.pem:certKey=c.pem:extraCertChain=i.pem");
        Assert.Equal((BindProtocol.Tls, BindKind.Tcp, 443), (tls.Protocol, tls.Kind, tls.Port));
        Assert.Equal(("k:1.pem", "c.pem", "i.pem"), (tls.PrivateKeyFile, tls.CertificateFile, tls.ChainFile));
        Assert.Equal(BindAddress.Parse(":443"), tls.Socket);
        var redirect = BindAddress.Parse("redirect:80:to=8443");
        Assert.Equal((BindProtocol.Redirect, 8443), (redirect.Protocol, redirect.RedirectPort));
        Assert.Null(BindAddress.Parse("redirect:80").RedirectPort);
        Assert.Equal((false, "ssl:"), (tls.IsProxied, tls.Prefix));
        var proxied = BindAddress.Parse("haproxy:ssl:443:privateKey=k");
        Assert.Equal((true, BindProtocol.Tls, "haproxy:ssl:", 443), (proxied.IsProxied, proxied.Protocol, proxied.Prefix, proxied.Port));
        Assert.Equal(BindAddress.Parse(":443"), proxied.Socket);
    }

    [Fact]
    public void A_unix_path_ends_where_the_kernel_ends_it()
    {
        string longest = "/" + new string('x', 106);
        Assert.Equal(longest, BindAddress.Parse("unix:" + longest).Path);
        string message = Assert.Throws<FormatException>(() => BindAddress.Parse($"unix:{longest}ü")).Message;
        Assert.Equal("its path has 109 bytes; a Unix socket's has 107 at most (unix(7))", message);
    }
}
