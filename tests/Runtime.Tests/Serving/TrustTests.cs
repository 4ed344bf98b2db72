using Gatehouse.Proxy;
using Gatehouse.Serving;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>What becomes of a request by what its peer says of the client, and by the host that it is for.</summary>
public sealed class TrustTests
{
    private static readonly ForwardedHeaderNames Names = new("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host");

    private static Task<ServingHost> StartAsync(string trusted, Func<ServingOptions, ServingOptions>? configure = null) => ServingHost.StartAsync(
        (request, response) =>
        {
            response.Write($"{request.ClientAddress?.ToString() ?? "-"} {request.Scheme} {request.Host}");
            return default;
        },
        options =>
        {
            options = options with { Trust = TrustPolicy.Create([trusted], 1, Names) };
            return configure?.Invoke(options) ?? options;
        });

    [Fact]
    public async Task A_value_that_is_not_valid_is_refused_and_told_once_a_minute()
    {
        await using ServingHost host = await StartAsync("127.0.0.1");
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal((400, "The header X-Forwarded-Proto, which a proxy added, is not valid.\n"), Ask(host, "X-Forwarded-Proto: wss"));
            Assert.Equal((400, "The header X-Forwarded-For, which a proxy added, is not valid.\n"), Ask(host, "X-Forwarded-For: 10.0.0.1, \"x"));
        }

        Assert.Equal(
            ["Warning The trusted proxy 127.0.0.1 states what is not valid: 'wss' in X-Forwarded-Proto is not http or https. Each worker says so once a minute"],
            host.Log.Where(line => line.StartsWith("Warning The trusted proxy", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_value_that_is_not_valid_can_be_ignored_and_then_nobody_knows_the_client()
    {
        await using ServingHost host = await StartAsync("127.0.0.1", options => options with { RejectsInvalidForwarded = false });
        Assert.Equal((200, "- https h"), Ask(host, "X-Forwarded-For: me\r\nX-Forwarded-Proto: https"));
        Assert.Equal((200, "192.0.2.1 http h"), Ask(host, "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: wss"));
        Assert.Contains(host.Log, line => line.Contains("'me' in X-Forwarded-For is not an IP address", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_the_proxy_does_not_name_has_no_address()
    {
        await using ServingHost host = await StartAsync("127.0.0.1");
        Assert.Equal((200, "- http h"), Ask(host, "X-Forwarded-For: unknown"));
        Assert.Equal((200, "127.0.0.1 http h"), Ask(host, "A: b"));
    }

    [Fact]
    public async Task A_peer_that_is_not_trusted_is_told_once_a_minute_with_its_address()
    {
        await using ServingHost host = await StartAsync("10.0.0.0/8");
        for (int i = 0; i < 3; i++) Assert.Equal((200, "127.0.0.1 http h"), Ask(host, "x-forwarded-for: 192.0.2.1\r\nX-Forwarded-Proto: wss"));
        Assert.Equal(
            ["Warning 127.0.0.1 sent X-Forwarded-For and is no trusted proxy: ignored. Each worker says so once a minute"],
            host.Log.Where(line => line.Contains("no trusted proxy", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_peer_that_says_nothing_of_a_client_is_not_told()
    {
        await using ServingHost host = await StartAsync("10.0.0.0/8");
        Assert.Equal((200, "127.0.0.1 http h"), Ask(host, "X-Real-IP: 192.0.2.1"));
        Assert.DoesNotContain(host.Log, line => line.Contains("no trusted proxy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_that_is_not_allowed_is_misdirected_whoever_names_it()
    {
        await using ServingHost host = await StartAsync(
            "127.0.0.1", options => options with { AllowedHosts = AllowedHosts.Create(["h", "*.app.example"]) });
        Assert.Equal((200, "127.0.0.1 http h"), Ask(host, "A: b"));
        Assert.Equal((200, "127.0.0.1 http a.app.example:81"), Ask(host, "X-Forwarded-Host: a.app.example:81"));
        const string Refused = "This host is not served here (RFC 9110 section 7.4).\n";
        Assert.Equal((421, Refused), Ask(host, "X-Forwarded-Host: evil.example"));
        Assert.Equal((421, Refused), Ask(host, "A: b", named: "app.example"));
        Assert.Equal((421, Refused), AskRaw(host, "GET http://evil.example/ HTTP/1.1\r\nHost: h\r\n\r\n"));
        Assert.Equal((421, Refused), AskRaw(host, "GET / HTTP/1.0\r\n\r\n"));
    }

    private static (int Status, string Body) Ask(ServingHost host, string fields, string named = "h") =>
        AskRaw(host, $"GET / HTTP/1.1\r\nHost: {named}\r\nConnection: close\r\n{fields}\r\n\r\n");

    private static (int Status, string Body) AskRaw(ServingHost host, string request)
    {
        using Wire wire = host.Connect();
        wire.SendRaw(request);
        string answer = wire.ReadToEnd();
        return (int.Parse(answer.AsSpan(9, 3)), answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }
}
