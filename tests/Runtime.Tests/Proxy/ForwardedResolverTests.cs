using FsCheck;
using FsCheck.Fluent;
using Gatehouse.Http;
using Gatehouse.Linux;
using Gatehouse.Proxy;
using Gatehouse.Runtime.Tests.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Proxy;

/// <summary>What a trusted proxy states is taken, and nothing else.</summary>
public class ForwardedResolverTests
{
    private const string Everything =
        "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example\r\n"
        + "X-Forwarded-Port: 444\r\nX-Forwarded-Prefix: /evil\r\n";

    public static TheoryData<int, string, string> ProxyFixEffects => ForwardedCases.ProxyFixEffects;

    public static TheoryData<int, string, string> Rules => ForwardedCases.Rules;

    public static TheoryData<string> Invalid => ForwardedCases.Invalid;

    public static TheoryData<int, string, string> Standard => ForwardedCases.Standard;

    public static TheoryData<string> InvalidStandard => ForwardedCases.InvalidStandard;

    private static ForwardedHeaderNames StandardNames { get; } = ForwardedHeaderNames.OfStandard(true, true, true);

    [Theory]
    [MemberData(nameof(ProxyFixEffects))]
    public void Has_the_effects_of_ProxyFix(int hops, string fields, string expected) =>
        Assert.Equal(expected, Requests.Resolve(fields, Requests.Policy(hops), Requests.TrustedPeer));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Takes_the_value_that_the_outermost_declared_proxy_saw(int hops, string fields, string expected) =>
        Assert.Equal(expected, Requests.Resolve(fields, Requests.Policy(hops), Requests.TrustedPeer));

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Takes_no_value_that_is_not_valid(string field)
    {
        string header = field[..field.IndexOf(':', StringComparison.Ordinal)];
        string hidden = header == "X-Forwarded-For" ? "for=? " : "";
        Assert.Equal($"{hidden}bad={header}", Requests.Resolve(field + "\r\n", Requests.Policy(1), Requests.TrustedPeer));
    }

    [Theory]
    [MemberData(nameof(Standard))]
    public void Takes_the_element_of_the_outermost_declared_proxy(int hops, string fields, string expected) =>
        Assert.Equal(expected, Requests.Resolve(fields, Requests.Policy(hops, StandardNames), Requests.TrustedPeer));

    [Theory]
    [MemberData(nameof(InvalidStandard))]
    public void Takes_nothing_of_a_Forwarded_field_that_breaks_the_grammar(string value)
    {
        Assert.Equal("for=? bad=Forwarded", Requests.Resolve($"Forwarded: {value}\r\n", Requests.Policy(1, StandardNames), Requests.TrustedPeer));
        Assert.Equal(
            "for=? bad=Forwarded",
            Requests.Resolve($"Forwarded: {value}\r\nForwarded: {value}\r\n", Requests.Policy(1, StandardNames), Requests.TrustedPeer));
    }

    [Fact]
    public void Each_fact_can_have_hops_of_its_own()
    {
        const string Fields =
            "X-Forwarded-For: 198.51.100.1, 192.0.2.2\r\nX-Forwarded-Proto: http, https\r\nX-Forwarded-Host: a.example, b.example\r\n"
            + "X-Forwarded-Port: 81, 82\r\nX-Forwarded-Prefix: /a, /b\r\n";
        Assert.Equal(
            "for=198.51.100.1:0 proto=https host=a.example:82 port=82 prefix=/a",
            Requests.Resolve(Fields, Requests.Policy(2, own: new ForwardedHops(2, 1, 2, 1, 2)), Requests.TrustedPeer));
        Assert.Equal(
            "for=198.51.100.1:0 proto=http host=b.example:81 port=81 prefix=/b",
            Requests.Resolve(Fields, Requests.Policy(2, own: new ForwardedHops(2, 2, 1, 2, 1)), Requests.TrustedPeer));
        Assert.Equal(
            "for=192.0.2.2:0 proto=https host=b.example:82 port=82 prefix=/b",
            Requests.Resolve(Fields, Requests.Policy(2, own: new ForwardedHops(1, 1, 1, 1, 1)), Requests.TrustedPeer));
    }

