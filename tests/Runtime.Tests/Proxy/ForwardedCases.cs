using Xunit;

namespace Gatehouse.Runtime.Tests.Proxy;

/// <summary>Header fields that reach the application from a trusted proxy, the number of hops, and what is taken.</summary>
internal static class ForwardedCases
{
    /// <summary>Every effect that Werkzeug's ProxyFix has, with the addresses of documentation networks.</summary>
    public static TheoryData<int, string, string> ProxyFixEffects { get; } = new()
    {
        // One fact at a time, and all of them.
        { 1, "X-Forwarded-For: 192.0.2.1\r\n", "for=192.0.2.1:0" },
        { 1, "X-Forwarded-Proto: https\r\n", "proto=https" },
        { 1, "X-Forwarded-Host: shop.example\r\n", "host=shop.example" },
        { 1, "X-Forwarded-Host: shop.example:8443\r\n", "host=shop.example:8443" },
        { 1, "X-Forwarded-Port: 8080\r\n", "host=app.example:8080 port=8080" },
        { 1, "X-Forwarded-Host: shop.example\r\nX-Forwarded-Port: 8443\r\n", "host=shop.example:8443 port=8443" },
        { 1, "X-Forwarded-Host: shop.example:81\r\nX-Forwarded-Port: 82\r\n", "host=shop.example:82 port=82" },
        { 1, "X-Forwarded-Prefix: /shop\r\n", "prefix=/shop" },
        {
            1,
            "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example\r\n"
            + "X-Forwarded-Port: 443\r\nX-Forwarded-Prefix: /shop\r\n",
            "for=192.0.2.1:0 proto=https host=shop.example port=443 prefix=/shop"
        },

        // The number of proxies.
        { 2, "X-Forwarded-For: 192.0.2.1, 192.0.2.2\r\n", "for=192.0.2.1:0" },
        { 1, "X-Forwarded-For: 192.0.2.1, 192.0.2.2\r\n", "for=192.0.2.2:0" },
        { 2, "X-Forwarded-Proto: https\r\n", "" },
        { 2, "X-Forwarded-Host: shop.example\r\nX-Forwarded-Port: 81\r\nX-Forwarded-Prefix: /a\r\n", "" },
        { 1, "X-Forwarded-For: \r\n", "" },
        { 3, "X-Forwarded-For: 192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4\r\n", "for=192.0.2.2:0" },
        { 2, "X-Forwarded-For: 192.0.2.1, 192.0.2.2\r\nX-Forwarded-Prefix: /shop\r\n", "for=192.0.2.1:0" },

        // IPv6 in the host, with and without a port.
        { 1, "X-Forwarded-Host: [2001:db8::1]\r\n", "host=[2001:db8::1]" },
        { 1, "X-Forwarded-Host: [2001:db8::1]\r\nX-Forwarded-Port: 8443\r\n", "host=[2001:db8::1]:8443 port=8443" },
        { 1, "X-Forwarded-Host: [2001:db8::1]:81\r\nX-Forwarded-Port: 8443\r\n", "host=[2001:db8::1]:8443 port=8443" },
    };

    /// <summary>What goes beyond ProxyFix.</summary>
    public static TheoryData<int, string, string> Rules { get; } = new()
    {
        // All fields of a name are one list, whatever their case.
        { 1, "X-Forwarded-For: 192.0.2.1\r\nx-forwarded-for: 192.0.2.2\r\n", "for=192.0.2.2:0" },
        { 2, "X-FORWARDED-FOR: 192.0.2.1, 192.0.2.2\r\nA: b\r\nX-Forwarded-For: 192.0.2.3\r\n", "for=192.0.2.2:0" },
        { 3, "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For:\r\nX-Forwarded-For: 192.0.2.2,,192.0.2.3\r\n", "for=192.0.2.1:0" },
        { 8, "X-Forwarded-For: 9.9.9.9,192.0.2.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1\r\nX-Forwarded-For: 1.1.1.1,1.1.1.1,1.1.1.1\r\n", "for=192.0.2.1:0" },

        // A port that the scheme implies is left out.
        { 1, "X-Forwarded-Port: 80\r\n", "host=app.example port=80" },
        { 1, "X-Forwarded-Port: 443\r\n", "host=app.example:443 port=443" },
        { 1, "X-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\n", "proto=https host=app.example port=443" },
        { 1, "X-Forwarded-Proto: https\r\nX-Forwarded-Port: 80\r\n", "proto=https host=app.example:80 port=80" },

        // Addresses.
        { 1, "X-Forwarded-For: 192.0.2.1:4711\r\n", "for=192.0.2.1:4711" },
        { 1, "X-Forwarded-For: 2001:db8::1\r\n", "for=2001:db8::1:0" },
        { 1, "X-Forwarded-For: [2001:db8::1]\r\n", "for=2001:db8::1:0" },
        { 1, "X-Forwarded-For: [2001:db8::1]:4711\r\n", "for=2001:db8::1:4711" },
        { 1, "X-Forwarded-For: \"[2001:db8::1]:4711\"\r\n", "for=2001:db8::1:4711" },
        { 1, "X-Forwarded-For: ::ffff:192.0.2.1\r\n", "for=192.0.2.1:0" },

        // Schemes and prefixes in their spellings.
        { 1, "X-Forwarded-Proto: HTTPS\r\n", "proto=https" },
        { 1, "X-Forwarded-Proto: http\r\n", "proto=http" },
        { 1, "X-Forwarded-Prefix: /a/b/\r\n", "prefix=/a/b" },
        { 1, "X-Forwarded-Prefix: /a%20b;c=d/.e\r\n", "prefix=/a%20b;c=d/.e" },
        { 1, "X-Forwarded-Prefix: /\r\n", "" },

        // A client that came in further inside, or a proxy that asks for itself: the address that the last proxy saw.
        { 2, "X-Forwarded-For: 203.0.113.9, 198.51.100.1\r\n", "for=198.51.100.1:0" },
        { 3, "X-Forwarded-For: 203.0.113.9, 198.51.100.1, 192.0.2.2\r\n", "for=198.51.100.1:0" },
        { 2, "X-Forwarded-For: 192.0.2.1\r\n", "for=192.0.2.1:0" },
        { 2, "X-Forwarded-For: , 198.51.100.1\r\n", "for=198.51.100.1:0" },
        {
            2,
            "X-Forwarded-For: 203.0.113.9, 198.51.100.1\r\nX-Forwarded-Proto: https, http\r\nX-Forwarded-Host: evil.example, a.example\r\n",
            "for=198.51.100.1:0 proto=http host=a.example"
        },

        // A client that has no address, or whose proxy keeps it.
        { 1, "X-Forwarded-For: unknown\r\nX-Forwarded-Proto: https\r\n", "for=? proto=https" },
        { 1, "X-Forwarded-For: 192.0.2.1, unix:\r\n", "for=?" },
        { 2, "X-Forwarded-For: 203.0.113.9, unknown\r\nX-Forwarded-Proto: https, http\r\n", "for=? proto=http" },
        { 2, "X-Forwarded-For: 203.0.113.9, unix:\r\n", "for=?" },
    };

    /// <summary>The header of RFC 7239, the number of hops, and what is taken.</summary>
    public static TheoryData<int, string, string> Standard { get; } = new()
    {
        { 1, "Forwarded: for=192.0.2.1\r\n", "for=192.0.2.1:0" },
        { 1, "Forwarded: For=\"192.0.2.1:4711\";PROTO=https;Host=shop.example\r\n", "for=192.0.2.1:4711 proto=https host=shop.example" },
        { 1, "Forwarded: for=\"[2001:db8::1]\";host=\"shop.example:8443\"\r\n", "for=2001:db8::1:0 host=shop.example:8443" },
        { 1, "Forwarded: for=\"[2001:db8::1]:4711\"\r\n", "for=2001:db8::1:4711" },
        { 1, "Forwarded: for=\"[2001:db8::1]:_port\"\r\n", "for=2001:db8::1:0" },
        { 1, "Forwarded: for=\"\\1\\9\\2.0.2.1\"\r\n", "for=192.0.2.1:0" },
        { 1, "Forwarded: ;for=192.0.2.1;;by=_proxy;ext=\"a;b,c\";\r\n", "for=192.0.2.1:0" },
        { 1, "Forwarded: proto=http\r\n", "proto=http" },

        // One element a proxy, over all fields.
        { 1, "Forwarded: for=203.0.113.9;proto=https, for=192.0.2.1;proto=http\r\n", "for=192.0.2.1:0 proto=http" },
        { 1, "Forwarded: for=203.0.113.9\r\nforwarded: for=192.0.2.1\r\n", "for=192.0.2.1:0" },
        { 2, "Forwarded: for=198.51.100.1;proto=https\r\nForwarded: for=192.0.2.1;proto=http\r\n", "for=198.51.100.1:0 proto=https" },
        { 2, "Forwarded: for=203.0.113.9;proto=https, for=198.51.100.1;proto=http\r\n", "for=198.51.100.1:0 proto=http" },
        { 1, "Forwarded: for=203.0.113.9;proto=https;host=evil.example, proto=http\r\n", "proto=http" },

        // Clients that are not named.
        { 1, "Forwarded: for=unknown;proto=https\r\n", "for=? proto=https" },
        { 1, "Forwarded: for=_SEVKISEK\r\n", "for=?" },
        { 1, "Forwarded: for=\"unknown:4711\"\r\n", "for=?" },
        { 1, "Forwarded: for=\"_a.b-c:_d\"\r\n", "for=?" },
        { 2, "Forwarded: for=203.0.113.9;proto=https, for=_hidden;proto=http\r\n", "for=? proto=http" },

        // Nobody looks at these any more.
        { 1, "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\nForwarded: for=192.0.2.1\r\n", "for=192.0.2.1:0" },
        { 1, "X-Forwarded-For: 203.0.113.9\r\n", "" },
    };