    [Fact]
    public void A_fact_that_not_every_proxy_states_is_not_taken_of_a_request_that_came_in_further_inside() => Assert.Equal(
        "for=198.51.100.1:0 host=a.example",
        Requests.Resolve(
            "X-Forwarded-For: 203.0.113.9, 198.51.100.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example, a.example\r\n",
            Requests.Policy(2, own: new ForwardedHops(2, 1, 2, 1, 1)),
            Requests.TrustedPeer));

    [Fact]
    public void What_stands_left_of_an_unfinished_quote_takes_the_facts_right_of_it_along() => Assert.Equal(
        "for=? proto=https bad=X-Forwarded-For",
        Requests.Resolve("X-Forwarded-For: \", 192.0.2.1\r\nX-Forwarded-Proto: https\r\n", Requests.Policy(1), Requests.TrustedPeer));

    [Fact]
    public void A_value_between_that_is_not_valid_ends_the_way() => Assert.Equal(
        "for=? bad=X-Forwarded-For",
        Requests.Resolve(
            "X-Forwarded-For: 192.0.2.1, \"a, b\"\r\nX-Forwarded-Proto: https, http\r\n", Requests.Policy(2), Requests.TrustedPeer));

    [Fact]
    public void A_fault_names_the_value_and_what_was_expected() => Assert.Equal(
        "'wss' in X-Forwarded-Proto is not http or https",
        Requests.ResolveRequest("GET / HTTP/1.0\r\nX-Forwarded-Proto: wss\r\n\r\n", Requests.Policy(1), Requests.TrustedPeer, "http").Fault?.Reason);

    [Fact]
    public void Finds_the_declared_header_of_a_peer_that_is_not_believed()
    {
        Assert.Equal("X-Forwarded-Proto", FirstDeclared("A: b\r\nx-forwarded-proto: http\r\n", Requests.AllNames));
        Assert.Equal("Forwarded", FirstDeclared("Forwarded: for=_a\r\n", StandardNames));
        Assert.Null(FirstDeclared("X-Real-IP: 192.0.2.1\r\nX-Forwarded-Fo: a\r\n", Requests.AllNames));

        static string? FirstDeclared(string fields, ForwardedHeaderNames names)
        {
            byte[] bytes = Cuts.Latin1($"GET / HTTP/1.0\r\n{fields}\r\n");
            var head = new RequestHead();
            default(RequestParser).Parse(bytes, head, Wire.Roomy);
            return ForwardedResolver.FirstDeclared(head, bytes, names);
        }
    }

    [Fact]
    public void An_invalid_fact_takes_no_other_with_it() => Assert.Equal(
        "for=? proto=https host=app.example:8443 port=8443 bad=X-Forwarded-For",
        Requests.Resolve(
            "X-Forwarded-For: nobody\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: a b\r\nX-Forwarded-Port: 8443\r\n",
            Requests.Policy(1),
            Requests.TrustedPeer));

    [Fact]
    public void Nothing_declared_means_nothing_taken()
    {
        Assert.Equal("", Requests.Resolve(Everything, TrustPolicy.Nobody, Requests.TrustedPeer));
        Assert.Equal("", Requests.Resolve(Everything, TrustPolicy.Nobody, PeerAddress.Unix));
        Assert.Equal("", Requests.Resolve(Everything, TrustPolicy.Nobody, default));
        Assert.Equal("", Requests.Resolve(Everything, TrustPolicy.Create(["10.0.0.0/8"], 1, new()), Requests.TrustedPeer));
        Assert.Equal("", Requests.Resolve(Everything, TrustPolicy.Create([], 1, Requests.AllNames), PeerAddress.Unix));
    }

    [Fact]
    public void A_peer_that_is_not_declared_states_nothing()
    {
        Assert.Equal("", Requests.Resolve(Everything, Requests.Policy(1), PeerAddress.IPv4(0x0b000001, 1)));
        Assert.Equal("", Requests.Resolve(Everything, Requests.Policy(1), PeerAddress.IPv6(1, 0, 1)));
        Assert.Equal("", Requests.Resolve(Everything, Requests.Policy(1), PeerAddress.Unix));
    }

    [Fact]
    public void A_fact_that_is_not_declared_is_not_taken() => Assert.Equal(
        "for=192.0.2.1:0",
        Requests.Resolve(Everything, Requests.Policy(1, new ForwardedHeaderNames(For: "X-Forwarded-For")), Requests.TrustedPeer));