    /// <summary>Forwarded fields of which nothing is taken.</summary>
    public static TheoryData<string> InvalidStandard { get; } =
    [
        "for=[2001:db8::1]",
        "for=\"2001:db8::1\"",
        "for=192.0.2.1:80",
        "for=\"192.0.2.1:99999\"",
        "for=\"192.0.2.1:80:_x\"",
        "for=\"192.0.2.1:_\"",
        "for=\"\"",
        "for=",
        "for",
        "=192.0.2.1",
        "for =192.0.2.1",
        "for= 192.0.2.1",
        "for=192.0.2.1; proto=http",
        "for=192.0.2.1 ;proto=http",
        "for=192.0.2.1 proto=http",
        "for=192.0.2.1;for=203.0.113.9",
        "for=192.0.2.1;by=10.0.0.1;by=10.0.0.2",
        "for=192.0.2.1;by=here",
        "for=\"192.0.2.1",
        "for=\"192.0.2.1\\\"",
        "for=\"192.0.2.1\"x",
        "for=\"0::ffff:192.0.2.1\"",
        "for=localhost",
        "for=_",
        "for=_a/b",
        "for=unknownn",
        "192.0.2.1",
        "for=\", for=192.0.2.1",
        "x=\"a, for=192.0.2.1",
        "ex t=1, for=192.0.2.1",
        "for=192.0.2.1, \"a\"",
    ];

    /// <summary>Values that are not taken, each in the header whose fact it would be.</summary>
    public static TheoryData<string> Invalid { get; } =
    [
        "X-Forwarded-For: _hidden",
        "X-Forwarded-For: localhost",
        "X-Forwarded-For: 192.0.2.1:0",
        "X-Forwarded-For: 192.0.2.1:65536",
        "X-Forwarded-For: 192.0.2.1:",
        "X-Forwarded-For: 192.0.2.01",
        "X-Forwarded-For: 192.0.2.1 x",
        "X-Forwarded-For: [192.0.2.1]",
        "X-Forwarded-For: [2001:db8::1",
        "X-Forwarded-For: [2001:db8::1]x",
        "X-Forwarded-For: 2001:db8::1%eth0",
        "X-Forwarded-For: for=192.0.2.1",
        "X-Forwarded-For: \"192.0.2.\\1\"",
        "X-Forwarded-For: \"192.0.2.1\" x",
        "X-Forwarded-For: \"\"",
        "X-Forwarded-For: \"192.0.2.1",
        "X-Forwarded-For: 192.0.2.1, \"",
        "X-Forwarded-For: unix:/run/x",
        "X-Forwarded-For: \"\r\nX-Forwarded-For: 192.0.2.1",
        "X-Forwarded-Proto: ftp",
        "X-Forwarded-Proto: https:",
        "X-Forwarded-Proto: httpss",
        "X-Forwarded-Proto: wss",
        "X-Forwarded-Proto: https on",
        "X-Forwarded-Host: a b",
        "X-Forwarded-Host: u@h",
        "X-Forwarded-Host: h/x",
        "X-Forwarded-Host: h\\x",
        "X-Forwarded-Host: h:0",
        "X-Forwarded-Host: h:x",
        "X-Forwarded-Host: h:80:80",
        "X-Forwarded-Host: :80",
        "X-Forwarded-Host: ::1",
        "X-Forwarded-Host: http://h",
        "X-Forwarded-Host: \"\"",
        "X-Forwarded-Host: h\u00e9",
        "X-Forwarded-Port: 0",
        "X-Forwarded-Port: 65536",
        "X-Forwarded-Port: 99999",
        "X-Forwarded-Port: 000080",
        "X-Forwarded-Port: +80",
        "X-Forwarded-Port: -1",
        "X-Forwarded-Port: 80x",
        "X-Forwarded-Port: 8 0",
        "X-Forwarded-Port: https",
        "X-Forwarded-Prefix: shop",
        "X-Forwarded-Prefix: //evil.example",
        "X-Forwarded-Prefix: //",
        "X-Forwarded-Prefix: /\\evil.example",
        "X-Forwarded-Prefix: \\/evil.example",
        "X-Forwarded-Prefix: /a b",
        "X-Forwarded-Prefix: /a\tb",
        "X-Forwarded-Prefix: /a/../b",
        "X-Forwarded-Prefix: /..",
        "X-Forwarded-Prefix: /./a",
        "X-Forwarded-Prefix: /a/%2e%2E/b",
        "X-Forwarded-Prefix: /.%2e",
        "X-Forwarded-Prefix: /a?b",
        "X-Forwarded-Prefix: /a#b",
        "X-Forwarded-Prefix: /a%2",
        "X-Forwarded-Prefix: /a<b>",
        "X-Forwarded-Prefix: /\u00e9",
        "X-Forwarded-Prefix: http://evil.example/",
    ];
}