    [Fact]
    public void A_header_of_another_name_takes_the_place_of_the_usual_one()
    {
        var names = new ForwardedHeaderNames(For: "X-Real-IP", Host: "X-FHost");
        const string Fields = "X-FHost: shop.example\r\nx-real-ip: 192.0.2.7\r\n";
        Assert.Equal(
            "for=192.0.2.7:0 host=shop.example",
            Requests.Resolve(Fields + Everything, Requests.Policy(1, names), Requests.TrustedPeer));
        Assert.Equal("", Requests.Resolve(Everything, Requests.Policy(1, names), Requests.TrustedPeer));
    }

    [Fact]
    public void Without_a_host_a_port_has_nothing_to_stand_behind() => Assert.Equal(
        "port=8080",
        Requests.Resolve("X-Forwarded-Port: 8080\r\n", Requests.Policy(1), Requests.TrustedPeer, host: ""));

    [Fact]
    public void The_scheme_of_the_connection_decides_about_the_port_where_none_is_stated() => Assert.Equal(
        "host=app.example port=443",
        Requests.Resolve("X-Forwarded-Port: 443\r\n", Requests.Policy(1), Requests.TrustedPeer, scheme: "https"));

    [Theory]
    [InlineData("X_Forwarded_For: 203.0.113.9\r\nX_FORWARDED_PROTO: https\r\nX_Forwarded-Host: evil.example\r\n")]
    [InlineData("X-Forwarded_For: 203.0.113.9\r\nX-Forwarded-Prefix_: /evil\r\nX-Forwarded-Fo: 203.0.113.9\r\n")]
    [InlineData("XXForwarded-For: 203.0.113.9\r\nX-Forwarded-For-: 203.0.113.9\r\n")]
    [InlineData("Forwarded: for=203.0.113.9;proto=https;host=evil.example\r\nX-Real-IP: 203.0.113.9\r\n")]
    [InlineData("Connection: X-Forwarded-For, close\r\n")]
    [InlineData("X-Forwarded-For: 203.0.113.9\r\n")]
    [InlineData("X-Forwarded-For: 203.0.113.9, 203.0.113.9\r\nX-Forwarded-For: 203.0.113.9\r\n")]
    [InlineData("X-Forwarded-Proto: https, https\r\nX-Forwarded-Host: evil.example, evil.example\r\n")]
    [InlineData("X-Forwarded-For: ,,,\r\n")]
    public void What_a_client_sends_changes_nothing_where_the_proxy_adds_its_own(string forged)
    {
        const string Added = "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: app.example\r\n";

        // Spellings with '_' are wrong behind the proxy's fields too; of equal names the last one is the proxy's.
        string[] orders = forged.Contains('_', StringComparison.Ordinal) ? [forged + Added, Added + forged] : [forged + Added];
        Assert.All(orders, fields => Assert.Equal(
            "for=192.0.2.1:0 proto=http host=app.example",
            Requests.Resolve(fields, Requests.Policy(1), Requests.TrustedPeer)));
    }

    [Fact]
    public void The_target_is_the_clients_word()
    {
        ClientIdentity client = Requests.ResolveRequest(
            "GET https://evil.example/ HTTP/1.1\r\nHost: app.example\r\n\r\n", Requests.Policy(1), Requests.TrustedPeer, "http");
        Assert.Null(client.Scheme);
        Assert.Null(client.Host);
    }

    [Fact]
    public void Never_believes_more_hops_than_declared()
    {
        // However many values a client sends, in however many fields: the address comes from what the proxies wrote. Not so many
        // fields, though, that the parser refuses the head.
        Gen<string> forged = Gen.Elements(
            "X-Forwarded-For: 203.0.113.1\r\n", "X-Forwarded-For: 203.0.113.1, 203.0.113.2\r\n", "X-Forwarded-For: a,b,c\r\n",
            "X-Forwarded-For: \"a,b\"\r\n", "X-Forwarded-For:\r\n", "x-forwarded-for: ,\r\n", "A: b\r\n").ListOf().Resize(80).Select(string.Concat);
        Gen<(string Forged, int Hops)> inputs = forged.Zip(Gen.Choose(1, TrustPolicy.MaxHops));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true), Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            string proxies = string.Join(", ", Enumerable.Range(1, input.Hops).Select(i => $"192.0.2.{i}"));

            // A comma in quotes: nobody can say how many values there are.
            string expected = input.Forged.Contains('"', StringComparison.Ordinal) ? "for=? bad=X-Forwarded-For" : "for=192.0.2.1:0";
            return Requests.Resolve($"{input.Forged}X-Forwarded-For: {proxies}\r\n", Requests.Policy(input.Hops), Requests.TrustedPeer) == expected;
        }));
    }

    [Fact]
    public void Any_chain_is_read_back_as_far_as_trusted_proxies_wrote_it()
    {
        // A chain of nodes, the client's own claims first; each is written in both syntaxes. Expected is what a plain walk over the list finds.
        Gen<string> nodes = Gen.Elements(
            "192.0.2.1", "192.0.2.77", "198.51.100.1", "203.0.113.9", "2001:db8::1", "10.0.0.1", "10.200.3.4", "unknown");
        Gen<(string[] Chain, int Hops)> inputs = nodes.ArrayOf().Where(chain => chain.Length is > 0 and < 12).Zip(Gen.Choose(1, TrustPolicy.MaxHops));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000).WithQuietOnSuccess(true), Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            int taken = 1;
            while (taken < input.Hops && taken < input.Chain.Length && IsProxy(input.Chain[^taken])) taken++;
            string client = input.Chain[^taken];
            string expected = client == "unknown" ? "for=?" : $"for={client}:0";
            string legacy = Requests.Resolve($"X-Forwarded-For: {string.Join(", ", input.Chain)}\r\n", Requests.Policy(input.Hops), Requests.TrustedPeer);
            string standard = Requests.Resolve(
                string.Concat(input.Chain.Select(node => $"Forwarded: for={Node(node)}\r\n")),
                Requests.Policy(input.Hops, StandardNames),
                Requests.TrustedPeer);
            return legacy == expected && standard == expected;
        }));

        static bool IsProxy(string node) =>
            node.StartsWith("10.", StringComparison.Ordinal) || node.StartsWith("192.0.2.", StringComparison.Ordinal);

        static string Node(string node) => node.Contains(':', StringComparison.Ordinal) ? $"\"[{node}]\"" : node;
    }

    [Fact]
    public void No_header_makes_it_throw_or_state_another_site_as_prefix()
    {
        Gen<string> values = Gen.Elements(
            "\"", "\\", ",", " ", "/", "/", ":", "[", "]", "::1", "1.2.3.4", "%", "%2e", ".", "\u00ff", "80", "h")
            .ListOf().Select(string.Concat);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000).WithQuietOnSuccess(true), Prop.ForAll(values.ToArbitrary(), text =>
        {
            string fields = string.Concat(new[] { "For", "Proto", "Host", "Port", "Prefix" }.Select(f => $"X-Forwarded-{f}: {text}\r\n"));
            string request = $"GET / HTTP/1.0\r\n{fields}Forwarded: for={text};host={text}\r\n\r\n";
            Requests.ResolveRequest(request, Requests.Policy(1, StandardNames), Requests.TrustedPeer, "http");
            string? prefix = Requests.ResolveRequest(request, Requests.Policy(1), Requests.TrustedPeer, "http").PathBase;
            return prefix is null || (prefix[0] == '/' && prefix.Length > 1 && prefix[1] != '/' && prefix[^1] != '/');
        }));
    }

    [Fact]
    public void Allocates_nothing_where_no_text_is_taken()
    {
        byte[] bytes = Cuts.Latin1($"GET / HTTP/1.1\r\nHost: h\r\n{Everything}\r\n");
        var head = new RequestHead();
        default(RequestParser).Parse(bytes, head, Wire.Roomy);
        TrustPolicy addressAndScheme = Requests.Policy(1, new ForwardedHeaderNames("X-Forwarded-For", "X-Forwarded-Proto"));
        TrustPolicy everything = Requests.Policy(1);
        Resolve();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Resolve();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Resolve()
        {
            for (int i = 0; i < 100; i++)
            {
                ForwardedResolver.Resolve(Requests.TrustedPeer, head, bytes, addressAndScheme, "http");
                ForwardedResolver.Resolve(PeerAddress.Unix, head, bytes, everything, "http");
            }
        }
    }
}
